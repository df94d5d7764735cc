"""Letters of a cohort: read before they go out, sent one by one or all that were shown, kept as sent."""

from __future__ import annotations

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from tracker.advancement import letter_desk, letter_queries, letters
from tracker.advancement.actions import Notice
from tracker.advancement.letter_desk import Waiting
from tracker.advancement.letter_models import Letter, LetterKind
from tracker.advancement.letter_words import KINDS
from tracker.advancement.views.blueprint import bp, day_of
from tracker.cohorts.models import Cohort, Enrolment
from tracker.cohorts.views.blueprint import cohort_for
from tracker.extensions import db
from tracker.outbox import texts
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.web import catalogue
from tracker.web.access import grants, or_404, requires
from tracker.web.addresses import full_address
from tracker.web.forms import version
from tracker.web.texts import ngettext

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"


@bp.app_template_global("letter_kind")
def letter_kind(kind: str) -> str:
    """What a letter tells, in words."""
    return str(KINDS[LetterKind(kind)])


def notice_to(enrolment: Enrolment) -> Notice:
    """The mail that leads a scholar to a letter. It says nothing confidential."""
    program, scholar = enrolment.cohort.program, enrolment.person
    link = full_address("overview.standing_in", enrolment_id=enrolment.id)
    with force_locale(scholar.locale):
        values = {"name": scholar.name, "program": program.name, "link": link}
        mail = texts.compose(db.session, "letter", values, program_id=program.id)
    return Notice(mail.subject, mail.body)


@bp.app_template_global("letters_to")
def letters_to(enrolment: Enrolment) -> Sequence[Letter]:
    """The letters to a scholar, newest first, for their own page and for those who send them."""
    reads = enrolment.person_id == actor().id or letter_queries.sends(grants(), enrolment.cohort)
    return letter_queries.to_scholar(db.session, enrolment.id) if reads else []


@bp.route("/letters/<int:letter_id>")
@requires(Permission.LETTER_VIEW)
def show_letter(letter_id: int) -> ResponseReturnValue:
    """A letter as it was sent."""
    me = actor()
    letter = or_404(letter_queries.readable(db.session, letter_id, reader=me, grants=grants()))
    return render_template(
        "advancement/letter.html",
        letter=letter,
        own=letter.enrolment.person_id == me.id,
        today=day_of(letter.enrolment.cohort),
    )


@bp.route(f"{COHORT}/letters")
@requires(Permission.LETTER_SEND)
def cohort_letters(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """The decisions nobody was told of yet, each with its letter, and what went out."""
    return _page(cohort_for(Permission.LETTER_SEND, program_slug, cohort_slug), {})


@bp.route(f"{COHORT}/letters", methods=["POST"])
@requires(Permission.LETTER_SEND)
def send_letters(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """Send one letter, or all that were shown; what has changed since is shown again instead."""
    cohort = cohort_for(Permission.LETTER_SEND, program_slug, cohort_slug)
    only = version(request.form.get("only"))
    sent, refused = 0, {}
    for waiting in letter_desk.waiting(db.session, actor(), cohort):
        key = waiting.decision.id
        shown = request.form.get(f"shown_{key}")
        if shown is None or only not in (0, key):
            continue
        try:
            _send(waiting, shown)
            sent += 1
        except Refused as error:
            refused[key] = catalogue.sentence(error.decision)
    db.session.commit()
    if sent:
        flash(ngettext("%(num)d letter sent.", "%(num)d letters sent.", sent))
    if not refused:
        return redirect(url_for(".cohort_letters", program_slug=program_slug, cohort_slug=cohort_slug))
    return _page(cohort_for(Permission.LETTER_SEND, program_slug, cohort_slug), refused), 422


def _send(waiting: Waiting, shown: str) -> None:
    enrolment = waiting.decision.enrolment
    letters.keep(
        db.session,
        actor(),
        enrolment=enrolment,
        kind=waiting.letter.kind,
        rendered=waiting.letter,
        shown=shown,
        notice=notice_to(enrolment),
        decision=waiting.decision,
    )


def _page(cohort: Cohort, refused: dict[int, str]) -> str:
    me = actor()
    return render_template(
        "advancement/letters.html",
        cohort=cohort,
        waiting=letter_desk.waiting(db.session, me, cohort),
        sent=letter_queries.in_cohort(db.session, cohort.id, reader_id=me.id),
        refused=refused,
        held=grants(),
    )
