"""The mentor's form, built from a rubric, and the small forms around it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Field, HiddenField, ValidationError

from tracker.evaluations import rules
from tracker.evaluations.answers import (
    CANNOT_SAY,
    UNSEEN,
    Answers,
    Blame,
    Conduct,
    Confidence,
    Result,
    ReviewWish,
    Share,
    Trend,
)
from tracker.evaluations.models import Rubric
from tracker.evaluations.words import (
    BLAME,
    CONDUCT,
    CONFIDENCE,
    QUALITY,
    RESULT,
    REVIEW_WISH,
    SHARE,
    TREND,
)
from tracker.web.forms import Form, clean, line, paragraph, radio, select

LEVELS = ("1", "2", "3", "4", "5")
MOST_HOURS = 2000
# Fields of the page that are not answers; they stay out of drafts.
NOT_ANSWERS = frozenset({"csrf_token", "draft_version", "form_version", "opened", "act"})


class EvaluationForm(Form):
    """Everything of program.md 4d but the criteria, which `evaluation_form` adds."""

    criteria_slugs: tuple[str, ...] = ()
    overall: Field
    confidence: Field
    trend: Field
    result: Field
    quality: Field
    blame: Field
    share: Field
    raise_concern: Field
    release_review: Field
    conduct: Field

    draft_version = HiddenField(default="0")
    form_version = HiddenField(default="0")
    opened = HiddenField()

    please_advise = BooleanField(_l("Please advise: I would like staff to look at this with me"))
    contact_hours = line(
        _l("Hours of contact since your last form"),
        length=10,
        required=False,
        render_kw={"inputmode": "decimal", "autocomplete": "off"},
    )
    keep = paragraph(_l("One thing to keep"), length=2000)
    change = paragraph(_l("One thing to change"), length=2000)
    staff_note = paragraph(_l("Note for staff only"), length=4000)

    def validate_contact_hours(self, field: Field) -> None:
        if not field.data:
            return
        hours = parse_hours(field.data)
        if hours is None or not 0 <= hours <= MOST_HOURS:
            raise ValidationError(
                str(_l("Write hours as a number from 0 to %(most)d.")) % {"most": MOST_HOURS}
            )

    def validate_change(self, field: Field) -> None:
        levels = [self.overall.data, *(self[f"criteria-{slug}"].data for slug in self.criteria_slugs)]
        if any(level in ("1", "2") for level in levels) and not field.data:
            raise ValidationError(str(_l("You gave a 1 or a 2: say one thing to change, so that it helps.")))

    def answers(self) -> Answers:
        """The answers as domain values. Only after the form validated."""
        hours = parse_hours(self.contact_hours.data or "")
        return Answers(
            criteria={slug: _level(self[f"criteria-{slug}"].data) for slug in self.criteria_slugs},
            overall=_level(self.overall.data),
            please_advise=bool(self.please_advise.data),
            confidence=Confidence(self.confidence.data),
            contact_hours=hours,
            trend=Trend(self.trend.data) if self.trend.data else None,
            result=Result(self.result.data) if self.result.data else None,
            quality=_level(self.quality.data or ""),
            blame=Blame(self.blame.data) if self.blame.data else None,
            share=Share(self.share.data) if self.share.data else None,
            keep=self.keep.data or "",
            change=self.change.data or "",
            raise_concern=self.raise_concern.data == "yes",
            release_review=ReviewWish(self.release_review.data or ReviewWish.NO),
            conduct=Conduct(self.conduct.data or Conduct.NONE),
            staff_note=self.staff_note.data or "",
        )


def evaluation_form(rubric: Rubric) -> type[EvaluationForm]:
    """The form class for a rubric version: its criteria first, then the fixed questions."""
    level = {value: value for value in LEVELS}
    fields: dict[str, Any] = {
        f"criteria-{criterion.slug}": radio(
            criterion.name,
            {**level, UNSEEN: _l("not seen")},
            needed=_l("Choose a level, or “not seen”."),
        )
        for criterion in rubric.criteria
    }
    fields |= {
        "overall": radio(
            _l("Overall: on the evidence you have seen, ready for the next phase?"),
            {**level, CANNOT_SAY: _l("cannot say yet")},
            needed=_l("Choose 1 to 5, or “cannot say yet”."),
        ),
        "confidence": radio(_l("How sure are you?"), CONFIDENCE, needed=_l("Say how sure you are.")),
        "trend": radio(_l("Since your last form"), TREND),
        "result": radio(_l("Main result so far"), RESULT),
        "quality": select(_l("Quality of the work behind it"), [("", _l("no answer")), *QUALITY.items()]),
        "blame": select(_l("If it went badly, why?"), [("", _l("it did not")), *BLAME.items()]),
        "share": radio(_l("This scholar's share of the work"), SHARE),
        "raise_concern": radio(_l("Raise a concern now?"), {"no": _l("no"), "yes": _l("yes")}, default="no"),
        "release_review": radio(
            _l("Should this output be reviewed for infohazards before it is shared?"),
            REVIEW_WISH,
            default="no",
        ),
        "conduct": radio(_l("Conduct"), CONDUCT, default="none"),
        "criteria_slugs": tuple(criterion.slug for criterion in rubric.criteria),
    }
    return type("RubricForm", (EvaluationForm,), fields)


def bind(rubric: Rubric, typed: Mapping[str, Any] | None) -> EvaluationForm:
    """The form filled with what was typed; it carries no CSRF token, so it can be checked as it is."""
    data = MultiDict(typed) if typed else None
    return evaluation_form(rubric)(formdata=data, meta={"csrf": False})


def typed(data: Mapping[str, str], rubric: Rubric) -> dict[str, str]:
    """What a page sent, as a draft keeps it: known fields only, text as it was typed."""
    known = set(evaluation_form(rubric)(formdata=None, meta={"csrf": False})._fields)
    kept = {name: value for name, value in data.items() if name in known - NOT_ANSWERS}
    return {name: (clean(value) or "").replace("\x00", "") for name, value in sorted(kept.items())}


def parse_hours(text: str) -> float | None:
    """Hours with a decimal point or comma; None for anything else."""
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        return None


def _level(value: str) -> int | None:
    return int(value) if value in LEVELS else None


class ReplyForm(Form):
    """A scholar's word on feedback."""

    text = paragraph(_l("Your reply, or a fact to correct"), length=rules.REPLY_LIMIT, required=True)


class FileForm(Form):
    """Files the draft that was reviewed, and no later one."""

    draft_version = HiddenField()
