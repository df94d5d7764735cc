"""A scholar's dossier in the words of the pages: parts with facts, each with its plain value beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.advancement import decision_words
from tracker.advancement import words as concern_words
from tracker.advancement.letter_models import Letter
from tracker.advancement.models import Concern
from tracker.evaluations.models import Form
from tracker.evaluations.words import WORDS
from tracker.overview import score_words, words
from tracker.overview.dossiers import Dossier
from tracker.projects.models import Reached, Work
from tracker.projects.outcome_queries import Line
from tracker.projects.outcome_words import outcome_kind, outcome_status
from tracker.web.filters import day, number
from tracker.web.texts import gettext as _

SEALED = "[sealed]"
Value = str | int | float | None


@dataclass(frozen=True)
class Fact:
    """One line: its key, its name and text as they are read, and the plain value, if that is another."""

    key: str
    name: str
    text: str
    value: Value = None


@dataclass(frozen=True)
class Part:
    """One sheet of a section."""

    key: str
    title: str
    facts: Sequence[Fact]


@dataclass(frozen=True)
class Chapter:
    """A section; without parts it says that there is nothing."""

    key: str
    title: str
    parts: Sequence[Part]


def chapters(dossier: Dossier) -> list[Chapter]:
    """The whole dossier. Needs an application context with the reader's language."""
    stands = dossier.standing
    released = [item.form for item in stands.feedback if item.form]
    return [
        Chapter("standing", _("Where you stand"), [_standing(dossier), _phases(dossier)]),
        Chapter("level", _("What the evidence says so far"), [_level(dossier)]),
        Chapter("forms", _("Feedback released to you"), [_form(form) for form in released]),
        Chapter("waiting", _("Filed, not yet released"), list(_waiting(dossier))),
        Chapter("concerns", _("Concerns"), [_concern(one) for one in dossier.concerns]),
        Chapter("decisions", _("Decisions"), list(_decisions(dossier))),
        Chapter("letters", _("Letters"), [_letter(one) for one in dossier.letters]),
        Chapter("works", _("Your works"), [_work(work, dossier) for work in stands.works]),
        Chapter("outcomes", _("Your outcomes"), [_outcome(one) for one in dossier.outcomes]),
    ]


def _standing(dossier: Dossier) -> Part:
    stands, found = dossier.standing, dossier.decided
    phase, enrolment = stands.current, stands.enrolment
    facts = []
    if enrolment.withdrew_on:
        facts.append(_day("left", _("Left the program"), enrolment.withdrew_on))
    if found.answers:
        facts.append(Fact("decided", _("What was decided"), f"{found.told} {found.follows}".strip()))
    elif phase and not enrolment.left_on:
        raised = [dossier.gate.concerns] if dossier.gate else []
        say = words.away_sentence if stands.on_leave else words.default_sentence
        facts.append(Fact("default", _("What happens"), say(phase, stands.following, stands.today, *raised)))
        if not stands.on_leave:
            facts.append(Fact("clock", _("By when"), words.clock_sentence(phase, stands.today, *raised)))
    elif not phase:
        facts.append(Fact("dates", _("Dates"), _("The dates of this cohort have not been set yet.")))
    return Part("today", _("Today, %(day)s", day=day(stands.today)), facts)


def _phases(dossier: Dossier) -> Part:
    facts = [
        Fact(
            phase.kind.value,
            words.phase_name(phase.kind).capitalize(),
            _("%(first)s to %(last)s", first=day(phase.starts_on), last=day(phase.ends_on)),
            f"{phase.starts_on.isoformat()}/{phase.ends_on.isoformat()}",
        )
        for phase, _state in dossier.standing.phases
    ]
    return Part("phases", _("Phases, by the dates that hold for you"), facts)


def _level(dossier: Dossier) -> Part:
    entry, stands = dossier.level, dossier.standing
    evidence = Fact("evidence", _("Evidence"), words.evidence_sentence(stands.people, stands.pieces))
    title = _("From what is released to you")
    if entry is None or entry["level"] is None:
        return Part("level", title, [evidence])
    facts = [
        Fact("level", _("Level"), score_words.level_label(entry, dossier.bar), round(entry["level"], 3)),
        Fact("low", _("Interval from"), number(entry["q05"]), round(entry["q05"], 3)),
        Fact("high", _("Interval to"), number(entry["q95"]), round(entry["q95"], 3)),
        Fact("people", _("People behind it"), str(entry["people"]), entry["people"]),
        Fact("works", _("Works behind it"), str(entry["works"]), entry["works"]),
        Fact("sentence", _("In words"), score_words.level_sentence(entry, dossier.bar)),
        Fact("reading", _("What follows"), score_words.reading_sentence(entry, dossier.bar, own=True)),
        Fact("bad_result", _("One more bad result"), score_words.bad_result_sentence(entry, own=True)),
        Fact("rated", _("As rated"), score_words.raw_sentence(entry["raw"])),
        evidence,
    ]
    return Part("level", title, [one for one in facts if one.text])


