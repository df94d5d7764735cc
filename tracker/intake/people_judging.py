"""What would become of the lines of a file of people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.intake.kinds import NOTHING, Judged, Line, Problem, Scope, Verdict
from tracker.intake.names import Bearer, Names
from tracker.intake.people_checks import Checks, Roles, Values, place_of, renames
from tracker.intake.people_known import Directory, Grant, Known, Outside, names_of
from tracker.permissions import Permission, Role


@dataclass(slots=True)
class Intent:
    """What a line does to somebody. `person` is who they are once this line is written, and more."""

    person: Known
    name: str | None = None
    email: str | None = None
    outside: Sequence[Outside] = ()
    grants: Sequence[Grant] = ()
    enrol: int | None = None

    @property
    def changes(self) -> bool:
        return bool(self.name or self.email or self.outside or self.grants or self.enrol)


class Terms(NamedTuple):
    """What the cohort, role and last day of a line come to, which most lines share with others.

    The rest is for somebody new: what speaks against it, what they are given, and how a preview shows it.
    """

    cohort: Cohort | None
    roles: Roles
    unknown: Problem | None
    problems: tuple[Problem, ...] = ()
    grants: tuple[Grant, ...] = ()
    enrol: int | None = None
    shown: Mapping[str, str] = NOTHING


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
        self._terms: dict[tuple[Any, ...], Terms] = {}
        chosen = scope.options.get("role")
        self._default: Roles = (Role(chosen),) if chosen else ()

    def judge(self, session: Session, lines: Sequence[Line]) -> list[Judged]:
        """What would become of each line."""
        emails = [one.values["email"] for one in lines if one.values.get("email")]
        outside = defaultdict[Role, list[str]](list)
        for values in (one.values for one in lines if one.values.get("external_id")):
            for role in values.get("role") or self._default:
                outside[role].append(values["external_id"])
        self.directory.load(session, emails, outside)
        return [self._judge(one) for one in lines]

    def _judge(self, line: Line) -> Judged:
        values = line.values
        said = values.get("cohort"), values.get("role"), values.get("ends_on")
        terms = self._terms.get(said)
        if terms is None:
            terms = self._terms[said] = self._terms_of(values)
        found = self._find(values, terms.roles)
        problems = [one for one in (terms.unknown, found) if isinstance(one, Problem)]
        if problems or isinstance(found, Problem):
            return Judged(line, Verdict.REFUSED, tuple(problems))
        return self._new(line, terms) if found is None else self._of(line, terms, found)

    def _terms_of(self, values: Values) -> Terms:
        said, roles = values.get("cohort"), values.get("role") or self._default
        cohort = self.scope.cohort
        if said:
            cohort = self._cohorts.get(said) or self._cohorts.get(said.casefold())
            if cohort is None:
                return Terms(None, roles, Problem("cohort_unknown", "cohort", {"value": said}))
        shown = {name: values[name] for name in ("role", "cohort", "ends_on") if name in values}
        return Terms(
            cohort,
            roles,
            None,
            tuple(self.checks.of_roles(values, roles, cohort, None)),
            tuple((role, place_of(role, cohort), values.get("ends_on")) for role in roles),
            cohort.id if cohort is not None and Role.SCHOLAR in roles else None,
            _shown(shown, cohort),
        )

    def _new(self, line: Line, terms: Terms) -> Judged:
        """A line about somebody who is not known: with nothing to compare, most of it is in the terms."""
        values, name = line.values, line.values.get("name")
        if name is None or terms.problems:
            nameless = [] if name else [Problem("name_needed", "name")]
            return Judged(line, Verdict.REFUSED, (*nameless, *terms.problems))
        email, outside = values.get("email"), values.get("external_id")
        after = {"name": name, "email": email, "external_id": outside, **terms.shown}
        if email is None:
            del after["email"]
        if outside is None:
            del after["external_id"]
        person = Known(
            None,
            name,
            email,
            ours=True,
            own_name=False,
            outside=tuple([(role, outside) for role in terms.roles]) if outside else (),
            grants=terms.grants,
            enrolled=() if terms.enrol is None else (terms.enrol,),
            said=(line.number, name),
        )
        self.directory.keep(person)
        intent = Intent(person, None, email, person.outside, terms.grants, terms.enrol)
        return Judged(line, Verdict.NEW, (), self._near(line.number, name), NOTHING, after, intent)

    def _near(self, number: int, name: str) -> tuple[Problem, ...]:
        near = self._names.meet(Bearer(name, number))
        if near is None:
            return ()
        if near.line is not None:
            return (Problem("alike_line", "name", {"line": near.line, "name": near.name}),)
        return (Problem("alike_known", "name", {"name": near.name}),)

    def _of(self, line: Line, terms: Terms, known: Known) -> Judged:
        """A line about somebody who is known, or whom an earlier line brings."""
        values, roles, cohort = line.values, terms.roles, terms.cohort
        problems = self.checks.of_person(values, roles, known)
        problems += self.checks.of_roles(values, roles, cohort, known)
        if known.said is not None and values.get("name") not in (None, known.said[1]):
            problems.append(Problem("person_twice", "name", {"first": known.said[0]}))
        if problems:
            return Judged(line, Verdict.REFUSED, tuple(problems))
        return self._taken(line, roles, cohort, known)

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
        for role in roles:
            holder = self.directory.by_outside[role].get(outside)
            if known is not None and holder is not None and holder is not known:
                return Problem("two_people", "external_id")
            known = known or holder
        return known

    def _taken(self, line: Line, roles: Roles, cohort: Cohort | None, person: Known) -> Judged:
        """A good line. What it says of the person counts as written from here on."""
        values = line.values
        notices = tuple(self._notices(line, roles, cohort, person))
        fresh = not person.ours
        grants: list[Grant] = []
        intent = Intent(person, None, None, self.checks.new_ids(values, roles, person) or (), grants)
        if renames(values, person):
            intent.name = values["name"]
        if values.get("email") and person.email is None:
            intent.email = values["email"]
        for role in roles:
            place = place_of(role, cohort)
            if not person.holds(role, place):
                grants.append((role, place, values.get("ends_on")))
            if role is Role.SCHOLAR and cohort is not None and cohort.id not in person.enrolled:
                intent.enrol = cohort.id
        before = {"name": person.name} if intent.name and not fresh else {}
        after = _shown(values, cohort) if fresh else self._changes(intent, cohort)
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
        if person.said is None and line.values.get("name"):
            person.said = (line.number, line.values["name"])

    def _changes(self, intent: Intent, cohort: Cohort | None) -> dict[str, Any]:
        """What becomes different about somebody who is known, as the preview shows it."""
        found: dict[str, Any] = {"name": intent.name, "email": intent.email}
        found["external_id"] = intent.outside[0][1] if intent.outside else None
        found["role"] = ", ".join(role.value for role, _place, _last in intent.grants)
        if cohort is not None and (intent.grants or intent.enrol):
            found["cohort"] = cohort.name
        return {name: value for name, value in found.items() if value}

    def _notices(self, line: Line, roles: Roles, cohort: Cohort | None, known: Known) -> Iterator[Problem]:
        name = line.values.get("name")
        # Of somebody from elsewhere no preview tells the name: any address could be tried.
        if known.shown and known.own_name and name not in (None, known.name):
            yield Problem("name_kept", "name", {"name": known.name})
        ends_on = line.values.get("ends_on")
        held = [(role, place_of(role, cohort)) for role in roles if known.holds(role, place_of(role, cohort))]
        if ends_on and any(known.last_day(role, place) != ends_on for role, place in held):
            yield Problem("role_kept", "ends_on")


def _shown(said: Values, cohort: Cohort | None) -> dict[str, str]:
    """What a line says of somebody new, as the preview shows it."""
    values = dict(said)
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
