"""The appeal against a decision: filed, given to a reader, ruled on; and new facts that bring a case back."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import no, require, yes
from tracker.releases import access, appeal_queries, appeals, declarations, panel_people, revisits
from tracker.releases.access_rules import Ability, may
from tracker.releases.appeal_forms import AppealForm, NewsForm, ReaderForm, RulingForm
from tracker.releases.appeal_models import Ground, Ruling
from tracker.releases.assignment_forms import AnswerForm
from tracker.releases.views.blueprint import INVITATIONS, bp, case_for, sent, show
from tracker.releases.views.decisions import ADDRESS, SECTION, Here, here, page
from tracker.web.access import grants, not_found, requires
from tracker.web.forms import Form, refusals
from tracker.web.texts import gettext as _
from tracker.web.unsealing import seal


def asked(session: Session, person: Person) -> list[tuple[int, str]]:
    """The appeals that somebody was asked to read and has not begun, by case, with where they answer."""
    given = [one for one in appeal_queries.given_to(session, person.id) if one.declared_at is None]
    return [
        (one.case_id, url_for("releases.decision_page", release_decision_id=one.decision_id)) for one in given
    ]


INVITATIONS.append(asked)


@bp.post(f"{ADDRESS}/appeal")
@requires(Permission.RELEASE_VIEW)
def appeal_decision(release_decision_id: int) -> ResponseReturnValue:
    """Appeal against a decision, as an author."""
    found, form = here(release_decision_id), AppealForm()
    if not may(found.standing, Ability.WRITE):
        not_found()

    def act() -> None:
        appeals.file(
            db.session,
            actor(),
            seal=seal(),
            case=found.case,
            decision=found.decision,
            ground=Ground(form.ground.data),
            text=form.appeal.data,
        )

    return _kept(found, "appealing", form, act, _("Your appeal is kept. Somebody new to the case reads it."))


@bp.post(f"{ADDRESS}/reader")
@requires(Permission.RELEASE_COORDINATE)
def give_appeal(release_decision_id: int) -> ResponseReturnValue:
    """Ask somebody who had no part in the case to read the appeal."""
    found = here(release_decision_id)
    appeal = found.appeal
    if appeal is None or not may(found.standing, Ability.ROUTE):
        not_found()
    form = ReaderForm().offer(appeal_queries.readers(db.session, found.case))

    def act() -> None:
        chosen = db.session.get(Person, form.reader.data)
        require(yes() if chosen else no("release_appeal_role"), field="reader")
        assert chosen is not None  # just required
        appeals.assign(db.session, actor(), case=found.case, appeal=appeal, reader=chosen)

    return _kept(found, "giving", form, act, _("Asked to read it."))


@bp.post(f"{ADDRESS}/reader/answer")
@requires(Permission.RELEASE_REVIEW)
def answer_appeal(release_decision_id: int) -> ResponseReturnValue:
    """Declare conflicts of interest as the reader of an appeal, then begin to read or leave it."""
    found, form = here(release_decision_id), AnswerForm()
    appeal = found.appeal
    if appeal is None or not found.asked_to_read:
        not_found()
    me, case = actor(), found.case

    def act() -> None:
        said = bool(form.hards or form.softs)
        require(no("panel_say_which") if said == bool(form.none.data) else yes(), field="none")
        declarations.declare(
            db.session, seal(), me, case=case, hard=form.hards, soft=form.softs, words=form.words.data or ""
        )
        if form.take.data == "yes" and me.id in panel_people.free_ids(db.session, case):
            appeals.take(db.session, me, case=case, appeal=appeal)
        else:
            appeals.give_up(db.session, me, case=case, appeal=appeal)

    return _kept(found, "declaring", form, act, _("Your answer is kept."))


@bp.post(f"{ADDRESS}/ruling")
@requires(Permission.RELEASE_REVIEW)
def rule_on_appeal(release_decision_id: int) -> ResponseReturnValue:
    """Uphold the decision, or send it back to a new panel."""
    found, form = here(release_decision_id), RulingForm()
    appeal = found.appeal
    if appeal is None or appeal.reader_id != actor().id:
        not_found()

    def act() -> None:
        appeals.rule(
            db.session,
            actor(),
            seal=seal(),
            case=found.case,
            appeal=appeal,
            ruling=Ruling(form.ruling.data),
            reasons=form.reasons.data,
        )

    return _kept(found, "ruling", form, act, _("Your ruling is kept, and the authors are told to look."))


@bp.post("/<int:case_id>/news")
@requires(Permission.RELEASE_VIEW)
def bring_news(case_id: int) -> ResponseReturnValue:
    """Have a case looked at again because of something new."""
    case, _standing = case_for(case_id, Ability.NEUTRAL)
    form = NewsForm()
    if form.validate_on_submit():
        with refusals(form):
            revisits.bring_news(db.session, actor(), seal=seal(), case=case, text=form.news.data)
            db.session.commit()
            return sent(case_id, _("Kept. The coordinator looks at the case again."))
    return show(case_id, {SECTION: {"news": form}}), 422


def _kept(found: Here, name: str, form: Form, act: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do it and go back to the decision, or to the list where it is no longer open to them."""
    number = found.decision.id
    if form.validate_on_submit():
        with refusals(form):
            act()
            db.session.commit()
            flash(said)
            case = found.case
            standing = access.standing(db.session, actor(), grants(), case)
            if may(standing, Ability.LETTER):
                return redirect(url_for(".decision_page", release_decision_id=number))
            return redirect(url_for(".index"))
    return page(here(number), {name: form}), 422
