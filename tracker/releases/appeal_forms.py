"""The forms of an appeal: its ground and words, who reads it, what comes of it; and of new facts."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l

from tracker.people.models import Person
from tracker.releases.appeal_models import Ground, Ruling
from tracker.releases.appeal_rules import TEXT_LIMIT
from tracker.releases.panel_words import GROUNDS, RULINGS
from tracker.web.forms import Form, choices_of, paragraph, radio, select


class AppealForm(Form):
    """An author's appeal."""

    ground = radio(
        _l("What the appeal rests on"),
        {one.value: GROUNDS[one] for one in Ground},
        needed=_l("Choose a ground."),
    )
    appeal = paragraph(_l("Your appeal"), length=TEXT_LIMIT, required=True, render_kw={"rows": 8})


class ReaderForm(Form):
    """Who is asked to read an appeal."""

    reader = select(_l("Reader"), [], coerce=int)

    def offer(self, people: Iterable[tuple[Person, bool]]) -> ReaderForm:
        """Offer these people; True: from outside the program."""
        named = [
            (one.id, _l("%(name)s (external)", name=one.name) if external else one.name)
            for one, external in people
        ]
        self.reader.choices = choices_of([(0, _l("choose")), *named])
        return self


class RulingForm(Form):
    """What comes of an appeal. There is nothing here that approves."""

    ruling = radio(
        _l("What comes of it"),
        {one.value: RULINGS[one] for one in Ruling},
        needed=_l("Say what comes of it."),
    )
    reasons = paragraph(_l("Your reasons"), length=TEXT_LIMIT, required=True, render_kw={"rows": 8})


class NewsForm(Form):
    """Something new about a release that was not let out."""

    news = paragraph(_l("What is new"), length=TEXT_LIMIT, required=True, render_kw={"rows": 4})
