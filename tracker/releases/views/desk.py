"""The coordinator's desk: neutral rows with clocks; and of one case its screening and its reviewers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from tracker.extensions import db
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.releases import (
    assessment_queries,
    assignments,
    conflicts,
    desk,
    desk_queries,
    review_words,
    submission_queries,
    waivers,
    words,
)
from tracker.releases import assignment_forms as forms
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, SoftConflict
from tracker.releases.review_models import ReviewAssignment
from tracker.releases.views.blueprint import SECTIONS, bp, case_for, note_attempt
from tracker.sealed import SealedText
from tracker.web import catalogue
from tracker.web.access import grants, not_found, or_404, requires
from tracker.web.forms import Form
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal


@bp.get("/desk")
@requires(Permission.RELEASE_COORDINATE)
def desk_page() -> ResponseReturnValue:
    """Every open case, who is waited for and until when; late ones first."""
    rows = desk_queries.rows(db.session, grants())
    return render_template("releases/desk.html", rows=rows, words=words, waits=review_words)


@bp.get("/<int:case_id>/screening")
@requires(Permission.RELEASE_COORDINATE)
def screening(case_id: int) -> ResponseReturnValue:
    """Where a case goes and why, and who reviews it."""
    return _page(case_id)


@bp.post("/<int:case_id>/handlers")
@requires(Permission.RELEASE_COORDINATE)
def hand_over(case_id: int) -> ResponseReturnValue:
    """Name who coordinates the case and who steps in."""
    case = _to_route(case_id)
    form = forms.HandlersForm().offer(desk_queries.handlers(db.session, case))

    def act() -> None:
        desk.hand_over(
            db.session,
            actor(),
            case=case,
            coordinator=form.coordinator.data or None,
            deputy=form.deputy.data or None,
        )

    return _do(case_id, "handlers", form, act, _("Kept."))


@bp.post("/<int:case_id>/screening/return")
@requires(Permission.RELEASE_COORDINATE)
def return_incomplete(case_id: int) -> ResponseReturnValue:
    """Give a case back with what is missing; no word on its merits."""
    case, form = _to_route(case_id), forms.IncompleteForm()
    return _do(
        case_id,
        "incomplete",
        form,
        lambda: desk.give_back(db.session, seal(), actor(), case=case, words=form.missing.data or ""),
        _("Returned to the authors."),
    )


@bp.post("/<int:case_id>/screening/reviewers")
@requires(Permission.RELEASE_COORDINATE)
def begin_review(case_id: int) -> ResponseReturnValue:
    """Send it to the two who accepted."""
    case, form = _to_route(case_id), Form()
    return _do(
        case_id,
        "begin",
        form,
        lambda: desk.begin(db.session, actor(), case=case),
        _("It is with the two reviewers."),
    )


@bp.post("/<int:case_id>/screening/panel")
@requires(Permission.RELEASE_COORDINATE)
def send_to_panel(case_id: int) -> ResponseReturnValue:
    """Send it to the panel, by its answers or by the coordinator's own judgement."""
    case, form = _to_route(case_id), forms.PanelForm()

    def act() -> None:
        desk.to_panel(
            db.session,
            seal(),
            actor(),
            case=case,
            words=form.why.data or "",
            outside=bool(form.outside.data),
        )

    return _do(case_id, "panel", form, act, _("The panel decides now."))


