"""Table 8: how the estimated levels of a cohort lie, with their typical interval. No names, no ranks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.evaluations.score_shown import Entry, Shown
from tracker.reports import funnel_counts
from tracker.reports.counting import Counting
from tracker.reports.medians import median
from tracker.reports.numbers import Count, Part, Row, Table, Unit, Why

BINS, SUMMARY = ("count",), ("value",)
# The lower ends of the bins, in points of the rubric; below the first and from the last on they are open,
# since an estimate may lie a little beyond the scale.
EDGES = (1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5)
# Estimates of one fit on all forms that staff know. They are drawn towards the cohort's middle, the more the
# less is known of somebody, so that they lie closer together than the abilities themselves.
NOTES = ("levels_drawn_together",)  # and levels_earlier: forms came in since the levels were made
# The interval is the one that stands beside a level: of 90 %. Early is a level on few people or works.
SUMMARY_NOTES = ("levels_interval",)
EVERYBODY, KNOWN = "funnel.enrolled", "levels.known"


def make(session: Session, cohort: Cohort, as_of: date, shown: Shown | None) -> Part:
    """The histogram with a bin for each half point, and what is typical; a fixed number of statements."""
    counting, ways = funnel_counts.begin(session, cohort, as_of)
    notes = (*NOTES, "levels_earlier") if shown is not None and shown.stale else NOTES
    entries = [] if shown is None else [shown.by_scholar.get(one.enrolment.id) for one in ways.paths]
    known = [one for one in entries if one is not None and one["level"] is not None]
    if not known:
        last = cohort.last_day
        why = Why.NOT_YET if last is not None and as_of <= last else Why.NONE
        return Part(
            (
                Table(8, "levels", BINS, (), notes=notes, why_empty=why),
                Table(8, "levels_summary", SUMMARY, (), notes=SUMMARY_NOTES, why_empty=why),
            ),
            {},
        )
    return counting.part(_histogram(counting, known, notes), _summary(counting, known))


def bin_of(level: float) -> str:
    """The bin that a level falls into: from its lower end on, below its upper one."""
    lower = [edge for edge in EDGES if level >= edge]
    return _named("from", lower[-1]) if lower else _named("under", EDGES[0])


def _named(word: str, edge: float) -> str:
    return f"{word}_{edge:.1f}".replace(".", "_")


KEYS = (_named("under", EDGES[0]), *(_named("from", edge) for edge in EDGES))
BIN_COUNTS = tuple(f"levels.{key}" for key in KEYS)


def _histogram(counting: Counting, known: Sequence[Entry], notes: tuple[str, ...]) -> Table:
    found = Counter(bin_of(one["level"]) for one in known)
    counting.split(KNOWN, {f"levels.{key}": found[key] for key in KEYS})
    counting.within(EVERYBODY, KNOWN, "levels.unknown")
    rows = tuple(Row(key, (Count(f"levels.{key}"),)) for key in KEYS)
    return Table(8, "levels", BINS, rows, notes=notes)


def _summary(counting: Counting, known: Sequence[Entry]) -> Table:
    early = sum(bool(one["early"]) for one in known)
    counting.split(KNOWN, {"levels.early": early, "levels.on_enough": len(known) - early})
    rows = (
        Row("known", (counting.share(KNOWN, EVERYBODY),)),
        Row("level", (median([one["level"] for one in known], KNOWN, Unit.POINTS, BIN_COUNTS),)),
        Row("interval_width", (median([one["q95"] - one["q05"] for one in known], KNOWN, Unit.POINTS),)),
        Row("early", (counting.share("levels.early", KNOWN),)),
    )
    return Table(8, "levels_summary", SUMMARY, rows, notes=SUMMARY_NOTES)
