"""Two reviewers through the client: asked, alone, apart, agreed; and who finds nothing there."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.releases.authoring import handed_in
from tests.releases.casting import a_bench
from tests.releases.reviewing import CLEAR, SERIOUS, file, invite, take, with_reviewers
from tracker.audit import AuditEntry
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case, CaseStep
from tracker.releases.parts import CaseState, Void
from tracker.releases.review_models import Assessment, ReviewAssignment
from tracker.releases.weighing_rules import SHORT_FIELDS

pytestmark = pytest.mark.any_database


@pytest.fixture
def bench(make, cast):
    return a_bench(make, cast)


@pytest.fixture
def case(client, cast, bench):
    """Ada's harmless post, in screening."""
    return handed_in(client, cast.ada.person, cast.sprint)


def row(session, case) -> Case:
    session.expire_all()
    return session.get_one(Case, int(case.rsplit("/", 1)[1]))


def count(session, model) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_no_reviewer_is_found_for_a_case_before_two_declared(client, bench, case, session):
    invite(client, bench.cora, case, bench.rhea, bench.ravi)
    take(client, bench.rhea, case)
    client.sign_in(bench.cora)
    refused = client.post(f"{case}/screening/reviewers")
    assert refused.status == 422
    assert "It takes two who accepted" in refused
    assert row(session, case).state is CaseState.SCREENING


def test_two_clear_words_let_it_out(client, bench, case, session):
    with_reviewers(client, bench, case)
    assert file(client, bench.rhea, case).status == 302
    assert row(session, case).state is CaseState.EXPEDITED
    assert file(client, bench.ravi, case).status == 302
    found = row(session, case)
    assert found.state in (CaseState.APPROVED, CaseState.CLEARED)
    steps = session.scalars(sa.select(CaseStep.transition).where(CaseStep.case_id == found.id)).all()
    assert "T8" in steps
