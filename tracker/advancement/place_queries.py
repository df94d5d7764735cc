"""Reads of limited places: who waits for one, who was sorted where, what the lot said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from tracker.advancement import place_rules
from tracker.advancement.decision_models import GateDecision, Outcome, Way
from tracker.advancement.place_models import GateCut, GateLot, GatePart
from tracker.advancement.place_rules import Placing
from tracker.advancement.place_sorting import Part
from tracker.cohorts import calendar
from tracker.cohorts.models import Enrolment, GateDefault, Phase
from tracker.people.models import Person

HOLDS = frozenset({Outcome.CONTINUE, Outcome.CONTINUE_WITH_PLAN})


@dataclass(frozen=True)
class Places:
    """A gate with limited places as it stands: its people by name, what was decided, the cut and the lot.

    `aside` are those whose forms close later than everybody's, and those on leave: they are decided on
    their own dates.
    """

    phase: Phase
    people: Sequence[Enrolment]
    decided: dict[int, GateDecision]
    aside: frozenset[int]
    cut: GateCut | None
    lot: GateLot | None

    @property
    def here(self) -> list[Enrolment]:
        """Who is not gone, by name; being told that there is no place is no leaving yet."""
        return [
            one
            for one in self.people
            if one.left_on is None or (one.withdrew_on is None and self.refused(one.id))
        ]

    @property
    def waiting(self) -> list[Enrolment]:
        """Who can be sorted: undecided, and on everybody's dates."""
        return [one for one in self.here if one.id not in self.decided and one.id not in self.aside]

    @property
    def holding(self) -> list[Enrolment]:
        """Who has a place already."""
        return [one for one in self.here if self.holds(one.id)]

    @property
    def left(self) -> int:
        """The places that nobody holds."""
        return (self.phase.places or 0) - len(self.holding)

    @property
    def parts(self) -> dict[int, GatePart]:
        return {one.enrolment_id: one for one in self.cut.parts} if self.cut else {}

    def holds(self, key: int) -> bool:
        return key in self.decided and self.decided[key].outcome in HOLDS

    def refused(self, key: int) -> bool:
        return key in self.decided and self.decided[key].outcome is Outcome.NOT_PLACED

    def answered(self, key: int) -> bool:
        """Whether a decision about the place stands, which the scholar reads."""
        return self.holds(key) or self.refused(key)

    def undecided_in(self, *which: Part) -> list[int]:
        """Those of some parts who are neither decided nor gone."""
        parts = self.parts
        return [
            one.id
            for one in self.here
            if one.id in parts and parts[one.id].part in which and one.id not in self.decided
        ]

    def gate(self, today: date, now: datetime, *, reader_id: int | None = None) -> place_rules.Gate:
        """The facts that the rules ask for."""
        return place_rules.Gate(
            limited=self.phase.gate_default is GateDefault.CAPACITY_LIMITED,
            forms_close_on=self.phase.forms_close_on,
            today=today,
            now=now,
            left=self.left,
            waiting=len(self.waiting),
            above=len(self.undecided_in(Part.ABOVE)),
            in_band=len(self.undecided_in(Part.BAND)),
            committed_at=self.lot.committed_at if self.lot else None,
            sorted_at=self.cut.sorted_at if self.cut else None,
            drawn_at=self.lot.drawn_at if self.lot else None,
            own=any(one.person_id == reader_id for one in self.people),
        )

    def _is_lot_needed(self) -> bool:
        above, band = len(self.undecided_in(Part.ABOVE)), len(self.undecided_in(Part.BAND))
        return place_rules.is_lot_needed(self.left, above=above, in_band=band)

    def in_running(self) -> list[int]:
        """The drawn order without those who left or were decided in another way than about the place."""
        order = (self.lot.drawn_order if self.lot else None) or []
        here = {one.id for one in self.here}
        return [key for key in order if key in here and (key not in self.decided or self.answered(key))]

    @property
    def turns(self) -> int:
        """How many of the drawn order get a place: what neither those above nor others hold."""
        order = set(self.in_running())
        others = [one for one in self.holding if one.id not in order]
        return max((self.phase.places or 0) - len(others) - len(self.undecided_in(Part.ABOVE)), 0)

    def placing(self, key: int) -> Placing:
        """Where one scholar stands to the places."""
        mine = self.parts.get(key)
        part = mine.part if mine else None
        order = self.in_running()
        drawn = self.lot is not None and self.lot.drawn_at is not None
        return Placing(
            part=part,
            sorted=self.cut is not None,
            left=self.left,
            ahead=len(self._ahead_of(part)),
            lot=drawn or (self.lot is not None and self._is_lot_needed()),
            turn=order.index(key) + 1 if key in order else None,
            turns=self.turns,
        )

    def way(self, key: int) -> Way:
        """By which way a scholar's place is decided: by their level, by the panel or by the lot."""
        placing = self.placing(key)
        if placing.part is None or placing.part is Part.BAND:
            return Way.LOT if placing.part and placing.lot else Way.PANEL
        return Way(placing.part.value)

    def _ahead_of(self, part: Part | None) -> list[int]:
        """Those of higher parts without a place; who was not sorted comes after those above."""
        if part is Part.ABOVE:
            return []
        if part is not Part.BELOW:
            return self.undecided_in(Part.ABOVE)
        refused = [
            one.id
            for one in self.here
            if self.refused(one.id) and one.id in self.parts and self.parts[one.id].part is not Part.BELOW
        ]
        return [*self.undecided_in(Part.ABOVE, Part.BAND), *refused]


