"""What every form of the site shares: clean text in, domain values out, choices passed in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, Field, RadioField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import DataRequired, InputRequired, Length
from wtforms.validators import Optional as MayBeEmpty

from tracker.extensions import db
from tracker.reasons import Refused
from tracker.web import catalogue

SLUG_PATTERN = r"[a-z0-9]+(-[a-z0-9]+)*"
# All of Unicode's category Cc, and all but line end and tab; a pattern, since a text may be long.
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
CONTROL_IN_LINES = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# Days outside lie so far off that adding a notice period to them could leave the calendar.
DAYS = (date(1950, 1, 1), date(2200, 12, 31))


class Form(FlaskForm):  # type: ignore[misc]  # Flask-WTF comes without types
    """The base of all forms. `problems()` feeds the summary that links to the fields."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # the same
        """How the fields are read."""

        def wrap_formdata(self, _form: Any, formdata: Any) -> Any:
            """Read the fields of a form that was sent, never a JSON body or files in their place."""
            if isinstance(formdata, MultiDict) or formdata is None:
                return formdata
            return request.form if request.method == "POST" else None

    def problems(self) -> list[tuple[str, str, str]]:
        """(field id, label, message) of everything that was refused."""
        return [(field.id, str(field.label.text), str(message)) for field in self for message in field.errors]

    def refuse(self, name: str, message: str) -> None:
        """Put a message from a rule at the field it is about; of a form that is a button, at its token."""
        typed = [field for field in self if field.type != "CSRFTokenField"] or [*self]
        field = self[name] if name in self else typed[0]
        field.errors = [*field.errors, message]


def clean(value: str | None) -> str | None:
    """Text as it is kept: composed (NFC), line ends as \\n, no blank ends."""
    if value is None:
        return None
    return unicodedata.normalize("NFC", value).replace("\r\n", "\n").strip()


class NoControl:
    """Refuses control characters, NUL above all; line ends and tabs only where `multiline`."""

    def __init__(self, *, multiline: bool = False) -> None:
        self.refused = CONTROL_IN_LINES if multiline else CONTROL

    def __call__(self, _form: Any, field: Field) -> None:
        if self.refused.search(field.data or ""):
            raise ValidationError(str(_l("Remove the control characters from this text.")))


def line(label: Any, *, length: int = 200, required: bool = True, **options: Any) -> Field:
    """A one-line text field."""
    validators: list[Any] = [DataRequired(_l("This field is needed."))] if required else []
    validators += [
        Length(max=length, message=_l("Use at most %(max)d characters.")),
        NoControl(),
    ]
    return StringField(label, validators=validators, filters=[clean], **options)


def paragraph(label: Any, *, length: int = 4000, required: bool = False, **options: Any) -> Field:
    """A text field of several lines."""
    validators: list[Any] = [DataRequired(_l("This field is needed."))] if required else []
    validators += [
        Length(max=length, message=_l("Use at most %(max)d characters.")),
        NoControl(multiline=True),
    ]
    return TextAreaField(label, validators=validators, filters=[clean], **options)


def select(label: Any, choices: Iterable[tuple[str, Any]], **options: Any) -> SelectField:
    """A choice from a list of (value, label)."""
    return SelectField(label, choices=choices_of(choices), **options)


def radio(label: Any, choices: Mapping[str, Any], *, needed: Any = None, default: str = "") -> Field:
    """A row of choices; `needed` is the message if none was made, without it none need be made."""

    def one_of_these(_form: Any, field: Field) -> None:
        if field.data and field.data not in choices:
            raise ValidationError(str(_l("Not a valid choice.")))

    return RadioField(
        label,
        choices=choices_of(choices.items()),
        default=default,
        validators=[InputRequired(needed) if needed else one_of_these],
        validate_choice=bool(needed),
    )


def choices_of(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as a field's choices."""
    return [SelectChoice(value, str(label)) for value, label in pairs]


def day(label: Any, *, required: bool = True, **options: Any) -> Any:
    """A calendar day, typed as 2026-01-05 where the browser has no calendar of its own."""
    needed = InputRequired(_l("This field is needed.")) if required else MayBeEmpty()
    return DateField(label, validators=[needed, _near], **options)


def _near(_form: Any, field: Field) -> None:
    if field.data and not DAYS[0] <= field.data <= DAYS[1]:
        raise ValidationError(str(_l("This day is too far off.")))


def version(text: str | None) -> int:
    """The version that a page began with; -1, which nothing has, for what no page of ours says."""
    text = text or "0"
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


@contextmanager
def refusals(form: Form) -> Iterator[None]:
    """Put what a rule refuses at its field and undo the writes; the form is then shown again."""
    try:
        yield
    except Refused as error:
        db.session.rollback()
        form.refuse(error.field or "", catalogue.sentence(error.decision))
