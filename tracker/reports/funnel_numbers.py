"""Table 2: the way from application to the end of research, and where people left it."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, PhaseKind
from tracker.reports import definitions, funnel_counts
from tracker.reports.counting import Counting
from tracker.reports.numbers import Absent, Cell, Count, Part, Row, Table, Why
from tracker.reports.paths import Cohorts

TRAINING, RESEARCH, EXTENSION = PhaseKind.TRAINING, PhaseKind.RESEARCH, PhaseKind.EXTENSION
NOT_YET, NONE = Absent(Why.NOT_YET), Absent(Why.NONE)
# The share is: accepted of those who applied, started of those accepted, finished training and went on of
# those who started, finished research of those who began it, extended of those who finished it; the rest of
# all scholars of the cohort.
NOTES = ("funnel_shares",)


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """The funnel with all its counts; a fixed number of statements."""
    counting, ways = funnel_counts.begin(session, cohort, as_of)
    changed = definitions.gates_changed(session, cohort)
    return counting.part(Table(2, "funnel", ("count", "share"), _rows(counting, ways, changed), notes=NOTES))


def _rows(counting: Counting, ways: Cohorts, changed: frozenset[PhaseKind]) -> tuple[Row, ...]:
    typed = Absent(Why.NOT_COLLECTED)
    stages: dict[str, tuple[Cell, Cell]] = {
        "applied": _pair(counting, "applied", None, missing=typed),
        "accepted": _pair(counting, "accepted", "applied", missing=typed),
        "started": _pair(counting, "started", "accepted", missing=_missing(ways, TRAINING)),
        "finished_training": _over(counting, ways, TRAINING, "finished_training", "started"),
        "transitioned": transitioned(counting, ways),
        "into_research": _pair(counting, "into_research", "transitioned", missing=_missing(ways, RESEARCH)),
        "finished_research": _over(counting, ways, RESEARCH, "finished_research", "into_research"),
        "extended": _pair(counting, "extended", "finished_research", missing=_missing(ways, EXTENSION)),
        **{name: _ended(counting, ways, name) for name in funnel_counts.ENDS},
    }
    moved = {"transitioned", "not_placed", "stopped", "later"} if TRAINING in changed else set()
    return tuple(Row(name, cells, changed=name in moved) for name, cells in stages.items())


def _pair(counting: Counting, name: str, whole: str | None, *, missing: Absent) -> tuple[Cell, Cell]:
    """A count and its share of another one, where both are known and the one is of the other's people."""
    key, of = f"funnel.{name}", f"funnel.{whole}"
    if key not in counting:
        return missing, missing
    if whole is None:
        return Count(key), NONE
    if of not in counting:
        return Count(key), Absent(Why.NOT_COLLECTED)
    return Count(key), counting.share(key, of) if counting[key] <= counting[of] else NONE


def _over(counting: Counting, ways: Cohorts, kind: PhaseKind, name: str, whole: str) -> tuple[Cell, Cell]:
    """How many finished a phase, once the cohort's last day of it lies behind."""
    if not ways.over(kind):
        missing = _missing(ways, kind)
        return missing, missing
    return _pair(counting, name, whole, missing=NONE)


def _ended(counting: Counting, ways: Cohorts, name: str) -> tuple[Cell, Cell]:
    """What became of people. Nobody can have completed, or been kept from going on, before a phase's end."""
    after = {"completed": RESEARCH if RESEARCH in ways.gates else TRAINING}
    kind = {**after, "not_placed": TRAINING, "stopped": TRAINING}.get(name)
    if kind is not None and kind in ways.gates and not ways.over(kind):
        return NOT_YET, NOT_YET
    return _pair(counting, name, "scholars", missing=NONE)


def transitioned(counting: Counting, ways: Cohorts) -> tuple[Cell, Cell]:
    """How many went on from training, and their share of those who began it once nobody waits any more."""
    if "funnel.transitioned" not in counting:  # no training, none yet, or no gate at its end
        missing = _missing(ways, TRAINING)
        return missing, missing
    gate = ways.gates[TRAINING]
    if not gate.decided and not ways.over(TRAINING):
        return NOT_YET, NOT_YET
    waits = counting["gate.training.undecided"] > 0
    share = NOT_YET if waits else counting.share("funnel.transitioned", "funnel.started")
    return Count("funnel.transitioned"), share


def _missing(ways: Cohorts, kind: PhaseKind) -> Absent:
    """Why nothing is known of a phase: its days lie ahead, or the cohort has none such."""
    return NOT_YET if kind in ways.gates and not ways.over(kind) else NONE
