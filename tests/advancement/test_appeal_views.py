"""Appeals through the pages, each person on their own: filed, given away, decided; and who finds none."""

from __future__ import annotations

import pytest

from tests.advancement import appealing
from tests.advancement.appealing import FILED, LAST_TO_APPEAL, REASONS, TEXT
from tests.page import count_rows
from tracker.advancement.appeal_models import Appeal, AppealDraft, Ruling
from tracker.advancement.letter_models import Letter
from tracker.outbox.models import Message
from tracker.permissions import Role

pytestmark = pytest.mark.any_database


@pytest.fixture
def case(stopped):
    return stopped


@pytest.fixture
def on_day(case):
    with case.gate.on(FILED):
        yield


def address(case):
    return f"/decisions/{case.decision.id}/appeal"


def standing(case):
    return f"/where-i-stand/{case.gate.scholar.id}"


def place(case, page):
    return f"/programs/{case.gate.program.slug}/cohorts/{case.gate.cohort.slug}/{page}"


def send(client, case, text=TEXT, **changes):
    values = {"text": text, "act": "send", **changes}
    return client.submit(client.get(address(case)), address(case), action="/appeal", **values)


def test_the_whole_way_from_the_letter_to_a_new_round(client, case, session, on_day):
    client.sign_in(case.scholar)
    page = client.get(standing(case))
    assert "You can appeal until 19 April 2027 (5 days left)." in page
    assert address(case) in page.html
    page = client.get(address(case))
    assert "somebody who had no part in the decision" in page
    assert case.letter.subject in page
    assert send(client, case).location.endswith(standing(case))
    assert "You appealed on 14 April 2027." in client.get(standing(case))
    appeal = session.query(Appeal).one()
    show = f"/appeals/{appeal.id}"

    client.sign_in(case.noor)
    page = client.get(place(case, "appeals"))
    assert "waits for a reader" in page
    page = client.get(show)
    for words in (TEXT, case.decision.reasons, "had no part in the decision"):
        assert words in page
    client.submit(page, f"{show}/reader", action="/reader", reader=case.otto.id)
    assert "is being read" in client.get(place(case, "appeals"))
    mail = session.query(Message).order_by(Message.id.desc()).first()
    assert show in mail.body
    assert "appeal" not in (mail.subject + mail.body).lower().replace(show, "")

    client.sign_in(case.otto)
    assert "Appeals you decide" in client.get("/")
    page = client.get(show)
    looked = client.submit(
        page, f"{show}/decide", action="/decide", ruling="sent_back", reasons=REASONS, act="look"
    )
    assert "A new panel decides by 21 April 2027" in looked
    assert session.query(Appeal).one().ruling is None
    assert client.submit(looked, f"{show}/decide", action="/decide", act="send").location == show
    assert "Sent back: a new panel decides" in client.get(show)

    client.sign_in(case.scholar)
    page = client.get(standing(case))
    assert "the decision no longer holds, and a new panel decides" in page
    letter = session.query(Letter).order_by(Letter.id.desc()).first()
    assert REASONS in client.get(f"/letters/{letter.id}")
    assert REASONS in client.get(address(case))
    assert count_rows(session, AppealDraft) == 0


def test_upheld_the_scholar_reads_the_reasons(client, case, session, on_day):
    made = appealing.given(case, appealing.filed(case))
    show = f"/appeals/{made.id}"
    client.sign_in(case.otto)
    looked = client.submit(
        client.get(show), f"{show}/decide", action="/decide", ruling="upheld", reasons=REASONS, act="look"
    )
    client.submit(looked, f"{show}/decide", action="/decide", act="send")
    client.sign_in(case.scholar)
    page = client.get(address(case))
    for words in ("the decision stands", REASONS, TEXT):
        assert words in page


def test_what_was_typed_is_kept_as_a_draft_for_the_scholar_alone(client, case, session, on_day):
    client.sign_in(case.scholar)
    send(client, case, "Half a sentence", act="save")
    assert client.get(address(case)).form("/appeal")["text"] == "Half a sentence"
    assert count_rows(session, Appeal) == 0
    for person in (case.noor, case.otto, case.gate.sam):
        client.sign_in(person)
        assert client.get(address(case)).status == 404
        assert "Half a sentence" not in client.get(place(case, "appeals")).html


@pytest.mark.parametrize(
    ("text", "said"), [("", "This field is needed"), ("x" * 8001, "at most 8000 characters")]
)
def test_what_is_refused_is_said_at_its_field_and_kept(client, case, session, on_day, text, said):
    client.sign_in(case.scholar)
    answer = send(client, case, text)
    assert answer.status == 422
    assert said in answer
    assert answer.form("/appeal")["text"] == text
    assert count_rows(session, Appeal) == 0


