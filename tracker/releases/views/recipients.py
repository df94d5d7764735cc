"""Who was given a gated release: the list, and going through it twice a year."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import sealed
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import approval_queries as queries
from tracker.releases import publication_rules, publications
from tracker.releases.access_rules import Ability, Standing
from tracker.releases.approval_forms import RecipientForm
from tracker.releases.approval_models import Publication, Recipient
from tracker.releases.models import Case
from tracker.releases.views.blueprint import bp, case_for
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import refusals
from tracker.web.unsealing import open_texts, seal


@bp.route("/<int:case_id>/recipients", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def recipients(case_id: int) -> ResponseReturnValue:
    """The list, and one more name on it."""
    case, standing, row = _keeper(case_id)
    form = RecipientForm()
    if form.is_submitted():
        if form.validate():
            with refusals(form):
                name = sealed.keep(db.session, seal(), case.vault, "recipient.name", form.name.data)
                publications.give(db.session, actor(), standing, case=case, name=name)
                db.session.commit()
                return redirect(url_for(".recipients", case_id=case_id))
        return _page(case, standing, row, form), 422
    return _page(case, standing, row, form)


@bp.post("/<int:case_id>/recipients/<int:recipient_id>/off")
@requires(Permission.RELEASE_VIEW)
def recipient_off(case_id: int, recipient_id: int) -> ResponseReturnValue:
    """Take somebody off the list."""
    case, standing, _row = _keeper(case_id)
    found = or_404(db.session.get(Recipient, recipient_id))
    if found.case_id != case.id:
        not_found()
    publications.take_off(db.session, actor(), standing, case=case, recipient=found)
    db.session.commit()
    return redirect(url_for(".recipients", case_id=case_id))


@bp.post("/<int:case_id>/recipients/checked")
@requires(Permission.RELEASE_VIEW)
def recipients_checked(case_id: int) -> ResponseReturnValue:
    """Somebody went through the list."""
    case, standing, _row = _keeper(case_id)
    publications.recheck(db.session, actor(), standing, case=case)
    db.session.commit()
    return redirect(url_for(".recipients", case_id=case_id))


def _keeper(case_id: int) -> tuple[Case, Standing, Publication]:
    """The case of a gated release that is out, for those who keep its list."""
    case, standing = case_for(case_id, Ability.LETTER)
    row = queries.publication(db.session, case.id)
    if row is None or not publication_rules.may_list(
        case.state, row.scope, theirs=publications.theirs(standing)
    ):
        not_found()
    return case, standing, row


def _page(case: Case, standing: Standing, row: Publication, form: RecipientForm) -> str:
    found = queries.recipients(db.session, case.id)
    purpose = "own recipients" if standing.wrote else "recipients"
    opened = open_texts(standing.person_id, purpose, [one.name for one in found])
    last = queries.last_check(db.session, case.id)
    checked_on = last.checked_on if last else None
    return render_template(
        "releases/recipients.html",
        case=case,
        rows=found,
        opened=opened,
        form=form,
        checked_on=checked_on,
        due=publication_rules.recheck_on(row.published_on, checked_on),
    )
