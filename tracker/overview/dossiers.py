"""Everything about one scholar that they may read themselves, gathered to be taken along as a file.

Staff take the same: nothing that is for staff alone stands in it, and nobody else's data.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker import audit
from tracker.advancement import letter_queries
from tracker.advancement import queries as advancement
from tracker.advancement.letter_models import Letter
from tracker.advancement.models import Concern
from tracker.evaluations import scores
from tracker.evaluations.score_models import Audience
from tracker.evaluations.score_shown import Entry
from tracker.overview import gates
from tracker.overview.decided import Decided, decided
from tracker.overview.gates import GateAhead
from tracker.overview.queries import Standing
from tracker.people.models import Person
from tracker.projects import credit_queries, outcome_queries
from tracker.projects.outcome_queries import Line, Reader


@dataclass(frozen=True)
class Dossier:
    """What the scholar's own pages say today; `shares` are theirs, by work."""

    standing: Standing
    gate: GateAhead | None
    decided: Decided
    concerns: Sequence[Concern]
    letters: Sequence[Letter]
    level: Entry | None
    bar: float
    shares: Mapping[int, float]
    outcomes: Sequence[Line]


def gathered(session: Session, standing: Standing) -> Dossier:
    """The dossier of a scholar. Of what is sealed it holds kind and status, since a file goes on by hand."""
    enrolment = standing.enrolment
    cohort = enrolment.cohort
    shown = scores.current(session, cohort, Audience.RELEASED, standing.today)
    works = [work.id for work in standing.works]
    shares = credit_queries.shares(session, works)
    anybody = Reader(person_id=0, reads=frozenset({(cohort.program_id, cohort.id)}))
    return Dossier(
        standing=standing,
        gate=gates.ahead(session, standing),
        decided=decided(session, standing),
        concerns=advancement.of_enrolment(session, enrolment.id),
        letters=letter_queries.to_scholar(session, enrolment.id),
        level=shown.by_scholar.get(enrolment.id) if shown else None,
        bar=float(shown.document["bar"]) if shown else 0.0,
        shares={
            work: one.numbers[enrolment.id] for work, one in shares.items() if enrolment.id in one.numbers
        },
        outcomes=outcome_queries.of_works(session, anybody, works),
    )


def note(session: Session, actor: Person, standing: Standing, kind: str) -> None:
    """Record who took the dossier of whom, as what."""
    enrolment = standing.enrolment
    program_id = enrolment.cohort.program_id
    audit.note(session, actor, "scholar.dossier", enrolment, program_id=program_id, format=kind)
