"""Words for contributors who cannot give them here: never a way around somebody's own no."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from tests.properties import given, st
from tests.releases.casting import SEAL
from tests.releases.test_handing_in import prepared, refused, submit
from tracker import clock
from tracker.releases import cases, contributors, sign_off_queries, sign_offs, spoken, submission_queries
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState
from tracker.releases.spoken_rules import Silence, may_give_up, standing_for
from tracker.releases.submission_models import Part
from tracker.releases.submission_rules import Said

__all__ = ["prepared"]  # a fixture, used by its name

DUE = date(2026, 5, 4)


@given(st.sampled_from(Said), st.integers(-40, 40), st.integers(0, 5))
def test_nobody_is_given_up_who_answered_or_was_not_asked_long_and_often_enough(said, days, reminders):
    silence = Silence(said, DUE + timedelta(days=days), DUE, reminders, needed=3)
    assert bool(may_give_up(silence)) is (said is Said.PENDING and days >= 0 and reminders >= 3)
    assert not may_give_up(Silence(said, DUE, None))


@given(st.sampled_from(Said), st.booleans())
def test_an_own_no_stands_whatever_others_note(own, given_up):
    assert (standing_for(own, given_up=given_up) is Said.NO) is (own is Said.NO)


@pytest.fixture
def asked(session, prepared):
    """Handed in 60 days ago; the other author has said nothing."""
    with clock.fixed(clock.now() - timedelta(days=60)):
        submit(session, prepared.author, prepared.case)
    return prepared


def line(session, asked):
    return next(one for one in sign_off_queries.lines(session, asked.case) if one.person.id == asked.other.id)


def give_up(session, asked, actor):
    found = line(session, asked)
    return spoken.give_up(session, actor, seal=SEAL, case=asked.case, line=found, words="Three letters.")


def test_who_cannot_be_reached_is_waited_for_until_two_people_say_so(session, asked, cast):
    case = asked.case
    assert refused(give_up, session, asked, cast.sam) == "unreachable_reminders"
    for day in range(3):
        with clock.fixed(clock.now() - timedelta(days=10 - day)):
            assert (spoken.remind(session, case), spoken.remind(session, case)) == (1, 0)
    assert spoken.to_remind(session, case) == []
    note = give_up(session, asked, cast.sam)
    assert sign_off_queries.all_agreed(session, case).code == "sign_offs_pending"
    assert refused(spoken.second, session, cast.sam, case=case, row_id=note.id) == "unreachable_same_person"
    assert refused(spoken.second, session, asked.author, case=case, row_id=note.id) == "unreachable_not_yours"
    spoken.second(session, cast.lea, case=case, row_id=note.id)
    assert sign_off_queries.all_agreed(session, case)
    now = submission_queries.live(session, case).binding
    sign_offs.sign(session, asked.other, seal=SEAL, case=case, agrees=False, shown=now)
    assert sign_off_queries.all_agreed(session, case).code == "sign_offs_refused"
    assert refused(give_up, session, asked, cast.sam) == "unreachable_said_no"


def test_reminders_go_to_who_is_silent_alone(session, asked):
    assert [person.id for person, _what in spoken.to_remind(session, asked.case)] == [asked.other.id]
    spoken.remind(session, asked.case)
    told = sa.select(Notice.person_id).where(Notice.what.startswith(spoken.AGAIN))
    assert session.scalars(told).all() == [asked.other.id]


def test_the_word_of_somebody_without_an_account_is_passed_on_and_bound(session, prepared):
    case = prepared.case
    row = contributors.add(
        session, prepared.author, seal=SEAL, case=case, part=Part.AUTHOR, name="Zoe Outside"
    )
    submission = submit(session, prepared.author, case)
    sign_offs.sign(session, prepared.other, seal=SEAL, case=case, agrees=True, shown=submission.binding)
    assert sign_off_queries.all_agreed(session, case).code == "sign_offs_pending"
    said = {"seal": SEAL, "case": case, "contributor_id": row.id, "agrees": True, "words": "By mail."}
    assert refused(spoken.report, session, prepared.author, shown="other", **said) == "sign_off_changed"
    silent = {**said, "words": " "}
    assert refused(spoken.report, session, prepared.author, shown=submission.binding, **silent) != ""
    spoken.report(session, prepared.author, shown=submission.binding, **said)
    assert sign_off_queries.all_agreed(session, case)
    spoken.report(session, prepared.other, shown=submission.binding, **{**said, "agrees": False})
    assert sign_off_queries.all_agreed(session, case).code == "sign_offs_refused"
    cases.move(session, None, case=case, transition="T3", to=CaseState.RETURNED)
    contributors.take_off(session, prepared.author, case=case, row_id=row.id)
    assert sign_off_queries.all_agreed(session, case).code == "sign_offs_refused", "no line, and still a no"


def test_nobody_passes_on_the_word_of_somebody_with_an_account(session, prepared, make):
    person = make.person()
    row = contributors.add(
        session, prepared.author, seal=SEAL, case=prepared.case, part=Part.AUTHOR, person=person
    )
    bound = submit(session, prepared.author, prepared.case).binding
    said = {"contributor_id": row.id, "agrees": True, "words": "By mail.", "shown": bound}
    code = refused(spoken.report, session, prepared.author, seal=SEAL, case=prepared.case, **said)
    assert code == "sign_off_not_contributor"
