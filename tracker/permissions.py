"""Who may do what: named permissions, roles, and the one table that joins them. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    ACCOUNT_MANAGE = "account:manage"
    APPEAL_ASSIGN = "appeal:assign"
    APPEAL_DECIDE = "appeal:decide"
    APPEAL_FILE = "appeal:file"
    APPEAL_READ = "appeal:read"
    AUDIT_EXPORT = "audit:export"
    BOARD_READ = "board:read"
    COHORT_EXPORT = "cohort:export"
    COHORT_MANAGE = "cohort:manage"
    CONCERN_ANSWER = "concern:answer"
    CONCERN_RAISE = "concern:raise"
    CONCERN_READ = "concern:read"
    CONCERN_VIEW = "concern:view"
    CONCERN_WITHDRAW = "concern:withdraw"
    DEMO_WIPE = "demo:wipe"
    EVALUATION_READ = "evaluation:read"
    EVALUATION_SUBMIT = "evaluation:submit"
    EVALUATION_WEIGH = "evaluation:weigh"
    FEEDBACK_REPLY = "feedback:reply"
    FLAG_HANDLE = "flag:handle"
    FORECAST_VIEW = "forecast:view"
    FORM_READ = "form:read"
    GATE_DECIDE = "gate:decide"
    GATE_OVERRIDE = "gate:override"
    GATE_READ = "gate:read"
    GATE_VIEW = "gate:view"
    HOME_READ = "home:read"
    JOB_READ = "job:read"
    LETTER_SEND = "letter:send"
    LETTER_VIEW = "letter:view"
    OUTBOX_READ = "outbox:read"
    OUTCOME_UNSEAL = "outcome:unseal"
    PEOPLE_INVITE = "people:invite"
    PROGRAM_CREATE = "program:create"
    PROGRAM_MANAGE = "program:manage"
    RELEASE_AUDIT = "release:audit"
    RELEASE_COORDINATE = "release:coordinate"
    RELEASE_DIRECT = "release:direct"
    RELEASE_POLICY = "release:policy"
    RELEASE_REVIEW = "release:review"
    RELEASE_VIEW = "release:view"
    REPORT_FREEZE = "report:freeze"
    REPORT_READ = "report:read"
    ROLE_GRANT = "role:grant"
    SCORING_MANAGE = "scoring:manage"
    SEVERITY_READ = "severity:read"
    STANDING_READ = "standing:read"
    WORK_VIEW = "work:view"


class Role(StrEnum):
    SCHOLAR = "scholar"
    MENTOR = "mentor"
    RESEARCH_MANAGER = "research_manager"
    STAFF = "staff"
    LEAD = "lead"
    COORDINATOR = "coordinator"
    DEPUTY = "deputy"
    REVIEWER = "reviewer"
    PANEL_MEMBER = "panel_member"
    EXTERNAL = "external"
    AUDITOR = "auditor"
    VIEWER = "viewer"
    OPERATOR = "operator"


# What everybody who is signed in may do; the object's own rule still decides what they see of it.
SIGNED_IN = frozenset(
    {
        Permission.ACCOUNT_MANAGE,
        Permission.HOME_READ,
        Permission.FORM_READ,
        Permission.FORECAST_VIEW,
        Permission.GATE_VIEW,
        Permission.CONCERN_VIEW,
        Permission.LETTER_VIEW,
        Permission.RELEASE_VIEW,
        Permission.WORK_VIEW,
    }
)

_STAFF = frozenset(
    {
        Permission.APPEAL_ASSIGN,
        Permission.APPEAL_DECIDE,
        Permission.APPEAL_READ,
        Permission.AUDIT_EXPORT,
        Permission.BOARD_READ,
        Permission.COHORT_EXPORT,
        Permission.COHORT_MANAGE,
        Permission.CONCERN_RAISE,
        Permission.CONCERN_READ,
        Permission.EVALUATION_READ,
        Permission.EVALUATION_SUBMIT,
        Permission.FLAG_HANDLE,
        Permission.GATE_DECIDE,
        Permission.GATE_READ,
        Permission.JOB_READ,
        Permission.LETTER_SEND,
        Permission.OUTBOX_READ,
        Permission.PEOPLE_INVITE,
        Permission.PROGRAM_MANAGE,
        Permission.REPORT_FREEZE,
        Permission.REPORT_READ,
        Permission.SCORING_MANAGE,
    }
)

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SCHOLAR: frozenset(
        {
            Permission.STANDING_READ,
            Permission.FEEDBACK_REPLY,
            Permission.CONCERN_ANSWER,
            Permission.APPEAL_FILE,
        }
    ),
    Role.MENTOR: frozenset({Permission.EVALUATION_SUBMIT, Permission.CONCERN_RAISE}),
    Role.RESEARCH_MANAGER: frozenset(
        {
            Permission.EVALUATION_SUBMIT,
            Permission.EVALUATION_READ,
            Permission.BOARD_READ,
            Permission.CONCERN_RAISE,
            Permission.CONCERN_READ,
            Permission.GATE_READ,
        }
    ),
    Role.STAFF: _STAFF,
    Role.LEAD: _STAFF
    | {
        Permission.ROLE_GRANT,
        Permission.DEMO_WIPE,
        Permission.SEVERITY_READ,
        Permission.CONCERN_WITHDRAW,
        Permission.GATE_OVERRIDE,
        Permission.RELEASE_DIRECT,
        Permission.RELEASE_POLICY,
    },
    # A panel weighs the forms and the level it decides on, without what is for staff alone.
    Role.PANEL_MEMBER: frozenset(
        {
            Permission.GATE_READ,
            Permission.CONCERN_READ,
            Permission.APPEAL_DECIDE,
            Permission.EVALUATION_WEIGH,
            Permission.RELEASE_REVIEW,
        }
    ),
    Role.OPERATOR: frozenset({Permission.PROGRAM_CREATE}),
    # Staff and leads learn of restricted outcomes that they exist; a coordinator reads them.
    Role.COORDINATOR: frozenset(
        {Permission.OUTCOME_UNSEAL, Permission.RELEASE_COORDINATE, Permission.RELEASE_POLICY}
    ),
    # In publication review a role makes somebody eligible; what they read hangs on their seat in a case.
    Role.DEPUTY: frozenset({Permission.RELEASE_COORDINATE}),
    Role.REVIEWER: frozenset({Permission.RELEASE_REVIEW}),
    Role.EXTERNAL: frozenset({Permission.RELEASE_REVIEW}),
    Role.AUDITOR: frozenset({Permission.AUDIT_EXPORT, Permission.RELEASE_AUDIT}),
    # Funders: what staff froze for them, without persons.
    Role.VIEWER: frozenset({Permission.REPORT_READ}),
}

# Roles that staff may hand out; the others need a lead.
STAFF_MAY_GRANT = frozenset({Role.SCHOLAR, Role.MENTOR, Role.RESEARCH_MANAGER})


@dataclass(frozen=True)
class Grant:
    """One role of one person: in a cohort, in a whole program, or (operator) in the installation."""

    role: Role
    program_id: int | None
    cohort_id: int | None = None

    def covers(self, program_id: int | None, cohort_id: int | None) -> bool:
        if self.program_id is None:
            return True
        if self.program_id != program_id:
            return False
        return self.cohort_id is None or self.cohort_id == cohort_id


@dataclass(frozen=True)
class Grants:
    """All roles a person holds today."""

    grants: frozenset[Grant] = frozenset()

    @classmethod
    def of(cls, grants: Iterable[Grant]) -> Grants:
        return cls(frozenset(grants))

    def anywhere(self, permission: Permission) -> bool:
        """Whether the permission is held in at least one place."""
        return permission in SIGNED_IN or any(
            permission in ROLE_PERMISSIONS[grant.role] for grant in self.grants
        )

    def allow(self, permission: Permission, *, program_id: int | None, cohort_id: int | None = None) -> bool:
        """Whether the permission is held for this program or cohort."""
        return permission in SIGNED_IN or any(
            permission in ROLE_PERMISSIONS[grant.role] and grant.covers(program_id, cohort_id)
            for grant in self.grants
        )

    def roles(self) -> frozenset[Role]:
        return frozenset(grant.role for grant in self.grants)

    def places(self, permission: Permission) -> frozenset[tuple[int | None, int | None]]:
        """The (program, cohort) pairs in which the permission is held; None covers all of them."""
        return frozenset(
            (grant.program_id, grant.cohort_id)
            for grant in self.grants
            if permission in ROLE_PERMISSIONS[grant.role]
        )
