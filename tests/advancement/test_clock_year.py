"""A year of nothing but time: whatever state somebody is in, no timer ends their part, and nobody waits.

The program is in Berlin. The decision day of the training is the day on which its clocks go forward, and
one scholar's dates lie so much later that theirs is the day on which they go back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from tests.advancement import appealing, deciding, lettering
from tests.advancement.deciding import Gathering, gathering, told
from tests.advancement.deciding_facts import DECIDES, LAST, RESEARCH, VIEWED, WHY
from tracker import audit, clock
from tracker.advancement import actions, dates, decision_queries, delivery
from tracker.advancement.appeal_models import Ruling
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.models import Closing, Concern, Proof, Verdict
from tracker.cohorts import actions as cohorts
from tracker.cohorts.calendar_models import Cause
from tracker.db import Base
from tracker.overview import daily

# What time does is worked out from days alone; the defaults themselves are tested on both.
pytestmark = pytest.mark.any_database

ZONE = ZoneInfo("Europe/Berlin")
FORWARD, BACK = date(2027, 3, 28), date(2027, 10, 31)
FIRST = FORWARD - timedelta(days=DECIDES)
# Everything that people do was done by now; the year begins.
BEGINS, DAYS = 75, 366
ENDS_RESEARCH = RESEARCH + 84 + 6  # the decision day of the research
TO_AUTUMN = (BACK - FORWARD).days
UPCOMING = 30  # days by which another cohort of the program begins later

Stories = dict[str, tuple[Callable[[Gathering], Any], int | None, int | None]]


def nothing(_gate: Gathering) -> None:
    pass


def form_missing(gate: Gathering) -> None:
    with gate.on(30):
        gate.make.assignment(gate.scholar, gate.mara, gate.works[0], due_on=gate.day(40))


def delivered(gate: Gathering) -> None:
    concern = told(gate, proven=None)
    with gate.on(deciding.TOLD):
        delivery.prove(gate.make.session, concern, by=Proof.READ, at=clock.now(), actor=gate.scholar.person)


def answered(gate: Gathering) -> None:
    concern = told(gate)
    with gate.on(deciding.TOLD + 1):
        actions.reply(gate.make.session, gate.scholar.person, concern=concern, text="I was ill.")


def plan(verdict: Verdict | None = None) -> Callable[[Gathering], None]:
    def story(gate: Gathering) -> None:
        concern = told(gate)
        deciding.planned(gate, concern)
        if verdict is not None:
            until = {"until": gate.day(deciding.REVIEWED + 9)} if verdict is Verdict.PARTLY else {}
            deciding.judged(gate, concern, verdict, **until)

    return story


def decided(outcome: Outcome, **changes: Any) -> Callable[[Gathering], None]:
    def story(gate: Gathering) -> None:
        told(gate)
        until = {"until_on": gate.day(LAST + 14)} if outcome is Outcome.EXTEND else {}
        wanted = Wanted(outcome, reasons=WHY, override=True, because="We all agreed.", **until, **changes)
        plain = outcome in (Outcome.CONTINUE, Outcome.CONTINUE_WITH_PLAN) or wanted.wish
        deciding.decide(gate, replace(wanted, override=not plain), actor=gate.lea)

    return story


def stopped(gate: Gathering) -> appealing.Stopped:
    """Stopped with everything in order, told by letter; Pia's deputy and a lead had no part in it."""
    deciding.ready(gate)
    row = deciding.decide(gate)
    with gate.on(VIEWED):
        noor = gate.make.role(gate.make.person(), deciding.Role.STAFF, gate.cohort)
        otto = gate.make.role(gate.make.person(), deciding.Role.PANEL_MEMBER, gate.cohort)
        letter = lettering.sent(gate.make.session, gate.sam, row)
    return appealing.Stopped(gate, row, letter, noor, otto)


def appealed(gate: Gathering) -> None:
    appealing.filed(stopped(gate))


def sent_back(gate: Gathering) -> None:
    case = stopped(gate)
    appealing.ruled(case, appealing.given(case, appealing.filed(case)), Ruling.SENT_BACK)


def left(gate: Gathering) -> None:
    cohorts.withdraw(gate.make.session, gate.sam, enrolment=gate.scholar, on=gate.day(60))


def away(gate: Gathering) -> None:
    deciding.away(gate, 50)


def returned(gate: Gathering) -> None:
    deciding.back(gate, deciding.away(gate, 50), 61)


def shifted(gate: Gathering) -> None:
    with gate.on(20):
        dates.shift(
            gate.make.session,
            gate.sam,
            enrolment=gate.scholar,
            phase=gate.phase,
            from_on=gate.day(30),
            days=TO_AUTUMN,
            cause=Cause.OTHER,
            reason="A visa came late.",
        )


