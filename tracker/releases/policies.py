"""Writes to a program's rules of review: drafted or proposed by one person, in force by a second one."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts.models import Program
from tracker.people.models import Person
from tracker.reasons import Decision, no, require
from tracker.releases import checklist_templates, policy_queries, policy_rules, template_rules
from tracker.releases.checklist_template_models import ChangeState, ReviewContact, RuleChange, RuleKind
from tracker.releases.models import ChecklistVersion, ReleasePolicy
from tracker.releases.numbers import Numbers
from tracker.releases.policy_rules import Proposal
from tracker.releases.template_rules import Template


def write_checklist(session: Session, actor: Person, *, program: Program, template: Template) -> RuleChange:
    """Keep what somebody makes of the checklist, for themselves until they propose it."""
    audit.hold(session, program.id)
    before = checklist_templates.in_force(session, program.id)
    decision = template_rules.may_follow(before, template)
    if decision.code != "checklist_unchanged":
        require(decision)
    row = policy_queries.change(session, program.id, RuleKind.CHECKLIST)
    if row is not None:
        # The edit was made to the draft as the page found it; another window may have gone on since.
        found = row.version
        session.refresh(row)
        if row.version != found:
            require(no("policy_change_stale"))
    if row is None:
        row = _begin(session, actor, program, RuleKind.CHECKLIST, template.as_json())
        session.add(row)
    elif row.made_by_id != actor.id or row.state is not ChangeState.DRAFT:
        require(no("policy_change_waiting"))
    row.body = template.as_json()
    session.flush()
    _note(session, actor, row, "review_rules.write")
    return row


def propose_checklist(session: Session, actor: Person, *, change: RuleChange, note: str) -> RuleChange:
    """Put a drafted change of the checklist before a second person."""
    _hold(session, change)
    drafted = change.state is ChangeState.DRAFT and change.made_by_id == actor.id
    if not drafted:
        require(no("policy_change_settled"))
    require(policy_rules.may_propose(note, waiting=False), field="note")
    require(_allowed(session, change))
    change.state, change.note = ChangeState.PROPOSED, note.strip()
    session.flush()
    _note(session, actor, change, "review_rules.propose")
    return change


def propose_numbers(
    session: Session, actor: Person, *, program: Program, numbers: Numbers, note: str
) -> RuleChange:
    """Put other numbers, or the same ones looked at again, before a second person."""
    audit.hold(session, program.id)
    waiting = policy_queries.change(session, program.id, RuleKind.NUMBERS) is not None
    require(policy_rules.may_propose(note, waiting=waiting), field="note")
    decision = policy_rules.may_follow(policy_queries.numbers(session, program.id), numbers)
    require(decision, field=decision.params.get("name", "embargo"))
    row = _begin(session, actor, program, RuleKind.NUMBERS, numbers.as_json())
    row.state, row.note = ChangeState.PROPOSED, note.strip()
    session.add(row)
    session.flush()
    _note(session, actor, row, "review_rules.propose")
    return row


def agree(session: Session, actor: Person, *, change: RuleChange) -> ChecklistVersion | ReleasePolicy:
    """Bring a change into force as the second person. Cases that have begun keep what they began under."""
    _hold(session, change)
    require(policy_rules.may_agree(_proposal(session, actor, change)))
    require(_allowed(session, change))
    made = _version(session, actor, change)
    session.add(made)
    _settle(session, actor, change, ChangeState.AGREED)
    _note(session, actor, change, "review_rules.agree", brought=made.version)
    return made


def refuse(session: Session, actor: Person, *, change: RuleChange) -> None:
    """Refuse a change, or take back one's own. What was in force stays."""
    _hold(session, change)
    require(policy_rules.may_refuse(_proposal(session, actor, change)))
    _settle(session, actor, change, ChangeState.REFUSED)
    _note(session, actor, change, "review_rules.refuse")


def set_contact(session: Session, actor: Person, *, program: Program, address: str) -> None:
    """Say where somebody from outside reports a release. One person does: it loosens nothing."""
    audit.hold(session, program.id)
    row = session.get(ReviewContact, program.id)
    if row is None:
        row = ReviewContact(program_id=program.id, address=address, changed_by_id=actor.id)
        session.add(row)
    elif row.address == address:
        return
    row.address, row.changed_by_id, row.changed_at = address, actor.id, clock.now()
    session.flush()
    audit.note(session, actor, "review_rules.contact", program, program_id=program.id)


def _begin(
    session: Session, actor: Person, program: Program, kind: RuleKind, body: dict[str, Any]
) -> RuleChange:
    return RuleChange(
        program_id=program.id,
        kind=kind,
        state=ChangeState.DRAFT,
        body=body,
        based_on=policy_queries.newest_version(session, program.id, kind),
        note="",
        made_by_id=actor.id,
    )


def _hold(session: Session, change: RuleChange) -> None:
    audit.hold(session, change.program_id)
    session.refresh(change)


def _proposal(session: Session, actor: Person, change: RuleChange) -> Proposal:
    newest = policy_queries.newest_version(session, change.program_id, change.kind)
    return Proposal(
        own=change.made_by_id == actor.id,
        drafted=change.state is ChangeState.DRAFT,
        settled=not change.is_open,
        stale=change.based_on != newest,
    )


def _allowed(session: Session, change: RuleChange) -> Decision:
    """The rule itself, asked again at each step: what it compares with may have changed."""
    if change.kind is RuleKind.NUMBERS:
        before = policy_queries.numbers(session, change.program_id)
        return policy_rules.may_follow(before, Numbers.of(change.body))
    return template_rules.may_follow(
        checklist_templates.in_force(session, change.program_id), Template.of(change.body)
    )


def _version(session: Session, actor: Person, change: RuleChange) -> ChecklistVersion | ReleasePolicy:
    facts: dict[str, Any] = {
        "program_id": change.program_id,
        "version": policy_queries.newest_version(session, change.program_id, change.kind) + 1,
        "in_force_from": clock.today(change.program.time_zone),
        "made_by_id": change.made_by_id,
        "agreed_by_id": actor.id,
        "note": change.note,
    }
    if change.kind is RuleKind.NUMBERS:
        return ReleasePolicy(numbers=change.body, **facts)
    return ChecklistVersion(body=change.body, **facts)


def _settle(session: Session, actor: Person, change: RuleChange, state: ChangeState) -> None:
    change.state, change.settled_by_id, change.settled_at = state, actor.id, clock.now()
    session.flush()


def _note(session: Session, actor: Person, change: RuleChange, action: str, **facts: object) -> None:
    """The trail holds the digest of what was agreed to, so that the version can be checked against it."""
    text = json.dumps(change.body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    audit.note(
        session,
        actor,
        action,
        change,
        program_id=change.program_id,
        kind=change.kind.value,
        sha256=digest,
        **facts,
    )
