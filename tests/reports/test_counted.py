"""The numbers of tables 1 to 7, counted by hand in a cohort of eight; see counted.py."""

from __future__ import annotations

import pytest

from tests.reports.counted import BECAUSE, DECIDED, LAST, letter_to_fay
from tests.reports.figures import adds_up, cell, column, every_part, table
from tracker.evaluations import scores
from tracker.evaluations.score_models import Audience
from tracker.reports import (
    evidence_base_numbers,
    funnel_numbers,
    gates_numbers,
    growth_numbers,
    headline_numbers,
    make_up_numbers,
    ratings_numbers,
)


def test_the_funnel_counts_everybody_once(session, counted):
    part = funnel_numbers.make(session, counted.cohort, counted.today)
    rows = table(part, "funnel")
    assert {key: row["count"] for key, row in rows.items()} == {
        "applied": 40,
        "accepted": 9,
        "started": 7,
        "finished_training": 6,
        "transitioned": 4,
        "into_research": 4,
        "finished_research": "not_yet",
        "extended": "none",
        "completed": "not_yet",
        "here": 3,
        "withdrew": 2,
        "not_placed": 0,
        "stopped": 1,
        "later": 1,
    }
    assert {key: row["share"] for key, row in rows.items() if isinstance(row["share"], tuple)} == {
        "accepted": (9, 40),
        "started": (7, 9),
        "finished_training": (6, 7),
        "transitioned": (4, 7),
        "into_research": (4, 4),
        "here": (3, 7),
        "withdrew": (2, 7),
        "not_placed": (0, 7),
        "stopped": (1, 7),
        "later": (1, 7),
    }
    assert (part.counts["funnel.enrolled"], part.counts["funnel.never_began"]) == (8, 1)
    adds_up(part)


def test_the_headline_says_how_much_and_how_many(session, counted):
    part = headline_numbers.make(session, counted.cohort, counted.today)
    assert column(part, "headline", "value") == {
        "scholars": 7,
        "mentors": 2,
        "scholars_per_mentor": 3.5,
        "weeks": 22,
        "weeks_training": 10,
        "weeks_research": 12,
        "completion": "not_yet",
        "transition": (4, 7),
        "outputs": "elsewhere",
        "cost_per_scholar": "not_collected",
        "response_rate": (9, 20),
    }
    adds_up(part)


def test_a_gate_says_who_was_decided_how_and_how_early_they_knew(session, counted):
    part = gates_numbers.make(session, counted.cohort, counted.today)
    training = column(part, "transition", "training_continue_by_default")
    assert training == {
        "places": "–",
        "notice_promised": 21,
        "people": 7,
        "by_default": (4, 6),
        "continued": (4, 7),
        "stopped": 1,
        "not_placed": 0,
        "later": 1,
        "withdrew": 1,
        "undecided": 0,
        "put_off": 0,
        "concerns": 1,
        "concerns_met": 0,
        "concerns_withdrawn": 1,
        "concerns_decided": 0,
        "concerns_open": 0,
        "concerns_led_to_stop": 0,
        "notice_median": "none",
        "told_21_days": (0, 1),
        "told_as_promised": (0, 1),
        "overrides": 1,
        "override_reasons": f"Lea Lead, {counted.days[DECIDED].isoformat()}: {BECAUSE}",
        "undone": 0,
        "appeals": 0,
        "appeals_upheld": 0,
        "appeals_sent_back": 0,
        "appeals_waiting": 0,
    }
    assert column(part, "notice", "count") == {
        "after_the_end": 0,
        "days_0_6": 0,
        "days_7_13": 0,
        "days_14_20": 0,
        "days_21_27": 0,
        "days_28_more": 0,
        "unknown": 1,
    }
    research = column(part, "transition", "research_continue_by_default")
    assert (research["people"], research["undecided"], research["continued"]) == (4, 3, "not_yet")
    adds_up(part)


def test_who_was_told_after_the_end_has_negative_notice(session, counted):
    letter = letter_to_fay(counted, counted.days[LAST + 6])
    session.add(letter)
    session.flush()
    part = gates_numbers.make(session, counted.cohort, counted.today)
    assert column(part, "transition", "training_continue_by_default")["notice_median"] == (-6, 1)
    notice = column(part, "notice", "count")
    assert (notice["after_the_end"], notice["unknown"]) == (1, 0)
    letter.sent_on = counted.days[LAST - 21]
    session.flush()
    part = gates_numbers.make(session, counted.cohort, counted.today)
    assert column(part, "transition", "training_continue_by_default")["told_21_days"] == (1, 1)
    assert column(part, "notice", "count")["days_21_27"] == 1
    adds_up(part)


def test_make_up_counts_each_answer_of_those_who_gave_one(session, counted):
    part = make_up_numbers.make(session, counted.cohort, counted.today)
    rows = table(part, "make_up")
    assert rows["respondents"] == {"count": 4, "share": (4, 7)}
    assert rows["education"] == {"count": 3, "share": (3, 4)}
    assert [rows[f"education.{key}"]["count"] for key in ("school", "bachelor", "master")] == [0, 0, 2]
    assert rows["education.doctorate"] == {"count": 1, "share": (1, 3)}
    assert rows["prior-role"] == {"count": 0, "share": (0, 4)}
    assert rows["prior-role.student"] == {"count": 0, "share": "none"}
    assert rows["plans"]["count"] == 2
    assert (rows["plans.own"]["share"], rows["plans.doctorate"]["share"]) == ((2, 2), (1, 2))
    assert rows["track"]["count"] == 2
    assert rows["track.other_tracks"] == {"count": 2, "share": (2, 2)}
    assert not any("vals" in (row.label or "") for one in part.tables for row in one.rows)
    adds_up(part)