# State → how somebody comes to it, the day on which their training is written down as passed by default,
# and that of their research; None: no default ever.
HAVE_A_DAY = (DECIDES + 1, ENDS_RESEARCH)
STORIES: Stories = {
    "active": (nothing, DECIDES, ENDS_RESEARCH),
    "form missing": (form_missing, DECIDES, ENDS_RESEARCH),
    "concern open": (lambda gate: told(gate, proven=None), DECIDES, ENDS_RESEARCH),
    "concern delivered": (delivered, *HAVE_A_DAY),
    "concern acknowledged": (told, *HAVE_A_DAY),
    "concern answered": (answered, *HAVE_A_DAY),
    "plan running": (plan(), *HAVE_A_DAY),
    "plan extended": (plan(Verdict.PARTLY), *HAVE_A_DAY),
    "plan met": (plan(Verdict.MET), DECIDES, ENDS_RESEARCH),
    "plan not met": (plan(Verdict.NOT_MET), *HAVE_A_DAY),
    "all views say stop": (deciding.ready, *HAVE_A_DAY),
    "on leave": (away, None, None),
    "back from leave": (returned, DECIDES + 11, ENDS_RESEARCH + 11),
    "dates of their own": (shifted, DECIDES + TO_AUTUMN, ENDS_RESEARCH + TO_AUTUMN),
    "continues": (decided(Outcome.CONTINUE), None, ENDS_RESEARCH),
    "continues with a plan": (decided(Outcome.CONTINUE_WITH_PLAN, plan="A talk."), None, ENDS_RESEARCH),
    "extended": (decided(Outcome.EXTEND, wish="Please."), DECIDES + 14, ENDS_RESEARCH + 14),
    "repeats": (decided(Outcome.REPEAT), None, None),
    "deferred": (decided(Outcome.DEFERRED, wish="Please."), None, None),
    "stopped": (stopped, None, None),
    "stopped by a lead": (decided(Outcome.STOP), None, None),
    "withdrawn by decision": (decided(Outcome.WITHDRAWN, wish="I leave."), None, None),
    "left": (left, None, None),
    "appeal waiting": (appealed, None, None),
}


@dataclass
class Year:
    """The scholars by their state, and the days on which something was written down for them."""

    gates: dict[str, Gathering]
    due: dict[tuple[str, int], datetime]

    @property
    def gate(self) -> Gathering:
        return self.gates["active"]


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def one_more(gate: Gathering) -> Gathering:
    """The same cohort around another scholar, with works of their own."""
    scholar = gate.another()
    with gate.on(0):
        return replace(gate, scholar=scholar, works=[gate.make.work(scholar) for _ in range(2)])


@pytest.fixture
def year(make: Any, app: Any) -> Iterator[Year]:
    first = gathering(make, first=FIRST, zone=str(ZONE))
    gates, due = {}, {}
    for name, (story, training, research) in STORIES.items():
        gate = gates[name] = one_more(first)
        story(gate)
        for phase, number in zip(gate.cohort.phases, (training, research), strict=True):
            if number is not None:
                due[name, phase.id] = midnight(gate.day(number))
    due |= {("nobody", phase.id): due["active", phase.id] for phase in first.cohort.phases}
    gates["nobody"] = first
    gates["sent back"] = again = one_more(first)
    sent_back(again)
    room = decision_queries.case(make.session, again.scholar.id, again.phase.id)
    due["sent back", again.phase.id] = midnight(room.decide_by + timedelta(days=1))
    due["sent back", again.cohort.phases[1].id] = due["active", again.cohort.phases[1].id]
    _elsewhere(first, gates, due)
    with app.app_context():
        yield Year(gates, due)


def _elsewhere(first: Gathering, gates: dict[str, Gathering], due: dict[tuple[str, int], datetime]) -> None:
    """Two more cohorts of the same program: one that is not there yet, and one with limited places."""
    start = FIRST + timedelta(days=UPCOMING)
    later = gathering(first.make, first=start, program=first.program)
    gates["upcoming"] = later
    for phase, number in zip(later.cohort.phases, (DECIDES, ENDS_RESEARCH), strict=True):
        due["upcoming", phase.id] = midnight(later.day(number))
    limited = gathering(first.make, first=FIRST, gate=deciding.limited(FIRST), program=first.program)
    gates["waits for a place"] = limited
    gates["has everything for a stop, and limited places"] = one_more(limited)
    deciding.ready(gates["has everything for a stop, and limited places"])
    gates["not placed"] = one_more(limited)
    decided(Outcome.NOT_PLACED)(gates["not placed"])


