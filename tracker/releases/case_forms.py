"""The form that plans a release."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, ValidationError

from tracker.releases.case_rules import TITLE_LENGTH
from tracker.releases.models import Case
from tracker.releases.parts import ReleaseKind
from tracker.web.forms import Form, choices_of, line, select


class PlanForm(Form):
    """A release to be: its kind and its title, which is sealed at once."""

    areas: frozenset[str] = frozenset()
    published: frozenset[str] = frozenset()
    kind = select(_l("What goes out"), [])
    title = line(_l("Title"), length=TITLE_LENGTH, render_kw={"autocomplete": "off"})
    area = select(_l("Research area"), [], default="", validate_choice=False)
    earlier = select(_l("Shorter form of"), [], default="", validate_choice=False)

    def offer(
        self, kinds: Mapping[ReleaseKind, Any], areas: Iterable[str], published: Iterable[Case]
    ) -> PlanForm:
        """Offer kinds, the program's areas, and the releases of the same work that are out."""
        self.kind.choices = choices_of(
            [("", _l("choose")), *((one.value, kinds[one]) for one in ReleaseKind)]
        )
        areas, published = list(areas), list(published)
        self.areas = frozenset(areas)
        self.published = frozenset(str(one.id) for one in published)
        self.area.choices = choices_of([("", _l("choose")), *((one, one) for one in areas)])
        self.earlier.choices = choices_of(
            [("", _l("nothing: it stands for itself")), *((str(one.id), one.label) for one in published)]
        )
        return self

    def validate_kind(self, field: Field) -> None:
        """Refuse what chooses nothing."""
        if not field.data:
            raise ValidationError(str(_l("Choose what goes out.")))

    def validate_area(self, field: Field) -> None:
        """Without a label an area that asks for a closer look could be passed by."""
        if self.areas and not field.data:
            raise ValidationError(str(_l("Choose the area; “Other” is one.")))
        _among(field, self.areas)

    def validate_earlier(self, field: Field) -> None:
        """The same."""
        _among(field, self.published)


def _among(field: Field, offered: frozenset[str]) -> None:
    if field.data and field.data not in offered:
        raise ValidationError(str(_l("Not a valid choice.")))
