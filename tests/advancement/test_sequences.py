"""Whatever anybody does in whatever order, on whatever days: what protects a scholar holds."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests.advancement import raising
from tests.advancement.raising import HELP, NOTICE, TEXT
from tests.properties import given, st
from tracker import clock
from tracker.advancement import actions, delivery, plans, queries, rules
from tracker.advancement.models import Closing, Concern, Proof, Verdict
from tracker.reasons import Refused

DOINGS = ("open", "read", "mail", "acknowledge", "reply", "withdraw", "plan", "judge", "wait")
# (what is done, who does it, a number of days or of targets)
whose, said = st.integers(0, 4), st.sampled_from(Verdict)
# Some that rules refuse, more that they take.
how_many = st.sampled_from([0, 3, 5, 12, 15, 16, 20, 21, 25, 31, 40])
anything = st.lists(st.tuples(st.sampled_from(DOINGS), whose, how_many, said), min_size=4, max_size=16)
# Reviews come late in a concern's life, where chance alone seldom gets.
planned = [
    ("open", 0, 20, Verdict.MET),
    ("acknowledge", 4, 0, Verdict.MET),
    ("plan", 0, 20, Verdict.MET),
    ("wait", 0, 40, Verdict.MET),
]
unkind = st.sampled_from([Verdict.PARTLY, Verdict.NOT_MET, Verdict.PARTLY, Verdict.MET])
both_words = st.tuples(st.integers(1, 14), unkind, unkind).map(
    lambda drawn: [("judge", 0, drawn[0], drawn[1]), ("judge", 2, drawn[0], drawn[2])]
)
waiting = how_many.map(lambda days: [("wait", 0, days, Verdict.MET)])
one_thing = st.tuples(st.sampled_from(DOINGS), whose, how_many, said).map(lambda step: [step])
reviews = st.lists(st.one_of(both_words, waiting, one_thing), min_size=2, max_size=8).map(
    lambda parts: [step for part in parts for step in part]
)
steps = st.one_of(anything, reviews.map(lambda later: [*planned, *later]))
shared = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass
class Watch:
    """What was seen of each concern, so that a later look can tell that nothing moved."""

    delivered: dict[int, tuple[date, Proof]] = field(default_factory=dict)
    opened: dict[int, date] = field(default_factory=dict)
    proofs: dict[int, date] = field(default_factory=dict)
    late: set[int] = field(default_factory=set)
    closed: dict[int, tuple[date, Closing]] = field(default_factory=dict)
    extensions: dict[int, date] = field(default_factory=dict)

    def look(self, concern: Concern, today: date) -> None:
        assert 1 <= len(concern.targets) <= 3
        ticking = rules.notice_clock(concern.delivered_on, concern.notice_days, today)
        assert (ticking is not None) is (concern.id in self.proofs)
        if concern.delivered_on is not None and concern.delivered_by is not None:
            # The day of the first proof, and the same at every later look.
            assert concern.delivered_on == self.proofs[concern.id]
            seen = self.delivered.setdefault(concern.id, (concern.delivered_on, concern.delivered_by))
            assert seen == (concern.delivered_on, concern.delivered_by)
            earliest = concern.delivered_on + timedelta(days=14)
            assert all(target.due_on >= earliest for target in concern.targets)
            assert not concern.counts_at_gate or concern.delivered_on <= concern.notice_by
        if not concern.counts_at_gate:
            self.late.add(concern.id)
        assert not (concern.counts_at_gate and concern.id in self.late)
        if concern.closed_on is not None and concern.closing is not None:
            ended = self.closed.setdefault(concern.id, (concern.closed_on, concern.closing))
            assert ended == (concern.closed_on, concern.closing)
        self._look_at_the_plan(concern)

    def _look_at_the_plan(self, concern: Concern) -> None:
        plan = concern.plan
        if plan is None:
            assert concern.closing is not Closing.MET
            return
        if plan.extended_to is not None:
            assert self.extensions.setdefault(concern.id, plan.extended_to) == plan.extended_to
        assert (plan.outcome is Verdict.MET) is (concern.closing is Closing.MET)
        words = list(plan.words)
        for number in (1, 2):
            said = [word for word in words if word.round == number]
            assert len({word.author_id for word in said}) == len(said) <= 2
        if plan.outcome is Verdict.NOT_MET:
            last = [word for word in words if word.round == plan.round]
            assert [word.verdict for word in last] == [Verdict.NOT_MET] * 2
            assert plan.settled_on >= plan.due_on


def do(session: Any, cast: Any, step: tuple[str, int, int, Verdict], watch: Watch) -> None:
    doing, who, number, verdict = step
    actors = (cast.sam, cast.mara, cast.lea, cast.milo, cast.ada.person)
    actor, scholar, now = actors[who], cast.ada.person, clock.now()
    today = clock.today()
    found = queries.open_on(session, cast.ada.id)
    if doing == "open":
        targets = [rules.Aim(f"Target {at}", today + timedelta(days=number)) for at in range(1 + number % 5)]
        made = actions.open_concern(
            session,
            actor,
            enrolment=cast.ada,
            text=f"{TEXT} {number}",
            targets=targets,
            help_offered=HELP,
            notice=NOTICE,
        )
        watch.opened.setdefault(made.id, today)
    if found is None:
        return
    if doing in ("read", "mail"):
        by = Proof.READ if doing == "read" else Proof.MAIL
        if delivery.prove(session, found, by=by, at=now, actor=scholar if doing == "read" else None):
            assert watch.proofs.setdefault(found.id, today) == today
    elif doing == "acknowledge":
        watch.proofs.setdefault(found.id, today)
        actions.acknowledge(session, scholar, concern=found)
    elif doing == "reply":
        watch.proofs.setdefault(found.id, today)
        actions.reply(session, scholar, concern=found, text=f"Reply {number}")
    elif doing == "withdraw":
        actions.withdraw(session, actor, concern=found, reason="A mistake.")
    elif doing == "plan":
        plans.make_plan(
            session,
            actor,
            concern=found,
            help_given=HELP,
            owner_id=actors[number % 5].id,
            review_on=today + timedelta(days=number),
        )
    elif doing == "judge":
        until = today + timedelta(days=number % 20) if verdict is Verdict.PARTLY else None
        with suppress(LookupError):
            raising.judged(session, actor, found, verdict, until=until)


@pytest.mark.any_database  # it is about rules; what databases do differently, the tests of each action see
@shared
@given(steps=steps)
def test_no_sequence_breaks_what_protects_a_scholar(session, cast, steps):
    watch, start = Watch(), clock.now()
    moment: datetime = start
    with session.begin_nested() as outer:
        for step in steps:
            if step[0] == "wait":
                moment += timedelta(days=step[2] // 2)
                continue
            with clock.fixed(moment):
                try:
                    with session.begin_nested():
                        do(session, cast, step, watch)
                except Refused:
                    session.expire_all()
                everything = queries.of_enrolment(session, cast.ada.id)
                assert sum(one.closed_on is None for one in everything) <= 1
                for one in everything:
                    session.refresh(one)
                    if one.plan is not None:
                        session.refresh(one.plan)
                    assert one.opened_on == watch.opened[one.id]
                    watch.look(one, clock.today())
        outer.rollback()
    session.expire_all()


def test_the_sequences_reach_every_end(session, cast):
    """A check of the check: the same doings, in a good order, come to a met plan after an extension."""
    watch, start = Watch(), clock.now()
    days = {"open": 0, "acknowledge": 1, "plan": 2, "judge": 30, "again": 36}
    story = (
        ("open", ("open", 0, 20, Verdict.MET)),
        ("acknowledge", ("acknowledge", 4, 0, Verdict.MET)),
        ("plan", ("plan", 0, 25, Verdict.MET)),
        ("judge", ("judge", 0, 6, Verdict.PARTLY)),
        ("judge", ("judge", 2, 6, Verdict.PARTLY)),
        ("again", ("judge", 0, 0, Verdict.MET)),
        ("again", ("judge", 2, 0, Verdict.NOT_MET)),
    )
    for when, step in story:
        with clock.fixed(start + timedelta(days=days[when])):
            do(session, cast, step, watch)
    (one,) = queries.of_enrolment(session, cast.ada.id)
    watch.look(one, clock.today() + timedelta(days=36))
    assert one.closing is Closing.MET
    assert one.plan.extended_to == clock.today() + timedelta(days=36)
