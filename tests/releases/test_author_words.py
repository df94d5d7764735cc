"""Agreement, mentors' views and unease through the pages, each person on their own."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.releases import authoring
from tracker.outbox.models import Message
from tracker.releases.models import Case
from tracker.releases.submission_models import CaseAnswer

pytestmark = pytest.mark.any_database
FEAR = "Cerulean fear of the second figure"


@pytest.fixture
def team(cast, make):
    """A work of two, with its mentor."""
    return make.work(cast.ada, cast.ben)


def test_a_co_author_is_asked_says_no_and_takes_it_back(client, cast, bench, team, session):
    case = authoring.handed_in(client, cast.ada.person, team)
    assert "Ben Okafor: has not said yet" in client.get(case)
    client.sign_in(cast.ben.person)
    assert "Say whether you agree to it" in client.get(case)
    page = client.get(f"{case}/sign")
    assert client.submit(page, f"{case}/sign", action="/sign", agrees="").status == 422
    assert client.submit(page, f"{case}/sign", action="/sign", agrees="no", words=FEAR).status == 302
    client.sign_in(cast.ada.person)
    assert "Ben Okafor: does not agree" in client.get(case)
    client.sign_in(cast.ben.person)
    page = client.get(f"{case}/sign")
    assert FEAR in page
    assert client.submit(page, f"{case}/sign", action="/sign", agrees="yes").status == 302
    assert "Ben Okafor: agrees" in client.get(case)
    mails = session.scalars(sa.select(Message)).all()
    assert any(one.subject.endswith("action needed") for one in mails)
    assert not any("erulean" in one.body + one.subject or "Plain title" in one.body for one in mails)


def test_private_unease_is_read_and_answered_by_the_coordinator_alone(
    client, cast, bench, session, handed_in
):
    case = handed_in
    page = client.get(f"{case}/unease")
    sent = client.submit(page, f"{case}/unease", action="/unease", text=FEAR, readers="private")
    assert sent.status == 302
    assert session.scalars(sa.select(Case)).one().tier == 2
    client.sign_in(cast.mara)
    assert "Ada" not in client.get(f"{case}/unease").text.replace("Ada Adeyemi agrees", "")
    assert "uneasy" not in client.get(case).text.replace("Something makes you uneasy?", "")
    for stranger in (bench.rhea, bench.aude, cast.lea):
        client.sign_in(stranger)
        assert client.get(f"{case}/unease").status == 404
    client.sign_in(bench.cora)
    page = client.get(f"{case}/unease")
    assert FEAR in page
    assert client.submit(page, page_action(page), action="/answer", text="We look at it.").status == 302
    client.sign_in(cast.ada.person)
    page = client.get(f"{case}/unease")
    assert "We look at it." in page
    assert client.post(page_action(page, "/open")).status == 302
    client.sign_in(cast.mara)
    assert FEAR in client.get(f"{case}/unease")


def page_action(page, part="/answer"):
    return next(one["attrs"]["action"] for one in page.forms if part in (one["attrs"].get("action") or ""))


def test_what_one_author_answers_of_unease_is_not_shown_to_another(client, cast, team, session):
    case = authoring.plan(client, cast.ada.person, team)
    page = client.get(f"{case}/answers")
    client.submit(page, f"{case}/answers", action="/answers", J1="private")
    assert client.get(f"{case}/answers").form("/answers")["J1"] == "private"
    client.sign_in(cast.ben.person)
    page = client.get(f"{case}/answers")
    assert "J1" not in page.form("/answers")
    assert "Somebody has answered this" in page
    client.submit(page, f"{case}/answers", action="/answers", J1="no")
    kept = session.scalars(sa.select(CaseAnswer).where(CaseAnswer.item == "J1")).one()
    assert kept.chosen == ["private"]


def test_who_would_rather_say_it_in_private_is_asked_to_write_it_before_handing_in(client, cast, session):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    authoring.answer(client, case, J1="private")
    authoring.give_files(client, case, post=b"words")
    page = authoring.hand_in_anyway(client, case)
    assert page.status == 422
    assert "Write to the coordinator" in page
    page = client.get(f"{case}/unease")
    client.submit(page, f"{case}/unease", action="/unease", text=FEAR, readers="private")
    assert authoring.hand_in(client, case).status == 302
    assert session.scalars(sa.select(Case)).one().tier == 2


def test_a_mentor_who_opposes_leads_it_to_the_panel_and_an_author_has_no_such_page(client, cast, session):
    case = authoring.handed_in(client, cast.ada.person, cast.sprint)
    assert client.get(f"{case}/mentor-view").status == 404
    client.sign_in(cast.mara)
    assert client.get(f"{case}/sign").status == 404
    page = client.get(f"{case}/mentor-view")
    sent = client.submit(page, f"{case}/mentor-view", action="/mentor-view", support="oppose")
    assert sent.status == 302
    assert session.scalars(sa.select(Case)).one().tier == 2
    assert "Mara Lind, mentor: “I oppose it”" in client.get(case)
