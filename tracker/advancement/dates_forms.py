"""Forms about one scholar's dates: leave, return, moving them by hand, coming back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from tracker.cohorts.calendar_rules import MOST_DAYS
from tracker.cohorts.models import Cohort
from tracker.web.forms import Form, choices_of, day, paragraph, select


def _days(label: Any, least: int) -> IntegerField:
    return IntegerField(
        label,
        validators=[
            InputRequired(_l("This field is needed.")),
            NumberRange(least, MOST_DAYS, message=_l("Use a number from %(min)s to %(max)s.")),
        ],
    )


class LeaveForm(Form):
    """The first day of a leave. Why somebody is away is not asked."""

    from_on = day(_l("First day of the leave"))
    expected_until = day(_l("Expected until"), required=False)


class ReturnForm(Form):
    """The first day back."""

    back_on = day(_l("First day back"))


class ShiftForm(Form):
    """Every date from a day on, later by some days. `seen` is how many shifts the page began with."""

    shift_from = day(_l("From this day on"))
    days = _days(_l("Days later"), 1)
    reason = paragraph(_l("Why"), length=1000, required=True)
    seen = HiddenField(_l("These dates"), default="0")


class BackForm(Form):
    """Going on in the cohort that was left."""

    days = _days(_l("Move what lay ahead by so many days"), 0)
    reason = paragraph(_l("Why"), length=1000, required=True)


class LaterForm(Form):
    """Joining a later cohort."""

    cohort = select(_l("Cohort"), [], coerce=int)

    def offer(self, cohorts: Iterable[Cohort]) -> LaterForm:
        """Offer these cohorts."""
        self.cohort.choices = choices_of((one.id, one.name) for one in cohorts)
        return self
