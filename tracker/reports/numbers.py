"""What a cohort report is made of: tables whose cells name the counts that they rest on. Pure.

One report has one set of numbers. Each number of people or things has a name, such as
`funnel.started`, and stands under it in every table, file and picture; so what is kept from a reader in
one place is kept from them in all. `Relation`s say which numbers add up to which, for whoever has to make
sure that what is not printed cannot be worked out.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

# In the key of a row whose name is what several people typed alike.
TYPED = ".typed-"


class Why(enum.StrEnum):
    """Why there is no figure where one could stand."""

    NOT_COLLECTED = "not_collected"  # nobody was asked
    NONE = "none"  # nothing to count: no forms, nobody answered
    NOT_YET = "not_yet"  # its day has not come
    SUPPRESSED = "suppressed"  # so few people that they could be told from the figure
    SEALED = "sealed"  # for the coordinator alone
    STAFF = "staff"  # for staff alone: what people typed
    OWED = "owed"  # until the reader's own forms are in


class Unit(enum.StrEnum):
    PEOPLE = "people"
    THINGS = "things"
    POINTS = "points"  # of the rubric
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MINUTES = "minutes"
    HOURS = "hours"
    WEEKS = "weeks"
    RATIO = "ratio"
    MONEY = "money"


class View(enum.StrEnum):
    """For whom a report is."""

    STAFF = "staff"
    FUNDER = "funder"


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people or things: the name of it among the report's `counts`."""

    key: str


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, both names of counts. Its Wilson interval follows from the two."""

    part: str
    whole: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A mean or median of `n` (the name of a count) values, in `unit`.

    `low` and `high` are its 95 % interval, or the quartiles where `spread` says "iqr"; `sd` the standard
    deviation of the values.
    """

    value: float
    n: str
    unit: Unit
    sd: float | None = None
    low: float | None = None
    high: float | None = None
    spread: str = "interval"
    counts: tuple[str, ...] = ()  # out of which it can be computed: gone where one of these is


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure that rests on no count of people: weeks, a sum of money, a ratio typed or computed."""

    value: float
    unit: Unit
    counts: tuple[str, ...] = ()  # of what it was computed: gone where one of these is


@dataclass(frozen=True, slots=True)
class Words:
    """Text: a name, a link, a sentence. Funders read it only where it is `public`."""

    text: str
    link: str | None = None
    public: bool = False  # a version, a setting, a link that its scholar agreed to; never what people typed


@dataclass(frozen=True, slots=True)
class Absent:
    why: Why


Cell = Count | Share | Measure | Amount | Words | Absent


@dataclass(frozen=True, slots=True)
class Row:
    """`label` is the program's own word, such as a criterion's name; without one `key` names the words."""

    key: str
    cells: tuple[Cell, ...]
    label: str | None = None
    changed: bool = False  # counted differently in an earlier cohort that stands beside it


@dataclass(frozen=True, slots=True)
class Table:
    """One of the fifteen. `columns` are keys of words, or the program's own words in `labels`."""

    number: int
    key: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # keys of sentences
    why_empty: Why | None = None  # said instead of rows


@dataclass(frozen=True, slots=True)
class Relation:
    """The counts `parts` add up to the count `total`, each person or thing in exactly one of them."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one maker of tables gives to the report."""

    tables: tuple[Table, ...]
    counts: Mapping[str, int]
    relations: tuple[Relation, ...] = ()
    public: frozenset[str] = frozenset()  # names of counts that everybody may know, such as weeks or places


@dataclass(frozen=True, slots=True)
class Report:
    """The whole, as of a moment. `settings` are the model's and the policy's, in words and figures."""

    program: str
    cohort: str
    cohort_name: str
    as_of: date
    made_at: datetime
    tables: tuple[Table, ...]
    counts: Mapping[str, int]
    relations: tuple[Relation, ...]
    public: frozenset[str]
    settings: Mapping[str, str | int | float]
