"""What would become of the lines of a file of people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.intake.kinds import Judged, Line, Problem, Scope, Verdict
from tracker.intake.names import Bearer, Names
from tracker.intake.people_checks import Checks, Roles, Values, place_of, renames
from tracker.intake.people_known import Directory, Known, Outside, names_of
from tracker.permissions import Permission, Role


@dataclass(slots=True)
class Intent:
    """What a line does to somebody. `person` is who they are once this line is written, and more."""

    person: Known
    name: str | None = None
    email: str | None = None
    outside: list[Outside] = field(default_factory=list)
    grants: list[tuple[Role, int | None, date | None]] = field(default_factory=list)
    enrol: int | None = None

    @property
    def changes(self) -> bool:
        return bool(self.name or self.email or self.outside or self.grants or self.enrol)


class Judging:
    """Judges line after line, and takes each good one for written."""

    def __init__(self, session: Session, scope: Scope) -> None:
        self.scope = scope
        self.directory = Directory(session, scope.program.id)
        self.checks = Checks(scope, self.directory)
        self._names = Names()
        for name in names_of(session, scope.program.id, _reach(scope)):
            self._names.add(Bearer(name))
        cohorts = self.directory.cohorts
        # A slug is one cohort's; of two with one name the newer is meant.
        self._cohorts = {one.name.casefold(): one for one in cohorts} | {one.slug: one for one in cohorts}
        self._said: dict[int, tuple[int, str]] = {}  # person → line and name
        chosen = scope.options.get("role")
        self._default: Roles = (Role(chosen),) if chosen else ()

    def judge(self, session: Session, lines: Sequence[Line]) -> list[Judged]:
        """What would become of each line."""
        emails = [one.values["email"] for one in lines if one.values.get("email")]
        outside = [one.values["external_id"] for one in lines if one.values.get("external_id")]
        self.directory.load(session, emails, outside)
        return [self._judge(one) for one in lines]

    def _judge(self, line: Line) -> Judged:
        values = line.values
        cohort = self._cohort(values)
        roles: Roles = values.get("role") or self._default
        found = self._find(values, roles)
        problems = [one for one in (cohort, found) if isinstance(one, Problem)]
        if isinstance(cohort, Problem) or isinstance(found, Problem):
            return Judged(line, Verdict.REFUSED, tuple(problems))
        problems += self.checks.of_person(values, roles, found)
        problems += self.checks.of_roles(values, roles, cohort, found)
        first = self._said.get(id(found))
        if first is not None and values.get("name") not in (None, first[1]):
            problems.append(Problem("person_twice", "name", {"first": first[0]}))
        if problems:
            return Judged(line, Verdict.REFUSED, tuple(problems))
        return self._taken(line, roles, cohort, found)

    def _cohort(self, values: Values) -> Cohort | Problem | None:
        said = values.get("cohort")
        if not said:
            return self.scope.cohort
        found = self._cohorts.get(said) or self._cohorts.get(said.casefold())
        return found or Problem("cohort_unknown", "cohort", {"value": said})

    def _find(self, values: Values, roles: Roles) -> Known | Problem | None:
        """Whom the line means; None for somebody new."""
        email, outside = values.get("email"), values.get("external_id")
        if not email and not outside:
            return Problem("no_key", "email")
        known = self.directory.by_email.get(email) if email else None
        if not outside:
            return known
        if known is None and not roles:  # the same id is another person's in another role
            return Problem("role_needed", "role")
        held = [self.directory.by_outside.get((role, outside)) for role in roles]
        named = {id(one): one for one in [known, *held] if one is not None}
        if len(named) > 1:
            return Problem("two_people", "external_id")
        return next(iter(named.values()), None)

    def _taken(self, line: Line, roles: Roles, cohort: Cohort | None, known: Known | None) -> Judged:
        """A good line. What it says of the person counts as written from here on."""
        values = line.values
        notices = tuple(self._notices(line, roles, cohort, known))
        fresh = known is None or not known.ours
        person = known or Known(None, values["name"], None, ours=False, own_name=False)
        intent = Intent(person, outside=self.checks.new_ids(values, roles, known) or [])
        if known is not None and renames(values, known):
            intent.name = values["name"]
        if values.get("email") and person.email is None:
            intent.email = values["email"]
        for role in roles:
            place = place_of(role, cohort)
            if not person.holds(role, place):
                intent.grants.append((role, place, values.get("ends_on")))
            if role is Role.SCHOLAR and cohort is not None and cohort.id not in person.enrolled:
                intent.enrol = cohort.id
        before = {"name": person.name} if intent.name and not fresh else {}
        after = _shown(line, cohort) if fresh else self._changes(intent, cohort)
        self._keep(line, intent)
        if fresh:
            return Judged(line, Verdict.NEW, (), notices, {}, after, intent)
        verdict = Verdict.CHANGED if intent.changes else Verdict.UNCHANGED
        return Judged(line, verdict, (), notices, before, after, intent)

    def _keep(self, line: Line, intent: Intent) -> None:
        person = intent.person
        person.ours = True
        person.name, person.email = intent.name or person.name, intent.email or person.email
        person.outside += tuple(intent.outside)
        person.grants += tuple(intent.grants)
        person.enrolled += (intent.enrol,) if intent.enrol else ()
        self.directory.keep(person)
        if line.values.get("name"):
            self._said.setdefault(id(person), (line.number, line.values["name"]))

    def _changes(self, intent: Intent, cohort: Cohort | None) -> dict[str, Any]:
        """What becomes different about somebody who is known, as the preview shows it."""
        found: dict[str, Any] = {"name": intent.name, "email": intent.email}
        found["external_id"] = intent.outside[0][1] if intent.outside else None
        found["role"] = ", ".join(role.value for role, _place, _last in intent.grants)
        if cohort is not None and (intent.grants or intent.enrol):
            found["cohort"] = cohort.name
        return {name: value for name, value in found.items() if value}

    def _notices(
        self, line: Line, roles: Roles, cohort: Cohort | None, known: Known | None
    ) -> Iterator[Problem]:
        name = line.values.get("name")
        if known is None:
            assert name is not None  # the checks refuse somebody new without one
            near = self._names.alike(name)
            self._names.add(Bearer(name, line.number))
            if near is not None and near.line is not None:
                yield Problem("alike_line", "name", {"line": near.line, "name": near.name})
            elif near is not None:
                yield Problem("alike_known", "name", {"name": near.name})
            return
        # Of somebody from elsewhere no preview tells the name: any address could be tried.
        if known.shown and known.own_name and name not in (None, known.name):
            yield Problem("name_kept", "name", {"name": known.name})
        ends_on = line.values.get("ends_on")
        held = [(role, place_of(role, cohort)) for role in roles if known.holds(role, place_of(role, cohort))]
        if ends_on and any(known.last_day(role, place) != ends_on for role, place in held):
            yield Problem("role_kept", "ends_on")


def _shown(line: Line, cohort: Cohort | None) -> dict[str, Any]:
    """What a line says of somebody new, as the preview shows it."""
    values = dict(line.values)
    if "role" in values:
        values["role"] = ", ".join(role.value for role in values["role"])
    if cohort is not None:
        values["cohort"] = cohort.name
    return {name: str(value) for name, value in values.items() if value}


def _reach(scope: Scope) -> int | None:
    """The one cohort whose people whoever imports sees; None where they see those of the whole program."""
    if scope.actor is None or scope.cohort is None:
        return None
    held = scope.actor.grants_on(clock.today())
    whole = held.allow(Permission.PEOPLE_INVITE, program_id=scope.program.id)
    return None if whole else scope.cohort.id
