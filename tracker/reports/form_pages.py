"""Every filed form of a cohort as lines, read page by page: by scholar's name, then in the order of ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Enrolment, Phase
from tracker.evaluations.models import Form, FormRevision, Rating
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects.models import Work
from tracker.reports import queries
from tracker.reports.cells import Line
from tracker.reports.streams import Sheet

PAGE = 2000
# The names that an import knows come first; `scholar` and `mentor` hold what it finds people by.
ABOUT = (
    "form_id",
    "scholar",
    "scholar_name",
    "scholar_external_id",
    "mentor",
    "mentor_name",
    "mentor_external_id",
    "work",
    "phase",
    "minutes",
    "cannot_say",
)
# The columns of a form that stand in the export under their own names.
ANSWERS = (
    "filed_on",
    "version",
    "overall",
    "please_advise",
    "confidence",
    "contact_hours",
    "trend",
    "result",
    "quality",
    "blame",
    "share",
    "keep",
    "change",
    "raise_concern",
    "release_review",
    "conduct",
    "staff_note",
)
OVERALL = ANSWERS.index("overall")
TENS = 10  # no level has two digits
Names = tuple[str, str, str | None]


@dataclass(frozen=True)
class _Scholar:
    """An enrolment with how many forms are on it; `names` as they stand in the line."""

    enrolment_id: int
    names: Names
    forms: int


def sheet(session: Session, cohort: Cohort) -> Sheet:
    """The table of a cohort's forms, none left out."""
    criteria = queries.criterion_ids(session, cohort.id)
    scholars = _scholars(session, cohort)
    columns = (*ABOUT, *ANSWERS, *(f"criterion:{slug}" for slug in criteria))
    pages = _Pages(session, cohort, scholars, _Levels(criteria.values()))
    count = sum(one.forms for one in scholars)
    return Sheet("forms", columns, count, pages.lines())


class _Levels(dict[str | None, tuple[int | None, ...]]):
    """What is read of a form's ratings → its level at each slug; None where it was not seen or not asked."""

    MOST = 10_000

    def __init__(self, criteria: Iterable[Sequence[int]]) -> None:
        super().__init__()
        self._places = {key: place for place, keys in enumerate(criteria) for key in keys}
        self._width = 1 + max(self._places.values(), default=-1)

    def __missing__(self, rated: str | None) -> tuple[int | None, ...]:
        if len(self) == self.MOST:  # there are few ways to answer few criteria, and millions for many
            self.clear()
        found: list[int | None] = [None] * self._width
        for one in rated.split() if rated else ():
            criterion, level = divmod(int(one), TENS)
            # At most one criterion of a slug is answered: a form answers those of its own rubric.
            found[self._places[criterion]] = level
        self[rated] = made = tuple(found)
        return made


@dataclass
class _Pages:
    """Reads the forms; what is said of mentors and works is read as it turns up, and kept."""

    session: Session
    cohort: Cohort
    scholars: Sequence[_Scholar]
    levels: _Levels
    mentors: dict[int, Names] = field(default_factory=dict)
    works: dict[int, tuple[str, str]] = field(default_factory=dict)
    _outside: Mapping[int, str] | None = None

    def lines(self) -> Iterator[Line]:
        origin = f"{self.cohort.program.slug}/{self.cohort.slug}"
        answers, levels = _answers(), self.levels
        for group in _groups(self.scholars):
            names = {one.enrolment_id: one.names for one in group}
            for rows in _rows(self.session, answers, group):
                self._look_up(rows)
                for row in rows:
                    form, scholar, mentor, work, opened, filed, *answered, rated = row
                    yield (
                        f"{origin}/{form}",
                        *names[scholar],
                        *self.mentors[mentor],
                        *self.works[work],
                        _minutes(opened, filed),
                        answered[OVERALL] is None,
                        *answered,
                        *levels[rated],
                    )

    def _look_up(self, rows: Sequence[Sequence[Any]]) -> None:
        new = {row[2] for row in rows} - self.mentors.keys()
        if new:
            if self._outside is None:
                self._outside = queries.outside_ids(self.session, self.cohort.program_id, Role.MENTOR)
            people = sa.select(Person.id, Person.name, Person.email).where(Person.id.in_(new))
            for person_id, name, email in self.session.execute(people):
                self.mentors[person_id] = _names(name, email, self._outside.get(person_id))
        works = {row[3] for row in rows} - self.works.keys()
        if works:
            found = sa.select(Work.id, Work.title, Phase.kind).join(Work.phase).where(Work.id.in_(works))
            for work_id, title, kind in self.session.execute(found):
                self.works[work_id] = title, kind.value


