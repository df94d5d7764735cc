"""Looking back: six and twelve months after it went out or was held, by those concerned, never scored."""

from __future__ import annotations

from datetime import date

import pytest

from tests.page import count_rows
from tests.properties import given, st
from tests.releases.casting import SEAL, a_case
from tests.releases.stopping import CANARY, START, at, later, seated
from tracker import clock
from tracker.reasons import Refused
from tracker.releases import cases, look_back_queries, look_back_rules, look_backs
from tracker.releases.look_back_models import LookBack, Showed
from tracker.releases.look_back_rules import Question, Taken
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState


@pytest.fixture(autouse=True)
def moment():
    with clock.fixed(START):
        yield


@pytest.fixture
def case(session, cast, bench):
    made = a_case(session, cast.ada.person, cast.sprint)
    seated(session, made, bench)
    at(session, made, CaseState.CLEARED)
    cases.move(session, made.author, case=made, transition="T12", to=CaseState.PUBLISHED)
    return made


def look(session, person, case, question, words=CANARY):
    return look_backs.look(
        session,
        person,
        seal=SEAL,
        case=case,
        question=question,
        benefit=Showed.YES,
        harm=Showed.CANT_TELL,
        scooped=Showed.NO,
        words=words,
    )


def refused(code, act):
    with pytest.raises(Refused) as error:
        act()
    assert error.value.decision.code == code


def test_authors_and_coordinators_look_back_once_each_when_it_is_asked(session, case, bench):
    early = Question(2, 6, CaseState.PUBLISHED, date(2026, 11, 4))
    refused("look_back_not_asked", lambda: look(session, case.author, case, early))
    with later(days=183):
        assert look_back_queries.asked(session, case, clock.today()) == []
    with later(days=184):
        (question,) = look_back_queries.asked(session, case, clock.today())
        assert question == early
        refused("look_back_not_yours", lambda: look(session, bench.rhea, case, question))
        refused("text_too_long", lambda: look(session, case.author, case, question, "x" * 4001))
        kept = look(session, case.author, case, question)
        refused("look_back_done", lambda: look(session, case.author, case, question))
        look(session, bench.cora, case, question, "")
    assert CANARY.encode() not in kept.words.body
    assert count_rows(session, LookBack) == 2


def test_each_question_is_asked_once_of_who_has_not_answered(session, case, bench):
    with later(days=184):
        (question,) = look_back_queries.asked(session, case, clock.today())
        look(session, bench.cora, case, question)
        before = count_rows(session, Notice)
        assert look_backs.remind(session, case) == 2  # the author and the deputy
        assert look_backs.remind(session, case) == 0
    with later(days=366):
        assert look_backs.remind(session, case) == 3
        assert look_backs.remind(session, case) == 0
    assert count_rows(session, Notice) == before + 5


STEPS = st.lists(
    st.builds(
        Taken,
        position=st.integers(1, 9),
        transition=st.sampled_from(["T8", "T10", "T12", "T18", "T19"]),
        after=st.sampled_from(CaseState),
        on=st.dates(date(2024, 1, 1), date(2026, 1, 1)),
    ),
    max_size=6,
)


@given(STEPS, st.dates(date(2024, 1, 1), date(2028, 1, 1)))
def test_what_is_asked_was_out_or_held_for_half_a_year_at_least(steps, today):
    for question in look_back_rules.asked(steps, today):
        assert question.after in (CaseState.PUBLISHED, CaseState.HELD)
        assert any(
            (today - step.on).days >= 181
            for step in steps
            if (step.position, step.after) == (question.position, question.after)
        )
