"""The gates' story: counts of earlier ones, who reads the policy, a change while the phase runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from tracker.cohorts import actions as cohorts
from tracker.cohorts import history_actions, policy_actions
from tracker.cohorts.history_rules import Counts
from tracker.cohorts.models import Enrolment, GateDefault, GatePolicy, PhaseKind
from tracker.cohorts.policy_actions import Letter
from tracker.demo.happenings import LEAD, STAFF, Happening, Rows, moment
from tracker.demo.people import SCHOLAR, Someone
from tracker.demo.running import LEAVING
from tracker.demo.timetable import Timetable

CONTINUE, LIMITED = GateDefault.CONTINUE_BY_DEFAULT, GateDefault.CAPACITY_LIMITED

# Cohorts from before there was this program of ours: years before the first one here, counts, median notice.
EARLIER = (
    ("Spring", 1, CONTINUE, Counts(50, 42, 3, 2, 3), 26.0),
    ("Autumn", 2, CONTINUE, Counts(52, 45, 2, 2, 3), 24.5),
    ("Spring", 2, CONTINUE, Counts(48, 41, 2, 2, 3), 22.0),
    ("Sprint", 3, LIMITED, Counts(34, 8, 0, 24, 2), 6.0),
)
# The day of the main cohort's training on which its gate asks for one more member of the panel.
CHANGED_ON = 24
CHANGE_REASON = "With two members, one of them could know the scholar from a shared work."
NEVER_READ, READ_AGAIN = 11, 3


def earlier(rows: Rows, first: Timetable) -> Iterator[Happening]:
    """Staff enter what came of cohorts before the first one here, and let everybody read it."""
    for at, (label, years, default, counts, notice) in enumerate(EARLIER):
        yield (
            moment(first, -71, 6 * at),
            partial(_enter, rows, label, first.start.year - years, default, counts, notice),
        )
    yield moment(first, -71, 60), partial(_open, rows)


def _enter(
    rows: Rows, label: str, year: int, default: GateDefault, counts: Counts, notice: float | None
) -> None:
    history_actions.set_record(
        rows.session,
        rows.people[STAFF],
        program=rows.program,
        row=None,
        kind=PhaseKind.TRAINING,
        default=default,
        label=label,
        year=year,
        counts=counts,
        median_notice=notice,
    )


def _open(rows: Rows) -> None:
    history_actions.show_transition(rows.session, rows.people[LEAD], program=rows.program, shown=True)


def reading(
    rows: Rows, table: Timetable, scholars: Sequence[Someone], go_on: Collection[str] | None = None
) -> Iterator[Happening]:
    """In the first days of each phase nearly everybody in it says that they have read its gate's policy."""
    for phase in table.phases:
        begins = (phase.starts_on - table.start).days
        for at, someone in enumerate(scholars):
            if phase.kind is PhaseKind.RESEARCH and go_on is not None and someone.email not in go_on:
                continue
            day = begins + at % 4
            if at % NEVER_READ != NEVER_READ - 1 and day < LEAVING.get(someone.email, 999):
                yield moment(table, day, 7 * at), partial(_read, rows, table, phase.kind, someone)


def changing(rows: Rows, table: Timetable, scholars: Sequence[Someone]) -> Iterator[Happening]:
    """A change for the better in a running phase: told to everybody, read again by some so far."""
    yield moment(table, CHANGED_ON, 200), partial(_change, rows, table)
    for at, someone in enumerate(scholars):
        if at % READ_AGAIN and someone.email != SCHOLAR.email:
            again = CHANGED_ON + 1 + at % 5
            yield moment(table, again, 7 * at), partial(_read, rows, table, PhaseKind.TRAINING, someone)


def _read(rows: Rows, table: Timetable, kind: PhaseKind, someone: Someone) -> None:
    policy = cohorts.phase_of(rows.cohorts[table.slug], kind).policy
    assert policy is not None  # every phase of the demo has a gate
    policy_actions.mark_read(
        rows.session,
        rows.people[someone.email],
        policy=policy,
        enrolment=rows.enrolments[table.slug, someone.email],
    )


def _change(rows: Rows, table: Timetable) -> None:
    cohort = rows.cohorts[table.slug]
    stands = policy_actions.dates_of(cohorts.phase_of(cohort, PhaseKind.TRAINING))
    assert stands.gate is not None  # the same
    cohorts.set_phase(
        rows.session,
        rows.people[LEAD],
        cohort=cohort,
        phase=replace(stands, gate=replace(stands.gate, panel=3)),
        reason=CHANGE_REASON,
        tell=_letter,
    )


def _letter(enrolment: Enrolment, _before: GatePolicy, after: GatePolicy) -> Letter:
    name = enrolment.cohort.name
    body = (
        f"Hello {enrolment.person.name},\n\nwhat you were told about the end of your phase in {name} has"
        f" changed: a stop needs a panel of {after.panel} members now, more than before.\n\nThe reason:"
        f" {after.reason}\n\nNothing became stricter. The whole text stands on your page “Where I stand”."
    )
    return Letter(f"What changed about the end of your phase: {name}", body)