def moments() -> Iterator[datetime]:
    """Each day's first and last second; each hour of the days around a change of the clocks."""
    start = FIRST + timedelta(days=BEGINS)
    busy = {change + timedelta(days=near) for change in (FORWARD, BACK) for near in (-1, 0, 1)}
    for number in range(DAYS):
        day = start + timedelta(days=number)
        begins, ends = midnight(day), midnight(day + timedelta(days=1))
        if day in busy:
            hours = int((ends - begins) / timedelta(hours=1))
            yield from (begins + timedelta(hours=hour) for hour in range(hours))
        else:
            yield begins
        yield ends - timedelta(seconds=1)


WRITTEN = {"gate_decision", "audit_entry", "audit_head", "message", "reminder", "concern"}


def stored(session: Any) -> dict[str, list[Any]]:
    """Every row of every table but those to which time may add."""
    session.flush()
    return {
        table.name: sorted(session.execute(sa.select(table)).all(), key=repr)
        for table in Base.metadata.sorted_tables
        if table.name not in WRITTEN
    }


def concerns(session: Any) -> dict[int, tuple[date | None, Closing | None, int | None]]:
    found = session.execute(sa.select(Concern.id, Concern.closed_on, Concern.closing, Concern.closed_by_id))
    return {row[0]: tuple(row[1:]) for row in found}


def decided_on(session: Any) -> dict[int, tuple[Any, ...]]:
    found = sa.select(GateDecision).execution_options(populate_existing=True)
    names = [column.key for column in sa.inspect(GateDecision).column_attrs]
    return {row.id: tuple(repr(getattr(row, name)) for name in names) for row in session.scalars(found)}


def test_a_year_stops_nobody_and_lets_everybody_due_go_on_on_their_day(session: Any, year: Year) -> None:
    """Only what timers do is done: the steps of the daily run."""
    before, before_concerns, before_decisions = stored(session), concerns(session), decided_on(session)
    names = {gate.scholar.id: name for name, gate in year.gates.items()}
    came: dict[tuple[str, int], datetime] = {}
    for moment in moments():
        with clock.fixed(moment):
            added = daily.STEPS["defaults"].do(session, year.gate.program)
            if moment.astimezone(ZONE).hour == 0:
                daily.STEPS[daily.REMINDERS].do(session, year.gate.program)
            if added:
                for row in session.scalars(sa.select(GateDecision)):
                    if row.id not in before_decisions:
                        came.setdefault((names[row.enrolment_id], row.phase_id), moment)
    assert came == {key: max(at, midnight(FIRST + timedelta(days=BEGINS))) for key, at in year.due.items()}
    assert stored(session) == before
    _only_defaults_were_added(session, year, before_decisions)
    _only_defaults_closed(session, before_concerns)
    assert list(audit.broken_links(session)) == []


def _only_defaults_were_added(session: Any, year: Year, before: dict[int, tuple[Any, ...]]) -> None:
    after = decided_on(session)
    assert {key: after[key] for key in before} == before
    added = [row for row in session.scalars(sa.select(GateDecision)) if row.id not in before]
    assert {(row.outcome, row.by_default, row.decided_by_id) for row in added} == {
        (Outcome.CONTINUE, True, None)
    }
    assert len({(row.enrolment_id, row.phase_id) for row in added}) == len(added) == len(year.due)
    whole_day = {name for name, (_story, first, _next) in STORIES.items() if first == DECIDES + 1}
    for row in added:
        name = next(name for name, gate in year.gates.items() if gate.scholar.id == row.enrolment_id)
        given = row.phase_id == year.gates[name].phase.id and name in {*whole_day, "sent back"}
        assert midnight(row.decided_on + timedelta(days=given)) == year.due[name, row.phase_id], name


def _only_defaults_closed(session: Any, before: dict[int, Any]) -> None:
    for key, now in concerns(session).items():
        if now != before[key]:
            assert before[key] == (None, None, None)
            assert now[1:] == (Closing.DECIDED, None)
            concern = session.get_one(Concern, key)
            row = decision_queries.standing(session, concern.enrolment_id, concern.phase_id)
            assert row is not None
            assert row.by_default


def test_the_year_holds_every_state_and_both_changes_of_the_clocks(year: Year) -> None:
    """A check of the check: the moments reach both days, and each gate is due on the day it is named for."""
    seen = list(moments())
    assert seen == sorted(set(seen))
    assert sum(at.astimezone(ZONE).date() == FORWARD for at in seen) == 23 + 1
    assert sum(at.astimezone(ZONE).date() == BACK for at in seen) == 25 + 1
    assert year.due["active", year.gate.phase.id].astimezone(ZONE).date() == FORWARD
    assert year.due["dates of their own", year.gate.phase.id].astimezone(ZONE).date() == BACK
    assert max(year.due.values()) < seen[-1]
