"""What is approved of a case, until when, what is still open, and what people say about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker import sealed
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused, no, require, yes
from tracker.releases import amendments, approval_rules, approvals, conditions, publications, tripwires
from tracker.releases import approval_queries as queries
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.approval_forms import (
    AcceptForm,
    AmendForm,
    DoneForm,
    OpenForm,
    PressForm,
    SureForm,
    TripwireForm,
)
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case
from tracker.releases.parts import CaseState
from tracker.releases.views import approval_page
from tracker.releases.views.blueprint import SECTIONS, bp, case_for, sent
from tracker.sealed import SealedText
from tracker.web import catalogue
from tracker.web.access import or_404, requires
from tracker.web.forms import Form
from tracker.web.texts import gettext as _
from tracker.web.unsealing import seal

Act = Callable[[Case, Standing, Approval], object]


def section(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """What the page of a case says of its approval: days and counts, no words of anybody's."""
    approval = queries.latest(session, case.id)
    if approval is None or not may(standing, Ability.LETTER):
        return None
    holds = approval.voided_at is None and case.state in approvals.SETTLED
    facts = queries.facts(session, case, approval) if holds else None
    return {
        "approval": approval,
        "holds": holds,
        "facts": facts,
        "open": [catalogue.sentence(one) for one in approval_rules.open_points(facts)] if facts else [],
        "publication": queries.publication(session, case.id),
        "publishes": publications.theirs(standing) and case.state is CaseState.CLEARED,
    }


SECTIONS.setdefault("releases/case_approval.html", section)


@bp.get("/<int:case_id>/approval")
@requires(Permission.RELEASE_VIEW)
def approval(case_id: int) -> ResponseReturnValue:
    """The approval with its conditions, in the words of who set and met them."""
    return approval_page.show(case_id)


@bp.post("/<int:case_id>/approval/accept")
@requires(Permission.RELEASE_VIEW)
def accept_narrower(case_id: int) -> ResponseReturnValue:
    """Accept, in writing, less than was asked for."""
    form = AcceptForm()

    def act(case: Case, _standing: Standing, row: Approval) -> None:
        text = _kept(case, "approval.acceptance", form.acceptance.data)
        approvals.accept_narrower(db.session, actor(), approval=row, text=text)

    return _do(case_id, "accepting", form, act, _("Kept."))


@bp.post("/<int:case_id>/approval/reaffirm")
@requires(Permission.RELEASE_VIEW)
def reaffirm(case_id: int) -> ResponseReturnValue:
    """Say again, after a long embargo, that it may go out."""

    def act(_case: Case, _standing: Standing, row: Approval) -> None:
        approvals.reaffirm(db.session, actor(), approval=row)

    return _do(case_id, "reaffirming", PressForm(), act, _("Kept."))


@bp.post("/<int:case_id>/approval/event")
@requires(Permission.RELEASE_VIEW)
def meet_event(case_id: int) -> ResponseReturnValue:
    """Record that what an embargo waited for has happened."""

    def act(_case: Case, standing: Standing, row: Approval) -> None:
        approvals.meet_event(db.session, actor(), approval=row, reviews=conditions.reviews(standing))

    return _do(case_id, "meeting", PressForm(), act, _("Kept."))


@bp.post("/<int:case_id>/approval/tripwire")
@requires(Permission.RELEASE_VIEW)
def report_tripwire(case_id: int) -> ResponseReturnValue:
    """Report a new fact; the approval ends at once."""
    form = TripwireForm()

    def act(case: Case, standing: Standing, _row: Approval) -> None:
        words = _kept(case, "tripwire.words", form.news.data)
        tripwires.report(db.session, actor(), standing, case=case, words=words)

    return _do(case_id, "reporting", form, act, _("Kept. Nothing goes out on the old approval."))


