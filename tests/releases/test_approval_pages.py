"""The pages of an approval and of going out, as authors, reviewers and coordinators use them."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.projects.outcoming import outcome
from tests.releases import approving, authoring, reviewing
from tracker import clock
from tracker.outbox.models import Message
from tracker.projects.outcome_models import OutcomeStatus
from tracker.releases import cases
from tracker.releases.approval_models import Publication, Recipient
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState, Scope, Void
from tracker.sealed import ReadLog

pytestmark = pytest.mark.any_database

POST = b"the words of the post"
OTHER = b"the words of the posT"
S = CaseState


def state(session, case: str) -> CaseState:
    return session.get_one(Case, int(case.rsplit("/", 1)[1]), populate_existing=True).state


def approvals_of(session, case: str) -> list[Approval]:
    found = sa.select(Approval).where(Approval.case_id == int(case.rsplit("/", 1)[1])).order_by(Approval.id)
    return list(session.scalars(found))


def sign(client, person, case: str) -> None:
    client.sign_in(person)
    page = client.get(f"{case}/sign")
    assert client.submit(page, f"{case}/sign", agrees="yes").status == 302


def brought(session, case, *people) -> str:
    """The address of a case of which these are the reviewers."""
    for one in people:
        cases.add_person(session, None, case=case, person=one, role=CaseRole.REVIEWER)
    session.commit()
    return f"/reviews/{case.id}"


@pytest.fixture
def cleared(client, session, cast, bench):
    """A post of Ada's that two reviewers approved and she has agreed to; she is signed in."""
    case = approving.under_review(session, cast)
    approving.approve(session, case, bench.rhea, bench.ravi)
    client.sign_in(cast.ada.person)
    return brought(session, case, bench.rhea, bench.ravi)


def give(client, case: str, content: bytes) -> None:
    """Make this the list of what goes out."""
    sent = {"files": [(io.BytesIO(content), "post.txt")], "mode": "replace"}
    assert client.post(f"{case}/files", sent, content_type="multipart/form-data").status == 302


def going(content: bytes = POST, **changes) -> dict[str, object]:
    fields = {"scope": "s5", "venue": "0", "url": "", "outcome": "", "links": "", "listed": "", "commits": ""}
    return {**fields, "files": [(io.BytesIO(content), "post.txt")], **changes}


def publish(client, case: str, content: bytes = POST, **changes):
    return client.post(f"{case}/publish", going(content, **changes), content_type="multipart/form-data")


def test_one_filing_publishes_nothing_and_two_clear_ones_do(client, session, cast, bench, handed_in):
    """Acceptance scenario 3."""
    case = handed_in
    sign(client, cast.ada.person, case)
    reviewing.with_reviewers(client, bench, case)
    reviewing.file(client, bench.rhea, case)
    client.sign_in(cast.ada.person)
    assert publish(client, case).status == 409
    assert state(session, case) is S.EXPEDITED
    reviewing.file(client, bench.ravi, case)
    assert state(session, case) is S.CLEARED
    client.sign_in(cast.ada.person)
    page = client.get(case)
    assert "Nothing keeps it back." in page
    assert (f"{case}/publish", "Publish it") in page.links
    files = [(io.BytesIO(POST), "post.pdf")]
    assert publish(client, case, files=files).location.startswith(case)
    assert state(session, case) is S.PUBLISHED


def test_one_byte_ends_the_approval_and_both_who_approved_can_confirm_the_change(
    client, session, cast, bench, cleared
):
    """Acceptance scenario 9, for a byte."""
    give(client, cleared, OTHER)
    (first,) = approvals_of(session, cleared)
    assert (state(session, cleared), first.void_code) == (S.STALE, Void.MANIFEST)
    assert publish(client, cleared, OTHER).status == 409
    page = client.get(f"{cleared}/approval")
    assert "The files have changed." in page
    asked = client.submit(
        page, f"{cleared}/approval/amendment", action="/amendment", statement="A typing error."
    )
    assert asked.status == 302
    for person, wanted in ((bench.rhea, S.STALE), (bench.ravi, S.APPROVED)):
        page = client.sign_in(person).get(f"{cleared}/approval")
        assert "A typing error." in page
        assert "post.txt" in page
        answered = client.submit(
            page, f"{cleared}/approval/amendment/answer", action="/answer", answer="sure"
        )
        assert answered.status == 302
        assert state(session, cleared) is wanted
    sign(client, cast.ada.person, cleared)
    assert state(session, cleared) is S.CLEARED
    second = approvals_of(session, cleared)[-1]
    assert (second.amends_id, second.expires_on) == (first.id, first.expires_on)
    assert publish(client, cleared).status == 422, "the bytes of before are not approved any more"
    assert publish(client, cleared, OTHER).status == 302


