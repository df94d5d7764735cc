"""Somebody without an account reports a release: sealed, neutral, and not without end."""

from __future__ import annotations

import pytest

from tracker.outbox.models import Message
from tracker.releases.incident_models import Report
from tracker.releases.policy_rules import OUTSIDE_REPORTS, may_report_from_outside

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("bench")]
URL, CANARY = "/policy/north/report", "canary-of-an-outsider"


def send(client, text):
    return client.submit(client.get(URL), URL, action="/report", text=text)


def test_it_reaches_the_coordinators_and_its_words_stand_nowhere_else(client, bench, session, cast):
    done = send(client, CANARY)
    assert done.location == "/policy/north"
    assert CANARY not in client.get(done.location).html
    report = session.query(Report).one()
    assert report.by_id is None
    assert {mail.person_id for mail in session.query(Message)} == {bench.cora.id, bench.dev.id}
    assert not [mail for mail in session.query(Message) if CANARY in mail.subject + mail.body]
    client.sign_in(bench.cora)
    assert CANARY not in client.get("/reviews/reports").html
    assert CANARY in client.get(f"/reviews/reports/{report.id}")
    client.sign_in(cast.lea)
    assert client.get(f"/reviews/reports/{report.id}").status == 404


def test_an_empty_report_and_an_unknown_program_are_refused(client, session):
    assert send(client, "  ").status == 422
    assert send(client, "x" * 4001).status == 422
    assert client.get("/policy/nowhere/report").status == 404
    assert session.query(Report).count() == 0


def test_no_flood_of_reports_is_taken(client, session):
    assert may_report_from_outside(OUTSIDE_REPORTS - 1)
    assert may_report_from_outside(OUTSIDE_REPORTS).code == "report_too_many"
    for number in range(OUTSIDE_REPORTS):
        client.post(URL, {"text": f"Seen {number}"})
    page = send(client, "Once more")
    assert page.status == 422
    assert "no more are taken here" in page
    assert session.query(Report).count() == OUTSIDE_REPORTS
