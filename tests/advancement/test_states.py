"""Where a scholar stands at a gate: every state of a year as a table, and which gate matters on a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tracker.advancement.decision_models import Outcome
from tracker.advancement.models import Verdict
from tracker.advancement.states import Facts, State, Stop, state, where

START, DECIDES = date(2027, 2, 1), date(2027, 4, 18)
BEFORE, DURING, AFTER = START - timedelta(days=1), START + timedelta(days=30), DECIDES + timedelta(days=1)
DEFAULT = {"default": True}
AWAY = {"on_leave": True}
CONCERN = {"concern": True}
PLAN = {"concern": True, "planned": True}
NOT_MET = {**PLAN, "plan": Verdict.NOT_MET}
PANEL = {**NOT_MET, "seated": 2}


@pytest.mark.parametrize(
    ("today", "facts", "expected"),
    [
        (BEFORE, {}, State.UPCOMING),
        (BEFORE, AWAY, State.ON_LEAVE),
        (BEFORE, {"left": True}, State.LEFT),
        (BEFORE, {"decided": True}, State.DECIDED),
        (START, {}, State.ACTIVE),
        (DURING, {}, State.ACTIVE),
        (DURING, AWAY, State.ON_LEAVE),
        (DURING, {**PANEL, **AWAY}, State.ON_LEAVE),
        (DURING, {"safe": True}, State.SAFE),
        (DURING, {"safe": True, **CONCERN}, State.SAFE),
        (DURING, {"safe": True, "seated": 2}, State.PANEL_AT_WORK),
        (DURING, {"safe": True, "decided": True}, State.DECIDED),
        (BEFORE, {"safe": True}, State.UPCOMING),
        (DURING, CONCERN, State.CONCERN_OPEN),
        (DURING, PLAN, State.PLAN_RUNNING),
        (DURING, {**PLAN, "plan": Verdict.PARTLY}, State.PLAN_RUNNING),
        (DURING, NOT_MET, State.PLAN_NOT_MET),
        (DURING, PANEL, State.PANEL_AT_WORK),
        (DURING, {"seated": 1}, State.PANEL_AT_WORK),
        (DURING, {"left": True, **PANEL}, State.LEFT),
        (DECIDES, DEFAULT, State.CONTINUES),
        (DECIDES, PANEL, State.PANEL_AT_WORK),
        (DECIDES, {"limited": True}, State.ACTIVE),
        (AFTER, {"limited": True}, State.OVERDUE),
        (AFTER, {"limited": True, **PANEL}, State.OVERDUE),
        (AFTER, {"limited": True, **AWAY}, State.ON_LEAVE),
        (AFTER, {"limited": True, "decided": True}, State.DECIDED),
        (AFTER, {**PANEL, **DEFAULT}, State.CONTINUES),
        (AFTER, {"left": True, "decided": True}, State.DECIDED),
    ],
)
def test_each_state_on_each_day(today, facts, expected):
    assert state(Facts(today=today, starts_on=START, decide_by=DECIDES, **facts)) is expected


def stop(day: int, **facts) -> Stop:
    return Stop(START + timedelta(days=day), **facts)


GOES_ON = {"outcome": Outcome.CONTINUE}


@pytest.mark.parametrize(
    ("today", "way", "expected"),
    [
        (0, [], None),
        (-1, [stop(0), stop(84)], 0),
        (0, [stop(0), stop(84)], 0),
        (83, [stop(0, **GOES_ON), stop(84)], 0),
        (84, [stop(0, **GOES_ON), stop(84)], 1),
        (84, [stop(0, settled=True), stop(84)], 1),
        (84, [stop(0), stop(84)], 0),
        (84, [stop(0, gated=False), stop(84)], 1),
        (120, [stop(0, outcome=Outcome.STOP), stop(84, settled=True)], 0),
        (120, [stop(0, outcome=Outcome.NOT_PLACED), stop(84)], 0),
        (300, [stop(0, **GOES_ON), stop(84, **GOES_ON)], 1),
    ],
)
def test_the_gate_that_matters(today, way, expected):
    assert where(way, START + timedelta(days=today)) == expected
