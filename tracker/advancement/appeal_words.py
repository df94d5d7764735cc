"""Sentences about appeals: until when, what happens next, what came of one."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from tracker.advancement import appeal_rules
from tracker.advancement.appeal_models import Appeal, Ruling
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _

RULINGS = {
    Ruling.UPHELD: _l("The decision stands"),
    Ruling.SENT_BACK: _l("Sent back: a new panel decides"),
}


def chance_sentence(appeal_by: date, today: date) -> str:
    """Until when a scholar can appeal, with the days left in words."""
    if today > appeal_by:
        return _("An appeal was possible until %(day)s.", day=day(appeal_by))
    if today == appeal_by:
        return _("You can appeal until the end of today, %(day)s.", day=day(appeal_by))
    left = days(appeal_by - today)
    return _("You can appeal until %(day)s (%(left)s left).", day=day(appeal_by), left=left)


def appeal_sentence(appeal: Appeal, today: date) -> str:
    """For the scholar: how their appeal stands, and what happens next."""
    filed = _("You appealed on %(day)s.", day=day(appeal.filed_on))
    if appeal.ruling is Ruling.UPHELD:
        return f"{filed} " + _("It was decided on %(day)s: the decision stands.", day=_decided(appeal))
    if appeal.ruling is Ruling.SENT_BACK:
        return f"{filed} " + _(
            "It was decided on %(day)s: the decision no longer holds, and a new panel decides.",
            day=_decided(appeal),
        )
    if appeal_rules.is_overdue(appeal.decide_by, appeal.ruling, today):
        return f"{filed} " + _(
            "The answer was due on %(day)s and is late. That counts against nobody but the program; ask its"
            " staff.",
            day=day(appeal.decide_by),
        )
    if appeal.reader is None:
        return f"{filed} " + _(
            "Somebody who had no part in the decision is asked to read it. You know what came of it by"
            " %(day)s.",
            day=day(appeal.decide_by),
        )
    return f"{filed} " + _(
        "%(name)s, who had no part in the decision, reads it. You know what came of it by %(day)s.",
        name=appeal.reader.name,
        day=day(appeal.decide_by),
    )


def appeal_state(appeal: Appeal, today: date) -> str:
    """For lists: how an appeal stands."""
    if appeal.ruling is not None:
        return str(RULINGS[appeal.ruling])
    if appeal_rules.is_overdue(appeal.decide_by, None, today):
        return _("overdue by %(days)s", days=days(today - appeal.decide_by))
    return _("waits for a reader") if appeal.reader_id is None else _("is being read")


def is_late(appeal: Appeal, today: date) -> bool:
    """Whether an appeal is over its day, undecided."""
    return appeal_rules.is_overdue(appeal.decide_by, appeal.ruling, today)


def _decided(appeal: Appeal) -> str:
    assert appeal.decided_on is not None
    return day(appeal.decided_on)
