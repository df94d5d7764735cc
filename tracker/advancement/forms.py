"""The forms of a concern, its replies, its plan and what two people say of that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import Field, HiddenField, ValidationError

from tracker.advancement import rules
from tracker.advancement.models import Verdict
from tracker.advancement.words import VERDICT
from tracker.people.models import Person
from tracker.web.forms import Form, choices_of, clean, day, paragraph, select

# Fields of the page that are not typed; they stay out of drafts.
NOT_TYPED = frozenset({"csrf_token", "form", "act"})


class ConcernForm(Form):
    """A concern: what was seen, up to three targets with their days, and the help that is offered."""

    form = HiddenField()
    text = paragraph(_l("What you have seen"), length=rules.TEXT_LIMIT, required=True)
    target_1 = paragraph(_l("First target"), length=rules.TARGET_LIMIT, required=True)
    target_1_on = day(_l("First target: by which day"))
    target_2 = paragraph(_l("Second target"), length=rules.TARGET_LIMIT)
    target_2_on = day(_l("Second target: by which day"), required=False)
    target_3 = paragraph(_l("Third target"), length=rules.TARGET_LIMIT)
    target_3_on = day(_l("Third target: by which day"), required=False)
    help_offered = paragraph(_l("The help you offer"), length=rules.TEXT_LIMIT, required=True)

    def pairs(self) -> list[tuple[Field, Field]]:
        """The targets with their days."""
        numbers = range(1, rules.MOST_TARGETS + 1)
        return [(self[f"target_{number}"], self[f"target_{number}_on"]) for number in numbers]

    def validate(self, extra_validators: Any = None) -> bool:
        """Also: a target and its day go together."""
        fine = bool(super().validate(extra_validators))
        for text, on in self.pairs()[1:]:
            if bool(text.data) == bool(on.data) or on.errors:
                continue
            missing = on if text.data else text
            missing.errors = [*missing.errors, str(_l("A target and its day go together."))]
            fine = False
        return fine

    def targets(self) -> list[rules.Aim]:
        """The targets that were written. Only after the form validated."""
        return [rules.Aim(text.data, on.data) for text, on in self.pairs() if text.data]


def from_draft(typed: Mapping[str, Any] | None, *, form_id: int | None) -> ConcernForm:
    """The form as it was left, or empty."""
    kept = {**(typed or {}), "form": str(form_id or "")} if typed or form_id else None
    return ConcernForm(formdata=MultiDict(kept) if kept else None)


def typed(data: Mapping[str, str]) -> dict[str, str]:
    """What a page sent, as a draft keeps it: known fields only, text as it was typed."""
    known = set(ConcernForm(formdata=None, meta={"csrf": False})._fields) - NOT_TYPED
    kept = {name: value for name, value in data.items() if name in known}
    return {name: (clean(value) or "").replace("\x00", "") for name, value in sorted(kept.items())}


class ReplyForm(Form):
    """A scholar's word on a concern."""

    text = paragraph(_l("Your reply"), length=rules.TEXT_LIMIT, required=True)


class WithdrawForm(Form):
    """Why a concern is taken back."""

    reason = paragraph(_l("Why it is taken back"), length=rules.TEXT_LIMIT, required=True)


class PlanForm(Form):
    """The help, who answers for it, and the day of the review."""

    help_given = paragraph(_l("What help is given, and by whom"), length=rules.TEXT_LIMIT, required=True)
    owner = select(_l("Who answers for it"), [], coerce=int)
    review_on = day(_l("Day of the review"))

    def offer(self, people: Iterable[Person]) -> PlanForm:
        """Offer these people as owners."""
        self.owner.choices = choices_of((one.id, one.name) for one in people)
        return self


class JudgeForm(Form):
    """What one of two people says of a plan."""

    verdict = select(_l("The targets were"), [])
    text = paragraph(_l("What you saw that says so"), length=rules.TEXT_LIMIT, required=True)
    until = day(_l("If met partly: the new day, at most 14 days later"), required=False)

    def offer(self, *, extended: bool) -> JudgeForm:
        """Offer what can still be said; a plan is extended once."""
        said = [one for one in Verdict if not (extended and one is Verdict.PARTLY)]
        # Nothing is chosen beforehand: one word can close a concern.
        choices = [("", _l("choose")), *((one.value, VERDICT[one]) for one in said)]
        self.verdict.choices = choices_of(choices)
        return self

    def validate_verdict(self, field: Field) -> None:
        if not field.data:
            raise ValidationError(str(_l("Say how far the targets were met.")))

    def validate_until(self, field: Field) -> None:
        if self.verdict.data == Verdict.PARTLY and field.data is None and not field.errors:
            raise ValidationError(str(_l("Name the new day.")))
