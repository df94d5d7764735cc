"""Tables 1 to 7 where little or nothing is known: said in words, never as a zero that nobody counted."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.advancement.placing import after_forms, gathering
from tests.reports.counted import LAST, letter_to_fay
from tests.reports.counted import RESEARCH as FIRST_OF_RESEARCH
from tests.reports.figures import MAKERS, adds_up, column, every_part, table
from tests.surveys.asking import answered, asked, scholars
from tracker import clock
from tracker.advancement import decisions, places
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import Outcome
from tracker.cohorts import actions as cohorts
from tracker.cohorts import calendar_actions
from tracker.cohorts.calendar_models import Cause
from tracker.evaluations import setup as asking
from tracker.evaluations.default_rubric import CriterionText
from tracker.permissions import Role
from tracker.reports import (
    evidence_base_numbers,
    funnel_numbers,
    gates_numbers,
    headline_numbers,
    make_up_numbers,
    ratings_numbers,
)
from tracker.surveys import setup as surveys
from tracker.surveys.questions import Slot

pytestmark = pytest.mark.any_database


def today(cohort):
    return clock.today(cohort.program.time_zone)


def whys(part) -> dict[str, str]:
    return {one.key: one.why_empty.value for one in part.tables if one.why_empty}


def test_a_cohort_without_dates_or_people_has_all_its_tables(session, make):
    cohort = make.cohort(phases=[])
    empty = {}
    for part in every_part(session, cohort, today(cohort)):
        assert part.tables
        empty |= whys(part)
    assert empty == {
        "make_up": "not_collected",
        "transition": "none",
        "notice": "none",
        "evidence_base": "none",
        "ratings": "none",
        "self_ratings": "not_collected",
        "mentors_trend": "none",
    }
    funnel = column(funnel_numbers.make(session, cohort, today(cohort)), "funnel", "count")
    assert (funnel["applied"], funnel["started"], funnel["here"]) == ("not_collected", "none", 0)
    headline = table(headline_numbers.make(session, cohort, today(cohort)), "headline")
    assert headline["weeks"]["value"] == "not_collected"


def test_before_its_first_day_a_cohort_waits_for_its_numbers(session, make):
    start = clock.today() + timedelta(weeks=3)
    cohort = make.cohort(phases=make.phases(start))
    scholars(make, cohort, 2)
    empty = {}
    for part in every_part(session, cohort, today(cohort)):
        empty |= whys(part)
    assert empty == {
        "make_up": "not_collected",
        "notice": "not_yet",
        "evidence_base": "not_yet",
        "ratings": "not_yet",
        "self_ratings": "not_collected",
        "mentors_trend": "not_yet",
    }
    funnel = column(funnel_numbers.make(session, cohort, today(cohort)), "funnel", "count")
    assert (funnel["started"], funnel["transitioned"], funnel["here"]) == ("not_yet", "not_yet", 2)
    gates = gates_numbers.make(session, cohort, today(cohort))
    training = column(gates, "transition", "training_continue_by_default")
    assert (training["people"], training["override_reasons"]) == ("not_yet", "not_yet")
    assert training["notice_promised"] == 21


def test_before_its_gate_a_cohort_has_no_shares_of_who_came_first(session, cast, make):
    make.enrolment(cast.cohort)
    cohorts.withdraw(session, cast.sam, enrolment=cast.ben, on=clock.today())
    part = funnel_numbers.make(session, cast.cohort, today(cast.cohort))
    rows = table(part, "funnel")
    assert rows["started"]["count"] == 3
    assert rows["withdrew"]["share"] == (1, 3)
    for key in ("finished_training", "transitioned", "not_placed", "stopped", "completed"):
        assert rows[key] == {"count": "not_yet", "share": "not_yet"}
    gates = gates_numbers.make(session, cast.cohort, today(cast.cohort))
    training = column(gates, "transition", "training_continue_by_default")
    assert (training["undecided"], training["withdrew"]) == (2, 1)
    assert (training["by_default"], training["continued"]) == ("not_yet", "not_yet")
    adds_up(part)
    adds_up(gates)


def test_limited_places_are_counted_beside_their_number(session, make):
    gate = gathering(make, overalls=((5, 5), (5, 5), (1, 1), (1, 1)))
    lead = make.role(make.person(), Role.LEAD, gate.cohort, whole_program=True)
    with after_forms(gate):
        places.sort(session, gate.staff, phase=gate.phase)
        for one, outcome in zip(gate.scholars[:3], ("continue", "continue", "not_placed"), strict=True):
            against = outcome == "not_placed"
            wanted = Wanted(
                Outcome(outcome),
                reasons="The places went to others." if against else "",
                override=against,
                because="Two people rated." if against else "",
            )
            decisions.decide(
                session, lead if against else gate.staff, enrolment=one, phase=gate.phase, wanted=wanted
            )
        part = gates_numbers.make(session, gate.cohort, today(gate.cohort))
        funnel = funnel_numbers.make(session, gate.cohort, today(gate.cohort))
    training = column(part, "transition", "training_capacity_limited")
    assert (training["places"], training["not_placed"], training["undecided"]) == (2, 1, 1)
    assert "gate.training.places" in part.public
    assert "gate.training.not_placed" not in part.public
    rows = table(funnel, "funnel")
    assert rows["transitioned"] == {"count": 2, "share": "not_yet"}
    assert (rows["not_placed"]["count"], rows["here"]["count"]) == (1, 3)
    adds_up(part)
    adds_up(funnel)


@pytest.mark.parametrize(("promised", "told"), [(28, (0, 1)), (14, (1, 1))])
def test_another_notice_that_was_promised_stands_beside_the_usual_one(session, counted, promised, told):
    counted.training.policy.notice_days = promised
    days = counted.days[LAST - 24 if promised > 21 else LAST - 15]
    session.add(letter_to_fay(counted, days))
    session.flush()
    part = gates_numbers.make(session, counted.cohort, counted.today)
    training = column(part, "transition", "training_continue_by_default")
    usual = (1, 1) if promised > 21 else (0, 1)
    assert (training["told_21_days"], training["told_as_promised"]) == (usual, told)
    assert part.counts["gate.training.told_between"] == 1
    adds_up(part)


def test_where_nobody_can_be_not_placed_everybody_may_know_it(session, counted):
    part = funnel_numbers.make(session, counted.cohort, counted.today)
    assert {"gate.training.not_placed", "funnel.not_placed"} <= part.public
    assert "funnel.stopped" not in part.public


def test_dates_of_ones_own_keep_somebody_in_training(session, counted):
    with counted.days.on(10):
        calendar_actions.shift(
            session,
            counted.cast.sam,
            enrolment=counted.scholars["Cat"],
            phase=counted.training,
            from_on=counted.days[10],
            days=80,
            cause=Cause.OTHER,
            reason="A laboratory that was closed.",
        )
    part = funnel_numbers.make(session, counted.cohort, counted.today)
    rows = table(part, "funnel")
    assert rows["finished_training"]["share"] == (5, 7)
    assert part.counts["funnel.still_in_training"] == 1
    assert rows["into_research"]["share"] == (3, 4)
    adds_up(part)


def test_when_all_is_over_whoever_stayed_has_completed(session, counted):
    over = counted.days[FIRST_OF_RESEARCH + 84]
    funnel = funnel_numbers.make(session, counted.cohort, over)
    rows = table(funnel, "funnel")
    assert rows["finished_research"] == {"count": 3, "share": (3, 4)}
    assert (rows["completed"]["share"], rows["here"]["count"]) == ((3, 7), 0)
    headline = headline_numbers.make(session, counted.cohort, over)
    completion = next(row for row in headline.tables[0].rows if row.key == "completion").cells[0]
    assert (headline.counts[completion.part], headline.counts[completion.whole]) == (3, 4)
    adds_up(funnel)


def test_more_who_came_than_were_accepted_are_no_share(session, counted):
    surveys.set_counts(session, counted.cast.sam, cohort=counted.cohort, applied=9, accepted=5)
    rows = table(funnel_numbers.make(session, counted.cohort, counted.today), "funnel")
    assert rows["started"] == {"count": 7, "share": "none"}


def test_what_few_typed_alike_is_named_nowhere(session, cast, make):
    survey = asked(session, cast.cohort, Slot.INTAKE)
    for number, one in enumerate(scholars(make, cast.cohort, 9)):
        words = "Scalable  Oversight" if number < 4 else "My own secret plan"
        answered(session, survey, one, {"track": words.upper() if number == 4 else words})
    rows = table(make_up_numbers.make(session, cast.cohort, today(cast.cohort)), "make_up")
    typed, other = (key for key in rows if key.startswith("track."))
    assert (typed.startswith("track.typed-"), other) == (True, "track.other_tracks")
    assert rows[typed]["count"] == 5
    assert rows["track.other_tracks"]["count"] == 4


def test_one_member_and_one_form_make_a_table(session, cast, make):
    make.form(cast.from_mara, overall=4)
    evidence = evidence_base_numbers.make(session, cast.cohort, today(cast.cohort))
    assert table(evidence, "evidence_base")["training"]["forms"] == 1
    minutes = evidence.tables[0].rows[0].cells[-1]
    assert (minutes.value, minutes.low, minutes.high) == (pytest.approx(2, abs=0.1), None, None)
    ratings = ratings_numbers.make(session, cast.cohort, today(cast.cohort), None)
    assert table(ratings, "ratings")["training.overall_answer"]["mean"] == (4, 1)
    adds_up(evidence)
    adds_up(ratings)


def test_a_criterion_of_a_newer_rubric_was_not_asked_on_older_forms(session, cast, make):
    make.form(cast.from_mara, overall=4)
    old = make.rubric(cast.cohort)
    texts = [
        CriterionText(one.slug, one.name, one.anchor_1, one.anchor_3, one.anchor_5) for one in old.criteria
    ]
    asking.set_rubric(
        session,
        None,
        program=cast.program,
        criteria=[*texts, CriterionText("care", "Care", "None", "Some", "Much")],
    )
    make.form(cast.from_milo, overall=5, criteria={"care": 4})
    part = ratings_numbers.make(session, cast.cohort, today(cast.cohort), None)
    rows = table(part, "ratings")
    assert (rows["training.care"]["n"], rows["training.care"]["not_seen"]) == (1, (0, 1))
    assert rows["training.rigor"]["not_seen"] == (1, 2)
    assert part.counts["ratings.training.care.other_rubric"] == 1
    adds_up(part)


@pytest.mark.parametrize("name", MAKERS)
def test_another_program_s_people_are_counted_nowhere(session, cast, make, name):
    before = MAKERS[name](session, cast.cohort, today(cast.cohort))
    other = make.cohort(make.program("east"))
    make.form(make.assignment(make.enrolment(other), make.role(make.person(), Role.MENTOR, other)))
    assert MAKERS[name](session, cast.cohort, today(cast.cohort)) == before
