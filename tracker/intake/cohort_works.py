"""Which work of a cohort a cell means: by its title, and by its phase where two have the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, selectinload

from tracker.cohorts.models import Cohort, Phase
from tracker.intake.kinds import Problem
from tracker.projects.models import Work


class CohortWorks:
    """The works of a cohort with their members and mentors. Three statements."""

    def __init__(self, session: Session, cohort: Cohort) -> None:
        found = (
            sa.select(Work)
            .join(Work.phase)
            .where(Phase.cohort_id == cohort.id)
            .options(contains_eager(Work.phase), selectinload(Work.members), selectinload(Work.mentors))
            .order_by(Work.id)
            .execution_options(populate_existing=True)
        )
        self._titled: dict[str, list[Work]] = defaultdict(list)
        for work in session.scalars(found):
            self._titled[work.title].append(work)

    def find(self, values: Mapping[str, Any]) -> Work | Problem:
        """The work that `work` names, in the phase that `phase` names if it does."""
        title, kind = values["work"], values.get("phase")
        found = [one for one in self._titled.get(title, []) if kind in (None, one.phase.kind)]
        if len(found) == 1:
            return found[0]
        return Problem("work_of_several" if found else "work_unknown", "work", {"title": title})
