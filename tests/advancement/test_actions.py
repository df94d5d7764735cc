"""A concern's life in the database: opened once, proven once, answered, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.advancement.raising import TEXT, aim, arrived, concern, in_days, judged, plan
from tests.page import count_rows
from tracker import audit, clock
from tracker.advancement import actions, delivery, queries
from tracker.advancement.models import Closing, Concern, Proof, Verdict
from tracker.cohorts import actions as cohorts
from tracker.evaluations.models import Flag
from tracker.outbox.models import Message, MessageState
from tracker.permissions import Role
from tracker.reasons import Refused


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.decision.code


def test_the_scholar_is_written_to_at_once_without_a_word_of_it(session, cast):
    made = concern(session, cast.mara, cast.ada)
    assert made.message is not None
    assert (made.message.address, made.message.kind) == (cast.ada.person.email, "concern")
    assert TEXT not in made.message.body + made.message.subject
    assert made.counts_at_gate
    assert made.delivered_on is None


def test_a_mentor_of_somebody_else_raises_nothing(session, cast):
    with pytest.raises(Refused) as refused:
        concern(session, cast.mara, cast.ben)
    assert code(refused) == "concern_not_yours"


def test_nobody_raises_one_about_themselves(session, cast, make):
    make.role(cast.ada.person, Role.STAFF, cast.cohort)
    with pytest.raises(Refused) as refused:
        concern(session, cast.ada.person, cast.ada)
    assert code(refused) == "concern_on_self"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"on": -1}, "concern_past"),
        ({"targets": []}, "targets_none"),
        ({"targets": [aim(n) for n in (15, 16, 17, 18)]}, "targets_many"),
        ({"targets": [aim(13)]}, "target_too_soon"),
        ({"text": "  "}, "reply_empty"),
        ({"help_offered": ""}, "reply_empty"),
    ],
)
def test_what_a_rule_refuses_leaves_nothing_half_written(session, cast, changes, expected):
    if "on" in changes:
        changes = {"on": in_days(changes["on"])}
    with pytest.raises(Refused) as refused:
        concern(session, cast.sam, cast.ada, **changes)
    assert code(refused) == expected
    assert count_rows(session, Concern) == count_rows(session, Message) == 0


def test_a_double_click_opens_one_concern_and_writes_one_mail(session, cast):
    first = concern(session, cast.sam, cast.ada)
    assert concern(session, cast.sam, cast.ada) is first
    assert count_rows(session, Concern) == count_rows(session, Message) == 1


def test_a_second_concern_is_refused_while_one_is_open(session, cast):
    first = concern(session, cast.sam, cast.ada)
    with pytest.raises(Refused) as refused:
        concern(session, cast.mara, cast.ada)
    assert code(refused) == "concern_open_already"
    actions.withdraw(session, cast.sam, concern=first, reason="It was about somebody else.")
    assert concern(session, cast.mara, cast.ada).id != first.id


def test_the_database_refuses_a_second_open_one_and_a_fourth_target(session, cast):
    made = concern(session, cast.sam, cast.ada)
    same = {column.key: getattr(made, column.key) for column in sa.inspect(Concern).column_attrs}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(Concern(**{**same, "id": None, "message_id": None}))
    fourth = sa.insert(made.targets[0].__table__).values(
        concern_id=made.id, position=4, text="More", stated_on=in_days(20), due_on=in_days(20)
    )
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(fourth)


def test_nobody_who_left_gets_a_concern(session, cast):
    cohorts.withdraw(session, cast.sam, enrolment=cast.ada, on=clock.today())
    with pytest.raises(Refused) as refused:
        concern(session, cast.sam, cast.ada)
    assert code(refused) == "scholar_left"


def test_after_the_last_day_it_is_help_that_does_not_count(session, cast, make):
    phase = make.training(cast.cohort)
    late = clock.now() + (phase.notice_by - clock.today()) + timedelta(days=1)
    with clock.fixed(late):
        made = concern(session, cast.sam, cast.ada)
    assert not made.counts_at_gate


def test_the_delivery_is_written_once_and_never_moves(session, cast):
    made = concern(session, cast.sam, cast.ada)
    at = clock.now()
    assert delivery.prove(session, made, by=Proof.READ, at=at, actor=cast.ada.person)
    assert not delivery.prove(session, made, by=Proof.MAIL, at=at + timedelta(days=3), actor=None)
    with clock.fixed(at + timedelta(days=2)):
        actions.acknowledge(session, cast.ada.person, concern=made)
        actions.reply(session, cast.ada.person, concern=made, text="I was ill.")
    assert (made.delivered_on, made.delivered_by) == (clock.today(), Proof.READ)
    entries = sa.select(audit.AuditEntry).where(audit.AuditEntry.action == "concern.deliver")
    assert len(session.scalars(entries).all()) == 1


def test_a_target_that_arrives_late_moves_so_that_two_weeks_are_left(session, cast):
    made = concern(session, cast.sam, cast.ada, targets=[aim(14), aim(30, "A second one")])
    drawn = plan(session, cast.sam, made, owner=cast.sam, days=30)
    with clock.fixed(clock.now() + timedelta(days=5)):
        actions.acknowledge(session, cast.ada.person, concern=made)
    assert [target.due_on for target in made.targets] == [in_days(19), in_days(30)]
    assert made.targets[0].stated_on == in_days(14)
    assert drawn.review_on == in_days(30)
    assert made.counts_at_gate


def test_what_arrives_after_the_last_day_no_longer_counts(session, cast, make):
    made = concern(session, cast.sam, cast.ada)
    wait = make.training(cast.cohort).notice_by - clock.today() + timedelta(days=1)
    with clock.fixed(clock.now() + wait):
        actions.acknowledge(session, cast.ada.person, concern=made)
    assert not made.counts_at_gate


def test_mail_handed_over_is_proof_on_the_programs_day(session, cast):
    """Half past eleven in the evening in UTC is the next day in Auckland."""
    cast.program.time_zone = "Pacific/Auckland"
    made = concern(session, cast.sam, cast.ada)
    made.message.state = MessageState.SENT
    made.message.sent_at = clock.now().replace(hour=23, minute=30) + timedelta(days=1)
    delivery.mail_sent(session, made.message)
    assert made.delivered_by is Proof.MAIL
    assert made.delivered_on == made.message.sent_at.date() + timedelta(days=1)


def test_other_mail_proves_nothing(session, cast):
    made = concern(session, cast.sam, cast.ada)
    other = Message(person_id=cast.ada.person_id, address="a@example.org", kind="x", subject="x", body="x")
    other.state, other.sent_at = MessageState.SENT, clock.now()
    session.add(other)
    session.flush()
    delivery.mail_sent(session, other)
    assert made.delivered_on is None


def test_who_answers_has_read_it(session, cast):
    made = concern(session, cast.sam, cast.ada)
    for text in ("I was ill.", "I was ill.", "And now I am back."):
        actions.reply(session, cast.ada.person, concern=made, text=text)
    session.refresh(made, ["replies"])
    assert [one.text for one in made.replies] == ["I was ill.", "And now I am back."]
    assert made.delivered_by is Proof.READ
    assert made.acknowledged_at is None


def test_nobody_but_the_scholar_acknowledges_or_replies(session, cast):
    made = concern(session, cast.sam, cast.ada)
    for doing in (
        lambda: actions.acknowledge(session, cast.sam, concern=made),
        lambda: actions.reply(session, cast.ben.person, concern=made, text="Hello."),
    ):
        with pytest.raises(PermissionError):
            doing()
    assert made.delivered_on is None


@pytest.mark.parametrize(("who", "expected"), [("mara", ""), ("lea", ""), ("sam", "withdrawal_not_yours")])
def test_who_opened_it_or_a_lead_takes_it_back(session, cast, who, expected):
    made = arrived(session, cast.mara, cast.ada)
    person = {"mara": cast.mara, "lea": cast.lea, "sam": cast.sam}[who]
    if expected:
        with pytest.raises(Refused) as refused:
            actions.withdraw(session, person, concern=made, reason="A mistake.")
        assert code(refused) == expected
    else:
        actions.withdraw(session, person, concern=made, reason="A mistake.")
        assert (made.closing, made.closing_reason) == (Closing.WITHDRAWN, "A mistake.")


def test_a_concern_from_a_form_takes_the_forms_wish_off_the_list(session, cast, make):
    form = make.form(cast.from_mara, raise_concern=True)
    concern(session, cast.mara, cast.ada, form=form)
    assert session.scalars(sa.select(Flag.handled_by_id)).all() == [cast.mara.id]


def test_a_form_about_somebody_else_is_no_ground(session, cast, make):
    form = make.form(make.assignment(cast.ben, cast.mara), raise_concern=True)
    with pytest.raises(Refused) as refused:
        concern(session, cast.sam, cast.ada, form=form)
    assert code(refused) == "form_elsewhere"


def test_a_draft_is_its_authors_and_goes_when_the_concern_is_open(session, cast):
    for text in ("Half", "Half a sentence"):
        actions.save_draft(session, cast.sam, enrolment=cast.ada, typed={"text": text})
    assert queries.draft(session, cast.ada.id, cast.sam.id).typed == {"text": "Half a sentence"}
    assert queries.draft(session, cast.ada.id, cast.mara.id) is None
    concern(session, cast.sam, cast.ada)
    assert queries.draft(session, cast.ada.id, cast.sam.id) is None


def test_a_plan_that_is_met_closes_the_concern(session, cast):
    made = arrived(session, cast.mara, cast.ada)
    drawn = plan(session, cast.sam, made, owner=cast.mara)
    with clock.fixed(clock.now() + timedelta(days=20)):
        judged(session, cast.mara, made, Verdict.MET)
        assert made.closed_on is None
        judged(session, cast.sam, made, Verdict.NOT_MET)
    assert drawn.outcome is Verdict.MET
    assert (made.closing, made.closed_on) == (Closing.MET, in_days(20))


def test_a_plan_is_extended_once_and_a_plan_not_met_leaves_the_concern_open(session, cast):
    made = arrived(session, cast.mara, cast.ada)
    drawn = plan(session, cast.sam, made, owner=cast.sam)
    with clock.fixed(clock.now() + timedelta(days=20)):
        judged(session, cast.sam, made, Verdict.PARTLY, until=in_days(10 + 20 - 20))
        judged(session, cast.lea, made, Verdict.NOT_MET)
        assert drawn.extended_to == clock.today() + timedelta(days=10)
    with clock.fixed(clock.now() + timedelta(days=30)):
        with pytest.raises(Refused) as refused:
            judged(session, cast.sam, made, Verdict.PARTLY, until=in_days(5))
        assert code(refused) == "extended_already"
        judged(session, cast.sam, made, Verdict.NOT_MET)
        judged(session, cast.lea, made, Verdict.NOT_MET)
    assert drawn.outcome is Verdict.NOT_MET
    assert made.closed_on is None
    assert made.counts_at_gate


def test_more_time_past_the_decision_takes_the_concern_out_of_it(session, cast):
    made = arrived(session, cast.mara, cast.ada)
    plan(session, cast.sam, made, owner=cast.sam, days=40)
    with clock.fixed(clock.now() + timedelta(days=40)):
        judged(session, cast.sam, made, Verdict.PARTLY, until=in_days(10))
        judged(session, cast.lea, made, Verdict.PARTLY, until=in_days(2))
    assert not made.counts_at_gate


def test_one_person_never_gives_both_words(session, cast):
    made = arrived(session, cast.mara, cast.ada)
    plan(session, cast.sam, made, owner=cast.sam)
    judged(session, cast.sam, made, Verdict.MET)
    with pytest.raises(Refused) as refused:
        judged(session, cast.sam, made, Verdict.MET)
    assert code(refused) == "review_twice"
    judged(session, cast.lea, made, Verdict.MET)
    assert made.closing is Closing.MET


def test_the_others_word_is_hidden_until_both_are_in(session, cast):
    made = arrived(session, cast.mara, cast.ada)
    drawn = plan(session, cast.sam, made, owner=cast.mara)

    def seen(person):
        return [word.author_id for word in queries.words(session, drawn, reader_id=person.id)]

    judged(session, cast.mara, made, Verdict.MET)
    everybody = (cast.mara, cast.sam, cast.lea, cast.ada.person)
    assert [seen(one) for one in everybody] == [[cast.mara.id], [], [], []]
    judged(session, cast.sam, made, Verdict.MET)
    assert all(sorted(seen(one)) == sorted([cast.mara.id, cast.sam.id]) for one in everybody)


def test_who_answers_for_a_plan_can_read_the_concern(session, cast):
    made = arrived(session, cast.mara, cast.ada)
    with pytest.raises(Refused) as refused:
        plan(session, cast.sam, made, owner=cast.milo)
    assert code(refused) == "plan_owner"