def test_a_co_author_ends_the_approval(client, session, cast, cleared):
    """Acceptance scenario 9, for a co-author."""
    page = client.get(f"{cleared}/contributors")
    added = client.submit(
        page, f"{cleared}/contributors", action="/contributors", part="author", who="ben.okafor@example.org"
    )
    assert added.status == 302, added.text
    assert (state(session, cleared), approvals_of(session, cleared)[0].void_code) == (
        S.STALE,
        Void.CONTRIBUTORS,
    )
    assert publish(client, cleared).status == 409
    assert "The contributors have changed" in client.get(f"{cleared}/approval")


def test_a_doubt_ends_a_fast_amendment(client, session, bench, cleared):
    give(client, cleared, OTHER)
    page = client.get(f"{cleared}/approval")
    client.submit(page, f"{cleared}/approval/amendment", action="/amendment", statement="More.")
    page = client.sign_in(bench.ravi).get(f"{cleared}/approval")
    client.submit(page, f"{cleared}/approval/amendment/answer", action="/answer", answer="not_sure")
    assert state(session, cleared) is S.STALE
    assert len(approvals_of(session, cleared)) == 1
    refused = client.sign_in(bench.rhea).post(f"{cleared}/approval/amendment/answer", {"answer": "sure"})
    assert refused.status == 404


def test_a_condition_is_verified_by_somebody_else_than_the_authors(client, session, cast, bench):
    """Acceptance scenario 10, whose embargo stands in test_approvals.py."""
    case = authoring.handed_in(client, cast.ada.person, cast.sprint, G2="yes", F2="no")
    sign(client, cast.ada.person, case)
    reviewing.with_reviewers(client, bench, case)
    for person in (bench.rhea, bench.ravi):
        reviewing.file(client, person, case)
    assert state(session, case) is S.APPROVED
    page = client.sign_in(cast.ada.person).get(f"{case}/approval")
    assert "Title, abstract, figures and demo are rewritten." in page
    done, stages = re.findall(rf"{case}/approval/conditions/\d+/done", page.html)
    verify = done.replace("/done", "/verify")
    assert client.post(verify).status == 422, "nobody has said that it is met"
    assert client.submit(page, done, action="/done").status == 422, "without a word on how"
    note = next(name for name in page.form("/done") if name.endswith("note"))
    assert client.submit(page, done, action="/done", **{note: "Rewritten on Monday."}).status == 302
    own = client.post(verify)
    assert own.status == 422
    assert "verified by somebody else" in own
    client.sign_in(cast.mara)
    assert client.post(verify).status == 422
    assert state(session, case) is S.APPROVED
    page = client.sign_in(bench.rhea).get(f"{case}/approval")
    assert "Rewritten on Monday." in page
    missing = next(name for name in page.form("/open") if name.endswith("answer"))
    opened = verify.replace("/verify", "/open")
    assert (
        client.submit(page, opened, action="/open", **{missing: "The figure still sells it."}).status == 302
    )
    page = client.sign_in(cast.ada.person).get(f"{case}/approval")
    assert "The figure still sells it." in page
    client.submit(page, done, action="/done", **{note: "Now the figure too."})
    assert client.sign_in(bench.rhea).post(verify).status == 302
    assert state(session, case) is S.APPROVED, "the other condition is open"
    page = client.sign_in(cast.ada.person).get(f"{case}/approval")
    note = next(name for name in page.form(stages) if name.endswith("note"))
    client.submit(page, stages, action=stages, **{note: "The stages stand in the post."})
    assert client.sign_in(bench.rhea).post(stages.replace("/done", "/verify")).status == 302
    assert state(session, case) is S.CLEARED


