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
    OWN_FILED = "own_filed"  # after they filed what they think themselves
    ANY_FILED = "any_filed"  # after somebody filed
    ADMITTED = "admitted"  # after they asked and were put on the need-to-know list


@dataclass(frozen=True)
class Standing:
    """What somebody is to a case at this moment.

    `own_filed` and `any_filed` are about assessments of what is under review now. `admitted` is a director
    on the need-to-know list; `opened` is somebody for whom two people opened the case for an hour;
    `operator` runs the server.
    """

    person_id: int
    roles: frozenset[CaseRole] = frozenset()
    own_filed: bool = False
    any_filed: bool = False
    admitted: bool = False
    opened: bool = False
    operator: bool = False

    @property
    def wrote(self) -> bool:
        """Whether the release is in part their own, so that they have no say in it."""
        return bool(self.roles & OWN)

    @property
    def judges(self) -> bool:
        """Whether they are among those who assess the case, and have no part in it otherwise."""
        return bool(self.roles & JUDGES) and not self.wrote and not self.operator


OWN = frozenset({CaseRole.AUTHOR, CaseRole.MENTOR})
JUDGES = frozenset({CaseRole.REVIEWER, CaseRole.CHAIR, CaseRole.VOTER, CaseRole.EXTERNAL})
HANDLERS = frozenset({CaseRole.COORDINATOR, CaseRole.DEPUTY})
# What an author or a mentor keeps of other roles. The auditor's log would name who judges them.
BESIDE_OWN = OWN | {CaseRole.DIRECTOR}

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

# What two people open for an hour, whoever reads: what was submitted, never what others think of it.
OPENED = frozenset({_A.NEUTRAL, _A.TEXT, _A.OWN_ANSWERS})
# What is left of other roles to an operator, who runs the server, and beside an own release.
HARMLESS = frozenset({_A.NEUTRAL, _A.STOP, _A.READ_LOG_COUNTS})


def may(standing: Standing, ability: Ability) -> Decision:
    """Whether somebody may do this in the case now. Roles add up, but for what cannot stand together."""
    whens = {MATRIX[role][ability] for role in _counting(standing, ability) if ability in MATRIX[role]}
    if standing.opened and not standing.wrote and not standing.operator and ability in OPENED:
        return yes()
    if not whens:
        return no("access_operator" if standing.operator and standing.roles else "access_none")
    refused = [refusal for when in sorted(whens) if (refusal := _waits(standing, when))]
    return yes() if len(refused) < len(whens) else no(refused[0])


def _counting(standing: Standing, ability: Ability) -> frozenset[CaseRole]:
    """The roles that count for an ability."""
    roles = standing.roles
    if standing.wrote:
        roles &= BESIDE_OWN
    if (standing.wrote or standing.operator) and ability not in HARMLESS:
        roles &= OWN
    if roles & JUDGES and ability in (Ability.OTHERS, Ability.DELIBERATION):
        # Who judges sees what others filed after filing, even if they read the case as something else too.
        roles &= JUDGES
    if roles & JUDGES and ability is Ability.ROUTE:
        return frozenset()  # a coordinator who reviews leaves the routing to the deputy
    return roles


def _waits(standing: Standing, when: When) -> str:
    """The code of what is still missing; empty where nothing is."""
    match when:
        case When.OWN_FILED:
            return "" if standing.own_filed else "access_file_first"
        case When.ANY_FILED:
            return "" if standing.any_filed else "access_nothing_filed"
        case When.ADMITTED:
            return "" if standing.admitted else "access_not_admitted"
    return ""


def may_be_added(role: CaseRole, *, wrote: bool, operator: bool, eligible: bool) -> Decision:
    """Whether somebody can be put on a case's need-to-know list in a role."""
    if role in OWN:
        return no("need_to_know_own")
    if wrote:
        return no("need_to_know_conflict")
    if operator:
        return no("access_operator")
    return yes() if eligible else no("need_to_know_role")
