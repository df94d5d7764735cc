"""The pages of limited places: what staff, panel and scholars read, and who finds nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.advancement.placing import after_forms, drawn, gathering, while_open
from tracker.advancement import places
from tracker.advancement.place_models import GateCut, GateLot
from tracker.cohorts import actions as cohorts
from tracker.cohorts.models import GateDefault
from tracker.cohorts.rules import Gate, PhaseDates
from tracker.permissions import Role

pytestmark = pytest.mark.any_database


@pytest.fixture
def gate(make):
    return gathering(make)


def url(gate, act=""):
    cohort = gate.cohort
    return f"/programs/{cohort.program.slug}/cohorts/{cohort.slug}/phases/training/places{act}"


def standing(enrolment):
    return f"/where-i-stand/{enrolment.id}"


def test_lot_sorting_and_draw_through_the_pages(client, session, gate):
    """The whole way: prepared while forms are open, sorted after they closed, drawn, checked."""
    scholar = gate.scholars[1]
    with while_open(gate):
        client.sign_in(gate.staff)
        page = client.get(url(gate))
        assert "2 places" in page
        assert "4 scholars wait" in page
        client.submit(page, url(gate, "/lot"), action="/places/lot")
        lot = session.get(GateLot, gate.phase.id)
        page = client.get(url(gate))
        assert lot.seed_hash in page
        assert lot.seed not in page.html
        client.sign_in(scholar.person)
        own = client.get(standing(scholar))
        assert lot.seed_hash in own
        assert lot.seed not in own.html
        assert f"your number in it is {scholar.id}." in own.text
    with after_forms(gate):
        client.sign_in(gate.staff)
        client.submit(client.get(url(gate)), url(gate, "/sort"), action="/places/sort")
        page = client.get(url(gate))
        for part in ("Above the line", "In the band", "Below the line"):
            assert part in page
        assert all(one.person.name in page for one in gate.scholars)
        client.submit(page, url(gate, "/draw"), action="/places/draw")
        page = client.get(url(gate))
        session.expire_all()
        lot = session.get(GateLot, gate.phase.id)
        assert lot.seed in page
        assert "hexdigest" in page
        assert str(sorted(lot.drawn_order)) in page
        client.sign_in(scholar.person)
        own = client.get(standing(scholar))
        assert "The lot was drawn" in own
        assert lot.seed not in own.html


def test_with_the_decision_a_scholar_reads_which_way_it_came_about_and_can_check_it(client, session, make):
    gate = drawn(make, make.program(), "limited")
    lot = session.get(GateLot, gate.phase.id)
    by_id = {one.id: one for one in gate.scholars}
    placed, waiting, refused = (
        by_id[lot.drawn_order[0]],
        by_id[lot.drawn_order[1]],
        by_id[lot.drawn_order[-1]],
    )
    for one, turn in ((placed, 1), (refused, len(lot.drawn_order))):
        page = client.sign_in(one.person).get(standing(one))
        assert "so a lot decided between you and the others" in page
        assert lot.seed_hash in page and lot.seed in page
        assert (
            f"Your number is {one.id}: drawn at place {turn} of {len(lot.drawn_order)}, for 2 places." in page
        )
        assert ", ".join(map(str, lot.drawn_order)) in page
        assert not [other for other in gate.scholars if other is not one and other.person.name in page.text]
    page = client.sign_in(waiting.person).get(standing(waiting))
    assert "The lot was drawn" in page and "so a lot decided" not in page
    assert lot.seed not in page.html and "seen by nobody" not in page


def test_names_stand_in_order_inside_each_part(client, session, make):
    gate = gathering(make, overalls=((3, 4), (4, 3), (3, 3), (4, 4), (3, 4)))
    with after_forms(gate):
        places.sort(session, gate.staff, phase=gate.phase)
        page = client.sign_in(gate.panel).get(url(gate))
    band = [one.enrolment_id for one in session.get(GateCut, gate.phase.id).parts]
    names = [one.person.name for one in gate.scholars if one.id in band]
    found = [page.text.index(name) for name in sorted(names)]
    assert found == sorted(found)


def test_the_panel_reads_and_does_not_act(client, gate):
    with while_open(gate):
        page = client.sign_in(gate.panel).get(url(gate))
        assert page.status == 200
        assert not [form for form in page.forms if "/places/" in (form["attrs"].get("action") or "")]
        assert {client.post(url(gate, act)).status for act in ("/lot", "/sort", "/draw")} == {404}


@pytest.mark.parametrize("act", ["/lot", "/sort", "/draw"])
def test_what_cannot_be_done_is_refused_with_its_reason(client, session, gate, act):
    reasons = {
        "/lot": "it is known who would be in the lot",
        "/sort": "that happens once",
        "/draw": "No lot was prepared",
    }
    with after_forms(gate):
        places.sort(session, gate.staff, phase=gate.phase)
    with after_forms(gate, days=1):
        client.sign_in(gate.staff)
        page = client.post(url(gate, act))
        assert page.status == 302
        assert reasons[act] in client.get(url(gate))
    assert session.get(GateLot, gate.phase.id) is None


def test_a_scholar_of_the_gate_finds_nothing_whatever_role_they_hold(client, make, gate):
    own = make.role(gate.scholars[0].person, Role.LEAD, gate.cohort, whole_program=True)
    assert client.sign_in(own).get(url(gate)).status == 404
    assert client.post(url(gate, "/lot")).status == 404


def test_mentors_scholars_and_strangers_find_nothing(client, cast, gate):
    for person in (gate.mentors[0], gate.scholars[0].person, cast.sam):
        assert client.sign_in(person).get(url(gate)).status == 404
        assert client.post(url(gate, "/lot")).status == 404


def test_a_gate_that_does_not_limit_places_has_no_such_page(client, cast):
    client.sign_in(cast.sam)
    assert client.get("/programs/north/cohorts/winter/phases/training/places").status == 404
    assert client.get("/programs/north/cohorts/winter/phases/extension/places").status == 404


def test_scholars_of_other_gates_read_nothing_of_it(client, session, cast, gate):
    with while_open(gate):
        places.commit_lot(session, gate.staff, phase=gate.phase)
        page = client.sign_in(cast.ada.person).get(standing(cast.ada))
    assert "The places after" not in page


def test_a_scholar_who_left_before_the_phase_reads_nothing_of_its_places(client, session, make, gate):
    research = next(one for one in gate.cohort.phases if one is not gate.phase)
    dates = PhaseDates(research.kind, research.starts_on, research.ends_on)
    limited = Gate(GateDefault.CAPACITY_LIMITED, None, research.ends_on + timedelta(days=7), places=1)
    cohorts.set_phase(
        session,
        gate.staff,
        cohort=gate.cohort,
        phase=PhaseDates(dates.kind, dates.starts_on, dates.ends_on, limited),
    )
    gone = gate.scholars[0]
    with while_open(gate):
        cohorts.withdraw(session, gate.staff, enrolment=gone, on=gate.phase.ends_on)
        places.commit_lot(session, gate.staff, phase=research)
        assert "The places after" not in client.sign_in(gone.person).get(standing(gone))
        stays = gate.scholars[1]
        assert "The places after" in client.sign_in(stays.person).get(standing(stays))
