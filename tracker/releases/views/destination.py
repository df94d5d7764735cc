"""Another scope or venue for a release that is approved already: its authors ask, and the approval ends."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import answer_queries, answer_rules, destinations
from tracker.releases.access_rules import Ability
from tracker.releases.answer_rules import Typed
from tracker.releases.answering import AnsweredMeanwhile
from tracker.releases.checklist_parts import Answer
from tracker.releases.models import Case
from tracker.releases.parts import Scope
from tracker.releases.submission_forms import DestinationForm
from tracker.releases.submission_queries import WHERE_TO
from tracker.releases.submission_rules import may_change_destination, may_edit
from tracker.releases.views.blueprint import bp, case_for
from tracker.releases.words import SCOPES
from tracker.settings import Settings
from tracker.web import catalogue
from tracker.web.access import requires
from tracker.web.forms import version
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

PURPOSE = "own answers"


@bp.route("/<int:case_id>/destination", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def destination(case_id: int) -> ResponseReturnValue:
    """Where it goes and whom it reaches; while the questions are open, it is one of them."""
    case, _standing = case_for(case_id, Ability.WRITE)
    form = DestinationForm().offer(SCOPES)
    if may_edit(case.state):
        return redirect(url_for(".answers", case_id=case_id, _anchor=WHERE_TO))
    if not form.is_submitted():
        return _page(case, form)
    status = 422
    if form.validate():
        try:
            return _change(case, form)
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "scope", catalogue.sentence(error.decision))
        except AnsweredMeanwhile:
            db.session.rollback()
            status = 409
            form.refuse(
                "venue", _("Another window changed it since you opened this page. Below is what you sent.")
            )
    case, _standing = case_for(case_id, Ability.WRITE)
    return _page(case, form), status


def _change(case: Case, form: DestinationForm) -> ResponseReturnValue:
    changed = destinations.change(
        db.session,
        actor(),
        seal=seal(),
        key=_key(),
        case=case,
        typed=Typed(Answer((form.scope.data,), form.venue.data), form.mark.data or ""),
        base_version=version(form.base_version.data),
    )
    db.session.commit()
    flash(_("Kept. Nothing goes out on the old approval.") if changed else _("That is what it was already."))
    return redirect(url_for(".case_page", case_id=case.id))


def _page(case: Case, form: DestinationForm) -> str:
    """The form, as it stands or as it was sent; what stands is shown beside what was sent."""
    row = answer_queries.rows(db.session, case.id).get(WHERE_TO)
    text = row.text if row else None
    stands = open_texts(actor().id, PURPOSE, [text]).get(text.id, "") if text else ""
    scope = row.chosen[0] if row and row.chosen else ""
    if not form.is_submitted():
        form.scope.data, form.venue.data = scope, stands
    form.base_version.data = str(row.version if row else 0)
    form.mark.data = answer_rules.mark(_key(), text.id, stands) if text else ""
    allowed = may_change_destination(case.state)
    return render_template(
        "releases/destination.html",
        case=case,
        form=form,
        scope=SCOPES[Scope(scope)] if scope else "",
        venue=stands,
        fixed="" if allowed else catalogue.sentence(allowed),
    )


def _key() -> str:
    settings: Settings = current_app.extensions["tracker_settings"]
    return settings.secret_key
