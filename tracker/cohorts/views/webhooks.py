"""A program's webhooks: added, tried, given another secret, switched off and on, removed."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from tracker.cohorts import webhook_words
from tracker.cohorts.models import Program
from tracker.cohorts.views.blueprint import bp, program_for
from tracker.extensions import db
from tracker.outbox import webhook_queries, webhook_signing, webhooks
from tracker.outbox.webhook_models import Webhook
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused
from tracker.settings import Settings
from tracker.web import catalogue, paging
from tracker.web.access import or_404, requires
from tracker.web.forms import Form, line, refusals
from tracker.web.texts import gettext as _

HOOKS = "/programs/<slug:program_slug>/webhooks"
HOOK = f"{HOOKS}/<int:webhook_id>"
PER_PAGE = 50


class WebhookForm(Form):
    """Where to, and what of."""

    url = line(_l("Address"), length=500, render_kw={"inputmode": "url", "autocomplete": "off"})
    events = SelectMultipleField(
        _l("Tell it when"),
        choices=list(webhook_words.EVENTS.items()),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )


@bp.route(HOOKS, methods=["GET", "POST"])
@requires(Permission.PROGRAM_MANAGE)
def webhook_list(program_slug: str) -> ResponseReturnValue:
    """The program's webhooks, and a form for another. Its secret is shown in the answer, and never again."""
    program, form = program_for(Permission.PROGRAM_MANAGE, program_slug), WebhookForm()
    if request.method == "POST" and form.validate():
        settings: Settings = current_app.extensions["tracker_settings"]
        with refusals(form):
            hook = webhooks.add(
                db.session,
                actor(),
                program_id=program.id,
                url=form.url.data,
                events=form.events.data or (),
                known=webhook_words.EVENTS,
                https=settings.production,
                local=settings.testing,
            )
            db.session.commit()
            return _page(program, hook, secret=_secret(hook))
    return render_template(
        "cohorts/webhooks.html",
        program=program,
        form=form,
        hooks=webhook_queries.of_program(db.session, program.id),
        latest=webhook_queries.latest(db.session, program.id),
        words=webhook_words,
    ), 422 if form.errors else 200


@bp.route(HOOK)
@requires(Permission.PROGRAM_MANAGE)
def webhook(program_slug: str, webhook_id: int) -> ResponseReturnValue:
    """One webhook and what it was told."""
    return _page(*_hook(program_slug, webhook_id))


@bp.route(f"{HOOK}/test", methods=["POST"])
@requires(Permission.PROGRAM_MANAGE)
def test_webhook(program_slug: str, webhook_id: int) -> ResponseReturnValue:
    """Send it a test in the next round."""
    _program, hook = _hook(program_slug, webhook_id)
    try:
        webhooks.test(db.session, actor(), webhook=hook)
        db.session.commit()
        flash(_("The test leaves within seconds. Open this page again to see what came of it."))
    except Refused as error:
        db.session.rollback()
        flash(catalogue.sentence(error.decision), "error")
    return redirect(url_for(".webhook", program_slug=program_slug, webhook_id=webhook_id))


@bp.route(f"{HOOK}/secret", methods=["POST"])
@requires(Permission.PROGRAM_MANAGE)
def new_webhook_secret(program_slug: str, webhook_id: int) -> ResponseReturnValue:
    """Make another secret, and show it in the answer."""
    program, hook = _hook(program_slug, webhook_id)
    webhooks.new_secret(db.session, actor(), webhook=hook)
    db.session.commit()
    return _page(program, hook, secret=_secret(hook))


@bp.route(f"{HOOK}/<any('on', 'off'):switch>", methods=["POST"])
@requires(Permission.PROGRAM_MANAGE)
def switch_webhook(program_slug: str, webhook_id: int, switch: str) -> ResponseReturnValue:
    """Tell it what happens from now on, or nothing more."""
    _program, hook = _hook(program_slug, webhook_id)
    act = webhooks.switch_on if switch == "on" else webhooks.switch_off
    act(db.session, actor(), webhook=hook)
    db.session.commit()
    flash(_("Switched on: it is told what happens from now on.") if switch == "on" else _("Switched off."))
    return redirect(url_for(".webhook", program_slug=program_slug, webhook_id=webhook_id))


@bp.route(f"{HOOK}/remove", methods=["POST"])
@requires(Permission.PROGRAM_MANAGE)
def remove_webhook(program_slug: str, webhook_id: int) -> ResponseReturnValue:
    """Remove it with the list of what it was told."""
    _program, hook = _hook(program_slug, webhook_id)
    webhooks.remove(db.session, actor(), webhook=hook)
    db.session.commit()
    flash(_("Removed."))
    return redirect(url_for(".webhook_list", program_slug=program_slug))


def _hook(program_slug: str, webhook_id: int) -> tuple[Program, Webhook]:
    program = program_for(Permission.PROGRAM_MANAGE, program_slug)
    return program, or_404(webhook_queries.one(db.session, webhook_id, program_id=program.id))


def _secret(hook: Webhook) -> str:
    settings: Settings = current_app.extensions["tracker_settings"]
    return webhook_signing.secret(settings.lasting_key, hook.salt)


def _page(program: Program, hook: Webhook, *, secret: str | None = None) -> str:
    found = webhook_queries.count(db.session, hook.id)
    page, pages, offset = paging.place(found, paging.wanted(request.args), PER_PAGE)
    told = webhook_queries.deliveries(db.session, hook.id, limit=PER_PAGE, offset=offset)
    return render_template(
        "cohorts/webhook.html",
        program=program,
        hook=hook,
        secret=secret,
        list=paging.Paged(told, page, pages, found),
        words=webhook_words,
    )
