"""Forms about people."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, ValidationError
from wtforms.validators import DataRequired, Length

from tracker.web.forms import Form, NoControl, clean, line

MIN_PASSWORD = 12


class LinkRequest(Form):
    """Ask for a sign-in link by mail."""

    email = EmailField(
        _l("E-mail address"),
        validators=[DataRequired(_l("This field is needed.")), Length(max=254), NoControl()],
        filters=[clean],
        render_kw={"autocomplete": "email"},
    )


class FirstPassword(Form):
    """Choose a password when an invitation is taken up."""

    name = line(_l("Your name, as others should read it"), render_kw={"autocomplete": "name"})
    password = PasswordField(
        _l("Password (12 characters or more)"),
        validators=[
            DataRequired(_l("This field is needed.")),
            Length(min=MIN_PASSWORD, max=128, message=_l("Use 12 to 128 characters.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class Account(Form):
    """One's own name and time zone."""

    name = line(_l("Your name, as others should read it"), render_kw={"autocomplete": "name"})
    time_zone = line(
        _l("Time zone, such as Europe/Lisbon (empty: UTC)"),
        length=60,
        required=False,
        render_kw={"list": "zones", "autocomplete": "off"},
    )

    def validate_time_zone(self, field: Any) -> None:
        if field.data and field.data not in available_timezones():
            raise ValidationError(str(_l("There is no time zone of this name.")))
