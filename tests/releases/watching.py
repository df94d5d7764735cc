"""What must hold after every move, read from the tables and not by the rules that are tested (I1 to I9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from tests.releases.playing import Play
from tracker import audit
from tracker.db import Base
from tracker.releases import access_rules, submission_queries
from tracker.releases.access_rules import Ability
from tracker.releases.parts import CaseState, Scope
from tracker.releases.states import TRANSITIONS

# Rows that are written once. The approval's own end, the day its embargo ended and an author's
# acceptance come later, so of approvals only what they let out is compared.
WRITTEN_ONCE = {
    "release_decision": None,
    "release_vote": None,
    "release_dissent": None,
    "release_dissent_reply": None,
    "conflict_declaration": None,
    "case_step": None,
    "submission": None,
    "manifest_version": None,
    "assessment": None,
    "approval": ("id", "binding", "scope", "expires_on", "manifest_id", "decision_id"),
    "approver": ("approval_id", "person_id"),
    "publication": ("id", "approval_id", "sha256", "scope", "published_on"),
}
# In these an approval holds now; what is out stays out, whatever becomes of it later.
APPROVED = {CaseState.APPROVED, CaseState.CLEARED}
FORBIDDEN_TO_OPERATORS = set(Ability) - access_rules.HARMLESS


@dataclass
class Watch:
    """Remembers what was seen, and says what may not be."""

    play: Play
    tier: int = 0
    seen: dict[tuple[str, Any], tuple[Any, ...]] = field(default_factory=dict)
    published: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)

    def check(self) -> None:
        """Everything that can be seen after a move."""
        if self.play.case is None:
            return
        self._two_people_on_the_same_bytes()
        self._nothing_out_without_approval()
        self._tier_never_sinks()
        self._nobody_reads_before_filing()
        self._votes_have_a_quorum()
        self._what_was_written_stays()
        self._operators_decide_nothing()

    def check_trail(self) -> None:
        """The chain of the audit trail; slower, so once at the end of a game."""
        assert list(audit.broken_links(self.play.session)) == []
        for step in self._table("case_step"):
            if step.before is not None:
                assert (CaseState(step.before), CaseState(step.after)) in TRANSITIONS[step.transition]
                assert (step.before, step.after) not in {("expedited", "held"), ("expedited", "declined")}

    def snapshot(self) -> tuple[Any, ...]:
        """What time alone may not make, restore or widen."""
        held = [(row.id, row.scope, row.voided_at) for row in self._table("approval")]
        return held, len(self._table("release_decision")), len(self._table("publication"))

    def check_time(self, before: tuple[Any, ...], state: CaseState) -> None:
        """What the days brought: no approval, none restored, none wider, nothing out (I5)."""
        held, decisions, out = self.snapshot()
        assert decisions == before[1] and out == before[2]
        assert len(held) == len(before[0])
        for then, now in zip(before[0], held, strict=True):
            assert then[:2] == now[:2]
            assert then[2] is None or now[2] == then[2], "an approval came back by itself"
        now_state = self.play.the_case.state
        if now_state is not state:
            assert now_state not in {CaseState.APPROVED, CaseState.PUBLISHED}
            assert now_state is not CaseState.CLEARED or state is CaseState.APPROVED

    def _two_people_on_the_same_bytes(self) -> None:
        """I2, I3: who approved, and what."""
        case, play = self.play.the_case, self.play
        in_force = [row for row in self._table("approval") if row.voided_at is None]
        assert len(in_force) <= 1
        if case.state not in APPROVED:
            return
        assert len(in_force) == 1
        for row in in_force:
            people = {one.person_id for one in self._table("approver") if one.approval_id == row.id}
            assert len(people) >= 2
            assert not people & self._made_it()
            declared = {one.person_id: one for one in self._table("conflict_declaration")}
            assert people <= declared.keys()
            assert not any(one.hard for one in self._table("conflict_declaration") if one.person_id in people)
            decision = next(one for one in self._table("release_decision") if one.id == row.decision_id)
            handed_in = next(one for one in self._table("submission") if one.id == decision.submission_id)
            if row.amends_id is None:
                assert row.binding == handed_in.binding
            filed = [one for one in self._table("assessment") if one.submission_id == handed_in.id]
            assert people <= {one.person_id for one in filed}
            assert submission_queries.live(play.session, case).binding == row.binding

    def _nothing_out_without_approval(self) -> None:
        """I1: at the moment it went out."""
        approvals = {row.id: row for row in self._table("approval")}
        lists = {row.id: row.sha256 for row in self._table("manifest_version")}
        out = self._table("publication")
        assert (self.play.the_case.state is CaseState.PUBLISHED) <= bool(out)
        assert len(out) <= 1
        for row in out:
            if row.id in self.published:
                continue
            approval = approvals[row.approval_id]
            assert approval.voided_at is None
            assert approval.expires_on >= row.published_on
            assert approval.embargo_until is None or approval.embargo_until <= row.published_on
            assert lists[approval.manifest_id] == row.sha256
            assert Scope(row.scope).rank <= Scope(approval.scope).rank
            self.published.add(row.id)

    def _tier_never_sinks(self) -> None:
        """I4."""
        case = self.play.the_case
        assert (case.tier or 0) >= self.tier
        assert case.submitted_at is None or (case.tier or 0) >= 1
        self.tier = case.tier or 0

    def _nobody_reads_before_filing(self) -> None:
        """I6."""
        submission = submission_queries.current(self.play.session, self.play.the_case)
        if submission is None:
            return
        rows = [one for one in self._table("assessment") if one.submission_id == submission.id]
        filed = {one.person_id for one in rows}
        seated = {one.person_id for one in self._table("case_person") if one.removed_at is None}
        for person in self.play.people.values():
            if person.id in seated - filed:
                standing = self.play.standing(person)
                assert not (access_rules.may(standing, Ability.OTHERS) and standing.judges)
        assert not access_rules.may(self.play.standing(self.play.cast.ada.person), Ability.OTHERS)

    def _votes_have_a_quorum(self) -> None:
        """I7: as the vote closes."""
        for panel in self._table("release_panel"):
            if panel.closed_at is None:
                self.closed.discard(panel.id)
            elif panel.id not in self.closed:
                seats = [one for one in self._table("release_seat") if one.panel_id == panel.id]
                voted = {one.seat_id for one in self._table("release_vote")}
                counted = [one for one in seats if one.recused_at is None and one.id in voted]
                assert len(counted) >= max(3, panel.seats // 2 + 1)
                self.closed.add(panel.id)

    def _what_was_written_stays(self) -> None:
        """I8."""
        for name, columns in WRITTEN_ONCE.items():
            table = Base.metadata.tables[name]
            now = {}
            for row in self._table(name):
                key = tuple(getattr(row, column.name) for column in table.primary_key)
                chosen = columns or [column.name for column in table.columns]
                now[name, key] = tuple(repr(getattr(row, column)) for column in chosen)
            for key, before in self.seen.items():
                if key[0] == name:
                    assert now.get(key) == before, f"{key} changed or vanished"
            self.seen |= now

    def _operators_decide_nothing(self) -> None:
        """I9: whoever runs the server, whatever else they are."""
        standing = self.play.standing(self.play.people["oper"])
        for ability in FORBIDDEN_TO_OPERATORS:
            assert not access_rules.may(standing, ability), ability

    def _made_it(self) -> set[int]:
        """Members and mentors of the work, and whoever is named as a contributor."""
        play = self.play
        work = play.cast.sprint.id
        members = play.session.scalars(
            sa.text(
                "SELECT enrolment.person_id FROM membership JOIN enrolment"
                " ON enrolment.id = membership.enrolment_id WHERE membership.work_id = :work"
            ),
            {"work": work},
        )
        mentors = [row.person_id for row in self._table("work_mentor") if row.work_id == work]
        named = [
            row.person_id
            for row in self._table("case_contributor")
            if row.removed_at is None and row.person_id is not None
        ]
        return {*members, *mentors, *named}

    def _table(self, name: str) -> list[Any]:
        return list(self.play.session.execute(sa.select(Base.metadata.tables[name])))
