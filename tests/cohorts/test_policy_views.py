"""The pages of a gate's policy: changed by staff, read by scholars, kept from everybody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.page import count_rows
from tracker import clock
from tracker.cohorts import actions, queries
from tracker.cohorts.models import PhaseKind, PolicyRead
from tracker.outbox.models import Message
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

SETUP = "/programs/north/cohorts/winter/setup"
TRAINING = f"{SETUP}/phases/training"
RESEARCH = f"{SETUP}/phases/research"


@pytest.fixture
def training(session, cast):
    def read():
        session.expunge_all()
        return queries.phase(queries.cohort(session, "north", "winter"), PhaseKind.TRAINING)

    return read


def earlier(phase, count=1):
    return (phase.notice_by - timedelta(days=count)).isoformat()


def test_staff_change_a_running_gate_with_a_reason_and_scholars_read_both(client, cast, session, training):
    page = client.sign_in(cast.sam).get(TRAINING)
    assert "You move to the research phase unless we tell you" in page.form()["training_text"]
    done = client.submit(
        page, TRAINING, training_notice_by=earlier(training()), training_reason="A Sunday was meant."
    )
    assert done.location.endswith("/setup")
    (to_ada, _to_ben) = session.scalars(sa.select(Message).order_by(Message.person_id)).all()
    assert "Last day for a concern:" in to_ada.body
    assert "The reason: A Sunday was meant." in to_ada.body
    assert f"/where-i-stand/{cast.ada.id}" in to_ada.body
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    assert "What changed about the end of this phase" in page
    assert "A Sunday was meant." in page


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"training_reason": ""}, "training_reason", "Say why it changes"),
        ({"training_notice_days": "20"}, "training_notice_days", "can be more, not fewer"),
        ({"training_notice_days": "13"}, "training_notice_days", "two weeks to answer"),
        ({"training_notice_days": ""}, "training_notice_days", "This field is needed"),
        ({"training_panel": "1"}, "training_panel", "at least two members"),
        ({"training_people": "2"}, "training_people", "not fewer"),
        ({"training_non_mentors": "4"}, "training_non_mentors", "than people"),
        ({"training_works": "0"}, "training_works", "from 1 to"),
        ({"training_starts_on": "2026-01-01"}, "training_starts_on", "that day stays"),
        ({"training_gate": "capacity_limited", "training_places": "8"}, "training_gate", "or not at all"),
        ({"training_decision_on": "2031-01-01"}, "training_decision_on", "earlier, not later"),
        ({"training_text": "a\0b"}, "training_text", "control characters"),
        ({"training_text": "x" * 8001}, "training_text", "at most 8000"),
    ],
)
def test_what_would_be_stricter_is_refused_at_its_field(
    client, cast, session, training, changes, field, words
):
    page = client.sign_in(cast.sam).get(TRAINING)
    typed = {"training_notice_by": earlier(training()), "training_reason": "Why not?", **changes}
    page = client.submit(page, TRAINING, **typed)
    assert page.status == 200
    assert words in page
    assert f'href="#{field}"' in page.html
    assert training().policy_version == 1
    assert count_rows(session, Message) == 0


def test_a_phase_page_saved_unchanged_changes_nothing(client, cast, session, training):
    page = client.sign_in(cast.sam).get(TRAINING)
    assert client.submit(page, TRAINING).status == 302
    assert training().policy_version == 1
    assert count_rows(session, Message) == 0


def test_an_emptied_last_day_says_that_nobody_can_be_stopped(client, cast, training):
    page = client.sign_in(cast.sam).get(TRAINING)
    client.submit(page, TRAINING, training_notice_by="", training_reason="Nobody will be stopped.")
    assert training().notice_by is None
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    assert "Nobody can be stopped at this gate." in page


def test_staff_see_the_text_and_who_has_not_read_it(client, cast, training, session):
    page = client.sign_in(cast.sam).get(SETUP)
    assert "2 have not read it" in page
    page = client.get(f"{TRAINING}/policy")
    assert "Version 1, in force since" in page
    assert "0 of 2" in page and "Ada Adeyemi" in page and "Ben Okafor" in page
    for enrolment in (cast.ada, cast.ben):
        read(client, enrolment, training())
    page = client.sign_in(cast.sam).get(f"{TRAINING}/policy")
    assert "All 2 scholars have read this version." in page
    assert "not read it" not in client.get(SETUP)


def test_the_policy_of_a_coming_phase_asks_nobody_yet(client, cast):
    page = client.sign_in(cast.sam).get(f"{RESEARCH}/policy")
    assert "asked to read it from the first day" in page
    assert client.get(f"{SETUP}/phases/extension/policy").status == 404


def test_a_research_manager_reads_the_policy_and_is_offered_no_change(client, cast, make):
    manager = make.role(make.person("Rea Manager"), Role.RESEARCH_MANAGER, cast.cohort)
    page = client.sign_in(manager).get(f"{TRAINING}/policy")
    assert page.status == 200
    assert not [href for href, _text in page.links if href.endswith("/phases/training")]


def read(client, enrolment, phase):
    client.sign_in(enrolment.person)
    return client.post(f"/where-i-stand/{enrolment.id}/policies/{phase.policy.id}/read")


def test_a_scholar_says_that_they_have_read_it_and_a_double_click_is_one_word(
    client, cast, session, training
):
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    assert "I have read this" in page
    for _click in range(2):
        assert read(client, cast.ada, training()).location.endswith(f"/where-i-stand/{cast.ada.id}")
    assert count_rows(session, PolicyRead) == 1
    page = client.get(f"/where-i-stand/{cast.ada.id}")
    assert "that you have read this." in page
    assert "I have read this" not in page
    assert "No surprises:" in page, "the text stays to be found again"


def test_a_new_version_asks_again(client, cast, session, training, make):
    read(client, cast.ada, training())
    page = client.sign_in(cast.sam).get(TRAINING)
    client.submit(page, TRAINING, training_people="4", training_reason="More eyes.")
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    assert "I have read this" in page


def test_nobody_reads_for_somebody_else(client, cast, session, training, make):
    url = f"/where-i-stand/{cast.ada.id}/policies/{training().policy.id}/read"
    for person in (cast.ben.person, cast.mara, cast.sam, cast.outsider):
        assert client.sign_in(person).post(url).status == 404
    elsewhere = make.training(make.cohort(cast.program, "other")).policy
    client.sign_in(cast.ada.person)
    assert client.post(f"/where-i-stand/{cast.ada.id}/policies/{elsewhere.id}/read").status == 404
    assert count_rows(session, PolicyRead) == 0


def test_before_the_phase_the_text_is_there_and_the_button_is_not(client, make, cast):
    cohort = make.cohort(cast.program, "coming", phases=make.phases(clock.today() + timedelta(days=20)))
    scholar = make.enrolment(cohort)
    page = client.sign_in(scholar.person).get(f"/where-i-stand/{scholar.id}")
    assert "No surprises:" in page
    assert "I have read this" not in page
    refused = client.post(f"/where-i-stand/{scholar.id}/policies/{make.training(cohort).policy.id}/read")
    assert refused.status in (400, 409, 422)


def test_somebody_who_left_is_asked_nothing(client, cast, session, training):
    actions.withdraw(session, cast.sam, enrolment=session.merge(cast.ada), on=clock.today())
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    assert "I have read this" not in page