def test_nobody_publishes_on_the_ninety_first_day(client, session, cleared):
    """Acceptance scenario 11; a year of days stands in test_approvals.py."""
    with clock.fixed(clock.now() + timedelta(days=91)):
        assert publish(client, cleared).status == 409
    assert (state(session, cleared), approvals_of(session, cleared)[0].void_code) == (S.STALE, Void.EXPIRED)
    assert "Its last day has passed." in client.get(f"{cleared}/approval")
    assert session.scalar(sa.select(sa.func.count(Publication.id))) == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"files": [(io.BytesIO(OTHER), "post.txt")]}, "These are not the files that were approved."),
        ({"files": []}, "Give the files that go out"),
        ({"venue": "elsewhere"}, "This is not a venue that was approved."),
        ({"venue": "7"}, "Not a valid choice"),
        ({"scope": "s0"}, "Not a valid choice"),
        ({"files": [], "listed": "{"}, "This cannot be a list of files"),
    ],
)
def test_anything_but_what_was_approved_is_refused_in_words_and_nothing_changes(
    client, session, cleared, change, words
):
    files = change.get("files")
    if files:
        change = {**change, "files": [(io.BytesIO(OTHER), "post.txt")]}
    page = publish(client, cleared, **change)
    assert page.status == 422
    assert words in page
    assert state(session, cleared) is S.CLEARED
    assert session.scalar(sa.select(sa.func.count(Publication.id))) == 0
    if files:
        assert "changed: post.txt" in " ".join(page.text.split())


def test_a_list_made_by_the_command_just_now_does_as_well_as_the_files(client, session, cleared):
    entry = {"kind": "text", "path": "post.txt", "size": len(POST)}
    from hashlib import sha256
    from json import dumps

    listed = dumps([{**entry, "sha256": sha256(POST).hexdigest()}])
    assert publish(client, cleared, files=[], listed=listed).status == 302
    assert state(session, cleared) is S.PUBLISHED


def test_the_second_who_publishes_is_told_of_the_first(client, session, bench, cleared):
    assert publish(client, cleared).status == 302
    for person in (None, bench.cora):
        if person is not None:
            client.sign_in(person)
        page = publish(client, cleared)
        assert page.status == 409
        assert "nothing was published a second time" in page
    assert session.scalar(sa.select(sa.func.count(Publication.id))) == 1


def test_the_outcome_of_the_work_becomes_published_with_it(client, session, cast, cleared):
    made = outcome(session, cast.ada.person, cast.sprint)
    session.commit()
    assert publish(client, cleared, outcome=str(made.id), url="https://example.org/post").status == 302
    page = client.get(f"/outcomes/{made.id}")
    assert "published" in page
    record = client.get(f"{cleared}/published")
    assert "https://example.org/post" in record
    assert (f"/outcomes/{made.id}", made.title) in record.links


def test_address_and_outcome_can_follow_later(client, session, cast, cleared):
    assert publish(client, cleared).status == 302
    made = outcome(session, cast.ada.person, cast.sprint)
    session.commit()
    page = client.get(f"{cleared}/published")
    assert client.submit(page, f"{cleared}/published/address", action="/address", address="").status == 422
    client.submit(page, f"{cleared}/published/address", action="/address", address="https://example.org/x")
    assert client.submit(page, f"{cleared}/published/outcome", action="/outcome", outcome="").status == 422
    client.submit(page, f"{cleared}/published/outcome", action="/outcome", outcome=str(made.id))
    page = client.get(f"{cleared}/published")
    assert "https://example.org/x" in page
    session.expire_all()
    assert session.get_one(type(made), made.id).status is OutcomeStatus.PUBLISHED


def test_anybody_on_the_case_ends_the_approval_with_a_new_fact(client, session, cast, bench, cleared):
    page = client.sign_in(bench.ravi).get(f"{cleared}/approval")
    empty = client.submit(page, f"{cleared}/approval/tripwire", action="/tripwire", news=" ")
    assert empty.status == 422
    assert state(session, cleared) is S.CLEARED
    done = client.submit(page, f"{cleared}/approval/tripwire", action="/tripwire", news="A quetzal recipe.")
    assert done.status == 302
    assert state(session, cleared) is S.STALE
    page = client.sign_in(cast.ada.person).get(f"{cleared}/approval")
    assert "Somebody reported a new fact" in page
    assert "quetzal" not in page
    assert "Ask those who approved" not in page, "there is no fast way after a new fact"


def test_less_than_asked_waits_for_the_authors_word(client, session, cast, bench):
    row = approving.under_review(session, cast)
    approving.approve(session, row, bench.rhea, bench.ravi, scope=Scope.S4)
    case = brought(session, row, bench.rhea, bench.ravi)
    assert state(session, case) is S.APPROVED
    page = client.sign_in(cast.ada.person).get(f"{case}/approval")
    assert client.submit(page, f"{case}/approval/accept", action="/accept", acceptance="").status == 422
    assert client.sign_in(cast.mara).post(f"{case}/approval/accept", {"acceptance": "Yes."}).status == 422
    page = client.sign_in(cast.ada.person).get(f"{case}/approval")
    done = client.submit(page, f"{case}/approval/accept", action="/accept", acceptance="We accept.")
    assert done.status == 302
    assert state(session, case) is S.CLEARED
    wider = publish(client, case)
    assert (wider.status, "more people than were approved" in wider) == (422, True)
    assert publish(client, case, scope="s4").status == 302


