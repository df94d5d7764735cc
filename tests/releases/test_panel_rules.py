"""What holds of a panel whatever happens: who is counted, what a finding bears, what a letter needs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.properties import given, st
from tests.releases.weighing import assessment
from tracker.releases import appeal_rules, finding_rules, panel_rules, voting_rules
from tracker.releases.appeal_rules import Filing, Reading, Tie
from tracker.releases.finding_rules import Finding, Letter
from tracker.releases.panel_models import PanelKind
from tracker.releases.panel_rules import Convening, Member, Room, Seating, Waiting
from tracker.releases.parts import (
    Benefit,
    CaseState,
    Direction,
    Harm,
    ReasonCode,
    Reversibility,
    Scope,
    Tier,
    Verdict,
)
from tracker.releases.voting_rules import Ballot, Dissent, LetterPart, Sitting

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
PEOPLE = range(1, 8)
assessments = st.builds(
    lambda benefit, harm, direction, reversibility: {
        "benefit": benefit,
        "misuse_worst": harm,
        "direction": direction,
        "reversibility": reversibility,
    },
    st.sampled_from(Benefit),
    st.sampled_from(Harm),
    st.sampled_from(Direction),
    st.sampled_from(Reversibility),
)
members = st.builds(Member, **dict.fromkeys(Member.__dataclass_fields__, st.booleans()))
rooms = st.builds(Room, **dict.fromkeys(Room.__dataclass_fields__, st.booleans()))
# What can happen in a panel of five: who, and what.
events = st.lists(
    st.one_of(
        st.tuples(st.just("vote"), st.sampled_from(PEOPLE), st.sampled_from([None, *Scope])),
        st.tuples(st.just("recuse"), st.sampled_from(PEOPLE), st.none()),
        st.tuples(st.just("dissent"), st.sampled_from(PEOPLE), st.none()),
        st.tuples(st.just("reply"), st.sampled_from(PEOPLE), st.none()),
        st.tuples(st.just("hours"), st.integers(0, 100), st.none()),
    ),
    max_size=25,
)


def convening(*people, **other):
    facts = {
        "kind": PanelKind.FORMAL,
        "state": CaseState.FORMAL,
        "tier": Tier.FORMAL,
        "seats": [Seating(one) for one in people],
        "chair": people[0],
        "convener": 99,
        "free": frozenset(range(1, 20)),
    }
    return Convening(**{**facts, **other})


@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=7),
    st.frozensets(st.integers(1, 12)),
    st.frozensets(st.integers(1, 12)),
    st.sampled_from(CaseState),
    st.booleans(),
)
def test_no_panel_is_seated_with_anybody_barred_too_few_or_the_old_ones(
    people, free, before, state, sent_back
):
    kind = PanelKind.REMAND if sent_back else PanelKind.FORMAL
    facts = convening(*people, free=free, before=before, state=state, sent_back=sent_back, kind=kind)
    if panel_rules.may_convene(facts):
        assert set(people) <= free
        assert len(set(people)) == len(people) >= 5
        assert state is CaseState.FORMAL
        assert not sent_back or 2 * len(set(people) - before) >= len(people)


def test_a_small_program_may_ask_for_three_and_never_for_two():
    for asked, people, allowed in ((3, (1, 2, 3), True), (1, (1, 2), False), (5, (1, 2, 3), False)):
        assert bool(panel_rules.may_convene(convening(*people, policy_seats=asked))) is allowed


def test_a_case_that_may_be_catastrophic_takes_somebody_from_outside():
    inside = convening(1, 2, 3, 4, 5, tier=Tier.EXTERNAL)
    assert panel_rules.may_convene(inside).code == "panel_without_external"
    alternate = replace(inside, seats=[*inside.seats, Seating(6, external=True, alternate=True)])
    assert panel_rules.may_convene(alternate).code == "panel_without_external"
    assert panel_rules.may_convene(replace(inside, seats=[*inside.seats, Seating(6, external=True)]))


@given(members, rooms)
def test_nobody_votes_writes_or_presides_who_does_not_sit_or_has_not_filed(member, room):
    for allowed in (
        panel_rules.may_vote(member, room),
        panel_rules.may_vote_on_hold(member, room, to_nobody=True),
        panel_rules.may_dissent(member, room, dissented=False),
        panel_rules.may_reply(member, room, own=False, replied=False),
        panel_rules.may_preside(member, room),
    ):
        if allowed:
            assert member.sits
            assert member.assessed
            assert room.under_review
            assert not room.decided
    if panel_rules.may_vote(member, room):
        assert not room.closed
        assert not member.voted
    assert not panel_rules.may_reply(member, room, own=True, replied=False)


@given(events, st.sampled_from(Harm), st.sampled_from(Reversibility))
def test_whatever_members_do_a_vote_closes_only_with_quorum_answers_and_rest(happened, h, reversibility):
    votes, recused, dissents, now = {}, set(), {}, NOW
    for what, who, scope in happened:
        if what == "hours":
            now += timedelta(hours=who)
        elif what == "recuse":
            recused.add(who)
        elif who in recused:
            continue
        elif what == "vote":
            votes.setdefault(who, scope)
        elif what == "dissent" and who in votes:
            dissents.setdefault(who, Dissent(who, now))
        elif what == "reply" and dissents.get(who) and dissents[who].replied_at is None:
            dissents[who] = replace(dissents[who], replied_at=now)
    standing = {person: one for person, one in dissents.items() if person not in recused}
    ballots = tuple(
        Ballot(person, scope, external=True) for person, scope in votes.items() if person not in recused
    )
    sitting = Sitting(5, h, reversibility, ballots, now, tuple(standing.values()))
    if not voting_rules.may_close(sitting):
        return
    assert len(ballots) >= 3
    assert not {one.person for one in ballots} & recused
    assert all(one.replied_at for one in standing.values())
    if h.rank >= Harm.SERIOUS.rank:
        assert all(now - one.replied_at >= timedelta(hours=72) for one in standing.values())
    finding = Finding(h, reversibility, Benefit.MAJOR, Direction.SAFETY)
    came_to = finding_rules.outcome(sitting, finding)
    counted = finding_rules.counts(sitting, finding)
    assert came_to is Scope.S0 or counted[came_to.value] >= counted["needed"]
    assert counted["needed"] * 2 > counted["present"]


@given(st.lists(assessments, min_size=3, max_size=7))
def test_one_hopeful_member_carries_no_wider_scope(said):
    everybody = [assessment(person, **one) for person, one in enumerate(said, 1)]
    present = {one.person for one in everybody}
    finding = finding_rules.find(everybody, present)
    assert finding.h is max((one.misuse_worst for one in everybody), key=lambda harm: harm.rank)
    agreeing = sum(one.benefit.rank >= finding.benefit.rank for one in everybody)
    assert finding.benefit is Benefit.NEGLIGIBLE or finding.needed.is_met(agreeing, len(everybody))
    hopeful = assessment(99, benefit=Benefit.MAJOR, direction=Direction.SAFETY, misuse_worst=finding.h)
    absent = finding_rules.find([*everybody, hopeful], present)
    assert absent.posture.ceiling.rank <= finding.posture.ceiling.rank


@given(
    st.sampled_from(list(Scope)[1:]),
    st.sampled_from(list(Scope)[1:]),
    st.frozensets(st.sampled_from(LetterPart)),
    st.frozensets(st.sampled_from(ReasonCode), max_size=2),
    st.booleans(),
)
def test_no_letter_goes_out_with_a_part_missing_or_a_narrower_scope_without_a_hazard(
    scope, asked, parts, reasons, wider
):
    finding = Finding(Harm.SERIOUS, Reversibility.PARTLY, Benefit.MAJOR, Direction.SAFETY)
    if finding_rules.may_release(finding, scope, asked, Letter(parts, wider, reasons)):
        assert set(finding_rules.ALWAYS) <= parts
        assert reasons or scope.rank >= asked.rank
        assert wider or min(scope.rank, asked.rank) <= Scope.S3.rank
    assert finding_rules.granted(scope, asked).rank <= asked.rank


def test_a_chair_waits_for_who_has_not_voted_but_not_for_ever():
    assert panel_rules.may_count(Waiting(1)).code == "vote_awaited"
    assert panel_rules.may_count(Waiting(1, due=True))
    assert panel_rules.may_count(Waiting(0))


ties = st.frozensets(st.sampled_from(Tie))


@given(ties, st.booleans(), st.booleans(), st.booleans(), st.sampled_from(CaseState))
def test_an_appeal_is_read_by_nobody_with_a_part_in_the_case(tied, permitted, reader, ruled, state):
    reading = Reading(reader, ties=tied, permitted=permitted, ruled=ruled, state=state)
    if appeal_rules.may_rule(reading):
        assert not tied
        assert permitted and reader and not ruled
    assert not appeal_rules.may_assign(tied, permitted=permitted, self_chosen=True, ruled=ruled)


@pytest.mark.parametrize(("days", "allowed"), [(0, True), (30, True), (31, False)])
def test_thirty_days_to_appeal(days, allowed):
    decided = date(2026, 5, 4)
    facts = Filing(decided + timedelta(days=days), decided)
    assert bool(appeal_rules.may_appeal(facts)) is allowed
    for other in ({"author": False}, {"refused": False}, {"newest": False}, {"appealed": True}):
        assert not appeal_rules.may_appeal(replace(facts, **other))


def test_there_is_an_appeal_against_all_that_gives_less_than_was_asked():
    assert appeal_rules.is_refusal(Verdict.HOLD, None, Scope.S1)
    assert appeal_rules.is_refusal(Verdict.APPROVE, Scope.S3, Scope.S4)
    assert not appeal_rules.is_refusal(Verdict.APPROVE, Scope.S4, Scope.S4)


@given(st.sampled_from(CaseState), st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.booleans())
def test_only_what_is_held_or_declined_is_looked_at_again_by_its_day_or_news(state, today, news):
    on = date(2026, 6, 1)
    allowed = appeal_rules.may_revisit(state, today=today, revisit_on=on, new_information=news)
    held = state in (CaseState.HELD, CaseState.DECLINED)
    assert bool(allowed) is (held and (news or today >= on))
