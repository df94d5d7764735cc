"""Tables 9 and 12 for the coordinator: restricted and withheld output, and the reviews of one cohort.

Nobody else is given these: staff read that they are for the coordinator, funders what the whole program
publishes of its reviews.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, Phase
from tracker.permissions import Grants, Permission, Role
from tracker.projects.models import Work
from tracker.projects.outcome_models import Outcome, OutcomeStatus
from tracker.releases.appeal_models import Ruling
from tracker.releases.statistics_rules import Ending
from tracker.reports import review_facts
from tracker.reports.counting import Counting
from tracker.reports.medians import median
from tracker.reports.numbers import Count, Part, Row, Table, Unit, Why
from tracker.reports.review_facts import Reviewed

OUTPUTS, REVIEWS = ("count",), ("value",)
# Neither is a judgement of the scholars: such work counts in full in their records.
OUTPUT_NOTES = ("sealed_counts_in_full",)
# Every case that was submitted stands in one line of what came of it; days are working days from submission
# to the last judgement; over the clock is every case in which a day of the policy passed, then or now.
REVIEW_NOTES = ("reviews_of_cohort",)
SUBMITTED = "sealed.review.submitted"


def coordinates(held: Grants, cohort: Cohort) -> bool:
    """Whether these roles read what is for a cohort's coordinator alone. Who runs the server does not."""
    return Role.OPERATOR not in held.roles() and all(
        held.allow(permission, program_id=cohort.program_id, cohort_id=cohort.id)
        for permission in (Permission.OUTCOME_UNSEAL, Permission.RELEASE_COORDINATE)
    )


def make(session: Session, cohort: Cohort, as_of: date, sealed: bool) -> Part:
    """Both tables; without `sealed` nothing is read, and both say for whom they are."""
    if not sealed:
        return Part(
            (
                Table(9, "outputs_sealed", OUTPUTS, (), notes=OUTPUT_NOTES, why_empty=Why.SEALED),
                Table(12, "reviews_cohort", REVIEWS, (), notes=REVIEW_NOTES, why_empty=Why.SEALED),
            ),
            {},
        )
    counting = Counting()
    reviewed = review_facts.of_cohort(session, cohort, as_of)
    return counting.part(_outputs(session, cohort, counting), _reviews(counting, reviewed))


def _outputs(session: Session, cohort: Cohort, counting: Counting) -> Table:
    kinds = (OutcomeStatus.RESTRICTED, OutcomeStatus.WITHHELD)
    found = (
        sa.select(Outcome.status)
        .join(Outcome.work)
        .join(Work.phase)
        .where(Phase.cohort_id == cohort.id, Outcome.status.in_(kinds))
    )
    stands = Counter(session.scalars(found))
    counting.split("sealed.outputs", {f"sealed.{kind.value}": stands[kind] for kind in kinds})
    rows = [Row(kind.value, (Count(f"sealed.{kind.value}"),)) for kind in kinds]
    rows.append(Row("all", (Count("sealed.outputs"),)))
    return Table(9, "outputs_sealed", OUTPUTS, tuple(rows), notes=OUTPUT_NOTES)


def _reviews(counting: Counting, found: Sequence[Reviewed]) -> Table:
    name = "sealed.review"
    endings = Counter(one.ending for one in found)
    parts = {ending.value: endings[ending] for ending in Ending} | {"pending": endings[None]}
    counting.split(SUBMITTED, {f"{name}.{key}": number for key, number in parts.items()})
    over = sum(one.over for one in found)
    counting.split(SUBMITTED, {f"{name}.over_the_clock": over, f"{name}.in_time": len(found) - over})
    days = [one.days for one in found if one.days is not None]
    counting.count(f"{name}.judged", len(days))
    counting.within(SUBMITTED, f"{name}.judged", f"{name}.not_judged")
    appeals = Counter(ruling for one in found for ruling in one.appeals)
    rulings = {"appeals_upheld": Ruling.UPHELD, "appeals_remanded": Ruling.REMANDED, "appeals_waiting": None}
    counting.split(f"{name}.appeals", {f"{name}.{key}": appeals[one] for key, one in rulings.items()})
    rows = (
        Row("submitted", (Count(SUBMITTED),)),
        *(Row(key, (counting.share(f"{name}.{key}", SUBMITTED),)) for key in parts),
        Row("days_to_judgement", (median(days, f"{name}.judged", Unit.WORKING_DAYS),)),
        Row("over_the_clock", (counting.share(f"{name}.over_the_clock", SUBMITTED),)),
        *(Row(key, (Count(f"{name}.{key}"),)) for key in ("appeals", *rulings)),
    )
    return Table(12, "reviews_cohort", REVIEWS, rows, notes=REVIEW_NOTES)
