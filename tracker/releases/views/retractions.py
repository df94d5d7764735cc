"""Pages of a retraction: asked by the coordinator, answered by three, and what people outside are told."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.extensions import db
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.releases import (
    incident_queries,
    panel_people,
    retraction_rules,
    retractions,
    stop_queries,
    stop_words,
    words,
)
from tracker.releases.access_rules import Ability
from tracker.releases.case_queries import day_of
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.releases.retraction_models import Retraction
from tracker.releases.stop_forms import AskPanelForm, VoteForm
from tracker.releases.views.blueprint import bp, case_for
from tracker.web.access import or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

PURPOSE = "retraction"


@bp.get("/<int:case_id>/retraction")
@requires(Permission.RELEASE_VIEW)
def retraction(case_id: int) -> ResponseReturnValue:
    """The question, for who asks it and who answers it; afterwards what came of it."""
    case, _standing = case_for(case_id, Ability.TEXT)
    return _page(case)


@bp.post("/<int:case_id>/retraction")
@requires(Permission.RELEASE_COORDINATE)
def ask_retraction(case_id: int) -> ResponseReturnValue:
    """Ask three people."""
    case, _standing = case_for(case_id, Ability.TEXT)
    free = _free(case)
    form = AskPanelForm().offer(free)
    if form.validate():
        people = [next(one for one in free if one.id == number) for number in form.chosen]
        with refusals(form):
            retractions.ask(
                db.session, actor(), seal=seal(), case=case, people=people, text=form.text.data or ""
            )
            db.session.commit()
            flash(_("Asked. They have 24 hours."))
            return redirect(url_for(".retraction", case_id=case_id))
    case, _standing = case_for(case_id, Ability.TEXT)
    return _page(case, asking=form), 422


@bp.post("/<int:case_id>/retraction/answer")
@requires(Permission.RELEASE_VIEW)
def answer_retraction(case_id: int) -> ResponseReturnValue:
    """Answer as a member of the emergency panel."""
    case, _standing = case_for(case_id, Ability.VOTE)
    row = or_404(retractions.newest(db.session, case.id))
    form = VoteForm()
    if form.validate():
        with refusals(form):
            retractions.vote(
                db.session,
                actor(),
                seal=seal(),
                case=case,
                row=row,
                retract=form.retract.data == "yes",
                reason=form.reason.data or "",
            )
            db.session.commit()
            flash(_("Kept. It stays as you said it."))
            return redirect(url_for(".retraction", case_id=case_id))
    case, _standing = case_for(case_id, Ability.VOTE)
    return _page(case, vote=form), 422


def _free(case: Case) -> list[Person]:
    """Those whom no conflict bars, without who asks."""
    return [one for one in panel_people.free(db.session, case) if one.id != actor().id]


def _asks(case: Case) -> bool:
    """Whether the signed-in person may ask a panel now, if they find three people."""
    facts = retractions.asking(db.session, case, actor(), retraction_rules.SEATS)
    return bool(retraction_rules.may_ask(facts, "x"))


def _page(case: Case, *, asking: AskPanelForm | None = None, vote: VoteForm | None = None) -> str:
    row = retractions.newest(db.session, case.id)
    asks = _asks(case)
    me = incident_queries.acting(db.session, case, actor())
    votes = (
        retraction_rules.may_vote(retractions.voting(db.session, case, row, actor().id), "x") if row else None
    )
    sits = row is not None and any(one.person_id == actor().id for one in row.votes)
    concerned = row is not None and (me.handles or sits or bool(votes))
    answers = sorted(row.votes, key=lambda one: stop_queries.digest(one.reason)) if row else []
    told = answers if concerned and row and row.decided_at else []
    texts = [row.reasons, *(one.reason for one in told)] if row and concerned else []
    free = _free(case) if asks else []
    opened = open_texts(actor().id, PURPOSE, texts)
    return render_template(
        "releases/retraction.html",
        case=case,
        row=row,
        concerned=concerned,
        opened=opened,
        # Without names, in an order that tells nothing.
        told=[(one.retract, opened[one.reason_id]) for one in told],
        asking=asking or (AskPanelForm(formdata=None).offer(free) if asks else None),
        few=asks and len(free) < retraction_rules.SEATS,
        vote=vote or (VoteForm(formdata=None) if votes else None),
        answered=sits,
        notice=_notice(case, row),
    )


def _notice(case: Case, row: Retraction | None) -> str:
    """What people outside are told, once it is taken back."""
    if row is None or row.decided_at is None or case.state is not CaseState.RETRACTED:
        return ""
    return stop_words.retraction_notice(case, day_of(case, row.decided_at), words.KINDS)
