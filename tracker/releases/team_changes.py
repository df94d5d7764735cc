"""What follows for releases when somebody comes to a work or leaves it: at that moment, not at night."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.projects.models import Work
from tracker.releases import approvals, assignments
from tracker.releases.models import Case
from tracker.releases.states import CLOSED
from tracker.sealed import Seal

# A part that ends by itself is given no reason in words, so nothing has to be sealed.
NO_WORDS = Seal({})


def follow(session: Session, work: Work) -> None:
    """See again whether approvals of a work's releases still hold, and who may still judge them.

    Who comes to a work made or guides whatever it releases, and nobody judges their own work.
    """
    open_ones = sa.select(Case).where(Case.work_id == work.id, Case.state.not_in(CLOSED)).order_by(Case.id)
    for case in session.scalars(open_ones).unique().all():
        assignments.recheck(session, NO_WORDS, case=case)
        approvals.settle(session, case)
