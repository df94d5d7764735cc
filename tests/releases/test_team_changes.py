"""Somebody comes to a work or leaves it: what that means for its releases happens at that moment."""

from __future__ import annotations

import pytest

from tests.releases import approving
from tests.releases.casting import SEAL
from tracker.permissions import Role
from tracker.releases import approval_queries, approvals, assignments, case_queries
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Void
from tracker.releases.review_models import ReviewAssignment

pytestmark = pytest.mark.any_database

S = CaseState


@pytest.fixture
def work(make, cast):
    return make.work(cast.ada, title="Going out")


@pytest.fixture
def cleared(client, session, cast, bench, work):
    """A release of Ada's that may go out; Sam, who runs the cohort, is signed in."""
    case = approving.under_review(session, cast, work=work)
    approving.approve(session, case, bench.rhea, bench.ravi)
    assert case.state is S.CLEARED
    session.commit()
    client.sign_in(cast.sam)
    return case


def edit(client, work, **changes):
    """Send the page of the work with these changes; without any, Ada makes it and nobody guides it."""
    address = f"/works/{work.id}/edit"
    fields = client.get(address).form()
    ada = work.members[0].enrolment_id
    return client.post(address, {**fields, "members": [ada], "mentors": [], **changes})


def outcome(session, case: Case) -> tuple[CaseState, Void | None]:
    session.expire_all()
    approval = approval_queries.latest(session, case.id)
    return session.get_one(Case, case.id).state, approval.void_code


def test_a_change_of_the_title_or_a_refused_change_of_people_ends_nothing(
    client, session, cast, work, cleared
):
    assert edit(client, work, title="Another name").status == 302
    refused = edit(client, work, members=[])
    assert refused.status != 302
    assert outcome(session, cleared) == (S.CLEARED, None)


def test_a_member_who_comes_ends_the_approval(client, session, cast, work, cleared):
    assert edit(client, work, members=[cast.ada.id, cast.ben.id]).status == 302
    assert outcome(session, cleared) == (S.STALE, Void.CONTRIBUTORS)


def test_a_mentor_who_comes_ends_the_approval(client, session, cast, work, cleared):
    assert edit(client, work, mentors=[cast.mara.id]).status == 302
    assert outcome(session, cleared) == (S.STALE, Void.CONTRIBUTORS)


def test_a_member_who_leaves_ends_the_approval(client, session, cast, bench, make):
    work = make.work(cast.ada, cast.ben, title="Of two")
    case = approving.under_review(session, cast, work=work)
    approving.approve(session, case, bench.rhea, bench.ravi)
    session.commit()
    client.sign_in(cast.sam)
    assert edit(client, work, members=[cast.ada.id]).status == 302
    assert outcome(session, case) == (S.STALE, Void.CONTRIBUTORS)


def test_who_is_asked_for_a_form_as_its_mentor_ends_the_approval_too(session, cast, make, work, cleared):
    make.assignment(cast.ada, cast.mara, work)
    assert outcome(session, cleared) == (S.STALE, Void.CONTRIBUTORS)


def test_an_approver_who_becomes_the_mentor_ends_it_for_good(
    client, session, cast, bench, make, work, cleared
):
    make.role(bench.rhea, Role.MENTOR, cast.cohort)
    assert edit(client, work, mentors=[bench.rhea.id]).status == 302
    assert outcome(session, cleared) == (S.STALE, Void.CONFLICT)
    page = client.sign_in(cast.ada.person).get(f"/reviews/{cleared.id}/approval")
    assert "What changed, and why it discloses nothing new" not in page, "no fast way back"


def test_a_reviewer_who_becomes_the_mentor_reads_and_judges_it_no_more(
    client, session, cast, bench, make, work
):
    case = approving.under_review(session, cast, work=work)
    row = assignments.ask(session, bench.cora, case=case, person=bench.rhea)
    assignments.answer(session, SEAL, bench.rhea, case=case, row=row, accepts=True)
    make.role(bench.rhea, Role.MENTOR, cast.cohort)
    session.commit()
    assert client.sign_in(bench.rhea).get(f"/reviews/{case.id}/assess").status == 200
    client.sign_in(cast.sam)
    assert edit(client, work, mentors=[bench.rhea.id]).status == 302
    session.expire_all()
    assert session.get_one(ReviewAssignment, row.id).ended_at is not None
    seats = [seat for seat, _reason in case_queries.seats(session, case.id)]
    assert bench.rhea.id not in [seat.person_id for seat in seats]
    assert client.sign_in(bench.rhea).get(f"/reviews/{case.id}/assess").status == 404


def test_what_is_out_stays_as_it_went_out(client, session, cast, bench, work, cleared):
    author = approving.standing_of(session, cast.ada.person, cleared)
    going = approving.going(session, cleared)
    approving.publications.publish(session, cast.ada.person, author, case=cleared, going=going)
    session.commit()
    assert edit(client, work, members=[cast.ada.id, cast.ben.id]).status == 302
    assert outcome(session, cleared) == (S.PUBLISHED, None)
    approvals.settle(session, session.get_one(Case, cleared.id))
    assert outcome(session, cleared) == (S.PUBLISHED, None)
