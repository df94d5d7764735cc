"""The program's own texts of letters: edited beside a preview with invented people, kept in versions."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import clock
from tracker.advancement import letter_queries, letter_rules, letters
from tracker.advancement.letter_forms import TextForm
from tracker.advancement.letter_models import LetterKind
from tracker.advancement.letter_texts import SHIPPED
from tracker.advancement.letter_words import KINDS, VARIABLES, example
from tracker.advancement.views.blueprint import bp
from tracker.cohorts.models import Program
from tracker.cohorts.views.blueprint import program_for
from tracker.extensions import db
from tracker.outbox import wording
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import requires
from tracker.web.forms import version
from tracker.web.texts import gettext as _

TEXTS = "/programs/<slug:program_slug>/letters"
NAMES = {kind.value.replace("_", "-"): kind for kind in LetterKind}
KIND = "<any({}):kind>".format(", ".join(f"'{name}'" for name in NAMES))


@bp.route(TEXTS)
@requires(Permission.PROGRAM_MANAGE)
def letter_texts(program_slug: str) -> ResponseReturnValue:
    """The kinds of letters, and which have a text of the program's own."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    own = letter_queries.templates(db.session, program.id)
    return render_template("advancement/letter_texts.html", program=program, kinds=KINDS, own=own)


@bp.route(f"{TEXTS}/{KIND}", methods=["GET", "POST"])
@requires(Permission.PROGRAM_MANAGE)
def letter_text_of(program_slug: str, kind: str) -> ResponseReturnValue:
    """Change a text; the preview shows an invented letter in what was typed, saved or not."""
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    chosen = NAMES[kind]
    if request.method == "GET":
        return _page(program, chosen, None)
    form = TextForm()
    act = request.form.get("act")
    if act == "shipped":
        form.subject.data, form.body.data = SHIPPED[chosen].subject, SHIPPED[chosen].body
        return _page(program, chosen, form)
    if form.validate() and act != "preview":
        try:
            letters.save_text(
                db.session,
                actor(),
                program=program,
                kind=chosen,
                subject=form.subject.data,
                body=form.body.data,
                based_on=version(form.based_on.data),
            )
            db.session.commit()
            flash(_("Saved. The next letter of this kind has this text; those sent stay as they are."))
            return redirect(url_for(".letter_texts", program_slug=program_slug))
        except Refused as error:
            db.session.rollback()
            form.refuse(_field(error), catalogue.sentence(error.decision))
            return _page(program_for(Permission.PROGRAM_MANAGE, program_slug), chosen, form), 422
    _check(form, chosen)
    return _page(program, chosen, form), 422 if form.errors else 200


def braced(name: str) -> str:
    """A variable as it is typed."""
    return f"{{{{ {name} }}}}"


def _field(error: Refused) -> str:
    """The field that a refusal is shown at: the version is not one that can be mended."""
    return error.field if error.field in ("subject", "body") else "body"


def _check(form: TextForm, kind: LetterKind) -> None:
    """Say what saving would say, where nothing else is wrong."""
    if not form.errors:
        field, decision = letter_rules.may_save(kind, form.subject.data or "", form.body.data or "")
        if not decision:
            form.refuse(field, catalogue.sentence(decision))


def _page(program: Program, kind: LetterKind, form: TextForm | None) -> str:
    versions = letter_queries.versions(db.session, program.id, kind)
    newest = versions[0] if versions else None
    text = letters.text_of(newest, kind)
    theirs = None
    if form is None:
        form = TextForm(formdata=None, data={"subject": text.subject, "body": text.body})
    elif version(form.based_on.data) != (newest.version if newest else 0):
        theirs = newest
    form.based_on.data = str(newest.version if newest else 0)
    return render_template(
        "advancement/letter_text.html",
        program=program,
        kind=kind,
        form=form,
        preview=_preview(program, kind, form),
        versions=versions,
        theirs=theirs,
        variables={name: VARIABLES[name] for name in VARIABLES if name in letter_rules.KNOWN[kind]},
        needed=letter_rules.NEEDED[kind],
        filters=sorted(wording.FILTERS),
        hint=_(
            "Names, days and reasons are variables, such as %(variable)s. What may be missing goes between"
            " %(first)s and %(last)s.",
            variable=braced("scholar"),
            first="{% if reasons %}",
            last="{% endif %}",
        ),
        braced=braced,
    )


def _preview(program: Program, kind: LetterKind, form: TextForm) -> tuple[str, str] | None:
    """What was typed as an invented letter; nothing where it cannot be one."""
    subject, body = form.subject.data or "", form.body.data or ""
    known = letter_rules.KNOWN[kind]
    if not (wording.may_use(subject, known) and wording.may_use(body, known)):
        return None
    facts = example(kind, program, clock.today(program.time_zone))
    values = {name: facts.values[name] for name in known}
    return wording.render(subject, values), wording.render(body, values)
