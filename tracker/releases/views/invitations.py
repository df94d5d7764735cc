"""Being asked to review: who made it is named, conflicts are declared, and nothing sealed is shown before."""

from __future__ import annotations

from collections.abc import Iterable

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import assignments, case_queries, contributor_queries, desk_queries, words
from tracker.releases.access_rules import Ability
from tracker.releases.assignment_forms import AnswerForm
from tracker.releases.models import Case
from tracker.releases.review_models import ReviewAssignment
from tracker.releases.submission_models import Part
from tracker.releases.views.blueprint import INVITATIONS, bp, case_for
from tracker.web import catalogue
from tracker.web.access import or_404, requires
from tracker.web.texts import gettext as _
from tracker.web.unsealing import seal


@bp.route("/<int:case_id>/invitation", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def invitation(case_id: int) -> ResponseReturnValue:
    """Declare conflicts of interest, then take the case or not."""
    case = or_404(case_queries.one(db.session, case_id))
    row = desk_queries.invitation(db.session, case_id, actor().id)
    if row is None or row.answered_at is not None:
        # Whoever was never asked finds nothing here, and that they looked is kept.
        case_for(case_id, Ability.VOTE)
        return redirect(url_for(".assess", case_id=case_id))
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            accepted = _answer(case, row, form)
            db.session.commit()
            flash(_said(accepted))
            return redirect(url_for(".index"))
        except Refused as refusal:
            db.session.rollback()
            form.refuse("take", catalogue.sentence(refusal.decision))
    return _page(case, row, form), (422 if form.errors else 200)


def _answer(case: Case, row: ReviewAssignment, form: AnswerForm) -> bool:
    answered = assignments.answer(
        db.session,
        seal(),
        actor(),
        case=case,
        row=row,
        accepts=form.take.data == "yes",
        hard=form.hards,
        soft=form.softs,
        words=form.words.data or "",
    )
    return bool(answered.accepted)


def _said(accepted: bool) -> str:
    if accepted:
        return _("Thank you. You are told as soon as it is with you.")
    return _("Thank you. Somebody else is asked.")


def _page(case: Case, row: ReviewAssignment, form: AnswerForm) -> str:
    everybody = contributor_queries.everybody(db.session, case)
    people = contributor_queries.by_id(db.session, everybody.person_ids)
    return render_template(
        "releases/invitation.html",
        case=case,
        row=row,
        form=form,
        authors=[people[one].name for one in sorted(everybody.authors)],
        mentors=[people[one].name for one in sorted(everybody.mentors)],
        outside=sum(one.name_id is not None and one.part is not Part.FUNDER for one in everybody.hands),
        words=words,
    )


def _asked(session: Session, person: Person) -> Iterable[tuple[int, str]]:
    """The cases that somebody is asked to review, with the page on which they answer."""
    for row in desk_queries.invitations(session, person.id):
        yield row.case_id, url_for("releases.invitation", case_id=row.case_id)


INVITATIONS.append(_asked)
