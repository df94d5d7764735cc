"""The line of the attention list about cases: for those who overlook the review, and neutral."""

from __future__ import annotations

import pytest

from tests.releases.casting import TITLE, a_case
from tests.releases.stopping import START, at, later
from tracker import clock
from tracker.people.models import RoleGrant
from tracker.permissions import Role
from tracker.releases.parts import CaseState

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def moment():
    with clock.fixed(START):
        yield


def test_a_late_case_stands_by_its_codename_before_a_lead_and_not_before_other_staff(
    client, session, cast, bench
):
    case = a_case(session, cast.ada.person, cast.sprint)
    at(session, case, CaseState.SCREENING)
    session.commit()
    client.sign_in(cast.lea)
    with later(days=3):
        assert case.label not in client.get("/attention").html
    with later(days=4):
        page = client.get("/attention")
        assert "The review of 1 release waits for somebody who is late, since 7 May 2026" in page
        assert case.label in page
        assert TITLE not in page.html
        client.sign_in(cast.sam)
        assert case.label not in client.get("/attention").html
        session.add(RoleGrant(person_id=cast.sam.id, role=Role.COORDINATOR, program_id=cast.program.id))
        session.commit()
        assert case.label in client.get("/attention").html
