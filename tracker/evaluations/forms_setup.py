"""Forms about rubrics and assignments, built from what is in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField
from wtforms.validators import NumberRange

from tracker.cohorts.forms import TickList
from tracker.cohorts.models import Milestone
from tracker.evaluations import rules
from tracker.evaluations.answers import Relation
from tracker.evaluations.default_rubric import CriterionText
from tracker.evaluations.models import Criterion
from tracker.evaluations.words import RELATION
from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.web.forms import Form, choices_of, day, line, paragraph, select

BLANK_ROWS = 3
PARTS = ("name", "anchor_1", "anchor_3", "anchor_5")


class _Rubric(Form):
    """Rows of criteria. A row left empty does not count; a ticked "remove" takes one out."""

    based_on = HiddenField(_l("This rubric"))

    def refuse(self, name: str, message: str) -> None:
        """What is wrong with the whole stands at the first row."""
        super().refuse(name if name in self else "name_1", message)

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each row, for the template."""
        count = sum(name.startswith("remove_") for name in self._fields)
        return [{part: self[f"{part}_{row}"] for part in (*PARTS, "remove")} for row in range(1, count + 1)]

    def kept(self) -> list[dict[str, str]]:
        """What was typed into each row that counts."""
        found = []
        for row in self.rows():
            typed = {part: row[part].data or "" for part in PARTS}
            if any(typed.values()) and not row["remove"].data:
                found.append(typed)
        return found

    def criteria(self) -> list[CriterionText]:
        """The criteria as typed, in their order."""
        return [
            CriterionText(slug=rules.slug_of(typed["name"], position), **typed)
            for position, typed in enumerate(self.kept(), start=1)
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """A row that counts is whole."""
        valid = bool(super().validate(extra_validators))
        for row in self.rows():
            if row["remove"].data or not any(row[part].data for part in PARTS):
                continue
            for part in PARTS:
                if not row[part].data:
                    row[part].errors = [*row[part].errors, str(_l("Fill this in, or remove the criterion."))]
                    valid = False
        return valid


def rubric_form(criteria: Sequence[Criterion], *, based_on: str, rows: int = 0) -> Any:
    """The rubric's form with a row per criterion and some blank ones; at least `rows` of them."""
    fields: dict[str, Any] = {}
    values: dict[str, Any] = {"based_on": based_on}
    for row in range(1, max(len(criteria) + BLANK_ROWS, rows) + 1):
        fields[f"name_{row}"] = line(_l("Criterion %(row)s", row=row), length=120, required=False)
        fields[f"anchor_1_{row}"] = paragraph(_l("Level 1"), length=400, render_kw={"rows": 3})
        fields[f"anchor_3_{row}"] = paragraph(_l("Level 3, on track"), length=400, render_kw={"rows": 3})
        fields[f"anchor_5_{row}"] = paragraph(_l("Level 5, rare"), length=400, render_kw={"rows": 3})
        fields[f"remove_{row}"] = BooleanField(_l("Remove criterion %(row)s", row=row))
    for row, criterion in enumerate(criteria, start=1):
        values |= {f"{part}_{row}": getattr(criterion, part) for part in PARTS}
    return type("RubricForm", (_Rubric,), fields)(data=values)


class Ask(Form):
    """Ask one mentor for forms on members of a work."""

    members = TickList(_l("Scholars"), coerce=int)
    mentor = select(
        _l("Who files the forms"),
        [],
        coerce=int,
        validators=[NumberRange(min=1, message=_l("Choose who files the forms."))],
    )
    relation = select(_l("As"), RELATION.items())
    due_on = day(_l("Due day"))
    milestone = select(_l("For the milestone"), [], coerce=int)

    def offer(self, work: Work, mentors: Iterable[Person], milestones: Iterable[Milestone]) -> Ask:
        """Offer the work's members, these mentors, and the milestones of the work's phase."""
        self.members.choices = choices_of(
            (one.enrolment_id, one.enrolment.person.name)
            for one in work.members
            if one.enrolment.left_on is None
        )
        self.mentor.choices = choices_of([(0, _l("choose")), *((one.id, one.name) for one in mentors)])
        within = [(one.id, one.title) for one in milestones if one.phase_id == work.phase_id]
        self.milestone.choices = choices_of([(0, _l("none")), *within])
        return self

    def as_relation(self) -> Relation:
        return Relation(self.relation.data)
