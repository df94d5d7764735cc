"""Forms about works."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from tracker.cohorts.forms import TickList
from tracker.cohorts.models import Enrolment, Phase
from tracker.cohorts.words import PHASES
from tracker.projects.words import KINDS
from tracker.web.forms import Form, choices_of, day, line, select


class Work(Form):
    """A new work of some scholars."""

    title = line(_l("Title"), length=300)
    kind = select(_l("Kind"), [(kind.value, words) for kind, words in KINDS.items()])
    phase = select(_l("Phase"), [])
    members = TickList(_l("Members"), coerce=int)
    starts_on = day(_l("First day"), required=False)
    due_on = day(_l("Due day"), required=False)

    def offer(self, phases: Iterable[Phase], scholars: Iterable[Enrolment]) -> Work:
        """Offer these phases, and as members those scholars who have not left."""
        self.phase.choices = choices_of((phase.kind.value, PHASES[phase.kind]) for phase in phases)
        self.members.choices = choices_of(
            (one.id, one.person.name) for one in scholars if one.left_on is None
        )
        return self
