"""The gate of the cohort that is over: eight places, a line between levels, and a panel for the band."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tracker.advancement import decision_queries, decisions, panels, place_queries, places
from tracker.advancement.decision_cases import Wanted, gather
from tracker.advancement.decision_checks import failing
from tracker.advancement.decision_models import Outcome
from tracker.advancement.place_sorting import Part
from tracker.cohorts import actions as cohorts
from tracker.cohorts.models import Enrolment, Phase, PhaseKind
from tracker.demo.cases import PAST_PLACED, PAST_WITHDREW
from tracker.demo.decisions import FIRST, SECOND, tell
from tracker.demo.happenings import LEAD, STAFF, Happening, Rows, moment
from tracker.demo.timetable import Timetable

WISH = "I have taken a post that begins in two weeks. Please give my place to somebody else."
ABOVE = "The whole interval of the level lies above the line."
CHOSEN = (
    "Near the line the evidence does not tell people apart; the panel read the write-ups and chose this one."
)
BELOW = "The eight places went to others: the whole interval of the level lies below the line."
NEAR = (
    "Near the line the evidence does not tell people apart; the panel read the write-ups, and places ran out."
)
WHY_STILL = (
    "Nobody but the two mentors filed in time. The write-up was read by both members of the panel, who are"
    " neither; waiting longer would have told everybody else late."
)
VIEW = {
    Outcome.CONTINUE: "The write-up can be checked without its author.",
    Outcome.NOT_PLACED: "Careful work; others near the line were clearer about what they found.",
}


def given(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """One leaves of their own accord, the others are sorted, chosen among, decided and told."""
    yield moment(table, 36, 60), partial(_leave, rows, table)
    yield moment(table, 38, 0), partial(_sort, rows, table)
    yield moment(table, 38, 120), partial(_ask, rows, table)
    yield moment(table, 39, 60), partial(_choose, rows, table)
    yield moment(table, 39, 300), partial(_decide, rows, table)
    yield moment(table, 40, 0), partial(tell, rows, table)


def _phase(rows: Rows, table: Timetable) -> Phase:
    return cohorts.phase_of(rows.cohorts[table.slug], PhaseKind.TRAINING)


def _parts(rows: Rows, table: Timetable) -> dict[Enrolment, Part]:
    """Everybody who waits for a place, by name, with where they stand."""
    phase = _phase(rows, table)
    stands = place_queries.places(rows.session, phase, phase.ends_on)
    return {one: Part(stands.parts[one.id].part) for one in stands.waiting}


def _outcome(one: Enrolment) -> Outcome:
    return Outcome.CONTINUE if one.person.email in PAST_PLACED else Outcome.NOT_PLACED


def _leave(rows: Rows, table: Timetable) -> None:
    decisions.decide(
        rows.session,
        rows.people[STAFF],
        enrolment=rows.enrolments[table.slug, PAST_WITHDREW],
        phase=_phase(rows, table),
        wanted=Wanted(Outcome.WITHDRAWN, reasons="They asked for it.", wish=WISH),
    )


def _sort(rows: Rows, table: Timetable) -> None:
    places.sort(rows.session, rows.people[LEAD], phase=_phase(rows, table))


def _ask(rows: Rows, table: Timetable) -> None:
    """A panel of two for everybody whom the line does not place."""
    phase, staff = _phase(rows, table), rows.people[STAFF]
    for one, part in _parts(rows, table).items():
        for who in (FIRST, SECOND) if part is not Part.ABOVE else ():
            panels.appoint(rows.session, staff, enrolment=one, phase=phase, person=rows.people[who])


def _choose(rows: Rows, table: Timetable) -> None:
    phase = _phase(rows, table)
    for one in _parts(rows, table):
        room = decision_queries.case(rows.session, one.id, phase.id)
        for seat in decision_queries.seats(room):
            assert room is not None
            outcome = _outcome(one)
            panels.file_view(rows.session, seat.person, room=room, view=outcome, reasons=VIEW[outcome])


def _decide(rows: Rows, table: Timetable) -> None:
    """First who has a place, then who has none; the lead answers for the one with too little evidence."""
    phase = _phase(rows, table)
    parts = _parts(rows, table)
    for one in sorted(parts, key=lambda one: _outcome(one) is Outcome.NOT_PLACED):
        outcome, part = _outcome(one), parts[one]
        reasons = {Part.ABOVE: ABOVE, Part.BELOW: BELOW}.get(
            part, CHOSEN if outcome is Outcome.CONTINUE else NEAR
        )
        wanted = Wanted(outcome, reasons=reasons)
        gathered = gather(rows.session, one, phase)
        assert gathered is not None
        if failing(gathered.case(wanted)):
            wanted = Wanted(outcome, reasons=reasons, override=True, because=WHY_STILL)
        who = rows.people[LEAD if wanted.override else STAFF]
        decisions.decide(rows.session, who, enrolment=one, phase=phase, wanted=wanted)
