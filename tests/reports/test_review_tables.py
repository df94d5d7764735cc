"""Table 12: what the program publishes of its reviews for all, and one cohort's cases for the coordinator."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.releases import deciding
from tests.reports.figures import adds_up, column
from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.releases.appeal_models import Ground, ReleaseAppeal
from tracker.releases.decision_models import Decision
from tracker.releases.models import CaseStep
from tracker.releases.numbers import DEFAULTS
from tracker.releases.parts import CaseState, Scope, Verdict
from tracker.releases.statistics_models import SnapshotState, StatsSnapshot
from tracker.releases.statistics_rules import Ending, Period, Printed, Way
from tracker.reports import review_facts, reviews_numbers, sealed_numbers
from tracker.reports.numbers import Why
from tracker.reports.review_facts import Stay

pytestmark = pytest.mark.any_database
MONDAY = date(2026, 3, 2)
HALF_YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def publish(session, cast, printed: Printed, state=SnapshotState.PUBLISHED) -> None:
    settled = None if state is SnapshotState.WAITING else clock.now()
    session.add(
        StatsSnapshot(
            program_id=cast.program.id,
            begins_on=printed.period.begins,
            ends_on=printed.period.ends,
            state=state,
            body=printed.as_json(),
            made_by_id=cast.sam.id,
            settled_by_id=cast.lea.id if settled else None,
            settled_at=settled,
        )
    )
    session.flush()


def of_program(session, cohort: Cohort):
    part = reviews_numbers.make(session, cohort, clock.today())
    assert part.counts == {}  # nothing that others could be subtracted from
    return part


@pytest.mark.parametrize("state", [None, SnapshotState.WAITING, SnapshotState.REFUSED])
def test_nothing_is_told_before_two_people_published_it(session, cast, state):
    if state is not None:
        publish(session, cast, Printed(HALF_YEAR, 20, total=25, median=4), state)
    assert of_program(session, cast.cohort).tables[0].why_empty is Why.NOT_YET


def test_of_few_cases_no_number_is_told(session, cast):
    publish(session, cast, Printed(HALF_YEAR, 20))
    assert column(of_program(session, cast.cohort), "reviews_published", "value") == {
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        "decided": "suppressed",
    }


def test_the_newest_published_statistics_stand_as_they_were_frozen(session, cast):
    publish(session, cast, Printed(Period(date(2025, 1, 1), date(2026, 1, 1)), 20, total=40))
    merged = (Ending.REFUSED, Ending.WITHDRAWN, Ending.STOPPED)
    publish(
        session,
        cast,
        Printed(
            HALF_YEAR,
            20,
            total=30,
            endings=(((Ending.AS_ASKED,), 20), ((Ending.NARROWER,), 5), (merged, 5)),
            ways=((Way.EXPEDITED, 20), (Way.FORMAL, 10)),
            median=4,
            medians=((Way.EXPEDITED, 3),),
        ),
    )
    assert column(of_program(session, cast.cohort), "reviews_published", "value") == {
        "first_day": "2026-01-01",
        "last_day": "2026-12-31",
        "decided": 30,
        "as_asked": 20,
        "narrower": 5,
        "refused_or_withdrawn_or_stopped": 5,
        "way_expedited": 20,
        "way_formal": 10,
        "median_days": 4,
        "median_days_expedited": 3,
    }


def test_a_case_decided_today_changes_nothing_that_others_read(session, cast):
    publish(session, cast, Printed(HALF_YEAR, 20, total=25))
    before = of_program(session, cast.cohort), sealed_numbers.make(session, cast.cohort, MONDAY, False)
    deciding.decided(session, cast, clock.today())
    after = of_program(session, cast.cohort), sealed_numbers.make(session, cast.cohort, MONDAY, False)
    assert after == before


def cases(session, cohort: Cohort, today: date):
    part = sealed_numbers.make(session, cohort, today, True)
    adds_up(part)
    assert all(key.startswith("sealed.") for key in part.counts)
    return column(part, "reviews_cohort", "value")


def test_the_coordinator_reads_what_came_of_each_case_of_the_cohort(session, cast, make):
    day = clock.today() - timedelta(days=40)
    deciding.decided(session, cast, day)
    deciding.decided(session, cast, day, scope=Scope.S3, panel=True)
    refused = deciding.decided(session, cast, day, verdict=Verdict.HOLD, panel=True)
    decision = session.query(Decision).filter_by(case_id=refused.id).one()
    session.add(
        ReleaseAppeal(
            case_id=refused.id,
            decision_id=decision.id,
            ground=Ground.PROCESS,
            text_id=refused.title_id,
            filed_by_id=cast.ada.person_id,
            filed_on=day,
            answer_by=day + timedelta(days=14),
        )
    )
    session.flush()
    found = cases(session, cast.cohort, clock.today())
    working = len([n for n in range(-3, 1) if (day + timedelta(days=n)).weekday() < 5])
    assert found == {
        "submitted": 3,
        "as_asked": (1, 3),
        "narrower": (1, 3),
        "refused": (1, 3),
        "withdrawn": (0, 3),
        "stopped": (0, 3),
        "pending": (0, 3),
        "days_to_judgement": (working, 3),
        "over_the_clock": (0, 3),
        "appeals": 1,
        "appeals_upheld": 0,
        "appeals_remanded": 0,
        "appeals_waiting": 1,
    }
    other = make.cohort(cast.program, "other")
    make.enrolment(other, cast.ben.person)
    assert cases(session, other, clock.today())["submitted"] == 0


def test_a_case_that_waits_too_long_is_over_the_clock(session, cast):
    case = deciding.decided(session, cast, clock.today() - timedelta(days=40), panel=True)
    last = session.query(CaseStep).filter_by(case_id=case.id).order_by(CaseStep.position.desc()).first()
    session.delete(last)
    session.flush()
    case.state = CaseState.FORMAL
    session.flush()
    found = cases(session, cast.cohort, clock.today())
    assert (found["pending"], found["over_the_clock"], found["days_to_judgement"]) == ((1, 1), (1, 1), "none")


def stays(*rows: tuple[str, CaseState, int]) -> list[Stay]:
    days = [MONDAY + timedelta(days=number) for _, _, number in rows] + [None]
    return [Stay(way, state, days[at], days[at + 1]) for at, (way, state, _) in enumerate(rows)]


SCREENING, EXPEDITED, APPROVED = CaseState.SCREENING, CaseState.EXPEDITED, CaseState.APPROVED


def test_days_to_judgement_are_working_days_from_the_submission():
    way = stays(("T1", CaseState.DRAFT, 0), ("T2", SCREENING, 1), ("T4", EXPEDITED, 3), ("T8", APPROVED, 8))
    assert review_facts.days_to_judgement(way, ()) == 5  # Wed, Thu, Fri, Mon, Tue
    assert review_facts.days_to_judgement(way, {MONDAY + timedelta(days=7)}) == 4
    assert review_facts.days_to_judgement(way[:3], ()) is None


def test_a_review_that_began_anew_is_counted_from_there():
    way = stays(
        ("T2", SCREENING, 0),
        ("T8", APPROVED, 1),
        ("T13", CaseState.STALE, 60),
        ("T15", SCREENING, 63),
        ("T8", APPROVED, 66),
    )
    assert review_facts.days_to_judgement(way, ()) == 3


@pytest.mark.parametrize(("left", "over"), [(3, False), (4, True), (None, True)])
def test_a_screening_may_take_three_working_days(left, over):
    until = None if left is None else MONDAY + timedelta(days=left)
    stay = Stay("T2", SCREENING, MONDAY, until)
    assert review_facts.is_over(stay, DEFAULTS, frozenset(), MONDAY + timedelta(days=4)) is over
    if left == 4:
        closed = frozenset({MONDAY + timedelta(days=1)})
        assert review_facts.is_over(stay, DEFAULTS, closed, MONDAY + timedelta(days=4)) is False


def test_no_author_is_over_the_clock():
    stay = Stay("T3", CaseState.RETURNED, MONDAY)
    assert not review_facts.is_over(stay, DEFAULTS, frozenset(), MONDAY + timedelta(days=400))
