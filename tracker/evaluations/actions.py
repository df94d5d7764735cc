"""Writes of the form's life: draft, file, amend, reply, flag taken up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.cohorts import calendar
from tracker.evaluations import queries, rules
from tracker.evaluations.answers import Answers
from tracker.evaluations.models import (
    Assignment,
    Draft,
    Flag,
    Form,
    FormRevision,
    Rating,
    Reply,
    Rubric,
)
from tracker.people.models import Person
from tracker.projects import shares, standing
from tracker.projects.models import Membership
from tracker.reasons import no, require


@dataclass(eq=False)
class Conflict(Exception):
    """Another window saved meanwhile. Carries what it saved, so that both versions can be shown."""

    typed: dict[str, Any]
    version: int
    saved_at: datetime
    form_version: int = 0


def moment(session: Session, assignment: Assignment) -> rules.Moment:
    """The facts that decide whether this form may be written today."""
    return moments(session, [assignment])[assignment.id]


def moments(session: Session, assignments: Sequence[Assignment]) -> dict[int, rules.Moment]:
    """The same for each of these, with the dates of the scholar whom it is about. Two statements."""
    moves = calendar.moves_of_many(session, [one.enrolment for one in assignments])
    found = {}
    for one in assignments:
        phase = calendar.personal(one.work.phase, moves[one.enrolment_id])
        found[one.id] = rules.Moment(
            today=clock.today(one.enrolment.cohort.program.time_zone),
            phase_starts_on=phase.starts_on,
            forms_close_on=phase.forms_close_on,
            excused=one.excused_at is not None,
            filed=one.form is not None,
        )
    return found


def save_draft(
    session: Session,
    actor: Person,
    *,
    assignment: Assignment,
    typed: dict[str, Any],
    base_version: int,
    form_version: int,
    opened_at: datetime,
) -> Draft:
    """Keep what was typed, as typed.

    `base_version` is the draft's version and `form_version` the filed form's (0 before it was filed)
    that the page began with. Raises `Conflict` if another window saved or filed since, and `Refused`
    once the phase's forms are closed.
    """
    _own(actor, assignment)
    require(rules.may_write(moment(session, assignment)))
    form = assignment.form
    if form is not None and form.version != form_version:
        raise Conflict(answers_of(form).typed(), 0, form.filed_at or clock.now(), form.version)
    draft = queries.draft(session, assignment.id, lock=True)
    if draft is None:
        return _first_draft(session, assignment, typed, opened_at)
    if draft.version != base_version:
        if draft.answers == typed:  # the same save, sent twice
            return draft
        raise Conflict(draft.answers, draft.version, draft.saved_at, form_version)
    draft.answers, draft.version, draft.saved_at = typed, draft.version + 1, clock.now()
    session.flush()
    return draft


def _first_draft(
    session: Session, assignment: Assignment, typed: dict[str, Any], opened_at: datetime
) -> Draft:
    now = clock.now()
    draft = Draft(
        assignment_id=assignment.id,
        version=1,
        answers=typed,
        opened_at=min(opened_at, now),
        saved_at=now,
    )
    try:
        with session.begin_nested():
            session.add(draft)
    except IntegrityError:
        other = queries.draft(session, assignment.id)
        assert other is not None  # its row is what the insert ran into
        if other.answers == typed:
            return other
        raise Conflict(other.answers, other.version, other.saved_at) from None
    return draft


def file(
    session: Session,
    actor: Person,
    *,
    assignment: Assignment,
    rubric: Rubric,
    answers: Answers,
    opened_at: datetime,
) -> Form:
    """File the form that an assignment asks for; its draft goes, its flags reach staff."""
    _own(actor, assignment)
    _hold(session, assignment, rubric)
    require(rules.may_file(moment(session, assignment)))
    require(rules.complete(answers), field="change")
    now = clock.now()
    form = Form(
        enrolment_id=assignment.enrolment_id,
        mentor_id=actor.id,
        work_id=assignment.work_id,
        rubric_id=rubric.id,
        assignment_id=assignment.id,
        opened_at=min(opened_at, now),
        filed_at=now,
        filed_on=clock.today(assignment.enrolment.cohort.program.time_zone),
        editor_id=actor.id,
        ratings=_ratings(rubric, answers),
        **answers.columns(),
    )
    session.add(form)
    session.flush()
    if rubric.frozen_at is None:
        rubric.frozen_at = now
    _drop_draft(session, assignment)
    _raise_flags(session, form, answers)
    _claim_share(session, actor, form)
    audit.note(
        session, actor, "form.file", form, program_id=assignment.enrolment.cohort.program_id, version=1
    )
    session.refresh(assignment, ["form", "draft"])
    return form


def _hold(session: Session, assignment: Assignment, rubric: Rubric) -> None:
    """Keep others from filing or excusing this form, and from changing the rubric it answers."""
    audit.hold(session, assignment.enrolment.cohort.program_id)
    session.refresh(assignment, ["form", "excused_at"])
    answered = rubric.content_hash
    session.refresh(rubric, ["content_hash", "frozen_at"])
    if rubric.content_hash != answered:
        require(no("rubric_changed"))


def amend(session: Session, actor: Person, *, form: Form, answers: Answers, base_version: int) -> Form:
    """Replace the answers of one's filed form; the earlier ones are kept as a revision."""
    assignment = form.assignment
    if assignment is None:
        require(no("imported_form"))
    assert assignment is not None
    _own(actor, assignment)
    require(rules.may_amend(moment(session, assignment)))
    require(rules.complete(answers), field="change")
    _lock(session, form)
    before = answers_of(form)
    if answers == before:  # nothing changed, or the same save sent twice
        return form
    if form.version != base_version:
        raise Conflict(before.typed(), 0, form.filed_at or clock.now(), form.version)
    keep_revision(session, form, before)
    for name, value in answers.columns().items():
        setattr(form, name, value)
    for rating in form.ratings:
        rating.level = answers.criteria.get(rating.criterion.slug)
    form.version, form.editor_id, form.filed_at = form.version + 1, actor.id, clock.now()
    _drop_draft(session, assignment)
    _raise_flags(session, form, answers)
    if answers.share is not before.share:
        _claim_share(session, actor, form)
    audit.note(
        session,
        actor,
        "form.amend",
        form,
        program_id=assignment.enrolment.cohort.program_id,
        version=form.version,
    )
    return form


