"""The forms of the need-to-know list and of opening a case in an emergency."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from tracker.people.models import Person
from tracker.releases.reading_rules import REASON_LENGTH
from tracker.web.forms import Form, choices_of, paragraph, select


class AdmitForm(Form):
    """A director who is to read a case, and why."""

    person = select(_l("Who"), [], coerce=int)
    reason = paragraph(
        _l("Why they need to know"), length=REASON_LENGTH, required=True, render_kw={"rows": 3}
    )

    def offer(self, people: Iterable[Person]) -> AdmitForm:
        """Offer the directors who are not on the list."""
        self.person.choices = choices_of([(0, _l("choose")), *((one.id, one.name) for one in people)])
        return self

    def validate_person(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(str(_l("Choose somebody.")))


class OpeningForm(Form):
    """Why somebody has to read a case that is not theirs, now."""

    reason = paragraph(
        _l("Why you have to read it now"), length=REASON_LENGTH, required=True, render_kw={"rows": 3}
    )
