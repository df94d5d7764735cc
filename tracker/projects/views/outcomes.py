"""One outcome: read it, add it, change it, say where it stands, how good the work was, who may list it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker import clock
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects import (
    credit_queries,
    outcome_forms,
    outcome_queries,
    outcome_rules,
    outcome_words,
    outcomes,
)
from tracker.projects.models import Work
from tracker.projects.outcome_models import Outcome
from tracker.projects.outcome_queries import Line, Reader
from tracker.projects.outcome_rules import Content
from tracker.projects.standing import Viewer
from tracker.projects.views.blueprint import SECTIONS, bp, work_for
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

for words in (
    outcome_words.outcome_kind,
    outcome_words.outcome_status,
    outcome_words.venue_tier,
    outcome_words.quality_word,
    outcome_words.listing_sentence,
    outcome_words.follow_up_sentence,
    outcome_words.response_sentence,
):
    bp.add_app_template_global(words)


@dataclass(frozen=True)
class Section:
    """The outcomes of a work as its page shows them."""

    lines: list[Line]
    may_add: bool


def reader() -> Reader:
    return Reader.of(actor(), grants())


def section(session: Session, viewer: Viewer, work: Work) -> Section:
    """What fills the section of a work's page."""
    place = viewer.place
    return Section(
        outcome_queries.of_works(session, reader(), [work.id]),
        may_add=viewer.manages or place.mentor or place.member is not None,
    )


SECTIONS.setdefault("projects/work_outcomes.html", section)


@bp.get("/outcomes/<int:outcome_id>")
@requires(Permission.WORK_VIEW)
def outcome(outcome_id: int) -> ResponseReturnValue:
    return _page(_outcome_for(outcome_id))


@bp.route("/works/<int:work_id>/outcomes/new", methods=["GET", "POST"])
@requires(Permission.WORK_VIEW)
def new_outcome(work_id: int) -> ResponseReturnValue:
    work, viewer = work_for(work_id)
    if not section(db.session, viewer, work).may_add:
        not_found()
    today = clock.today(work.phase.cohort.program.time_zone)
    form = outcome_forms.NewForm(data=outcome_forms.for_new(today))
    if form.validate_on_submit():
        with refusals(form):
            made = outcomes.add(db.session, actor(), work=work, content=form.content(), step=form.step())
            db.session.commit()
            flash(_("Added. You can change it at any time, also after the cohort has ended."))
            return redirect(url_for(".outcome", outcome_id=made.id))
    work, viewer = work_for(work_id)
    status = 422 if request.method == "POST" else 200
    member = viewer.place.member is not None
    return render_template("projects/outcome_new.html", work=work, form=form, member=member), status


@bp.route("/outcomes/<int:outcome_id>/edit", methods=["GET", "POST"])
@requires(Permission.WORK_VIEW)
def edit_outcome(outcome_id: int) -> ResponseReturnValue:
    found = _changeable(outcome_id)
    today = outcomes.content_of(found)
    form = outcome_forms.ContentForm(data=outcome_forms.for_content(today, base_version=found.version))
    theirs: Content | None = None
    status = 200 if request.method == "GET" else 422
    if form.validate_on_submit():
        try:
            outcomes.edit(
                db.session, actor(), outcome=found, content=form.content(), base_version=form.base_version
            )
            db.session.commit()
            flash(_("Saved."))
            return redirect(url_for(".outcome", outcome_id=outcome_id))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "", catalogue.sentence(error.decision))
            found = _changeable(outcome_id)
            if error.decision.code == "outcome_changed":
                # Who sends it again has seen both, and means theirs to stand.
                theirs, status = outcomes.content_of(found), 409
                form.version.data = str(found.version)
    return render_template("projects/outcome_edit.html", outcome=found, form=form, theirs=theirs), status


