"""What speaks against a line of a file of people: who may give what, and whose name and address it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker import clock
from tracker.cohorts.models import Cohort
from tracker.intake.kinds import Problem, Scope
from tracker.intake.people_known import Directory, Known, Outside
from tracker.people import rules
from tracker.permissions import Role
from tracker.reasons import Decision, yes

Roles = tuple[Role, ...]
Values = Mapping[str, Any]


def place_of(role: Role, cohort: Cohort | None) -> int | None:
    """Where the role is given: a lead leads the whole program."""
    return None if cohort is None or role is Role.LEAD else cohort.id


def renames(values: Values, known: Known) -> bool:
    """Whether the line gives somebody known another name, and may."""
    return values.get("name") not in (None, known.name) and not known.own_name


class Checks:
    """Knows what the person who imports may give."""

    def __init__(self, scope: Scope, directory: Directory) -> None:
        self.directory = directory
        self.today = clock.today()
        self._program = scope.program.id
        self._grants = scope.actor.grants_on(self.today) if scope.actor else None
        self._may: dict[tuple[Role, int | None], Decision] = {}
        self._ends: dict[tuple[Role, date | None], Decision] = {}

    def of_person(self, values: Values, roles: Roles, known: Known | None) -> list[Problem]:
        """What speaks against what the line says of the person themselves."""
        if known is None:
            return [] if values.get("name") else [Problem("name_needed", "name")]
        problems: list[Problem] = []
        email = values.get("email")
        if email and known.email not in (None, email):
            problems.append(Problem("email_differs", "email"))
        elif email and known.email is None and known.own_name:
            problems.append(Problem("email_theirs", "email"))
        ids = self.new_ids(values, roles, known)
        if ids is None:
            problems.append(Problem("role_needed", "external_id"))
        changes = renames(values, known) or bool(ids) or bool(email and known.email is None)
        if known.ours and changes and not all(self.may_give(role, at) for role, at, _last in known.grants):
            problems.append(Problem("person_beyond_you", "name"))
        return problems

    def of_roles(
        self, values: Values, roles: Roles, cohort: Cohort | None, known: Known | None
    ) -> list[Problem]:
        """What speaks against the roles of the line."""
        if not roles and (known is None or not known.ours):
            return [Problem("role_needed", "role")]
        problems = []
        for role in roles:
            place = place_of(role, cohort)
            if role is Role.SCHOLAR and place is None:
                problems.append(Problem("cohort_needed", "cohort"))
            elif known is None or not known.holds(role, place):
                may, ends = self.may_give(role, place), self._may_end(role, values.get("ends_on"))
                problems += [] if may else [Problem(may.code, "role")]
                problems += [] if ends else [Problem(ends.code, "ends_on")]
        return problems

    def new_ids(self, values: Values, roles: Roles, known: Known | None) -> list[Outside] | None:
        """The outside ids that the line adds; None where it is not said for which role."""
        outside = values.get("external_id")
        if not outside:
            return []
        if not roles:
            held = known is not None and any(one == outside for _role, one in known.outside)
            return [] if held else None
        return [(role, outside) for role in roles if outside not in self.directory.by_outside[role]]

    def may_give(self, role: Role, place: int | None) -> Decision:
        """Whether whoever imports may give the role there; the command line may give every one."""
        found = self._may.get((role, place))
        if found is None:
            found = yes()
            if self._grants is not None:
                found = rules.may_grant(self._grants, role, program_id=self._program, cohort_id=place)
            self._may[role, place] = found
        return found

    def _may_end(self, role: Role, ends_on: date | None) -> Decision:
        found = self._ends.get((role, ends_on))
        if found is None:
            found = self._ends[role, ends_on] = rules.may_end(role, ends_on, self.today)
        return found
