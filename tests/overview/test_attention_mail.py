"""Mails that failed, or may not have arrived, on the attention list: a count to who can handle them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.outbox import mailing
from tests.page import Client, Page
from tracker.outbox.models import Message
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

LIST = "/programs/north/cohorts/winter/attention"
LOOK = ("/outbox/?state=look", "Outbox")


@pytest.fixture
def failed(session: Session, cast: Cast) -> Message:
    return mailing.failed(session, cast, "Your place at the fellowship")


@pytest.mark.parametrize("role", [Role.RESEARCH_MANAGER, Role.STAFF])
def test_a_role_in_one_cohort_reads_no_line_of_mails(
    client: Client, make: Factory, cast: Cast, failed: Message, role: Role
) -> None:
    one = make.role(make.person("Rae Cohort"), role, cast.cohort)
    for url in ("/", "/attention", LIST):
        page = client.sign_in(one).get(url)
        assert LOOK not in page.links and "mail failed" not in page


def test_staff_of_another_program_read_nothing_of_it(client: Client, cast: Cast, failed: Message) -> None:
    assert "mail failed" not in client.sign_in(cast.outsider).get("/attention")


@pytest.mark.parametrize("url", ["/", "/attention", LIST])
def test_staff_of_the_program_find_a_count_that_leads_to_the_outbox(
    client: Client, session: Session, cast: Cast, failed: Message, url: str
) -> None:
    failed.written_at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    page = client.sign_in(cast.sam).get(url)
    assert "1 mail failed, or nobody knows whether it arrived; it was written on 2 March 2026." in page
    assert LOOK in page.links
    mailing.unsure(session, cast)
    assert "2 mails failed, or nobody knows whether they arrived; the oldest was" in client.get(url)
    assert [text for _href, text in page.links].count("Outbox") - outboxes_in_the_head(page) == 1


def outboxes_in_the_head(page: Page) -> int:
    """Links to the whole outbox, as the head of every page may have."""
    return len([href for href, text in page.links if text == "Outbox" and "look" not in href])


def test_the_line_says_nothing_of_what_the_mail_is_about(client: Client, cast: Cast, failed: Message) -> None:
    page = client.sign_in(cast.sam).get("/attention")
    assert not [said for said in (failed.subject, failed.address, failed.error) if said and said in page]


def test_a_mail_that_waits_left_or_never_leaves_is_no_line(
    client: Client, session: Session, cast: Cast
) -> None:
    mailing.message(session, cast)
    assert LOOK not in client.sign_in(cast.sam).get("/attention").links


def test_the_line_is_gone_once_every_mail_was_handled(
    client: Client, session: Session, cast: Cast, failed: Message
) -> None:
    unsure = mailing.unsure(session, cast)
    client.sign_in(cast.sam).post(f"/outbox/{failed.id}/retry")
    assert "1 mail failed, or nobody knows" in client.get("/attention")
    client.post(f"/outbox/{unsure.id}/settle")
    assert LOOK not in client.get("/attention").links


def test_several_cohorts_of_a_program_make_one_line_under_its_name(
    client: Client, make: Factory, cast: Cast, failed: Message
) -> None:
    make.cohort(cast.program, "spring")
    page = client.sign_in(cast.sam).get("/attention")
    assert page.text.count("1 mail failed") == 1
    assert "says. North Fellowship" in page


def test_the_day_is_that_of_the_program(
    client: Client, session: Session, cast: Cast, failed: Message
) -> None:
    cast.program.time_zone = "Pacific/Auckland"
    failed.written_at = datetime(2026, 3, 2, 23, tzinfo=UTC) - timedelta(minutes=1)
    session.flush()
    assert "it was written on 3 March 2026" in client.sign_in(cast.sam).get("/attention")
