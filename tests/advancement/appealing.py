"""A stop with everything in order, its letter, and an appeal against it, through the product's own actions.

Days count as in `deciding`: the stop and its letter are of day 70, a Monday, so an appeal is possible until
day 77.
"""

from __future__ import annotations

from dataclasses import dataclass

from tests.advancement import deciding, lettering
from tests.advancement.deciding import Gathering
from tests.advancement.lettering import NOTICE
from tests.factories import Factory
from tracker.advancement import appeals
from tracker.advancement.appeal_models import Appeal, Ruling
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.letter_models import Letter
from tracker.cohorts.rules import Gate
from tracker.people.models import Person
from tracker.permissions import Role

DECIDED, LAST_TO_APPEAL, FILED = 70, 77, 72
TEXT = "The runs were queued on a cluster that was down, as the log shows."
REASONS = "The log was not looked at."


@dataclass
class Stopped:
    """A scholar who was stopped, and two people who had no part in it."""

    gate: Gathering
    decision: GateDecision
    letter: Letter
    noor: Person  # staff
    otto: Person  # panel member of no panel here

    @property
    def scholar(self) -> Person:
        return self.gate.scholar.person


def stopped(make: Factory, *, zone: str = "UTC", gate: Gate | None = None) -> Stopped:
    here = deciding.gathering(make, zone=zone, gate=gate)
    with here.on(0):
        noor = make.role(make.person(), Role.STAFF, here.cohort, whole_program=True)
        otto = make.role(make.person(), Role.PANEL_MEMBER, here.cohort)
    deciding.ready(here)
    decision = deciding.decide(here, day=DECIDED)
    with here.on(DECIDED):
        letter = lettering.sent(make.session, here.sam, decision)
    return Stopped(here, decision, letter, noor, otto)


def filed(case: Stopped, *, day: int = FILED, text: str = TEXT) -> Appeal:
    with case.gate.on(day):
        return appeals.file(case.gate.make.session, case.scholar, decision=case.decision, text=text)


def given(case: Stopped, appeal: Appeal, reader: Person | None = None, *, day: int = FILED) -> Appeal:
    with case.gate.on(day):
        return appeals.assign(
            case.gate.make.session,
            case.noor,
            appeal=appeal,
            reader=reader or case.otto,
            instead_of=appeal.reader_id,
            notice=NOTICE,
        )


def ruled(
    case: Stopped,
    appeal: Appeal,
    ruling: Ruling,
    reader: Person | None = None,
    *,
    day: int = FILED + 1,
    reasons: str = REASONS,
) -> Letter:
    """Decided with the letter that was shown a moment before."""
    session, reader = case.gate.make.session, reader or case.otto
    with case.gate.on(day):
        shown = appeals.prepare(session, reader, appeal=appeal, ruling=ruling, reasons=reasons)
        return appeals.rule(
            session,
            reader,
            appeal=appeal,
            ruling=ruling,
            reasons=reasons,
            shown=shown.digest,
            notice=NOTICE,
        )
