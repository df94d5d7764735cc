"""A reviewer's case: what it is about in short, the assessment, what others filed, and the ways out."""

from __future__ import annotations

import json
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from sqlalchemy.orm import Session

from tracker import clock
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import assessment_forms as forms
from tracker.releases import (
    assessment_queries,
    assessments,
    assignments,
    author_words,
    escalations,
    panel_queries,
    review_rules,
    review_words,
    sign_off_queries,
    submission_queries,
    words,
)
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.assessment_forms import AssessmentForm
from tracker.releases.assignment_forms import ConflictForm, EscalateForm, ReturnForm
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole, CaseState
from tracker.releases.review_models import Assessment, ReviewPhase
from tracker.releases.submission_models import Submission
from tracker.releases.views.blueprint import SECTIONS, bp, case_for, sent
from tracker.sealed import SealedText
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import version
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

PURPOSE = "review"
ESCALATING = frozenset(
    {CaseRole.AUTHOR, CaseRole.MENTOR, CaseRole.REVIEWER, CaseRole.COORDINATOR, CaseRole.DEPUTY}
)
# The author's answers that a reviewer agrees with or corrects.
AGREED = {"agrees_availability": "E1", "agrees_reversibility": "F1"}
# What a rule refuses → the field it is about.
AT = {"assessment_no_guess": "acceleration_best", "assessment_no_reason": "reason_codes"}


