"""The rules of review as coordinator and lead see them: in force, on their way, and who settles a change."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.cohorts.models import Program
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import (
    checklist_templates,
    policies,
    policy_forms,
    policy_queries,
    policy_rules,
    policy_words,
    snapshot_queries,
)
from tracker.releases.checklist_template_models import RuleChange, RuleKind
from tracker.releases.numbers import Numbers
from tracker.releases.policy_rules import BOUNDS
from tracker.releases.views.rules_blueprint import RULES, bp, program_for
from tracker.web.access import not_found, or_404, requires
from tracker.web.forms import Form, refusals
from tracker.web.texts import gettext as _


@bp.route(RULES)
@requires(Permission.RELEASE_POLICY)
def rules(program_slug: str) -> ResponseReturnValue:
    """What is in force, what waits for a second person, and where each is changed."""
    return _show(program_for(program_slug))


@bp.route(f"{RULES}/contact", methods=["POST"])
@requires(Permission.RELEASE_POLICY)
def set_contact(program_slug: str) -> ResponseReturnValue:
    """Say where outsiders report."""
    program = program_for(program_slug)
    form = policy_forms.Contact()
    if form.validate_on_submit():
        policies.set_contact(db.session, actor(), program=program, address=form.address.data)
        db.session.commit()
        flash(_("Saved."))
        return redirect(url_for(".rules", program_slug=program_slug))
    return _show(program, form), 422


@bp.route(f"{RULES}/numbers", methods=["GET", "POST"])
@requires(Permission.RELEASE_POLICY)
def numbers(program_slug: str) -> ResponseReturnValue:
    """The numbers, and the form that puts others before a second person."""
    program = program_for(program_slug)
    before = policy_queries.numbers(db.session, program.id)
    form = policy_forms.numbers_form(before)
    if form.validate_on_submit():
        with refusals(form):
            policies.propose_numbers(
                db.session, actor(), program=program, numbers=form.numbers(before), note=form.note.data or ""
            )
            db.session.commit()
            flash(_("Proposed. It comes into force once somebody else agrees."))
            return redirect(url_for(".rules", program_slug=program_slug))
    page = render_template(
        "releases/rules_numbers.html",
        program=program,
        form=form,
        bounds=BOUNDS,
        waiting=policy_queries.change(db.session, program.id, RuleKind.NUMBERS),
    )
    return page, 422 if form.errors else 200


@bp.route(f"{RULES}/changes/<int:change_id>/agree", methods=["POST"])
@requires(Permission.RELEASE_POLICY)
def agree_to_change(program_slug: str, change_id: int) -> ResponseReturnValue:
    """Bring somebody else's change into force."""
    program, change = _change_for(program_slug, change_id)
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            policies.agree(db.session, actor(), change=change)
            db.session.commit()
            flash(_("In force for every case that begins from now on."))
            return redirect(url_for(".rules", program_slug=program_slug))
    return _show(program, refused=form), 422


@bp.route(f"{RULES}/changes/<int:change_id>/refuse", methods=["POST"])
@requires(Permission.RELEASE_POLICY)
def refuse_change(program_slug: str, change_id: int) -> ResponseReturnValue:
    """Refuse a change, or take one's own back."""
    program, change = _change_for(program_slug, change_id)
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            policies.refuse(db.session, actor(), change=change)
            db.session.commit()
            flash(_("Not done. What was in force stays."))
            return redirect(url_for(".rules", program_slug=program_slug))
    return _show(program, refused=form), 422


def _change_for(program_slug: str, change_id: int) -> tuple[Program, RuleChange]:
    program = program_for(program_slug)
    change = or_404(db.session.get(RuleChange, change_id))
    if change.program_id != program.id:
        not_found()
    return program, change


def _show(program: Program, contact: Form | None = None, refused: Form | None = None) -> str:
    address = policy_queries.contact(db.session, program.id)
    numbers = policy_queries.numbers(db.session, program.id)
    waiting = policy_queries.change(db.session, program.id, RuleKind.NUMBERS)
    return render_template(
        "releases/rules.html",
        program=program,
        numbers=numbers,
        numbers_version=policy_queries.newest_version(db.session, program.id, RuleKind.NUMBERS),
        checklist_version=policy_queries.newest_version(db.session, program.id, RuleKind.CHECKLIST),
        template=checklist_templates.in_force(db.session, program.id),
        numbers_change=waiting,
        differences=policy_rules.changed(numbers, Numbers.of(waiting.body)) if waiting else [],
        checklist_change=policy_queries.change(db.session, program.id, RuleKind.CHECKLIST),
        settled=[
            *policy_queries.settled(db.session, program.id, RuleKind.NUMBERS),
            *policy_queries.settled(db.session, program.id, RuleKind.CHECKLIST),
        ],
        figures_wait=snapshot_queries.waiting(db.session, program.id) is not None,
        contact=address,
        review_by=policy_queries.review_by(db.session, program),
        today=clock.today(program.time_zone),
        form=contact or policy_forms.Contact(formdata=None, data={"address": address}),
        refused=refused,
        own=actor().id,
        words=policy_words.NUMBERS,
    )
