"""Letters and appeals at the same moment: one of each, whoever presses, and the other is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.advancement import appealing, lettering
from tests.advancement.appealing import DECIDED, FILED, REASONS, TEXT, Stopped
from tests.advancement.lettering import NOTICE
from tests.factories import Factory
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import at_once, count
from tracker.advancement import appeals
from tracker.advancement.appeal_models import Appeal, Ruling
from tracker.advancement.decision_models import GateCase, GateDecision
from tracker.advancement.letter_models import Letter
from tracker.outbox.models import Message
from tracker.people.models import Person

PEOPLE = 4


@pytest.fixture
def stage(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Stopped]]:
    """A database in which commits are real, with a scholar who was stopped and has their letter."""
    with migrated_engine(engine, tmp_path_factory.mktemp("at-once")) as made:
        with Session(made, expire_on_commit=False) as session:
            case = appealing.stopped(Factory(session))
            session.commit()
        yield made, case


def test_a_letter_goes_out_once_whoever_sends_it(stage: tuple[Engine, Stopped]) -> None:
    engine, case = stage
    with Session(engine, expire_on_commit=False) as session, case.gate.on(DECIDED):
        staff = session.merge(case.noor)
        scholar = Factory(session).enrolment(session.merge(case.gate.cohort))
        decision = lettering.planned(session, staff, scholar).id
        session.commit()
        before = count(session, Message), count(session, Letter)

    def send(session: Session) -> None:
        lettering.sent(
            session, session.get_one(Person, case.noor.id), session.get_one(GateDecision, decision)
        )

    with case.gate.on(DECIDED):
        assert at_once(engine, *[send] * PEOPLE) == ["done"] * PEOPLE
    with Session(engine) as session:
        assert (count(session, Message), count(session, Letter)) == (before[0] + 1, before[1] + 1)


@pytest.mark.parametrize("texts", [[TEXT] * PEOPLE, [f"{TEXT} {at}" for at in range(PEOPLE)]])
def test_one_appeal_stands_however_many_windows(stage: tuple[Engine, Stopped], texts: list[str]) -> None:
    engine, case = stage

    def file(text: str) -> object:
        def run(session: Session) -> None:
            scholar = session.get_one(Person, case.scholar.id)
            decision = session.get_one(GateDecision, case.decision.id)
            appeals.file(session, scholar, decision=decision, text=text)

        return run

    with case.gate.on(FILED):
        answers = Counter(at_once(engine, *[file(text) for text in texts]))  # type: ignore[arg-type]
    same = len(set(texts)) == 1
    assert answers == ({"done": PEOPLE} if same else {"done": 1, "appeal_twice": PEOPLE - 1})
    with Session(engine) as session:
        assert count(session, Appeal) == 1


def test_one_reader_is_asked_and_one_ruling_stands(stage: tuple[Engine, Stopped]) -> None:
    engine, case = stage
    with case.gate.on(FILED), Session(engine, expire_on_commit=False) as session:
        scholar = session.get_one(Person, case.scholar.id)
        decision = session.get_one(GateDecision, case.decision.id)
        made = appeals.file(session, scholar, decision=decision, text=TEXT).id
        session.commit()

    def give(reader: int) -> object:
        def run(session: Session) -> None:
            appeals.assign(
                session,
                session.get_one(Person, case.noor.id),
                appeal=session.get_one(Appeal, made),
                reader=session.get_one(Person, reader),
                instead_of=None,
                notice=NOTICE,
            )

        return run

    def decide(ruling: Ruling) -> object:
        def run(session: Session) -> None:
            row = session.get_one(Appeal, made)
            reader = session.get_one(Person, row.reader_id)
            shown = appeals.prepare(session, reader, appeal=row, ruling=ruling, reasons=REASONS).digest
            appeals.rule(
                session, reader, appeal=row, ruling=ruling, reasons=REASONS, shown=shown, notice=NOTICE
            )

        return run

    with case.gate.on(FILED):
        given = Counter(at_once(engine, give(case.noor.id), give(case.otto.id)))  # type: ignore[arg-type]
        assert given == {"done": 1, "appeal_given_meanwhile": 1}
        rulings = [Ruling.UPHELD, Ruling.SENT_BACK] * 2
        ruled = Counter(at_once(engine, *[decide(one) for one in rulings]))  # type: ignore[arg-type]
    assert ruled == {"done": 2, "appeal_decided": 2}
    with Session(engine) as session:
        row = session.get_one(Appeal, made)
        undone = session.get_one(GateDecision, case.decision.id).undone_at
        assert (row.ruling is Ruling.SENT_BACK) is (undone is not None)
        assert count(session, Letter) == 2
        rounds = session.scalars(sa.select(GateCase.round)).one()
        assert rounds == (2 if undone else 1)
