"""The pages of webhooks: for staff of the whole program, the secret once, refusals at their field."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.conftest import KEY
from tests.outbox import hooking
from tests.page import Client
from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts import webhook_words
from tracker.outbox import webhook_rules, webhook_sending, webhook_signing, webhooks
from tracker.outbox.webhook_models import DeliveryState, Webhook, WebhookDelivery
from tracker.outbox.webhook_rules import Answer
from tracker.overview.webhook_events import KINDS

pytestmark = pytest.mark.any_database
PAGE = "/programs/north/webhooks"


@pytest.fixture
def staff(client: Client, cast: Cast) -> Client:
    return client.sign_in(cast.sam)


def hooks(session: Session) -> list[Webhook]:
    return list(session.scalars(sa.select(Webhook).execution_options(populate_existing=True)))


def test_it_is_added_and_its_secret_is_shown_this_once(staff: Client, session: Session):
    shown = staff.post(PAGE, {"url": hooking.URL, "events": ["form.filed", "report.ready"]})
    (hook,) = hooks(session)
    secret = webhook_signing.secret(KEY, hook.salt)
    assert (hook.url, hook.events, hook.off_at) == (hooking.URL, ["form.filed", "report.ready"], None)
    assert f'value="{secret}"' in shown.html
    for later in (f"{PAGE}/{hook.id}", PAGE):
        page = staff.get(later)
        assert hooking.URL in page
        assert "whsec_" not in page.html
    trail = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "webhook.add")).one()
    assert trail.change == {"events": ["form.filed", "report.ready"]}, "neither address nor secret"


@pytest.mark.parametrize(
    ("url", "events", "said"),
    [
        ("", ["form.filed"], "This field is needed."),
        ("hooks.example.org", ["form.filed"], "This is no address that can be written to."),
        ("https://u:p@example.org/", ["form.filed"], "This is no address that can be written to."),
        ("https://example.org/" + "a" * 600, ["form.filed"], "Use at most 500 characters."),
        (hooking.URL, [], "Choose at least one kind of event."),
        (hooking.URL, ["form.read"], "is not a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(staff: Client, session: Session, url, events, said):
    answer = staff.post(PAGE, {"url": url, "events": events})
    assert answer.status == 422
    assert said in answer
    assert hooks(session) == []


def test_nobody_but_staff_of_the_program_finds_them(client: Client, session: Session, cast: Cast):
    hook = hooking.made(session, cast)
    for person in (cast.ada.person, cast.mara, cast.outsider):
        client.sign_in(person)
        for page in (PAGE, f"{PAGE}/{hook.id}", f"/programs/south/webhooks/{hook.id}"):
            assert client.get(page).status == 404, (person.name, page)
        for act in ("test", "secret", "on", "off", "remove"):
            assert client.post(f"{PAGE}/{hook.id}/{act}").status == 404
    assert [one.salt for one in hooks(session)] == [hook.salt]


def test_a_new_secret_replaces_the_old_one(staff: Client, session: Session, cast: Cast):
    hook = hooking.made(session, cast)
    before = webhook_signing.secret(KEY, hook.salt)
    shown = staff.post(f"{PAGE}/{hook.id}/secret")
    after = webhook_signing.secret(KEY, hooks(session)[0].salt)
    assert after != before
    assert after in shown.html
    assert before not in shown.html


def test_a_test_is_written_and_stands_in_the_list(staff: Client, session: Session, cast: Cast):
    hook = hooking.made(session, cast)
    assert staff.post(f"{PAGE}/{hook.id}/test").location == f"{PAGE}/{hook.id}"
    (row,) = session.scalars(sa.select(WebhookDelivery)).all()
    assert (row.kind, row.state, row.attempts) == ("test", DeliveryState.WAITING, 0)
    page = staff.get(f"{PAGE}/{hook.id}")
    assert row.event_id in page
    assert "a test" in page


def test_switched_off_it_takes_no_test_and_what_waited_is_dropped(
    staff: Client, session: Session, cast: Cast
):
    hook = hooking.made(session, cast)
    staff.post(f"{PAGE}/{hook.id}/test")
    staff.post(f"{PAGE}/{hook.id}/off")
    staff.post(f"{PAGE}/{hook.id}/test")
    page = staff.get(f"{PAGE}/{hook.id}")
    assert "Staff switched it off." in page
    assert "not sent, it was switched off" in page
    assert session.scalar(sa.select(sa.func.count()).select_from(WebhookDelivery)) == 1
    staff.post(f"{PAGE}/{hook.id}/on")
    assert "It is off" not in staff.get(f"{PAGE}/{hook.id}")


def test_it_is_removed_with_what_it_was_told(staff: Client, session: Session, cast: Cast):
    hook = hooking.made(session, cast)
    webhooks.test(session, cast.sam, webhook=hook)
    assert staff.post(f"{PAGE}/{hook.id}/remove").location == PAGE
    assert hooks(session) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(WebhookDelivery)) == 0


def test_a_program_has_only_so_many(staff: Client, session: Session, cast: Cast):
    for number in range(webhook_rules.MOST_HOOKS):
        hooking.made(session, cast, f"{hooking.URL}/{number}")
    answer = staff.post(PAGE, {"url": hooking.URL, "events": ["form.filed"]})
    assert (answer.status, len(hooks(session))) == (422, webhook_rules.MOST_HOOKS)
    assert "A program has at most 20 webhooks." in answer


def test_the_lists_take_the_same_statements_for_one_and_for_many(staff: Client, session: Session, cast: Cast):
    hook = hooking.made(session, cast)

    def counted(page: str) -> int:
        staff.get(page)
        with staff.counting() as statements:
            staff.get(page)
        return len(statements)

    def fill(count: int) -> None:
        row = session.get_one(Webhook, hook.id)
        for number in range(count):
            at, kind = clock.now(), KINDS[0]
            session.add(webhooks.tell(row, event_id=f"evt_{count}_{number}", kind=kind, at=at, data={}))

    fill(1)
    few = counted(PAGE), counted(f"{PAGE}/{hook.id}")
    fill(60)
    for number in range(6):
        hooking.made(session, cast, f"{hooking.URL}/{number}")
    assert (counted(PAGE), counted(f"{PAGE}/{hook.id}")) == few
    assert "page 1 of 2" in staff.get(f"{PAGE}/{hook.id}")


def test_every_kind_and_every_problem_has_its_words():
    assert tuple(webhook_words.EVENTS) == KINDS
    assert set(webhook_words.STATES) == set(DeliveryState)
    answers = {"private", "timeout", "unreachable", "certificate", "answer"}
    source = Path(webhook_sending.__file__).read_text()
    assert {one for one in answers if f'"{one}"' in source} == answers == set(webhook_words.PROBLEMS)
    assert Answer(problem="timeout").taken is False