def test_too_late_is_said_and_the_text_is_given_back(client, case, session):
    client.sign_in(case.scholar)
    with case.gate.on(LAST_TO_APPEAL):
        page = client.get(address(case))
        assert "until the end of today" in page
    with case.gate.on(LAST_TO_APPEAL + 1):
        answer = client.submit(page, address(case), action="/appeal", text=TEXT, act="send")
        assert answer.status == 422
        assert "The last day of an appeal was 19 April 2027" in answer
        assert TEXT in answer
        assert TEXT in client.get(address(case))
        assert address(case) not in client.get(standing(case)).html
    assert count_rows(session, Appeal) == 0


def test_two_clicks_file_one_appeal_and_another_text_comes_back_beside_the_first(
    client, case, session, on_day
):
    client.sign_in(case.scholar)
    page = client.get(address(case))
    for _click in range(2):
        answer = client.submit(page, address(case), action="/appeal", text=TEXT, act="send")
        assert answer.location.endswith(standing(case))
    other = client.submit(page, address(case), action="/appeal", text="Quite another text.", act="send")
    assert other.status == 422
    assert TEXT in other
    assert other.form("/appeal")["text"] == "Quite another text."
    assert count_rows(session, Appeal) == 1


def test_who_finds_an_appeal_and_who_does_not(client, case, session, make, on_day, cast):
    gate, made = case.gate, appealing.given(case, appealing.filed(case))
    show = f"/appeals/{made.id}"
    hidden = {
        role: make.role(make.person(), role, gate.cohort, whole_program=True)
        for role in (
            Role.RESEARCH_MANAGER, Role.COORDINATOR, Role.DEPUTY, Role.REVIEWER, Role.EXTERNAL,
            Role.AUDITOR, Role.VIEWER, Role.PANEL_MEMBER, Role.MENTOR,
        )
    }  # fmt: skip
    session.flush()
    for person in (case.noor, gate.sam, gate.lea, case.otto):
        client.sign_in(person)
        assert TEXT in client.get(show)
    blind = [gate.pia, gate.mara, gate.another().person, cast.outsider, cast.sam, *hidden.values()]
    for person in blind:
        client.sign_in(person)
        for one in (show, address(case)):
            assert client.get(one).status == 404
        for one in (place(case, "appeals"), "/", f"/scholars/{gate.scholar.id}", standing(case)):
            assert TEXT not in client.get(one).html
            assert show not in client.get(one).html
        assert client.post(f"{show}/decide", {"ruling": "upheld", "reasons": "x"}).status == 404
        assert client.post(f"{show}/reader", {"reader": person.id}).status == 404
    client.sign_in(case.scholar)
    assert client.get(show).status == 404


def test_a_scholar_with_another_role_reads_their_appeal_as_a_scholar(client, case, session, make, on_day):
    make.role(case.scholar, Role.STAFF, case.gate.cohort, whole_program=True)
    made = appealing.filed(case)
    show = f"/appeals/{made.id}"
    client.sign_in(case.scholar)
    assert client.get(show).location.endswith(standing(case))
    assert show not in client.get(place(case, "appeals")).html
    for act in ("reader", "decide"):
        assert client.post(f"{show}/{act}", {"reader": case.otto.id, "ruling": "upheld"}).status == 404


def test_only_people_without_a_hand_in_it_are_offered_and_the_others_named_with_why(client, case, on_day):
    show = f"/appeals/{appealing.filed(case).id}"
    client.sign_in(case.gate.sam)
    page = client.get(show)
    assert f'value="{case.otto.id}"' in page.html
    assert f'<option value="{case.gate.pia.id}"' not in page.html
    for words in ("They sat on the panel.", "They took the decision", "led or judged the support plan"):
        assert words in page
    answer = client.submit(page, f"{show}/reader", action="/reader", reader=case.gate.pia.id)
    assert answer.status == 422
    assert client.submit(page, f"{show}/reader", action="/reader", reader=0).status == 422


def test_who_only_reads_as_staff_has_no_form_to_decide(client, case, on_day):
    show = f"/appeals/{appealing.given(case, appealing.filed(case)).id}"
    client.sign_in(case.noor)
    assert f"{show}/decide" not in client.get(show).html
    assert client.post(f"{show}/decide", {"ruling": "upheld", "reasons": "x", "act": "send"}).status == 404


def test_the_reader_sees_what_was_frozen_and_no_note_for_staff(client, case, session, on_day):
    form = case.decision.evidence["forms"][0]
    client.sign_in(case.otto)
    page = client.get(f"/appeals/{appealing.given(case, appealing.filed(case)).id}")
    assert form["title"] in page
    assert form["name"] in page
    assert "Three people" not in page
    assert "arrived 13 March 2027" in page


