"""The downloads on the page: for staff, recorded, and not found by anybody else."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tracker.audit import AuditEntry
from tracker.evaluations.models import Assignment
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

URL = "/programs/north/cohorts/winter/export/{}"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("board.csv", "csv"),
        ("board.xlsx", "sheet"),
        ("forms.csv", "csv"),
        ("forms.xlsx", "sheet"),
    ],
)
def test_staff_download_a_table_and_the_download_is_recorded(client, cast, session, name, kind):
    page = client.sign_in(cast.sam).post(URL.format(name))
    assert page.status == 200
    assert kind in page.response.content_type
    assert f"north-winter-{name.partition('.')[0]}-" in page.response.headers["Content-Disposition"]
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "cohort.export")).one()
    assert entry.actor_id == cast.sam.id


@pytest.mark.parametrize("name", ["board.csv", "forms.csv"])
def test_staff_who_owe_a_form_take_nobodys_answers_out_before_it_is_in(client, cast, make, session, name):
    make.form(cast.from_milo, keep="What Milo wrote")
    owed = make.assignment(cast.ada, cast.sam, cast.sprint)
    page = client.sign_in(cast.sam).post(URL.format(name))
    assert page.status == 409
    assert "You owe forms on 1 scholars" in page
    assert "What Milo wrote" not in page.html
    assert session.scalar(sa.select(AuditEntry.id).where(AuditEntry.action == "cohort.export")) is None
    make.form(session.get_one(Assignment, owed.id))
    assert client.post(URL.format(name)).status == 200


@pytest.mark.parametrize("name", ["board.csv", "forms.csv"])
def test_staff_who_are_scholars_of_the_cohort_take_out_nothing_about_themselves(
    client, cast, make, session, name
):
    make.role(cast.ada.person, Role.STAFF, cast.cohort)
    make.form(cast.from_milo, staff_note="What staff alone read")
    page = client.sign_in(cast.ada.person).post(URL.format(name))
    assert page.status == 409
    assert "You are a scholar of this cohort" in page
    assert "What staff alone read" not in page.html
    assert session.scalar(sa.select(AuditEntry.id).where(AuditEntry.action == "cohort.export")) is None


@pytest.mark.parametrize("who", ["mara", "outsider"])
def test_others_do_not_find_it(client, cast, session, who):
    assert client.sign_in(getattr(cast, who)).post(URL.format("board.csv")).status == 404
    assert session.scalar(sa.select(AuditEntry.id).where(AuditEntry.action == "cohort.export")) is None


def test_a_scholar_does_not_find_it(client, cast):
    assert client.sign_in(cast.ada.person).post(URL.format("forms.csv")).status == 404


def test_nobody_gets_it_without_signing_in(client, cast):
    assert client.post(URL.format("board.csv")).status == 401


@pytest.mark.parametrize("name", ["people.csv", "board.pdf", "board"])
def test_there_is_no_other_table_or_format(client, cast, name):
    assert client.sign_in(cast.sam).post(URL.format(name)).status == 404


@pytest.mark.parametrize("place", ["/programs/north/cohorts/summer", "/programs/nowhere/cohorts/winter"])
def test_a_cohort_that_is_not_there_is_not_found(client, cast, place):
    assert client.sign_in(cast.sam).post(f"{place}/export/board.csv").status == 404


def test_it_takes_a_post_with_a_token(client, cast):
    client.sign_in(cast.sam)
    assert client.get(URL.format("board.csv")).status == 405
    assert client.flask.post(URL.format("board.csv")).status_code == 400