def _form(form: Form) -> Part:
    """What the scholar reads of a form: never what is for staff alone."""
    overall = str(form.overall) if form.overall else "cannot-say"
    facts = [
        _day("filed_on", _("Filed"), form.filed_on),
        *(
            Fact(
                f"criterion:{one.criterion.slug}",
                one.criterion.name,
                str(one.level) if one.level else _("not seen"),
                one.level,
            )
            for one in sorted(form.ratings, key=lambda one: one.criterion.position)
        ),
        Fact("overall", _("Overall"), _overall(overall), form.overall),
        Fact("keep", _("Keep"), form.keep or ""),
        Fact("change", _("Change"), form.change or ""),
        *(
            _chosen(form, key, name)
            for key, name in (
                ("result", _("Main result")),
                ("quality", _("Quality of the work behind it")),
                ("trend", _("Since the last form")),
                ("blame", _("Why it went badly")),
                ("share", _("Share of the work")),
            )
        ),
        *(
            Fact("reply", _("Reply of %(name)s", name=reply.author.name), reply.text)
            for reply in form.replies
        ),
    ]
    title = _("Form on “%(work)s” by %(mentor)s", work=form.work.title, mentor=form.mentor.name)
    return Part(f"form-{form.id}", title, [one for one in facts if one.text])


def _overall(key: str) -> str:
    said = str(WORDS["overall"][key])
    return said if key == "cannot-say" else f"{key}, {said}"


def _chosen(form: Form, key: str, name: str) -> Fact:
    value = getattr(form, key)
    plain = getattr(value, "value", value)
    return Fact(key, name, "" if plain is None else str(WORDS[key][str(plain)]), plain)


def _waiting(dossier: Dossier) -> Iterator[Part]:
    for place, item in enumerate(one for one in dossier.standing.feedback if not one.form):
        facts = [_day("filed_on", _("Filed"), item.filed_on)]
        if "on" in item.released.params:
            facts.append(_day("released_on", _("You read it at the latest on"), item.released.params["on"]))
        yield Part(f"waiting-{place + 1}", item.work_title, [one for one in facts if one.text])


def _concern(one: Concern) -> Part:
    facts = [
        _day("opened_on", _("Written"), one.opened_on),
        Fact("text", _("What it says"), one.text),
        *(
            Fact("target", _("Target until %(day)s", day=day(target.due_on)), target.text)
            for target in one.targets
        ),
        Fact("help", _("The help you are offered"), one.help_offered),
        *(Fact("reply", _("Reply"), reply.text) for reply in one.replies),
        Fact("stands", _("Where it stands"), concern_words.stage_word(one)),
    ]
    if one.closed_on:
        facts.append(Fact("closed", _("Closed"), concern_words.closed_sentence(one)))
        facts.append(Fact("closing_reason", _("Why"), one.closing_reason))
    title = _("Concern of %(day)s, by %(name)s", day=day(one.opened_on), name=one.opened_by.name)
    return Part(f"concern-{one.id}", title, [fact for fact in facts if fact.text])


def _decisions(dossier: Dossier) -> Iterator[Part]:
    found = dossier.decided
    for one in [*([found.top] if found.top else []), *found.rest]:
        facts = [
            Fact("outcome", _("Decision"), decision_words.outcome_word(one.outcome), one.outcome.value),
            _day("decided_on", _("Decided"), one.decided_on),
            Fact("who", _("Who"), decision_words.who_sentence(one)),
        ]
        if one.undone_at:
            facts.append(Fact("undone", _("Undone"), _("no longer holds")))
        title = _("%(phase)s phase, %(day)s", phase=words.phase_name(one.phase.kind), day=day(one.decided_on))
        yield Part(f"decision-{one.id}", title.capitalize(), [fact for fact in facts if fact.text])


def _letter(one: Letter) -> Part:
    facts = [
        _day("sent_on", _("Sent"), one.sent_on),
        Fact("from", _("From"), one.written_by.name),
        Fact("text", _("Text"), one.body),
    ]
    return Part(f"letter-{one.id}", one.subject, facts)


def _work(work: Work, dossier: Dossier) -> Part:
    share = dossier.shares.get(work.id)
    facts = [Fact("phase", _("Phase"), words.phase_name(work.phase.kind), work.phase.kind.value)]
    if work.due_on:
        facts.append(_day("due_on", _("Until"), work.due_on))
    if share is not None:
        facts.append(Fact("share", _("Your share"), score_words.percent(share), round(share, 3)))
    if work.reached in (Reached.YES, Reached.NO):
        facts.append(Fact("result", _("Result"), score_words.result_sentence(work), work.reached.value))
    return Part(f"work-{work.id}", work.title, facts)


def _outcome(line: Line) -> Part:
    one = line.outcome
    facts = [
        Fact("kind", _("Kind"), outcome_kind(line.kind), line.kind.value),
        Fact("status", _("Status"), outcome_status(line.status), line.status.value),
    ]
    if one is None:
        return Part("outcome-sealed", SEALED, facts)
    if one.venue:
        facts.append(Fact("venue", _("Venue"), one.venue))
    facts += [Fact("link", link.label, link.url) for link in one.links]
    return Part(f"outcome-{one.id}", one.title, facts)


def _day(key: str, name: str, on: date | None) -> Fact:
    return Fact(key, name, day(on) if on else "", on.isoformat() if on else None)
