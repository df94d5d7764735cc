"""The kind of files that link mentors with scholars by their projects."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker.cohorts.models import PhaseKind
from tracker.evaluations.answers import Relation
from tracker.intake import cells, lists, values
from tracker.intake.kinds import Field, Kind, Scope
from tracker.intake.mentors_importer import MentorsImporter
from tracker.permissions import Permission
from tracker.web.texts import gettext as _

MOST_LINES = 2000
CALLED = {
    "primary": Relation.PRIMARY_MENTOR,
    "mentor": Relation.PRIMARY_MENTOR,
    "second": Relation.SECOND_MENTOR,
    "co_mentor": Relation.SECOND_MENTOR,
    "reviewer": Relation.BLIND_REVIEWER,
}


def fields(_session: Session, scope: Scope) -> list[Field]:
    """What a line may say of a project and its people."""
    people = lists.of(values.line(cells.NAME_LIMIT))
    return [
        Field(
            "work",
            lambda: _("Project"),
            values.line(cells.TITLE_LIMIT),
            required=True,
            key=True,
            guesses=("project", "project title", "project name", "title", "name"),
            example="Probing for deception",
        ),
        Field(
            "scholar",
            lambda: _("Scholars"),
            people,
            required=True,
            key=True,
            many=True,
            guesses=("scholars", "fellow", "fellows", "mentee", "mentees", "participants", "team"),
            example="ada@example.org, ben@example.org",
        ),
        Field(
            "mentor",
            lambda: _("Mentors"),
            people,
            required=True,
            key=True,
            many=True,
            guesses=("mentors", "supervisor", "supervisors", "primary mentor"),
            example="mara@example.org",
        ),
        Field(
            "phase",
            lambda: _("Phase"),
            values.one_of(PhaseKind),
            key=True,
            guesses=("phase kind", "stage"),
            example="research",
        ),
        Field(
            "relation",
            lambda: _("What the mentor is to the scholar"),
            values.one_of(Relation, CALLED),
            guesses=("relation", "role", "mentor role"),
            example="primary_mentor",
        ),
        Field(
            "due_on",
            lambda: _("A form is due on"),
            values.day(scope.program.time_zone),
            day=True,
            guesses=("due", "due date", "form due", "evaluation due"),
        ),
    ]


KIND = Kind(
    name="mentors",
    label=lambda: _("Mentor links"),
    needs_cohort=True,
    fields=fields,
    begin=MentorsImporter,
    permission=Permission.COHORT_MANAGE,
    needs_person=True,
    whole=MOST_LINES,
)
