"""Something published is stopped and goes to the panel: it is judged anew, and never published twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.releases import approving
from tests.releases.casting import SEAL
from tests.releases.stopping import say, seated, stopped
from tests.releases.test_panels import code_of
from tracker import clock
from tracker.releases import approvals, publications, retractions, withdrawals
from tracker.releases.approval_models import Publication
from tracker.releases.decision_models import Approval
from tracker.releases.parts import CaseState, Scope, Void
from tracker.releases.publications import PublishedAlready

S = CaseState


@pytest.fixture
def case(session, cast, bench):
    """A post of Ada's that went out at S4, was stopped, and that two people sent to the panel."""
    case = approving.under_review(session, cast, scope=Scope.S4)
    seated(session, case, bench)
    approving.approve(session, case, bench.rhea, bench.ravi)
    publish(session, cast, case)
    stopped(session, bench.rhea, case)
    for one in (bench.cora, bench.dev):
        say(session, one, case, S.FORMAL)
    assert case.state is S.FORMAL
    return case


def publish(session, cast, case):
    author = approving.standing_of(session, cast.ada.person, case)
    going = approving.going(session, case, scope=Scope.S4)
    return publications.publish(session, cast.ada.person, author, case=case, going=going)


def published(session):
    return session.scalars(sa.select(Publication)).one()


def test_its_old_approval_has_ended_and_nothing_brings_it_back(session, cast, case):
    (old,) = session.scalars(sa.select(Approval))
    assert old.void_code is Void.STOP
    with clock.fixed(clock.now() + timedelta(days=400)):
        approvals.settle(session, case)
    assert case.state is S.FORMAL
    assert code_of(withdrawals.withdraw, session, cast.ada.person, case=case) == "withdrawal_too_late"


def test_approved_as_it_went_out_it_stays_out_and_is_not_published_again(session, cast, bench, case):
    first = published(session)
    kept = (first.id, first.approval_id, first.published_on, first.sha256)
    approving.approve(session, case, bench.pia, bench.paul)
    assert case.state is S.PUBLISHED
    with pytest.raises(PublishedAlready):
        publish(session, cast, case)
    again = published(session)
    assert (again.id, again.approval_id, again.published_on, again.sha256) == kept


def test_approved_for_fewer_people_than_it_went_to_it_is_not_published(session, cast, bench, case):
    approval = approving.approve(session, case, bench.pia, bench.paul, scope=Scope.S1)
    words = approving.kept(session, case, "We take it down.", "approval.acceptance")
    approvals.accept_narrower(session, cast.ada.person, approval=approval, text=words)
    assert case.state is S.CLEARED
    with pytest.raises(PublishedAlready):
        publish(session, cast, case)
    with clock.fixed(clock.now() + timedelta(days=400)):
        approvals.settle(session, case)
        assert (case.state, approval.void_code) == (S.STALE, Void.EXPIRED)
    assert published(session).scope is Scope.S4


def test_another_list_of_files_is_not_what_is_out(session, cast, bench, case):
    """Under review the list is fixed, so the author changes it once it is approved."""
    approving.approve(session, case, bench.pia, bench.paul, embargo_until=clock.today() + timedelta(days=20))
    assert case.state is S.APPROVED
    approving.give_files(session, case, post=b"more than went out")
    assert case.state is S.STALE
    with pytest.raises(PublishedAlready):
        publish(session, cast, case)


def test_stopped_again_it_can_still_be_taken_back(session, bench, case):
    people = [bench.pia, bench.paul, bench.petra]
    ask = {"seal": SEAL, "case": case, "people": people, "text": "It names the recipe."}
    assert code_of(retractions.ask, session, bench.cora, **ask) == "retraction_not_out"
    stopped(session, bench.rhea, case)
    assert retractions.ask(session, bench.cora, **ask).decided_at is None


def test_what_never_went_out_cannot_be_taken_back(session, cast, bench):
    case = approving.under_review(session, cast)
    seated(session, case, bench)
    stopped(session, bench.rhea, case)
    people = [bench.pia, bench.paul, bench.petra]
    ask = {"seal": SEAL, "case": case, "people": people, "text": "It names the recipe."}
    assert code_of(retractions.ask, session, bench.cora, **ask) == "retraction_not_out"
