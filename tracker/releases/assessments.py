"""Writes of assessments: typed, filed, and what follows from the second of two."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock, sealed
from tracker.people.models import Person
from tracker.reasons import Decision, Refused, no, require, yes
from tracker.releases import (
    approvals,
    assessment_queries,
    assignments,
    cases,
    escalations,
    notices,
    panel_queries,
    review_rules,
    submission_queries,
    verdicts,
)
from tracker.releases.assessment_queries import of
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Scope, Verdict
from tracker.releases.review_models import Assessment, AssessmentDraft, ReviewPhase
from tracker.releases.review_rules import Pair, Said
from tracker.releases.submission_models import Submission
from tracker.releases.weighing_rules import Next, Step, least_reversible, worst
from tracker.sealed import Seal

__all__ = ["file", "give_back", "of", "save_draft"]


class SavedElsewhere(Refused):
    """The draft was saved in another window since this one opened it."""

    def __init__(self) -> None:
        super().__init__(no("assessment_saved_elsewhere"))


def save_draft(
    session: Session,
    seal: Seal,
    actor: Person,
    *,
    case: Case,
    phase: ReviewPhase,
    typed: dict[str, Any],
    version: int,
) -> AssessmentDraft:
    """Keep what was typed, as typed, sealed as a whole; only its author reads it."""
    cases.hold(session, case)
    submission = _under_review(session, case)
    row = session.get(AssessmentDraft, (case.id, actor.id, phase), populate_existing=True)
    current = row if row is not None and row.submission_id == submission.id else None
    if version != (current.version if current else 0):
        raise SavedElsewhere
    kept = sealed.keep(session, seal, case.vault, "assessment.draft", json.dumps(typed, ensure_ascii=False))
    if row is None:
        row = AssessmentDraft(case_id=case.id, person_id=actor.id, phase=phase, version=0, text_id=kept.id)
    before = session.get(sealed.SealedText, row.text_id) if row.text_id != kept.id else None
    row.submission_id, row.text_id = submission.id, kept.id
    row.version, row.saved_at = version + 1, clock.now()
    session.add(row)
    session.flush()
    if before is not None:
        sealed.forget_text(session, before)
    return row


def may_file(session: Session, case: Case, person_id: int, phase: ReviewPhase) -> Decision:
    """Whether somebody may file an assessment at this moment."""
    submission = submission_queries.current(session, case)
    if submission is None:
        return no("review_not_expedited")
    if phase is ReviewPhase.PANEL:
        return review_rules.may_file_for_panel(sits=panel_queries.sits(session, case, person_id))
    if case.state is not CaseState.EXPEDITED:
        return no("review_not_expedited")
    known = assessment_queries.reviewers(session, case)
    return review_rules.may_file(
        assessment_queries.filings(session, submission),
        assessment_queries.pair_of(known),
        person_id,
        submission.scope,
        judges=any(one.judges and one.row.person_id == person_id for one in known),
    )


def file(
    session: Session,
    seal: Seal,
    actor: Person,
    *,
    case: Case,
    said: Said,
    phase: ReviewPhase = ReviewPhase.EXPEDITED,
    read: str | None = None,
) -> Assessment:
    """File an assessment of what is under review; what follows for the case follows at once.

    `read` is the submission that stood on the page: nobody judges what they were not shown.
    """
    cases.hold(session, case)
    require(may_file(session, case, actor.id, phase))
    require(review_rules.may_say(said, whole=phase is ReviewPhase.PANEL))
    submission = _under_review(session, case)
    require(yes() if read in (None, str(submission.id)) else no("review_changed"))
    row = _keep(session, seal, actor, case, submission, said, phase)
    draft = session.get(AssessmentDraft, (case.id, actor.id, phase), populate_existing=True)
    if draft is not None:
        text = session.get_one(sealed.SealedText, draft.text_id)
        session.delete(draft)
        session.flush()
        sealed.forget_text(session, text)
    _note(session, actor, case, row)
    if phase is ReviewPhase.EXPEDITED:
        follow(session, case)
    return row


def follow(session: Session, case: Case) -> None:
    """What two reviewers' filings lead to: another round, the panel, or an approval."""
    submission = _under_review(session, case)
    pair = assessment_queries.pair(session, case)
    if case.state is not CaseState.EXPEDITED or pair is None:
        return
    filed = assessment_queries.filings(session, submission)
    step = review_rules.step(filed, pair, submission.scope)
    if step.next is Next.FORMAL or (step.next is Next.APPROVE and review_rules.must_go_to_panel(filed)):
        code = step.reason.code if step.reason is not None else "weighing_harm"
        escalations.to_panel(session, None, case=case, code=code)
    elif step.next is Next.RECONCILE:
        _ask_again(session, case)
    elif step.next is Next.APPROVE and submission_queries.live(session, case).binding != submission.binding:
        # What they judged is not what stands now: nobody is asked to approve bytes that nobody saw.
        cases.move(session, None, case=case, transition="T7", to=CaseState.RETURNED, code="changed")
        notices.tell(session, case=case, people=[case.author], what="returned")
    elif step.next is Next.APPROVE:
        _approve(session, case, submission, pair, step)


