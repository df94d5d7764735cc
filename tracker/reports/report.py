"""The whole cohort report out of its parts: one set of numbers, made at one moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.evaluations import scores
from tracker.evaluations.score_models import Audience
from tracker.evaluations.score_shown import Shown
from tracker.reports import (
    careers_numbers,
    comparison_numbers,
    evidence_base_numbers,
    experience_numbers,
    funnel_numbers,
    gates_numbers,
    growth_numbers,
    headline_numbers,
    levels_numbers,
    limits_numbers,
    links_numbers,
    load_numbers,
    make_up_numbers,
    model_settings,
    outputs_numbers,
    ratings_numbers,
    reviews_numbers,
    sealed_numbers,
)
from tracker.reports.merging import merged
from tracker.reports.numbers import Part, Report

Maker = Callable[[Session, Cohort, date], Part]
LevelMaker = Callable[[Session, Cohort, date, Shown | None], Part]

MAKERS: tuple[Maker, ...] = (
    headline_numbers.make,
    funnel_numbers.make,
    make_up_numbers.make,
    gates_numbers.make,
    evidence_base_numbers.make,
    growth_numbers.make,
    outputs_numbers.make,
    links_numbers.make,
    careers_numbers.make,
    experience_numbers.make,
    reviews_numbers.make,
    load_numbers.make,
    comparison_numbers.make,
)
# These take what one fit says of the cohort, so that it is made once for the whole report.
OF_LEVELS: tuple[LevelMaker, ...] = (ratings_numbers.make, levels_numbers.make)


def make(session: Session, cohort: Cohort, *, as_of: date, sealed: bool = False) -> Report:
    """The numbers of a cohort as they are known today; `as_of` is today's day in the program's zone.

    This is what staff read. What is for the coordinator alone is read with `sealed`, for a reader whom
    `sealed_numbers.coordinates` lets, and says else that it is. A fixed number of statements; only reads.
    """
    shown = scores.current(session, cohort, Audience.ALL, as_of)
    parts = [one(session, cohort, as_of) for one in MAKERS]
    parts += [one(session, cohort, as_of, shown) for one in OF_LEVELS]
    parts.append(sealed_numbers.make(session, cohort, as_of, sealed))
    settings = model_settings.of(shown)
    parts.append(limits_numbers.make(session, cohort, as_of, merged(parts).counts, settings))
    whole = merged(parts)
    return Report(
        program=cohort.program.slug,
        cohort=cohort.slug,
        cohort_name=cohort.name,
        as_of=as_of,
        made_at=clock.now(),
        tables=whole.tables,
        counts=whole.counts,
        relations=whole.relations,
        public=whole.public,
        settings=settings,
    )
