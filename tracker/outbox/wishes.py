"""Writes of how people want their mail."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from tracker import audit
from tracker.audit import Row
from tracker.outbox import mail_queries, timing_rules
from tracker.outbox.kinds import CHOSEN, kind_of
from tracker.outbox.mail_models import MailChoice, MailHours, When
from tracker.outbox.timing_rules import Hours
from tracker.reasons import require


def choose(session: Session, actor: Row, *, wanted: Mapping[str, When], hours: Hours) -> None:
    """Keep when somebody wants which mails. What was held before still comes with the mail of the day."""
    for kind, when in wanted.items():
        require(timing_rules.may_choose(kind_of(kind), when), field=kind)
    require(timing_rules.may_keep(hours), field="daily_at")
    audit.hold(session, None)
    before = {kind: when.value for kind, when in mail_queries.choices(session, actor.id).items()}
    for kind in CHOSEN:
        if kind in wanted:
            _keep(session, actor.id, kind, wanted[kind])
    row = session.get(MailHours, actor.id) or MailHours(person_id=actor.id)
    row.quiet_from, row.quiet_until, row.daily_at = hours.quiet_from, hours.quiet_until, hours.daily_at
    session.add(row)
    session.flush()
    after = {kind: when.value for kind, when in mail_queries.choices(session, actor.id).items()}
    quiet = [hours.quiet_from, hours.quiet_until]
    audit.record(
        session,
        actor.id,
        "mail.choose",
        program_id=None,
        object_type=actor.__tablename__,
        object_id=actor.id,
        change={"before": before, "after": after, "quiet": quiet, "daily_at": hours.daily_at},
    )


def _keep(session: Session, person_id: int, kind: str, when: When) -> None:
    row = session.get(MailChoice, (person_id, kind))
    if when is kind_of(kind).usual:
        if row is not None:
            session.delete(row)
    elif row is None:
        session.add(MailChoice(person_id=person_id, kind=kind, wanted=when))
    else:
        row.wanted = when