@bp.post("/<int:case_id>/approval/conditions/<int:condition_id>/done")
@requires(Permission.RELEASE_VIEW)
def condition_done(case_id: int, condition_id: int) -> ResponseReturnValue:
    """An author says how a condition is met."""
    form = DoneForm(prefix=f"done-{condition_id}")

    def act(case: Case, standing: Standing, _row: Approval) -> None:
        found = or_404(queries.condition(db.session, case.id, condition_id))
        note = _kept(case, "condition.note", form.note.data)
        conditions.mark_done(db.session, actor(), standing, case=case, condition=found, note=note)

    return _do(case_id, f"done-{condition_id}", form, act, _("Kept. Somebody else verifies it."))


@bp.post("/<int:case_id>/approval/conditions/<int:condition_id>/verify")
@requires(Permission.RELEASE_VIEW)
def verify_condition(case_id: int, condition_id: int) -> ResponseReturnValue:
    """Somebody with no part in the work has seen that a condition is met."""

    def act(case: Case, standing: Standing, _row: Approval) -> None:
        found = or_404(queries.condition(db.session, case.id, condition_id))
        conditions.verify(db.session, actor(), standing, case=case, condition=found)

    return _do(case_id, f"verify-{condition_id}", PressForm(), act, _("Verified."))


@bp.post("/<int:case_id>/approval/conditions/<int:condition_id>/open")
@requires(Permission.RELEASE_VIEW)
def reopen_condition(case_id: int, condition_id: int) -> ResponseReturnValue:
    """Somebody with no part in the work finds a condition not met yet."""
    form = OpenForm(prefix=f"open-{condition_id}")

    def act(case: Case, standing: Standing, _row: Approval) -> None:
        found = or_404(queries.condition(db.session, case.id, condition_id))
        answer = _kept(case, "condition.answer", form.answer.data)
        conditions.send_back(db.session, actor(), standing, case=case, condition=found, answer=answer)

    return _do(case_id, f"open-{condition_id}", form, act, _("Kept. The authors read what is missing."))


@bp.post("/<int:case_id>/approval/amendment")
@requires(Permission.RELEASE_VIEW)
def ask_amendment(case_id: int) -> ResponseReturnValue:
    """An author asks those who approved to look at a small change."""
    form = AmendForm()

    def act(case: Case, _standing: Standing, _row: Approval) -> None:
        statement = _kept(case, "amendment.statement", form.statement.data)
        amendments.ask(db.session, actor(), case=case, statement=statement)

    return _do(case_id, "amending", form, act, _("Asked. You get a mail when it is answered."))


@bp.post("/<int:case_id>/approval/amendment/answer")
@requires(Permission.RELEASE_VIEW)
def answer_amendment(case_id: int) -> ResponseReturnValue:
    """One of those who approved says what they think of a change."""
    form = SureForm()

    def act(case: Case, _standing: Standing, _row: Approval) -> None:
        typed = form.remark.data or ""
        asked = or_404(queries.open_amendment(db.session, case.id))
        shown = request.form.get("amendment", str(asked.id))  # nobody is sure of what they did not read
        require(yes() if shown == str(asked.id) else no("amendment_changed"), field="answer")
        amendments.answer(
            db.session,
            actor(),
            case=case,
            amendment=asked,
            nothing_new=form.answer.data == "sure",
            words=_kept(case, "amendment.answer", typed) if typed else None,
        )

    return _do(case_id, "answering", form, act, _("Kept."))


def _do(case_id: int, name: str, form: Form, act: Act, said: str) -> ResponseReturnValue:
    """Do what was asked about a case's newest approval, or show the page again with the reason."""
    case, standing = case_for(case_id, Ability.LETTER)
    row = or_404(queries.latest(db.session, case.id))
    if form.validate():
        try:
            act(case, standing, row)
            db.session.commit()
            return sent(case_id, said, "approval")
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "", catalogue.sentence(error.decision))
    # What was just reported, or confirmed, may have ended what the sender sees: the page is read anew.
    return approval_page.show(case_id, {name: form}), 422 if request.method == "POST" else 200


def _kept(case: Case, field: str, text: str) -> SealedText:
    return sealed.keep(db.session, seal(), case.vault, field, text)
