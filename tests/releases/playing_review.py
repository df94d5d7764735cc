"""What reviewers, panels, coordinators and readers of appeals can try: the other half of the game."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.releases.casting import SEAL
from tests.releases.playing import Chance, Play
from tracker import clock
from tracker.people.models import Person
from tracker.reasons import no, require
from tracker.releases import (
    amendments,
    appeal_queries,
    appeals,
    approval_queries,
    approvals,
    assessments,
    assignments,
    closing,
    conditions,
    declarations,
    desk,
    dissents,
    escalations,
    letters,
    panel_people,
    panel_queries,
    panels,
    publications,
    revisits,
    seats,
    stop_queries,
    stops,
    tripwires,
    votes,
)
from tracker.releases.access_rules import Ability
from tracker.releases.appeal_models import Ground, Ruling
from tracker.releases.letters import WIDER, Sending
from tracker.releases.manifest import ArtefactKind, Entry, manifest
from tracker.releases.panel_models import Dissent, Panel, PanelKind
from tracker.releases.panel_rules import Seating
from tracker.releases.parts import (
    Availability,
    Benefit,
    CaseState,
    Direction,
    HardConflict,
    Harm,
    ReasonCode,
    Reversibility,
    Scope,
    SoftConflict,
    Sureness,
    Verdict,
)
from tracker.releases.publications import Going
from tracker.releases.review_models import ReviewPhase
from tracker.releases.review_rules import Said
from tracker.releases.voting_rules import LetterPart

CLEAR = Said(
    benefit=Benefit.SUBSTANTIAL,
    acceleration_worst=Harm.NEGLIGIBLE,
    misuse_worst=Harm.MODEST,
    acceleration_sureness=Sureness.HIGH,
    misuse_sureness=Sureness.MEDIUM,
    direction=Direction.SAFETY,
    availability=Availability.WELL_KNOWN,
    reversibility=Reversibility.FULLY,
    widest=Scope.S5,
    crux="Whether it helps those who train models.",
    acceleration_best=Harm.NEGLIGIBLE,
    misuse_best=Harm.NEGLIGIBLE,
    reason_codes=frozenset({ReasonCode.MISUSE}),
)
SERIOUS = replace(CLEAR, acceleration_worst=Harm.SERIOUS, widest=Scope.S2, reversibility=Reversibility.NO)
SAID = (CLEAR, SERIOUS, replace(CLEAR, widest=Scope.S3), replace(CLEAR, escalate=True))
SCOPES = (Scope.S5, Scope.S5, Scope.S4, Scope.S1, Scope.S0, None)


class Review(Play):
    """The moves after a release was handed in."""

    # The coordinator's.

    def give_back(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.ROUTE)
        desk.give_back(self.session, SEAL, person, case=self.the_case, words="The list is short.")

    def ask_reviewer(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.ROUTE)
        who = self.people[chance.one(["rhea", "ravi", "rosa", "rhea", "ravi", "mara", "pia"])]
        assignments.ask(self.session, person, case=self.the_case, person=who)

    def send_to_two(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.ROUTE)
        desk.begin(self.session, person, case=self.the_case)

    def send_to_panel(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.ROUTE)
        desk.to_panel(self.session, SEAL, person, case=self.the_case, outside=not chance.often())

    def convene(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.ROUTE)
        free = [one for one in panel_people.free(self.session, self.the_case) if one.id != person.id]
        outside = [one for one in free if panel_people.is_external(one, self.the_case)]
        inside = [one for one in free if one not in outside]
        chosen = [*outside[:1], *(inside if chance.often() else reversed(inside))][:5]
        seating = [Seating(one.id, external=one in outside) for one in chosen]
        kind = PanelKind.FORMAL if chance.often() else PanelKind.REMAND
        if not seating:
            require(no("nobody_free"))
        panels.convene(
            self.session, person, case=self.the_case, seats=seating, chair=chosen[-1].id, kind=kind
        )

    # A reviewer's.

    def answer_invitation(self, person: Person, chance: Chance) -> None:
        row = assignments.of_case(self.session, self.the_case, person.id)
        if row is None:
            require(no("not_asked"))
        assert row is not None
        assignments.answer(
            self.session,
            SEAL,
            person,
            case=self.the_case,
            row=row,
            accepts=True,
            soft=() if chance.often() or chance.often() else (SoftConflict.OWN_DOUBT,),
        )

    def find_conflict(self, person: Person, chance: Chance) -> None:
        """Somebody who judges tells of a conflict that came to light."""
        self.enter(person, Ability.VOTE)
        declarations.declare(
            self.session, SEAL, person, case=self.the_case, hard=(HardConflict.FAMILY,), soft=()
        )
        assignments.recheck(self.session, SEAL, case=self.the_case)
        approvals.settle(self.session, self.the_case)

    def file(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.VOTE)
        formal = self.the_case.state is CaseState.FORMAL
        said = CLEAR if chance.often() else chance.one(SAID)
        phase = ReviewPhase.PANEL if formal else ReviewPhase.EXPEDITED
        assessments.file(self.session, SEAL, person, case=self.the_case, said=said, phase=phase)

    def return_it(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.VOTE)
        assessments.give_back(self.session, SEAL, person, case=self.the_case, words="Say where it ran.")

    def escalate(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.NEUTRAL)
        escalations.escalate(self.session, SEAL, person, case=self.the_case)

    # A panel's.

    def panel(self) -> Panel:
        found = panel_queries.newest(self.session, self.the_case.id)
        if found is None:
            require(no("no_panel"))
        assert found is not None
        return found

    def take_seat(self, person: Person, chance: Chance) -> None:
        panel = self.panel()
        declarations.declare(self.session, SEAL, person, case=self.the_case, hard=(), soft=())
        seats.take(self.session, person, case=self.the_case, panel=panel)

    def step_aside(self, person: Person, chance: Chance) -> None:
        seats.step_aside(self.session, person, case=self.the_case, panel=self.panel(), person=person)

    def vote(self, person: Person, chance: Chance) -> None:
        votes.cast(
            self.session,
            person,
            seal=SEAL,
            case=self.the_case,
            panel=self.panel(),
            widest=chance.one(SCOPES),
        )

    def dissent(self, person: Person, chance: Chance) -> None:
        dissents.file(
            self.session,
            person,
            seal=SEAL,
            case=self.the_case,
            panel=self.panel(),
            text="I see more harm.",
            named=False,
        )

    def reply(self, person: Person, chance: Chance) -> None:
        panel = self.panel()
        filed = self.rows(Dissent)
        if not filed:
            require(no("no_dissent"))
        dissents.reply(
            self.session,
            person,
            seal=SEAL,
            case=self.the_case,
            panel=panel,
            dissent_id=chance.one(filed).id,
            text="We looked at that.",
        )

    def vote_again(self, person: Person, chance: Chance) -> None:
        votes.again(self.session, person, case=self.the_case, panel=self.panel())

    def close(self, person: Person, chance: Chance) -> None:
        closing.close(self.session, person, case=self.the_case, panel=self.panel())

    def reopen(self, person: Person, chance: Chance) -> None:
        closing.reopen(self.session, person, case=self.the_case, panel=self.panel())

    def vote_on_hold(self, person: Person, chance: Chance) -> None:
        verdict = chance.one([Verdict.HOLD, Verdict.DECLINE])
        votes.cast_on_hold(
            self.session, person, seal=SEAL, case=self.the_case, panel=self.panel(), verdict=verdict
        )

    def send_letter(self, person: Person, chance: Chance) -> None:
        panel = self.panel()
        if panel.chair_id != person.id:
            require(no("not_the_chair"))
        parts = {part.value: "As we saw it." for part in LetterPart} | {WIDER: "Narrower would fail."}
        letters.save(self.session, person, seal=SEAL, case=self.the_case, panel=panel, parts=parts)
        later = clock.today(self.the_case.program.time_zone) + timedelta(days=60)
        refused = panel.outcome is Scope.S0
        letters.send(
            self.session,
            person,
            seal=SEAL,
            case=self.the_case,
            panel=panel,
            sending=Sending(
                reasons=frozenset({ReasonCode.ACCELERATION}),
                revisit_on=later if refused else None,
                conditions=() if refused or chance.often() else ("Tell the vendor.",),
                embargo_until=None if refused or chance.often() else later,
            ),
        )

    # After a decision.

    def appeal(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.LETTER)
        decision = appeal_queries.newest_decision(self.session, self.the_case.id)
        if decision is None:
            require(no("nothing_decided"))
        assert decision is not None
        ground = chance.one(list(Ground))
        appeals.file(
            self.session,
            person,
            seal=SEAL,
            case=self.the_case,
            decision=decision,
            ground=ground,
            text="One of them works with us.",
        )

    def hear_appeal(self, person: Person, chance: Chance) -> None:
        """The coordinator gives the newest appeal to somebody, who declares and rules."""
        self.enter(person, Ability.ROUTE)
        filed = appeal_queries.of_case(self.session, self.the_case.id)
        reader = self.people[chance.one(["xeno", "rosa", "pola"])]
        if not filed:
            require(no("no_appeal"))
        case, appeal = self.the_case, filed[0]
        appeals.assign(self.session, person, case=case, appeal=appeal, reader=reader)
        declarations.declare(self.session, SEAL, reader, case=case, hard=(), soft=())
        appeals.take(self.session, reader, case=case, appeal=appeal)
        ruling = Ruling.REMANDED if chance.often() else Ruling.UPHELD
        appeals.rule(
            self.session, reader, seal=SEAL, case=case, appeal=appeal, ruling=ruling, reasons="As told."
        )

    def accept_narrower(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.LETTER)
        approval = approval_queries.in_force(self.session, self.the_case.id)
        if approval is None:
            require(no("nothing_approved"))
        assert approval is not None
        approvals.accept_narrower(self.session, person, approval=approval, text=self.seal("release.accept"))

    def meet_conditions(self, person: Person, chance: Chance) -> None:
        """An author marks what is open as done, or somebody else verifies it."""
        standing = self.enter(person, Ability.LETTER)
        decision = appeal_queries.newest_decision(self.session, self.the_case.id)
        found = approval_queries.conditions(self.session, decision.id) if decision else []
        for one in found:
            if one.done_at is None:
                conditions.mark_done(
                    self.session,
                    person,
                    standing,
                    case=self.the_case,
                    condition=one,
                    note=self.seal("condition.note"),
                )
            elif one.verified_at is None:
                conditions.verify(self.session, person, standing, case=self.the_case, condition=one)

    def trip(self, person: Person, chance: Chance) -> None:
        standing = self.enter(person, Ability.LETTER)
        tripwires.report(
            self.session, person, standing, case=self.the_case, words=self.seal("tripwire.report")
        )

    def ask_amendment(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.WRITE)
        amendments.ask(self.session, person, case=self.the_case, statement=self.seal("amendment.statement"))

    def answer_amendment(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.TEXT)
        found = approval_queries.open_amendment(self.session, self.the_case.id)
        if found is None:
            require(no("no_amendment"))
        assert found is not None
        amendments.answer(
            self.session, person, case=self.the_case, amendment=found, nothing_new=chance.often()
        )

    def publish(self, person: Person, chance: Chance) -> None:
        standing = self.enter(person, Ability.LETTER)
        approval = approval_queries.in_force(self.session, self.the_case.id)
        digest = self.digest if chance.often() else "c" * 64
        publications.publish(
            self.session,
            person,
            standing,
            case=self.the_case,
            going=Going(
                files=manifest([Entry("post.md", digest, 10, ArtefactKind.TEXT)]),
                scope=approval.scope if approval and chance.often() else Scope.S5,
                venue=self.seal("publication.venue", "the forum"),
                listed=chance.often(),
            ),
        )

    def bring_news(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.NEUTRAL)
        revisits.bring_news(self.session, person, seal=SEAL, case=self.the_case, text="It is out elsewhere.")

    # Stops.

    def stop(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.STOP)
        stops.stop(self.session, person, case=self.the_case)

    def give_reasons(self, person: Person, chance: Chance) -> None:
        found = stop_queries.open_stop(self.session, self.the_case.id)
        if found is None:
            require(no("nothing_stopped"))
        assert found is not None
        stops.give_reasons(
            self.session, person, seal=SEAL, case=self.the_case, stop=found, text="It names a target."
        )

    def settle_stop(self, person: Person, chance: Chance) -> None:
        self.enter(person, Ability.NEUTRAL)
        found = stop_queries.open_stop(self.session, self.the_case.id)
        if found is None:
            require(no("nothing_stopped"))
        assert found is not None
        after = found.before if chance.often() else chance.one([CaseState.FORMAL, CaseState.STALE])
        stops.say(
            self.session,
            person,
            seal=SEAL,
            case=self.the_case,
            stop=found,
            after=after,
            reason="Looked at.",
        )

    # What the days bring.

    def days(self) -> None:
        """Everything that happens by itself once a day came."""
        if self.case is None:
            return
        revisits.look_again(self.session, self.case)
        stops.end_overdue(self.session, self.case)
        if self.case.state in (CaseState.SCREENING, CaseState.EXPEDITED):
            assignments.recheck(self.session, SEAL, case=self.case)
        approvals.settle(self.session, self.case)
