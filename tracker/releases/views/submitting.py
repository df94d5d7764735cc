"""Handing a release in, taking it back, and becoming its corresponding author."""

from __future__ import annotations

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import (
    answer_queries,
    approval_queries,
    author_words,
    contributor_queries,
    submissions,
    withdrawals,
    words,
)
from tracker.releases import checklist_templates as templates
from tracker.releases.access_rules import Ability
from tracker.releases.models import Case
from tracker.releases.submission_forms import SubmitForm
from tracker.releases.submission_rules import may_withdraw
from tracker.releases.submissions import Ready
from tracker.releases.views.blueprint import bp, case_for, sent
from tracker.web import catalogue
from tracker.web.access import requires
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

PURPOSE = "own submission"


@bp.route("/<int:case_id>/submit", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def submit(case_id: int) -> ResponseReturnValue:
    """Everything that would be handed in, what is missing, and the button."""
    case, _standing = case_for(case_id, Ability.WRITE)
    form = SubmitForm()
    if request.method == "GET":
        return _page(case, form)
    if form.validate():
        # Opened before anything is written, because the read is committed first.
        texts = answer_queries.texts(answer_queries.rows(db.session, case.id))
        opened = open_texts(actor().id, PURPOSE, texts)
        try:
            row = submissions.submit(
                db.session,
                actor(),
                seal=seal(),
                case=case,
                checklist=templates.of(db.session, case),
                area_tier=templates.area_tier(db.session, case),
                opened=opened,
                stamp=form.stamp.data or "",
                formal_asked=bool(form.formal.data),
            )
            out_already = bool(row.route["stops"])
            db.session.commit()
            if out_already:
                flash(_("Handed in. You said that part of it is out already: the coordinator was told."))
            return sent(case_id, _("Handed in. The coordinator looks at it next."))
        except Refused as error:
            db.session.rollback()
            form.refuse("stamp", catalogue.sentence(error.decision))
    case, _standing = case_for(case_id, Ability.WRITE)
    return _page(case, form), 422


@bp.route("/<int:case_id>/withdraw", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def withdraw(case_id: int) -> ResponseReturnValue:
    """Take a release back, after one question."""
    case, _standing = case_for(case_id, Ability.WRITE)
    if request.method == "POST":
        withdrawals.withdraw(db.session, actor(), case=case)
        db.session.commit()
        return sent(case_id, _("Withdrawn. The record stays."))
    out = approval_queries.publication(db.session, case.id) is not None
    allowed = may_withdraw(case.state, corresponding=case.author_id == actor().id, out=out)
    return render_template(
        "releases/withdraw.html",
        case=case,
        refused="" if allowed else catalogue.sentence(allowed),
        words=words,
    )


@bp.post("/<int:case_id>/corresponding")
@requires(Permission.RELEASE_VIEW)
def take_over(case_id: int) -> ResponseReturnValue:
    """Become the corresponding author."""
    case, _standing = case_for(case_id, Ability.WRITE)
    withdrawals.take_over(db.session, actor(), case=case)
    db.session.commit()
    return sent(case_id, _("You are the corresponding author now. The one before was told."))


def _page(case: Case, form: SubmitForm) -> str:
    checklist = templates.of(db.session, case)
    rows = answer_queries.rows(db.session, case.id)
    title = [case.title] if case.title else []
    opened = open_texts(actor().id, PURPOSE, [*answer_queries.texts(rows), *title])
    found: Ready = submissions.ready(
        db.session,
        case,
        checklist=checklist,
        area_tier=templates.area_tier(db.session, case),
        person_id=actor().id,
        opened=opened,
    )
    allowed = found.may_submit(case, actor().id)
    form.stamp.data = found.stamp
    items = {item.id: item for item in (*checklist.items, checklist.news)}
    # What has no answer stands among what is missing. No files at all stand here, with the way to them.
    unanswered = {one.item.id for one in found.missing} - {"A1"}
    return render_template(
        "releases/submit.html",
        case=case,
        form=form,
        ready=found,
        title=opened.get(case.title_id or 0, ""),
        venue=opened.get(found.live.venue_id or 0, ""),
        returns=[items[one] for one in found.route.returns if one not in unanswered],
        refused="" if allowed else catalogue.sentence(allowed),
        people=contributor_queries.everybody(db.session, case),
        author_words=author_words,
        words=words,
    )
