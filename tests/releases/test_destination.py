"""An author sends an approved release elsewhere: the approval ends at once, whichever way it goes."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.releases import approving
from tracker.audit import AuditEntry
from tracker.releases import approval_queries, cases
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState, Scope, Void
from tracker.releases.submission_models import CaseAnswer, Submission
from tracker.sealed import SealedText

pytestmark = pytest.mark.any_database

S = CaseState


@pytest.fixture
def case(client, session, cast, bench):
    """A cleared release of Ada's, who is signed in."""
    case = approving.under_review(session, cast, scope=Scope.S4)
    approving.approve(session, case, bench.rhea, bench.ravi)
    cases.add_person(session, None, case=case, person=bench.rhea, role=CaseRole.REVIEWER)
    session.commit()
    client.sign_in(cast.ada.person)
    return case


def send(client, case, **changes):
    page = client.get(f"/reviews/{case.id}/destination")
    return client.submit(page, f"/reviews/{case.id}/destination", action="/destination", **changes)


def now(session, case) -> Case:
    return session.get_one(Case, case.id, populate_existing=True)


def venue(session, case) -> CaseAnswer:
    return session.get_one(CaseAnswer, (case.id, "A2"), populate_existing=True)


def test_while_others_judge_it_nothing_of_it_can_be_sent_elsewhere(client, session, cast):
    case = approving.under_review(session, cast)
    session.commit()
    before = venue(session, case).version
    page = client.sign_in(cast.ada.person).get(f"/reviews/{case.id}/destination")
    assert "stay as they were handed in" in page
    assert "<select" not in page.html
    sent = {"scope": "s1", "venue": "Elsewhere", "base_version": str(before), "mark": ""}
    assert client.post(f"/reviews/{case.id}/destination", sent).status == 422
    assert (now(session, case).state, venue(session, case).version) == (S.EXPEDITED, before)


def test_nobody_but_its_authors_finds_the_page(client, session, cast, bench, case):
    for person in (bench.rhea, bench.cora, cast.ben.person):
        client.sign_in(person)
        assert client.get(f"/reviews/{case.id}/destination").status == 404
        sent = {"scope": "s1", "venue": "Elsewhere", "base_version": "1", "mark": ""}
        assert client.post(f"/reviews/{case.id}/destination", sent).status == 404
    assert now(session, case).state is S.CLEARED


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"scope": "s5"}, Void.SCOPE),
        ({"scope": "s1"}, Void.SCOPE),
        ({"venue": "The arXiv"}, Void.VENUE),
    ],
)
def test_another_scope_or_venue_ends_the_approval_at_once(client, session, case, changes, code):
    handed_in = session.scalars(sa.select(Submission).where(Submission.case_id == case.id)).one()
    assert send(client, case, **changes).status == 302
    approval = approval_queries.latest(session, case.id)
    session.refresh(approval)
    assert (now(session, case).state, approval.void_code) == (S.STALE, code)
    assert session.get(SealedText, handed_in.venue_id) is not None, "what was approved stays readable"
    assert "Compare, and publish" not in client.get(f"/reviews/{case.id}/publish")
    page = client.get(f"/reviews/{case.id}/approval")
    assert ("What changed, and why it discloses nothing new" in page) is (changes.get("scope") != "s5")


def test_the_same_words_again_are_no_change(client, session, case):
    before = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))
    assert send(client, case).status == 302
    assert now(session, case).state is S.CLEARED
    assert session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before


def test_of_two_windows_the_second_writes_nothing_over_the_first(client, session, case):
    address = f"/reviews/{case.id}/destination"
    first, second = client.get(address), client.get(address)
    assert client.submit(first, address, action="/destination", venue="The arXiv").status == 302
    kept = venue(session, case).text_id
    # Stale now: where it goes is one of the questions again.
    answer = client.submit(second, address, action="/destination", venue="A magazine")
    assert (answer.status, answer.location) == (302, f"/reviews/{case.id}/answers#A2")
    assert venue(session, case).text_id == kept


def test_a_form_that_began_with_another_version_is_refused_and_shown_again(client, session, case):
    sent = {"scope": "s4", "venue": "A magazine", "base_version": "7", "mark": ""}
    page = client.post(f"/reviews/{case.id}/destination", sent)
    assert page.status == 409
    assert "A magazine" in page
    assert "Another window changed it" in page
    assert now(session, case).state is S.CLEARED


def test_an_empty_venue_is_refused_in_words(client, session, case):
    page = send(client, case, venue=" ")
    assert page.status == 422
    assert "This field is needed." in page
    assert now(session, case).state is S.CLEARED


def test_words_of_a_venue_stand_in_no_audit_entry(client, session, case):
    send(client, case, venue="Vermilion venue")
    told = [str(one.change) for one in session.scalars(sa.select(AuditEntry))]
    assert not [one for one in told if "Vermilion" in one]


def test_who_approved_reads_both_scopes_both_venues_and_new_names_before_they_confirm(
    client, session, cast, bench, case
):
    send(client, case, scope="s3", venue="The journal of quiet drift")
    page = client.get(f"/reviews/{case.id}/contributors")
    added = {"part": "author", "who": "ben.okafor@example.org"}
    client.submit(page, f"/reviews/{case.id}/contributors", action="/contributors", **added)
    page = client.get(f"/reviews/{case.id}/approval")
    address = f"/reviews/{case.id}/approval/amendment"
    assert client.submit(page, address, action="/amendment", statement="Elsewhere.").status == 302
    page = client.sign_in(bench.rhea).get(f"/reviews/{case.id}/approval")
    assert "Scope: “S3, approved applicants under an agreement” instead of “S4, public in part”" in page
    assert "Venue: “The journal of quiet drift” instead of “" in page
    assert "Contributor: new: Ben Okafor" in page
    assert "Contributor: new: Ada" not in page
    assert "Nothing differs" not in page
