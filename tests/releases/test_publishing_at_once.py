"""Several people at the same moment: one publication, one amended approval, and the others are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.factories import Factory
from tests.releases import approving
from tests.releases.casting import a_bench
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import at_once, count
from tracker.people.models import Person
from tracker.releases import amendments, approval_queries, publications
from tracker.releases.approval_models import Publication
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case, CaseStep
from tracker.releases.parts import CaseState


@pytest.fixture
def stage(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A database in which commits are real, with a cleared case and one whose change is asked about."""
    with migrated_engine(engine, tmp_path_factory.mktemp("at-once")) as made:
        with Session(made, expire_on_commit=False) as session:
            cast = build_cast(Factory(session))
            bench = a_bench(Factory(session, 500), cast)
            found = approving.going_out(session, cast, bench)
            session.commit()
            people = {"ada": cast.ada.person_id, "rhea": bench.rhea.id, "ravi": bench.ravi.id}
        yield {"engine": made, **found, **people}


def test_a_release_goes_out_once_however_many_publish_it(stage: dict[str, Any]) -> None:
    def publish(session: Session) -> None:
        case, ada = session.get_one(Case, stage["cleared_id"]), session.get_one(Person, stage["ada"])
        going = approving.going(session, case)
        standing = approving.standing_of(session, ada, case)
        publications.publish(session, ada, standing, case=case, going=going)

    told = Counter(at_once(stage["engine"], *[publish] * 4))
    assert told == {"done": 1, "publish_done": 3}
    with Session(stage["engine"]) as session:
        about = stage["cleared_id"]
        assert session.get_one(Case, about).state is CaseState.PUBLISHED
        assert count(session, Publication, Publication.case_id == about) == 1
        assert count(session, CaseStep, CaseStep.case_id == about, CaseStep.transition == "T12") == 1


def test_a_change_is_confirmed_once_however_often_both_say_so(stage: dict[str, Any]) -> None:
    def confirming(name: str) -> Callable[[Session], None]:
        def run(session: Session) -> None:
            case, who = session.get_one(Case, stage["asked_id"]), session.get_one(Person, stage[name])
            asked = approval_queries.open_amendment(session, case.id)
            assert asked is not None
            amendments.answer(session, who, case=case, amendment=asked, nothing_new=True)

        return run

    told = Counter(at_once(stage["engine"], confirming("rhea"), confirming("ravi")))
    assert told == {"done": 2}
    with Session(stage["engine"]) as session:
        about = stage["asked_id"]
        assert session.get_one(Case, about).state is CaseState.APPROVED
        assert count(session, Approval, Approval.case_id == about, Approval.amends_id.is_not(None)) == 1
