"""Decisions about when a mail leaves, by whom it is for and what they chose. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tracker.outbox.kinds import Kind, Standing
from tracker.outbox.mail_models import When
from tracker.outbox.models import Dropped
from tracker.reasons import Decision, no, yes


@dataclass(frozen=True)
class Hours:
    """Hours of somebody's day: those at which mail may not come, and the one of their mail of the day."""

    quiet_from: int | None = 21
    quiet_until: int | None = 7
    daily_at: int = 8

    def quiet(self, hour: int) -> bool:
        """Whether mail that may wait does so at this hour of the reader's day."""
        if self.quiet_from is None or self.quiet_until is None:
            return False
        if self.quiet_from < self.quiet_until:
            return self.quiet_from <= hour < self.quiet_until
        return hour >= self.quiet_from or hour < self.quiet_until


@dataclass(frozen=True)
class Leave:
    """Whether a mail leaves now: it is dropped for a reason, waits until a moment, or neither."""

    dropped: Dropped | None = None
    until: datetime | None = None


def wanted(kind: Kind, chosen: When | None) -> When:
    """When a mail of this kind is to leave. A choice that the kind does not offer counts for nothing."""
    return chosen if chosen in kind.choices else kind.usual


def leave(
    kind: Kind,
    *,
    standing: Standing,
    address: str | None,
    chosen: When | None,
    hours: Hours,
    local: datetime,
) -> Leave:
    """What to do with a mail whose turn it is; `local` is the moment in its reader's zone."""
    if standing not in kind.reaches:
        return Leave(dropped=Dropped.LEFT)
    if address is None:
        return Leave(dropped=Dropped.NO_ADDRESS)
    if wanted(kind, chosen) is When.NEVER:
        return Leave(dropped=Dropped.DECLINED)
    if kind.urgent or not hours.quiet(local.hour):
        return Leave()
    return Leave(until=_next(hours.quiet_until or 0, local))


def daily_is_due(hours: Hours, local: datetime, last: date | None) -> bool:
    """Whether somebody's mail of the day is to be written now; `last` is the day of the one before.

    From its hour on, once a day of theirs; what comes together later in the day waits for the next one.
    """
    early = local.hour < hours.daily_at or hours.quiet(local.hour)
    return not early and (last is None or last < local.date())


def may_keep(hours: Hours) -> Decision:
    """Whether these can be somebody's hours: some hour of the day is left, and the daily mail is at one."""
    if (hours.quiet_from is None) != (hours.quiet_until is None):
        return no("mail_hours_half")
    if hours.quiet_from is not None and hours.quiet_from == hours.quiet_until:
        return no("mail_hours_none_left")
    return no("mail_daily_in_quiet") if hours.quiet(hours.daily_at) else yes()


def may_choose(kind: Kind, when: When) -> Decision:
    """Whether somebody may have the mails of this kind so."""
    return yes() if when in kind.choices else no("mail_choice_not_offered")


def _next(hour: int, local: datetime) -> datetime:
    """The next moment at which this hour of the reader's day begins."""
    begins = local.replace(hour=hour, minute=0, second=0, microsecond=0, fold=0)
    return begins if begins > local else begins + timedelta(days=1)
