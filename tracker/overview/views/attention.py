"""What staff look at first, of all their cohorts or of one, and the reminder by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.cohorts.models import Cohort
from tracker.cohorts.views.blueprint import cohort_for
from tracker.evaluations import chaser_rules, chasers, checklist
from tracker.evaluations.models import Assignment
from tracker.extensions import db
from tracker.outbox import texts
from tracker.overview import attention, attention_facts, attention_words
from tracker.overview.attention_rules import Item
from tracker.overview.views.blueprint import bp, day_of
from tracker.people.current import actor
from tracker.permissions import Grants, Permission
from tracker.reasons import Refused
from tracker.web import catalogue, filters, paging
from tracker.web.access import grants, or_404, requires
from tracker.web.addresses import full_address
from tracker.web.texts import gettext as _

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"
# What the pages behind the lines ask for; the others decide for themselves.
NEEDS = {
    "overview.rater_plan": Permission.COHORT_MANAGE,
    "overview.chase": Permission.COHORT_MANAGE,
    "advancement.places_of": Permission.GATE_READ,
    "advancement.room": Permission.GATE_READ,
    "advancement.show_appeal": Permission.APPEAL_DECIDE,
}


@dataclass(frozen=True)
class Line:
    """An item of the list as the page shows it; without `href` the reader has no page behind it."""

    item: Item
    cohort: Cohort
    sentence: str
    names: str
    act: str
    href: str | None


def lines(which: Sequence[Cohort], *, most: int | None = None) -> list[Line]:
    """What waits in these cohorts for the signed-in person, the dearest first."""
    held, me = grants(), actor()
    today = {one.program_id: day_of(one) for one in which}
    by_id = {one.id: one for one in which}
    facts = attention_facts.gather(db.session, which, today, reader=me, held=held)
    return [_line(item, by_id[item.cohort_id], held) for item in attention.items(facts)[:most]]


def _line(item: Item, cohort: Cohort, held: Grants) -> Line:
    endpoint, values = item.link
    needed = NEEDS.get(endpoint)
    follows = needed is None or held.allow(needed, program_id=cohort.program_id, cohort_id=cohort.id)
    return Line(
        item=item,
        cohort=cohort,
        sentence=attention_words.sentence(item, day_of(cohort)),
        names=attention_words.names(item),
        act=_("File it") if endpoint == "evaluations.edit" else attention_words.act(item.kind),
        href=url_for(endpoint, **values) if follows else None,
    )


@bp.route("/attention")
@requires(Permission.BOARD_READ)
def attention_list() -> ResponseReturnValue:
    """Everything that waits in the reader's cohorts."""
    mine = cohorts.in_places(db.session, grants().places(Permission.BOARD_READ))
    return _page(mine, None)


@bp.route(f"{COHORT}/attention")
@requires(Permission.BOARD_READ)
def cohort_attention(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """The same of one cohort."""
    cohort = cohort_for(Permission.BOARD_READ, program_slug, cohort_slug)
    return _page([cohort], cohort)


def _page(which: Sequence[Cohort], cohort: Cohort | None) -> str:
    return render_template(
        "overview/attention.html",
        lines=paging.paged(lines(which), paging.wanted(request.args)),
        cohort=cohort,
        several=len(which) > 1,
        held=grants(),
    )


@bp.route(f"{COHORT}/assignments/<int:assignment_id>/chase", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def chase(program_slug: str, cohort_slug: str, assignment_id: int) -> ResponseReturnValue:
    """The mail to who owes a form: shown first, sent on a click, once a day."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    owed = or_404(checklist.asked_for(db.session, assignment_id, cohort_id=cohort.id))
    if owed.enrolment.person_id == actor().id:
        or_404(None)
    subject, body = _mail(owed)
    decision = chaser_rules.may_chase(chasers.owing(db.session, owed))
    if request.method == "POST":
        try:
            chasers.chase(db.session, actor(), assignment=owed, subject=subject, body=body)
            db.session.commit()
        except Refused as error:
            db.session.rollback()
            decision = error.decision
        else:
            flash(_("Written to %(name)s.", name=owed.mentor.name))
            return redirect(url_for(".cohort_attention", program_slug=program_slug, cohort_slug=cohort_slug))
    refused = "" if decision else catalogue.sentence(decision)
    page = render_template(
        "overview/chase.html", cohort=cohort, owed=owed, subject=subject, body=body, refused=refused
    )
    return page, 422 if request.method == "POST" else 200


def _mail(owed: Assignment) -> tuple[str, str]:
    """The mail as it will be sent; it names neither the scholar nor the work."""
    program, mentor = owed.enrolment.cohort.program, owed.mentor
    with force_locale(mentor.locale):
        values = {
            "name": mentor.name,
            "program": program.name,
            "day": filters.day(owed.due_on),
            "late": _("late") if owed.due_on < clock.today(program.time_zone) else "",
            "link": full_address("evaluations.edit", assignment_id=owed.id),
            "sender": actor().name,
        }
        mail = texts.compose(db.session, "chaser", values, program_id=program.id)
    return mail.subject, mail.body
