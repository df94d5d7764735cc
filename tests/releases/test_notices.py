"""Who is asked to look at a case, what their mail says, and above all what it does not."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from tests.page import count_rows
from tests.releases.casting import TITLE, a_case
from tracker.outbox.models import Message
from tracker.releases import cases, notice_mail, notices
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState

DUE = date(2026, 5, 4)


@pytest.fixture
def case(session, cast, bench):
    return a_case(session, cast.ada.person, cast.sprint)


def mails(app, session):
    with app.app_context():
        notice_mail.write_all(session)
    return list(session.scalars(sa.select(Message).where(Message.kind == "release").order_by(Message.id)))


def test_nobody_is_asked_twice_about_the_same_at_the_same_step(app, session, case, bench):
    notices.tell(session, case=case, people=[bench.rhea, bench.rhea], what="assess", due=DUE)
    assert notices.tell(session, case=case, people=[bench.rhea], what="assess") == []
    assert count_rows(session, Notice) == 1
    assert len(mails(app, session)) == 1
    assert len(mails(app, session)) == 1
    notices.tell(session, case=case, people=[bench.rhea], what="letter")
    cases.move(session, None, case=case, transition="T17", to=CaseState.WITHDRAWN)
    notices.tell(session, case=case, people=[bench.rhea], what="assess")
    assert [one.person_id for one in mails(app, session)] == [bench.rhea.id] * 3


def test_nothing_that_somebody_typed_can_be_named_as_the_reason(session, case, bench):
    for what in ("", TITLE, "a sealed word", "x" * 61, "Ä", "a\nb"):
        with pytest.raises(ValueError, match="short code"):
            notices.tell(session, case=case, people=[bench.rhea], what=what)


def test_who_left_is_not_written_to(app, session, case, bench):
    bench.rhea.active = False
    bench.ravi.email = None
    notices.tell(session, case=case, people=[bench.rhea, bench.ravi], what="assess")
    assert mails(app, session) == []
    bench.rhea.active = True
    assert mails(app, session) == []  # and not months later either


def test_a_mail_names_the_case_the_day_and_the_link_and_nothing_else(app, session, case, bench):
    notices.tell(session, case=case, people=[bench.rhea], what="assess", due=DUE)
    (mail,) = mails(app, session)
    assert mail.subject == f"[review] {case.public_id}: action needed"
    assert mail.body.split("\n\n") == [
        case.codename,
        "due 4 May 2026",
        f"http://localhost/reviews/{case.id}",
    ]
    said = mail.subject + mail.body
    for word in (TITLE, *TITLE.split(), "assess", "draft", "Ada", "Sprint", "Rhea", "post"):
        assert word.casefold() not in said.casefold().replace(case.codename, "")


def test_without_a_day_a_mail_says_none(app, session, case, bench):
    notices.tell(session, case=case, people=[bench.rhea], what="letter")
    (mail,) = mails(app, session)
    assert mail.body.split("\n\n") == [case.codename, f"http://localhost/reviews/{case.id}"]
