"""Milestones of a cohort out of a file, when they were done, and what was forecast of them."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from tracker import clock
from tracker.cohorts import actions, forecast_actions, forecast_rules, rules
from tracker.cohorts.models import Enrolment
from tracker.intake.acting import Acting, refused
from tracker.intake.kinds import Judged, Line, Problem, Scope, Verdict
from tracker.intake.milestone_facts import Due, Facts
from tracker.intake.refusals import problem_of
from tracker.intake.roster import Roster
from tracker.people.models import Person


@dataclass
class Intent:
    """What a line does: make a milestone, mark it done for scholars, keep forecasts of it."""

    due: Due
    makes: bool = False
    marked: list[tuple[Enrolment, date]] = field(default_factory=list)  # done already on that day, or not
    done: list[tuple[Enrolment, date]] = field(default_factory=list)
    forecasts: list[tuple[Enrolment, Person, date, date]] = field(default_factory=list)


class MilestoneImporter(Acting):
    """Takes in milestones of a cohort, one line for each, or one for each with a scholar."""

    def __init__(self, session: Session, scope: Scope) -> None:
        super().__init__(session, scope)
        assert scope.cohort is not None  # the kind needs one
        self._cohort = scope.cohort
        self._facts = Facts(session, scope.cohort)
        self._roster = Roster(session, scope.cohort)
        self._today = clock.today(scope.program.time_zone)
        self._done_in: dict[tuple[int, int], tuple[int, date]] = {}

    def subject(self, line: Line) -> Hashable:
        given = line.values
        who = tuple(sorted(one.casefold() for one in given.get("scholar", ())))
        names = ("title", "phase", "forecast_on", "forecast_by")
        return (*(given.get(name) for name in names), who)

    def judge_line(self, session: Session, line: Line) -> Judged:
        due = self._due(line)
        if isinstance(due, Problem):
            return refused(line, due)
        scholars = [self._roster.scholar(one, "scholar") for one in line.values.get("scholar", ())]
        lost = [one for one in scholars if isinstance(one, Problem)]
        known = [one for one in scholars if not isinstance(one, Problem)]
        if lost:
            return refused(line, *lost)
        if not known and line.values.keys() & {"done_on", "forecast", "forecast_on", "forecast_by"}:
            return refused(line, Problem("scholar_needed", "scholar"))
        there = any(one is due for one in self._facts.of(due.title, due.phase))
        intent = Intent(due, makes=not there)
        problem = self._done(line, intent, known) or self._forecasts(line, intent, known)
        if problem is not None:
            return refused(line, problem)
        return self._taken(line, intent)

    def _due(self, line: Line) -> Due | Problem:
        """The milestone that a line is about: one that is there, or one that it makes."""
        title, due_on = line.values["title"], line.values.get("due_on")
        phase = None
        if "phase" in line.values:
            phase = next((one for one in self._facts.phases if one.kind is line.values["phase"]), None)
            if phase is None:
                return Problem("phase_missing", "phase", {"kind": line.values["phase"].value})
        found = self._facts.of(title, phase)
        if len(found) > 1:
            return Problem("phase_needed", "phase", {"title": title})
        if found and due_on not in (None, found[0].due_on):
            return Problem("milestone_due", "due_on", {"due_on": found[0].due_on.isoformat()})
        if found:
            return found[0]
        if due_on is None:
            return Problem("milestone_unknown", "due_on", {"title": title})
        places = [one for one in self._facts.phases if one.starts_on <= due_on <= one.forms_close_on]
        if phase is None and len(places) > 1:
            return Problem("phase_needed", "phase", {"title": title})
        phase = phase or next(iter(places), None)
        if phase is None:
            return Problem("day_in_no_phase", "due_on", {"day": due_on.isoformat()})
        inside = rules.inside(due_on, phase.starts_on, phase.forms_close_on)
        return Due(phase, title, due_on, None) if inside else problem_of(inside, "due_on")

    def _done(self, line: Line, intent: Intent, scholars: list[Enrolment]) -> Problem | None:
        done_on: date | None = line.values.get("done_on")
        if done_on is None:
            return None
        if done_on > self._today:
            return Problem("future", "done_on", {"day": done_on.isoformat()})
        for one in scholars:
            first = self._done_in.get((id(intent.due), one.id))
            if first is not None and first[1] != done_on:
                return Problem("line_twice", "done_on", {"first": first[0]})
            intent.marked.append((one, done_on))
            if self._facts.done.get((id(intent.due), one.id)) != done_on:
                intent.done.append((one, done_on))
        return None

    def _forecasts(self, line: Line, intent: Intent, scholars: list[Enrolment]) -> Problem | None:
        given = line.values
        if "forecast" not in given:
            lonely = next((name for name in ("forecast_on", "forecast_by") if name in given), None)
            return Problem("forecast_needed", lonely) if lonely else None
        named = self._roster.person(given["forecast_by"], "forecast_by") if "forecast_by" in given else None
        if isinstance(named, Problem):
            return named
        for one in scholars:
            by = named or one.person
            said = self._facts.said(intent.due, one.id, by.id)
            # Without a day the last word counts, so that the same file says nothing new tomorrow.
            made_on = given.get("forecast_on") or (max(said) if said else self._today)
            if said.get(made_on) == given["forecast"]:
                continue
            made_on = given.get("forecast_on") or self._today
            done_on = given.get("done_on") or self._facts.done.get((id(intent.due), one.id))
            decision = forecast_rules.may_have_forecast(
                given["forecast"], made_on=made_on, today=self._today, done_on=done_on, left_on=one.left_on
            )
            if not decision:
                return problem_of(decision, "forecast")
            intent.forecasts.append((one, by, made_on, given["forecast"]))
        return None

    def _taken(self, line: Line, intent: Intent) -> Judged:
        """A good line. What it says counts as written from here on."""
        due = intent.due
        changes = bool(intent.makes or intent.done or intent.forecasts)
        days = {self._facts.done.get((id(due), one.id)) for one, _day in intent.done}
        before = ", ".join(sorted(day.isoformat() for day in days if day is not None))
        if intent.makes:
            self._facts.add(due)
        for one, day in intent.marked:
            self._facts.done[id(due), one.id] = day
            self._done_in[id(due), one.id] = (line.number, day)
        for one, by, made_on, predicted in intent.forecasts:
            self._facts.say(due, one.id, by.id, (made_on, predicted))
        if not changes:
            return Judged(line, Verdict.UNCHANGED)
        return Judged(
            line,
            Verdict.CHANGED if intent.done and not intent.makes else Verdict.NEW,
            before={"done_on": before} if before else {},
            after=_shown(intent),
            intent=intent,
        )

    def write_line(self, session: Session, intent: Intent) -> None:
        actor, due = self.scope.actor, intent.due
        assert actor is not None  # the kind needs one
        if intent.makes:
            due.row = actions.add_milestone(
                session, actor, phase=due.phase, title=due.title, due_on=due.due_on
            )
        assert due.row is not None
        for enrolment, day in intent.done:
            actions.mark_milestone(session, actor, milestone=due.row, enrolment=enrolment, done_on=day)
        for enrolment, by, made_on, predicted in intent.forecasts:
            forecast_actions.take_in(
                session,
                actor,
                milestone=due.row,
                enrolment=enrolment,
                by=by,
                made_on=made_on,
                predicted_for=predicted,
            )


def _shown(intent: Intent) -> dict[str, str]:
    due = intent.due
    found = {"title": due.title, "phase": due.phase.kind.value, "due_on": due.due_on.isoformat()}
    names = [one.person.name for one, _day in intent.done]
    names += [one.person.name for one, *_rest in intent.forecasts]
    found["scholar"] = ", ".join(dict.fromkeys(names))
    found["done_on"] = intent.done[0][1].isoformat() if intent.done else ""
    if intent.forecasts:
        _scholar, by, made_on, predicted = intent.forecasts[0]
        found["forecast"], found["forecast_on"] = predicted.isoformat(), made_on.isoformat()
        found["forecast_by"] = by.name if len(intent.forecasts) == 1 else ""
    return {name: value for name, value in found.items() if value}
