"""Outcomes as tests need them, through the product's own actions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.people.models import Person
from tracker.projects import outcomes
from tracker.projects.models import Work
from tracker.projects.outcome_models import Outcome, OutcomeKind, OutcomeStatus
from tracker.projects.outcome_rules import Content, Link, Step

TITLE = "Zanzibar probes of refusal"
WORDS = "Quetzal words that only few may read."
URL = "https://example.org/xylophone"
SAID = "Shared with Ygritte alone."
# Everything that must not reach whom it is not for.
SECRETS = (TITLE, "Quetzal", "xylophone", "Ygritte", "Wombat")


def content(**changes: Any) -> Content:
    values: dict[str, Any] = {
        "kind": OutcomeKind.PAPER,
        "title": TITLE,
        "venue": "Wombat workshop",
        "words": WORDS,
        "links": (Link("Preprint", URL),),
    }
    return Content(**{**values, **changes})


def step(status: OutcomeStatus = OutcomeStatus.IN_PROGRESS, on: date | None = None, **more: Any) -> Step:
    return Step(status, on or clock.today() - timedelta(days=1), **more)


def outcome(
    session: Session,
    actor: Person,
    work: Work,
    status: OutcomeStatus = OutcomeStatus.IN_PROGRESS,
    **changes: Any,
) -> Outcome:
    """An outcome with this status, of yesterday; all but the first are numbered where no title is given."""
    before = session.scalar(sa.select(sa.func.count(Outcome.id)))
    changes.setdefault("title", f"{TITLE} {before}" if before else TITLE)
    out = status is OutcomeStatus.PUBLISHED
    first = step(OutcomeStatus.ACCEPTED if out else status, words=SAID)
    made = outcomes.add(session, actor, work=work, content=content(**changes), step=first)
    return outcomes.come_out(session, actor, outcome=made, in_public=True) if out else made
