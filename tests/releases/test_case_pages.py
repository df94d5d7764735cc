"""The list of cases and the page of one, through the client: neutral, and closed to who is nothing to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.page import Client
from tests.releases.casting import TITLE, Bench, a_case
from tracker import clock, sealed
from tracker.audit import AuditEntry
from tracker.people import actions as people_actions
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects.models import Work
from tracker.releases.models import Case
from tracker.releases.parts import CaseState

pytestmark = pytest.mark.any_database


@pytest.fixture
def case(session: Session, cast: Cast, bench: Bench) -> Case:
    return a_case(session, cast.ada.person, cast.sprint)


def attempts(session: Session) -> list[tuple[int | None, int | None, str]]:
    found = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "release.denied"))
    return [(one.actor_id, one.object_id, one.change["ability"]) for one in found]


def test_a_case_is_not_found_by_who_is_nothing_to_it_and_the_attempt_is_kept(
    client: Client, session: Session, cast: Cast, bench: Bench, case: Case
) -> None:
    for person in (cast.ben.person, cast.sam, cast.outsider, bench.ravi, bench.xeno):
        assert client.sign_in(person).get(f"/reviews/{case.id}").status == 404
        assert case.label not in client.get("/reviews")
    assert [who for who, _case, _ability in attempts(session)] == [
        cast.ben.person_id,
        cast.sam.id,
        cast.outsider.id,
        bench.ravi.id,
        bench.xeno.id,
    ]
    assert client.get("/reviews/999999").status == 404


def test_lists_and_titles_say_number_codename_kind_and_days(
    client: Client, session: Session, cast: Cast, bench: Bench, case: Case
) -> None:
    for person in (cast.ada.person, cast.mara, bench.cora, cast.lea, bench.aude):
        page = client.sign_in(person).get("/reviews")
        assert case.label in page
        assert "being prepared" in page
        assert TITLE not in page.html
        one = client.get(f"/reviews/{case.id}")
        assert one.status == 200
        assert one.title == f"{case.label} – Tracker"
    assert attempts(session) == []


def test_an_operator_sees_numbers_and_opens_none(
    client: Client, session: Session, make: Factory, case: Case
) -> None:
    otto = make.person("Otto Operator")
    people_actions.grant_role(session, None, person=otto, role=Role.OPERATOR, program_id=None)
    page = client.sign_in(otto).get("/reviews")
    assert f"{case.id}: {case.public_id}" in page
    assert case.codename not in page.html
    assert client.get(f"/reviews/{case.id}").status == 404


def test_what_a_case_was_about_is_gone_with_its_key_and_the_row_stays(
    client: Client, session: Session, cast: Cast, case: Case
) -> None:
    sealed.destroy(session, session.get_one(sealed.Vault, case.vault_id))
    session.flush()
    page = client.sign_in(cast.ada.person).get(f"/reviews/{case.id}")
    assert page.status == 200
    assert case.label in page
    assert "were deleted on" in page


def test_the_list_asks_the_database_as_often_for_twenty_cases_as_for_one(
    client: Client, session: Session, cast: Cast, bench: Bench, case: Case
) -> None:
    counts = []
    author, work = cast.ada.person_id, cast.sprint.id
    for more in (0, 1, 18):
        for _ in range(more):
            a_case(session, session.get_one(Person, author), session.get_one(Work, work))
        session.commit()
        client.sign_in(bench.cora)
        with client.counting() as seen:
            assert client.get("/reviews").status == 200
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts


def test_days_waiting_are_the_days_in_a_state_and_stop_at_the_end(
    client: Client, session: Session, cast: Cast, case: Case
) -> None:
    case.state_since = clock.now() - timedelta(days=12)
    session.flush()
    assert "12 days" in client.sign_in(cast.ada.person).get(f"/reviews/{case.id}")
    again = session.get_one(Case, case.id)
    again.state, again.closed_at = CaseState.WITHDRAWN, clock.now()
    session.commit()
    assert "12" not in client.get("/reviews").text.split(case.label)[1].split("You")[0]
