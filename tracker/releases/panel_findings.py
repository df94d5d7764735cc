"""Reads what a panel's vote and assessments come to at this moment, as the rules of the vote need it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import clock
from tracker.releases import (
    assessment_queries,
    conflicts,
    finding_rules,
    panel_queries,
    voting_rules,
    weighing_rules,
)
from tracker.releases.finding_rules import Finding
from tracker.releases.models import Case
from tracker.releases.panel_models import Panel, Seat
from tracker.releases.panel_rules import Waiting
from tracker.releases.parts import Scope, Tier
from tracker.releases.review_models import Assessment, ReviewPhase
from tracker.releases.voting_rules import Ballot, Sitting


@dataclass(frozen=True)
class Standing:
    """A vote as it stands: who is present, what their assessments bear, who is still awaited."""

    sitting: Sitting
    finding: Finding
    accepting: dict[int, Scope | None]
    waiting: Waiting
    # Whether somebody from outside is asked for, and none of those present is.
    lacks_outsider: bool = False

    @property
    def outcome(self) -> Scope:
        return finding_rules.outcome(self.sitting, self.finding)

    def accept(self, scope: Scope) -> list[int]:
        """The people present whose votes accept a scope."""
        return sorted(
            person
            for person, widest in self.accepting.items()
            if widest is not None and widest.rank >= scope.rank
        )


def standing(session: Session, case: Case, panel: Panel) -> Standing | None:
    """The vote as it stands; None while no assessment is there, of which no harm could be told."""
    members = panel_queries.sitting_seats(session, case, panel)
    filed = {
        person: assessment_queries.weighed(row)
        for person, row in panel_queries.filings(session, panel).items()
        if person in {seat.person_id for seat in members}
    }
    everybody = [*_reviewers(session, case, panel), *filed.values()]
    if not everybody:
        return None
    votes = panel_queries.votes(session, panel)
    present = [seat for seat in members if seat.id in votes]
    finding = finding_rules.find(everybody, {seat.person_id for seat in present})
    seated = {seat.id: seat.person_id for seat in members}
    dissents = [
        voting_rules.Dissent(
            seated[one.dissent.seat_id],
            one.dissent.filed_at,
            one.reply.replied_at if one.reply else None,
        )
        for one in panel_queries.dissents(session, panel.id)
        if one.dissent.seat_id in seated
    ]
    sitting = Sitting(
        seats=panel.seats,
        h=finding.h,
        reversibility=finding.reversibility,
        ballots=tuple(
            Ballot(
                seat.person_id,
                votes[seat.id],
                assessed=seat.person_id in filed,
                external=seat.external,
            )
            for seat in present
        ),
        now=clock.now(),
        dissents=tuple(dissents),
        voted_again_at=panel.voted_again_at,
        cool_off_hours=case.numbers.cool_off_hours,
    )
    accepting = {seat.person_id: votes[seat.id] for seat in present}
    return Standing(
        sitting,
        finding,
        accepting,
        _waiting(case, panel, members, panel_queries.voted_in(session, panel, panel.turn)),
        lacks_outsider=case.tier == Tier.EXTERNAL and not any(seat.external for seat in present),
    )


def may_vote_again(standing: Standing | None) -> bool:
    """Whether the members may vote once more as the vote stands."""
    return standing is not None and bool(voting_rules.may_vote_again(standing.sitting))


def _waiting(case: Case, panel: Panel, members: Sequence[Seat], voted: frozenset[int]) -> Waiting:
    """Who has not voted in this turn; the further turn lasts as long as a cool-off."""
    missing = [seat for seat in members if seat.id not in voted]
    due = clock.today(case.program.time_zone) > panel.due_on
    if panel.voted_again_at is not None:
        due = clock.now() >= panel.voted_again_at + timedelta(hours=case.numbers.cool_off_hours)
    return Waiting(len(missing), due, tuple(seat.person.name for seat in missing))


def _reviewers(session: Session, case: Case, panel: Panel) -> list[weighing_rules.Assessment]:
    """What the two reviewers filed about the same submission before it came to the panel, the last of each.

    Nothing counts of who has a conflict, whenever it was found.
    """
    found = sa.select(Assessment).where(
        Assessment.submission_id == panel.submission_id, Assessment.phase == ReviewPhase.EXPEDITED
    )
    last = {row.person_id: row for row in session.scalars(found.order_by(Assessment.version))}
    tied = conflicts.ties(session, case)
    return [
        assessment_queries.weighed(row)
        for person, row in last.items()
        if not tied.candidate(person).hard and not tied.candidate(person).soft - tied.candidate(person).waived
    ]