def _scholars(session: Session, cohort: Cohort) -> list[_Scholar]:
    filed = (
        sa.select(Form.enrolment_id, sa.func.count().label("forms"))
        .join(Form.enrolment)
        .where(Enrolment.cohort_id == cohort.id)
        .group_by(Form.enrolment_id)
        .subquery()
    )
    found = (
        sa.select(Enrolment.id, Person.id, Person.name, Person.email, filed.c.forms)
        .join(filed, filed.c.enrolment_id == Enrolment.id)
        .join(Person, Person.id == Enrolment.person_id)
        .order_by(Person.name, Enrolment.id)
    )
    outside = queries.outside_ids(session, cohort.program_id, Role.SCHOLAR)
    return [
        _Scholar(enrolment_id, _names(name, email, outside.get(person_id)), forms)
        for enrolment_id, person_id, name, email, forms in session.execute(found)
    ]


def _groups(scholars: Iterable[_Scholar]) -> Iterator[list[_Scholar]]:
    """Scholars in their order, as many together as have a page of forms; one with more stands alone."""
    group: list[_Scholar] = []
    forms = 0
    for one in scholars:
        if group and forms + one.forms > PAGE:
            yield group
            group, forms = [], 0
        group.append(one)
        forms += one.forms
    if group:
        yield group


def _rows(
    session: Session, answers: sa.Select[*tuple[Any, ...]], group: Sequence[_Scholar]
) -> Iterator[Sequence[Sequence[Any]]]:
    """The forms of a group in their order, a page at a time."""
    rank = {one.enrolment_id: place for place, one in enumerate(group)}
    form, read = Form.__table__.c, session.connection().execute
    if len(group) > 1:
        rows = read(answers.where(form.enrolment_id.in_(list(rank)))).all()
        yield sorted(rows, key=lambda row: (rank[row[1]], row[0]))
        return
    of_one = answers.where(form.enrolment_id == group[0].enrolment_id).order_by(form.id).limit(PAGE)
    last = 0
    while rows := read(of_one.where(form.id > last)).all():
        yield rows
        last = rows[-1][0]
        if len(rows) < PAGE:
            return


def _answers() -> sa.Select[*tuple[Any, ...]]:
    """What is read of each form: whose it is, its times, its answers, and its ratings in one text.

    The text is of numbers with spaces between, in any order: ten times the criterion, and its level. None
    without any. To read a form's ratings together takes PostgreSQL half the time of one reading for each.
    """
    # Tables instead of classes, and columns as they are stored: each value passes through less.
    form, rating, first = Form.__table__.c, Rating.__table__.c, FormRevision.__table__.alias()
    one = sa.cast(rating.criterion_id * TENS + rating.level, sa.String)
    rated = sa.select(sa.func.aggregate_strings(one, " ")).where(rating.form_id == form.id)
    # An amendment moves `filed_at`; the time from opening to filing is that of the first version.
    times = (form.opened_at, sa.func.coalesce(first.c.filed_at, form.filed_at))
    return sa.select(
        form.id,
        form.enrolment_id,
        form.mentor_id,
        form.work_id,
        *[sa.type_coerce(moment, sa.DateTime()) for moment in times],
        *[_plain(form[name]) for name in ANSWERS],
        rated.correlate(Form.__table__).scalar_subquery(),
    ).select_from(Form.__table__.outerjoin(first, sa.and_(first.c.form_id == form.id, first.c.version == 1)))


def _plain(column: Any) -> Any:
    """A choice as the text that it is stored as, which costs nothing to read."""
    return sa.type_coerce(column, sa.String()) if isinstance(column.type, sa.Enum) else column


def _names(name: str, email: str | None, outside: str | None) -> Names:
    return email or outside or name, name, outside


def _minutes(opened: datetime | None, filed: datetime | None) -> float | None:
    """From opening to the first filing; None for imported forms, which nobody measured."""
    return (filed - opened).total_seconds() / 60 if opened and filed else None
