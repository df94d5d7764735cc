"""Forms about a program's rules of review."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired

from tracker.releases import numbers as values
from tracker.releases.checklist import Checklist
from tracker.releases.checklist_parts import RAISING, EffectKind, Item
from tracker.releases.parts import Tier
from tracker.releases.policy_rules import BOUNDS, NOTE_LENGTH
from tracker.releases.policy_words import EFFECTS, NUMBERS, TIERS, said
from tracker.releases.template_rules import AREA_LENGTH
from tracker.web.forms import Form, choices_of, line, paragraph, radio, select

QUESTION_LENGTH = 300
REPORT_LENGTH = 4000
_NEEDED = _l("This field is needed.")


class Propose(Form):
    """The reason of a change, which goes with it to the second person."""

    note = paragraph(_l("Why"), length=NOTE_LENGTH)


class Contact(Form):
    """Where somebody from outside reports a release."""

    address = line(_l("Address for reports: an e-mail address, or how else to reach you"))


class OutsideReport(Form):
    """What somebody without an account saw."""

    text = paragraph(_l("What did you see, where and when?"), length=REPORT_LENGTH, required=True)


class Question(Form):
    """A question that a program adds."""

    section = select(_l("Section"), [])
    question = line(_l("Question"), length=QUESTION_LENGTH)
    help = line(_l("A word of help, if it needs one"), length=QUESTION_LENGTH, required=False)
    answered = radio(
        _l("Answered by"),
        {"yes": _l("yes or no; yes raises"), "no": _l("yes or no; no raises"), "text": _l("words")},
        needed=_NEEDED,
        default="yes",
    )
    effect = select(_l("It raises to"), [(kind.value, EFFECTS[kind]) for kind in RAISING])


class Stronger(Form):
    """More review for an answer of a question, or the question for every case."""

    answer = select(_l("Answer"), [])
    effect = select(_l("leads to"), [(kind.value, EFFECTS[kind]) for kind in RAISING])
    always = BooleanField(_l("Ask it in every case"))


class Area(Form):
    """A research area, and the least review that its cases get."""

    name = line(_l("Research area"), length=AREA_LENGTH)
    tier = select(_l("Its cases go to"), [(str(int(tier)), words) for tier, words in TIERS.items()])

    def chosen(self) -> Tier:
        """The tier as chosen."""
        return Tier(int(self.tier.data))


def question_form(checklist: Checklist, **options: Any) -> Question:
    """The form for a question more, with the checklist's own sections."""
    form = Question(**options)
    form.section.choices = choices_of((key, f"{key}. {said(words)}") for key, words in checklist.sections)
    return form


def stronger_form(item: Item, **options: Any) -> Stronger:
    """The form for one question, with its own answers."""
    form = Stronger(**options)
    answers = [(one.value, said(one.words)) for one in item.choices]
    form.answer.choices = choices_of([("", _l("no answer in particular")), *answers])
    return form


def effect_of(form: Form) -> EffectKind:
    """The effect as chosen."""
    return EffectKind(form["effect"].data)


class Numbers(Form):
    """The numbers of a policy, each within its bounds, and why they change."""

    note = paragraph(_l("Why"), length=NOTE_LENGTH)

    def numbers(self, before: values.Numbers) -> values.Numbers:
        """The numbers as typed; what is no setting stays."""
        return replace(before, **{name: self[name].data for name in BOUNDS})


def numbers_form(before: values.Numbers) -> Numbers:
    """The form that shows the numbers in force."""
    fields = {name: IntegerField(NUMBERS[name], validators=[InputRequired(_NEEDED)]) for name in BOUNDS}
    made: type[Numbers] = type("Numbers", (Numbers,), fields)
    return made(data=before.as_json())
