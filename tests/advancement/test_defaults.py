"""Who continues by default, written down on the right day in the program's zone, once, and kindly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.advancement import deciding
from tests.advancement.deciding import at, defaults, gathering, told
from tests.advancement.deciding_facts import DECIDES, LAST, NOTICE_BY, RESEARCH, VIEWED, WHY
from tests.page import count_rows
from tracker import audit, clock
from tracker.advancement import actions, decision_queries, decisions, panels
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_checks import WISHED
from tracker.advancement.decision_models import GateCase, GateDecision, Outcome
from tracker.advancement.models import Closing, Concern, Verdict
from tracker.cohorts import actions as cohorts
from tracker.cohorts import policy_actions
from tracker.cohorts.models import Enrolment, PhaseKind
from tracker.cohorts.rules import PhaseDates
from tracker.overview import daily

ZONES = ("Pacific/Kiritimati", "America/New_York", "Europe/Berlin", "Pacific/Pago_Pago")
CHANGES = {  # zone → the days on which its clocks go forward and back
    "America/New_York": (date(2027, 3, 14), date(2027, 11, 7)),
    "Europe/Berlin": (date(2027, 3, 28), date(2027, 10, 31)),
    "Pacific/Auckland": (date(2027, 9, 26), date(2027, 4, 4)),
}


@pytest.fixture
def gate(gathered):
    return gathered


def continued(row: GateDecision) -> tuple[Outcome, bool, int | None]:
    return row.outcome, row.by_default, row.decided_by_id


BY_DEFAULT = (Outcome.CONTINUE, True, None)


def alone(rows: list[GateDecision], gate) -> GateDecision:
    """The one decision of a run, about this scholar's training, dated the decision day."""
    (row,) = rows
    assert (row.enrolment_id, row.phase_id, row.decided_on) == (
        gate.scholar.id, gate.phase.id, gate.day(DECIDES)
    )  # fmt: skip
    assert continued(row) == BY_DEFAULT
    return row


# The right day, wherever the program is.


@pytest.mark.parametrize("zone", ZONES)
def test_the_day_begins_and_ends_where_the_program_is(make, zone):
    gate = gathering(make, zone=zone)
    assert defaults(gate, DECIDES - 1, 23, 59) == []
    alone(defaults(gate, DECIDES, 0, 0), gate)


