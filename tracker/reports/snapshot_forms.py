"""The form that freezes a report."""

from __future__ import annotations

from wtforms import HiddenField

from tracker.web.forms import Form


class FreezeForm(Form):
    """`draft` is the number of the job that made the preview that was looked at."""

    draft = HiddenField()
