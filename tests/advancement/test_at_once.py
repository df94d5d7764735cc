"""Two people, or two proofs, at the same moment: one of them counts, nothing is doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.advancement import raising
from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import at_once, count
from tracker import audit, clock
from tracker.advancement import delivery, queries
from tracker.advancement.models import Concern, PlanWord, Proof, Verdict
from tracker.cohorts.models import Enrolment
from tracker.outbox.models import Message
from tracker.people.models import Person


@pytest.fixture
def stage(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Cast]]:
    """A database in which commits are real, with the cast in it."""
    with migrated_engine(engine, tmp_path_factory.mktemp("at-once")) as made:
        with Session(made, expire_on_commit=False) as session:
            cast = build_cast(Factory(session))
            session.commit()
        yield made, cast


def test_two_open_at_once_and_one_concern_is_open(stage: tuple[Engine, Cast]) -> None:
    engine, cast = stage

    def opening(who: Person, text: str) -> object:
        def run(session: Session) -> None:
            enrolment = session.get_one(Enrolment, cast.ada.id)
            raising.concern(session, session.get_one(Person, who.id), enrolment, text=text)

        return run

    doings = [opening(cast.sam, "Sam's"), opening(cast.mara, "Mara's"), opening(cast.lea, "Lea's")]
    outcomes = Counter(at_once(engine, *doings))  # type: ignore[arg-type]
    assert outcomes == {"done": 1, "concern_open_already": 2}
    with Session(engine) as session:
        assert count(session, Concern) == count(session, Message) == 1
        assert list(audit.broken_links(session)) == []


def test_a_double_click_at_the_same_moment_opens_one(stage: tuple[Engine, Cast]) -> None:
    engine, cast = stage

    def run(session: Session) -> None:
        enrolment = session.get_one(Enrolment, cast.ada.id)
        raising.concern(session, session.get_one(Person, cast.sam.id), enrolment)

    assert at_once(engine, *[run] * 3) == ["done"] * 3
    with Session(engine) as session:
        assert count(session, Concern) == count(session, Message) == 1


def test_two_proofs_and_two_words_at_once(stage: tuple[Engine, Cast]) -> None:
    engine, cast = stage
    with Session(engine, expire_on_commit=False) as session:
        sam, ada = session.get_one(Person, cast.sam.id), session.get_one(Enrolment, cast.ada.id)
        key = raising.concern(session, sam, ada).id
        session.commit()

    def prove(by: Proof) -> object:
        def run(session: Session) -> None:
            concern = queries.own(session, key, cast.ada.person_id)
            assert concern is not None
            delivery.prove(session, concern, by=by, at=clock.now(), actor=None)

        return run

    assert at_once(engine, *[prove(by) for by in Proof]) == ["done"] * 3  # type: ignore[arg-type]
    with Session(engine, expire_on_commit=False) as session:
        entries = sa.select(sa.func.count()).where(audit.AuditEntry.action == "concern.deliver")
        assert session.scalar(entries) == 1
        concern = queries.own(session, key, cast.ada.person_id)
        assert concern is not None
        raising.plan(session, session.get_one(Person, cast.sam.id), concern, owner=cast.sam)
        session.commit()

    def judge(who: Person) -> object:
        def run(session: Session) -> None:
            concern = queries.own(session, key, cast.ada.person_id)
            assert concern is not None
            raising.judged(session, session.get_one(Person, who.id), concern, Verdict.MET)

        return run

    outcomes = at_once(engine, *[judge(who) for who in (cast.sam, cast.lea, cast.lea)])  # type: ignore[arg-type]
    assert Counter(outcomes)["done"] == 2
    assert set(outcomes) <= {"done", "review_twice", "plan_settled"}
    with Session(engine) as session:
        assert count(session, PlanWord) == 2
        assert session.get_one(Concern, key).closed_on == clock.today()
        assert session.get_one(Concern, key).delivered_on >= clock.today() - timedelta(days=1)
