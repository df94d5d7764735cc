"""A program's checklist as a document, and the forms that add to it; a second person brings it into force."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.cohorts.models import Program
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import (
    checklist_templates,
    policies,
    policy_forms,
    policy_queries,
    policy_words,
    template_edits,
)
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import Item
from tracker.releases.checklist_template_models import ChangeState, RuleKind
from tracker.releases.template_rules import Template
from tracker.releases.views.rules_blueprint import RULES, bp, program_for
from tracker.web.access import or_404, requires
from tracker.web.forms import Form, refusals
from tracker.web.texts import gettext as _

CHECKLIST = f"{RULES}/checklist"


@bp.route(CHECKLIST)
@requires(Permission.RELEASE_POLICY)
def checklist(program_slug: str) -> ResponseReturnValue:
    """The checklist in force, or as somebody is changing it."""
    return _show(program_for(program_slug))


@bp.route(f"{CHECKLIST}/questions", methods=["GET", "POST"])
@requires(Permission.RELEASE_POLICY)
def add_question(program_slug: str) -> ResponseReturnValue:
    """Add a question to the draft."""
    program = program_for(program_slug)
    before = _found(program)
    form = policy_forms.question_form(before.checklist)
    if form.validate_on_submit():
        name = template_edits.next_id(before.checklist, form.section.data)
        words = {"question": form.question.data, "help": form.help.data or ""}
        if form.answered.data == "text":
            item = template_edits.text(name, **words)
        else:
            on, kind = form.answered.data, policy_forms.effect_of(form)
            item = template_edits.yes_no(name, on=on, kind=kind, **words)
        after = replace(before, checklist=template_edits.with_item(before.checklist, item))
        if _written(program, form, after):
            return redirect(url_for(".checklist", program_slug=program_slug, _anchor=f"q-{name}"))
    page = render_template("releases/rules_question.html", program=program, form=form)
    return page, 422 if form.errors else 200


@bp.route(f"{CHECKLIST}/questions/<slug:item>", methods=["GET", "POST"])
@requires(Permission.RELEASE_POLICY)
def strengthen(program_slug: str, item: str) -> ResponseReturnValue:
    """Let an answer lead to more, or ask the question always."""
    program = program_for(program_slug)
    before = _found(program)
    question = or_404(_item(before, item))
    form = policy_forms.stronger_form(question)
    if form.validate_on_submit():
        after = before.checklist
        if form.answer.data:
            kind = policy_forms.effect_of(form)
            after = template_edits.with_effect(after, question.id, form.answer.data, kind)
        if form.always.data:
            after = template_edits.always_asked(after, question.id)
        if _written(program, form, replace(before, checklist=after)):
            return redirect(url_for(".checklist", program_slug=program_slug, _anchor=f"q-{question.id}"))
    page = render_template(
        "releases/rules_stronger.html", program=program, form=form, item=question, words=policy_words
    )
    return page, 422 if form.errors else 200


@bp.route(f"{CHECKLIST}/areas", methods=["GET", "POST"])
@requires(Permission.RELEASE_POLICY)
def areas(program_slug: str) -> ResponseReturnValue:
    """Add a research area, or raise what its cases go to."""
    program = program_for(program_slug)
    before = _found(program)
    form = policy_forms.Area()
    if form.validate_on_submit():
        after = replace(before, areas={**before.areas, form.name.data: form.chosen()})
        if _written(program, form, after):
            return redirect(url_for(".checklist", program_slug=program_slug, _anchor="areas"))
    page = render_template(
        "releases/rules_areas.html", program=program, form=form, template=before, words=policy_words
    )
    return page, 422 if form.errors else 200


@bp.route(f"{CHECKLIST}/propose", methods=["POST"])
@requires(Permission.RELEASE_POLICY)
def propose_checklist(program_slug: str) -> ResponseReturnValue:
    """Put the draft before a second person."""
    program = program_for(program_slug)
    change = or_404(policy_queries.change(db.session, program.id, RuleKind.CHECKLIST))
    form = policy_forms.Propose()
    if form.validate_on_submit():
        with refusals(form):
            policies.propose_checklist(db.session, actor(), change=change, note=form.note.data or "")
            db.session.commit()
            flash(_("Proposed. It comes into force once somebody else agrees."))
            return redirect(url_for(".rules", program_slug=program_slug))
    return _show(program, form), 422


def _found(program: Program) -> Template:
    """What an edit begins with: the person's own draft, or else what is in force."""
    change = policy_queries.change(db.session, program.id, RuleKind.CHECKLIST)
    if change is not None and change.made_by_id == actor().id and change.state is ChangeState.DRAFT:
        return Template.of(change.body)
    return checklist_templates.in_force(db.session, program.id)


def _item(template: Template, name: str) -> Item | None:
    """A question by its name in an address, where letters are small."""
    return next((one for one in template.checklist.items if one.id.lower() == name), None)


def _written(program: Program, form: Form, after: Template) -> bool:
    with refusals(form):
        policies.write_checklist(db.session, actor(), program=program, template=after)
        db.session.commit()
        flash(_("Kept in your draft. It is in force once you propose it and somebody else agrees."))
    return not form.errors


def _show(program: Program, form: Form | None = None) -> str:
    in_force = checklist_templates.in_force(db.session, program.id)
    change = policy_queries.change(db.session, program.id, RuleKind.CHECKLIST)
    drafts = change is not None and (change.state is not ChangeState.DRAFT or change.made_by_id == actor().id)
    template = Template.of(change.body) if change is not None and drafts else in_force
    return render_template(
        "releases/rules_checklist.html",
        program=program,
        template=template,
        before={item.id: item for item in in_force.checklist.items},
        floor={item.id for item in DEFAULT.items},
        change=change if drafts else None,
        somebody=change is not None and not drafts,
        own=actor().id,
        in_force=in_force,
        changes=policy_words.differences(in_force, template),
        version=policy_queries.newest_version(db.session, program.id, RuleKind.CHECKLIST),
        form=form or policy_forms.Propose(formdata=None),
        words=policy_words,
    )
