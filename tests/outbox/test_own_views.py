"""How somebody wants their mail: kept per kind, never for decisions and concerns."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.page import Client
from tracker.outbox import mail_queries, wishes
from tracker.outbox.mail_models import When
from tracker.outbox.timing_rules import Hours
from tracker.reasons import Refused

pytestmark = pytest.mark.any_database
PAGE = "/account/mail"


@pytest.fixture
def page(client: Client, cast: Cast):
    """Mara's page, and how she sends it."""
    client.sign_in(cast.mara)

    def send(**changes: str):
        return client.submit(client.get(PAGE), PAGE, action="/account/mail", **changes)

    return send


def test_the_page_says_what_always_comes_at_once(client: Client, cast: Cast):
    shown = client.sign_in(cast.ada.person).get(PAGE)
    assert "Decisions and concerns are sent at once, at any hour, and nobody can turn them off" in shown
    assert "A concern was raised" in shown
    assert "concern" not in shown.form()


def test_choices_and_hours_are_kept_and_shown_again(client: Client, session: Session, cast: Cast, page):
    assert (
        page(reminder="never", chaser="daily", quiet_from="", quiet_until="", daily_at="6").location == PAGE
    )
    assert mail_queries.choices(session, cast.mara.id) == {"reminder": When.NEVER, "chaser": When.DAILY}
    assert mail_queries.hours(session, cast.mara.id) == Hours(None, None, 6)
    form = client.get(PAGE).form("/account/mail")
    assert (form["reminder"], form["chaser"], form["daily_at"], form["quiet_from"]) == (
        "never",
        "daily",
        "6",
        "",
    )
    page(reminder="daily", chaser="at_once")
    assert mail_queries.choices(session, cast.mara.id) == {}, "what everybody gets needs no row"


def test_nobody_elses_choices_change(session: Session, cast: Cast, page):
    page(reminder="never")
    assert mail_queries.choices(session, cast.milo.id) == {}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"daily_at": "23"}, "The mail of the day would come at a quiet hour."),
        ({"quiet_from": ""}, "Choose both, or neither."),
        ({"quiet_from": "7"}, "Quiet hours end at another hour than they begin."),
        ({"daily_at": "24"}, "Not a valid choice"),
        ({"daily_at": "x"}, "Not a valid choice"),
        ({"reminder": "sometimes"}, "Not a valid choice"),
        ({"release": "never"}, "Not a valid choice"),
        ({"survey_link": "daily"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(session: Session, cast: Cast, page, changes, said):
    answer = page(**{"chaser": "never", **changes})
    assert answer.status == 422
    assert said in answer
    assert mail_queries.choices(session, cast.mara.id) == {}
    assert mail_queries.hours(session, cast.mara.id) == Hours()


def test_the_action_refuses_what_the_page_does_not_offer(session: Session, cast: Cast):
    with pytest.raises(Refused):
        wishes.choose(session, cast.mara, wanted={"concern": When.DAILY}, hours=Hours())
    assert mail_queries.choices(session, cast.mara.id) == {}
