"""Rules of forms, as tables and as properties of every case."""

from __future__ import annotations

from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest

from tests.factories import answers
from tests.properties import given, st
from tracker.evaluations import rules
from tracker.evaluations.answers import (
    Answers,
    Blame,
    Conduct,
    Confidence,
    FlagKind,
    ReviewWish,
)
from tracker.evaluations.rules import Moment, Round

START, CLOSE = date(2026, 1, 5), date(2026, 3, 18)
DUE = date(2026, 2, 1)

days = st.dates(date(2025, 6, 1), date(2027, 6, 1))
levels = st.integers(1, 5)
moments = st.builds(
    Moment,
    today=days,
    phase_starts_on=st.just(START),
    forms_close_on=st.just(CLOSE),
    excused=st.booleans(),
    filed=st.booleans(),
    imported=st.booleans(),
)
rounds = st.integers(1, 6).flatmap(
    lambda asked: st.builds(Round, st.just(asked), st.integers(1, asked), st.just(DUE))
)
some_answers = st.builds(
    Answers,
    overall=st.none() | levels,
    confidence=st.sampled_from(Confidence),
    criteria=st.dictionaries(st.sampled_from("abcde"), st.none() | levels),
    please_advise=st.booleans(),
    contact_hours=st.none() | st.floats(0, 200),
    quality=st.none() | levels,
    blame=st.none() | st.sampled_from(Blame),
    change=st.sampled_from(["", " \n", "Ask earlier."]),
    raise_concern=st.booleans(),
    release_review=st.sampled_from(ReviewWish),
    conduct=st.sampled_from(Conduct),
)


def at(today: date, **facts: bool) -> Moment:
    return Moment(today, START, CLOSE, **facts)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (at(START - timedelta(days=1)), "phase_not_open"),
        (at(START), ""),
        (at(CLOSE), ""),
        (at(CLOSE + timedelta(days=1)), "phase_closed"),
        (at(DUE, excused=True), "excused"),
        (at(CLOSE + timedelta(days=1), excused=True), "excused"),
    ],
)
def test_a_form_may_be_written_from_the_phases_first_day_until_forms_close(moment: Moment, code: str) -> None:
    assert rules.may_write(moment).code == code


@pytest.mark.parametrize(
    ("facts", "file", "amend"),
    [
        ({}, "", "not_filed"),
        ({"filed": True}, "already_filed", ""),
        ({"excused": True}, "excused", "not_filed"),
        ({"filed": True, "imported": True}, "already_filed", "imported_form"),
        ({"imported": True}, "", "imported_form"),
    ],
)
def test_a_form_is_filed_once_and_amended_after(facts: dict[str, bool], file: str, amend: str) -> None:
    assert rules.may_file(at(DUE, **facts)).code == file
    assert rules.may_amend(at(DUE, **facts)).code == amend


@given(moments)
def test_no_form_may_be_both_filed_and_amended(moment: Moment) -> None:
    assert not (rules.may_file(moment) and rules.may_amend(moment))


@given(moments)
def test_nothing_is_written_outside_the_phase_or_by_somebody_excused(moment: Moment) -> None:
    if moment.excused or not START <= moment.today <= CLOSE:
        assert not rules.may_write(moment)
        assert not rules.may_file(moment)
        assert not rules.may_amend(moment)


@given(some_answers)
def test_a_low_mark_needs_a_word_on_what_to_change(given_answers: Answers) -> None:
    marks = [given_answers.overall, *given_answers.criteria.values()]
    low = any(mark in (1, 2) for mark in marks)
    decision = rules.complete(given_answers)
    assert bool(decision) == (not low or bool(given_answers.change.strip()))
    assert decision.code in ("", "change_needed")


@given(some_answers)
def test_not_having_seen_something_is_never_low(given_answers: Answers) -> None:
    blank = answers(overall=None, criteria=dict.fromkeys(given_answers.criteria), change="")
    assert rules.complete(blank)


