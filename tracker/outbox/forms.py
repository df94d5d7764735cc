"""The forms of how somebody wants their mail, and of a program's own text."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.outbox.kind_words import KINDS, WHEN
from tracker.outbox.kinds import CHOSEN, kind_of
from tracker.outbox.mail_models import When
from tracker.outbox.timing_rules import Hours
from tracker.outbox.wording import MOST_CHARACTERS, MOST_SUBJECT
from tracker.web.forms import Form, line, paragraph, select


class TextForm(Form):
    """Subject and text of a kind of mail; `based_on` is the version that the page showed."""

    based_on = HiddenField()
    subject = line(_l("Subject"), length=MOST_SUBJECT)
    body = paragraph(_l("Text"), length=MOST_CHARACTERS, required=True, render_kw={"rows": 18})


HOURS = [(str(hour), f"{hour:02d}:00") for hour in range(24)]


class WishForm(Form):
    """When somebody wants the mails of each kind, by a field named after it, and at which hours."""

    def wanted(self) -> dict[str, When]:
        """Kind → what was chosen."""
        return {kind: When(self[kind].data) for kind in CHOSEN}

    def hours(self) -> Hours:
        """The hours that were chosen."""
        quiet_from, quiet_until = self["quiet_from"].data, self["quiet_until"].data
        return Hours(
            int(quiet_from) if quiet_from else None,
            int(quiet_until) if quiet_until else None,
            int(self["daily_at"].data),
        )


def wish_form(wanted: Mapping[str, When], hours: Hours, *, sent: bool) -> WishForm:
    """The form in the reader's language: as it was `sent`, else as their choices stand."""
    quiet = [("", _l("no quiet hours")), *HOURS]
    fields = {
        kind: select(KINDS[kind], [(one.value, WHEN[one]) for one in kind_of(kind).choices])
        for kind in CHOSEN
    }
    fields["quiet_from"] = select(_l("Quiet from"), quiet)
    fields["quiet_until"] = select(_l("Quiet until"), quiet)
    fields["daily_at"] = select(_l("Mail of the day at"), HOURS)
    made: type[WishForm] = type("Wishes", (WishForm,), fields)
    if sent:
        return made()
    data: dict[str, str] = {kind: wanted[kind].value for kind in CHOSEN}
    for name in ("quiet_from", "quiet_until"):
        hour = getattr(hours, name)
        data[name] = "" if hour is None else str(hour)
    return made(formdata=None, data={**data, "daily_at": str(hours.daily_at)})
