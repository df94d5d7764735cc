"""The form that asks somebody for a form on one scholar."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange

from tracker.evaluations.answers import Relation
from tracker.evaluations.words import RELATION
from tracker.overview.rater_rules import Candidate
from tracker.projects.models import Work
from tracker.web.forms import Form, choices_of, day, select
from tracker.web.texts import gettext as _
from tracker.web.texts import ngettext


class AskForm(Form):
    """Who files a form on a scholar, about what, as what, by when."""

    mentor = select(
        _l("Who files the form"),
        [],
        coerce=int,
        validators=[NumberRange(min=1, message=_l("Choose who files the form."))],
    )
    work = select(_l("About which work"), [], coerce=int)
    relation = select(_l("As"), RELATION.items())
    due_on = day(_l("Due day"))

    def offer(self, candidates: Iterable[Candidate], works: Iterable[Work], rated: frozenset[int]) -> AskForm:
        """Offer these people, with what speaks for them, and these works."""
        self.mentor.choices = choices_of(
            [(0, _l("choose")), *((one.person_id, candidate_words(one)) for one in candidates)]
        )
        self.work.choices = choices_of(
            (one.id, one.title if one.id in rated else _("%(work)s (nobody was asked yet)", work=one.title))
            for one in works
        )
        return self

    def as_relation(self) -> Relation:
        return Relation(self.relation.data)


def candidate_words(one: Candidate) -> str:
    """A person with how many forms they owe and whether they would be new to the scholar."""
    load = ngettext("owes %(num)d form", "owes %(num)d forms", one.load) if one.load else _("owes no form")
    if one.new:
        return _("%(name)s: new to this scholar, %(load)s", name=one.name, load=load)
    return _("%(name)s: asked about this scholar before, %(load)s", name=one.name, load=load)


def default_due(today: date, forms_close_on: date, days: int) -> date:
    """So many days from today, or the last day on which forms can be filed."""
    return min(date.fromordinal(today.toordinal() + days), forms_close_on)
