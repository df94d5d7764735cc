"""Sentences for the reasons that rules about mails and their texts give."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence."""
    return {
        "wording_empty": _("Write something first."),
        "wording_syntax": _("Line %(line)s cannot be read (%(problem)s)."),
        "wording_construct": _(
            "Line %(line)s: “%(name)s” is not possible here. Possible are variables such as {{ name }} and"
            " conditions such as {%% if day %%} … {%% endif %%}."
        ),
        "wording_filter": _(
            "Line %(line)s: “%(name)s” is not possible here. After a bar can stand: %(known)s."
        ),
        "wording_unknown": _("Line %(line)s: there is no variable “%(name)s” here."),
        "wording_too_deep": _("Line %(line)s: too much is nested here; at most %(most)s levels are read."),
        "wording_lacks": _(
            "The text must show {{ %(name)s }} whenever there is any: its reader has a right to it. Put it"
            " outside of every condition, or under its own, {%% if %(name)s %%} … {%% endif %%}."
        ),
        "mail_text_fixed": _("This text is the same in every program; it cannot be changed here."),
        "mail_text_changed": _("Somebody else saved this text meanwhile. Nothing was overwritten."),
        "mail_text_shipped": _("The shipped text is in force already."),
        "mail_hours_half": _("Quiet hours have a beginning and an end. Choose both, or neither."),
        "mail_hours_none_left": _("Quiet hours end at another hour than they begin."),
        "mail_daily_in_quiet": _("The mail of the day would come at a quiet hour. Choose another one."),
        "mail_choice_not_offered": _("Mails of this kind cannot come like that."),
        "message_not_stuck": _("This message needs nothing any more: it was sent, or it is under way."),
    }
