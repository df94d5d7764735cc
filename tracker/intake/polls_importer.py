"""Closed polls out of a file, a line for each option: counts of answers, or percentages as printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import audit
from tracker.cohorts.models import Cohort
from tracker.intake.acting import refused
from tracker.intake.kinds import Journal, Judged, Line, NotTaken, Problem, Scope, Verdict
from tracker.intake.polls_reading import Wanted, Wrong, same, together
from tracker.intake.refusals import problem_of
from tracker.intake.watching import watched
from tracker.polls import actions
from tracker.polls.models import Poll, PollSource, PollTally
from tracker.polls.withholding import Cell
from tracker.reasons import Refused


class PollsImporter:
    """Takes in polls of a cohort that were asked elsewhere. What is closed never changes again."""

    def __init__(self, session: Session, scope: Scope) -> None:
        assert scope.cohort is not None  # the kind needs one
        self.scope, self._cohort = scope, scope.cohort
        self._known = known(session, scope.cohort)

    def judge(self, session: Session, lines: Sequence[Line]) -> list[Judged]:
        polls: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            polls[line.values["question"]].append(line)
        found = {one.line.number: one for some in polls.values() for one in self._poll(some)}
        return [found[line.number] for line in lines]

    def write(self, session: Session, judged: Sequence[Judged], journal: Journal) -> None:
        audit.hold(session, self.scope.program.id)
        for one in judged:
            if one.verdict is not Verdict.NEW or not isinstance(one.intent, Wanted):
                continue
            try:
                with watched(session, journal):
                    self._make(session, one.intent)
            except Refused as error:
                raise NotTaken(one.line.number, problem_of(error.decision, error.field)) from error

    def _poll(self, lines: Sequence[Line]) -> list[Judged]:
        """The verdicts on the lines of one poll: one that is wrong takes the others with it."""
        try:
            wanted = together(lines)
            stands = self._standing(wanted, lines)
        except Wrong as wrong:
            beside = Problem("poll_line", "question", {"line": wrong.line.number})
            return [refused(one, wrong.problem if one is wrong.line else beside) for one in lines]
        if stands:
            return [Judged(one, Verdict.UNCHANGED) for one in lines]
        # The poll is made with its first line.
        return [
            Judged(one, Verdict.NEW, after=dict(one.values), intent=wanted if one is lines[0] else None)
            for one in lines
        ]

    def _standing(self, wanted: Wanted, lines: Sequence[Line]) -> bool:
        """Whether it is here already. Raises `Wrong` where another one with this question is."""
        if wanted.question not in self._known:
            return False
        stands = self._known[wanted.question]
        if stands is None:
            raise Wrong(lines[0], Problem("poll_asked_here", "question"))
        if not same(stands, wanted, lines):
            raise Wrong(lines[0], Problem("poll_stands", "question"))
        return True

    def _make(self, session: Session, wanted: Wanted) -> Poll:
        if wanted.shares is None:
            return actions.take_in(
                session,
                self.scope.actor,
                cohort=self._cohort,
                question=wanted.question,
                kind=wanted.kind,
                options=wanted.options,
                people=wanted.people,
                group_size=wanted.group_size,
            )
        return actions.publish(
            session,
            self.scope.actor,
            cohort=self._cohort,
            question=wanted.question,
            options=wanted.options,
            pre=wanted.shares[0],
            post=wanted.shares[1],
            n_pre=wanted.n[0],
            n_post=wanted.n[1],
            group_size=wanted.group_size,
        )


def known(session: Session, cohort: Cohort) -> dict[str, Wanted | None]:
    """Question → what stands of it in the cohort; None where it was asked here. Two statements."""
    polls = session.scalars(sa.select(Poll).where(Poll.cohort_id == cohort.id).order_by(Poll.id)).all()
    people: dict[int, dict[Cell, int]] = defaultdict(dict)
    for one in session.scalars(sa.select(PollTally).where(PollTally.poll_id.in_([p.id for p in polls]))):
        people[one.poll_id][one.pre, one.post] = one.people
    found: dict[str, Wanted | None] = {}
    for poll in polls:
        typed = poll.published
        found[poll.question] = (
            None
            if poll.source is PollSource.APP
            else Wanted(
                poll.question,
                poll.kind,
                tuple(poll.options),
                people[poll.id],
                (tuple(typed["pre"]), tuple(typed["post"])) if typed else None,
                (typed["n_pre"], typed["n_post"]) if typed else (None, None),
                poll.group_size,
            )
        )
    return found
