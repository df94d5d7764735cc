"""A program's own texts of mails: edited beside a preview, tried out on oneself, kept in versions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.cohorts import queries
from tracker.cohorts.models import Program
from tracker.cohorts.views.blueprint import bp, program_for
from tracker.extensions import db
from tracker.outbox import actions as outbox
from tracker.outbox import kind_words, mail_queries, text_edits, text_rules, texts, wording
from tracker.outbox.forms import TextForm
from tracker.outbox.kind_texts import shipped
from tracker.outbox.kinds import EDITABLE, kind_of
from tracker.outbox.texts import Mail
from tracker.outbox.wording import Text
from tracker.people import queries as people
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import requires
from tracker.web.addresses import full_address
from tracker.web.forms import version
from tracker.web.texts import gettext as _

TEXTS = "/programs/<slug:program_slug>/mails"
NAMES = {kind.replace("_", "-"): kind for kind in EDITABLE}
KIND = "<any({}):kind>".format(", ".join(f"'{name}'" for name in NAMES))


@bp.route(TEXTS)
@requires(Permission.PROGRAM_MANAGE)
def mail_texts(program_slug: str) -> ResponseReturnValue:
    """The kinds of mails, and which have a text of the program's own."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    newest = mail_queries.newest_texts(db.session, program.id)
    own = {kind: row for kind, row in newest.items() if row.subject is not None}
    writers = people.names(db.session, {row.written_by_id for row in own.values() if row.written_by_id})
    return render_template(
        "outbox/texts.html",
        program=program,
        names=NAMES,
        kinds=kind_words.KINDS,
        own=own,
        writers=writers,
        urgent=[kind for kind in EDITABLE if kind_of(kind).urgent],
    )


@bp.route(f"{TEXTS}/{KIND}", methods=["GET", "POST"])
@requires(Permission.PROGRAM_MANAGE)
def mail_text(program_slug: str, kind: str) -> ResponseReturnValue:
    """Change a text, look at it as a mail, or get it oneself; what is in force changes by saving alone."""
    program, chosen = program_for(Permission.PROGRAM_MANAGE, program_slug), NAMES[kind]
    if request.method == "GET":
        return _page(program, chosen, None)
    form, act = TextForm(), request.form.get("act")
    if act == "shipped" or (form.validate() and act not in ("preview", "test")):
        try:
            _save(program, chosen, form, back=act == "shipped")
            flash(_("Saved. Mails from now on have this text; those that are written stay as they are."))
            return redirect(url_for(".mail_texts", program_slug=program_slug))
        except Refused as error:
            db.session.rollback()
            field = error.field if error.field in ("subject", "body") else "body"
            form.refuse(field or "body", catalogue.sentence(error.decision))
            return _page(program_for(Permission.PROGRAM_MANAGE, program_slug), chosen, form), 422
    _check(form, chosen)
    if act == "test" and not form.errors:
        _try_out(program, chosen, form)
    return _page(program, chosen, form), 422 if form.errors else 200


def _save(program: Program, kind: str, form: TextForm, *, back: bool) -> None:
    based_on = version(form.based_on.data)
    if back:
        text_edits.go_back(db.session, actor(), program_id=program.id, kind=kind, based_on=based_on)
    else:
        text_edits.save(
            db.session,
            actor(),
            program_id=program.id,
            kind=kind,
            subject=form.subject.data,
            body=form.body.data,
            based_on=based_on,
        )
    db.session.commit()


def _try_out(program: Program, kind: str, form: TextForm) -> None:
    """Send what was typed to oneself, and to nobody else."""
    me, mail = actor(), _preview(program, kind, form)
    if me.email is None or mail is None:
        return
    values = {"subject": mail.subject, "body": mail.body}
    tried = texts.compose(db.session, "test", values)
    outbox.write(
        db.session,
        person_id=me.id,
        address=me.email,
        kind="test",
        subject=tried.subject,
        body=tried.body,
        program_id=program.id,
    )
    db.session.commit()
    flash(_("Written to you, %(email)s, and to nobody else. Nothing was saved.", email=me.email))


def _check(form: TextForm, kind: str) -> None:
    """Say what saving would say, where nothing else is wrong."""
    if not form.errors:
        field, decision = text_rules.may_be(kind, form.subject.data or "", form.body.data or "")
        if not decision:
            form.refuse(field, catalogue.sentence(decision))


def _page(program: Program, kind: str, form: TextForm | None) -> str:
    versions = mail_queries.versions(db.session, program.id, kind)
    newest = versions[0] if versions else None
    own = mail_queries.own_text(db.session, program.id, kind)
    theirs = None
    if form is None:
        text = own or shipped(kind)
        form = TextForm(formdata=None, data={"subject": text.subject, "body": text.body})
    elif version(form.based_on.data) != (newest.version if newest else 0):
        theirs = newest
    form.based_on.data = str(newest.version if newest else 0)
    known = kind_of(kind)
    return render_template(
        "outbox/text.html",
        program=program,
        kind=kind,
        form=form,
        preview=_preview(program, kind, form),
        versions=versions,
        writers=people.names(db.session, {one.written_by_id for one in versions if one.written_by_id}),
        theirs=theirs,
        own=own,
        shipped=shipped(kind),
        variables={name: kind_words.VARIABLES[name] for name in known.variables},
        needed=known.needed,
        filters=sorted(wording.FILTERS),
    )


def _preview(program: Program, kind: str, form: TextForm) -> Mail | None:
    """What was typed as a mail to oneself; nothing where it cannot be one."""
    cohorts = queries.cohort_names(db.session, program.id)
    values = kind_words.examples(
        kind,
        name=actor().name,
        program=program.name,
        cohort=next(iter(cohorts.values()), _("Winter cohort")),
        link=full_address("overview.home"),
        today=clock.today(program.time_zone),
    )
    try:
        return texts.render(kind, Text(form.subject.data or "", form.body.data or ""), values)
    except ValueError:
        return None