CONTRADICTIONS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, []),
    ({"overall": None, "criteria": {"a": 1}}, []),
    ({"overall": 5, "criteria": {}}, []),
    ({"overall": 5, "criteria": {"a": None, "b": None}}, []),
    ({"overall": 5, "criteria": {"a": 3, "b": 3, "c": 5}}, ["overall_far_from_criteria"]),
    ({"overall": 3, "criteria": {"a": 4, "b": 5}}, []),
    (
        {"overall": 2, "criteria": {"a": 4, "b": 5}},
        ["overall_far_from_criteria", "low_overall_high_criteria"],
    ),
    ({"overall": 2, "criteria": {"a": 3, "b": 3}}, []),
    ({"blame": Blame.SKILL, "quality": 4}, ["blamed_but_good_work"]),
    ({"blame": Blame.EFFORT, "quality": 5}, ["blamed_but_good_work"]),
    ({"blame": Blame.EFFORT, "quality": 3}, []),
    ({"blame": Blame.EFFORT}, []),
    ({"blame": Blame.LUCK, "quality": 5}, []),
    ({"confidence": Confidence.HIGH, "contact_hours": 1.9}, ["sure_on_little_contact"]),
    ({"confidence": Confidence.HIGH, "contact_hours": 0}, ["sure_on_little_contact"]),
    ({"confidence": Confidence.HIGH, "contact_hours": 2}, []),
    ({"confidence": Confidence.HIGH, "contact_hours": None}, []),
    ({"confidence": Confidence.MEDIUM, "contact_hours": 0}, []),
]


@pytest.mark.parametrize(("changes", "found"), CONTRADICTIONS)
def test_contradictions_are_noticed(changes: dict[str, Any], found: list[str]) -> None:
    assert rules.contradictions(answers(**changes)) == found


@given(some_answers)
def test_contradictions_never_block(given_answers: Answers) -> None:
    if rules.contradictions(given_answers) and given_answers.change.strip():
        assert rules.complete(given_answers)


@given(levels, st.lists(levels, min_size=1, max_size=7))
def test_overall_far_from_the_criteria_means_two_or_more_from_their_median(
    overall: int, marks: list[int]
) -> None:
    form = answers(overall=overall, criteria={str(n): mark for n, mark in enumerate(marks)})
    far = "overall_far_from_criteria" in rules.contradictions(form)
    assert far == (abs(overall - median(marks)) >= 2)


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, []),
        ({"raise_concern": True}, [FlagKind.CONCERN]),
        ({"release_review": ReviewWish.YES}, [FlagKind.RELEASE_REVIEW]),
        ({"release_review": ReviewWish.UNSURE}, [FlagKind.RELEASE_REVIEW]),
        ({"please_advise": True}, [FlagKind.ADVICE]),
        ({"conduct": Conduct.TALK_TO_STAFF}, [FlagKind.CONDUCT]),
        (
            {"raise_concern": True, "conduct": Conduct.TALK_TO_STAFF},
            [FlagKind.CONCERN, FlagKind.CONDUCT],
        ),
    ],
)
def test_a_form_raises_flags_only_for_what_it_asks(changes: dict[str, Any], kinds: list[FlagKind]) -> None:
    assert rules.flags(answers(**changes)) == kinds


@pytest.mark.parametrize(
    ("round_", "today", "shown"),
    [
        (None, DUE, True),
        (Round(1, 1, DUE), DUE - timedelta(days=30), True),
        (Round(2, 2, DUE), DUE - timedelta(days=30), True),
        (Round(2, 1, DUE), DUE, False),
        (Round(2, 1, DUE), DUE + timedelta(days=4), False),
        (Round(2, 1, DUE), DUE + timedelta(days=5), True),
        (Round(0, 0, DUE), DUE, True),
    ],
)
def test_feedback_waits_for_the_round_at_most_five_days(
    round_: Round | None, today: date, shown: bool
) -> None:
    assert bool(rules.released(round_, today)) is shown


