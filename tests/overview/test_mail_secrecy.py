"""No mail holds a word of what is confidential: every kind is written, and looked through for canaries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_security import hash_password
from sqlalchemy.orm import Session, sessionmaker

from tests.advancement import lettering, raising
from tests.cast import Cast
from tests.cohorts.test_people_views import add
from tests.factories import Factory
from tests.outbox import hooking
from tests.page import Client
from tests.people.test_sign_in import change
from tests.projects import outcoming
from tests.releases import casting
from tests.surveys.asking import asked
from tracker import clock
from tracker.advancement import appeals
from tracker.cohorts.models import Program
from tracker.outbox import daily_mails
from tracker.outbox.kinds import KINDS
from tracker.outbox.models import Message
from tracker.overview import daily, post, reminder_mail, webhook_events
from tracker.releases import notices
from tracker.surveys.questions import Slot

pytestmark = pytest.mark.any_database
COHORT = "/programs/north/cohorts/winter"
PASSWORD = "correct horse battery"  # of an invented person


def canary(name: str) -> str:
    """A word that stands nowhere else."""
    return f"Zq{name}xv"


@pytest.fixture
def world(app: Flask, session: Session, cast: Cast, make: Factory) -> dict[str, Any]:
    """People of whom something confidential is written in every place that has one."""
    form = make.form(
        cast.from_milo,
        overall=1,
        **{field: f"On it: {canary(field)}." for field in ("keep", "change")},
        staff_note=canary("note"),
    )
    cast.sprint.title = canary("work")
    outcoming.outcome(session, cast.ada.person, cast.sprint, title=canary("outcome"))
    bench = casting.a_bench(make, cast)
    case = casting.a_case(session, cast.ada.person, cast.sprint, title=canary("release"))
    notices.tell(session, case=case, people=[bench.rhea], what="assess", due=clock.today())
    decision = lettering.planned(session, cast.sam, make.enrolment(cast.cohort))
    appealed = lettering.planned(session, cast.sam, make.enrolment(cast.cohort))
    lettering.sent(session, cast.sam, appealed)
    appeal = appeals.file(session, appealed.enrolment.person, decision=appealed, text=canary("appeal"))
    with app.test_request_context():
        cast.milo.password = hash_password(PASSWORD)
    session.flush()
    return {
        "form": form.id,
        "decision": decision.id,
        "appeal": appeal.id,
        "survey": asked(session, cast.cohort, Slot.CAREERS_6).id,
    }


def write_all(client: Client, app: Flask, session: Session, cast: Cast, world: dict[str, Any]) -> None:
    """Have every kind of mail written, each in the way in which the product writes it."""
    concern = {"text": f"{raising.TEXT} {canary('concern')}", "target_1": canary("target")}
    concern |= {"target_1_on": raising.in_days(16).isoformat(), "help_offered": canary("help"), "act": "open"}
    at = f"/scholars/{cast.ada.id}/concern"
    client.sign_in(cast.mara)
    assert client.submit(client.get(at), at, action="/concern", **concern).status == 302

    client.sign_in(cast.sam)
    client.submit(client.get(f"{COHORT}/letters"), f"{COHORT}/letters", action="/letters")
    at = f"/appeals/{world['appeal']}"
    client.submit(client.get(at), f"{at}/reader", action="/reader", reader=cast.lea.id)
    training = f"{COHORT}/setup/phases/training"
    page = client.get(training)
    sooner = clock.today() + timedelta(days=1)
    client.submit(page, training, training_notice_by=sooner.isoformat(), training_reason="A holiday.")
    at = f"{COHORT}/assignments/{cast.from_mara.id}/chase"
    client.submit(client.get(at), at, action="/chase")
    client.post(f"{COHORT}/people/{cast.mara.id}/invite")
    add(client, email="milo.vance@example.org", role="research_manager")
    at = "/programs/north/mails/chaser"
    client.submit(client.get(at), at, action="/chaser", act="test")
    client.sign_in(cast.milo)
    change(client)
    client.sign_out()
    client.submit(
        client.get("/sign-in/link"), "/sign-in/link", action="/sign-in/link", email="ada.adeyemi@example.org"
    )
    with app.app_context():
        program = session.get_one(Program, cast.program.id)
        for step in (daily.SURVEY_LINKS, daily.REVIEW_MAILS):
            daily.STEPS[step].do(session, program)
        webhook_events.tell_staff(session, hooking.made(session, cast))
        for days in (0, 3):
            with clock.fixed(clock.now() + timedelta(days=days)):
                reminder_mail.write(session, program, clock.today(program.time_zone))
        session.flush()
        with clock.fixed(clock.now().replace(hour=12) + timedelta(days=4)):
            daily_mails.gather(inside(session), post.readers)


def inside(session: Session) -> sessionmaker[Session]:
    """Sessions whose commits stay inside the test's own transaction."""
    return sessionmaker(
        session.connection(), join_transaction_mode="create_savepoint", expire_on_commit=False
    )


def test_every_kind_is_written_and_none_holds_a_word_of_what_is_confidential(
    client: Client, app: Flask, session: Session, cast: Cast, world: dict[str, Any]
) -> None:
    write_all(client, app, session, cast, world)
    session.expire_all()
    messages = session.scalars(sa.select(Message)).all()
    assert {message.kind for message in messages} == set(KINDS), "a new kind is written here too"
    confidential = [lettering.REASONS, "Mondays at ten", raising.TEXT, raising.HELP, "Zq"]
    for message in messages:
        for words in confidential:
            assert words not in message.subject + message.body, message.kind


def test_the_canaries_are_there_to_be_found(
    client: Client, session: Session, cast: Cast, world: dict[str, Any]
):
    """What is looked for stands on the pages of those who may read it: else the test above shows nothing."""
    shown = (
        client.sign_in(cast.sam).get(f"/forms/{world['form']}").html
        + client.get(f"/works/{cast.sprint.id}").html
    )
    shown += client.get(f"/appeals/{world['appeal']}").html + client.get(f"{COHORT}/letters").html
    for word in (
        canary("keep"),
        canary("note"),
        canary("work"),
        canary("appeal"),
        lettering.REASONS,
        "Mondays at ten",
    ):
        assert word in shown