def test_nobody_else_finds_any_of_it(client, session, cast, bench, cleared):
    strangers = (cast.ben.person, cast.sam, bench.rosa, bench.aude, cast.outsider)
    pages = ("approval", "publish", "published", "recipients")
    posts = ("approval/accept", "approval/reaffirm", "approval/event", "approval/tripwire", "publish")
    posts += ("approval/amendment", "approval/amendment/answer", "published/address", "widen", "recipients")
    for person in strangers:
        client.sign_in(person)
        assert {client.get(f"{cleared}/{page}").status for page in pages} == {404}, person.name
        assert {client.post(f"{cleared}/{page}").status for page in posts} == {404}
    client.sign_in(bench.rhea)
    assert client.get(f"{cleared}/publish").status == 404, "a reviewer does not publish"
    assert publish(client, cleared).status == 404
    assert state(session, cleared) is S.CLEARED


def test_what_was_written_is_in_no_mail_title_flash_or_address_and_reading_it_is_logged(
    client, session, cast, bench, cleared
):
    publish(client, cleared, url="https://example.org/xylophone")
    after = client.get(cleared)
    page = client.get(f"{cleared}/published")
    assert "xylophone" in page
    logged = session.scalars(sa.select(ReadLog.field).where(ReadLog.purpose == "own publication")).all()
    assert set(logged) == {"publication.venue", "publication.url"}
    assert "xylophone" not in after.html
    assert page.title.startswith("What went out of R-")
    mails = session.execute(sa.select(Message.subject, Message.body)).all()
    assert mails
    assert [one for one in mails if "xylophone" in f"{one}" or "forum" in f"{one}"] == []


@pytest.fixture
def gated(client, session, cast, bench):
    """A post that was asked for, and went out, under an agreement."""
    row = approving.under_review(session, cast, scope=Scope.S3)
    approving.approve(session, row, bench.rhea, bench.ravi)
    case = brought(session, row, bench.rhea)
    client.sign_in(cast.ada.person)
    assert publish(client, case, scope="s3").status == 302
    return case


def test_who_was_given_a_gated_release_is_kept_and_gone_through(client, session, cast, bench, gated):
    page = client.get(f"{gated}/recipients")
    assert client.submit(page, f"{gated}/recipients", action="/recipients", name=" ").status == 422
    client.submit(page, f"{gated}/recipients", action="/recipients", name="Lab of Zed")
    page = client.get(f"{gated}/recipients")
    assert "Lab of Zed" in page
    assert client.post(f"{gated}/recipients/checked").status == 302
    assert "Last gone through" in client.get(f"{gated}/recipients")
    row = session.scalars(sa.select(Recipient)).one()
    assert client.sign_in(bench.rhea).post(f"{gated}/recipients/{row.id}/off").status == 404
    assert client.sign_in(bench.cora).post(f"{gated}/recipients/{row.id}/off").status == 302
    assert "Lab of Zed" not in client.get(f"{gated}/recipients")


def test_the_next_stage_is_a_case_of_its_own_with_answers_to_confirm(client, session, cast, gated):
    page = client.get(f"{gated}/published")
    planned = client.submit(page, f"{gated}/widen", action="/widen")
    wider = re.search(r"/reviews/\d+", planned.location).group()
    assert wider != gated
    row = session.get_one(Case, int(wider.rsplit("/", 1)[1]))
    assert (row.state, row.widens_id) == (S.DRAFT, int(gated.rsplit("/", 1)[1]))
    assert approvals_of(session, wider) == []
    assert client.post(f"{wider}/submit", {"stamp": "x"}).status == 422, "nothing was confirmed yet"
    assert client.get(f"{wider}/publish").status in (200, 404)
    assert publish(client, wider).status in (404, 409)


def test_what_is_public_in_full_goes_no_further(client, session, cleared):
    publish(client, cleared)
    assert "To more people" not in client.get(f"{cleared}/published")
    before = session.scalar(sa.select(sa.func.count(Case.id)))
    assert client.post(f"{cleared}/widen").location.startswith(f"{cleared}/published")
    assert session.scalar(sa.select(sa.func.count(Case.id))) == before
