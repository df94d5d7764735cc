"""Two reviewers at the same moment: each files once, one outcome follows, and nothing is half there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.factories import Factory
from tests.releases import approving, reviewing
from tests.releases.casting import SEAL, a_bench
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import at_once, count
from tracker.people.models import Person
from tracker.releases import assessments, assignments
from tracker.releases.decision_models import Approval, Decision
from tracker.releases.models import Case, CaseStep
from tracker.releases.parts import CaseState
from tracker.releases.review_models import Assessment


@pytest.fixture
def stage(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, int, int, int]]:
    """A database in which commits are real, with a case that waits for Rhea and Ravi."""
    with migrated_engine(engine, tmp_path_factory.mktemp("at-once")) as made:
        with Session(made, expire_on_commit=False) as session:
            make = Factory(session)
            cast = build_cast(make)
            bench = a_bench(make, cast)
            case = approving.under_review(session, cast)
            for person in (bench.rhea, bench.ravi):
                row = assignments.ask(session, bench.cora, case=case, person=person)
                assignments.answer(session, SEAL, person, case=case, row=row, accepts=True)
            session.commit()
            numbers = case.id, bench.rhea.id, bench.ravi.id
        yield made, *numbers


def test_each_files_once_and_one_approval_follows(stage: tuple[Engine, int, int, int]) -> None:
    engine, case_id, rhea, ravi = stage

    def filing(person_id: int) -> object:
        def run(session: Session) -> None:
            person, case = session.get_one(Person, person_id), session.get_one(Case, case_id)
            assessments.file(session, SEAL, person, case=case, said=reviewing.said())

        return run

    both = [filing(rhea), filing(ravi)] * 2
    told = Counter(at_once(engine, *both))  # type: ignore[arg-type]
    assert told.pop("done") == 2
    assert set(told) <= {"review_filed_waits", "review_filed", "review_not_expedited"}
    with Session(engine) as session:
        case = session.get_one(Case, case_id)
        assert case.state in (CaseState.APPROVED, CaseState.CLEARED)
        assert count(session, Assessment) == 2
        assert count(session, Decision) == count(session, Approval) == 1
        assert count(session, CaseStep, CaseStep.transition == "T8") == 1
        filed = set(session.scalars(sa.select(Assessment.person_id)))
        assert filed == {rhea, ravi}
