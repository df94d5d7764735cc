"""A decision through its pages: what its scholar reads of it, what staff and panel do, who never finds it."""

from __future__ import annotations

import pytest

from tests.advancement import deciding
from tests.advancement.deciding import ready
from tests.advancement.deciding_facts import DECIDES, LAST, RESEARCH, VIEWED, WHY
from tracker import clock
from tracker.advancement import decisions, panels
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

PLAN = Wanted(Outcome.CONTINUE_WITH_PLAN, reasons="It goes well, slowly.", plan="Mondays at ten.")


@pytest.fixture
def gate(gathered):
    return gathered


def standing(gate):
    return f"/where-i-stand/{gate.scholar.id}"


def board(gate):
    return f"/programs/{gate.program.slug}/cohorts/{gate.cohort.slug}/"


def stopped(gate):
    """A stop with everything in order."""
    ready(gate)
    return deciding.decide(gate)


def test_who_finds_a_decision_and_who_does_not(client, gate, make, cast):
    decision = deciding.decide(gate, PLAN)
    manager = make.role(make.person(), Role.RESEARCH_MANAGER, gate.cohort)
    seeing = [gate.scholar.person, gate.sam, gate.lea, gate.pia, manager]
    blind = [gate.another().person, gate.mara, cast.outsider, cast.sam, cast.lea, cast.ada.person]
    with gate.on(VIEWED):
        for person, status in [*((one, 200) for one in seeing), *((one, 404) for one in blind)]:
            client.sign_in(person)
            assert client.get(f"/decisions/{decision.id}").status == status, person.name
            assert client.get("/decisions/999").status == 404


def test_the_scholar_reads_reasons_counts_and_names_and_never_the_level_of_all_forms(client, gate):
    decision = stopped(gate)
    names = [gate.pia.name, gate.paul.name]
    client.sign_in(gate.scholar.person)
    with gate.on(VIEWED):
        page = client.get(f"/decisions/{decision.id}")
    for words in (
        "You do not go on after this phase",
        WHY,
        "3 people (1 of them no mentor)",
        "2 works",
        "It rests on the concern of",
        "A support plan that two people judged as not met",
        *names,
    ):
        assert words in page
    for words in ("As I see it.", "Then and today", "90 % interval", "Level"):
        assert words not in page


def test_a_scholar_with_another_role_reads_it_as_a_scholar(client, gate, make):
    decision = stopped(gate)
    make.role(gate.scholar.person, Role.LEAD, gate.cohort, whole_program=True)
    client.sign_in(gate.scholar.person)
    with gate.on(VIEWED):
        page = client.get(f"/decisions/{decision.id}")
        assert "As I see it." not in page
        assert "Then and today" not in page
        assert client.post(f"/decisions/{decision.id}/dissent", {"text": "I see it otherwise."}).status == 404


def test_staff_and_panel_read_what_was_frozen_beside_what_is_known_today(client, gate):
    decision = stopped(gate)
    form = decision.evidence["forms"][0]
    with gate.on(VIEWED):
        for person in (gate.sam, gate.pia):
            client.sign_in(person)
            page = client.get(f"/decisions/{decision.id}")
            assert "As I see it." in page
            assert "Then and today" in page
            assert f"/forms/{form['form']}" in page.html


def test_who_owes_a_form_sees_neither_the_frozen_ratings_nor_the_level(client, gate, make):
    deciding.forms(gate)
    decision = deciding.decide(gate, PLAN)
    form = decision.evidence["forms"][0]["form"]
    make.role(gate.pia, Role.MENTOR, gate.cohort)
    with gate.on(VIEWED):
        make.assignment(gate.scholar, gate.pia, gate.works[2], due_on=gate.day(71))
        for person, sees in ((gate.pia, False), (gate.paul, True)):
            client.sign_in(person)
            page = client.get(f"/decisions/{decision.id}")
            assert (f"/forms/{form}" in page.html) is sees
            assert ("Level, 90 % interval" in page) is sees
            assert ("3 are hidden until your own is in" in page) is not sees


def test_an_override_is_printed_with_name_and_reason_for_everybody(client, gate):
    ready(gate, without="people")
    lead = gate.lea.name
    decision = deciding.decide(gate, actor=gate.lea, override=True, because="The third form was lost.")
    with gate.on(VIEWED):
        for person in (gate.scholar.person, gate.pia):
            client.sign_in(person)
            page = client.get(f"/decisions/{decision.id}")
            for words in (
                lead,
                "The third form was lost.",
                "Decided although something was missing",
                "3 are needed",
            ):
                assert words in page


def dissenting(gate):
    """Paul's view was another one than what was decided."""
    ready(gate, without="agreement")
    return deciding.decide(gate, actor=gate.lea, override=True, because="The evidence is plain.")


def test_a_member_adds_a_dissent_once_and_the_scholar_reads_it(client, gate, session):
    decision = dissenting(gate)
    place = f"/decisions/{decision.id}"
    with gate.on(VIEWED):
        client.sign_in(gate.pia)
        assert "Add your dissent" not in client.get(place)
        assert client.post(f"{place}/dissent", {"text": "Me too."}).status == 422
        client.sign_in(gate.sam)
        assert client.post(f"{place}/dissent", {"text": "Me too."}).status == 404
        client.sign_in(gate.paul)
        page = client.get(place)
        assert client.submit(page, f"{place}/dissent", action="/dissent", text=" ").status == 422
        for _click in range(2):
            client.submit(page, f"{place}/dissent", action="/dissent", text="They had begun.")
        assert "Add your dissent" not in client.get(place)
        client.sign_in(gate.scholar.person)
        assert "They had begun." in client.get(place)


