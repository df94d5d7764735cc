"""What is decided at the gates: a stop and the appeal against it, a stop that is refused, the defaults."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tracker.advancement import appeals, decision_queries, decisions, letter_desk, letters, panels
from tracker.advancement.actions import Notice
from tracker.advancement.appeal_models import Ruling
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateCase, GateDecision, Outcome
from tracker.cohorts import actions as cohorts
from tracker.cohorts.models import Enrolment, Phase, PhaseKind
from tracker.demo.cases import CASES
from tracker.demo.happenings import LEAD, STAFF, Happening, Rows, moment
from tracker.demo.people import OFFICE, RESEARCH_MANAGER
from tracker.demo.running import AWAY_FROM, BACK_ON
from tracker.demo.timetable import Timetable

PANEL = tuple(someone.email for label, _, someone in OFFICE if label.startswith("panel member"))
FIRST, SECOND = PANEL
NOTICE = Notice(
    "A letter for you in Meridian Fellowship",
    "Hello,\n\nthere is a letter for you in Meridian Fellowship. For your privacy it is not in this mail;"
    " sign in and read it under “Where I stand”.\n",
)
STOP_REASONS = (
    "Neither target was reached: the comparison with the simple method was begun twice and not finished, and"
    " in both works the claim goes further than the runs. Three people saw the same on two works. That the"
    " mini-project failed has no part in this."
)
VIEWS = (
    (FIRST, Outcome.STOP, "Three people describe the same gap on two works, before and after the help."),
    (
        SECOND,
        Outcome.CONTINUE_WITH_PLAN,
        "The second page is a clear step. With a mentor who pairs weekly I would let it go on.",
    ),
    (STAFF, Outcome.STOP, "The help was taken, eight afternoons of it, and the step is still left out."),
)
DISSENT = "I read the last hand-in as progress, and the plan gave it three weeks of ten."
APPEAL = (
    "The comparison was finished on the evening before the write-up was due. It is in the appendix, page 9,"
    " and nobody has written about it. I had said in my reply that it would come last."
)
SENT_BACK = (
    "The appendix was handed in on the day and holds the comparison that the first target asks for. None of"
    " the views mentions it. A panel should read it before it decides."
)
# New people: whoever sat on the panel of the first decision does not sit on this one.
VIEWS_AGAIN = (
    (RESEARCH_MANAGER.email, "The appendix is what was asked for, late and complete; it settles the target."),
    (LEAD, "With a fixed hour a week the order of work will hold."),
)
PLAN = (
    "An hour with the mentor each Monday until the mid-point report: which comparison comes first, and when."
)
# What staff typed of a stop that cannot be saved, and left as a draft.
REFUSED_DRAFT = {
    "outcome": Outcome.STOP.value,
    "reasons": "The write-up came without its main figure, as the mini-project's did.",
}


def decided(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """The panel's work at the end of training: one stop, told in a letter, and one that is refused."""
    stopped, refused = partial(_stop, rows, table), partial(_begin_refused, rows, table)
    for at, (who, view, reasons) in enumerate(VIEWS):
        yield moment(table, 70, 20 + at), partial(appoint, rows, table, CASES["stopped"], who)
        yield (
            moment(table, 70, 120 + 90 * at),
            partial(file_view, rows, table, CASES["stopped"], who, view, reasons),
        )
    yield moment(table, 71, 300), refused
    yield moment(table, 71, 600), stopped
    yield moment(table, 71, 640), partial(_dissent, rows, table)


