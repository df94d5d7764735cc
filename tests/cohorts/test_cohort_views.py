"""The list of cohorts, a new program, a new cohort."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts import queries
from tracker.cohorts.models import GateDefault
from tracker.evaluations import queries as form_queries
from tracker.people import actions as people_actions
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

NEW = "/programs/north/cohorts/new"
TYPED = {
    "name": "Summer 2027",
    "slug": "summer",
    "training_starts_on": "2027-06-07",
    "training_ends_on": "2027-08-15",
    "training_gate": "continue_by_default",
    "research_gate": "continue_by_default",
}


@pytest.fixture
def operator(session, make):
    person = make.person("Otto Operator")
    people_actions.grant_role(session, None, person=person, role=Role.OPERATOR, program_id=None)
    return person


def test_a_scholar_or_mentor_has_no_list_of_cohorts(client, cast):
    for person in (cast.mara, cast.ada.person):
        assert client.sign_in(person).get("/programs/").status == 404


def test_staff_find_their_cohorts_and_no_others(client, cast):
    page = client.sign_in(cast.sam).get("/programs/")
    assert "Winter 2026" in page
    assert "/programs/north/cohorts/winter/" in page.html
    assert "South" not in page


def test_a_finished_cohort_stands_under_earlier_cohorts(client, cast, make):
    make.cohort(cast.program, "old", name="Old one", phases=make.phases(clock.today() - timedelta(weeks=99)))
    page = client.sign_in(cast.sam).get("/programs/")
    assert page.text.index("Winter 2026") < page.text.index("Earlier cohorts") < page.text.index("Old one")


def test_a_research_manager_reads_boards_but_sets_nothing_up(client, cast, make):
    person = make.role(make.person("Rhea"), Role.RESEARCH_MANAGER, cast.cohort)
    page = client.sign_in(person).get("/programs/")
    assert "Winter 2026" in page
    assert "Setup" not in page
    assert "New cohort" not in page


def test_an_operator_without_programs_is_led_to_make_one(client, operator):
    page = client.sign_in(operator).get("/programs/")
    assert "/programs/new" in page.html


def test_the_list_costs_the_same_with_more_cohorts(client, cast, make):
    client.sign_in(cast.sam)
    with client.counting() as one:
        client.get("/programs/")
    for _number in range(2):
        make.cohort(cast.program)
    with client.counting() as three:
        client.get("/programs/")
    assert len(one) == len(three)


def test_only_an_operator_makes_programs(client, cast):
    for person in (cast.sam, cast.lea):
        assert client.sign_in(person).get("/programs/new").status == 404
        assert client.post("/programs/new", {"name": "Mine", "slug": "mine"}).status == 404


def test_whoever_makes_a_program_leads_it_and_it_has_a_rubric(client, session, operator):
    page = client.sign_in(operator).get("/programs/new")
    done = client.submit(page, "/programs/new", name="East", slug="east", time_zone="Europe/Lisbon")
    assert done.location == "/programs/east/cohorts/new"
    program = queries.program(session, "east")
    assert program.time_zone == "Europe/Lisbon"
    assert len(form_queries.rubric_in_use(session, program.id).criteria) == 5
    assert client.get("/programs/east/people").status == 200
    entry = session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "role.grant").order_by(AuditEntry.id)
    ).all()[-1]
    assert (entry.actor_id, entry.change["role"]) == (operator.id, "lead")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slug": "north"}, "is taken"),
        ({"slug": "North Star"}, "lower-case letters"),
        ({"slug": ""}, "This field is needed"),
        ({"name": ""}, "This field is needed"),
        ({"name": "N\0rth"}, "control characters"),
        ({"name": "x" * 201}, "at most 200"),
        ({"time_zone": "Mars/Olympus"}, "no time zone"),
        ({"time_zone": "../../etc/passwd"}, "no time zone"),
    ],
)
def test_a_program_that_cannot_be_made_says_why_at_the_field(client, cast, operator, session, changes, words):
    page = client.sign_in(operator).get("/programs/new")
    typed = {"name": "East", "slug": "east", "time_zone": "UTC", **changes}
    page = client.submit(page, "/programs/new", **typed)
    assert page.status == 200
    assert words in page
    assert queries.program(session, "east") is None
    assert 'aria-invalid="true"' in page.html


def test_a_cohort_gets_the_usual_gate_where_its_days_are_left_empty(client, cast, session):
    page = client.sign_in(cast.sam).get(NEW)
    done = client.submit(page, NEW, **TYPED)
    assert done.location == "/programs/north/cohorts/summer/setup"
    (phase,) = queries.cohort(session, "north", "summer").phases
    assert phase.gate_default is GateDefault.CONTINUE_BY_DEFAULT
    assert (phase.notice_by.isoformat(), phase.decision_on.isoformat()) == ("2027-07-25", "2027-08-22")


def test_a_short_phase_with_limited_places_is_taken_with_all_its_days(client, cast, session):
    page = client.sign_in(cast.sam).get(NEW)
    short = {
        **TYPED,
        "training_ends_on": "2027-07-04",
        "training_gate": "capacity_limited",
        "training_places": "8",
        "training_decision_on": "2027-07-10",
        "research_starts_on": "2027-07-19",
        "research_ends_on": "2027-10-10",
    }
    assert client.submit(page, NEW, **short).status == 302
    training, research = queries.cohort(session, "north", "summer").phases
    assert (training.gate_default, training.places) == (GateDefault.CAPACITY_LIMITED, 8)
    assert research.gate_default is GateDefault.CONTINUE_BY_DEFAULT


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"slug": "winter"}, "slug", "is taken"),
        ({"slug": "Summer!"}, "slug", "lower-case letters"),
        ({"name": " "}, "name", "This field is needed"),
        ({"training_starts_on": ""}, "training_starts_on", "This field is needed"),
        ({"training_ends_on": "2027-06-01"}, "training_ends_on", "before the start"),
        ({"training_ends_on": "soon"}, "training_ends_on", "Not a valid date"),
        ({"training_ends_on": "9999-12-31"}, "training_ends_on", "too far off"),
        ({"training_starts_on": "2027-06-0\0"}, "training_starts_on", "Not a valid date"),
        ({"training_gate": "by lot"}, "training_gate", "Not a valid choice"),
        ({"training_gate": "capacity_limited"}, "training_places", "number of places"),
        ({"training_places": "8"}, "training_places", "only where they are limited"),
        ({"training_places": "many"}, "training_places", "Not a valid integer"),
        ({"training_places": "-1"}, "training_places", "from 1 to"),
        ({"training_places": "9" * 30}, "training_places", "from 1 to"),
        ({"training_notice_by": "2027-09-01"}, "training_notice_by", "within the phase"),
        ({"training_decision_on": "2027-06-01"}, "training_decision_on", "before the phase starts"),
        (
            {"training_ends_on": "2027-07-04", "training_notice_by": "2027-06-13"},
            "training_notice_by",
            "too short for a fair stop",
        ),
        ({"research_starts_on": "2027-09-01"}, "research_ends_on", "both days, or neither"),
        (
            {"research_starts_on": "2027-08-01", "research_ends_on": "2027-10-01"},
            "research_starts_on",
            "after the next one starts",
        ),
        (
            {"research_starts_on": "2027-10-01", "research_ends_on": "2027-09-01"},
            "research_ends_on",
            "before the start",
        ),
    ],
)
def test_a_cohort_that_cannot_be_made_says_why_at_the_field(client, cast, session, changes, field, words):
    page = client.sign_in(cast.sam).get(NEW)
    page = client.submit(page, NEW, **{**TYPED, **changes})
    assert page.status == 200
    assert words in page
    assert f'id="{field}-error"' in page.html
    assert queries.cohort(session, "north", "summer") is None
    assert page.form()["name"] == {**TYPED, **changes}["name"].strip()  # what was typed is kept


def test_the_same_short_name_may_stand_in_two_programs(client, cast, session):
    client.sign_in(cast.outsider)
    page = client.get("/programs/south/cohorts/new")
    typed = {**TYPED, "slug": "summer"}
    client.submit(page, "/programs/south/cohorts/new", **typed)
    client.sign_in(cast.sam)
    assert client.submit(client.get(NEW), NEW, **typed).status == 302