def places(session: Session, phase: Phase, today: date, *, again: bool = False) -> Places:
    """The places of a gate in a fixed number of statements; `again` reads what was read before."""
    found = (
        sa.select(Enrolment)
        .join(Enrolment.person)
        .where(Enrolment.cohort_id == phase.cohort_id)
        .options(joinedload(Enrolment.person))
        .order_by(Person.name, Enrolment.id)
    )
    people = session.scalars(found.execution_options(populate_existing=again)).all()
    return Places(
        phase=phase,
        people=people,
        decided=_decided(session, phase.id, again=again),
        aside=_aside(session, phase, today),
        cut=session.get(GateCut, phase.id, options=[selectinload(GateCut.parts)], populate_existing=again),
        lot=session.get(GateLot, phase.id, populate_existing=again),
    )


def limited(session: Session, phases: Iterable[Phase]) -> list[Phase]:
    """Those of these phases whose gate limits places and has a lot or was sorted."""
    keys = [one.id for one in phases if one.gate_default is GateDefault.CAPACITY_LIMITED]
    lots = set(session.scalars(sa.select(GateLot.phase_id).where(GateLot.phase_id.in_(keys))))
    cuts = set(session.scalars(sa.select(GateCut.phase_id).where(GateCut.phase_id.in_(keys))))
    return [one for one in phases if one.id in lots | cuts]


def _decided(session: Session, phase_id: int, *, again: bool) -> dict[int, GateDecision]:
    """The decision that stands on each scholar; an extension puts the gate off, so it stands alone only."""
    found = sa.select(GateDecision).where(GateDecision.phase_id == phase_id, GateDecision.undone_at.is_(None))
    rows = list(session.scalars(found.execution_options(populate_existing=again)))
    rows.sort(key=lambda row: row.outcome is not Outcome.EXTEND)
    return {row.enrolment_id: row for row in rows}


def _aside(session: Session, phase: Phase, today: date) -> frozenset[int]:
    """Who is on leave today, or has forms that are open longer than everybody's."""
    open_still = calendar.open_forms(session, today, cohort_id=phase.cohort_id)
    later = {key for key, phase_id in open_still if phase_id == phase.id}
    return frozenset(later | calendar.on_leave(session, phase.cohort_id, today))
