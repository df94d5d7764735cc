"""Who may see and do what in one case: the table of roles and what overrides it (releases.md 5). Pure.

A role in the program makes somebody eligible; what counts here is what they are to this one case, now.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseRole


class Ability(enum.StrEnum):
    """What somebody can be let do in a case."""

    NEUTRAL = "neutral"  # number, codename, kind, state, days
    TEXT = "text"  # the sealed text of the case: title, answers, files, venue, incident
    OWN_ANSWERS = "own_answers"  # title and answers, as those know them who made the work
    WRITE = "write"  # answer, submit, withdraw
    LETTER = "letter"  # statement of reasons, and dissents without names
    OTHERS = "others"  # what other people filed
    DELIBERATION = "deliberation"  # the panel's notes
    TIER = "tier"  # tier, scope, outcome and reason codes, which are not neutral
    VOTE = "vote"  # assess and vote
    ROUTE = "route"  # screen, assign, keep the need-to-know list
    STOP = "stop"
    READ_LOG = "read_log"  # who read what, with names
    READ_LOG_ROLES = "read_log_roles"  # the same with roles in place of names
    READ_LOG_COUNTS = "read_log_counts"  # how often the case was read


class When(enum.StrEnum):
    """Under which circumstance an ability of the table is there."""

    ALWAYS = "always"
    OWN_FILED = "filed"  # after they filed what they think themselves
    ANY_FILED = "any_filed"  # after somebody filed
    ADMITTED = "admitted"  # after they asked and were put on the need-to-know list


@dataclass(frozen=True)
class Standing:
    """What somebody is to a case at this moment.

    `filed` and `any_filed` are about assessments of what is under review now. `conflicted` is somebody
    with a conflict of interest that nobody waived, `desk` a coordinator or deputy of the program whose
    case it is not, `admitted` a director on the need-to-know list, `opened` somebody for whom two people
    opened the case for an hour, and `operator` somebody who runs the server.
    """

    person_id: int
    roles: frozenset[CaseRole] = frozenset()
    filed: bool = False
    any_filed: bool = False
    conflicted: bool = False
    desk: bool = False
    admitted: bool = False
    opened: bool = False
    operator: bool = False

    @property
    def wrote(self) -> bool:
        """Whether the release is in part their own, so that they have no say in it."""
        return bool(self.roles & OWN)

    @property
    def judges(self) -> bool:
        """Whether they are among those who assess the case, with nothing that bars them from it."""
        return bool(self.roles & JUDGES) and not self.barred and not self.operator

    @property
    def barred(self) -> bool:
        """Whether they can have no part in the review, whatever seat they were given."""
        return self.wrote or self.conflicted


OWN = frozenset({CaseRole.AUTHOR, CaseRole.MENTOR})
JUDGES = frozenset({CaseRole.REVIEWER, CaseRole.CHAIR, CaseRole.VOTER, CaseRole.EXTERNAL})
HANDLERS = frozenset({CaseRole.COORDINATOR, CaseRole.DEPUTY})
# What is left of other roles to who made the work or has a conflict: their own, and to stop as a director.
# The auditor's log would name who judges them.
BESIDE_CONFLICT = OWN | {CaseRole.DIRECTOR}

_A = Ability
_READS = (_A.NEUTRAL, _A.TEXT, _A.OWN_ANSWERS, _A.LETTER, _A.TIER, _A.STOP)
_JUDGE: dict[Ability, When] = {
    **dict.fromkeys((*_READS, _A.VOTE), When.ALWAYS),
    **dict.fromkeys((_A.OTHERS, _A.DELIBERATION), When.OWN_FILED),
}
_HANDLER: dict[Ability, When] = {
    **dict.fromkeys((*_READS, _A.ROUTE, _A.READ_LOG, _A.READ_LOG_ROLES, _A.READ_LOG_COUNTS), When.ALWAYS),
    **dict.fromkeys((_A.OTHERS, _A.DELIBERATION), When.ANY_FILED),
}
_OWN = dict.fromkeys((_A.NEUTRAL, _A.OWN_ANSWERS, _A.LETTER, _A.STOP), When.ALWAYS)

MATRIX: Mapping[CaseRole, Mapping[Ability, When]] = {
    CaseRole.AUTHOR: {**_OWN, **dict.fromkeys((_A.WRITE, _A.READ_LOG_ROLES), When.ALWAYS)},
    CaseRole.MENTOR: _OWN,
    CaseRole.COORDINATOR: _HANDLER,
    CaseRole.DEPUTY: _HANDLER,
    CaseRole.REVIEWER: _JUDGE,
    CaseRole.CHAIR: _JUDGE,
    CaseRole.VOTER: _JUDGE,
    CaseRole.EXTERNAL: _JUDGE,
    # Reads what the decision rested on, and has no vote and no control that approves.
    CaseRole.APPEAL_READER: dict.fromkeys((*_READS, _A.OTHERS, _A.DELIBERATION), When.ALWAYS),
    CaseRole.DIRECTOR: {
        **dict.fromkeys((_A.NEUTRAL, _A.STOP, _A.READ_LOG_COUNTS), When.ALWAYS),
        **dict.fromkeys((_A.TEXT, _A.OWN_ANSWERS, _A.LETTER, _A.TIER), When.ADMITTED),
    },
    CaseRole.AUDITOR: dict.fromkeys(
        (_A.NEUTRAL, _A.READ_LOG, _A.READ_LOG_ROLES, _A.READ_LOG_COUNTS), When.ALWAYS
    ),
}

# What a coordinator has of every case of the program.
DESK = frozenset({_A.NEUTRAL, _A.STOP})
# What two people open for an hour, whoever reads: what was submitted, never what others think of it.
OPENED = frozenset({_A.NEUTRAL, _A.TEXT, _A.OWN_ANSWERS})
# What is left of roles other than the own to an operator, who runs the server, and to who is barred.
HARMLESS = frozenset({_A.NEUTRAL, _A.STOP, _A.READ_LOG_COUNTS})


def may(standing: Standing, ability: Ability) -> Decision:
    """Whether somebody may do this in the case now. Roles add up, but for what cannot stand together."""
    whens = {MATRIX[role][ability] for role in _counting(standing, ability) if ability in MATRIX[role]}
    if standing.desk and ability in DESK:
        return yes()
    if standing.opened and not standing.barred and not standing.operator and ability in OPENED:
        return yes()
    if not whens:
        return no("access_operator" if standing.operator and standing.roles else "access_none")
    answers = [_now(standing, when) for when in sorted(whens)]
    return next((one for one in answers if one), answers[0])


def _counting(standing: Standing, ability: Ability) -> frozenset[CaseRole]:
    """The roles that count for an ability."""
    roles = standing.roles
    if standing.barred:
        roles &= BESIDE_CONFLICT
    if (standing.barred or standing.operator) and ability not in HARMLESS:
        roles &= OWN
    if roles & JUDGES and ability in (Ability.OTHERS, Ability.DELIBERATION):
        # Who judges sees what others filed after filing, even if they read the case as something else too.
        roles &= JUDGES
    if roles & JUDGES and ability is Ability.ROUTE:
        return frozenset()  # a coordinator who reviews leaves the routing to the deputy
    return roles


def _now(standing: Standing, when: When) -> Decision:
    """Whether the circumstance is there."""
    match when:
        case When.OWN_FILED:
            return yes() if standing.filed else no("access_file_first")
        case When.ANY_FILED:
            return yes() if standing.any_filed else no("access_nothing_filed")
        case When.ADMITTED:
            return yes() if standing.admitted else no("access_not_admitted")
        case When.ALWAYS:
            return yes()


def may_be_added(role: CaseRole, *, wrote: bool, operator: bool, eligible: bool) -> Decision:
    """Whether somebody can be put on a case's need-to-know list in a role."""
    if role in OWN:
        return no("need_to_know_own")
    if wrote:
        return no("need_to_know_conflict")
    if operator:
        return no("access_operator")
    return yes() if eligible else no("need_to_know_role")


def may_be_removed(role: CaseRole) -> Decision:
    """Whether the coordinator can take somebody off the list. Who judges steps aside, or has a conflict."""
    return yes() if role is CaseRole.DIRECTOR else no("need_to_know_part")


def reason_holds(reason: str, most: int) -> Decision:
    """Whether a reason was given that can be kept."""
    if not reason.strip():
        return no("need_to_know_no_reason")
    return yes() if len(reason) <= most else no("need_to_know_reason_long", most=most)