def appealed(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """The scholar appeals; the lead, who had no part in it, sends the decision back; a new panel decides."""
    scholar = CASES["stopped"]
    yield moment(table, 72, -530), partial(_appeal, rows, table)
    yield moment(table, 74, 30), partial(_assign, rows, table)
    yield moment(table, 75, 200), partial(_send_back, rows, table)
    for at, (who, reasons) in enumerate(VIEWS_AGAIN):
        view = partial(file_view, rows, table, scholar, who, Outcome.CONTINUE_WITH_PLAN, reasons)
        yield moment(table, 76, 20 + at), partial(appoint, rows, table, scholar, who)
        yield moment(table, 77, 60 + 45 * at), view
    yield moment(table, 78, 100), partial(_let_continue, rows, table)


def defaults(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """On the day of each gate those without another decision continue, and staff tell everybody.

    Who was away for a week has their gate a week later.
    """
    for phase in table.phases:
        assert phase.gate is not None  # every phase of the demo has a gate
        for later in (0, BACK_ON - AWAY_FROM):
            day = (phase.gate.decision_on - table.start).days + later
            yield moment(table, day, -530), partial(_apply, rows)
            yield moment(table, day, 60), partial(tell, rows, table)


def _apply(rows: Rows) -> None:
    decisions.apply_defaults(rows.session, rows.program)


def tell(rows: Rows, table: Timetable) -> None:
    """Staff send the letters that wait, as they are shown to them."""
    staff = rows.people[STAFF]
    for waiting in letter_desk.waiting(rows.session, staff, rows.cohorts[table.slug]):
        letters.keep(
            rows.session,
            staff,
            enrolment=waiting.decision.enrolment,
            kind=waiting.letter.kind,
            rendered=waiting.letter,
            shown=waiting.letter.digest,
            notice=NOTICE,
            decision=waiting.decision,
        )


def gate(rows: Rows, table: Timetable, scholar: str) -> tuple[Enrolment, Phase]:
    """A scholar and the phase at whose end they are decided about."""
    phase = cohorts.phase_of(rows.cohorts[table.slug], PhaseKind.TRAINING)
    return rows.enrolments[table.slug, scholar], phase


def appoint(rows: Rows, table: Timetable, scholar: str, who: str) -> None:
    enrolment, phase = gate(rows, table, scholar)
    staff = rows.people[STAFF]
    panels.appoint(rows.session, staff, enrolment=enrolment, phase=phase, person=rows.people[who])


def file_view(rows: Rows, table: Timetable, scholar: str, who: str, view: Outcome, reasons: str) -> None:
    panels.file_view(
        rows.session, rows.people[who], room=_room(rows, table, scholar), view=view, reasons=reasons
    )


def _room(rows: Rows, table: Timetable, scholar: str) -> GateCase:
    enrolment, phase = gate(rows, table, scholar)
    room = decision_queries.case(rows.session, enrolment.id, phase.id)
    assert room is not None  # its panel was appointed
    return room


def decide(rows: Rows, table: Timetable, scholar: str, who: str, wanted: Wanted) -> GateDecision:
    enrolment, phase = gate(rows, table, scholar)
    return decisions.decide(rows.session, rows.people[who], enrolment=enrolment, phase=phase, wanted=wanted)


def _stop(rows: Rows, table: Timetable) -> None:
    decide(rows, table, CASES["stopped"], STAFF, Wanted(Outcome.STOP, reasons=STOP_REASONS))
    tell(rows, table)


def _appeal(rows: Rows, table: Timetable) -> None:
    scholar = rows.people[CASES["stopped"]]
    rows.appeals[table.slug] = appeals.file(
        rows.session, scholar, decision=_stands(rows, table, CASES["stopped"]), text=APPEAL
    )


def _assign(rows: Rows, table: Timetable) -> None:
    appeals.assign(
        rows.session,
        rows.people[STAFF],
        appeal=rows.appeals[table.slug],
        reader=rows.people[LEAD],
        instead_of=None,
        notice=NOTICE,
    )


def _send_back(rows: Rows, table: Timetable) -> None:
    appeal, lead = rows.appeals[table.slug], rows.people[LEAD]
    letter = appeals.prepare(rows.session, lead, appeal=appeal, ruling=Ruling.SENT_BACK, reasons=SENT_BACK)
    appeals.rule(
        rows.session,
        lead,
        appeal=appeal,
        ruling=Ruling.SENT_BACK,
        reasons=SENT_BACK,
        shown=letter.digest,
        notice=NOTICE,
    )


def _let_continue(rows: Rows, table: Timetable) -> None:
    wanted = Wanted(
        Outcome.CONTINUE_WITH_PLAN, reasons="Both targets are met, one of them on the last day.", plan=PLAN
    )
    decide(rows, table, CASES["stopped"], STAFF, wanted)
    tell(rows, table)


def _stands(rows: Rows, table: Timetable, scholar: str) -> GateDecision:
    enrolment, phase = gate(rows, table, scholar)
    made = decision_queries.standing(rows.session, enrolment.id, phase.id)
    assert made is not None  # the story decided it before
    return made


def _dissent(rows: Rows, table: Timetable) -> None:
    made = _stands(rows, table, CASES["stopped"])
    panels.dissent(rows.session, rows.people[SECOND], decision=made, text=DISSENT)


def _begin_refused(rows: Rows, table: Timetable) -> None:
    enrolment, phase = gate(rows, table, CASES["stop_refused"])
    staff = rows.people[STAFF]
    panels.appoint(
        rows.session, staff, enrolment=enrolment, phase=phase, person=rows.people[RESEARCH_MANAGER.email]
    )
    panels.save_draft(
        rows.session, staff, enrolment=enrolment, phase=phase, kind=panels.DECISION, typed=REFUSED_DRAFT
    )
