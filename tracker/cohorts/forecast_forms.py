"""Forms about forecasts: one of a milestone, and files of a series."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.web.forms import Form, day, line
from tracker.web.uploads import TextFile


class Forecast(Form):
    """On which day somebody expects a milestone to be done."""

    predicted_for = day(_l("I expect it to be done on"))


class Pull(Form):
    """A file of forecasts."""

    file = TextFile(_l("File of forecasts (CSV)"))


class Followed(Pull):
    """A new series with its first file."""

    title = line(_l("Title"))
    source = line(_l("Where it comes from: an address, or words"), length=500, required=False)
