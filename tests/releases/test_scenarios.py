"""Acceptance scenarios from the first page to the last by the client: 9 to 12, and of 2 and 8 a part."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.releases import authoring, reviewing
from tests.releases.panelling import SERIOUS, ready
from tracker import clock
from tracker.audit import AuditEntry
from tracker.outbox.models import Message
from tracker.permissions import Role
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Scope, Void
from tracker.releases.review_models import ReviewAssignment

pytestmark = pytest.mark.any_database

POST, OTHER = b"the words of the post", b"the words of the posT"
CANARY = "zanzibar-canary"
S = CaseState


def state(session, address):
    number = int(address.rsplit("/", 1)[1])
    return session.scalar(sa.select(Case.state).where(Case.id == number))


def approvals(session):
    return session.scalars(
        sa.select(Approval).order_by(Approval.id).execution_options(populate_existing=True)
    ).all()


def cleared(client, cast, bench, **how):
    """A release of Ada's that two reviewers found clear; she is signed in."""
    case = authoring.plan(client, cast.ada.person, cast.sprint, kind=how.pop("kind", "post"))
    authoring.answer(client, case, **how)
    assert authoring.give_files(client, case, post=POST).status == 302
    assert authoring.hand_in(client, case).status == 302
    reviewing.with_reviewers(client, bench, case)
    for person in (bench.rhea, bench.ravi):
        assert reviewing.file(client, person, case).status == 302
    client.sign_in(cast.ada.person)
    return case


def publish(client, case, content=POST):
    fields = {"scope": "s5", "venue": "0", "url": "", "outcome": "", "links": "", "listed": "", "commits": ""}
    sent = {**fields, "files": [(io.BytesIO(content), "post.pdf")]}
    return client.post(f"{case}/publish", sent, content_type="multipart/form-data")


def meet(client, cast, bench, case):
    """An author says of each condition how it is met, and a reviewer verifies it."""
    page = client.sign_in(cast.ada.person).get(f"{case}/approval")
    met = re.findall(rf"{case}/approval/conditions/\d+/done", page.html)
    for done in met:
        note = next(name for name in page.form(done) if name.endswith("note"))
        assert client.submit(page, done, action=done, **{note: "As told in the post."}).status == 302
    client.sign_in(bench.rhea)
    for done in met:
        assert client.post(done.replace("/done", "/verify")).status == 302
    client.sign_in(cast.ada.person)


def last_day(client, case):
    found = re.search(r"Last day</dt><dd>([^<]*)", client.get(f"{case}/approval").html)
    return found and found.group(1)


def test_scenario_2_a_co_author_finds_no_way_to_judge(client, session, cast, bench, make):
    ben = cast.ben.person
    make.role(ben, Role.REVIEWER, cast.cohort, whole_program=True)
    session.commit()
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    authoring.answer(client, case)
    page = client.get(f"{case}/contributors")
    client.submit(page, f"{case}/contributors", action="/contributors", part="author", who=ben.email)
    authoring.give_files(client, case, post=POST)
    assert authoring.hand_in(client, case).status == 302
    client.sign_in(bench.cora)
    offered = client.get(f"{case}/screening").html
    assert f'value="{ben.id}"' not in offered
    assert client.post(f"{case}/reviewers", {"person": str(ben.id)}).status == 404
    client.sign_in(ben)
    for address in (f"{case}/assess", f"{case}/invitation"):
        assert client.get(address).status == 404
        assert client.post(address, {**reviewing.CLEAR, "take": "yes", "act": "file"}).status == 404
    assert session.scalars(sa.select(ReviewAssignment)).all() == []
    denied = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "release.denied")).all()
    assert {bench.cora.id, ben.id} == {one.actor_id for one in denied}


def test_scenario_8_the_same_votes_on_what_can_be_undone_reach_public_in_part(client, session, cast, bench):
    sitting = ready(client, session, cast, bench, **{**SERIOUS, "agrees_reversibility": "agree"})
    sitting.votes(pia="s5", paul="s5", petra="s4", pete="s1", pola="s0")
    assert sitting.post("pia", "close").status == 302
    assert sitting.panel.outcome is Scope.S4


def test_scenario_9_one_byte_or_one_author_more_and_the_approval_is_gone(client, session, cast, bench):
    case = cleared(client, cast, bench)
    assert state(session, case) is S.CLEARED
    until = last_day(client, case)
    assert authoring.give_files(client, case, post=OTHER).status == 302
    assert state(session, case) is S.STALE
    assert approvals(session)[0].void_code is Void.MANIFEST
    assert publish(client, case, OTHER).status == 409
    page = client.get(f"{case}/approval")
    assert "The files have changed." in page
    client.submit(page, f"{case}/approval/amendment", action="/amendment", statement="A typing error.")
    for person, wanted in ((bench.rhea, S.STALE), (bench.ravi, S.APPROVED)):
        page = client.sign_in(person).get(f"{case}/approval")
        client.submit(page, f"{case}/approval/amendment/answer", action="/answer", answer="sure")
        assert state(session, case) is wanted
    client.sign_in(cast.ada.person)
    assert last_day(client, case) == until
    client.submit(client.get(f"{case}/sign"), f"{case}/sign", agrees="yes")
    assert state(session, case) is S.CLEARED
    page = client.get(f"{case}/contributors")
    client.submit(
        page, f"{case}/contributors", action="/contributors", part="author", who="ben.okafor@example.org"
    )
    assert state(session, case) is S.STALE
    assert approvals(session)[-1].void_code is Void.CONTRIBUTORS
    assert publish(client, case, OTHER).status == 409


