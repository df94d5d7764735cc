"""Planning a release from the page of its work, and the releases that a work has."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.projects.actions import AFTER_TEAM
from tracker.projects.models import Work
from tracker.projects.standing import Viewer
from tracker.projects.views.blueprint import SECTIONS as OF_A_WORK
from tracker.projects.views.blueprint import work_for
from tracker.reasons import Refused
from tracker.releases import answering, cases, submission_queries, team_changes, words
from tracker.releases import checklist_templates as templates
from tracker.releases.answer_rules import Typed
from tracker.releases.case_forms import PlanForm
from tracker.releases.checklist_parts import Answer
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, ReleaseKind
from tracker.releases.views.blueprint import bp
from tracker.web import catalogue
from tracker.web.access import not_found, requires
from tracker.web.texts import gettext as _
from tracker.web.unsealing import seal

KIND = "A1"


def section(session: Session, viewer: Viewer, work: Work) -> dict[str, Any] | None:
    """The planned and finished releases of a work, for those who make or guide it."""
    member = viewer.place.member is not None
    if not member and not viewer.place.mentor:
        return None
    return {"cases": submission_queries.of_work(session, work.id), "plans": member, "words": words}


OF_A_WORK.setdefault("releases/work_releases.html", section)
AFTER_TEAM.append(team_changes.follow)


@bp.route("/works/<int:work_id>/new", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def plan(work_id: int) -> ResponseReturnValue:
    """Plan a release: it gets its number and its name, and its questions."""
    work, viewer = work_for(work_id)
    if viewer.place.member is None:
        not_found()
    published = [
        one for one in submission_queries.of_work(db.session, work_id) if one.state is CaseState.PUBLISHED
    ]
    form = PlanForm().offer(words.KINDS, templates.areas(db.session, work.phase.cohort.program_id), published)
    if not form.is_submitted():
        return _page(work, form)
    if form.validate():
        try:
            case = _plan(work, form, published)
            db.session.commit()
            flash(_("Planned. Lists and mails name it %(label)s, and nothing else of it.", label=case.label))
            return redirect(url_for(".answers", case_id=case.id))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "title", catalogue.sentence(error.decision))
    work, _viewer = work_for(work_id)
    return _page(work, form), 422


def _plan(work: Work, form: PlanForm, published: list[Case]) -> Case:
    shortens = next((one for one in published if str(one.id) == form.earlier.data), None)
    case = cases.plan(
        db.session,
        actor(),
        seal=seal(),
        work=work,
        kind=ReleaseKind(form.kind.data),
        title=form.title.data,
        shortens=shortens,
    )
    case.area = form.area.data or ""
    # The first question is answered with it, and not asked twice.
    answering.save(
        db.session,
        actor(),
        seal=seal(),
        key="",
        case=case,
        checklist=templates.of(db.session, case),
        typed={KIND: Typed(Answer((case.kind.value,)))},
        base_version=0,
    )
    return case


def _page(work: Work, form: PlanForm) -> str:
    return render_template("releases/plan.html", work=work, form=form)