def give_back(session: Session, seal: Seal, actor: Person, *, case: Case, words: str) -> None:
    """A reviewer who has filed returns the case with what is to change (T7). What was filed stays.

    Where serious harm was filed, what comes back goes to the panel.
    """
    cases.hold(session, case)
    submission = _under_review(session, case)
    filed = assessment_queries.filings(session, submission)
    known = assessment_queries.reviewers(session, case)
    if not any(one.judges and one.row.person_id == actor.id for one in known):
        require(no("review_not_reviewer"))
    own = any(one.person == actor.id for one in filed)
    require(review_rules.may_return(case.state, filed=own, words=words), field="words")
    kept = sealed.keep(session, seal, case.vault, "release.return", words.strip())
    tier = review_rules.panel_tier(filed) if review_rules.must_go_to_panel(filed) else None
    cases.move(
        session,
        actor,
        case=case,
        transition="T7",
        to=CaseState.RETURNED,
        code="review",
        reason=kept,
        tier=tier,
    )
    notices.tell(session, case=case, people=[case.author], what="returned")
    assignments.tell_desk(session, case, "returned", actor)


def _approve(session: Session, case: Case, submission: Submission, pair: Pair, step: Step) -> None:
    """Two clear words on the same bytes let a release out at the narrower of what they accept (T8)."""
    said = [one for one in of(session, case, submission) if one.person in (pair.first, pair.second)]
    scope: Scope | None = step.scope
    if scope is None:
        raise ValueError("an approval names its scope")
    decision = verdicts.record(
        session,
        case=case,
        submission=submission,
        verdict=Verdict.APPROVE,
        scope=scope,
        h=worst(said),
        reversibility=least_reversible(said),
        benefit=min((one.benefit for one in said), key=lambda one: one.rank),
        counts={"reviewers": len(said), "rounds": step.round},
    )
    approvals.approve(
        session,
        None,
        case=case,
        transition="T8",
        scope=scope,
        by=(pair.first, pair.second),
        decision=decision,
    )
    assignments.tell_desk(session, case, "decision", None)


def _ask_again(session: Session, case: Case) -> None:
    """The two are apart: each reads the other's words and files once more."""
    due = assignments.due_on(session, case)
    known = [one for one in assessment_queries.reviewers(session, case) if one.judges]
    for one in known:
        one.row.due_on = due
    session.flush()
    notices.tell(session, case=case, people=[one.row.person for one in known], what="reconcile", due=due)


def _keep(
    session: Session,
    seal: Seal,
    actor: Person,
    case: Case,
    submission: Submission,
    said: Said,
    phase: ReviewPhase,
) -> Assessment:
    before = [one for one in assessment_queries.rows(session, submission, phase) if one.person_id == actor.id]
    crux = sealed.keep(session, seal, case.vault, "assessment.crux", said.crux.strip())
    widening = (
        sealed.keep(session, seal, case.vault, "assessment.widening", said.widening.strip())
        if said.widening.strip()
        else None
    )
    row = Assessment(
        case_id=case.id,
        submission_id=submission.id,
        binding=submission.binding,
        person=actor,
        phase=phase,
        round=_round(session, case, submission, actor.id, phase),
        version=len(before) + 1,
        crux=crux,
        widening=widening,
        reason_codes=sorted(one.value for one in said.reason_codes),
        **said.scales(),
    )
    session.add(row)
    session.flush()
    return row


def _round(session: Session, case: Case, submission: Submission, person_id: int, phase: ReviewPhase) -> int:
    """The first, independent one, or that after the two read each other's."""
    pair = assessment_queries.pair(session, case)
    if phase is ReviewPhase.PANEL or pair is None:
        return 1
    filed = assessment_queries.filings(session, submission)
    return len(review_rules.turns(filed, person_id, pair.since)) + 1


def _under_review(session: Session, case: Case) -> Submission:
    submission = submission_queries.current(session, case)
    if submission is None:
        raise Refused(no("review_not_expedited"))
    return submission


def _note(session: Session, actor: Person, case: Case, row: Assessment) -> None:
    digest = hashlib.sha256(row.crux.body).hexdigest()
    audit.note(
        session,
        actor,
        "release.assess",
        case,
        program_id=case.program_id,
        assessment=row.id,
        submission=row.submission_id,
        digest=digest,
    )
