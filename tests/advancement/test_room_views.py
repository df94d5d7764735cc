"""The decision room through its pages: who finds it, what it refuses and why, what it sends."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.advancement import deciding
from tests.advancement.deciding import PIECES, gathering, ready
from tests.advancement.deciding_facts import LAST, VIEWED, WHY
from tests.page import count_rows
from tracker.advancement import decision_queries, decisions, letters, panels
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import DecisionDraft, GateDecision, Outcome, PanelSeat
from tracker.advancement.letter_models import Letter, LetterKind
from tracker.cohorts import actions as cohorts
from tracker.evaluations.answers import Relation
from tracker.outbox.models import Message
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

NEEDED = {
    "concern": "A written concern that is proven to have reached the scholar",
    "proof": "A written concern that is proven to have reached the scholar",
    "notice": "It reached them at least 21 days before the end of the phase",
    "response": "The scholar had two weeks to respond",
    "plan": "A support plan that two people judged as not met",
    "people": "Forms with an Overall by 3 people or more",
    "works": "Forms on 2 works or more",
    "non_mentors": "Of these people 1 or more who are no mentor",
    "panel": "A panel in which 2 or more have filed their own view",
    "panel_others": "Somebody on the panel who is no mentor",
    "agreement": "More than half of the views say this",
}


@pytest.fixture
def gate(gathered):
    return gathered


@pytest.fixture
def room(gate):
    return f"/scholars/{gate.scholar.id}/gate/training"


def check(client, room, **typed):
    """Fill in the decision and ask for its letter."""
    page = client.get(room)
    return client.submit(
        page,
        f"{room}/decision",
        action="/decision",
        **{"outcome": "stop", "reasons": WHY, "act": "check", **typed},
    )


def send(client, room, letter):
    return client.submit(letter, f"{room}/decision", action="/decision", act="send")


def nothing_written(session):
    return count_rows(session, GateDecision) == count_rows(session, Letter) == 0


def test_who_finds_the_room_and_who_does_not(client, gate, room, cast, make):
    manager = make.role(make.person(), Role.RESEARCH_MANAGER, gate.cohort)
    other = gate.another().person
    seeing = [gate.sam, gate.lea, gate.pia, manager]
    blind = [gate.scholar.person, other, gate.mara, cast.outsider, cast.sam, cast.lea]
    with gate.on(VIEWED):
        for person, status in [*((one, 200) for one in seeing), *((one, 404) for one in blind)]:
            client.sign_in(person)
            assert client.get(room).status == status, person.name


def test_a_scholar_never_finds_their_own_room_whatever_they_may_do(client, gate, room, make):
    make.role(gate.scholar.person, Role.LEAD, gate.cohort, whole_program=True)
    client.sign_in(gate.scholar.person)
    with gate.on(VIEWED):
        assert client.get(room).status == 404
        assert client.post(f"{room}/decision", {"outcome": "continue", "act": "send"}).status == 404


def test_the_panel_reads_and_does_not_decide(client, gate, room, session):
    client.sign_in(gate.pia)
    with gate.on(VIEWED):
        assert "decision-form" not in client.get(room).html
        for place in ("decision", "panel", f"panel/{gate.paul.id}/leave"):
            assert client.post(f"{room}/{place}", {"outcome": "continue", "act": "send"}).status == 404
    assert nothing_written(session)


@pytest.mark.parametrize("piece", PIECES)
def test_a_stop_with_a_piece_missing_is_refused_and_the_piece_is_named(client, gate, room, session, piece):
    ready(gate, without=piece)
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        answer = check(client, room)
    assert answer.status == 422
    assert NEEDED[piece] in answer.html.split('id="missing"')[1].split("</section>")[0]
    assert answer.form("/decision")["reasons"] == WHY
    assert "override" not in answer.form("/decision")
    assert nothing_written(session)


def test_a_stop_with_everything_is_read_as_a_letter_and_sent(client, gate, room, session):
    ready(gate)
    scholar, sam = gate.scholar.person, gate.sam
    client.sign_in(sam)
    with gate.on(VIEWED):
        letter = check(client, room)
        assert letter.status == 200
        for words in ("Nothing is saved or sent yet", WHY, "you do not go on", "you can appeal until"):
            assert words in letter
        assert nothing_written(session)
        sent = send(client, room, letter)
        decision = session.scalars(sa.select(GateDecision)).one()
        assert sent.location == f"/decisions/{decision.id}"
        kept, mail = (
            session.scalars(sa.select(Letter)).one(),
            session.scalars(sa.select(Message).where(Message.kind == "letter")).one(),
        )
        assert kept.body.strip() in letter.html.replace("&#39;", "'")
        for words in (WHY, "stop", "decision", "go on"):
            assert words not in mail.subject + mail.body
        assert "A written concern" in client.get(sent.location)
        client.sign_in(scholar)
        page = client.get(f"/where-i-stand/{kept.enrolment_id}")
        assert "You do not go on after this phase" in page
        assert "You left the program" not in page


def test_a_double_click_decides_once_and_sends_once(client, gate, room, session):
    ready(gate)
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        letter = check(client, room)
        first, second = send(client, room, letter), send(client, room, letter)
    assert first.location == second.location
    assert count_rows(session, GateDecision) == count_rows(session, Letter) == 1


def test_whoever_comes_second_gets_their_text_back_beside_the_first(client, gate, room, session):
    ready(gate)
    with gate.on(VIEWED):
        client.sign_in(gate.lea)
        page = client.get(room)
        client.sign_in(gate.sam)
        send(client, room, check(client, room))
        client.sign_in(gate.lea)
        typed = {**page.form("/decision"), "csrf_token": client.token()}
        own = {"outcome": "continue", "reasons": "Let them go on.", "act": "check"}
        answer = client.post(f"{room}/decision", {**typed, **own})
        assert answer.status == 409
        for words in ("while you wrote", WHY, "What you had typed", "Let them go on."):
            assert words in answer
    assert count_rows(session, GateDecision) == count_rows(session, Letter) == 1
    assert [draft.typed["reasons"] for draft in session.scalars(sa.select(DecisionDraft))] == [
        "Let them go on."
    ]


def test_who_did_not_see_an_extension_decides_nothing_over_it(client, gate, room, session):
    typed = {
        "outcome": "extend",
        "until_on": gate.day(LAST + 14).isoformat(),
        "wish": "I was ill.",
        "reasons": "Ill.",
    }
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        page = client.get(room)
        assert send(client, room, check(client, room, **typed)).status == 302
        answer = client.submit(page, f"{room}/decision", action="/decision", outcome="continue", act="check")
    assert answer.status == 409
    assert "phase extended" in answer
    assert count_rows(session, GateDecision) == 1


def test_a_letter_that_changed_meanwhile_is_shown_again_and_nothing_is_saved(client, gate, room, session):
    ready(gate)
    with gate.on(VIEWED):
        client.sign_in(gate.sam)
        letter = check(client, room)
        program = session.get_one(type(gate.program), gate.program.id)
        shipped = letters.text_of(None, LetterKind.STOP)
        letters.save_text(
            session,
            session.merge(gate.lea),
            program=program,
            kind=LetterKind.STOP,
            subject="About the end of your phase",
            body=shipped.body,
            based_on=0,
        )
        answer = send(client, room, letter)
        assert answer.status == 409
        assert "no longer the one you were shown" in answer
        assert "About the end of your phase" in answer
        assert nothing_written(session)
        assert send(client, room, answer).status == 302
    assert session.scalars(sa.select(Letter.subject)).all() == ["About the end of your phase"]


MILD = {
    "continue": {},
    "continue_with_plan": {"plan": "An hour on Mondays."},
    "extend": {"wish": "I was ill.", "until_on": deciding.FIRST.replace(month=5).isoformat()},
    "repeat": {"wish": "I would like to."},
    "deferred": {"wish": "I have a child to care for."},
    "withdrawn": {"wish": "I found another job."},
}


@pytest.mark.parametrize("outcome", MILD)
def test_every_outcome_sends_the_letter_that_was_read(client, gate, room, session, outcome):
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        letter = check(client, room, outcome=outcome, **MILD[outcome])
        assert letter.status == 200
        assert nothing_written(session)
        assert send(client, room, letter).status == 302
    assert session.scalars(sa.select(GateDecision.outcome)).one() == outcome
    assert session.scalars(sa.select(Letter.kind)).one() == outcome


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"outcome": ""}, "Choose one."),
        ({"outcome": "not_placed"}, "Not a valid choice"),
        ({"outcome": "repeat", "reasons": ""}, "Write down the reasons"),
        ({"outcome": "deferred"}, "Only the scholar can want this"),
        ({"outcome": "continue_with_plan"}, "Say what the plan is"),
        ({"outcome": "extend"}, "Name the new last day"),
        ({"outcome": "extend", "until_on": "2027-04-01"}, "The new last day must lie after"),
        ({"outcome": "extend", "until_on": "soon"}, "Not a valid date value"),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_kept(client, gate, room, session, typed, said):
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        answer = check(client, room, **{"reasons": "As I see it.", **typed})
        assert answer.status == 422
        assert said in answer
        kept = client.get(room).form("/decision")
    assert kept["reasons"] == typed.get("reasons", "As I see it.")
    assert nothing_written(session)


def test_a_decision_after_withdrawal_is_refused(client, gate, room, session):
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        page = client.get(room)
        cohorts.withdraw(
            session, session.merge(gate.sam), enrolment=session.merge(gate.scholar), on=gate.day(VIEWED)
        )
        answer = client.submit(page, f"{room}/decision", action="/decision", outcome="continue", act="check")
        assert answer.status == 422
        assert "left the cohort" in answer
        assert "decision-form" not in client.get(room).html
    assert nothing_written(session)


def test_nobody_decides_over_a_default_that_stands(client, gate, room, session):
    client.sign_in(gate.sam)
    with gate.on(90):
        answer = check(client, room, outcome="repeat", wish="")
    assert answer.status == 422
    assert "continued by default" in answer
    assert nothing_written(session)


def test_a_lead_overrides_by_name_once_what_is_missing_was_named(client, gate, room, session):
    ready(gate, without="people")
    client.sign_in(gate.lea)
    with gate.on(VIEWED):
        assert "because" not in client.get(room).form("/decision")
        refused = check(client, room)
        assert "As a lead" in refused
        unreasoned = client.submit(refused, f"{room}/decision", action="/decision", override="y", act="check")
        assert "Say why you decide" in unreasoned
        letter = client.submit(
            unreasoned,
            f"{room}/decision",
            action="/decision",
            override="y",
            because="The third form was lost.",
            act="check",
        )
        assert "The third form was lost." in letter
        place = send(client, room, letter).location
        assert "The third form was lost." in client.get(place)
    decision = session.scalars(sa.select(GateDecision)).one()
    assert (decision.override_by_id, decision.override_reason) == (gate.lea.id, "The third form was lost.")


def test_staff_cannot_override(client, gate, room, session):
    ready(gate, without="people")
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        answer = check(client, room, override="y", because="I say so.")
    assert answer.status == 422
    assert "Only a lead can decide" in answer
    assert nothing_written(session)


def seated(gate, session):
    """Pia and Paul sit on the panel; Pia has filed."""
    with gate.on(VIEWED):
        for person in (gate.pia, gate.paul):
            panels.appoint(session, gate.sam, enrolment=gate.scholar, phase=gate.phase, person=person)
        case = decision_queries.case(session, gate.scholar.id, gate.phase.id)
        panels.file_view(session, gate.pia, room=case, view=Outcome.STOP, reasons="Nothing ran at all.")


def test_views_stay_hidden_until_ones_own_is_filed(client, gate, room, session):
    seated(gate, session)
    with gate.on(VIEWED):
        for person in (gate.paul, gate.sam):
            client.sign_in(person)
            page = client.get(f"{room}?outcome=stop")
            assert "Nothing ran at all." not in page
            assert "of 1 views" not in page
            assert "This is said once you may read the views." in page
        client.sign_in(gate.pia)
        assert "Nothing ran at all." in client.get(room)
        client.sign_in(gate.paul)
        page = client.get(room)
        done = client.submit(
            page, f"{room}/view", action="/view", view="continue", reasons="They were ill.", act="file"
        )
        assert done.status == 302
        assert "Nothing ran at all." in client.get(room)
        client.sign_in(gate.sam)
        assert "They were ill." in client.get(room)


def test_trying_a_decision_tells_nothing_of_views_that_wait(client, gate, room, session):
    seated(gate, session)
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        answer = check(client, room)
        assert answer.status == 422
        assert "Views are read once every member has filed theirs." in answer
        assert "of 1 views" not in answer
    assert nothing_written(session)


def test_a_view_is_filed_once_and_a_draft_is_its_authors_alone(client, gate, room, session):
    seated(gate, session)
    with gate.on(VIEWED):
        client.sign_in(gate.paul)
        client.submit(
            client.get(room), f"{room}/view", action="/view", view="stop", reasons="Half a sent", act="save"
        )
        assert client.get(room).form("/view")["reasons"] == "Half a sent"
        client.sign_in(gate.lea)
        assert "Half a sent" not in client.get(room).html
        client.sign_in(gate.paul)
        page = client.get(room)
        for _click in range(2):
            client.submit(
                page, f"{room}/view", action="/view", view="stop", reasons="As I see it.", act="file"
            )
        other = client.submit(
            page, f"{room}/view", action="/view", view="continue", reasons="No.", act="file"
        )
        assert other.status == 422
    views = session.scalars(sa.select(PanelSeat.view).order_by(PanelSeat.id)).all()
    assert views == [Outcome.STOP, Outcome.STOP]


def test_who_does_not_sit_there_files_no_view(client, gate, room, session):
    seated(gate, session)
    for person in (gate.sam, gate.lea):
        client.sign_in(person)
        with gate.on(VIEWED):
            assert client.post(f"{room}/view", {"view": "stop", "reasons": "x", "act": "file"}).status == 404


def test_staff_ask_people_onto_the_panel_and_take_them_off(client, gate, room, session):
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        page = client.get(room)
        for _click in range(2):
            client.submit(page, f"{room}/panel", action="/panel", person=gate.pia.id)
        assert count_rows(session, PanelSeat) == 1
        assert client.submit(page, f"{room}/panel", action="/panel", person=gate.mara.id).status == 422
        client.post(f"{room}/panel/{gate.pia.id}/leave")
    assert count_rows(session, PanelSeat) == 0


def test_who_owes_a_form_reads_neither_forms_nor_level(client, gate, room, make):
    deciding.form(gate, gate.mara, 0, Relation.PRIMARY_MENTOR, change="Begin the runs you plan.")
    make.role(gate.pia, Role.MENTOR, gate.cohort)
    with gate.on(60):
        make.assignment(
            gate.scholar, gate.pia, gate.works[1], relation=Relation.BLIND_REVIEWER, due_on=gate.day(71)
        )
    with gate.on(VIEWED):
        client.sign_in(gate.pia)
        page = client.get(room)
        assert "1 form is hidden until your own is in" in page
        assert "The level is hidden from you" in page
        client.sign_in(gate.paul)
        page = client.get(room)
        assert gate.works[0].title in page
        assert "The level is hidden" not in page


def test_the_panel_reads_forms_without_what_is_for_staff(client, gate, room):
    form = deciding.form(gate, gate.mara, 0, Relation.PRIMARY_MENTOR, staff_note="Between us only.")
    with gate.on(VIEWED):
        client.sign_in(gate.pia)
        assert f"/forms/{form.id}" in client.get(room).html
        page = client.get(f"/forms/{form.id}")
        assert page.status == 200
        assert "Between us only." not in page.html


def test_a_scholar_without_an_address_finds_the_letter_on_their_page(client, gate, room, session):
    gate.scholar.person.email = None
    session.flush()
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        letter = check(client, room, outcome="continue", reasons="Well done.")
        assert "has no address in the program" in letter
        place = send(client, room, letter).location
        assert "no mail went out" in client.get(place)
    assert count_rows(session, Message) == 0
    assert count_rows(session, Letter) == 1


def gate_page(gate):
    return f"/programs/{gate.program.slug}/cohorts/{gate.cohort.slug}/gate/training"


def test_everybody_at_a_gate_and_their_panels_at_once(client, gate, session):
    other = gate.another()
    with gate.on(VIEWED):
        client.sign_in(gate.sam)
        page = client.get(gate_page(gate))
        assert gate.scholar.person.name in page
        ticks = {"people": [gate.pia.id, gate.paul.id], "scholars": [gate.scholar.id, other.id]}
        assert client.post(f"{gate_page(gate)}/panels", {"people": [gate.pia.id]}).status == 422
        for _click in range(2):
            assert client.post(f"{gate_page(gate)}/panels", ticks).status == 302
        assert count_rows(session, PanelSeat) == 4
        assert "0 of 2 filed" in client.get(gate_page(gate))
        client.sign_in(gate.pia)
        assert f"/scholars/{other.id}/gate/training" in client.get("/").html
        assert client.post(f"{gate_page(gate)}/panels", ticks).status == 404


def test_the_page_of_a_gate_reads_as_much_for_one_scholar_as_for_four(client, gate):
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        client.get(gate_page(gate))
        with client.counting() as one:
            client.get(gate_page(gate))
    for _scholar in range(3):
        gate.another()
    with gate.on(VIEWED), client.counting() as four:
        client.get(gate_page(gate))
    assert len(one) == len(four)


def test_a_decision_by_an_action_shows_in_the_room_without_its_form(client, gate, room, session):
    with gate.on(VIEWED):
        wanted = Wanted(Outcome.CONTINUE, reasons="Well done.")
        decisions.decide(session, gate.sam, enrolment=gate.scholar, phase=gate.phase, wanted=wanted)
        client.sign_in(gate.sam)
        page = client.get(room)
        assert "Well done." in page
        assert "decision-form" not in page.html


def test_where_places_are_limited_the_sorting_is_a_check_and_nothing_applies_by_itself(client, make, session):
    gate = gathering(make, gate=deciding.limited())
    room = f"/scholars/{gate.scholar.id}/gate/training"
    client.sign_in(gate.sam)
    with gate.on(VIEWED + 10):
        page = client.get(f"{room}?outcome=not_placed")
        assert "Places are limited, so nothing happens by itself." in page
        assert "decision overdue" in client.get(gate_page(gate))
        answer = check(client, room, outcome="not_placed")
        assert answer.status == 422
        assert "Scholars have not been sorted" in answer
        assert "A written concern" not in answer.html.split('id="missing"')[1].split("</section>")[0]
    assert nothing_written(session)


def test_a_panel_nobody_sits_on_is_not_called_one_of_mentors(client, gate, room):
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        for page in (client.get(f"{room}?outcome=stop"), check(client, room)):
            assert "No view was filed yet." in page
            assert "Everybody who filed a view is a mentor" not in page
            assert "0 of 0 views" not in page


def test_somebody_whose_view_is_filed_stays_on_the_panel(client, gate, room, session):
    ready(gate)
    with gate.on(VIEWED):
        client.sign_in(gate.sam)
        answer = client.post(f"{room}/panel/{gate.pia.id}/leave")
        assert answer.status == 302
        assert "This view is filed, and it stays." in client.get(answer.location).text
    assert session.scalar(sa.select(PanelSeat).where(PanelSeat.person_id == gate.pia.id)) is not None
