"""Whether evidence suffices, can be mended, and by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.overview.rater_rules import (
    Backing,
    Candidate,
    Counts,
    Outlook,
    Rating,
    by_room,
    counted,
    lack,
    mends,
    outlook,
)

ENDS = date(2026, 4, 5)
CLOSES = date(2026, 4, 8)
NEED = Counts(people=3, works=2, non_mentors=1)
MARA, MILO, RITA, REX = 1, 2, 3, 4
SPRINT, PAPER = 10, 11
MENTORS = frozenset({MARA, MILO})
WORKS = frozenset({SPRINT, PAPER})


def ratings(*pairs: tuple[int, int]) -> frozenset[Rating]:
    return frozenset(Rating(*pair) for pair in pairs)


WHOLE = ratings((MARA, SPRINT), (MILO, PAPER), (RITA, SPRINT))


def seen(backing: Backing, days_to_close: int) -> Outlook:
    today = CLOSES - timedelta(days=days_to_close)
    return outlook(backing, NEED, today=today, ends_on=ENDS, forms_close_on=CLOSES)


def test_people_works_and_people_who_do_not_mentor_count_once_each() -> None:
    assert counted(WHOLE | ratings((MARA, PAPER)), MENTORS) == Counts(3, 2, 1)


def test_somebody_of_whom_only_the_form_is_known_counts_as_a_mentor() -> None:
    assert counted([Rating(REX, SPRINT, known=False)], MENTORS) == Counts(1, 1, 0)


@pytest.mark.parametrize(
    ("backing", "days", "expected"),
    [
        (Backing(WHOLE, mentors=MENTORS, works=WORKS), 20, Outlook.ENOUGH),
        (Backing(WHOLE, mentors=MENTORS, works=WORKS), -9, Outlook.ENOUGH),
        (Backing(asked=WHOLE, mentors=MENTORS, works=WORKS), 20, Outlook.ASKED),
        (Backing(asked=WHOLE, mentors=MENTORS, works=WORKS), 0, Outlook.ASKED),
        (Backing(asked=WHOLE, mentors=MENTORS, works=WORKS), -1, Outlook.LOST),
        (Backing(ratings((MARA, SPRINT)), mentors=MENTORS, works=WORKS), 20, Outlook.MENDABLE),
        (Backing(ratings((MARA, SPRINT)), mentors=MENTORS, works=WORKS), 3, Outlook.MENDABLE),
        (Backing(ratings((MARA, SPRINT)), mentors=MENTORS, works=WORKS), 2, Outlook.LOST),
        (Backing(ratings((MARA, SPRINT)), mentors=MENTORS, works=frozenset({SPRINT})), 17, Outlook.MENDABLE),
        (Backing(ratings((MARA, SPRINT)), mentors=MENTORS, works=frozenset({SPRINT})), 16, Outlook.LOST),
        (Backing(), 20, Outlook.MENDABLE),
        (Backing(), -1, Outlook.LOST),
    ],
)
def test_evidence_suffices_will_can_be_mended_or_is_lost(
    backing: Backing, days: int, expected: Outlook
) -> None:
    assert seen(backing, days) is expected


def test_a_form_mends_only_what_is_missing() -> None:
    backing = Backing(ratings((MARA, SPRINT), (MILO, SPRINT)), mentors=MENTORS, works=WORKS)
    assert lack(backing, NEED) == Counts(1, 1, 1)
    assert mends(backing, NEED, RITA, PAPER, mentor=False) == Counts(1, 1, 1)
    assert mends(backing, NEED, RITA, SPRINT, mentor=True) == Counts(1, 0, 0)
    assert mends(backing, NEED, MARA, PAPER, mentor=False) == Counts(0, 1, 0)
    assert mends(backing, NEED, MARA, SPRINT, mentor=False) == Counts()


def test_who_is_new_to_the_scholar_and_owes_little_stands_first() -> None:
    people = [
        Candidate(1, "Zoe", load=0, new=False),
        Candidate(2, "Yan", load=5, new=True),
        Candidate(3, "abe", load=1, new=True),
        Candidate(4, "Bea", load=1, new=True),
    ]
    assert [one.name for one in by_room(people)] == ["abe", "Bea", "Yan", "Zoe"]


some = st.frozensets(st.builds(Rating, st.integers(1, 4), st.integers(10, 12), st.booleans()), max_size=6)
backings = st.builds(
    Backing, some, some, st.frozensets(st.integers(1, 4)), st.frozensets(st.integers(10, 12))
)
ORDER = [Outlook.LOST, Outlook.MENDABLE, Outlook.ASKED, Outlook.ENOUGH]


@given(backings, st.integers(-10, 40), st.integers(1, 9))
def test_time_alone_never_makes_evidence_better(backing: Backing, days: int, later: int) -> None:
    before, after = seen(backing, days), seen(backing, days - later)
    assert ORDER.index(after) <= ORDER.index(before)


@given(backings, st.integers(-10, 40), st.builds(Rating, st.integers(5, 6), st.integers(10, 12)))
def test_a_form_by_somebody_new_never_makes_it_worse(backing: Backing, days: int, more: Rating) -> None:
    richer = replace(backing, filed=backing.filed | {more}, works=backing.works | {more.work})
    assert ORDER.index(seen(richer, days)) >= ORDER.index(seen(backing, days))


@given(backings, st.integers(1, 6), st.integers(10, 12))
def test_no_form_mends_more_than_one_of_each(backing: Backing, rater: int, work: int) -> None:
    mended = mends(backing, NEED, rater, work, mentor=False)
    missing = lack(backing, NEED)
    for name in ("people", "works", "non_mentors"):
        assert 0 <= getattr(mended, name) <= min(1, getattr(missing, name))
