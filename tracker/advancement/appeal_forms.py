"""The forms of an appeal: the scholar's words, who reads it, what comes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, ValidationError

from tracker.advancement.appeal_models import Ruling
from tracker.advancement.appeal_rules import TEXT_LIMIT
from tracker.advancement.appeal_words import RULINGS
from tracker.people.models import Person
from tracker.web.forms import Form, choices_of, clean, paragraph, select


class AppealForm(Form):
    """A scholar's appeal."""

    text = paragraph(_l("Your appeal"), length=TEXT_LIMIT, required=True, render_kw={"rows": 12})


class AssignForm(Form):
    """Who is asked to decide it; `instead_of` is the reader whom the page named."""

    instead_of = HiddenField()
    reader = select(_l("Reader"), [], coerce=int)

    def offer(self, people: Iterable[Person]) -> AssignForm:
        """Offer the people who had no hand in the decision."""
        self.reader.choices = choices_of([(0, _l("choose")), *((one.id, one.name) for one in people)])
        return self

    def validate_reader(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(str(_l("Choose somebody.")))


class RulingForm(Form):
    """What comes of an appeal; `shown` is the letter that its reader has read."""

    shown = HiddenField()
    # Nothing is chosen beforehand: it may undo a decision.
    ruling = select(
        _l("What comes of it"),
        [("", _l("choose")), *((one.value, RULINGS[one]) for one in Ruling)],
    )
    reasons = paragraph(_l("Your reasons"), length=TEXT_LIMIT, required=True, render_kw={"rows": 10})

    def validate_ruling(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(str(_l("Say what comes of it.")))


def typed(data: Mapping[str, str], *names: str) -> dict[str, str]:
    """What a page sent, as a draft keeps it."""
    return {name: (clean(data.get(name, "")) or "").replace("\x00", "") for name in names}


def from_draft(form: type[Form], kept: Mapping[str, Any] | None) -> Any:
    """The form as it was left, or empty."""
    return form(formdata=MultiDict(kept) if kept else None)
