"""A release goes out (T12): once, exactly as approved, and what it says of the work's outcome."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.people.models import Person
from tracker.projects import outcomes
from tracker.projects.outcome_models import Outcome, OutcomeStatus
from tracker.reasons import Refused, no, require, yes
from tracker.releases import approval_queries as queries
from tracker.releases import (
    approval_rules,
    approvals,
    cases,
    notices,
    publication_rules,
    verdicts,
)
from tracker.releases.access_rules import HANDLERS, Standing
from tracker.releases.approval_models import Publication, Recipient, RecipientCheck
from tracker.releases.manifest import Manifest
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState, Scope
from tracker.releases.submission_models import ManifestVersion
from tracker.sealed import SealedText

# From here on everybody may read it, if not everything that belongs to it.
PUBLIC = Scope.S4


class PublishedAlready(Refused):
    """Somebody published it first; `first` is what went out."""

    def __init__(self, first: Publication) -> None:
        super().__init__(no("publish_done"))
        self.first = first


@dataclass(frozen=True)
class Going:
    """What is about to go out: the files as computed just now, to whom, where, and as which outcome.

    `listed` says whether the venue is one of those approved, which the page has read.
    """

    files: Manifest
    scope: Scope
    venue: SealedText
    listed: bool
    url: SealedText | None = None
    outcome: Outcome | None = None


def theirs(standing: Standing) -> bool:
    """Whether somebody publishes a case: its authors, its coordinator or deputy."""
    handles = bool(standing.roles & HANDLERS) and not standing.barred and not standing.operator
    return CaseRole.AUTHOR in standing.roles or handles


def publish(session: Session, actor: Person, standing: Standing, *, case: Case, going: Going) -> Publication:
    """Let a cleared release out. The second of two who publish at once is told of the first."""
    cases.hold(session, case)
    first = queries.publication(session, case.id)
    if first is not None and theirs(standing):
        raise PublishedAlready(first)
    approvals.settle(session, case)
    approval = queries.in_force(session, case.id)
    clear = no("approval_void")
    if approval is not None:
        clear = approval_rules.may_clear(queries.facts(session, case, approval))
    files = session.get(ManifestVersion, approval.manifest_id) if approval else None
    require(
        publication_rules.may_publish(
            publication_rules.Going(
                state=case.state,
                theirs=theirs(standing),
                clear=clear,
                files=going.files.digest,
                approved_files=files.sha256 if files else "",
                scope=going.scope,
                approved_scope=approval.scope if approval else Scope.S0,
                listed=going.listed,
            )
        )
    )
    assert approval is not None
    row = Publication(
        case_id=case.id,
        approval_id=approval.id,
        manifest_id=approval.manifest_id,
        sha256=going.files.digest,
        scope=going.scope,
        venue_id=going.venue.id,
        url_id=going.url.id if going.url else None,
        published_on=clock.today(case.program.time_zone),
        by_id=actor.id,
    )
    session.add(row)
    session.flush()
    kept = [one.id for one in (going.venue, going.url) if one]
    _note(session, actor, "release.publish", row, case, words=verdicts.digests(session, kept))
    cases.move(session, actor, case=case, transition="T12", to=CaseState.PUBLISHED)
    if going.outcome is not None:
        link_outcome(session, actor, standing, case=case, outcome=going.outcome)
    approvals.tell_authors(session, case, "published")
    handlers = [one for one in (case.coordinator, case.deputy) if one is not None]
    notices.tell(session, case=case, people=handlers, what="published")
    return row


def link_outcome(
    session: Session, actor: Person, standing: Standing, *, case: Case, outcome: Outcome
) -> None:
    """Say which outcome of the work it is that went out, and give that its status."""
    cases.hold(session, case)
    went = queries.publication(session, case.id)
    if went is None or not theirs(standing):
        require(no("publish_not_cleared") if went is None else no("publish_not_yours"))
    assert went is not None
    out = outcome.status is OutcomeStatus.PUBLISHED and case.outcome_id != outcome.id
    require(publication_rules.may_link(same_work=outcome.work_id == case.work_id, out=out), field="outcome")
    case.outcome_id = outcome.id
    session.flush()
    outcomes.come_out(session, actor, outcome=outcome, in_public=went.scope.rank >= PUBLIC.rank)
    _note(session, actor, "release.outcome", went, case, outcome=outcome.id)


def add_url(session: Session, actor: Person, standing: Standing, *, case: Case, url: SealedText) -> None:
    """Where it can be found, once that is known."""
    cases.hold(session, case)
    went = queries.publication(session, case.id)
    require(yes() if theirs(standing) else no("publish_not_yours"))
    require(yes() if went is not None else no("publish_not_cleared"))
    assert went is not None
    went.url_id = url.id
    session.flush()
    _note(session, actor, "release.url", went, case, words=verdicts.digests(session, [url.id]))


def give(session: Session, actor: Person, standing: Standing, *, case: Case, name: SealedText) -> Recipient:
    """Put somebody on the list of those who were given a gated release."""
    cases.hold(session, case)
    went = queries.publication(session, case.id)
    scope = went.scope if went else None
    require(publication_rules.may_list(case.state, scope, theirs=theirs(standing)), field="name")
    row = Recipient(case_id=case.id, name_id=name.id, added_by_id=actor.id)
    session.add(row)
    session.flush()
    _note(session, actor, "recipient.add", row, case, words=verdicts.digests(session, [name.id]))
    return row


def take_off(
    session: Session, actor: Person, standing: Standing, *, case: Case, recipient: Recipient
) -> None:
    """Take somebody off the list; that they were on it stays."""
    cases.hold(session, case)
    require(yes() if theirs(standing) else no("recipients_not_yours"))
    session.refresh(recipient)
    if recipient.case_id != case.id or recipient.removed_at is not None:
        return
    recipient.removed_at, recipient.removed_by_id = clock.now(), actor.id
    session.flush()
    _note(session, actor, "recipient.remove", recipient, case)


def recheck(session: Session, actor: Person, standing: Standing, *, case: Case) -> RecipientCheck:
    """Somebody went through the list: who is on it still should be."""
    cases.hold(session, case)
    went = queries.publication(session, case.id)
    scope = went.scope if went else None
    require(publication_rules.may_list(case.state, scope, theirs=theirs(standing)))
    row = RecipientCheck(case_id=case.id, checked_on=clock.today(case.program.time_zone), by_id=actor.id)
    session.add(row)
    session.flush()
    _note(session, actor, "recipient.check", row, case)
    return row


def _note(
    session: Session, actor: Person, action: str, about: audit.Row, case: Case, **change: object
) -> None:
    audit.note(session, actor, action, about, program_id=case.program_id, case=case.id, **change)
