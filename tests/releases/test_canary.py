"""Acceptance scenario 13: what is sealed stands nowhere but on pages that logged its reading before."""

from __future__ import annotations

import io
import logging
import zipfile
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.releases import canaries, reviewing
from tests.releases.panelling import Sitting
from tests.releases.spying import Spy, found, word
from tracker import clock
from tracker.db import Base
from tracker.extensions import db
from tracker.people import actions as people
from tracker.permissions import Role
from tracker.releases.models import Case
from tracker.releases.parts import CaseState

pytestmark = pytest.mark.any_database

# What is for people who judge or handle the case, and never for who made the work or mentors it.
JUDGES = {"draft", "crux", "widening", "softconflict", "hardconflict", "waiver", "deliberation", "whypanel"}
JUDGES |= {"stopreasons", "stopvoice", "incidentnote", "retractionreasons", "retractionvote"}
JUDGES |= {"needtoknow", "emergency", "report", "reportanswer", "escalated", "tripwire"}
COHORT = "/programs/north/cohorts/winter/"


@pytest.fixture
def client(app, session):
    return Spy(app, session, db)


@pytest.fixture
def outsiders(make, cast, bench, session):
    """Everybody who has no part in a case of Ada's: none of them reads a sealed word, whatever they open."""
    oper = make.person("Olga Operator")
    people.grant_role(session, None, person=oper, role=Role.OPERATOR, program_id=None)
    dora = make.role(make.person("Dora Director"), Role.LEAD, cast.cohort, whole_program=True)
    session.commit()
    return [None, cast.ben.person, cast.sam, cast.outsider, bench.aude, oper, dora, bench.rosa]


def state(session, case):
    session.expire_all()
    return session.get_one(Case, int(case.rsplit("/", 1)[1])).state


STARTS = (
    "/",
    "/reviews",
    "/reviews/desk",
    "/reviews/reports",
    "/reviews/read-log/north",
    "/attention",
    "/works",
)
STARTS += ("/outcomes", "/outbox/", "/policy/north", "/programs/north/review-rules", COHORT, f"{COHORT}works")
STARTS += (f"{COHORT}outcomes", f"{COHORT}attention", f"{COHORT}transition-audit")


def exports(spy, person):
    """The tables of the house, as somebody downloads them."""
    spy.sign_in(person)
    for table in ("board", "decisions", "forms", "outcomes", "transition"):
        for kind in ("csv", "xlsx"):
            made = spy.flask.post(
                f"{COHORT}export/{table}.{kind}", data={"csrf_token": spy.token(), "reason": "look"}
            )
            content = made.get_data()
            if content[:2] == b"PK":
                with zipfile.ZipFile(io.BytesIO(content)) as sheet:
                    content = b" ".join(sheet.read(name) for name in sheet.namelist())
            made.close()
            yield made.status_code, content.decode("utf-8", "replace")


