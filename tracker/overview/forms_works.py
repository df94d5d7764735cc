"""Forms about a work that need to know more than works: its rates, and its people."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField

from tracker.cohorts.forms import TickList
from tracker.cohorts.models import Enrolment
from tracker.people.models import Person
from tracker.projects.credit_forms import portion
from tracker.projects.credit_words import PRESETS, cancel_sentence, rates_sentence
from tracker.projects.models import Work
from tracker.projects.rules import PRESETS as RATES
from tracker.projects.rules import Rates
from tracker.projects.words import KINDS
from tracker.web.forms import Form, choices_of, day, line, radio, select
from tracker.web.texts import gettext as _

TYPED = "typed"


class RatesForm(Form):
    """How often others reach such a result: one of four in words, or two numbers.

    `seen` are the typed numbers whose meaning the page has shown, so that nothing typed is kept unread.
    """

    preset: Any = radio(_l("How hard is it?"), {}, needed=_l("Choose how hard it is."))
    able = portion(_l("Somebody able reaches it: share of tries"))
    other = portion(_l("Somebody else reaches it: share of tries"))
    late = BooleanField(_l("The result is known, and I change the rates all the same; everybody sees that"))
    seen = HiddenField()

    def offer(self) -> RatesForm:
        """Offer the presets with what they mean."""
        words = [
            (key, f"{PRESETS[key]}: {rates_sentence(RATES[key])}; {cancel_sentence(RATES[key])}")
            for key in RATES
        ]
        typed = _("something else: type the two numbers below")
        self.preset.choices = choices_of([*words, (TYPED, typed)])
        return self

    def rates(self) -> Rates:
        """What was chosen or typed; NaN, which no rule takes, for what was left empty."""
        if self.preset.data != TYPED:
            return RATES[self.preset.data]
        nothing = float("nan")
        able, other = self.able.data, self.other.data
        return Rates(nothing if able is None else able, nothing if other is None else other)


def rates_of(work: Work) -> RatesForm:
    """The form as it stands for a work."""
    stated = Rates(work.pass_able, work.pass_other) if work.pass_able and work.pass_other else None
    preset = next((key for key, rates in RATES.items() if rates == stated), TYPED if stated else "")
    data = {"preset": preset, "able": stated and stated.able, "other": stated and stated.other}
    return RatesForm(formdata=None, prefix="rates-", data=data).offer()


class EditWork(Form):
    """A work's title, kind, days, members and mentors."""

    title = line(_l("Title"), length=300)
    kind = select(_l("Kind"), [(kind.value, words) for kind, words in KINDS.items()])
    starts_on = day(_l("First day"), required=False)
    due_on = day(_l("Due day"), required=False)
    members = TickList(_l("Members"), coerce=int)
    mentors = TickList(_l("Mentors"), coerce=int)
    version = HiddenField()

    def offer(self, scholars: Iterable[Enrolment], mentors: Iterable[Person]) -> EditWork:
        """Offer these people."""
        self.members.choices = choices_of((one.id, one.person.name) for one in scholars)
        self.mentors.choices = choices_of((one.id, one.name) for one in mentors)
        return self
