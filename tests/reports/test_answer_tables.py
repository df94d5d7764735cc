"""Tables 10 and 11: careers with everybody who did not answer, and what a confidential survey may tell."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.reports.figures import adds_up, table
from tests.surveys.asking import EXPERIENCE, after, answered, asked, said, scholars
from tracker import clock
from tracker.reports import careers_numbers, experience_numbers
from tracker.reports.numbers import Why
from tracker.surveys.questions import Slot

pytestmark = pytest.mark.any_database
LAST, HALF_YEAR = Slot.CAREERS_0, Slot.CAREERS_6


def told(make, session, cohort, on=None):
    part = make(session, cohort, on or clock.today())
    if part.relations:
        adds_up(part)
    return part


def careers(session, cohort, on=None):
    return table(told(careers_numbers.make, session, cohort, on), "careers")


def test_careers_that_nobody_was_asked_about_were_not_collected(session, cast):
    assert told(careers_numbers.make, session, cast.cohort).tables[0].why_empty is Why.NOT_COLLECTED


@pytest.mark.parametrize("opens", [-3, 3])
def test_nothing_is_told_of_careers_while_answers_come_in(session, cast, opens):
    survey = asked(session, cast.cohort, LAST, opens=opens, closes=4)
    if opens < 0:
        answered(session, survey, cast.ada, {"status": "phd"})
    part = told(careers_numbers.make, session, cast.cohort)
    assert (part.tables[0].why_empty, part.tables[0].rows) == (Why.NOT_YET, ())
    assert not any(key.startswith("careers.") for key in part.counts)


def test_careers_are_told_from_the_day_after_the_last_on(session, cast):
    survey = asked(session, cast.cohort, LAST)
    with after(survey, days=0):
        assert told(careers_numbers.make, session, cast.cohort).tables[0].why_empty is Why.NOT_YET
    with after(survey):
        assert careers(session, cast.cohort)["asked"]["months_0"] == 2


def test_a_survey_that_was_switched_off_was_not_collected(session, cast):
    survey = asked(session, cast.cohort, LAST, opens=-9, closes=-2)
    survey.is_on = False
    session.flush()
    assert told(careers_numbers.make, session, cast.cohort).tables[0].why_empty is Why.NOT_COLLECTED


def test_everybody_who_was_asked_stands_in_one_row(session, cast, make):
    people = [cast.ada, cast.ben, *scholars(make, cast.cohort, 3)]
    survey = asked(session, cast.cohort, LAST)
    for who, status in zip(people, ("phd", "phd", "safety-full", "unsaid"), strict=False):
        answered(session, survey, who, {"status": status})
    asked(session, cast.cohort, HALF_YEAR, opens=20, closes=30)
    with after(survey):
        rows = careers(session, cast.cohort)
    assert {key: row["months_0"] for key, row in rows.items()} == {
        "asked": 5,
        "answered": (4, 5),
        "status.safety-full": (1, 5),
        "status.safety-part": (0, 5),
        "status.phd": (2, 5),
        "status.independent": (0, 5),
        "status.other": (0, 5),
        "status.seeking": (0, 5),
        "status.unsaid": (1, 5),
        "no_answer": (1, 5),
    }
    assert {row["months_6"] for row in rows.values()} == {"not_yet"}
    assert {row["months_12"] for row in rows.values()} == {"not_collected"}


def test_who_left_before_the_survey_was_not_asked_and_is_not_silent(session, cast):
    survey = asked(session, cast.cohort, LAST)
    cast.ben.enrolled_on = survey.opens_on - timedelta(days=90)
    cast.ben.ended_on = survey.opens_on - timedelta(days=1)
    session.flush()
    answered(session, survey, cast.ada, {"status": "seeking"})
    with after(survey):
        rows = careers(session, cast.cohort)
    assert rows["asked"]["months_0"] == 1
    assert rows["no_answer"]["months_0"] == (0, 1)


def test_a_survey_that_nobody_answered_says_so(session, cast):
    survey = asked(session, cast.cohort, LAST)
    with after(survey):
        rows = careers(session, cast.cohort)
    assert rows["answered"]["months_0"] == (0, 2)
    assert rows["no_answer"]["months_0"] == (2, 2)


def test_no_career_names_anybody_or_tells_their_words(session, cast):
    survey = asked(session, cast.cohort, LAST)
    answered(session, survey, cast.ada, {"status": "phd", "note": "Quetzal university"})
    with after(survey):
        part = told(careers_numbers.make, session, cast.cohort)
    assert "Quetzal" not in repr(part) and "Adeyemi" not in repr(part)


@pytest.fixture
def asked_of(session, cast, make):
    """Switches the survey on for so many and lets each of them answer."""

    def made(*recommends: int, silent: int = 0):
        people = [cast.ada, cast.ben, *scholars(make, cast.cohort, len(recommends) + silent - 2)]
        survey = asked(session, cast.cohort, Slot.EXPERIENCE)
        for who, level in zip(people, recommends, strict=False):
            said(session, survey, who, {**EXPERIENCE, "recommend": level})
        return survey

    return made


def experience(session, cohort):
    part = told(experience_numbers.make, session, cohort)
    return part, {**table(part, "experience")}, table(part, "recommend")


def test_an_experience_survey_that_is_open_gives_nothing(session, cast, asked_of):
    survey = asked_of(9, 9, 9, 9, 9, 9)
    with after(survey, days=0):
        part = told(experience_numbers.make, session, cast.cohort)
    assert {one.why_empty for one in part.tables} == {Why.NOT_YET}
    assert part.counts == {}
    with after(survey):
        assert experience(session, cast.cohort)[1]["recommend"]["mean"] == (9, 6)


def test_an_experience_that_nobody_was_asked_about_was_not_collected(session, cast):
    part = told(experience_numbers.make, session, cast.cohort)
    assert {one.why_empty for one in part.tables} == {Why.NOT_COLLECTED}


@pytest.mark.parametrize("levels", [(10, 9, 0, 7), ()])
def test_fewer_than_five_answers_tell_staff_nothing_either(session, cast, asked_of, levels):
    survey = asked_of(*levels, silent=6)
    with after(survey):
        part, rows, groups = experience(session, cast.cohort)
    assert {value for row in (*rows.values(), *groups.values()) for value in row.values()} == {"suppressed"}
    assert not any(key.startswith("experience.") for key in part.counts)


def test_the_net_promoter_score_is_promoters_less_detractors(session, cast, asked_of):
    survey = asked_of(*[10] * 6, *[7] * 5, *[3] * 5, silent=4)
    with after(survey):
        part, rows, groups = experience(session, cast.cohort)
    assert groups == {"recommend": {"promoters": 6, "passives": 5, "detractors": 5, "nps": 6.25}}
    assert rows["recommend"] == {"answered": (16, 20), "mean": (6.9, 16)}  # 110 / 16
    assert rows["mentorship"] == {"answered": (16, 20), "mean": (4, 16)}
    assert part.counts["survey.experience.silent"] == 4


def test_a_small_group_and_what_would_tell_it_are_withheld_from_staff_too(session, cast, asked_of):
    survey = asked_of(*[10] * 8, *[7] * 5, 3, silent=0)
    with after(survey):
        part, rows, groups = experience(session, cast.cohort)
    assert groups["recommend"]["detractors"] == groups["recommend"]["nps"] == "suppressed"
    assert sum(value == "suppressed" for value in groups["recommend"].values()) >= 3
    assert "experience.recommend.detractors" not in part.counts
    assert rows["recommend"]["mean"] == (8.4, 14)


def test_what_is_typed_in_confidence_stands_in_no_report(session, cast, asked_of):
    survey = asked_of(*[9] * 6)
    with after(survey):
        part = told(experience_numbers.make, session, cast.cohort)
    assert "More time" not in repr(part)
