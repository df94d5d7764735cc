"""Panels by the product's own actions, for tests that are about something else than its pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.releases import approving
from tests.releases.casting import SEAL, Bench
from tracker import clock
from tracker.people.models import Person
from tracker.releases import (
    assessments,
    cases,
    closing,
    declarations,
    dissents,
    letters,
    panel_queries,
    panels,
    seats,
    votes,
)
from tracker.releases.decision_models import Decision
from tracker.releases.letters import Sending
from tracker.releases.models import Case
from tracker.releases.panel_models import Panel, PanelKind
from tracker.releases.panel_rules import Seating
from tracker.releases.parts import (
    Availability,
    Benefit,
    CaseState,
    Direction,
    Harm,
    ReasonCode,
    Reversibility,
    Scope,
    Sureness,
    Verdict,
)
from tracker.releases.review_models import ReviewPhase
from tracker.releases.review_rules import Said
from tracker.releases.voting_rules import LetterPart

MILD = Said(
    benefit=Benefit.SUBSTANTIAL,
    acceleration_worst=Harm.NEGLIGIBLE,
    misuse_worst=Harm.MODEST,
    acceleration_sureness=Sureness.HIGH,
    misuse_sureness=Sureness.HIGH,
    direction=Direction.SAFETY,
    availability=Availability.WELL_KNOWN,
    reversibility=Reversibility.FULLY,
    widest=Scope.S5,
    crux="Whether anybody would use it for harm.",
    acceleration_best=Harm.NEGLIGIBLE,
    misuse_best=Harm.NEGLIGIBLE,
)
GRAVE = replace(MILD, misuse_worst=Harm.SERIOUS, reason_codes=frozenset({ReasonCode.MISUSE}))
FOR_GOOD = replace(GRAVE, reversibility=Reversibility.NO)
LETTER = {part.value: f"On the {part.value}." for part in LetterPart}


def five(bench: Bench) -> list[Person]:
    return [bench.pia, bench.paul, bench.petra, bench.pete, bench.pola]


def convened(
    session: Session,
    case: Case,
    bench: Bench,
    people: Iterable[Person],
    *,
    kind: PanelKind = PanelKind.FORMAL,
) -> Panel:
    """A panel of these, the first of them in the chair."""
    members = [Seating(one.id) for one in people]
    return panels.convene(
        session, bench.cora, case=case, seats=members, chair=members[0].person_id, kind=kind
    )


def sit(session: Session, case: Case, panel: Panel, person: Person) -> None:
    declarations.declare(session, SEAL, person, case=case, hard=(), soft=())
    seats.take(session, person, case=case, panel=panel)


def assess(session: Session, case: Case, person: Person, said: Said = MILD) -> None:
    assessments.file(session, SEAL, person, case=case, said=said, phase=ReviewPhase.PANEL)


def ready(session: Session, cast: Cast, bench: Bench, said: Said = MILD) -> tuple[Case, Panel]:
    """A case before a panel of five who have declared and filed."""
    case = approving.under_review(session, cast, panel=True)
    panel = convened(session, case, bench, five(bench))
    for one in five(bench):
        sit(session, case, panel, one)
        assess(session, case, one, said)
    return case, panel


def vote(session: Session, case: Case, panel: Panel, person: Person, widest: Scope | None) -> None:
    votes.cast(session, person, seal=SEAL, case=case, panel=panel, widest=widest)


def vote_all(session: Session, case: Case, panel: Panel, bench: Bench, *scopes: Scope | None) -> None:
    for person, widest in zip(five(bench), scopes, strict=True):
        vote(session, case, panel, person, widest)


def dissent(session: Session, case: Case, panel: Panel, person: Person) -> int:
    return dissents.file(
        session, person, seal=SEAL, case=case, panel=panel, text="It turns on the recipe.", named=False
    ).id


def reply(session: Session, case: Case, panel: Panel, person: Person, number: int) -> None:
    dissents.reply(
        session, person, seal=SEAL, case=case, panel=panel, dissent_id=number, text="It is left out."
    )


def decided(
    session: Session,
    case: Case,
    panel: Panel,
    chair: Person,
    *,
    parts: dict[str, str] | None = None,
    **more: object,
) -> Decision:
    """The vote closed, where it is not yet, and the letter sent."""
    session.refresh(panel)
    if panel.closed_at is None:
        closing.close(session, chair, case=case, panel=panel)
    if panel.outcome is Scope.S0:
        for seat in panel_queries.sitting_seats(session, case, panel):
            votes.cast_on_hold(session, seat.person, seal=SEAL, case=case, panel=panel, verdict=Verdict.HOLD)
    letters.save(session, chair, seal=SEAL, case=case, panel=panel, parts=parts or LETTER)
    values = {
        "reasons": frozenset({ReasonCode.MISUSE}),
        "revisit_on": clock.today() + timedelta(days=90),
        **more,
    }
    return letters.send(session, chair, seal=SEAL, case=case, panel=panel, sending=Sending(**values))  # type: ignore[arg-type]


def held(session: Session, cast: Cast, bench: Bench) -> tuple[Case, Panel, Decision]:
    """A case that a panel held."""
    case, panel = ready(session, cast, bench)
    vote_all(session, case, panel, bench, *[Scope.S0] * 4, Scope.S3)
    return case, panel, decided(session, case, panel, bench.pia)


def in_rooms(session: Session, cast: Cast, bench: Bench) -> dict[str, int]:
    """One case that waits for a panel, one before it, and one that is held; by what addresses call them.

    On the panel Pia presides and has not voted, Pola has, Petra has dissented, Pete has not answered.
    """
    waiting, sat, over = (approving.under_review(session, cast, panel=True) for _case in range(3))
    panel = convened(session, sat, bench, five(bench))
    for one in (bench.pia, bench.pola, bench.petra):
        sit(session, sat, panel, one)
        assess(session, sat, one)
    for one in (bench.pola, bench.petra):
        vote(session, sat, panel, one, Scope.S4)
    decision = approving.decide(
        session, over, verdict=Verdict.HOLD, scope=None, revisit_on=clock.today() + timedelta(days=90)
    )
    cases.move(session, None, case=over, transition="T10", to=CaseState.HELD)
    return {
        "formal_id": waiting.id,
        "sat_id": sat.id,
        "held_id": over.id,
        "panel_id": panel.id,
        "dissent_id": dissent(session, sat, panel, bench.petra),
        "release_decision_id": decision.id,
    }
