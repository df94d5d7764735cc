"""How pages come by a level: shown at once, kept after the answer was sent."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort
from tracker.evaluations import scores
from tracker.evaluations.score_models import Audience
from tracker.extensions import db


def shown(cohort: Cohort, audience: Audience, today: date) -> scores.Shown | None:
    """What to show of a cohort today, new the moment after a form was filed; None without a rating."""
    found = scores.current(db.session, cohort, audience, today)
    if found is not None and not found.kept:
        fresh = found

        def keep(session: Session) -> None:
            scores.keep(session, fresh)

        db.afterwards(keep)
    return found
