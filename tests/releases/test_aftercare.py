"""Once a release is out, its late conditions and the list of recipients are reminded of, week by week."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.releases import approving
from tests.releases.casting import SEAL
from tests.releases.stopping import seated
from tracker import clock
from tracker.releases import conditions, daily, publications
from tracker.releases.approval_queries import conditions as conditions_of
from tracker.releases.approvals import Asked
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState, Scope

pytestmark = pytest.mark.any_database


@pytest.fixture
def case(session, cast, bench):
    """A gated release of Ada's that is out, with something to do within thirty days."""
    case = approving.under_review(session, cast, scope=Scope.S3)
    seated(session, case, bench)
    words = approving.kept(session, case, "Tell the vendor vermilion.", "condition.words")
    after = Asked(words, before=False, due_on=clock.today() + timedelta(days=30))
    approving.approve(session, case, bench.rhea, bench.ravi, conditions=[after])
    ada = approving.standing_of(session, cast.ada.person, case)
    going = approving.going(session, case, scope=Scope.S3)
    publications.publish(session, cast.ada.person, ada, case=case, going=going)
    return case


def reminded(session, case, days: int) -> set[tuple[str, int]]:
    """Whom a day so long after it went out reminds of what."""
    there = set(session.scalars(sa.select(Notice.id)))
    with clock.fixed(clock.now() + timedelta(days=days)):
        daily.run(session, case.program, SEAL)
    found = session.scalars(sa.select(Notice).where(Notice.what.like("late-%")))
    return {(one.what.rsplit("-", 3)[0], one.person_id) for one in found if one.id not in there}


def test_before_its_day_nobody_is_reminded(session, case):
    assert reminded(session, case, 29) == set()


def test_on_its_day_and_every_week_the_author_is_until_somebody_says_how_it_is_met(
    session, cast, bench, case
):
    author = {("late-condition-1-met", case.author_id)}
    assert [reminded(session, case, days) for days in (30, 31, 37)] == [author, set(), author]
    decision = approving.in_force(session, case).decision_id
    (condition,) = conditions_of(session, decision)
    ada = approving.standing_of(session, cast.ada.person, case)
    note = approving.kept(session, case, "Told on Monday.", "condition.note")
    conditions.mark_done(session, cast.ada.person, ada, case=case, condition=condition, note=note)
    desk = {("late-condition-1-seen", one.id) for one in (bench.cora, bench.dev)}
    assert reminded(session, case, 38) == desk
    cora = approving.standing_of(session, bench.cora, case)
    conditions.verify(session, bench.cora, cora, case=case, condition=condition)
    assert reminded(session, case, 60) == set()


def test_the_list_of_recipients_is_asked_about_twice_a_year(session, cast, bench, case):
    def of_list(days):
        return {one for one in reminded(session, case, days) if one[0] == "late-recipients"}

    assert of_list(181) == set()
    assert of_list(182) == {("late-recipients", case.author_id)}
    with clock.fixed(clock.now() + timedelta(days=183)):
        ada = approving.standing_of(session, cast.ada.person, case)
        publications.recheck(session, cast.ada.person, ada, case=case)
    assert of_list(200) == set()
    assert case.state is CaseState.PUBLISHED