def test_evidence_counts_forms_people_and_minutes(session, counted):
    part = evidence_base_numbers.make(session, counted.cohort, counted.today)
    assert table(part, "evidence_base") == {
        "training": {
            "forms": 5,
            "filed": (5, 6),
            "late": (1, 5),
            "overdue": (1, 6),
            "people_per_scholar": (0, 7),
            "three_people": (1, 7),
            "minutes": (2, 5),
        },
        "research": {
            "forms": 2,
            "filed": (2, 3),
            "late": (0, 2),
            "overdue": (0, 3),
            "people_per_scholar": (0.5, 4),
            "three_people": (0, 4),
            "minutes": (4, 2),
        },
        "all": {
            "forms": 7,
            "filed": (7, 9),
            "late": (1, 7),
            "overdue": (1, 9),
            "people_per_scholar": (0, 7),
            "three_people": (1, 7),
            "minutes": (3, 7),
        },
    }
    minutes = cell(part, "evidence_base", "training", "minutes")
    assert (minutes.low, minutes.high, minutes.spread) == (2, 4, "iqr")
    people = cell(part, "evidence_base", "training", "people_per_scholar")
    assert (people.low, people.high) == (0, 0.5)
    adds_up(part)


def test_ratings_are_counted_by_level_with_what_was_not_seen(session, counted):
    shown = scores.refit(session, counted.cohort, Audience.ALL, counted.today)
    part = ratings_numbers.make(session, counted.cohort, counted.today, shown)
    rows = table(part, "ratings")
    overall = rows["training.overall_answer"]
    assert [overall[f"level_{level}"] for level in range(1, 6)] == [0, 1, 1, 1, 1]
    assert (overall["n"], overall["mean"], overall["top_two"], overall["not_seen"]) == (
        4,
        (3.5, 4),
        (2, 4),
        (1, 5),
    )
    assert cell(part, "ratings", "training.overall_answer", "mean").sd == pytest.approx((5 / 3) ** 0.5)
    rigor = rows["training.rigor"]
    assert (rigor["level_3"], rigor["level_5"], rigor["mean"], rigor["not_seen"]) == (4, 1, (3.4, 5), (0, 5))
    assert (rows["training.execution"]["n"], rows["training.execution"]["not_seen"]) == (4, (1, 5))
    assert rows["training.problem-choice"]["mean"] == "none"
    assert rows["training.problem-choice"]["not_seen"] == (5, 5)
    assert (rows["research.rigor"]["n"], rows["research.rigor"]["level_4"]) == (2, 2)
    together = rows["all.overall_answer"]
    assert (together["n"], together["mean"], together["not_seen"]) == (6, (3.8333, 6), (1, 7))
    reliability = cell(part, "ratings", "all.overall_answer", "reliability")
    assert part.counts[reliability.n] == 2
    assert 0 < reliability.low < reliability.value < reliability.high < 1
    adds_up(part)


def test_before_a_fit_can_tell_there_is_no_reliability(session, counted):
    part = ratings_numbers.make(session, counted.cohort, counted.today, None)
    assert table(part, "ratings")["all.overall_answer"]["reliability"] == "none"


def test_growth_pairs_the_same_people_and_keeps_mentors_apart(session, counted):
    part = growth_numbers.make(session, counted.cohort, counted.today)
    selves, mentors = table(part, "self_ratings"), table(part, "mentors_trend")
    assert selves["criterion-rigor"] == {
        "paired": 2,
        "before": (2.5, 2),
        "after": (3.5, 2),
        "change": (1, 2),
    }
    change = cell(part, "self_ratings", "criterion-rigor", "change")
    assert (change.low, change.high) == pytest.approx((1 - 12.7062, 1 + 12.7062), abs=1e-3)
    assert selves["criterion-execution"] == {"paired": 0} | dict.fromkeys(
        ("before", "after", "change"), "none"
    )
    said = {"better": (1, 2), "same": (0, 2), "worse": (1, 2)}
    assert mentors["training"] == {"compared": 2, **said, "first": 1}
    assert mentors["research"]["better"] == (1, 2)
    assert (mentors["all"]["compared"], mentors["all"]["worse"], mentors["all"]["first"]) == (4, (1, 4), 1)
    adds_up(part)


def test_the_same_name_is_the_same_number_in_all_tables(session, counted):
    found = {}
    for part in every_part(session, counted.cohort, counted.today):
        for key, number in part.counts.items():
            assert found.setdefault(key, number) == number, key


def test_that_somebody_waits_at_a_gate_is_known_to_all_but_not_how_many(session, counted):
    part = funnel_numbers.make(session, counted.cohort, counted.today)
    waiting = "gate.research.undecided"
    assert {key: part.counts[f"{waiting}.{key}"] for key in ("one", "more")} == {"one": 1, "more": 2}
    assert part.public >= {f"{waiting}.one", "gate.training.undecided"}
    assert not part.public & {waiting, f"{waiting}.more"}
