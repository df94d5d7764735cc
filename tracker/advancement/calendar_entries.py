"""The days of the appeals that somebody was asked to decide. Names neither the scholar nor the decision."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.advancement import appeal_queries
from tracker.advancement.appeal_models import Appeal
from tracker.outbox.calendar_entries import Entry
from tracker.people.models import Person
from tracker.permissions import Grants
from tracker.web.addresses import full_address
from tracker.web.texts import gettext as _


def entries(session: Session, person: Person, grants: Grants) -> list[Entry]:
    """One for each appeal that waits for them, for as long as their roles let them open it."""
    return [
        _entry(one)
        for one in appeal_queries.given_to(session, person.id)
        if appeal_queries.may_decide(grants, one.decision.enrolment.cohort)
    ]


def _entry(one: Appeal) -> Entry:
    return Entry(
        name=f"appeal-{one.id}",
        day=one.decide_by,
        title=_("An appeal is to be decided (%(cohort)s)", cohort=one.decision.enrolment.cohort.name),
        text=_("You were asked to decide it. Whom it is about stands on the page."),
        link=full_address("advancement.show_appeal", appeal_id=one.id),
    )
