"""Reads that join features for the home pages and the board."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from tracker.advancement import state_queries
from tracker.advancement.state_queries import Stand
from tracker.advancement.states import State
from tracker.cohorts import calendar
from tracker.cohorts import queries as cohorts
from tracker.cohorts.calendar import PersonalPhase
from tracker.cohorts.calendar_models import Leave, Shift
from tracker.cohorts.models import Cohort, Enrolment
from tracker.cohorts.rules import PhaseState, phase_now, phase_state
from tracker.evaluations import board, visibility
from tracker.evaluations.models import Form
from tracker.evaluations.score_shown import Entry, Shown
from tracker.overview import levels
from tracker.people.models import Person
from tracker.projects import queries as projects
from tracker.projects.models import Work


@dataclass(frozen=True)
class Standing:
    """Everything the scholar's page says, read in a fixed number of statements."""

    enrolment: Enrolment
    phases: list[tuple[PersonalPhase, PhaseState]]
    milestones: list[cohorts.MilestoneStatus]
    works: Sequence[Work]
    feedback: list[visibility.Feedback]
    today: date
    stand: Stand | None = None
    away: Leave | None = None
    shifts: Sequence[Shift] = ()

    @property
    def on_leave(self) -> bool:
        """Whether the scholar is away today, so that nothing is due."""
        left = self.enrolment.left_on is not None
        return self.away is not None and self.away.from_on <= self.today and not left

    @property
    def current(self) -> PersonalPhase | None:
        """The phase whose way out matters today: one that people owe a decision on, before all others."""
        if self.stand is not None and (self.stand.state is State.OVERDUE or self.stand.sent_back):
            return self.stand.phase
        return phase_now([phase for phase, _state in self.phases], self.today)

    @property
    def following(self) -> PersonalPhase | None:
        """The phase after the current one."""
        current = self.current
        later = [p for p, _state in self.phases if current and p.starts_on > current.starts_on]
        return later[0] if later else None

    @property
    def people(self) -> int:
        """How many people have filed a form with an Overall."""
        return len({one.mentor_id for one in self.feedback if one.scored})

    @property
    def pieces(self) -> int:
        """How many works those forms are about."""
        return len({one.work_id for one in self.feedback if one.scored})


def standing(session: Session, enrolment: Enrolment, today: date) -> Standing:
    """Where one scholar stands today, by the dates that hold for them."""
    moves = calendar.moves_of_many(session, [enrolment], today)[enrolment.id]
    phases = [calendar.personal(phase, moves) for phase in enrolment.cohort.phases]
    return Standing(
        enrolment=enrolment,
        phases=[
            (phase, phase_state(phase.starts_on, phase.ends_on, enrolment.withdrew_on, today))
            for phase in phases
        ],
        milestones=cohorts.milestones_of(session, enrolment, moves),
        works=projects.of_enrolment(session, enrolment.id),
        feedback=visibility.feedback(session, enrolment.id, today),
        today=today,
        stand=state_queries.stands(session, [enrolment], today).get(enrolment.id),
        away=calendar.open_leave(session, enrolment.id),
        shifts=calendar.shifts(session, enrolment.id),
    )


@dataclass(frozen=True)
class BoardFilter:
    """What the board shows: part of a name, a condition, an order."""

    name: str = ""
    show: str = "all"
    sort: str = "name"
    descending: bool = False


BY_LEVEL = "level"
Key = Callable[[board.Row], str | float | date]
SORTS: dict[str, Key] = {
    "name": lambda row: row.name.casefold(),
    "owed": lambda row: row.forms.owed,
    "filed": lambda row: row.evidence.filed,
    "people": lambda row: row.evidence.people,
    "works": lambda row: row.evidence.works,
    "mean": lambda row: row.evidence.overall.mean or 0,
    "median": lambda row: row.evidence.overall.median or 0,
    "spread": lambda row: row.evidence.overall.sd or 0,
    "last": lambda row: row.evidence.last_filed_on or date.min,
}
SHOWS: dict[str, Callable[[board.Row], bool]] = {
    "all": lambda _row: True,
    "owed": lambda row: row.forms.owed > 0,
    "overdue": lambda row: row.forms.overdue > 0,
    "thin": lambda row: row.evidence.thin,
    "away": lambda row: row.away,
    "withdrawn": lambda row: row.withdrew_on is not None,
}
# Of the gate that matters today; the others are read off a row.
DECIDED, UNDECIDED = "decided", "undecided"


