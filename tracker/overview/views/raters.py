"""Who lacks people or works that their gate's policy asks for, and asking somebody who has room."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker.cohorts.models import Cohort
from tracker.cohorts.views.blueprint import cohort_for
from tracker.evaluations import score_models, scores, scoring_rules, setup, visibility
from tracker.evaluations.answers import Relation
from tracker.evaluations.views import levels as level_pages
from tracker.evaluations.views.assignments import RATERS
from tracker.extensions import db
from tracker.overview import attention_facts, forms_raters, rater_words, raters
from tracker.overview.attention_facts import Facts
from tracker.overview.raters import Lacking
from tracker.overview.views.blueprint import bp, day_of
from tracker.people import queries as people
from tracker.people.current import actor
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.projects import queries as projects
from tracker.web.access import grants, or_404, requires
from tracker.web.forms import refusals
from tracker.web.texts import gettext as _

COHORT = "/programs/<slug:program_slug>/cohorts/<slug:cohort_slug>"
# Long enough to look at a work, short enough to be remembered.
DUE_IN = 7
MOST_OFFERS = 8

for words in (rater_words.counts_words, rater_words.lack_words, rater_words.lacking_sentence):
    bp.add_app_template_global(words)


@bp.route(f"{COHORT}/raters")
@requires(Permission.COHORT_MANAGE)
def rater_plan(program_slug: str, cohort_slug: str) -> ResponseReturnValue:
    """The scholars on whom too little is to be expected, and the people by how much they owe."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    facts = _facts(cohort)
    return render_template(
        "overview/raters.html",
        cohort=cohort,
        lacking=raters.lacking(facts),
        candidates=raters.candidates(_raters(cohort), facts),
    )


@bp.route(f"{COHORT}/raters/<int:enrolment_id>", methods=["GET", "POST"])
@requires(Permission.COHORT_MANAGE)
def ask_rater(program_slug: str, cohort_slug: str, enrolment_id: int) -> ResponseReturnValue:
    """Ask somebody for a form on one scholar, with what it would mend."""
    cohort = cohort_for(Permission.COHORT_MANAGE, program_slug, cohort_slug)
    facts = _facts(cohort)
    one = or_404(_wanted(facts, enrolment_id))
    gate, mentors = one.gate, _raters(cohort)
    offered = raters.candidates(mentors, facts, but=gate.enrolment.person_id, backing=one.backing)
    works = [
        work for work in projects.of_enrolment(db.session, enrolment_id) if work.phase_id == gate.phase.id
    ]
    due_on = forms_raters.default_due(day_of(cohort), gate.phase.forms_close_on, DUE_IN)
    offers = raters.offers(one, offered, works)
    start = {"due_on": due_on, "relation": Relation.BLIND_REVIEWER.value}
    form = forms_raters.AskForm(data=start | ({"work": offers[0].work.id} if offers else {}))
    form.offer(offered, works, frozenset(rating.work for rating in one.backing.filed | one.backing.asked))
    if form.validate_on_submit():
        with refusals(form):
            setup.ask(
                db.session,
                actor(),
                work=next(work for work in works if work.id == form.work.data),
                members=[gate.enrolment],
                mentor=next(person for person in mentors if person.id == form.mentor.data),
                relation=form.as_relation(),
                due_on=form.due_on.data,
            )
            db.session.commit()
            flash(_asked(_facts(cohort), enrolment_id))
            return redirect(url_for(".rater_plan", program_slug=program_slug, cohort_slug=cohort_slug))
    worth = _worth(one, mentors)
    page = render_template(
        "overview/rater.html",
        cohort=cohort,
        one=one,
        form=form,
        worth=worth,
        works=works,
        offers=offers[:MOST_OFFERS],
    )
    return page, 422 if form.errors else 200


def _facts(cohort: Cohort) -> Facts:
    today = {cohort.program_id: day_of(cohort)}
    return attention_facts.gather(db.session, [cohort], today, reader=actor(), held=grants())


def _raters(cohort: Cohort) -> list[Person]:
    """The people who may file forms in a cohort, with a role in force today."""
    held = people.with_role(db.session, RATERS, program_id=cohort.program_id, cohort_id=cohort.id)
    where = {"program_id": cohort.program_id, "cohort_id": cohort.id}
    return [
        one
        for one in held
        if one.active and one.grants_on(day_of(cohort)).allow(Permission.EVALUATION_SUBMIT, **where)
    ]


def _wanted(facts: Facts, enrolment_id: int) -> Lacking | None:
    found = [one for one in raters.lacking(facts) if one.gate.enrolment.id == enrolment_id and one.mendable]
    return found[0] if found else None


def _asked(facts: Facts, enrolment_id: int) -> str:
    """What is missing still, once the new form is filed."""
    left = _wanted(facts, enrolment_id)
    if left is None:
        return _("Asked. Once it is filed, the policy's people and works are there.")
    return _("Asked. Still missing once it is filed: %(lack)s.", lack=rater_words.lack_words(left.lack))


def _worth(one: Lacking, mentors: list[Person]) -> list[str]:
    """Which form would say most; nothing to whoever still owes one on this scholar."""
    enrolment, today = one.gate.enrolment, day_of(one.gate.cohort)
    reader = visibility.level_reader(db.session, enrolment, reader=actor(), grants=grants(), today=today)
    if not scoring_rules.may_see_level(reader):
        return []
    shown = level_pages.shown(one.gate.cohort, score_models.Audience.ALL, today)
    options = raters.most_worth(shown, scores.inputs(db.session, enrolment.cohort_id), enrolment.id)
    titles = {work.id: work.title for work in projects.of_enrolment(db.session, enrolment.id)}
    return rater_words.worth_sentences(options, titles, {person.id: person.name for person in mentors})
