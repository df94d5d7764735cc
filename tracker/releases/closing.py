"""Closing a panel's vote: one outcome, whoever presses at the same moment."""

from __future__ import annotations

from sqlalchemy.orm import Session

from tracker import clock
from tracker.people.models import Person
from tracker.reasons import Decision, Refused, no, require
from tracker.releases import (
    cases,
    finding_rules,
    panel_findings,
    panel_queries,
    panel_rules,
    panels,
    voting_rules,
)
from tracker.releases.models import Case
from tracker.releases.panel_findings import Standing
from tracker.releases.panel_models import Panel
from tracker.releases.parts import Scope


class ClosedAlready(Refused):
    """Somebody closed the vote first; `outcome` is what it came to."""

    def __init__(self, outcome: Scope) -> None:
        super().__init__(no("vote_closed_already", outcome=outcome.value))
        self.outcome = outcome


def may_close(standing: Standing | None) -> Decision:
    """Whether the vote could be closed as it stands: by the rules of the vote, then by who is awaited."""
    if standing is None:
        return no("panel_nothing_filed")
    decision = voting_rules.may_close(standing.sitting)
    if decision and standing.lacks_outsider:
        return no("panel_external_gone")
    return decision and panel_rules.may_count(standing.waiting)


def still_stands(panel: Panel, standing: Standing | None) -> Decision:
    """Whether what the vote was closed with is what it would be closed with now.

    It is not where a member was found to have a conflict since, or lost the role to judge.
    """
    if standing is None or not (decision := voting_rules.may_close(standing.sitting)):
        return no("vote_stands_no_more")
    counted = finding_rules.counts(standing.sitting, standing.finding)
    kept = {**standing.finding.as_json(), "counts": counted}
    same = standing.outcome is panel.outcome and kept == panel.findings
    return decision if same else no("vote_stands_no_more")


def reopen(session: Session, actor: Person, *, case: Case, panel: Panel) -> None:
    """Open a vote again whose outcome stands no more, because of a member who may not judge."""
    cases.hold(session, case)
    session.refresh(panel)
    room = panel_queries.room(session, case, panel)
    require(panel_rules.may_preside(panel_queries.member(session, case, panel, actor), room))
    standing = panel_findings.standing(session, case, panel)
    if panel.closed_at is None or still_stands(panel, standing):
        raise Refused(no("vote_stands"))
    panel.closed_at, panel.closed_by_id, panel.outcome, panel.findings = None, None, None, {}
    session.flush()
    panels.note(session, actor, "panel.reopen", case, panel)


def close(session: Session, actor: Person, *, case: Case, panel: Panel) -> Scope:
    """Close the vote and keep what it came to, with its counts. Nothing is decided by that yet."""
    cases.hold(session, case)
    session.refresh(panel)
    room = panel_queries.room(session, case, panel)
    member = panel_queries.member(session, case, panel, actor)
    if panel.outcome is not None and member.sits:
        raise ClosedAlready(panel.outcome)
    require(panel_rules.may_preside(member, room))
    standing = panel_findings.standing(session, case, panel)
    require(may_close(standing))
    assert standing is not None  # what may be closed stands
    panel.closed_at, panel.closed_by_id, panel.outcome = clock.now(), actor.id, standing.outcome
    panel.findings = {
        **standing.finding.as_json(),
        "counts": finding_rules.counts(standing.sitting, standing.finding),
    }
    session.flush()
    panels.note(session, actor, "panel.close", case, panel)
    return standing.outcome
