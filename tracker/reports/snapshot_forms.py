"""The form that freezes a report."""

from __future__ import annotations

from wtforms import HiddenField

from tracker.web.forms import Form


class FreezeForm(Form):
    """`shown` is the seal of the figures that were looked at."""

    shown = HiddenField()
