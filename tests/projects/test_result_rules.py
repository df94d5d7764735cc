"""Where a result stands and who may speak of it, as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.properties import given, st
from tracker.projects import result_rules
from tracker.projects.models import Reached
from tracker.projects.parts import Side
from tracker.projects.result_rules import ResultState, Voice

YES, NO, NOT_YET = Reached.YES, Reached.NO, Reached.NOT_YET
OPEN, PROPOSED, DISPUTED, SETTLED, CHALLENGED = ResultState
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SIDES = {"mara": Side.MENTOR, "milo": Side.MENTOR, "ada": Side.SCHOLAR, "ben": Side.SCHOLAR}


def voices(*spoken):
    authors = list(SIDES)
    return [
        Voice(authors.index(who), SIDES[who], reached, number, START + timedelta(hours=number))
        for number, (who, reached) in enumerate(spoken)
    ]


@pytest.mark.parametrize(
    ("reached", "settled_after", "spoken", "stands"),
    [
        (NOT_YET, None, [], OPEN),
        (NOT_YET, None, [("mara", NOT_YET)], OPEN),
        (NOT_YET, None, [("mara", YES)], PROPOSED),
        (NOT_YET, None, [("mara", YES), ("ada", YES)], PROPOSED),
        (NOT_YET, None, [("mara", YES), ("ada", NO)], DISPUTED),
        (NOT_YET, None, [("mara", YES), ("ada", NOT_YET)], DISPUTED),
        (NOT_YET, None, [("mara", YES), ("ada", NO), ("ada", YES)], PROPOSED),
        (NOT_YET, None, [("mara", YES), ("ada", NO), ("mara", NO)], PROPOSED),
        (NOT_YET, None, [("mara", YES), ("milo", NO)], DISPUTED),
        (NOT_YET, None, [("mara", YES), ("mara", NOT_YET)], OPEN),
        (YES, 1, [("mara", YES), ("ada", NO)], SETTLED),
        (YES, 0, [("mara", YES), ("ada", NO)], CHALLENGED),
        (YES, 0, [("mara", NO), ("ada", YES)], SETTLED),
        (NO, 0, [("mara", YES), ("mara", YES)], CHALLENGED),
        # Staff said "not yet": what was said before is answered, a new proposal counts.
        (NOT_YET, 0, [("mara", YES)], OPEN),
        (NOT_YET, 0, [("mara", YES), ("mara", YES)], PROPOSED),
    ],
)
def test_where_a_result_stands(reached, settled_after, spoken, stands):
    at = None if settled_after is None else START + timedelta(hours=settled_after, minutes=30)
    assert result_rules.state(reached, at, voices(*spoken)) is stands


@pytest.mark.parametrize(
    ("member", "mentor", "stands", "words", "code"),
    [
        (False, True, OPEN, "It did.", ""),
        (False, True, SETTLED, "It did not.", ""),
        (True, False, PROPOSED, "No.", ""),
        (True, False, DISPUTED, "No.", ""),
        (True, False, SETTLED, "No.", ""),
        (True, False, OPEN, "It did.", "nothing_proposed"),
        (False, False, PROPOSED, "Well.", "result_of_others"),
        (False, True, OPEN, " ", "words_needed"),
        (True, False, PROPOSED, "", "words_needed"),
    ],
)
def test_who_may_speak_of_a_result(member, mentor, stands, words, code):
    assert result_rules.may_speak(member=member, mentor=mentor, stands=stands, words=words).code == code


@pytest.mark.parametrize(
    ("reached", "spoken", "known"),
    [
        (NOT_YET, [], False),
        (NOT_YET, [("mara", YES)], True),
        (NOT_YET, [("mara", NO)], True),
        (NOT_YET, [("mara", NO), ("mara", NOT_YET)], False),
        (NO, [], True),
    ],
)
def test_a_result_is_known_as_soon_as_somebody_says_it(reached, spoken, known):
    assert result_rules.known(reached, voices(*spoken)) is known


spoken = st.lists(st.tuples(st.sampled_from(list(SIDES)), st.sampled_from(Reached)), max_size=12)


@given(st.sampled_from(Reached), spoken)
def test_an_objection_is_never_passed_over(reached, said):
    """Whoever says otherwise last, after a mentor's proposal, is seen by staff until staff settle it."""
    told = voices(*said, ("mara", YES), ("ada", NO))
    at = START - timedelta(hours=1) if reached is not NOT_YET else None
    assert result_rules.state(reached, at, told) in (DISPUTED, CHALLENGED)
