"""The author's path through the pages: from the page of a work to screening, and what keeps it back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.releases import authoring
from tests.releases.authoring import QUESTION
from tracker.releases.incident_models import Incident, IncidentCause
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.sealed import SealedText

pytestmark = pytest.mark.any_database
# On all pages together, from planning it to handing it in.
MOST_QUESTIONS = 23


@pytest.fixture
def state(session):
    def of_the_case():
        session.expire_all()
        return session.scalars(sa.select(Case)).one().state

    return of_the_case


def test_the_easy_case_asks_its_author_at_most_23_questions(client, cast, state):
    client.sign_in(cast.ada.person)
    page = client.get(f"/works/{cast.sprint.id}")
    assert f"/reviews/works/{cast.sprint.id}/new" in page.html
    plan = client.get(f"/reviews/works/{cast.sprint.id}/new")
    asked = [name for name in plan.form() if name != "csrf_token"]
    assert asked == ["kind", "title", "area"]
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    first = client.get(f"{case}/answers")
    assert "2 of 20 answered" in first  # the kind, and the people of the work
    page = authoring.answer(client, case)
    assert "22 of 22 answered" in page
    asked += [one for one in QUESTION.findall(page.html) if one not in ("A1", "A4")]
    assert len(asked) <= MOST_QUESTIONS, asked
    assert authoring.give_files(client, case, post=b"words").status == 302
    assert authoring.hand_in(client, case).location.endswith(f"{case}#main")
    assert state() is CaseState.SCREENING


def test_nothing_is_handed_in_while_a_question_is_open(client, cast, state):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    page = authoring.hand_in_anyway(client, case)
    assert page.status == 422
    assert "Questions still to answer" in page
    assert f"{case}/answers#C1" in page.html
    assert state() is CaseState.DRAFT


def test_without_a_list_of_files_it_would_be_sent_back_and_the_page_says_where_to_give_one(
    client, cast, state
):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    authoring.answer(client, case)
    page = authoring.hand_in_anyway(client, case)
    assert (page.status, state()) == (422, CaseState.DRAFT)
    assert "List the files that go out" in page


def test_what_is_not_answered_yet_is_named_once(client, cast):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    page = client.get(f"{case}/submit")
    assert page.text.count("B1 ") == 1
    assert "with this answer it would be sent straight back" not in page


def test_an_answer_that_sends_it_back_is_named(client, cast, state):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    authoring.answer(client, case, A5="personal_data", D3="personal")
    authoring.give_files(client, case, post=b"words")
    page = authoring.hand_in_anyway(client, case)
    assert (page.status, state()) == (422, CaseState.DRAFT)
    assert "it would be sent straight back: D3" in page


def test_an_answer_opens_the_questions_that_follow_from_it_without_a_script(client, cast):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    page = client.get(f"{case}/answers")
    assert "B4" not in QUESTION.findall(page.html)
    assert client.submit(page, f"{case}/answers", action="/answers", C2="suggests").status == 302
    asked = QUESTION.findall(client.get(f"{case}/answers").html)
    assert {"B4", "C5", "E3", "F2", "I4"} <= set(asked)


def test_what_is_typed_is_kept_as_typed_and_sealed(client, cast, session):
    case = authoring.plan(client, cast.ada.person, cast.sprint, title="Quixotic title")
    page = client.get(f"{case}/answers")
    words = "Quixotic  “words” with %(marks)s, <b>&</b>\nand a second line"
    saved = client.post(f"{case}/answers/draft", {**page.form("/answers"), "B1-text": words})
    assert saved.status == 200
    told = saved.response.get_json()
    assert told["version"] == 2
    assert "B1" in told["asked"]
    page = client.get(f"{case}/answers")
    assert page.form("/answers")["B1-text"] == words
    assert "Quixotic" not in page.title
    for table in ("case_answer", "release_case", "audit_entry"):
        assert "Quixotic" not in str(session.execute(sa.text(f"SELECT * FROM {table}")).all())


def test_a_former_wording_of_a_draft_is_forgotten(client, cast, session):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    for words in ("first", "second", "second", ""):
        page = client.get(f"{case}/answers")
        client.submit(page, f"{case}/answers", action="/answers", **{"B1-text": words})
        kept = sa.select(sa.func.count()).where(SealedText.field == "answer.text")
        assert session.scalar(kept) == (1 if words else 0)


def test_two_windows_are_shown_both_texts_and_nothing_is_overwritten(client, cast):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    here = client.get(f"{case}/answers")
    client.submit(here, f"{case}/answers", action="/answers", **{"B1-text": "from there"})
    page = client.submit(here, f"{case}/answers", action="/answers", **{"B1-text": "from here"})
    assert page.status == 409
    assert "from there" in page
    assert page.form("/answers")["B1-text"] == "from here"
    sent = {**here.form("/answers"), "B1-text": "from here"}
    assert client.post(f"{case}/answers/draft", sent).status == 409
    assert client.get(f"{case}/answers").form("/answers")["B1-text"] == "from there"
    assert client.submit(page, f"{case}/answers", action="/answers").status == 302
    assert client.get(f"{case}/answers").form("/answers")["B1-text"] == "from here"


def test_that_something_does_not_apply_needs_its_reason(client, cast, state):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    authoring.answer(client, case, B3="na")
    authoring.give_files(client, case, post=b"words")
    page = authoring.hand_in_anyway(client, case)
    assert "say in one line why it does not apply" in page
    page = client.get(f"{case}/answers")
    client.submit(page, f"{case}/answers", action="/answers", **{"B3-why": "There is nothing narrower."})
    assert authoring.hand_in(client, case).status == 302
    assert state() is CaseState.SCREENING


def test_a_text_that_is_too_long_is_kept_and_not_handed_in(client, cast, state):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    authoring.answer(client, case)
    authoring.give_files(client, case, post=b"words")
    page = client.get(f"{case}/answers")
    client.submit(page, f"{case}/answers", action="/answers", **{"B1-text": "x" * 501})
    page = client.get(f"{case}/answers")
    assert page.form("/answers")["B1-text"] == "x" * 501
    assert "longer than 500 characters" in page
    assert (authoring.hand_in_anyway(client, case).status, state()) == (422, CaseState.DRAFT)


def test_mentors_read_and_others_find_nothing(client, cast, bench):
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    client.sign_in(cast.mara)
    assert client.get(f"{case}/answers").status == 200
    for place in ("answers", "files", "contributors", "submit", "sign", "withdraw"):
        assert client.post(f"{case}/{place}").status == 404
    for stranger in (cast.ben.person, cast.sam, cast.outsider, bench.rhea, bench.cora):
        client.sign_in(stranger)
        for place in ("answers", "files", "contributors", "submit", "sign", "mentor-view", "unease"):
            assert client.get(f"{case}/{place}").status == 404, (stranger.name, place)


def test_once_handed_in_the_answers_are_read_and_no_longer_changed(client, cast):
    page = client.get(f"{authoring.plan(client, cast.ada.person, cast.sprint)}/answers")
    sent = {name: value for name, value in page.form("/answers").items() if name != "csrf_token"}
    case = authoring.handed_in(client, cast.ada.person, cast.sprint)
    page = client.get(f"{case}/answers")
    assert "As they were handed in" in page
    assert client.post(f"{case}/answers", sent).status == 409
    assert client.post(f"{case}/answers/draft", sent).status == 409
    assert authoring.give_files(client, case, other=b"other").status == 422


def test_a_release_that_is_out_already_goes_to_the_coordinator_who_is_told(client, cast, bench, session):
    case = authoring.handed_in(client, cast.ada.person, cast.sprint, A3="yes")
    assert session.scalars(sa.select(Case)).one().state is CaseState.SCREENING
    assert "You said that part of it is out already" in client.get(case)
    assert session.scalars(sa.select(Incident)).one().cause is IncidentCause.ALREADY_OUT


def test_taking_a_release_back_asks_once_and_keeps_the_record(client, cast, state):
    case = authoring.handed_in(client, cast.ada.person, cast.sprint)
    page = client.get(f"{case}/withdraw")
    assert client.submit(page, f"{case}/withdraw", action="/withdraw").status == 302
    assert state() is CaseState.WITHDRAWN
    assert "handed in on" in client.get(f"{case}/answers")
    assert client.post(f"{case}/withdraw").status == 302  # a second click changes nothing
    assert "is over" in client.post(f"{case}/submit", {"stamp": ""})


@pytest.mark.parametrize(("area", "status"), [("Other", 302), ("", 422), ("No such area", 422)])
def test_a_research_area_is_one_of_the_programs(client, cast, session, area, status):
    client.sign_in(cast.ada.person)
    sent = {"kind": "post", "title": "Plain title", "area": area}
    assert client.post(f"/reviews/works/{cast.sprint.id}/new", sent).status == status
    assert [one.area for one in session.scalars(sa.select(Case))] == ([area] if status == 302 else [])


def test_only_a_member_of_the_work_plans_its_release(client, cast):
    for person in (cast.mara, cast.sam, cast.ben.person, cast.outsider):
        client.sign_in(person)
        sent = {"kind": "post", "title": "Plain title"}
        assert client.post(f"/reviews/works/{cast.sprint.id}/new", sent).status == 404