@pytest.mark.parametrize("zone", ZONES)
def test_while_it_is_the_day_elsewhere_only_nothing_happens(session, make, zone):
    """Around the decision day, hour by hour in UTC: never an hour early, nor an hour late."""
    gate = gathering(make, zone=zone)
    begins = datetime.combine(gate.day(DECIDES), datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    for hours in range(-30, 0):
        with clock.fixed(begins + timedelta(hours=hours)):
            assert decisions.apply_defaults(session, gate.program) == []
    with clock.fixed(begins - timedelta(seconds=1)):
        assert decisions.apply_defaults(session, gate.program) == []
    with clock.fixed(begins):
        alone(decisions.apply_defaults(session, gate.program), gate)


@pytest.mark.parametrize(("zone", "which"), [(zone, which) for zone in CHANGES for which in (0, 1)])
@pytest.mark.parametrize("late", [-1, 0, 1])
def test_a_change_of_the_clocks_moves_no_day(session, make, zone, which, late):
    """The decision day is the day of the change, the one before it or the one after."""
    decides = CHANGES[zone][which] + timedelta(days=late)
    gate = gathering(make, first=decides - timedelta(days=DECIDES), zone=zone)
    begins = datetime.combine(decides, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    for minutes in range(-27 * 60, 0, 60):
        with clock.fixed(begins + timedelta(minutes=minutes)):
            assert decisions.apply_defaults(session, gate.program) == []
    with clock.fixed(begins):
        alone(decisions.apply_defaults(session, gate.program), gate)


@pytest.mark.parametrize(("zone", "which"), [(zone, which) for zone in CHANGES for which in (0, 1)])
def test_a_day_of_23_or_25_hours_is_a_whole_day_for_people_to_decide(session, make, zone, which):
    decides = CHANGES[zone][which]
    gate = gathering(make, first=decides - timedelta(days=DECIDES), zone=zone)
    told(gate)
    begins = datetime.combine(decides, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    tomorrow = decides + timedelta(days=1)
    ends = datetime.combine(tomorrow, datetime.min.time(), ZoneInfo(zone)).astimezone(UTC)
    assert ends - begins in (timedelta(hours=23), timedelta(hours=25))
    for moment in (begins, ends - timedelta(hours=1), ends - timedelta(seconds=1)):
        with clock.fixed(moment):
            assert decisions.apply_defaults(session, gate.program) == []
    with clock.fixed(ends):
        alone(decisions.apply_defaults(session, gate.program), gate)


def test_a_policy_of_the_decision_day_itself_counts_in_the_programs_zone(session, make):
    """In Pago Pago it is still the day before when UTC has gone on."""
    zone = "Pacific/Pago_Pago"
    program = make.program(time_zone=zone)
    start = date(2027, 2, 1)
    dates = PhaseDates(PhaseKind.TRAINING, start, start + timedelta(days=69))
    with at(start, zone=zone):
        cohort = make.cohort(program, phases=[])
        make.enrolment(cohort)
    with at(start + timedelta(days=DECIDES), 20, zone=zone):  # past midnight in UTC
        cohorts.set_phase(session, None, cohort=cohort, phase=dates, reason="Late.")
        assert daily.STEPS["defaults"].due(session, program)
        assert [one.outcome for one in decisions.apply_defaults(session, program)] == [Outcome.CONTINUE]
        assert not daily.STEPS["defaults"].due(session, program)


# Late, again, for whom.


@pytest.mark.parametrize("late", [0, 1, 5, 60])
def test_a_late_run_dates_the_decision_day_and_says_when_it_was_written(gate, late):
    row = alone(defaults(gate, DECIDES + late), gate)
    assert row.decided_at.date() == gate.day(DECIDES + late)


def test_it_is_written_once_however_often_it_is_run(session, gate):
    row = alone(defaults(gate, DECIDES), gate)
    for number in (DECIDES, DECIDES + 1, DECIDES + 60):
        assert defaults(gate, number) == []
    entries = sa.select(audit.AuditEntry).where(audit.AuditEntry.action == "decision.default")
    (entry,) = session.scalars(entries)
    assert (entry.actor_id, entry.object_id) == (None, row.id)
    assert list(audit.broken_links(session)) == []


def test_each_gate_has_its_own_day(session, gate):
    alone(defaults(gate, DECIDES), gate)
    research = gate.cohort.phases[1]
    due = (research.decision_on - gate.first).days
    assert defaults(gate, due - 1) == []
    (row,) = defaults(gate, due)
    assert (row.phase_id, row.decided_on) == (research.id, research.decision_on)


def test_both_gates_of_a_forgotten_cohort_are_dated_their_own_days(session, gate):
    rows = defaults(gate, 400)
    assert [(one.phase_id, one.decided_on) for one in rows] == [
        (phase.id, phase.decision_on) for phase in gate.cohort.phases
    ]


def test_one_program_is_not_anothers(session, gate, make):
    other = gathering(make)
    alone(defaults(gate, DECIDES), gate)
    assert decision_queries.of_cohort(session, other.cohort.id) == {}


def test_what_it_rested_on_is_kept_though_nobody_looked(gate):
    deciding.forms(gate)
    evidence = alone(defaults(gate, DECIDES), gate).evidence
    assert (evidence["people"], evidence["works"], evidence["policy_version"]) == (3, 2, 1)


# Missing forms, concerns of all kinds.


def test_a_missing_form_counts_for_nothing(session, gate):
    """Asked of three people, filed by none: the scholar continues on the same day as everybody."""
    with gate.on(30):
        for mentor in (gate.mara, gate.milo, gate.rhea):
            gate.make.assignment(gate.scholar, mentor, gate.works[0], due_on=gate.day(40))
    assert alone(defaults(gate, DECIDES), gate).evidence["forms"] == []


def nothing(_gate) -> None:
    """No concern at all."""


def unproven(gate) -> None:
    told(gate, proven=None)


def late(gate) -> None:
    told(gate, day=NOTICE_BY + 1, proven=NOTICE_BY + 1, target=NOTICE_BY + 15)


def proven_late(gate) -> None:
    told(gate, proven=NOTICE_BY + 1, target=NOTICE_BY + 15)


def withdrawn(gate) -> None:
    concern = told(gate)
    with gate.on(60):
        actions.withdraw(gate.make.session, gate.sam, concern=concern, reason="It was unfair.")


def met(gate) -> None:
    concern = told(gate)
    deciding.planned(gate, concern)
    deciding.judged(gate, concern, Verdict.MET)


def extended_too_far(gate) -> None:
    """A plan that goes on beyond the decision: what comes of it will not be known."""
    concern = told(gate)
    deciding.planned(gate, concern, review=DECIDES - 6)
    deciding.judged(gate, concern, Verdict.PARTLY, day=DECIDES - 6, until=gate.day(DECIDES + 1))


def stands(gate) -> None:
    told(gate)


def on_last_day(gate) -> None:
    told(gate, day=NOTICE_BY, proven=NOTICE_BY, target=NOTICE_BY + 14)


def plan_running(gate) -> None:
    deciding.planned(gate, told(gate))


def plan_extended(gate) -> None:
    concern = told(gate)
    deciding.planned(gate, concern)
    deciding.judged(gate, concern, Verdict.PARTLY, until=gate.day(deciding.REVIEWED + 10))


def plan_not_met(gate) -> None:
    concern = told(gate)
    deciding.planned(gate, concern)
    deciding.judged(gate, concern)


def all_for_a_stop(gate) -> None:
    deciding.ready(gate)


SOON = (nothing, unproven, late, proven_late, withdrawn, met, extended_too_far)
PEOPLE = (stands, on_last_day, plan_running, plan_extended, plan_not_met, all_for_a_stop)


@pytest.mark.parametrize("story", SOON, ids=lambda one: one.__name__)
def test_where_nothing_counts_the_default_stands_from_the_first_minute(session, gate, story):
    story(gate)
    assert defaults(gate, DECIDES - 1, 23, 59) == []
    alone(defaults(gate, DECIDES, 0, 0), gate)
    assert concern_of(session).closed_on is not None if count_rows(session, Concern) else True


@pytest.mark.parametrize("story", PEOPLE, ids=lambda one: one.__name__)
def test_a_concern_that_counts_gives_people_the_whole_day_and_then_the_scholar_continues(
    session, gate, story
):
    story(gate)
    for hour, minute in ((0, 0), (12, 0), (23, 59)):
        assert defaults(gate, DECIDES, hour, minute) == []
    row = alone(defaults(gate, DECIDES + 1, 0, 0), gate)
    concern = concern_of(session)
    assert (concern.closing, concern.closed_by_id) == (Closing.DECIDED, None)
    assert row.concern_id is None
    assert row.evidence["concern"]["concern"] == concern.id
    assert gate.scholar.left_on is None


def concern_of(session) -> Concern:
    return session.scalars(sa.select(Concern)).one()


def test_whatever_a_panel_thinks_it_decides_nothing(session, gate):
    """Every view says stop, everything is in order, and nobody wrote a decision down."""
    deciding.ready(gate)
    alone(defaults(gate, DECIDES + 1), gate)
    assert gate.scholar.ended_on is None


# Decided, gone, away, moved.


@pytest.mark.parametrize(
    "outcome", [one for one in Outcome if one.value in ("continue", "continue_with_plan", "stop", *WISHED)]
)
def test_what_people_decided_is_left_alone(session, gate, outcome):
    deciding.ready(gate)
    wish = "I want to." if outcome in WISHED else ""
    plan = "A talk." if outcome is Outcome.CONTINUE_WITH_PLAN else ""
    deciding.decide(gate, Wanted(outcome, reasons=WHY, wish=wish, plan=plan))
    for number in (VIEWED, DECIDES, DECIDES + 1, DECIDES + 30):
        assert defaults(gate, number) == []


@pytest.mark.parametrize("number", [0, 50, DECIDES - 1])
def test_who_withdrew_is_left_alone(session, gate, number):
    cohorts.withdraw(session, gate.sam, enrolment=gate.scholar, on=gate.day(number))
    assert defaults(gate, DECIDES) == defaults(gate, DECIDES + 300) == []


def test_nobody_continues_while_away_and_everybody_on_their_own_day(session, gate):
    leave = deciding.away(gate, 50)
    for number in (DECIDES - 1, DECIDES, DECIDES + 1, DECIDES + 29):
        assert defaults(gate, number) == []
    deciding.back(gate, leave, 80)
    assert defaults(gate, DECIDES + 29, 23, 59) == []
    (row,) = defaults(gate, DECIDES + 30)
    assert row.decided_on == gate.day(DECIDES + 30)


def test_a_leave_that_begins_on_the_decision_day_comes_first(session, gate):
    leave = deciding.away(gate, DECIDES, said_on=DECIDES - 1)
    assert defaults(gate, DECIDES) == defaults(gate, DECIDES + 3) == []
    deciding.back(gate, leave, DECIDES + 4)
    (row,) = defaults(gate, DECIDES + 4)
    assert row.decided_on == gate.day(DECIDES + 4)


def test_a_leave_that_lies_ahead_keeps_nobody_waiting(gate):
    deciding.away(gate, DECIDES + 1, said_on=60)
    alone(defaults(gate, DECIDES), gate)


def test_a_leave_taken_back_on_its_first_day_moves_nothing(gate):
    leave = deciding.away(gate, DECIDES, said_on=DECIDES - 1)
    deciding.back(gate, leave, DECIDES)
    alone(defaults(gate, DECIDES), gate)


def test_a_return_that_is_written_down_late_dates_the_day_that_was_right(gate):
    leave = deciding.away(gate, 50)
    deciding.back(gate, leave, 60, said_on=DECIDES + 12)
    (row,) = defaults(gate, DECIDES + 12)
    assert row.decided_on == gate.day(DECIDES + 10)


def test_an_extension_moves_the_day_of_one_scholar_alone(session, gate):
    other = gate.another()
    until = gate.day(LAST + 14)
    deciding.decide(gate, Wanted(Outcome.EXTEND, reasons=WHY, wish="I asked.", until_on=until))
    (row,) = defaults(gate, DECIDES)
    assert row.enrolment_id == other.id
    assert defaults(gate, DECIDES + 13, 23, 59) == []
    (row,) = defaults(gate, DECIDES + 14)
    assert (row.enrolment_id, row.decided_on, row.round) == (gate.scholar.id, gate.day(DECIDES + 14), 2)


def test_a_new_round_is_decided_by_people_on_its_whole_last_day(session, gate):
    """As an appeal that sends a decision back leaves it."""
    row = deciding.decide(gate, Wanted(Outcome.CONTINUE, reasons=WHY))
    row.undone_at = row.decided_at + timedelta(days=1)
    session.add(
        GateCase(
            enrolment_id=gate.scholar.id, phase_id=gate.phase.id, round=2, decide_by=gate.day(DECIDES + 9)
        )
    )
    session.flush()
    for number in (DECIDES, DECIDES + 1, DECIDES + 9):
        assert defaults(gate, number, 23, 59) == []
    (again,) = defaults(gate, DECIDES + 10, 0, 0)
    assert (again.decided_on, again.round) == (gate.day(DECIDES + 9), 2)


def test_a_policy_that_decides_earlier_is_followed(session, gate):
    phase = policy_actions.dates_of(gate.phase)
    sooner = replace(phase, gate=replace(phase.gate, decision_on=gate.day(DECIDES - 5)))
    with gate.on(60):
        cohorts.set_phase(session, gate.sam, cohort=gate.cohort, phase=sooner, reason="We know sooner.")
    (row,) = defaults(gate, DECIDES - 5)
    assert (row.decided_on, row.policy.version) == (gate.day(DECIDES - 5), 2)


# Where nothing applies.


@pytest.mark.parametrize("story", [nothing, stands, all_for_a_stop], ids=lambda one: one.__name__)
def test_where_places_are_limited_nothing_applies_by_itself(session, make, story):
    gate = gathering(make, gate=deciding.limited())
    story(gate)
    for number in (DECIDES - 1, DECIDES, DECIDES + 1, DECIDES + 100, DECIDES + 400):
        assert defaults(gate, number) == []
    assert count_rows(session, GateDecision) == 0
    assert gate.scholar.left_on is None


def test_who_waits_for_a_place_takes_no_part_in_the_next_gate(session, make):
    gate = gathering(make, gate=deciding.limited())
    research = gate.cohort.phases[1]
    assert research.gate_default == "continue_by_default"
    assert defaults(gate, (research.decision_on - gate.first).days) == []
    with gate.on(DECIDES + 1):
        decisions.decide(
            session,
            gate.lea,
            enrolment=gate.scholar,
            phase=gate.phase,
            wanted=Wanted(Outcome.CONTINUE, override=True, because="Two more places came."),
        )
    (row,) = defaults(gate, (research.decision_on - gate.first).days)
    assert row.phase_id == research.id


def test_who_joined_after_the_training_continues_after_the_research(session, gate):
    """They never stood at the first gate, so they do not wait at it for ever."""
    with gate.on(RESEARCH + 3):
        late_one = gate.make.enrolment(gate.cohort)
    research = gate.cohort.phases[1]
    rows = defaults(gate, (research.decision_on - gate.first).days)
    found = [(one.phase_id, one.decided_on) for one in rows if one.enrolment_id == late_one.id]
    assert found == [(research.id, research.decision_on)]


def test_who_joined_on_the_decision_day_takes_part(session, gate):
    with gate.on(DECIDES):
        late_one = gate.make.enrolment(gate.cohort)
    assert late_one.id in {one.enrolment_id for one in defaults(gate, DECIDES)}


def test_a_cohort_that_was_over_before_its_policy_was_published_is_left_alone(session, make):
    """Earlier cohorts that are typed in later: nobody writes history for them."""
    start = date(2025, 1, 6)
    with at(date(2027, 2, 1)):
        cohort = make.cohort(phases=make.phases(start))
        enrolment = make.enrolment(cohort)
        session.execute(sa.update(Enrolment).where(Enrolment.id == enrolment.id).values(enrolled_on=start))
        session.refresh(enrolment)
        assert decisions.apply_defaults(session, cohort.program) == []
    with at(date(2028, 2, 1)):
        assert decisions.apply_defaults(session, cohort.program) == []


def test_a_phase_whose_dates_were_never_set_has_nobody_waiting(session, make):
    cohort = make.cohort(phases=[])
    make.enrolment(cohort)
    assert decisions.apply_defaults(session, cohort.program) == []


def test_many_scholars_continue_in_one_run_each_once(session, gate):
    others = [gate.another() for _ in range(20)]
    rows = defaults(gate, DECIDES)
    assert sorted(one.enrolment_id for one in rows) == sorted([gate.scholar.id, *(one.id for one in others)])
    assert {continued(one) for one in rows} == {BY_DEFAULT}


def test_a_panel_that_was_asked_hinders_no_default(session, gate):
    with gate.on(60):
        panels.appoint(session, gate.sam, enrolment=gate.scholar, phase=gate.phase, person=gate.pia)
    alone(defaults(gate, DECIDES), gate)
