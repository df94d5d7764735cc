"""The kind of files that bring people: scholars, mentors and everybody else with a role."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.intake import cells, lists, people_writing, values
from tracker.intake.kinds import Field, Journal, Judged, Kind, Line, Option, Scope, Verdict
from tracker.intake.people_judging import Intent, Judging
from tracker.people import rules
from tracker.people.words import ROLES
from tracker.permissions import Permission, Role
from tracker.web.texts import gettext as _

# What other systems call them.
CALLED = {
    "fellow": Role.SCHOLAR,
    "participant": Role.SCHOLAR,
    "student": Role.SCHOLAR,
    "supervisor": Role.MENTOR,
    "admin": Role.STAFF,
    "manager": Role.RESEARCH_MANAGER,
    "funder": Role.VIEWER,
}


class PeopleImporter:
    """Takes people in: joins who is known by address or id, creates the others, gives roles, enrols."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self.scope = scope
        self._judging = Judging(session, scope)

    def judge(self, session: Session, lines: Sequence[Line]) -> list[Judged]:
        return self._judging.judge(session, lines)

    def write(self, session: Session, judged: Sequence[Judged], journal: Journal) -> None:
        audit.hold(session, self.scope.program.id)
        audit.hold(session, None)  # people belong to no program: another one may be adding them
        wanted = [
            one.intent
            for one in judged
            if one.verdict in (Verdict.NEW, Verdict.CHANGED) and isinstance(one.intent, Intent)
        ]
        people_writing.write(session, self.scope, wanted, journal)
        for one in wanted:
            self._judging.directory.keep(one.person)


def fields(_session: Session, scope: Scope) -> list[Field]:
    """What a line may say of somebody."""
    return [
        Field(
            "name",
            lambda: _("Name"),
            values.line(cells.NAME_LIMIT),
            guesses=("full name", "your name", "what is your name?", "scholar name", "mentor name", "person"),
            example="Ada Adeyemi",
        ),
        Field(
            "email",
            lambda: _("E-mail address"),
            values.email,
            key=True,
            guesses=("e-mail", "email address", "e-mail address", "mail", "what is your email address?"),
            example="ada@example.org",
        ),
        Field(
            "external_id",
            lambda: _("Id in the other system"),
            values.line(cells.NAME_LIMIT),
            key=True,
            guesses=("id", "external id", "record id", "airtable id", "scholar id", "mentor id", "person id"),
            example="rec0001",
        ),
        Field(
            "role",
            lambda: _("Role"),
            lists.of(_role),
            many=True,
            guesses=("roles", "type", "status", "position"),
            example="scholar",
        ),
        Field(
            "cohort",
            lambda: _("Cohort"),
            values.line(cells.NAME_LIMIT),
            guesses=("cohort name", "program cohort", "intake", "batch"),
            example=scope.cohort.slug if scope.cohort else "winter",
        ),
        Field(
            "ends_on",
            lambda: _("Last day of the role"),
            values.day(scope.program.time_zone),
            day=True,
            guesses=("ends on", "end date", "role ends", "until", "access until"),
            example="",
        ),
    ]


def roles_to_give(_session: Session, scope: Scope) -> list[tuple[str, str]]:
    """The roles that lines without one may get."""
    offered: list[Role]
    if scope.actor is None:
        offered = [role for role in Role if role is not Role.OPERATOR]
    else:
        held = scope.actor.grants_on(clock.today())
        cohort_id = scope.cohort.id if scope.cohort else None
        offered = rules.grantable(held, program_id=scope.program.id, cohort_id=cohort_id)
    return [(role.value, str(ROLES[role])) for role in offered]


def _role(cell: str) -> Role:
    word = values.folded(cell)
    for name in (word, word.removesuffix("s")):
        if name in CALLED:
            return CALLED[name]
        if name in set(Role) - {Role.OPERATOR}:
            return Role(name)
    raise cells.BadCell(
        "choice",
        given=cells.shown(cell),
        known=", ".join(role.value for role in Role if role is not Role.OPERATOR),
    )


KIND = Kind(
    name="people",
    label=lambda: _("People"),
    needs_cohort=False,
    fields=fields,
    begin=PeopleImporter,
    permission=Permission.PEOPLE_INVITE,
    options=(Option("role", lambda: _("Role of lines that name none"), roles_to_give),),
)