def test_scenario_10_an_embargo_that_passed_does_not_stand_for_a_condition(client, session, cast, bench):
    sitting = ready(client, session, cast, bench)
    sitting.votes(pia="s5", paul="s5", petra="s5", pete="s5", pola="s5")
    assert sitting.post("pia", "close").status == 302
    today = clock.today(cast.program.time_zone)
    until = (today + timedelta(days=30)).isoformat()
    sent = sitting.send("pia", conditions="The vendor has been told.", embargo_until=until)
    assert sent.status == 302, sent.text
    case = sitting.case
    assert state(session, case) is S.APPROVED
    with clock.fixed(clock.now() + timedelta(days=31)):
        page = client.sign_in(cast.ada.person).get(f"{case}/approval")
        assert "The vendor has been told." in page
        assert publish(client, case).status == 409
        assert state(session, case) is S.APPROVED
        (done,) = re.findall(rf"{case}/approval/conditions/\d+/done", page.html)
        verify = done.replace("/done", "/verify")
        note = next(name for name in page.form("/done") if name.endswith("note"))
        assert client.submit(page, done, action="/done", **{note: "Told on Monday."}).status == 302
        assert client.post(verify).status == 422, "an author verifies nothing"
        assert state(session, case) is S.APPROVED
        assert client.sign_in(bench.paul).post(verify).status == 302
        assert state(session, case) is S.CLEARED


def test_scenario_11_on_the_ninety_first_day_nobody_publishes(client, session, cast, bench):
    case = cleared(client, cast, bench)
    with clock.fixed(clock.now() + timedelta(days=91)):
        client.sign_in(cast.ada.person)
        assert publish(client, case).status == 409
        assert "Its last day has passed." in client.get(f"{case}/approval")
    assert state(session, case) is S.STALE
    assert approvals(session)[0].void_code is Void.EXPIRED


def test_scenario_12_weights_that_are_out_are_stopped_by_one_and_taken_up_by_two_others(
    client, session, cast, bench
):
    case = cleared(client, cast, bench, kind="weights", A1="weights", A5="weights", D4="no", D5="no", F2="no")
    meet(client, cast, bench, case)
    assert publish(client, case).status == 302
    assert state(session, case) is S.PUBLISHED
    client.sign_in(bench.rhea)
    assert client.submit(client.get(f"{case}/stop"), f"{case}/stop").status == 302
    assert state(session, case) is S.SUSPENDED
    mails = session.scalars(sa.select(Message).where(Message.kind == "release")).all()
    assert mails
    for mail in mails:
        assert re.fullmatch(r"\[review\] R-\d{4}-\d{3}: action needed", mail.subject)
    page = client.get(f"{case}/stopped")
    client.submit(page, f"{case}/stopped/reasons", action="/reasons", text=CANARY)
    assert client.post(f"{case}/stopped/say", {"after": "published", "reason": "Fine"}).status == 422
    client.sign_in(bench.cora)
    assert "incident" in client.get(case).text.casefold()
    address = f"{case}/retraction"
    people = {"first": bench.pia.id, "second": bench.paul.id, "third": bench.petra.id}
    asked = client.submit(client.get(address), address, action="/retraction", **people, text=f"Why {CANARY}")
    assert asked.status == 302, asked.text
    for person in (bench.pia, bench.paul):
        client.sign_in(person)
        room = client.get(f"{case}/panel").location
        client.submit(client.get(room), f"{room}/seat", action="/seat", none="y", take="yes")
        page = client.get(address)
        client.submit(page, f"{address}/answer", action="/answer", retract="yes", reason=CANARY)
    assert state(session, case) is S.RETRACTED
    notice = client.sign_in(bench.cora).get(address).text
    told = notice.partition("What people outside are told")[2].partition("Send it as it stands")[0]
    for word in (CANARY, "Plain title", "http"):
        assert word not in told
    assert told.strip()


def test_scenario_12_a_stop_without_reasons_for_two_days_is_lifted_by_coordinator_and_one_more(
    client, session, cast, bench
):
    case = cleared(client, cast, bench)
    assert publish(client, case).status == 302
    client.sign_in(bench.rhea)
    client.submit(client.get(f"{case}/stop"), f"{case}/stop")
    with clock.fixed(clock.now() + timedelta(hours=49)):
        for person, wanted in ((bench.cora, S.SUSPENDED), (bench.ravi, S.PUBLISHED)):
            page = client.sign_in(person).get(f"{case}/stopped")
            fields = {"after": "published", "reason": "Nothing was said."}
            client.submit(page, f"{case}/stopped/say", action="/say", **fields)
            assert state(session, case) is wanted
