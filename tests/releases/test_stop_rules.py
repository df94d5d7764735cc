"""Who may stop and who may let go on: one alone never lets anything on, and no day does."""

from __future__ import annotations

from datetime import date, timedelta

from tests.properties import given, st
from tests.releases.stopping import START
from tracker.releases import stop_rules as rules
from tracker.releases.numbers import DEFAULTS
from tracker.releases.parts import CaseRole, CaseState
from tracker.releases.states import STOPPABLE, TRANSITIONS
from tracker.releases.stop_rules import Stopped, Voice

REASONS_BY, SETTLE_BY = rules.times(START, START.date(), DEFAULTS)
LATER = REASONS_BY + timedelta(seconds=1)
REVIEWER = frozenset({CaseRole.REVIEWER})
HANDLER = frozenset({CaseRole.COORDINATOR})


def fact(before=CaseState.PUBLISHED, **values):
    values = {"submitted": True, "approved": False, "tier": 1, "stopper": 1, "reasons_filed": True} | values
    return Stopped(before=before, reasons_by=REASONS_BY, settle_by=SETTLE_BY, **values)


def voice(person, after=CaseState.PUBLISHED, roles=REVIEWER, *, barred=False):
    return Voice(person, after, roles, barred)


def test_reasons_have_forty_eight_hours_and_settling_seven_days():
    assert timedelta(hours=48) == REASONS_BY - START
    assert date(2026, 5, 11) == SETTLE_BY
    assert not rules.overdue(fact(), SETTLE_BY)
    assert rules.overdue(fact(), SETTLE_BY + timedelta(1))
    assert not rules.overdue(fact(submitted=False), SETTLE_BY + timedelta(400))


def test_a_stop_works_from_a_draft_to_what_is_published_and_not_twice():
    assert {state for state in CaseState if rules.may_stop(state)} == STOPPABLE
    assert rules.may_stop(CaseState.SUSPENDED).code == "stop_already"
    assert rules.may_stop(CaseState.WITHDRAWN).code == "stop_too_late"


def test_only_the_stopper_says_why_and_once():
    assert rules.may_give_reasons(fact(reasons_filed=False), 2, "x").code == "stop_not_yours"
    assert rules.may_give_reasons(fact(), 1, "x").code == "stop_reasons_given"
    assert rules.may_give_reasons(fact(reasons_filed=False), 1, " ").code == "reply_empty"
    assert rules.may_give_reasons(fact(reasons_filed=False), 1, "x" * 4001).code == "text_too_long"
    assert rules.may_give_reasons(fact(reasons_filed=False), 1, "x")


def test_the_stopper_authors_mentors_and_directors_do_not_let_go_on():
    assert rules.may_say(fact(), voice(1, roles=HANDLER), START).code == "stop_by_stopper"
    for roles in ({CaseRole.AUTHOR}, {CaseRole.MENTOR}, {CaseRole.DIRECTOR}, {CaseRole.AUDITOR}, set()):
        assert (
            rules.may_say(fact(), voice(2, roles=frozenset(roles)), START).code == "stop_not_settled_by_you"
        )
    assert not rules.may_say(fact(), voice(2, barred=True), START)
    assert rules.may_say(fact(), voice(2), START)


def test_while_reasons_can_still_come_nobody_lets_it_go_on():
    silent = fact(reasons_filed=False)
    assert rules.may_say(silent, voice(2, roles=HANDLER), START).code == "stop_reasons_awaited"
    assert rules.settled(silent, [voice(2, roles=HANDLER), voice(3)], START) is None
    assert rules.settled(silent, [voice(2), voice(3)], LATER) is None  # without a coordinator
    assert rules.settled(silent, [voice(2, roles=HANDLER), voice(3)], LATER) is CaseState.PUBLISHED


def test_it_takes_two_people_who_say_the_same():
    assert rules.settled(fact(), [voice(2), voice(2)], START) is None
    assert rules.settled(fact(), [voice(2), voice(3, CaseState.FORMAL)], START) is None
    changed = [voice(2), voice(3), voice(2, CaseState.FORMAL)]
    assert rules.settled(fact(), changed, START) is None
    assert rules.settled(fact(), [*changed, voice(3, CaseState.FORMAL)], START) is CaseState.FORMAL


def test_nothing_goes_back_to_an_approval_that_ended_or_to_two_reviewers_once_it_needs_a_panel():
    assert rules.choices(fact(CaseState.CLEARED)) == [CaseState.STALE, CaseState.FORMAL]
    assert rules.choices(fact(CaseState.CLEARED, approved=True)) == [
        CaseState.CLEARED,
        CaseState.FORMAL,
        CaseState.STALE,
    ]
    assert rules.choices(fact(CaseState.EXPEDITED, tier=2)) == [CaseState.FORMAL]
    assert rules.choices(fact(CaseState.DRAFT, submitted=False, tier=None)) == [CaseState.DRAFT]


STATES = st.sampled_from(sorted(STOPPABLE))
FACTS = st.builds(
    Stopped,
    before=STATES,
    submitted=st.booleans(),
    approved=st.booleans(),
    tier=st.sampled_from([None, 1, 2, 3]),
    stopper=st.integers(1, 4),
    reasons_by=st.just(REASONS_BY),
    settle_by=st.just(SETTLE_BY),
    reasons_filed=st.booleans(),
)
VOICES = st.lists(
    st.builds(
        Voice,
        person=st.integers(1, 4),
        after=st.sampled_from(CaseState),
        roles=st.frozensets(st.sampled_from(CaseRole), max_size=2),
        barred=st.booleans(),
    ),
    max_size=6,
)
MOMENTS = st.integers(0, 400 * 24).map(lambda hours: START + timedelta(hours=hours))


@given(FACTS, VOICES, MOMENTS)
def test_whatever_is_said_two_others_with_a_say_agreed_on_a_way_there_is(stopped, voices, now):
    after = rules.settled(stopped, voices, now)
    if after is None:
        return
    last = {one.person: one for one in voices}
    agreed = [one for one in last.values() if one.after is after and one.person != stopped.stopper]
    agreed = [one for one in agreed if one.roles & rules.SETTLERS and not one.barred]
    assert len(agreed) >= 2
    assert stopped.reasons_filed or (
        now >= stopped.reasons_by and any(one.roles & rules.HANDLERS for one in agreed)
    )
    assert (CaseState.SUSPENDED, after) in TRANSITIONS["T19"]
    assert after in {stopped.before, CaseState.FORMAL, CaseState.STALE}
    if after in rules.APPROVED:
        assert stopped.approved


@given(FACTS, MOMENTS)
def test_time_alone_settles_nothing_but_to_the_panel(stopped, now):
    assert rules.settled(stopped, [], now) is None
    if rules.overdue(stopped, now.date()):
        assert stopped.submitted
        assert CaseState.FORMAL in rules.choices(stopped)