@bp.post("/<int:case_id>/reviewers/none")
@requires(Permission.RELEASE_COORDINATE)
def give_up(case_id: int) -> ResponseReturnValue:
    """Two reviewers cannot be found: the panel decides."""
    case, form = _to_route(case_id), Form()
    return _do(
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
    case, form = _to_route(case_id), forms.AskForm()
    offered = {one.person.id: one.person for one in desk_queries.offers(db.session, case) if one.free}
    form.offer(offered.values())
    if form.validate() and form.person.data not in offered:
        note_attempt(case, Ability.ROUTE)
        not_found()

    def act() -> None:
        assignments.ask(db.session, actor(), case=case, person=offered[form.person.data])

    return _do(case_id, "ask", form, act, _("Asked. They declare their conflicts before they read anything."))


@bp.post("/<int:case_id>/reviewers/<int:row_id>/withdraw")
@requires(Permission.RELEASE_COORDINATE)
def withdraw_reviewer(case_id: int, row_id: int) -> ResponseReturnValue:
    """Ask somebody else in place of who has not filed."""
    case, form = _to_route(case_id), Form()
    row = _row(case, row_id)
    return _do(
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
    case, form = _to_route(case_id), forms.FoundForm()
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

    return _do(case_id, "found", form, act, _("Kept. They are no longer a reviewer of this case."))


@bp.post("/<int:case_id>/waivers")
@requires(Permission.RELEASE_COORDINATE)
def waive(case_id: int) -> ResponseReturnValue:
    """Set a soft conflict aside for this case, with a reason that is sealed."""
    case, form = _to_route(case_id), forms.WaiverForm()
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

    return _do(case_id, "waiver", form, act, _("Set aside for this case."))


def _to_route(case_id: int) -> Case:
    case, _standing = case_for(case_id, Ability.ROUTE)
    return case


def _row(case: Case, row_id: int) -> ReviewAssignment:
    found = {one.row.id: one.row for one in assessment_queries.reviewers(db.session, case)}
    return or_404(found.get(row_id))


def _do(case_id: int, name: str, form: Form, act: Callable[[], None], said: str) -> ResponseReturnValue:
    """Run one act of the desk; what is refused comes back in its place on the page."""
    if form.validate():
        try:
            act()
            db.session.commit()
            flash(said)
            _case, standing = case_for(case_id, Ability.NEUTRAL)
            there = may(standing, Ability.ROUTE)
            return redirect(url_for(".screening" if there else ".case_page", case_id=case_id))
        except Refused as refusal:
            db.session.rollback()
            form.refuse(refusal.field or "", catalogue.sentence(refusal.decision))
    return _page(case_id, {name: form}), 422


def _page(case_id: int, bound: dict[str, Form] | None = None) -> str:
    case, standing = case_for(case_id, Ability.ROUTE)
    submission = submission_queries.current(db.session, case)
    known = assessment_queries.reviewers(db.session, case)
    offers = desk_queries.offers(db.session, case)
    title = submission and _title(case, standing)
    bound = bound or {}
    return render_template(
        "releases/screening.html",
        case=case,
        title=title,
        submission=submission,
        reviewers=known,
        filed={one.row.person_id for one in known if _filed(case, one.row.person_id)},
        offers=offers,
        able=desk_queries.able(db.session, case),
        deciding=case.state in (CaseState.SCREENING, CaseState.EXPEDITED),
        forms={**_fresh(case, offers), **bound},
        bound=bound,
        waivable=[(person, one) for person, candidate in _soft(known, offers) for one in sorted(candidate)],
        review_words=review_words,
        words=words,
    )


def _title(case: Case, standing: Standing) -> str:
    text = db.session.get(SealedText, case.title_id) if case.title_id else None
    return open_texts(standing.person_id, "screening", [text])[text.id] if text else ""


def _filed(case: Case, person_id: int) -> bool:
    return assessment_queries.has_filed(db.session, case, person_id)


def _soft(known: Any, offers: Any) -> list[tuple[Person, frozenset[SoftConflict]]]:
    """People whose soft conflicts wait for a waiver: those asked, and those who could be."""
    people = [(one.row.person, one.candidate) for one in known]
    people += [(one.person, one.candidate) for one in offers]
    return [(person, one.soft - one.waived) for person, one in people if not one.hard]


def _fresh(case: Case, offers: list[desk_queries.Offer]) -> dict[str, Form]:
    """The page's forms, empty but for who handles the case now."""
    handlers = forms.HandlersForm(formdata=None).offer(desk_queries.handlers(db.session, case))
    handlers.coordinator.data = case.coordinator_id or 0
    handlers.deputy.data = case.deputy_id or 0
    return {
        "handlers": handlers,
        "incomplete": forms.IncompleteForm(formdata=None),
        "panel": forms.PanelForm(formdata=None),
        "ask": forms.AskForm(formdata=None).offer([one.person for one in offers if one.free]),
        "found": forms.FoundForm(formdata=None),
        "waiver": forms.WaiverForm(formdata=None),
    }


def _section(_session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """For who handles the case: the way to its screening."""
    return {} if may(standing, Ability.ROUTE) and case.submitted_at is not None else None


SECTIONS["releases/case_desk.html"] = _section
