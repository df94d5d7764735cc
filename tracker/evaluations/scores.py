"""The bridge to scoring: what one fit said of a cohort, kept by the hash of what it was made of.

Nothing here is ever approximate: a document is what the model says of exactly these inputs, or it is an
earlier one marked as stale, or there is none.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.evaluations import score_settings, score_snapshots, scoring_rules
from tracker.evaluations.score_inputs import Inputs, count_forms, inputs
from tracker.evaluations.score_models import Audience
from tracker.evaluations.score_shown import Influence, Shown
from tracker.evaluations.score_snapshots import Point, history, keep
from tracker.evaluations.scoring_rules import Scoring
from tracker.scoring import NotConverged, document, entry

__all__ = [
    "Audience",
    "Influence",
    "Inputs",
    "NotConverged",
    "Point",
    "Shown",
    "current",
    "history",
    "inputs",
    "keep",
    "refit",
]

log = logging.getLogger(__name__)


def current(session: Session, cohort: Cohort, audience: Audience, today: date) -> Shown | None:
    """What to show of a cohort today; None where nobody gave a rating yet.

    Fits a cohort that is small enough for a page view if its inputs changed, else shows the newest
    snapshot as stale. A fit that does not settle is logged and shows the newest snapshot too. Only reads,
    so that a page can call it; the page then has what is not `kept` written after its answer
    (`evaluations.views.levels.shown` does both). Of a cohort with so many forms that reading them all takes
    longer than a page, the newest snapshot is shown as stale unread.
    """
    if not scoring_rules.reads_page(forms=count_forms(session, cohort.id)):
        return score_snapshots.newest(session, cohort.id, audience)
    task = _task(session, cohort, audience, today)
    if task is None:
        return None
    if same := _same(session, task):
        return same
    given = task.given
    if scoring_rules.fits_page(forms=len(given.forms), unknowns=given.unknowns):
        try:
            return _fitted(task)
        except NotConverged:
            log.exception("the scores of cohort %s (%s) did not converge", cohort.id, audience.value)
    return score_snapshots.newest(session, cohort.id, audience)


def refit(session: Session, cohort: Cohort, audience: Audience, today: date) -> Shown | None:
    """The same without regard to how long a fit takes. Raises `NotConverged`; only reads."""
    task = _task(session, cohort, audience, today)
    return None if task is None else _same(session, task) or _fitted(task)


@dataclass(frozen=True)
class _Task:
    """A fit that may have to be made."""

    cohort_id: int
    audience: Audience
    given: Inputs
    scoring: Scoring
    input_hash: str


def _task(session: Session, cohort: Cohort, audience: Audience, today: date) -> _Task | None:
    given = inputs(session, cohort.id, released_on=today if audience is Audience.RELEASED else None)
    if not given.forms:
        return None
    scoring = score_settings.in_use(session, cohort.program_id)
    input_hash = entry.read(given.data).hash(score_settings.priors(scoring), scoring.bar)
    return _Task(cohort.id, audience, given, scoring, input_hash)


def _fitted(task: _Task) -> Shown:
    begun, priors = time.perf_counter(), score_settings.priors(task.scoring)
    try:
        made = document.score(task.given.data, bar=task.scoring.bar, priors=priors)
    except ArithmeticError as error:  # numbers ran out of range on the way: no settled answer either
        raise NotConverged(str(error)) from error
    return Shown(
        cohort_id=task.cohort_id,
        audience=task.audience,
        input_hash=task.input_hash,
        settings_version=task.scoring.version,
        made_at=clock.now(),
        seconds=time.perf_counter() - begun,
        document=made,
        sources=task.given.sources(),
    )


def _same(session: Session, task: _Task) -> Shown | None:
    return score_snapshots.same(session, task.cohort_id, task.audience, task.input_hash, entry.MODEL_VERSION)