@bp.post("/outcomes/<int:outcome_id>/step")
@requires(Permission.WORK_VIEW)
def add_step(outcome_id: int) -> ResponseReturnValue:
    """Say where an outcome stands now."""
    found = _changeable(outcome_id)
    form, status = outcome_forms.StepForm().of(found.status), 422
    if form.validate():
        try:
            outcomes.advance(
                db.session, actor(), outcome=found, step=form.step(), base_version=form.base_version
            )
            db.session.commit()
            flash(_("Noted. It stands with the day and your name."))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "status", catalogue.sentence(error.decision))
            if error.decision.code == "outcome_changed":
                status = 409
        else:
            return _after(outcome_id)
    found = _changeable(outcome_id)
    form.version.data = str(found.version)
    return _page(found, step=form), status


@bp.post("/outcomes/<int:outcome_id>/quality")
@requires(Permission.WORK_VIEW)
def judge_outcome(outcome_id: int) -> ResponseReturnValue:
    """Say how good the work behind an outcome was."""
    found = _outcome_for(outcome_id)
    form = outcome_forms.QualityForm()
    if form.validate():
        with refusals(form):
            outcomes.judge(db.session, actor(), outcome=found, quality=form.level())
            db.session.commit()
            flash(_("Noted. It enters no score."))
            return redirect(url_for(".outcome", outcome_id=outcome_id))
    return _page(_outcome_for(outcome_id), quality=form), 422


@bp.post("/outcomes/<int:outcome_id>/listing")
@requires(Permission.WORK_VIEW)
def agree_to_listing(outcome_id: int) -> ResponseReturnValue:
    """Let one's own agreement to a public list stand or fall."""
    agrees = request.form.get("agrees") == "yes"
    outcomes.agree(db.session, actor(), outcome=_outcome_for(outcome_id), agrees=agrees)
    db.session.commit()
    flash(_("You agree.") if agrees else _("You do not agree any more."))
    return redirect(url_for(".outcome", outcome_id=outcome_id))


def _outcome_for(outcome_id: int) -> Outcome:
    return or_404(outcome_queries.one(db.session, reader(), outcome_id))


def _changeable(outcome_id: int) -> Outcome:
    """The outcome, if the signed-in person may change it; who only reads it finds no such page."""
    found = _outcome_for(outcome_id)
    who = outcome_queries.standing_of(db.session, reader(), found.work)
    return or_404(found if outcome_rules.may_change(who, found.status) else None)


def _after(outcome_id: int) -> ResponseReturnValue:
    """To the outcome, or to its work where somebody of staff has just sealed it to themself."""
    found = outcome_queries.one(db.session, reader(), outcome_id)
    if found is None:
        return redirect(url_for(".my_outcomes"))
    return redirect(url_for(".outcome", outcome_id=outcome_id))


def _page(
    found: Outcome,
    *,
    step: outcome_forms.StepForm | None = None,
    quality: outcome_forms.QualityForm | None = None,
) -> str:
    who = outcome_queries.standing_of(db.session, reader(), found.work)
    today = clock.today(found.work.phase.cohort.program.time_zone)
    own = next((one for one in found.qualities if one.person_id == actor().id), None)
    me = next((one for one in found.work.members if one.enrolment.person_id == actor().id), None)
    return render_template(
        "projects/outcome.html",
        outcome=found,
        history=outcome_queries.history(db.session, reader(), found.id),
        shares=credit_queries.shares(db.session, [found.work_id])[found.work_id],
        sees_work=who.inside or who.manages or who.reads,
        changes=bool(outcome_rules.may_change(who, found.status)),
        judges=bool(outcome_rules.may_judge(who, found.status, 1)),
        own=own,
        me=me,
        agreed={one.enrolment_id for one in found.listings},
        step=step
        or outcome_forms.StepForm(
            formdata=None,
            data={"version": str(found.version), "status": found.status.value, "on_day": today},
        ).of(found.status),
        quality=quality
        or outcome_forms.QualityForm(formdata=None, data={"quality": str(own.quality) if own else ""}),
    )
