"""A panel's chair in two windows at the same moment: one outcome, one letter, and the other is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.factories import Factory
from tests.releases import seating
from tests.releases.casting import SEAL, a_bench
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import at_once, count
from tracker import audit, clock
from tracker.people.models import Person
from tracker.releases import closing, letters
from tracker.releases.decision_models import Decision
from tracker.releases.letters import Sending
from tracker.releases.models import Case
from tracker.releases.panel_models import Panel
from tracker.releases.parts import CaseState, ReasonCode, Scope

WINDOWS = 3
Act = Callable[[Session, Person, Case, Panel], object]


@pytest.fixture
def stage(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, int, int]]:
    """A database in which commits are real, with a panel that has voted for nobody; and its chair."""
    with migrated_engine(engine, tmp_path_factory.mktemp("at-once")) as made:
        with Session(made, expire_on_commit=False) as session:
            make = Factory(session)
            cast = build_cast(make)
            bench = a_bench(make, cast)
            case, panel = seating.ready(session, cast, bench)
            seating.vote_all(session, case, panel, bench, *[Scope.S0] * 5)
            session.commit()
            numbers = panel.id, bench.pia.id
        yield made, *numbers


def windows(stage: tuple[Engine, int, int], act: Act) -> Counter[str]:
    """What the chair's windows are told who all press at once."""
    engine, panel_id, chair_id = stage

    def run(session: Session) -> None:
        panel = session.get_one(Panel, panel_id)
        act(session, session.get_one(Person, chair_id), session.get_one(Case, panel.case_id), panel)

    return Counter(at_once(engine, *[run] * WINDOWS))


def test_a_vote_closes_once_and_a_letter_goes_out_once(stage: tuple[Engine, int, int]) -> None:
    engine, panel_id, _chair = stage
    closed = windows(
        stage, lambda session, chair, case, panel: closing.close(session, chair, case=case, panel=panel)
    )
    assert closed == {"done": 1, "vote_closed_already": WINDOWS - 1}
    with Session(engine) as session:
        panel = session.get_one(Panel, panel_id)
        case = session.get_one(Case, panel.case_id)
        for seat in seating.panel_queries.seats(session, panel.id)[:4]:
            seating.votes.cast_on_hold(
                session, seat.person, seal=SEAL, case=case, panel=panel, verdict=seating.Verdict.HOLD
            )
        letters.save(session, panel.chair, seal=SEAL, case=case, panel=panel, parts=seating.LETTER)
        session.commit()
    sending = Sending(frozenset({ReasonCode.MISUSE}), clock.today() + timedelta(days=90))

    def send(session: Session, chair: Person, case: Case, panel: Panel) -> None:
        letters.send(session, chair, seal=SEAL, case=case, panel=panel, sending=sending)

    assert windows(stage, send) == {"done": 1, "letter_sent_already": WINDOWS - 1}
    with Session(engine) as session:
        assert count(session, Decision) == 1
        assert session.get_one(Panel, panel_id).outcome is Scope.S0
        assert session.get_one(Case, session.get_one(Panel, panel_id).case_id).state is CaseState.HELD
        assert list(audit.broken_links(session)) == []