@bp.route("/<int:case_id>/assess", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def assess(case_id: int) -> ResponseReturnValue:
    """Judge a release, alone; afterwards read what others filed."""
    case, standing = case_for(case_id, Ability.VOTE)
    phase = _phase(case)
    if request.method == "GET":
        return _page(case, standing, phase)
    form = _offer(AssessmentForm(), case)
    if request.form.get("act") == "save":
        return _save_and_show(case, phase)
    if form.validate():
        try:
            said, read = form.said(), request.form.get("submission")
            assessments.file(db.session, seal(), actor(), case=case, said=said, phase=phase, read=read)
            db.session.commit()
            flash(_("Filed."))
            return redirect(url_for(".assess", case_id=case_id, _anchor="filed"))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(AT.get(refusal.decision.code, "crux"), catalogue.sentence(refusal.decision))
    # A draft shows again what was typed; who has lost the seat meanwhile finds nothing.
    case, standing = case_for(case_id, Ability.VOTE)
    return _page(case, standing, phase, form), 422


@bp.post("/<int:case_id>/assess/draft")
@requires(Permission.RELEASE_VIEW)
def save_assessment(case_id: int) -> ResponseReturnValue:
    """Save as typed, for the page's script."""
    case, _standing = case_for(case_id, Ability.VOTE)
    try:
        row = _save(case, _phase(case))
    except Refused:
        db.session.rollback()
        return jsonify(error="conflict", advice=_("Another window saved meanwhile. Press “Save” there.")), 409
    saved = _("Saved %(time)s.", time=format_time(clock.now(), "HH:mm"))
    return jsonify(version=row, saved=saved)


@bp.post("/<int:case_id>/return")
@requires(Permission.RELEASE_VIEW)
def return_case(case_id: int) -> ResponseReturnValue:
    """Give the case back to its authors with what is to change, after filing."""
    case, standing = case_for(case_id, Ability.VOTE)
    form = ReturnForm()
    if form.validate():
        try:
            assessments.give_back(db.session, seal(), actor(), case=case, words=form.change.data or "")
            db.session.commit()
            return sent(case_id, _("Returned. What you filed stays."))
        except Refused as refusal:
            db.session.rollback()
            form.refuse("change", catalogue.sentence(refusal.decision))
    case, standing = case_for(case_id, Ability.VOTE)
    return _page(case, standing, _phase(case), returning=form), 422


@bp.post("/<int:case_id>/escalate")
@requires(Permission.RELEASE_VIEW)
def escalate(case_id: int) -> ResponseReturnValue:
    """One click: the panel decides. A reason may be given, and is sealed."""
    case, standing = case_for(case_id, Ability.NEUTRAL)
    if not standing.roles & ESCALATING or (standing.barred and not standing.wrote) or standing.operator:
        not_found()
    form = EscalateForm()
    if form.validate():
        try:
            reason = form.panel_reason.data or ""
            escalations.escalate(db.session, seal(), actor(), case=case, reason=reason)
            db.session.commit()
            return sent(case_id, _("The panel decides now."))
        except Refused as refusal:
            db.session.rollback()
            flash(catalogue.sentence(refusal.decision))
    else:
        flash(_("That text is too long."))
    return redirect(url_for(".case_page", case_id=case_id))


@bp.post("/<int:case_id>/step-aside")
@requires(Permission.RELEASE_VIEW)
def step_aside(case_id: int) -> ResponseReturnValue:
    """A reviewer has a conflict after all: access ends with the answer to this request."""
    case, standing = case_for(case_id, Ability.VOTE)
    row = or_404(assignments.of_case(db.session, case, actor().id))
    form = ConflictForm()
    if form.validate():
        try:
            assignments.found(
                db.session,
                seal(),
                actor(),
                case=case,
                row=row,
                hard=form.hards,
                soft=form.softs,
                words=form.words.data or "",
            )
            db.session.commit()
            flash(_("Thank you. You are no longer a reviewer of this case."))
            return redirect(url_for(".index"))
        except Refused as refusal:
            db.session.rollback()
            form.refuse("hard", catalogue.sentence(refusal.decision))
    case, standing = case_for(case_id, Ability.VOTE)
    return _page(case, standing, _phase(case), aside=form), 422


def _phase(case: Case) -> ReviewPhase:
    """A seat of the panel at work files for the panel; everybody else is one of two reviewers."""
    if case.state is CaseState.FORMAL and panel_queries.sits(db.session, case, actor().id):
        return ReviewPhase.PANEL
    return ReviewPhase.EXPEDITED


def _save(case: Case, phase: ReviewPhase) -> int:
    row = assessments.save_draft(
        db.session,
        seal(),
        actor(),
        case=case,
        phase=phase,
        typed=forms.typed(request.form),
        version=version(request.form.get("draft_version")),
    )
    number = row.version
    db.session.commit()
    return number


def _save_and_show(case: Case, phase: ReviewPhase) -> ResponseReturnValue:
    try:
        _save(case, phase)
    except Refused as refusal:
        db.session.rollback()
        case, standing = case_for(case.id, Ability.VOTE)
        form = _offer(AssessmentForm(), case)
        form.refuse("crux", catalogue.sentence(refusal.decision))
        return _page(case, standing, phase, form), 409
    flash(_("Saved as a draft. Nobody else sees it."))
    return redirect(url_for(".assess", case_id=case.id))


def _offer(form: AssessmentForm, case: Case) -> AssessmentForm:
    submission = submission_queries.current(db.session, case)
    answers = submission.answers if submission else {}
    said = {name: next(iter(answers.get(item, {}).get("chosen", [])), "") for name, item in AGREED.items()}
    return form.offer(said)


def _page(
    case: Case,
    standing: Standing,
    phase: ReviewPhase,
    form: AssessmentForm | None = None,
    *,
    returning: ReturnForm | None = None,
    aside: ConflictForm | None = None,
) -> str:
    """The room. Everything sealed on it is opened, and logged, at once."""
    me, submission = standing.person_id, or_404(submission_queries.current(db.session, case))
    allowed = assessments.may_file(db.session, case, me, phase)
    draft = assessment_queries.draft(db.session, case, me, phase) if allowed else None
    seen = _seen(case, standing, submission)
    opened = open_texts(me, PURPOSE, _texts(case, seen, draft.text if draft else None))
    if form is None:
        own = [one for one in seen if one.person_id == me and one.phase is phase]
        kept = json.loads(opened[draft.text_id]) if draft else None
        if kept is None and own:
            kept = forms.as_typed(own[-1], opened)
        form = _offer(forms.from_draft(kept), case)
    return render_template(
        "releases/assess.html",
        case=case,
        panel=phase is ReviewPhase.PANEL,
        form=form,
        scales=forms.SCALES,
        draft_version=draft.version if draft else 0,
        allowed=bool(allowed),
        refused="" if allowed else catalogue.sentence(allowed),
        seen=seen,
        own=[one for one in seen if one.person_id == me],
        returning=returning or ReturnForm(formdata=None),
        aside=aside or ConflictForm(formdata=None),
        reviewer=CaseRole.REVIEWER in standing.roles,
        **_about(case, submission, opened),
    )


def _about(case: Case, submission: Submission, opened: dict[int, str]) -> dict[str, Any]:
    """What the release is, in short, and the words for it."""
    return {
        "submission": submission,
        "title": opened.get(case.title_id or 0, ""),
        "venue": opened.get(submission.venue_id or 0, ""),
        "mentors": sign_off_queries.views(db.session, case.id),
        "opened": opened,
        "review_words": review_words,
        "author_words": author_words,
        "words": words,
    }


def _seen(case: Case, standing: Standing, submission: Submission) -> list[Assessment]:
    """Own filings, and those of others as far as the rules show them yet."""
    kept = assessment_queries.seen_by(db.session, case, submission, standing.person_id, judges=True)
    if may(standing, Ability.OTHERS):
        return kept
    return [one for one in kept if one.person_id == standing.person_id]


def _texts(case: Case, seen: list[Assessment], draft: SealedText | None) -> list[SealedText]:
    submission = submission_queries.current(db.session, case)
    ids = [case.title_id, submission.venue_id if submission else None]
    own = [one for one in (db.session.get(SealedText, one) for one in ids if one) if one is not None]
    filed = [text for one in seen for text in (one.crux, one.widening) if text is not None]
    views = [one.words for one in sign_off_queries.views(db.session, case.id).values() if one.words]
    return [*own, *filed, *views, *([draft] if draft else [])]


def _section(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """What a reviewer does next, and for everybody who may: send it to the panel."""
    judges = CaseRole.REVIEWER in standing.roles and bool(may(standing, Ability.VOTE))
    sends = bool(review_rules.may_escalate(case.state)) and bool(standing.roles & ESCALATING)
    if not judges and not sends:
        return None
    allowed = judges and assessments.may_file(session, case, standing.person_id, ReviewPhase.EXPEDITED)
    row = assignments.of_case(session, case, standing.person_id) if judges else None
    return {
        "judges": judges,
        "allowed": bool(allowed),
        "due": row.due_on if row else None,
        "sends": sends,
        "form": EscalateForm(formdata=None),
    }


SECTIONS["releases/case_review.html"] = _section
