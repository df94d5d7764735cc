"""What the attention list says after a decision: the letter, the appeal, the panel that decides again."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.advancement import appealing, deciding, lettering
from tests.advancement.appealing import FILED, Stopped
from tests.factories import Factory
from tracker import clock
from tracker.advancement.appeal_models import Appeal, Ruling
from tracker.outbox.models import Message
from tracker.overview import attention, attention_facts, reminder_mail
from tracker.overview.attention_rules import Item, Kind
from tracker.people.models import Person


@pytest.fixture
def case(make: Factory) -> Stopped:
    """A scholar who was stopped on day 70, in order, and told so by letter."""
    return appealing.stopped(make)


def items(case: Stopped, number: int, *, by: Person | None = None) -> list[Item]:
    """The list of somebody (of the staff member who had no part in it) on a day of the phase."""
    reader, here = by or case.noor, case.gate
    with here.on(number):
        today = {here.program.id: clock.today(here.zone)}
        held = reader.grants_on(clock.today())
        facts = attention_facts.gather(here.make.session, [here.cohort], today, reader=reader, held=held)
        return attention.items(facts)


def kinds(found: list[Item]) -> list[Kind]:
    return [one.kind for one in found]


def only(found: list[Item], kind: Kind) -> Item:
    [one] = [one for one in found if one.kind is kind]
    return one


def test_a_decision_waits_for_its_letter_and_no_longer(make: Factory) -> None:
    here = deciding.gathering(make)
    deciding.ready(here)
    decision = deciding.decide(here, day=70)
    case = Stopped(here, decision, letter=None, noor=here.sam, otto=here.pia)  # type: ignore[arg-type]
    line = only(items(case, 71), Kind.LETTER)
    assert line.names == (here.scholar.person.name,)
    assert line.due_on == decision.decided_on
    assert Kind.DECISION not in kinds(items(case, 71))
    with here.on(71):
        lettering.sent(make.session, here.sam, decision)
    assert items(case, 72) == []


def test_somebody_who_was_stopped_stands_there_no_more(case: Stopped) -> None:
    assert [items(case, day) for day in (70, 75, 80, 120)] == [[], [], [], []]


def test_an_appeal_waits_until_it_is_decided_though_the_scholar_has_left(case: Stopped) -> None:
    appeal = appealing.filed(case)
    line = only(items(case, FILED), Kind.APPEAL)
    assert (line.names, line.who, line.due_on) == ((case.scholar.name,), "", appeal.decide_by)
    appealing.given(case, appeal)
    assert only(items(case, FILED), Kind.APPEAL).who == case.otto.name
    appealing.ruled(case, appeal, Ruling.UPHELD)
    assert Kind.APPEAL not in kinds(items(case, FILED + 1))


@pytest.fixture
def sent_back(case: Stopped) -> tuple[Stopped, Appeal]:
    appeal = appealing.given(case, appealing.filed(case))
    appealing.ruled(case, appeal, Ruling.SENT_BACK)
    return case, appeal


def test_what_an_appeal_sent_back_is_a_decision_due_until_its_new_day_is_over(
    sent_back: tuple[Stopped, Appeal],
) -> None:
    case, _appeal = sent_back
    line = only(items(case, FILED + 1), Kind.DECISION)
    assert line.names == (case.scholar.name,)
    assert line.due_on is not None
    last = (line.due_on - case.gate.first).days
    assert last > FILED
    assert Kind.DECISION in kinds(items(case, last))
    assert Kind.DECISION not in kinds(items(case, last + 1)), "by then the default stands"


def test_staff_are_reminded_of_what_was_sent_back(app: Flask, sent_back: tuple[Stopped, Appeal]) -> None:
    case, _appeal = sent_back
    here, session = case.gate, case.gate.make.session
    due_on = only(items(case, FILED + 1), Kind.DECISION).due_on
    assert due_on is not None
    with app.app_context(), here.on((due_on - here.first).days - 1):
        reminder_mail.write(session, here.program, clock.today(here.zone))
    mails = sa.select(Message).where(Message.kind == "reminder", Message.person_id == case.noor.id)
    body = session.scalars(mails).one().body
    assert "1 scholar waits for a decision of people, due on" in body
