"""One phase in two windows: nothing is overwritten unseen."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tracker.audit import AuditEntry
from tracker.cohorts import actions, queries
from tracker.cohorts.models import PhaseKind
from tracker.reasons import Refused

pytestmark = pytest.mark.any_database

RESEARCH = "/programs/north/cohorts/winter/setup/phases/research"
TRAINING = "/programs/north/cohorts/winter/setup/phases/training"
EXTENSION = "/programs/north/cohorts/winter/setup/phases/extension"


def reader(session, kind):
    def read():
        session.expire_all()
        return queries.phase(queries.cohort(session, "north", "winter"), kind)

    return read


@pytest.fixture
def training(session, cast):
    return reader(session, PhaseKind.TRAINING)


@pytest.fixture
def research(session, cast):
    """A phase that lies ahead, so that everything about it may still change."""
    return reader(session, PhaseKind.RESEARCH)


def test_the_page_shows_what_stands_and_saves_a_change(client, cast, session, research):
    page = client.sign_in(cast.sam).get(RESEARCH)
    assert page.form()["research_ends_on"] == research().ends_on.isoformat()
    done = client.submit(page, RESEARCH, research_gate="capacity_limited", research_places="9")
    assert done.location.endswith("/setup")
    assert research().places == 9
    changes = sa.select(AuditEntry).where(AuditEntry.action == "phase.set").order_by(AuditEntry.id)
    entry = session.scalars(changes).all()[-1]
    assert (entry.actor_id, entry.change["after"]["places"]) == (cast.sam.id, "9")


def test_a_second_window_sees_both_versions_and_overwrites_nothing(client, cast, research):
    first = client.sign_in(cast.sam).get(RESEARCH)
    second = client.get(RESEARCH)
    client.submit(second, RESEARCH, research_gate="capacity_limited", research_places="9")
    page = client.submit(first, RESEARCH, research_gate="capacity_limited", research_places="12")
    assert page.status == 200
    assert "Two versions" in page
    assert "Saved by somebody else" in page
    assert page.form()["research_places"] == "12"
    assert research().places == 9
    assert client.submit(page, RESEARCH).status == 302  # having seen both
    assert research().places == 12


def test_a_phase_added_in_two_windows_is_not_overwritten(client, cast, session):
    days = {"extension_starts_on": "2031-01-06", "extension_ends_on": "2031-06-01"}
    first = client.sign_in(cast.sam).get(EXTENSION)
    client.submit(first, EXTENSION, **days)
    page = client.submit(first, EXTENSION, **{**days, "extension_ends_on": "2031-09-01"})
    assert "Two versions" in page
    phase = queries.phase(queries.cohort(session, "north", "winter"), PhaseKind.EXTENSION)
    assert phase.ends_on.isoformat() == "2031-06-01"


@pytest.mark.parametrize("version", ["", "-1", "x", "9" * 40, "²"])
def test_a_forged_version_overwrites_nothing(client, cast, training, version):
    page = client.sign_in(cast.sam).get(TRAINING)
    page = client.submit(page, TRAINING, training_ends_on="2031-01-01", version=version)
    assert "Two versions" in page
    assert training().ends_on.isoformat() != "2031-01-01"


def test_a_phase_cannot_run_into_the_next_one(client, cast, training):
    before = training().ends_on
    page = client.sign_in(cast.sam).get(TRAINING)
    page = client.submit(page, TRAINING, training_ends_on="2031-01-01")
    assert "after the next one starts" in page
    assert training().ends_on == before


def test_an_unknown_phase_has_no_page(client, cast):
    assert client.sign_in(cast.sam).get(TRAINING.replace("training", "holiday")).status == 404


def test_the_action_refuses_a_version_that_was_replaced(session, cast, make):
    (phase, *_rest) = make.phases()
    with pytest.raises(Refused) as refusal:
        actions.set_phase(session, cast.sam, cohort=cast.cohort, phase=phase, base_version=7)
    assert refusal.value.decision.code == "phase_changed"


def test_without_a_base_version_the_command_line_sets_a_phase(session, cast, make):
    (phase, *_rest) = make.phases()
    assert actions.set_phase(session, None, cohort=cast.cohort, phase=phase).ends_on == phase.ends_on
