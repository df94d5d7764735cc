"""The checklist of a release: answered and saved as typed by its authors, read by who may."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time

from tracker import clock
from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.releases import (
    answer_forms,
    answer_queries,
    answer_rules,
    answering,
    author_words,
    contributor_queries,
    submission_queries,
    submissions,
    words,
)
from tracker.releases import checklist_templates as templates
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.answer_forms import Marks, Question
from tracker.releases.answer_rules import UNEASE, Typed, of_author
from tracker.releases.checklist import Checklist, shown
from tracker.releases.checklist_parts import Answer, Facts, Item
from tracker.releases.models import Case
from tracker.releases.submission_rules import may_edit
from tracker.releases.views.blueprint import bp, case_for
from tracker.settings import Settings
from tracker.web.access import requires
from tracker.web.forms import version
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_texts, seal

PURPOSE = "own answers"


@bp.route("/<int:case_id>/answers", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def answers(case_id: int) -> ResponseReturnValue:
    """Answer the questions; everybody else of the case reads what was handed in."""
    if request.method == "GET":
        case, standing = case_for(case_id, Ability.OWN_ANSWERS)
        if may(standing, Ability.WRITE) and may_edit(case.state):
            return _page(case)
        return _read(case, standing)
    case, _standing = case_for(case_id, Ability.WRITE)
    checklist = templates.of(db.session, case)
    typed = answer_forms.parse(request.form, checklist)
    try:
        _save(case, checklist, typed)
    except answering.AnsweredMeanwhile:
        db.session.rollback()
        return _page(case, typed), 409
    flash(_("Saved."))
    return redirect(url_for(".answers", case_id=case_id, _anchor=request.form.get("confirm") or "progress"))


@bp.post("/<int:case_id>/answers/draft")
@requires(Permission.RELEASE_VIEW)
def save_answers(case_id: int) -> ResponseReturnValue:
    """Save as typed, for the page's script; tells which questions are asked now."""
    case, _standing = case_for(case_id, Ability.WRITE)
    checklist = templates.of(db.session, case)
    try:
        _save(case, checklist, answer_forms.parse(request.form, checklist))
    except answering.AnsweredMeanwhile:
        db.session.rollback()
        advice = _("Another window saved meanwhile. Press “Save” to see both versions.")
        return jsonify(error="conflict", advice=advice), 409
    rows = answer_queries.rows(db.session, case.id)
    # Which questions follow depends on the choices, and on whether words are there: not on the words.
    there = {one.id: "…" for one in answer_queries.texts(rows)}
    facts, found = _stands(case, rows, there)
    progress = answer_rules.progress(checklist, facts, found)
    return jsonify(
        version=answer_queries.version(rows),
        saved=_("Saved %(time)s.", time=format_time(clock.now(), "HH:mm")),
        asked=[item.id for item in shown(checklist, facts, found) if of_author(item)],
        progress=_("%(done)s of %(all)s answered", done=progress.answered, all=progress.asked),
    )


def _save(case: Case, checklist: Checklist, typed: Mapping[str, Typed]) -> None:
    section = request.form.get(answer_forms.CONFIRM) or ""
    answering.save(
        db.session,
        actor(),
        seal=seal(),
        key=_key(),
        case=case,
        checklist=checklist,
        typed=typed,
        base_version=version(request.form.get(answer_forms.VERSION)),
        confirm=[item.id for item in checklist.items if section and item.section == section],
    )
    db.session.commit()


def _stands(
    case: Case, rows: answer_queries.Rows, opened: Mapping[int, str]
) -> tuple[Facts, dict[str, Answer]]:
    live = submission_queries.live(db.session, case)
    facts = submissions.facts_of(case, live, area_tier=templates.area_tier(db.session, case))
    return facts, submissions.whole(db.session, case, rows, opened)


def _page(case: Case, typed: Mapping[str, Typed] | None = None) -> str:
    """The form; `typed` is what this window sent while another one had saved."""
    me = actor().id
    checklist, rows = templates.of(db.session, case), answer_queries.rows(db.session, case.id)
    opened = open_texts(me, PURPOSE, answer_queries.texts(rows))
    facts, stored = _stands(case, rows, opened)
    asked = shown(checklist, facts, stored)
    kept = answer_queries.kept(rows)
    carried = answer_rules.unconfirmed(kept, asked, state=case.state, since=case.state_since)
    others = {UNEASE} if UNEASE in rows and rows[UNEASE].said_by_id != me else set[str]()
    lacks = answer_rules.lacking(checklist, facts, stored)
    return render_template(
        "releases/answers.html",
        case=case,
        sections=_sections(
            checklist,
            answer_forms.questions(
                [item for item in asked if answer_rules.asks_author(item)],
                stored,
                typed=typed,
                lacks=lacks,
                carried={item.id for item in carried},
                hidden=others,
                marks=Marks(_key(), {item: (row.text_id, row.why_id) for item, row in rows.items()}),
            ),
        ),
        asked=" ".join(item.id for item in asked if of_author(item)),
        draft_version=answer_queries.version(rows),
        progress=answer_rules.progress(checklist, facts, stored),
        missing=lacks,
        carried=carried,
        other=_differing(checklist, stored, typed, others) if typed is not None else None,
        people=contributor_queries.everybody(db.session, case),
        manifest=submission_queries.newest_manifest(db.session, case.id),
        author_words=author_words,
        words=words,
    )


def _differing(
    checklist: Checklist, stored: Mapping[str, Answer], typed: Mapping[str, Typed], others: set[str]
) -> list[tuple[Item, Answer, Answer]]:
    items = [item for item in (*checklist.items, checklist.news) if item.id not in others]
    return answer_forms.differing(items, stored, typed)


def _sections(checklist: Checklist, found: list[Question]) -> list[tuple[str, str, list[Question]]]:
    """Letter, heading and questions of each section that has any."""
    named = [*checklist.sections, (checklist.news.section, "")]
    return [
        (letter, heading, here)
        for letter, heading in named
        if (here := [one for one in found if one.item.section == letter])
    ]


def _read(case: Case, standing: Standing) -> str:
    """The answers to be read: as they were handed in, and before that as they are."""
    checklist = templates.of(db.session, case)
    submission = submission_queries.current(db.session, case)
    if submission is not None:
        texts = submission_queries.texts(db.session, submission)
        found = submission_queries.answers(submission, open_texts(standing.person_id, PURPOSE, texts))
    else:
        rows = answer_queries.rows(db.session, case.id)
        opened = open_texts(standing.person_id, PURPOSE, answer_queries.texts(rows))
        found = submissions.whole(db.session, case, rows, opened)
    if standing.wrote:
        found.pop(UNEASE, None)
    items = [item for item in (*checklist.items, checklist.news) if item.id in found and item.id != "A4"]
    read = [Question(item, found[item.id]) for item in items if found[item.id] != Answer()]
    return render_template(
        "releases/answers_read.html",
        case=case,
        sections=_sections(checklist, read),
        submission=submission,
        author_words=author_words,
    )


def _key() -> str:
    settings: Settings = current_app.extensions["tracker_settings"]
    return settings.secret_key
