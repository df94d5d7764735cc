"""The kinds of mails and their variables in words, and values to try a text with."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape

from tracker.outbox.kinds import kind_of
from tracker.outbox.mail_models import When
from tracker.outbox.models import Dropped, MessageState
from tracker.web.filters import day, days
from tracker.web.texts import gettext as _

KINDS = {
    "concern": _l("A concern was raised"),
    "letter": _l("A letter about a decision"),
    "policy_changed": _l("A change of what was promised about a phase"),
    "appeal": _l("An appeal to decide"),
    "release": _l("Publication review: something to do"),
    "reminder": _l("Reminders of what is due"),
    "chaser": _l("A reminder that staff send by hand"),
    "survey_link": _l("A survey for those who were here"),
    "invitation": _l("An invitation"),
    "role_given": _l("A new role"),
    "webhook_off": _l("A webhook was switched off"),
    "sign_in_link": _l("A link to sign in"),
    "change_notice": _l("A changed password"),
    "daily": _l("The mail of the day"),
    "test": _l("A text tried out"),
}
VARIABLES = {
    "name": _l("the reader's name"),
    "program": _l("the program"),
    "cohort": _l("the cohort; of a role in the whole program, nothing"),
    "phase": _l("the phase"),
    "link": _l("the address of the page that the mail leads to"),
    "changes": _l("what changed, a line each"),
    "reason": _l("why it changed, if somebody gave a reason"),
    "day": _l("the day until which something is to be done"),
    "case": _l("the number of the case"),
    "codename": _l("the codename of the case"),
    "lines": _l("what is due, a line each; of what is overdue, what it costs"),
    "late": _l("something where the day is past, else nothing: for conditions"),
    "sender": _l("who sends the reminder"),
    "survey": _l("which survey it is"),
    "again": _l("something in the second mail about a survey, else nothing: for conditions"),
    "days": _l("for how long the link works"),
    "role": _l("the role"),
}
STATES = {
    MessageState.WAITING: _l("waiting"),
    MessageState.HELD: _l("for the mail of the day"),
    MessageState.SENDING: _l("being sent"),
    MessageState.SENT: _l("sent"),
    MessageState.CARRIED: _l("in a mail of the day"),
    MessageState.UNSURE: _l("not sure"),
    MessageState.FAILED: _l("failed"),
    MessageState.DROPPED: _l("not sent"),
}
DROPPED = {
    Dropped.DECLINED: _l("not sent: its reader wants no mails of this kind"),
    Dropped.LEFT: _l("not sent: its reader has left"),
    Dropped.NO_ADDRESS: _l("not sent: its reader has no address any more"),
    Dropped.SETTLED: _l("not sent again: staff left it at that"),
}
WHEN = {When.AT_ONCE: _l("at once"), When.DAILY: _l("once a day"), When.NEVER: _l("never")}


def kind_words(kind: str) -> str:
    """What a message is, in words."""
    return str(KINDS[kind]) if kind in KINDS else kind


def examples(kind: str, *, name: str, program: str, cohort: str, link: str, today: date) -> dict[str, str]:
    """Values to try a text of a kind with: the reader's own where there are any, else invented ones."""
    soon = day(today + timedelta(days=3))
    values = {
        "name": name,
        "program": program,
        "cohort": cohort,
        "link": link,
        "sender": name,
        "phase": _("training phase"),
        "changes": "- " + _("You know by %(day)s.", day=soon),
        "reason": _("The building is closed that week."),
        "day": soon,
        "case": "PUB-7",
        "codename": "quartz-heron",
        "lines": "- " + _("1 form is due on %(day)s, in 3 days.", day=soon),
        "late": "",
        "survey": _("Where are you now?"),
        "again": "",
        "days": days(14),
        "role": _("mentor"),
    }
    return {variable: values[variable] for variable in kind_of(kind).variables}


def braced(name: str) -> Markup:
    """A variable as it is typed."""
    return Markup("<code>{{{{ {} }}}}</code>").format(escape(name))
