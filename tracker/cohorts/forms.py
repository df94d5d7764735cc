"""Forms about programs, cohorts and their people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, SelectMultipleField, StringField
from wtforms.validators import DataRequired, Length, Regexp
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.cohorts.models import Enrolment, Phase
from tracker.cohorts.words import PHASES
from tracker.people.words import ROLES
from tracker.permissions import Role
from tracker.web.forms import SLUG_PATTERN, Form, NoControl, choices_of, clean, day, line, select


def slug(label: Any) -> StringField:
    """The short name that stands in addresses."""
    return StringField(
        label,
        validators=[
            DataRequired(_l("This field is needed.")),
            Length(max=60, message=_l("Use at most %(max)d characters.")),
            Regexp(f"^{SLUG_PATTERN}$", message=_l("Use lower-case letters, digits and hyphens.")),
        ],
        filters=[clean],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


class Program(Form):
    """A new program."""

    name = line(_l("Name of the program"))
    slug = slug(_l("Short name, for addresses"))
    time_zone = line(
        _l("Time zone, such as Europe/Lisbon"), length=60, render_kw={"list": "zones", "autocomplete": "off"}
    )


class AddPerson(Form):
    """Give a role to somebody, known here or not."""

    name = line(_l("Name"), render_kw={"autocomplete": "off"})
    email = EmailField(
        _l("E-mail address"),
        validators=[DataRequired(_l("This field is needed.")), Length(max=254), NoControl()],
        filters=[clean],
        render_kw={"autocomplete": "off"},
    )
    role = select(_l("Role"), [])
    ends_on = day(_l("Last day of the role"), required=False)

    def offer(self, roles: Iterable[Role]) -> AddPerson:
        """Offer these roles."""
        self.role.choices = choices_of((role.value, ROLES[role]) for role in roles)
        return self


class Left(Form):
    """The day on which a scholar left."""

    on = day(_l("Last day in the program"))


class Milestone(Form):
    """Something due from every scholar of a phase."""

    title = line(_l("Title"))
    phase = select(_l("Phase"), [])
    due_on = day(_l("Due day"))

    def offer(self, phases: Iterable[Phase]) -> Milestone:
        """Offer these phases."""
        self.phase.choices = choices_of((phase.kind.value, PHASES[phase.kind]) for phase in phases)
        return self


class TickList(SelectMultipleField):
    """Several choices as tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class Done(Form):
    """Who has done a milestone.

    `was` says who had when the page was opened, so that a save changes only the boxes that were
    touched and two people ticking at once do not undo each other.
    """

    done = TickList(_l("Done by"), coerce=int)
    was = TickList(_l("Done before"), coerce=int)

    def offer(self, scholars: Iterable[Enrolment]) -> Done:
        """Offer these scholars."""
        self.done.choices = self.was.choices = choices_of((one.id, one.person.name) for one in scholars)
        return self

    def touched(self) -> dict[int, bool]:
        """Enrolment id → done or not, of every box that was changed."""
        now, before = set(self.done.data or []), set(self.was.data or [])
        return {key: key in now for key in now ^ before}