def test_who_owes_a_form_sees_no_answers_of_others(client, case, session, make, on_day):
    made = appealing.filed(case)
    make.role(case.noor, Role.MENTOR, case.gate.cohort)
    make.assignment(case.gate.scholar, case.noor, case.gate.works[0])
    client.sign_in(case.noor)
    page = client.get(f"/appeals/{made.id}")
    assert "hidden until your own form" in page
    assert case.decision.evidence["forms"][0]["title"] not in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"ruling": ""}, "Say what comes of it"),
        ({"reasons": ""}, "This field is needed"),
        ({"ruling": "approved"}, "Not a valid choice"),
    ],
)
def test_a_ruling_says_what_comes_of_it_and_why(client, case, session, on_day, changes, said):
    show = f"/appeals/{appealing.given(case, appealing.filed(case)).id}"
    client.sign_in(case.otto)
    values = {"ruling": "upheld", "reasons": REASONS, "act": "look", **changes}
    answer = client.submit(client.get(show), f"{show}/decide", action="/decide", **values)
    assert answer.status == 422
    assert said in answer
    assert session.query(Appeal).one().ruling is None


def test_without_having_read_the_letter_nothing_is_decided(client, case, session, on_day):
    show = f"/appeals/{appealing.given(case, appealing.filed(case)).id}"
    client.sign_in(case.otto)
    values = {"ruling": "upheld", "reasons": REASONS, "act": "send"}
    answer = client.submit(client.get(show), f"{show}/decide", action="/decide", **values)
    assert answer.status == 422
    assert "no longer the one you were shown" in answer
    assert session.query(Appeal).one().ruling is None
    changed = client.submit(answer, f"{show}/decide", action="/decide", act="send", reasons="Other reasons.")
    assert changed.status == 422
    assert "Other reasons." in changed
    assert client.submit(changed, f"{show}/decide", action="/decide", act="send").location == show
    assert session.query(Appeal).one().reasons == "Other reasons."


def test_a_draft_of_the_reasons_is_kept_for_the_reader(client, case, session, on_day):
    show = f"/appeals/{appealing.given(case, appealing.filed(case)).id}"
    client.sign_in(case.otto)
    client.submit(client.get(show), f"{show}/decide", action="/decide", reasons="Half a thought", act="save")
    assert client.get(show).form("/decide")["reasons"] == "Half a thought"


def test_two_readers_at_once_one_decides_and_the_other_gets_their_text_back(client, case, session, on_day):
    made = appealing.given(case, appealing.filed(case))
    show = f"/appeals/{made.id}"
    client.sign_in(case.otto)
    values = {"ruling": "sent_back", "reasons": "Otto's own reasons.", "act": "look"}
    looked = client.submit(client.get(show), f"{show}/decide", action="/decide", **values)
    made = session.get_one(Appeal, made.id)
    noor = session.merge(case.noor)
    appealing.given(case, made, noor)
    appealing.ruled(case, made, Ruling.UPHELD, noor, day=FILED)
    answer = client.submit(looked, f"{show}/decide", action="/decide", act="send")
    assert answer.status == 422
    assert "With another reader now" in answer
    assert "Otto's own reasons." in answer
    assert session.query(Appeal).one().ruling is Ruling.UPHELD
    assert client.get(show).status == 404


def test_the_same_reader_in_two_windows_decides_once(client, case, session, on_day):
    show = f"/appeals/{appealing.given(case, appealing.filed(case)).id}"
    client.sign_in(case.otto)
    page = client.get(show)
    windows = [
        client.submit(page, f"{show}/decide", action="/decide", ruling=one, reasons=f"R {one}.", act="look")
        for one in ("upheld", "sent_back")
    ]
    client.submit(windows[0], f"{show}/decide", action="/decide", act="send")
    client.submit(windows[0], f"{show}/decide", action="/decide", act="send")
    answer = client.submit(windows[1], f"{show}/decide", action="/decide", act="send")
    assert answer.status == 422
    assert "has been decided already" in answer
    for words in ("R upheld.", "R sent_back."):
        assert words in answer.html
    assert session.query(Appeal).one().ruling is Ruling.UPHELD
    assert count_rows(session, Letter) == 2


def test_overdue_is_seen_by_staff_and_said_to_the_scholar(client, case, session):
    made = appealing.filed(case)
    with case.gate.on((made.decide_by - case.gate.first).days + 2):
        client.sign_in(case.gate.lea)
        assert "overdue by 2 days" in client.get(place(case, "appeals"))
        client.sign_in(case.scholar)
        assert "The answer was due on" in client.get(standing(case))


def test_the_list_asks_the_database_as_often_for_one_row_as_for_many(client, case, session, on_day):
    appealing.filed(case)
    counts = []
    client.sign_in(case.noor)
    for rows in (1, 3):
        while count_rows(session, Appeal) < rows:
            more = appealing.lettering.planned(session, case.noor, case.gate.another())
            appealing.lettering.sent(session, case.noor, more)
            appealing.appeals.file(session, more.enrolment.person, decision=more, text=TEXT)
        with client.counting() as statements:
            client.get(place(case, "appeals"))
        counts.append(len(statements))
    assert len(set(counts)) == 1