@given(rounds, days)
def test_feedback_is_out_five_days_after_it_was_due_whatever_others_do(round_: Round, today: date) -> None:
    if today >= DUE + timedelta(days=5):
        assert rules.released(round_, today)


@given(rounds, days, st.integers(0, 400))
def test_feedback_once_out_stays_out(round_: Round, today: date, later: int) -> None:
    if rules.released(round_, today):
        assert rules.released(round_, today + timedelta(days=later))


@given(rounds, days)
def test_one_more_form_filed_never_hides_what_was_out(round_: Round, today: date) -> None:
    fuller = Round(round_.assigned, min(round_.filed + 1, round_.assigned), round_.due_on)
    if rules.released(round_, today):
        assert rules.released(fuller, today)


@given(rounds, days)
def test_one_rater_excused_never_hides_what_was_out(round_: Round, today: date) -> None:
    excused = Round(max(round_.assigned - 1, round_.filed), round_.filed, round_.due_on)
    if rules.released(round_, today):
        assert rules.released(excused, today)


@given(rounds, days)
def test_a_hidden_form_names_the_day_it_will_be_shown(round_: Round, today: date) -> None:
    decision = rules.released(round_, today)
    if not decision:
        assert decision.code == "not_yet_released"
        assert today < decision.params["on"] <= DUE + timedelta(days=rules.RELEASE_AFTER_DAYS)
        assert rules.released(round_, decision.params["on"])


@given(st.integers(0, 20), st.integers(0, 20))
def test_others_answers_stay_hidden_until_ones_own_are_all_in(own_filed: int, own_open: int) -> None:
    decision = rules.may_see_others(own_filed=own_filed, own_open=own_open)
    assert bool(decision) == (own_filed > 0 and own_open == 0)
    assert decision.code in ("", "own_not_filed")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, ""),
        ({"mentor_id": 2}, "self_assignment"),
        ({"has_role": False}, "mentor_lacks_role"),
        ({"is_member": False}, "not_a_member"),
        ({"mentor_id": 2, "has_role": False}, "self_assignment"),
    ],
)
def test_who_may_be_asked_for_a_form(facts: dict[str, Any], code: str) -> None:
    usual: dict[str, Any] = {
        "mentor_id": 1,
        "scholar_id": 2,
        "has_role": True,
        "is_member": True,
        "names": ("Mara", "Ada"),
    }
    assert rules.may_assign(**{**usual, **facts}).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "reply_empty"),
        (" \n\t", "reply_empty"),
        ("Thank you.", ""),
        ("x" * rules.REPLY_LIMIT, ""),
        ("x" * (rules.REPLY_LIMIT + 1), "reply_too_long"),
    ],
)
def test_a_reply_says_something_and_is_not_a_book(text: str, code: str) -> None:
    assert rules.may_reply(text).code == code


@pytest.mark.parametrize(
    ("due", "filed", "excused", "state"),
    [
        (DUE, True, False, "filed"),
        (DUE - timedelta(days=9), True, False, "filed"),
        (DUE - timedelta(days=9), False, True, "excused"),
        (DUE - timedelta(days=1), False, False, "overdue"),
        (DUE, False, False, "open"),
    ],
)
def test_a_form_is_overdue_only_after_its_day(due: date, filed: bool, excused: bool, state: str) -> None:
    assert rules.assignment_state(due, filed, excused, DUE) == state


@given(st.text(max_size=150), st.integers(1, 20))
def test_every_criterion_gets_a_short_name_that_is_one(name: str, position: int) -> None:
    slug = rules.slug_of(name, position)
    assert 0 < len(slug) <= 60
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not slug.startswith("-")
    assert not slug.endswith("-")
    assert "--" not in slug


def test_the_median_time_is_in_minutes() -> None:
    assert rules.median_minutes([]) is None
    assert rules.median_minutes([90]) == 1.5
    assert rules.median_minutes([60, 120, 600]) == 2