def test_the_scholars_page_says_it_until_the_next_phase_starts(client, gate):
    decision = deciding.decide(gate, PLAN)
    client.sign_in(gate.scholar.person)
    for number in (VIEWED, DECIDES, RESEARCH - 1):
        with gate.on(number):
            page = client.get(standing(gate))
            assert "You continue to the research phase. There is a plan to help you" in page
            assert f"/decisions/{decision.id}" in page.html
            assert "unless we raise a concern" not in page
    with gate.on(RESEARCH):
        page = client.get(standing(gate))
        assert "There is a plan to help you" not in page
        assert "Earlier decisions" in page
        assert f"/decisions/{decision.id}" in page.html


def test_continuing_by_default_says_so(client, gate):
    deciding.defaults(gate, DECIDES)
    client.sign_in(gate.scholar.person)
    with gate.on(DECIDES):
        page = client.get(standing(gate))
        assert "You continue to the research phase." in page
        assert "This is the default, as you were told" in page


def test_an_extension_names_the_new_last_day_and_leaves_the_gate_open(client, gate):
    wanted = Wanted(Outcome.EXTEND, reasons="Ill.", wish="I was ill.", until_on=gate.day(LAST + 14))
    deciding.decide(gate, wanted)
    client.sign_in(gate.scholar.person)
    with gate.on(VIEWED):
        page = client.get(standing(gate))
        assert "extended until" in page
        assert "Your phase goes on" not in page


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (
            Wanted(Outcome.REPEAT, reasons="Ill.", wish="I was ill."),
            "You are offered to do this phase again.",
        ),
        (Wanted(Outcome.DEFERRED, reasons="A child.", wish="In autumn."), "Your place is deferred"),
        (
            Wanted(Outcome.WITHDRAWN, reasons="A job.", wish="I found a job."),
            "You left the program, as you wished.",
        ),
    ],
)
def test_whose_part_ended_reads_what_was_decided(client, gate, wanted, said):
    deciding.decide(gate, wanted)
    client.sign_in(gate.scholar.person)
    for number in (VIEWED, RESEARCH + 10):
        with gate.on(number):
            page = client.get(standing(gate))
            assert said in page
            assert "You left the program on" not in page
            assert "You continue" not in page


def test_a_decision_that_an_appeal_undid_is_said_to_hold_no_longer(client, gate, session):
    decision = stopped(gate)
    with gate.on(VIEWED + 3):
        row = session.get_one(GateDecision, decision.id)
        row.undone_at = clock.now()
        room = decisions.open_room(session, gate.sam, enrolment=row.enrolment, phase=row.phase)
        room.round, room.decide_by, row.enrolment.ended_on = 2, gate.day(VIEWED + 10), None
        session.flush()
        client.sign_in(gate.scholar.person)
        assert "an appeal has undone it" in client.get(f"/decisions/{decision.id}")
    for number, said in ((VIEWED + 4, "A new panel decides by"), (VIEWED + 11, "no new one was made")):
        with gate.on(number):
            page = client.get(standing(gate))
            assert said in page
            assert ("You continue." in page) is (number > VIEWED + 10)


def test_the_board_says_the_state_and_keeps_the_decided(client, gate):
    other = gate.another()
    deciding.decide(gate, PLAN)
    names = (gate.scholar.person.name, other.person.name)
    client.sign_in(gate.sam)
    with gate.on(VIEWED):
        page = client.get(board(gate))
        assert "continues with a plan" in page
        assert "continues, no concern" in page
        found = {
            show: [name in client.get(f"{board(gate)}?show={show}") for name in names]
            for show in ("decided", "undecided")
        }
    assert found == {"decided": [True, False], "undecided": [False, True]}


def test_home_shows_views_owed_and_gates_that_are_decided_soon(client, gate, session):
    room = f"/scholars/{gate.scholar.id}/gate/training"
    soon = f"{board(gate)}gate/training"
    with gate.on(VIEWED):
        panels.appoint(session, gate.sam, enrolment=gate.scholar, phase=gate.phase, person=gate.pia)
        client.sign_in(gate.pia)
        page = client.get("/")
        assert room in page.html
        assert soon in page.html
        client.sign_in(gate.mara)
        page = client.get("/")
        assert room not in page.html
        assert soon not in page.html
    with gate.on(VIEWED - 10):
        client.sign_in(gate.sam)
        assert soon not in client.get("/").html


def test_it_is_said_whether_a_panel_was_needed_or_left_out(client, gate):
    other = gate.another()
    without = deciding.decide(gate, actor=gate.lea, override=True, because="Nobody was left to ask.")
    needless = deciding.decide(gate, PLAN, scholar=other)
    client.sign_in(gate.pia)
    with gate.on(VIEWED):
        assert "without a panel" in client.get(f"/decisions/{without.id}")
        assert "it needed no panel" in client.get(f"/decisions/{needless.id}")
