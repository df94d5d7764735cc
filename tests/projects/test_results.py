"""Stated pass rates, results and shares: what may be stated, when, and what it then means."""

from __future__ import annotations

import itertools
import math

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.properties import given, st
from tracker import audit
from tracker.evaluations.score_settings import DEFAULTS, steepest
from tracker.projects import actions, rules
from tracker.projects.models import Membership, Reached, Work
from tracker.projects.rules import PRESETS, Rates
from tracker.reasons import Refused

MOST = steepest(DEFAULTS)


@pytest.mark.parametrize(
    ("preset", "failures"), [("ambitious", 2.7), ("hard", 1.6), ("normal", 0.8), ("routine", 0.3)]
)
def test_how_many_failures_cancel_a_success_follows_from_the_stated_rates(preset, failures):
    assert rules.failures_that_cancel(PRESETS[preset]) == pytest.approx(failures, abs=0.05)


@pytest.mark.parametrize(
    ("able", "other", "known", "late", "code"),
    [
        (0.5, 0.1, False, False, ""),
        (0.5, 0.1, True, True, ""),
        (0.5, 0.1, False, True, ""),
        (0.5, 0.1, True, False, "rates_late"),
        (0.1, 0.5, False, False, "rates_order"),
        (0.5, 0.5, False, False, "rates_order"),
        (1.0, 0.5, False, False, "rates_range"),
        (0.5, 0.0, False, False, "rates_range"),
        (math.nan, 0.1, False, False, "rates_range"),
        (0.95, 0.05, False, False, "rates_too_far_apart"),
        (0.95, 0.05, True, True, "rates_too_far_apart"),
    ],
)
def test_rates_may_be_stated_or_say_why_not(able, other, known, late, code):
    decision = rules.may_state_rates(Rates(able, other), steepest=MOST, known=known, late=late)
    assert decision.code == code


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_may_be_stated(preset):
    assert rules.may_state_rates(PRESETS[preset], steepest=MOST, known=False, late=False)


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        ({1: 0.7, 2: 0.3}, ""),
        ({1: 0.333, 2: 0.667}, ""),
        ({1: 0.7, 2: 0.304}, ""),
        ({1: 0.7, 2: 0.31}, "shares_sum"),
        ({1: 1.0}, "shares_of_team"),
        ({1: 0.5, 2: 0.25, 3: 0.25}, "shares_of_team"),
        ({1: 1.0, 2: 0.0}, "share_range"),
        ({1: 1.2, 2: -0.2}, "share_range"),
        ({1: math.nan, 2: 0.5}, "share_range"),
    ],
)
def test_shares_of_a_team_of_two_may_be_stated_or_say_why_not(shares, code):
    assert rules.may_set_shares([1, 2], shares).code == code


stated = st.dictionaries(st.integers(1, 9), st.none() | st.floats(0.01, 1), min_size=1, max_size=6)


@given(stated)
def test_everybody_has_a_share_and_together_they_make_the_whole(team):
    shares = rules.shares_of(team)
    assert shares.keys() == team.keys()
    assert min(shares.values()) > 0
    assert sum(shares.values()) == pytest.approx(1)


@given(stated)
def test_who_stated_nothing_counts_as_one_of_equals_and_the_rest_keep_their_proportions(team):
    shares = rules.shares_of(team)
    known = [(share, shares[one]) for one, share in team.items() if share is not None]
    assert all(shares[one] == 1 / len(team) for one, share in team.items() if share is None)
    for (before, after), (first, then) in itertools.pairwise(known):
        assert after * first == pytest.approx(then * before)


def test_a_team_without_members_has_no_shares():
    assert rules.shares_of({}) == {}


def test_rates_are_stated_and_noted(session, cast):
    actions.state_rates(session, cast.sam, work=cast.sprint, rates=PRESETS["hard"], steepest=MOST)
    assert (cast.sprint.pass_able, cast.sprint.pass_other) == (0.6, 0.2)
    assert noted(session) == (
        "work.state-rates",
        {"before": [None, None], "after": [0.6, 0.2], "late": False},
    )


def test_rates_stated_after_the_result_are_noted_as_late(session, cast):
    actions.record_reached(session, cast.sam, work=cast.sprint, reached=Reached.NO)
    wanted = {"work": cast.sprint, "rates": PRESETS["hard"], "steepest": MOST}
    with pytest.raises(Refused) as refusal:
        actions.state_rates(session, cast.sam, **wanted)
    assert (refusal.value.decision.code, refusal.value.field) == ("rates_late", "pass_able")
    assert cast.sprint.pass_able is None
    actions.state_rates(session, cast.sam, **wanted, late=True)
    assert noted(session)[1]["late"] is True


def test_a_result_is_recorded_once_and_noted(session, cast):
    assert cast.sprint.reached is Reached.NOT_YET
    actions.record_reached(session, cast.sam, work=cast.sprint, reached=Reached.YES)
    assert noted(session) == ("work.record-reached", {"before": "not_yet", "after": "yes"})
    before = entries(session)
    actions.record_reached(session, cast.sam, work=cast.sprint, reached=Reached.YES)
    assert entries(session) == before


def test_a_result_can_be_taken_back(session, cast):
    for reached in (Reached.YES, Reached.NOT_YET):
        actions.record_reached(session, cast.sam, work=cast.sprint, reached=reached)
    assert not cast.sprint.scored


def test_shares_are_stated_for_the_whole_team_or_not_at_all(session, cast, make):
    work = make.work(cast.ada, cast.ben)
    with pytest.raises(Refused) as refusal:
        actions.set_shares(session, cast.sam, work=work, shares={cast.ada.id: 1.0})
    assert (refusal.value.decision.code, refusal.value.field) == ("shares_of_team", "shares")
    actions.set_shares(session, cast.sam, work=work, shares={cast.ada.id: 0.75, cast.ben.id: 0.25})
    assert shares(session, work) == {cast.ada.id: 0.75, cast.ben.id: 0.25}
    assert noted(session)[1]["after"] == {str(cast.ada.id): 0.75, str(cast.ben.id): 0.25}


def shares(session, work):
    found = sa.select(Membership.enrolment_id, Membership.share).where(Membership.work_id == work.id)
    return dict(session.execute(found).all())


def noted(session):
    found = sa.select(audit.AuditEntry).where(audit.AuditEntry.chain != "installation")
    last = session.scalars(found.order_by(audit.AuditEntry.position.desc())).first()
    return last.action, last.change


def entries(session):
    return session.scalar(sa.select(sa.func.count()).select_from(audit.AuditEntry))


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"pass_able": 0.5}, "both_rates_or_none"),
        ({"pass_able": 0.2, "pass_other": 0.5}, "rates_in_order"),
        ({"pass_able": 1.0, "pass_other": 0.5}, "rates_in_order"),
        ({"pass_able": 0.5, "pass_other": 0.0}, "rates_in_order"),
    ],
)
def test_the_database_refuses_rates_that_make_no_sense(session, cast, values, constraint):
    with pytest.raises(IntegrityError, match=constraint), session.begin_nested():
        session.execute(sa.update(Work).where(Work.id == cast.sprint.id).values(values))


@pytest.mark.parametrize("share", [0.0, 1.01, -0.5])
def test_the_database_refuses_shares_that_are_none(session, cast, share):
    with pytest.raises(IntegrityError, match="share_range"), session.begin_nested():
        session.execute(sa.update(Membership).where(Membership.work_id == cast.sprint.id).values(share=share))
