"""The board's filter, read from the address, and the form of how a program makes its scores."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, FloatField, HiddenField, ValidationError
from wtforms.validators import InputRequired

from tracker.evaluations.scoring_rules import COMPONENTS, Scoring
from tracker.overview.queries import BY_LEVEL, DECIDED, SHOWS, SORTS, UNDECIDED, BoardFilter
from tracker.web.forms import Form, version

SORTABLE = frozenset({*SORTS, BY_LEVEL})
SHOWABLE = frozenset({*SHOWS, DECIDED, UNDECIDED})


def board_filter(arguments: Mapping[str, str]) -> BoardFilter:
    """The filter that an address asks for; what it does not know, it takes as the default."""
    show, sort = arguments.get("show", "all"), arguments.get("sort", "name")
    return BoardFilter(
        name=arguments.get("name", "")[:100].strip(),
        show=show if show in SHOWABLE else "all",
        sort=sort if sort in SORTABLE else "name",
        descending=arguments.get("order") == "down",
    )


class Number(FloatField):
    """A number typed with a point or a comma."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:g}"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what is none is said in words."""
        try:
            super().process_formdata([text.strip().replace(",", ".") for text in valuelist])
        except ValueError as error:
            raise ValidationError(str(_l("Type a number."))) from error


def _number(label: Any, step: str) -> Field:
    return Number(
        label,
        validators=[InputRequired(_l("This field is needed."))],
        render_kw={"inputmode": "decimal", "step": step, "autocomplete": "off"},
    )


class ScoringForm(Form):
    """How a program makes its scores; shares are parts of 1."""

    version = HiddenField(_l("These settings"), default="0")
    k_low = _number(_l("Tail of bad luck"), "0.1")
    k_high = _number(_l("Tail of good luck"), "0.1")
    share_ability = _number(_l("Ability"), "0.01")
    share_severity = _number(_l("How a mentor rates everybody"), "0.01")
    share_fit = _number(_l("How a mentor sees one scholar"), "0.01")
    share_luck = _number(_l("Luck of the work"), "0.01")
    share_error = _number(_l("Chance in a form"), "0.01")
    bar = _number(_l("Bar, a level of the rubric"), "0.1")

    @property
    def shares(self) -> list[Field]:
        """The five shares, in the model's order."""
        return [self[f"share_{name}"] for name in COMPONENTS]

    @property
    def base_version(self) -> int:
        """The version that the page began with."""
        return version(self.version.data)

    def scoring(self) -> Scoring:
        """The settings as typed, for a form whose fields are all numbers."""
        ability, severity, fit, luck, error = (field.data for field in self.shares)
        return Scoring(
            k_low=self.k_low.data,
            k_high=self.k_high.data,
            shares=(ability, severity, fit, luck, error),
            bar=self.bar.data,
            version=self.base_version,
        )

    def refuse(self, name: str, message: str) -> None:
        """Put a message at its field; one about all shares stands at the first of them."""
        super().refuse("share_ability" if name == "shares" else name, message)


def scoring_form(scoring: Scoring, typed: Mapping[str, str] | None = None) -> ScoringForm:
    """The form, showing `scoring`; with `typed`, what an address asks to try instead."""
    shown = {"k_low": scoring.k_low, "k_high": scoring.k_high, "bar": scoring.bar}
    shown |= {f"share_{name}": share for name, share in zip(COMPONENTS, scoring.shares, strict=True)}
    options: dict[str, Any] = {"formdata": typed, "meta": {"csrf": False}} if typed else {}
    return ScoringForm(**options, data={**shown, "version": str(scoring.version)})
