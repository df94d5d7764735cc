"""Forms about what came of earlier gates."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DecimalField, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from tracker.cohorts.history_rules import FIRST_YEAR, LAST_YEAR, MOST, MOST_NOTICE, Counts
from tracker.cohorts.models import GateRecord
from tracker.cohorts.words import GATES_SHORT, PHASES
from tracker.web.forms import Form, line, select

COUNTS = ("accepted", "continued", "stopped", "not_placed", "withdrew")
FIELD_OF = {
    "record_year": "year",
    "record_range": "accepted",
    "record_sum": "accepted",
    "record_notice_of_nobody": "median_notice",
    "record_notice_range": "median_notice",
}


def _count(label: Any, least: int = 0) -> IntegerField:
    return IntegerField(
        label,
        validators=[
            InputRequired(_l("This field is needed.")),
            NumberRange(least, MOST, message=_l("Use a number from %(min)s to %(max)s.")),
        ],
    )


class Record(Form):
    """The counts of one earlier gate; `version` is what the page began with."""

    label = line(_l("Cohort"))
    year = IntegerField(
        _l("Year"),
        validators=[
            InputRequired(_l("This field is needed.")),
            NumberRange(FIRST_YEAR, LAST_YEAR, message=_l("Use a year from %(min)s to %(max)s.")),
        ],
    )
    kind = select(_l("Phase before the gate"), [(kind.value, words) for kind, words in PHASES.items()])
    gate_default = select(_l("Kind of gate"), [(one.value, words) for one, words in GATES_SHORT.items()])
    accepted = _count(_l("Accepted into the phase"), 1)
    continued = _count(_l("Moved on"))
    stopped = _count(_l("Stopped"))
    not_placed = _count(_l("Not placed, for lack of places"))
    withdrew = _count(_l("Withdrew of their own accord"))
    median_notice = DecimalField(
        _l("Days of notice, median"),
        validators=[
            Optional(),
            NumberRange(0, MOST_NOTICE, message=_l("Use a number from %(min)s to %(max)s.")),
        ],
    )
    version = HiddenField(_l("This record"), default="0")

    def counts(self) -> Counts:
        """The counts as typed."""
        return Counts(**{name: self[name].data for name in COUNTS})


class Public(Form):
    """Whether everybody may read how the gates work and what came of them."""

    shown = BooleanField(_l("Everybody may read this page, without signing in"))


def record_form(row: GateRecord | None) -> Record:
    """The form of one record, showing what stands."""
    if row is None:
        return Record()
    values = {name: getattr(row, name) for name in (*COUNTS, "label", "year", "median_notice")}
    return Record(
        data={
            **values,
            "kind": row.kind.value,
            "gate_default": row.gate_default.value,
            "version": str(row.version),
        }
    )
