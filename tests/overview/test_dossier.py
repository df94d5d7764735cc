"""A scholar's dossier: all that they may read, nothing else, for themselves and for staff."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from tests.projects import outcoming
from tests.reports import pdf_reading
from tracker.audit import AuditEntry
from tracker.projects.outcome_models import OutcomeStatus

pytestmark = pytest.mark.any_database

# Never in a dossier: for staff alone, or of somebody else.
STAFF_NOTE, OTHERS = "Staff alone read this", "About Ben alone"


def url(enrolment, kind: str = "json") -> str:
    return f"/scholars/{enrolment.id}/dossier.{kind}"


def chapter(page, key: str) -> list[dict]:
    found = json.loads(page.response.data)
    return next(one for one in found["chapters"] if one["key"] == key)["parts"]


@pytest.fixture
def written(cast, make):
    make.form(cast.from_mara, keep="Keep asking", change="Write sooner", staff_note=STAFF_NOTE, overall=4)
    make.form(cast.from_milo, keep="Keep calm", staff_note=STAFF_NOTE, overall=3)
    return cast


def test_a_scholar_takes_what_was_released_to_them(client, written, session):
    page = client.sign_in(written.ada.person).post(url(written.ada))
    assert page.status == 200
    forms = chapter(page, "forms")
    said = {fact["key"]: fact["text"] for fact in forms[0]["facts"]}
    assert (said["overall"], said["keep"]) == ("3, on track", "Keep calm")
    assert "Keep asking" in page.html
    assert "Keep calm" in page.html
    [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "scholar.dossier"))
    assert (entry.actor_id, entry.object_id) == (written.ada.person_id, written.ada.id)


def test_what_is_not_released_stands_as_filed_and_no_more(client, cast, make):
    make.form(cast.from_mara, keep="Keep asking")
    page = client.sign_in(cast.ada.person).post(url(cast.ada))
    assert chapter(page, "forms") == []
    assert len(chapter(page, "waiting")) == 1
    assert "Keep asking" not in page.html


def test_staff_take_the_same_and_not_what_is_for_them_alone(client, written):
    own = client.sign_in(written.ada.person).post(url(written.ada))
    staff = client.sign_in(written.sam).post(url(written.ada))
    assert staff.status == 200
    for key in ("standing", "level", "forms", "decisions", "letters", "works", "outcomes"):
        assert chapter(staff, key) == chapter(own, key)
    for page in (own, staff):
        assert STAFF_NOTE not in page.html


def test_nothing_of_other_scholars_stands_in_it(client, written, make):
    both = make.work(written.ada, written.ben, title="Both of them")
    make.form(make.assignment(written.ben, written.mara, both), keep=OTHERS)
    page = client.sign_in(written.ada.person).post(url(written.ada))
    assert [part["title"] for part in chapter(page, "works")] == ["Sprint 1", "Both of them"]
    assert OTHERS not in page.html
    assert written.ben.person.name not in page.html


@pytest.mark.parametrize("status", [OutcomeStatus.RESTRICTED, OutcomeStatus.WITHHELD])
@pytest.mark.parametrize("who", ["ada", "sam"])
def test_of_what_is_sealed_a_file_holds_kind_and_status_alone(client, cast, session, status, who):
    outcoming.outcome(session, cast.ada.person, cast.sprint, status)
    person = cast.ada.person if who == "ada" else cast.sam
    client.sign_in(person)
    page = client.post(url(cast.ada))
    [outcome] = chapter(page, "outcomes")
    assert outcome["title"] == "[sealed]"
    assert [fact["key"] for fact in outcome["facts"]] == ["kind", "status"]
    printed = pdf_reading.text(client.post(url(cast.ada, "pdf")).response.data)
    assert not any(word in page.html + printed for word in outcoming.SECRETS)


def test_a_level_stands_with_its_interval_and_sentence(client, written):
    page = client.sign_in(written.ada.person).post(url(written.ada))
    [level] = chapter(page, "level")
    said = {fact["key"]: fact for fact in level["facts"]}
    assert "evidence" in said
    if "level" in said:
        assert said["low"]["value"] < said["level"]["value"] < said["high"]["value"]
        assert "90 % interval" in said["level"]["text"]


@pytest.mark.parametrize("who", ["mara", "outsider"])
@pytest.mark.parametrize("kind", ["pdf", "json"])
def test_others_do_not_find_it(client, cast, session, who, kind):
    assert client.sign_in(getattr(cast, who)).post(url(cast.ada, kind)).status == 404
    assert session.scalar(sa.select(AuditEntry.id).where(AuditEntry.action == "scholar.dossier")) is None


def test_another_scholar_does_not_find_it(client, cast):
    assert client.sign_in(cast.ben.person).post(url(cast.ada)).status == 404


def test_nobody_gets_it_without_signing_in(client, cast):
    assert client.post(url(cast.ada)).status == 401


@pytest.mark.parametrize("kind", ["csv", "PDF", "pdf.exe"])
def test_there_is_no_other_format(client, cast, kind):
    assert client.sign_in(cast.sam).post(url(cast.ada, kind)).status == 404


def test_staff_who_owe_a_form_on_them_file_it_first(client, written, make, session):
    make.assignment(written.ada, written.sam, written.sprint)
    page = client.sign_in(written.sam).post(url(written.ada))
    assert page.status == 409
    assert "file yours first" in page
    assert session.scalar(sa.select(AuditEntry.id).where(AuditEntry.action == "scholar.dossier")) is None


def test_the_pdf_says_the_same_and_is_tagged(client, written):
    client.sign_in(written.ada.person)
    page = client.post(url(written.ada, "pdf"))
    assert page.response.content_type == "application/pdf"
    read = " ".join(pdf_reading.text(page.response.data).split())
    assert "Dossier of Ada" in read
    assert "Keep asking" in read
    assert STAFF_NOTE not in read
    assert "H2" in pdf_reading.kinds(page.response.data)


def test_the_page_offers_it(client, cast):
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    assert page.form("dossier.pdf")
    assert client.sign_in(cast.sam).get(f"/scholars/{cast.ada.id}").form("dossier.json")
