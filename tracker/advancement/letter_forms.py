"""The form of a letter's text."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.outbox.wording import MOST_CHARACTERS, MOST_SUBJECT
from tracker.web.forms import Form, line, paragraph


class TextForm(Form):
    """Subject and text of a kind of letter; `based_on` is the version that the page showed."""

    based_on = HiddenField()
    subject = line(_l("Subject"), length=MOST_SUBJECT)
    body = paragraph(_l("Text"), length=MOST_CHARACTERS, required=True, render_kw={"rows": 24})
