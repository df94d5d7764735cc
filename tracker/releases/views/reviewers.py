"""The two reviewers of a case, as its coordinator finds them: asked, withdrawn, barred, waived."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import assessment_queries, assignments, conflicts, desk, desk_queries, waivers
from tracker.releases import assignment_forms as forms
from tracker.releases.access_rules import Ability
from tracker.releases.models import Case
from tracker.releases.parts import SoftConflict
from tracker.releases.review_models import ReviewAssignment
from tracker.releases.views.blueprint import bp, note_attempt
from tracker.releases.views.desk import run, to_route
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import Form
from tracker.web.texts import gettext as _
from tracker.web.unsealing import seal


@bp.post("/<int:case_id>/reviewers/none")
@requires(Permission.RELEASE_COORDINATE)
def give_up(case_id: int) -> ResponseReturnValue:
    """Two reviewers cannot be found: the panel decides."""
    case, form = to_route(case_id), Form()
    return run(
        case_id,
        "none",
        form,
        lambda: desk.without_reviewers(db.session, actor(), case=case),
        _("The panel decides now."),
    )


@bp.post("/<int:case_id>/reviewers")
@requires(Permission.RELEASE_COORDINATE)
def ask_reviewer(case_id: int) -> ResponseReturnValue:
    """Ask somebody; whoever is not offered is not found."""
    case, form = to_route(case_id), forms.AskForm()
    offered = {one.person.id: one.person for one in desk_queries.offers(db.session, case) if one.free}
    form.offer(offered.values())
    if form.validate() and form.person.data not in offered:
        note_attempt(case, Ability.ROUTE)
        not_found()

    def act() -> None:
        assignments.ask(db.session, actor(), case=case, person=offered[form.person.data])

    return run(case_id, "ask", form, act, _("Asked. They declare their conflicts before they read anything."))


@bp.post("/<int:case_id>/reviewers/<int:row_id>/withdraw")
@requires(Permission.RELEASE_COORDINATE)
def withdraw_reviewer(case_id: int, row_id: int) -> ResponseReturnValue:
    """Ask somebody else in place of who has not filed."""
    case, form = to_route(case_id), Form()
    row = _row(case, row_id)
    return run(
        case_id,
        "withdraw",
        form,
        lambda: assignments.withdraw(db.session, seal(), actor(), case=case, row=row),
        _("They are asked no more."),
    )


@bp.post("/<int:case_id>/reviewers/<int:row_id>/conflict")
@requires(Permission.RELEASE_COORDINATE)
def conflict_found(case_id: int, row_id: int) -> ResponseReturnValue:
    """A conflict of a reviewer came to light."""
    case, form = to_route(case_id), forms.FoundForm()
    row = _row(case, row_id)

    def act() -> None:
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

    return run(case_id, "found", form, act, _("Kept. They are no longer a reviewer of this case."))


@bp.post("/<int:case_id>/waivers")
@requires(Permission.RELEASE_COORDINATE)
def waive(case_id: int) -> ResponseReturnValue:
    """Set a soft conflict aside for this case, with a reason that is sealed."""
    case, form = to_route(case_id), forms.WaiverForm()
    people = {one.id: one for one in conflicts.bench(db.session, case)}
    if form.validate() and form.person.data not in {str(one) for one in people}:
        not_found()

    def act() -> None:
        waivers.waive(
            db.session,
            seal(),
            actor(),
            case=case,
            person=people[int(form.person.data or 0)],
            conflict=SoftConflict(form.conflict.data or ""),
            reason=form.reason.data or "",
        )

    return run(case_id, "waiver", form, act, _("Set aside for this case."))


def _row(case: Case, row_id: int) -> ReviewAssignment:
    found = {one.row.id: one.row for one in assessment_queries.reviewers(db.session, case)}
    return or_404(found.get(row_id))
