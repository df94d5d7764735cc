"""The pages of stops, incidents, retractions, looks back and reports: whose they are, what leaks nowhere."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.releases import reviewing
from tests.releases.casting import TITLE, a_case
from tests.releases.stopping import CANARY, START, at, later, seated
from tracker import audit, clock
from tracker.outbox.models import Message
from tracker.releases import cases
from tracker.releases.incident_models import Containment
from tracker.releases.models import Case
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState
from tracker.sealed import ReadLog

pytestmark = pytest.mark.any_database


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
    session.commit()
    return made


def state(session, case):
    return session.scalar(sa.select(Case.state).where(Case.id == case.id))


def stop(client, person, case):
    client.sign_in(person)
    page = client.get(f"/reviews/{case.id}/stop")
    return client.submit(page, f"/reviews/{case.id}/stop")


def say(client, person, case, after="published"):
    client.sign_in(person)
    page = client.get(f"/reviews/{case.id}/stopped")
    fields = {"after": after, "reason": f"Why {CANARY}"}
    return client.submit(page, f"/reviews/{case.id}/stopped/say", action="/say", **fields)


def test_who_has_no_part_finds_no_way_to_stop_and_nothing_of_a_stop(client, session, cast, case, bench):
    for person in (cast.ben.person, cast.sam, cast.outsider, bench.rosa):
        client.sign_in(person)
        for method in (client.get, client.post):
            assert method(f"/reviews/{case.id}/stop").status == 404
    assert state(session, case) is CaseState.PUBLISHED
    stop(client, bench.rhea, case)
    for person in (cast.ben.person, cast.ada.person, cast.mara, cast.lea, bench.aude):
        client.sign_in(person)
        assert client.get(f"/reviews/{case.id}/stopped").status == 404


def test_one_confirmation_stops_it_and_everybody_on_the_case_gets_a_neutral_mail(
    client, session, cast, case, bench
):
    done = stop(client, bench.rhea, case)
    assert done.status == 302
    assert state(session, case) is CaseState.SUSPENDED
    mails = session.scalars(sa.select(Message).where(Message.kind == "release")).all()
    told = {one.person_id for one in mails}
    assert {cast.ada.person.id, cast.mara.id, bench.cora.id, bench.dev.id, bench.ravi.id} <= told
    for mail in mails:
        assert mail.subject == f"[review] {case.public_id}: action needed"
        assert TITLE not in mail.body
        assert "stop" not in mail.body.casefold()
    assert "stopped already" in client.get(f"/reviews/{case.id}/stop")
    assert client.post(f"/reviews/{case.id}/stop").status == 422


def test_reasons_are_typed_sealed_and_read_by_those_who_settle_it_alone(client, session, cast, case, bench):
    stop(client, bench.rhea, case)
    page = client.get(f"/reviews/{case.id}/stopped")
    address = f"/reviews/{case.id}/stopped/reasons"
    assert client.submit(page, address, action="/reasons", text=" ").status == 422
    assert client.submit(page, address, action="/reasons", text=CANARY).status == 302
    client.sign_in(bench.cora)
    before = len(session.scalars(sa.select(ReadLog)).all())
    assert CANARY in client.get(f"/reviews/{case.id}/stopped")
    assert len(session.scalars(sa.select(ReadLog)).all()) == before + 1
    for person in (cast.ada.person, bench.cora, cast.lea):
        client.sign_in(person)
        seen = client.get(f"/reviews/{case.id}")
        assert CANARY not in seen.html
        assert "Stopped on 4 May 2026" in seen


def test_two_others_lift_it_and_the_stopper_is_told_that_it_is_not_theirs(client, session, case, bench):
    stop(client, bench.rhea, case)
    page = client.get(f"/reviews/{case.id}/stopped")
    client.submit(page, f"/reviews/{case.id}/stopped/reasons", action="/reasons", text="Seen")
    sent = client.post(f"/reviews/{case.id}/stopped/say", {"after": "published", "reason": "Fine"})
    assert sent.status == 422
    assert say(client, bench.cora, case, "approved").status == 422
    assert say(client, bench.cora, case).status == 302
    assert state(session, case) is CaseState.SUSPENDED
    assert say(client, bench.ravi, case).status == 302
    assert state(session, case) is CaseState.PUBLISHED
    client.sign_in(bench.cora)
    assert client.get(f"/reviews/{case.id}/stopped").status == 404


def test_without_reasons_in_48_hours_the_coordinator_and_one_more_lift_it(client, session, cast, case, bench):
    stop(client, cast.ada.person, case)
    client.sign_in(bench.cora)
    assert "has until 6 May 2026 to say why" in client.get(f"/reviews/{case.id}/stopped")
    client.post(f"/reviews/{case.id}/stopped/say", {"after": "published", "reason": "Fine"})
    assert state(session, case) is CaseState.SUSPENDED
    with later(hours=49):
        say(client, bench.rhea, case)
        say(client, bench.ravi, case)
        assert state(session, case) is CaseState.SUSPENDED
        say(client, bench.dev, case)
    assert state(session, case) is CaseState.PUBLISHED


def test_an_incident_is_contained_by_two_logged_sealed_and_closed(client, session, cast, case, bench):
    stop(client, bench.rhea, case)
    client.sign_in(cast.ada.person)
    assert "Incident 1 is open since 4 May 2026" in client.get(f"/reviews/{case.id}")
    assert client.get(f"/reviews/{case.id}/incidents/1").status == 404
    page = f"/reviews/{case.id}/incidents/1"
    client.sign_in(bench.cora)
    client.post(f"{page}/steps/hosts/done")
    assert "takes two people" in client.get(page)
    client.post(f"{page}/begin")
    client.post(f"{page}/agree")
    assert "is somebody else" in client.get(page)
    client.sign_in(bench.ravi)
    client.post(f"{page}/agree")
    found = client.get(page)
    assert client.submit(found, f"{page}/notes", action="/notes", **{"note-text": CANARY}).status == 302
    assert CANARY in client.get(page)
    assert client.post(f"{page}/steps/hosts/done").status == 404
    client.sign_in(bench.cora)
    assert client.post(f"{page}/steps/unknown/done").status == 404
    assert client.post(f"{page}/close", {"closing-text": "Over"}).status == 422
    for step in Containment:
        client.post(f"{page}/steps/{step.value}/not_needed")
    assert client.post(f"{page}/close", {"closing-text": f"Over {CANARY}"}).status == 302
    client.sign_in(cast.ada.person)
    seen = client.get(f"/reviews/{case.id}")
    assert "is closed" in seen
    assert CANARY not in seen.html


def test_two_of_three_take_it_back_and_the_notice_holds_no_sealed_word(client, session, case, bench):
    stop(client, bench.rhea, case)
    address = f"/reviews/{case.id}/retraction"
    client.sign_in(bench.cora)
    people = {"first": bench.pia.id, "second": bench.paul.id, "third": bench.petra.id}
    page = client.get(address)
    twice = {**people, "third": bench.pia.id, "text": CANARY}
    assert client.submit(page, address, action="/retraction", **twice).status == 422
    assert client.submit(page, address, action="/retraction", **people, text=f"Why {CANARY}").status == 302
    for person in (bench.pia, bench.paul):
        client.sign_in(person)
        assert client.get(address).status == 404  # before they declared
        room = client.get(f"/reviews/{case.id}/panel").location
        declared = client.submit(client.get(room), f"{room}/seat", action="/seat", none="y", take="yes")
        assert declared.status == 302, declared.text
        page = client.get(address)
        voted = client.submit(page, f"{address}/answer", action="/answer", retract="yes", reason=CANARY)
        assert voted.status == 302
    assert state(session, case) is CaseState.RETRACTED
    client.sign_in(bench.cora)
    page = client.get(address)
    notice = page.text.partition("What people outside are told")[2].partition("Send it as it stands")[0]
    assert case.public_id in notice
    assert "4 May 2026" in notice
    for word in (CANARY, TITLE, "http", "Ada", "Zanzibar", "probes", "refusal"):
        assert word not in notice


def test_a_coordinator_says_that_it_is_out_and_nobody_else_finds_the_page(client, session, cast, bench):
    made = a_case(session, cast.ada.person, cast.sprint)
    session.commit()
    address = f"/reviews/{made.id}/disclosed"
    for person in (cast.ada.person, bench.rhea, cast.lea, bench.aude):
        client.sign_in(person)
        assert client.get(address).status == 404
        assert client.post(address, {"text": "Seen"}).status == 404
    client.sign_in(bench.cora)
    page = client.get(address)
    assert client.submit(page, address, text="").status == 422
    assert client.submit(page, address, text=CANARY).status == 302
    assert state(session, made) is CaseState.DISCLOSED_UNREVIEWED
    assert CANARY in client.get(f"/reviews/{made.id}/incidents/1")
    assert client.get(address).status == 404


def test_a_report_by_another_scholar_reaches_the_coordinators_and_is_answered(
    client, session, cast, case, bench
):
    client.sign_in(cast.ben.person)
    page = client.get("/reviews/report")
    assert client.submit(page, "/reviews/report", text="").status == 422
    assert client.submit(page, "/reviews/report", text=f"Seen {CANARY}").status == 302
    mails = session.scalars(sa.select(Message).where(Message.kind == "release")).all()
    assert {one.person_id for one in mails} == {bench.cora.id, bench.dev.id}
    assert not any(CANARY in mail.subject + mail.body for mail in mails)
    for person in (cast.ben.person, cast.sam, cast.lea, cast.outsider, bench.rhea):
        client.sign_in(person)
        assert client.get("/reviews/reports").status == 404
    client.sign_in(bench.cora)
    listed = client.get("/reviews/reports")
    assert CANARY not in listed.html
    (link,) = [href for href, _text in listed.links if "/reviews/reports/" in href]
    page = client.get(link)
    assert CANARY in page
    assert client.submit(page, link, action="/reports/", case=str(case.id), answer="It is").status == 302
    assert state(session, case) is CaseState.DISCLOSED_UNREVIEWED
    assert client.submit(page, link, action="/reports/", case="", answer="No").status == 422


def test_after_half_a_year_its_author_looks_back_and_others_do_not_find_it(
    client, session, cast, case, bench
):
    address = f"/reviews/{case.id}/look-back/2/6"
    client.sign_in(cast.ada.person)
    assert client.get(address).status == 404
    with later(days=190):
        client.sign_in(bench.rhea)
        assert client.get(address).status == 404
        client.sign_in(cast.ada.person)
        assert "three short questions" in client.get(f"/reviews/{case.id}")
        page = client.get(address)
        assert client.submit(page, address, benefit="yes", harm="no").status == 422
        said = {"benefit": "yes", "harm": "cant_tell", "scooped": "no", "words": CANARY}
        assert client.submit(page, address, **said).status == 302
        assert client.post(address, said).status == 422
        client.sign_in(bench.cora)
        assert CANARY in client.get(address)
        client.sign_in(cast.mara)
        assert client.get(address).status == 404


def test_an_author_who_stops_while_two_review_is_heard_and_nothing_goes_out(
    client, session, cast, bench, handed_in
):
    """The way there through the pages alone."""
    made = handed_in
    reviewing.with_reviewers(client, bench, made)
    client.sign_in(cast.ada.person)
    page = client.get(f"{made}/stop")
    assert client.submit(page, f"{made}/stop").status == 302
    (case,) = session.scalars(sa.select(Case))
    assert case.state is CaseState.SUSPENDED
    client.sign_in(bench.rhea)
    assert client.post(f"{made}/assess", {"act": "file", **reviewing.CLEAR}).status in (404, 422)
    session.expire_all()
    assert session.get_one(Case, case.id).state is CaseState.SUSPENDED
    assert list(audit.broken_links(session)) == []
    assert session.scalars(sa.select(Notice).where(Notice.done_at.is_(None))).all() == []
