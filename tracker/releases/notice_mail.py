"""Writes the mails of the review: a case's number and codename, a day, a link, and nothing else."""

from __future__ import annotations

import sqlalchemy as sa
from flask_babel import force_locale
from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.outbox import actions as outbox
from tracker.outbox import texts
from tracker.outbox.models import Message
from tracker.people.models import Person
from tracker.releases.models import Case
from tracker.releases.notice_models import Notice
from tracker.web.addresses import full_address
from tracker.web.filters import day
from tracker.web.texts import gettext as _

KIND = "release"
CASE_PAGE, REPORTS_PAGE = "releases.case_page", "releases.reports_page"


def waiting(session: Session, program_id: int | None = None) -> bool:
    """Whether somebody was asked to whom no mail is written yet."""
    found = sa.select(Notice.id).where(Notice.done_at.is_(None))
    if program_id is not None:
        found = found.where(Notice.program_id == program_id)
    return session.scalar(found.limit(1)) is not None


def write(session: Session, program_id: int, *, at_most: int | None = None) -> int:
    """Write the mails of a program that are not written yet, the oldest first; returns how many.

    Under the program's lock, so that two processes never write the same one. `at_most`: for so many
    notices, so that whoever else writes waits no longer than that takes.
    """
    audit.hold(session, program_id)
    found = (
        sa.select(Notice, Person)
        .join(Person, Person.id == Notice.person_id)
        .where(Notice.program_id == program_id, Notice.done_at.is_(None))
        .order_by(Notice.id)
        .limit(at_most)
    )
    rows = session.execute(found.execution_options(populate_existing=True)).all()
    # Not joined: what every case is loaded with would leave out the notices without one.
    ids = {notice.case_id for notice, _person in rows if notice.case_id is not None}
    cases = {one.id: one for one in session.scalars(sa.select(Case).where(Case.id.in_(ids))).unique()}
    return sum(_write_one(session, notice, person, cases.get(notice.case_id or 0)) for notice, person in rows)


def write_all(session: Session) -> int:
    """The same for every program in which somebody waits."""
    found = sa.select(Notice.program_id).where(Notice.done_at.is_(None)).distinct()
    return sum(write(session, number) for number in sorted(session.scalars(found).all()))


def _write_one(session: Session, notice: Notice, person: Person, case: Case | None) -> bool:
    """Whether there was somebody to write to. Mail to people who left is not written."""
    notice.done_at = clock.now()
    if not person.active or person.email is None:
        return False
    message = _message(session, notice, person, case)
    session.flush()
    notice.message_id = message.id
    session.flush()
    return True


def _message(session: Session, notice: Notice, person: Person, case: Case | None) -> Message:
    assert person.email is not None
    with force_locale(person.locale):
        name = case.public_id if case is not None else _("report %(id)s", id=notice.report_id)
        values = {
            "case": name,
            "codename": case.codename if case is not None else name,
            "day": day(notice.due_on) if notice.due_on else "",
            "link": full_address(CASE_PAGE, case_id=case.id) if case else full_address(REPORTS_PAGE),
        }
        mail = texts.compose(session, KIND, values, program_id=notice.program_id)
    return outbox.write(
        session,
        person_id=person.id,
        address=person.email,
        kind=KIND,
        subject=mail.subject,
        body=mail.body,
        program_id=notice.program_id,
        once_key=f"{KIND}:{notice.id}",
    )