def _lock(session: Session, form: Form) -> None:
    """Hold the form, and read it again: another window may have amended it meanwhile."""
    columns = [column.key for column in sa.inspect(Form).column_attrs]
    session.refresh(form, columns, with_for_update=True)
    for rating in form.ratings:
        session.refresh(rating, ["level"])


def keep_revision(session: Session, form: Form, before: Answers) -> None:
    """Keep the answers of a form as they stood, before they are replaced and its version goes up."""
    session.add(
        FormRevision(
            form_id=form.id,
            version=form.version,
            answers=before.as_dict(),
            filed_at=form.filed_at,
            editor_id=form.editor_id,
        )
    )


def answers_of(form: Form) -> Answers:
    """The answers of a form as one value."""
    names = Answers.__dataclass_fields__.keys() - {"criteria"}
    return Answers(
        criteria={rating.criterion.slug: rating.level for rating in form.ratings},
        **{name: getattr(form, name) for name in names},
    )


def reply(session: Session, actor: Person, *, form: Form, text: str) -> Reply:
    """A scholar answers the feedback that was released to them. The caller has read the form as theirs."""
    if form.enrolment.person_id != actor.id:
        raise PermissionError("only the scholar whom a form is about replies to it")
    require(rules.may_reply(text), field="text")
    row = Reply(form_id=form.id, author_id=actor.id, text=text.strip(), written_at=clock.now())
    session.add(row)
    session.flush()
    cohort = form.enrolment.cohort
    audit.note(session, actor, "form.reply", form, program_id=cohort.program_id, reply=row.id)
    return row


def handle_flag(session: Session, actor: Person, *, flag: Flag) -> Flag:
    """Take a line off the staff's home. A second click changes nothing."""
    if flag.handled_at is None:
        flag.handled_at, flag.handled_by_id = clock.now(), actor.id
        audit.note(
            session,
            actor,
            "flag.handle",
            flag,
            program_id=flag.form.enrolment.cohort.program_id,
            kind=flag.kind.value,
        )
    return flag


def _own(actor: Person, assignment: Assignment) -> None:
    if assignment.mentor_id != actor.id:
        raise PermissionError("only the mentor who owes a form writes it")


def _ratings(rubric: Rubric, answers: Answers) -> list[Rating]:
    return [
        Rating(criterion_id=criterion.id, level=answers.criteria.get(criterion.slug))
        for criterion in rubric.criteria
    ]


def _drop_draft(session: Session, assignment: Assignment) -> None:
    draft = queries.draft(session, assignment.id, lock=True)
    if draft is not None:
        session.delete(draft)
        session.flush()


def _raise_flags(session: Session, form: Form, answers: Answers) -> None:
    known = queries.flag_kinds(session, form.id)
    for kind in rules.flags(answers):
        if kind not in known:
            session.add(Flag(form_id=form.id, kind=kind, raised_at=clock.now()))
    session.flush()


def _claim_share(session: Session, actor: Person, form: Form) -> None:
    """What a mentor of the work answers to question 11 is their word on the share; others only guess."""
    membership, asked = session.get(Membership, (form.work_id, form.enrolment_id)), form.assignment
    if form.share and membership and asked and standing.place_of(session, actor, form.work).mentor:
        opens = asked.due_on + timedelta(days=rules.RELEASE_AFTER_DAYS)
        shares.claim(session, actor, membership=membership, part=form.share, share=None, open_on=opens)