def dump(session):
    """Every value of every table, bytes as they are."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            for column, value in zip(table.columns, row, strict=True):
                plain = value.decode("latin-1") if isinstance(value, bytes) else value
                yield f"{table.name}.{column.name}", str(plain)


def nowhere_else(spy, session, cast, bench, outsiders, caplog, *seen):
    """Looks at all that is not an authorised page; `seen` are fields that somebody was shown on the way."""
    for person in (bench.cora, bench.rhea):
        spy.walk(person, ("/reviews", "/reviews/desk"))
    assert set(seen) <= set().union(*spy.shown.values())
    for person in outsiders:
        assert spy.walk(person, STARTS) == set(), person and person.name
    for author in (cast.ada.person, cast.mara):
        spy.walk(author, ("/reviews",))
    for (name, url), fields in spy.shown.items():
        if name in ("Ada Adeyemi", "Mara Lind", "Milo Vance"):
            assert not fields & JUDGES, f"{name} at {url}"
    for person in (cast.sam, cast.lea):
        answers = list(exports(spy, person))
        assert 200 in {status for status, _text in answers}
        assert [found(text) for _status, text in answers if found(text)] == []
    session.expire_all()
    assert {place: found(value) for place, value in dump(session) if found(value)} == {}
    assert found(caplog.text) == set()


def test_a_release_of_two_reviewers_from_its_plan_to_being_taken_back(
    client, session, cast, bench, outsiders, caplog
):
    caplog.set_level(logging.DEBUG)
    case = canaries.plan(client, cast, A2="s4", G2="yes", F2="no")
    canaries.hand_in(client, cast, case)
    canaries.to_two(client, cast, bench, case)
    canaries.agree(client, cast, case)
    canaries.view(client, cast.mara, case)
    canaries.assess(client, bench.rhea, case, widest="s3")
    canaries.assess(client, bench.ravi, case, widest="s4")
    assert state(session, case) is CaseState.APPROVED
    page = client.sign_in(cast.ada.person).get(f"{case}/approval")
    accepted = client.submit(page, f"{case}/approval/accept", action="/accept", acceptance=word("acceptance"))
    assert accepted.status == 302
    assert canaries.meet_conditions(client, cast.ada.person, bench.rhea, case)
    assert state(session, case) is CaseState.CLEARED
    canaries.amend(client, cast, bench, case)
    canaries.agree(client, cast, case)
    canaries.let_in(client, bench, cast.lea, case)
    refused = canaries.publish(client, cast.ada.person, case, "filecontent", "s3")
    assert refused.status == 422, refused.text
    out = canaries.publish(client, cast.ada.person, case, "othercontent", "s3")
    assert out.status == 302, out.text
    assert canaries.publish(client, bench.cora, case, "othercontent", "s3").status == 409
    page = client.sign_in(cast.ada.person).get(f"{case}/recipients")
    client.submit(page, f"{case}/recipients", action="/recipients", name=word("recipient"))
    client.get(f"{case}/recipients")
    with clock.fixed(clock.now() + timedelta(days=190)):
        page = client.sign_in(cast.ada.person).get(case)
        (address,) = {href for href, _text in page.links if "/look-back/" in href}
        said = {"benefit": "yes", "harm": "cant_tell", "scooped": "no", "words": word("lookback")}
        assert client.submit(client.get(address), address, **said).status == 302
        client.sign_in(bench.cora).get(address)
    canaries.stop(client, bench.rhea, case)
    page = client.sign_in(bench.cora).get(f"{case}/stopped")
    said = {"after": "published", "reason": word("stopvoice")}
    assert client.submit(page, f"{case}/stopped/say", action="/say", **said).status == 302
    canaries.contain(client, bench, case)
    canaries.take_back(client, bench, case)
    assert state(session, case) is CaseState.RETRACTED
    seen = ("title", "venue", "filename", "answerb1", "outsider", "crux", "widening", "note", "url")
    seen += ("statement", "recipient", "lookback", "stopreasons", "incidentnote", "needtoknow")
    nowhere_else(client, session, cast, bench, outsiders, caplog, *seen, "retractionreasons", "acceptance")


def test_a_release_that_a_panel_holds_with_unease_a_dissent_and_an_appeal(
    client, session, cast, bench, outsiders, caplog
):
    caplog.set_level(logging.DEBUG)
    case = canaries.plan(client, cast)
    for person, name, readers in (
        (cast.ada.person, "privateunease", "private"),
        (cast.mara, "openunease", "open"),
    ):
        page = client.sign_in(person).get(f"{case}/unease")
        said = client.submit(page, f"{case}/unease", action="/unease", text=word(name), readers=readers)
        assert said.status == 302, said.text
    canaries.hand_in(client, cast, case)
    page = client.sign_in(bench.cora).get(f"{case}/unease")
    for address in sorted(
        {one["attrs"]["action"] for one in page.forms if "/answer" in one["attrs"]["action"]}
    ):
        answered = client.post(address, {"text": word("uneaseanswer")})
        assert answered.status == 302, answered.text
    sent = client.post(f"{case}/screening/panel", {"why": word("whypanel")})
    assert sent.status == 302, sent.text
    canaries.open_in_emergency(client, cast.lea, bench.dev, case)
    client.get(f"{case}/answers")
    sitting = canaries.held(client, bench, case)
    address = canaries.appeal(client, cast, bench, sitting)
    client.sign_in(cast.ada.person).get(address)
    for name, fields in ((one, two) for (one, _url), two in client.shown.items()):
        if "privateunease" in fields:
            assert name in ("Ada Adeyemi", "Cora Bench", "Dev Bench"), name
    page = client.sign_in(cast.ada.person).get(case)
    brought = client.submit(page, f"{case}/news", action="/news", news=word("news"))
    assert brought.status == 302, brought.text
    assert state(session, case) is CaseState.SCREENING
    seen = ("openunease", "privateunease", "uneaseanswer", "emergency", "deliberation", "dissent", "appeal")
    nowhere_else(
        client, session, cast, bench, outsiders[1::3], caplog, *seen, "dissentreply", "letterrisk", "ruling"
    )


def test_what_is_said_on_other_ways_out_of_two_reviewers(client, session, cast, bench, outsiders, caplog):
    caplog.set_level(logging.DEBUG)
    case = canaries.plan(client, cast)
    canaries.hand_in(client, cast, case)
    reviewing.with_reviewers(client, bench, case)
    canaries.assess(client, bench.rhea, case)
    assert client.post(f"{case}/return", {"change": word("change")}).status == 302
    client.sign_in(cast.ada.person)
    canaries.give(client, case, "othercontent")
    canaries.hand_in(client, cast, case)
    other = canaries.plan(client, cast)
    canaries.hand_in(client, cast, other)
    reviewing.with_reviewers(client, bench, other)
    page = client.sign_in(bench.ravi).get(other)
    sent = client.post(f"{other}/escalate", {"panel_reason": word("escalated")})
    assert sent.status == 302, page.text
    page = client.sign_in(cast.ben.person).get("/reviews/report")
    assert client.submit(page, "/reviews/report", text=word("report")).status == 302
    client.sign_out()
    page = client.get("/policy/north/report")
    assert client.submit(page, "/policy/north/report", action="/report", text=word("report")).status == 302
    listed = client.sign_in(bench.cora).get("/reviews/reports")
    for link in sorted({href for href, _text in listed.links if "/reviews/reports/" in href}):
        page = client.get(link)
        said = {"case": "", "answer": word("reportanswer")}
        assert client.submit(page, link, action="/reports/", **said).status == 302
    sitting = Sitting(client, session, bench, other)
    assert sitting.convene("pia", "paul", "petra", "pete", "pola").status == 302
    sitting.seat("pia", "paul")
    canaries.assess(client, bench.pia, other)
    assert sitting.post("pia", "return", change=word("panelreturn")).status == 302
    assert state(session, other) is CaseState.RETURNED
    for person in (cast.ada.person, bench.paul):
        client.sign_in(person).get(f"{other}/returned")
    nowhere_else(client, session, cast, bench, outsiders[::3], caplog, "report", "panelreturn", "escalated")