def seen_rows(
    session: Session, cohort: Cohort, reader: Person, today: date
) -> tuple[list[board.Row], frozenset[int]]:
    """All rows of a cohort, and the enrolments whose ratings and levels the reader may not see yet.

    Those rows come without their raw ratings, so that no order gives them away either: whoever owes a
    form on a scholar sees no average of theirs, and nobody sees more of themselves than was released.
    """
    rows = board.rows(session, cohort.id, today)
    own = {row.enrolment_id for row in rows if row.person_id == reader.id}
    unseen = visibility.hidden_from(session, reader.id, today) | own
    return [_without_ratings(row) if row.enrolment_id in unseen else row for row in rows], unseen


def _without_ratings(row: board.Row) -> board.Row:
    return replace(row, evidence=replace(row.evidence, overall=board.NOTHING))


def filtered(
    rows: Sequence[board.Row], chosen: BoardFilter, stands: Mapping[int, Stand] | None = None
) -> list[board.Row]:
    """The rows that a filter keeps, in its order; sorted by level they stay by name, for `in_groups`."""
    part = chosen.name.casefold()
    kept = [
        row
        for row in rows
        if part in row.name.casefold() and _shows(chosen.show, row, (stands or {}).get(row.enrolment_id))
    ]
    if chosen.sort in SORTS:
        kept.sort(key=SORTS[chosen.sort], reverse=chosen.descending)
    return kept


def _shows(show: str, row: board.Row, stand: Stand | None) -> bool:
    if show not in (DECIDED, UNDECIDED):
        return SHOWS[show](row)
    if stand is None or (stand.decision is None and stand.state is State.LEFT):
        return False
    return (stand.decision is not None) is (show == DECIDED)


def in_groups(
    rows: Sequence[board.Row], seen: Mapping[int, Entry], chosen: BoardFilter
) -> list[list[board.Row]]:
    """The rows in groups that no interval bridges, if they are wanted by level; else in one."""
    if chosen.sort != BY_LEVEL:
        return [list(rows)]
    by_key = {row.enrolment_id: row for row in rows}
    groups = levels.by_level(list(by_key), seen, descending=chosen.descending)
    return [[by_key[key] for key in group] for group in groups]


def rated_in(session: Session, person_id: int) -> Sequence[Cohort]:
    """The cohorts in which somebody filed forms with an Overall, by name."""
    found = (
        sa.select(Cohort)
        .where(
            Cohort.id.in_(
                sa.select(Enrolment.cohort_id)
                .join(Form, Form.enrolment_id == Enrolment.id)
                .where(Form.mentor_id == person_id, Form.overall.is_not(None))
            )
        )
        .options(joinedload(Cohort.program))
        .order_by(Cohort.name, Cohort.id)
    )
    return session.scalars(found).all()


def capped_titles(session: Session, shown: Shown | None) -> list[str]:
    """The works whose stated pass rates lie too far apart to be taken at their word."""
    rows = shown.document["capped"] if shown else []
    ids = [shown.sources["outcomes"][row][0] for row in rows] if shown else []
    return sorted(session.scalars(sa.select(Work.title).where(Work.id.in_(ids))))


def owes_in(session: Session, cohort: Cohort, person_id: int, today: date) -> bool:
    """Whether somebody still owes a form in a cohort that can be filed."""
    owed = visibility.hidden_from(session, person_id, today)
    found = sa.select(Enrolment.id).where(Enrolment.cohort_id == cohort.id, Enrolment.id.in_(owed))
    return session.scalar(found.limit(1)) is not None


def people_by_name(session: Session, ids: Iterable[int]) -> list[Person]:
    """These people, by name."""
    found = session.scalars(sa.select(Person).where(Person.id.in_(list(ids))))
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))
