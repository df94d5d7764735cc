"""The attention list: what waits in the cohorts that somebody works on, the dearest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date

from tracker.advancement.decision_models import GateDecision
from tracker.advancement.open_gates import OpenGate
from tracker.cohorts.forecast_queries import Voice
from tracker.cohorts.models import Cohort
from tracker.cohorts.policy_rules import DefaultState
from tracker.evaluations.answers import FlagKind
from tracker.evaluations.models import Assignment
from tracker.overview import attention_mail, attention_releases, attention_works
from tracker.overview import attention_rules as rules
from tracker.overview.attention_facts import Facts, outlook, stand
from tracker.overview.attention_rules import Item, Kind, Link

# Who continues in any case need not have said that they read the policy.
SETTLED = (DefaultState.CONTINUES, DefaultState.LAPSED)


def items(facts: Facts) -> list[Item]:
    """The list, in its order."""
    return rules.ordered(
        [
            *_notices(facts),
            *_wishes(facts),
            *_unproven(facts),
            *_thin(facts),
            *_decisions(facts),
            *_letters(facts),
            *attention_mail.lines(facts.mails),
            *_reviews(facts),
            *_appeals(facts),
            *attention_releases.lines(facts.releases),
            *_unread(facts),
            *attention_works.lines(facts.works),
            *_owed(facts),
            *_advice(facts),
            *_slips(facts),
        ]
    )


def _together(
    kind: Kind, gates: Iterable[tuple[OpenGate, date | None]], link: Callable[[OpenGate], Link]
) -> list[Item]:
    """One line for all scholars of a phase with the same day."""
    found: dict[tuple[int, int, date | None], list[OpenGate]] = defaultdict(list)
    for gate, on in gates:
        found[gate.cohort.id, gate.phase.id, on].append(gate)
    return [
        Item(
            kind,
            cohort_id,
            some[0].cohort.name,
            on,
            tuple(one.enrolment.person.name for one in some),
            phase_id,
            link(some[0]),
            phase=some[0].phase.kind,
            whole_phase=True,
        )
        for (cohort_id, phase_id, on), some in found.items()
    ]


def _page(endpoint: str) -> Callable[[OpenGate], Link]:
    """A page of a cohort."""
    return lambda gate: (endpoint, {**place(gate.cohort)})


def _phase_page(endpoint: str) -> Callable[[OpenGate], Link]:
    """A page of one phase of a cohort."""
    return lambda gate: (endpoint, {**place(gate.cohort), "kind": gate.phase.kind.value})


def place(cohort: Cohort) -> dict[str, str]:
    """A cohort as its addresses name it."""
    return {"program_slug": cohort.program.slug, "cohort_slug": cohort.slug}


def _about(kind: Kind, gate: OpenGate, on: date | None, row: int, link: Link) -> Item:
    return Item(
        kind,
        gate.cohort.id,
        gate.cohort.name,
        on,
        (gate.enrolment.person.name,),
        row,
        link,
        phase=gate.phase.kind,
    )


def _notices(facts: Facts) -> list[Item]:
    found = [one for one in facts.gates if rules.notice_matters(stand(one), facts.day(one.cohort))]
    return _together(Kind.NOTICE, ((one, one.gate.notice_by) for one in found), _page("overview.board"))


def _wishes(facts: Facts) -> list[Item]:
    gates = {(one.enrolment.id, one.phase.id): one for one in facts.gates}
    found: dict[int, Item] = {}
    for flag in facts.flags:
        gate = gates.get((flag.form.enrolment_id, flag.form.work.phase_id))
        if flag.kind is not FlagKind.CONCERN or gate is None:
            continue
        if rules.wish_matters(stand(gate), facts.day(gate.cohort), raised=gate.concern is not None):
            link = ("forms.show", {"form_id": flag.form_id})
            found[flag.id] = _about(Kind.WISH, gate, gate.gate.notice_by, flag.id, link)
    return list(found.values())


def _unproven(facts: Facts) -> list[Item]:
    return [
        _about(
            Kind.UNPROVEN,
            one,
            one.concern.notice_by,
            one.concern.id,
            ("advancement.show", {"concern_id": one.concern.id}),
        )
        for one in facts.gates
        if one.concern is not None and one.concern.delivered_on is None and one.cohort.id in facts.concerned
    ]


def _thin(facts: Facts) -> list[Item]:
    found: dict[Kind, list[tuple[OpenGate, date]]] = defaultdict(list)
    for gate in facts.gates:
        if gate.cohort.id not in facts.evaluated:
            continue
        kind = rules.evidence_matters(gate.state, outlook(facts, gate))
        if kind is not None:
            found[kind].append((gate, gate.phase.forms_close_on))
    return [
        line for kind, gates in found.items() for line in _together(kind, gates, _page("overview.rater_plan"))
    ]


def _decisions(facts: Facts) -> list[Item]:
    due = [one for one in facts.gates if rules.decision_matters(stand(one), facts.day(one.cohort))]
    alone = [one for one in due if one.state is DefaultState.CONCERN and one.cohort.id in facts.concerned]
    limited = [(one, one.gate.decision_on) for one in due if one.state is not DefaultState.CONCERN]
    return [
        *(
            _about(
                Kind.DECISION,
                one,
                one.gate.decision_on,
                one.enrolment.id,
                ("advancement.room", {"enrolment_id": one.enrolment.id, "kind": one.phase.kind.value}),
            )
            for one in alone
        ),
        *_together(Kind.DECISION, limited, _phase_page("advancement.places_of")),
    ]


def _letters(facts: Facts) -> list[Item]:
    found: dict[tuple[int, int], list[GateDecision]] = defaultdict(list)
    for one in facts.untold:
        found[one.enrolment.cohort_id, one.phase_id].append(one)
    return [
        Item(
            Kind.LETTER,
            cohort_id,
            some[0].enrolment.cohort.name,
            min(one.decided_on for one in some),
            tuple(one.enrolment.person.name for one in some),
            phase_id,
            ("advancement.cohort_letters", place(some[0].enrolment.cohort)),
            phase=some[0].phase.kind,
            whole_phase=True,
        )
        for (cohort_id, phase_id), some in found.items()
    ]


def _appeals(facts: Facts) -> list[Item]:
    return [
        Item(
            Kind.APPEAL,
            one.decision.enrolment.cohort_id,
            one.decision.enrolment.cohort.name,
            one.decide_by,
            (one.decision.enrolment.person.name,),
            one.id,
            ("advancement.show_appeal", {"appeal_id": one.id}),
            who=one.reader.name if one.reader else "",
        )
        for one in facts.appeals
    ]


def _reviews(facts: Facts) -> list[Item]:
    return [
        Item(
            Kind.REVIEW,
            one.enrolment.cohort_id,
            one.enrolment.cohort.name,
            one.plan.due_on,
            (one.enrolment.person.name,),
            one.id,
            ("advancement.show", {"concern_id": one.id}),
        )
        for one in facts.reviews
        if one.plan is not None and rules.review_matters(one.plan.due_on, facts.day(one.enrolment.cohort))
    ]


def _unread(facts: Facts) -> list[Item]:
    unread = [
        (one, one.phase.starts_on)
        for one in facts.gates
        if one.state not in SETTLED
        and one.phase.policy is not None
        and (one.phase.policy.id, one.enrolment.id) not in facts.reads
    ]
    return _together(Kind.UNREAD, unread, _phase_page("cohorts.policy"))


def _owed(facts: Facts) -> list[Item]:
    return [
        Item(
            Kind.OWED,
            one.enrolment.cohort_id,
            one.enrolment.cohort.name,
            one.due_on,
            (one.enrolment.person.name,),
            one.id,
            _mend(facts, one),
            who=one.mentor.name,
            about=one.work.title,
        )
        for one in facts.owed
        if one.due_on < facts.day(one.enrolment.cohort)
    ]


def _mend(facts: Facts, owed: Assignment) -> Link:
    """Where an owed form is asked after; the reader's own is filed instead."""
    if owed.mentor_id == facts.reader_id:
        return "evaluations.edit", {"assignment_id": owed.id}
    return "overview.chase", {**place(owed.enrolment.cohort), "assignment_id": owed.id}


def _advice(facts: Facts) -> list[Item]:
    return [
        Item(
            Kind.ADVICE,
            flag.form.enrolment.cohort_id,
            flag.form.enrolment.cohort.name,
            flag.raised_at.date(),
            (flag.form.enrolment.person.name,),
            flag.id,
            ("forms.show", {"form_id": flag.form_id}),
            who=flag.form.mentor.name,
            about=flag.form.work.title,
        )
        for flag in facts.flags
        if flag.kind is FlagKind.ADVICE
    ]


def _slips(facts: Facts) -> list[Item]:
    """One line for each milestone, with everybody whose date slips."""
    found: dict[int, dict[int, Voice]] = defaultdict(dict)
    for one in facts.slipping:
        found[one.milestone.id].setdefault(one.enrolment.id, one)
    return [
        Item(
            Kind.SLIP,
            cohort.id,
            cohort.name,
            one.milestone.due_on,
            tuple(voice.enrolment.person.name for voice in some.values()),
            one.milestone.id,
            ("overview.drifting", place(cohort)),
            about=one.milestone.title,
            whole_phase=True,
        )
        for some in found.values()
        for one in list(some.values())[:1]
        for cohort in [one.enrolment.cohort]
    ]
