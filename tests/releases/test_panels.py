"""Panels by their actions: who may be seated, what is refused when, what a closed vote leads to."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.releases import approving, seating
from tests.releases.casting import SEAL
from tests.releases.seating import FOR_GOOD, GRAVE, MILD
from tracker import clock
from tracker.reasons import Refused
from tracker.releases import (
    cases,
    closing,
    declarations,
    letters,
    panels,
    queries,
    revisits,
    seats,
    votes,
)
from tracker.releases.decision_models import Approval, Approver
from tracker.releases.models import CaseStep
from tracker.releases.panel_rules import Seating
from tracker.releases.parts import CaseRole, CaseState, HardConflict, Scope, Tier
from tracker.releases.voting_rules import LetterPart

pytestmark = pytest.mark.any_database


def code_of(call, *args, **more):
    with pytest.raises(Refused) as refused:
        call(*args, **more)
    return refused.value.decision.code


def test_nobody_sits_whom_a_conflict_bars_nor_the_convener_and_never_fewer_than_the_rules_say(
    session, cast, bench
):
    case = approving.under_review(session, cast, panel=True)

    def refused(*people, chair=None):
        return code_of(seating.convened, session, case, bench, people)

    declarations.declare(session, SEAL, bench.pola, case=case, hard=[HardConflict.FAMILY], soft=[])
    assert refused(*seating.five(bench)) == "panel_seat_barred"
    assert refused(bench.pia, bench.paul, bench.petra, bench.pete, cast.mara) == "panel_seat_barred"
    assert refused(bench.pia, bench.paul, bench.petra, bench.pete) == "panel_seats_few"
    assert refused(bench.pia, bench.pia, bench.paul, bench.petra, bench.pete) == "panel_seat_twice"
    assert refused(bench.cora, bench.pia, bench.paul, bench.petra, bench.pete) == "panel_seats_convener"
    cases.raise_tier(session, None, case, Tier.EXTERNAL)
    assert refused(bench.rhea, bench.pia, bench.paul, bench.petra, bench.pete) == "panel_without_external"


def test_a_case_for_somebody_from_outside_is_not_closed_without_them(session, cast, bench):
    case = approving.under_review(session, cast, panel=True)
    cases.raise_tier(session, None, case, Tier.EXTERNAL)
    people = [bench.pia, bench.paul, bench.petra, bench.pete]
    panel = panels.convene(
        session,
        bench.cora,
        case=case,
        seats=[*(Seating(one.id) for one in people), Seating(bench.xeno.id, external=True)],
        chair=bench.pia.id,
    )
    for one in (*people, bench.xeno):
        seating.sit(session, case, panel, one)
        seating.assess(session, case, one)
        seating.vote(session, case, panel, one, Scope.S0)
    listed = queries.seat(session, case.id, bench.xeno.id, CaseRole.EXTERNAL)
    assert listed.ends_at is None
    seats.step_aside(session, bench.xeno, case=case, panel=panel, person=bench.xeno)
    assert code_of(closing.close, session, bench.pia, case=case, panel=panel) == "panel_external_gone"


def test_who_came_from_outside_reads_on_for_two_weeks_after_a_hold(session, cast, bench):
    case = approving.under_review(session, cast, panel=True)
    people = [bench.pia, bench.paul, bench.petra, bench.pete, bench.xeno]
    panel = seating.convened(session, case, bench, people)
    for one in people:
        seating.sit(session, case, panel, one)
        seating.assess(session, case, one)
        seating.vote(session, case, panel, one, Scope.S0)
    seating.decided(session, case, panel, bench.pia)
    listed = queries.seat(session, case.id, bench.xeno.id, CaseRole.EXTERNAL)
    assert timedelta(days=13) < listed.ends_at - clock.now() < timedelta(days=15)


def test_nobody_reads_votes_or_notes_before_declaring_and_filing(session, cast, bench):
    case = approving.under_review(session, cast, panel=True)
    panel = seating.convened(session, case, bench, seating.five(bench))
    assert code_of(seating.vote, session, case, panel, bench.pia, Scope.S5) == "panel_declare_first"
    # A word of one's own about conflicts comes before the seat.
    seating.sit(session, case, panel, bench.pia)
    assert code_of(seating.vote, session, case, panel, bench.pia, Scope.S5) == "panel_file_first"
    seating.assess(session, case, bench.pia)
    seating.vote(session, case, panel, bench.pia, Scope.S5)
    assert code_of(seating.vote, session, case, panel, bench.pia, Scope.S1) == "vote_cast"
    assert code_of(seating.vote, session, case, panel, bench.rhea, Scope.S5) == "panel_not_yours"


def test_the_chair_waits_for_members_who_can_vote_until_the_day(session, cast, bench):
    case, panel = seating.ready(session, cast, bench)
    for one in seating.five(bench)[:4]:
        seating.vote(session, case, panel, one, Scope.S5)
    assert code_of(closing.close, session, bench.pia, case=case, panel=panel) == "vote_awaited"
    assert code_of(closing.close, session, bench.paul, case=case, panel=panel) == "panel_chair_only"
    with clock.fixed(clock.now() + timedelta(days=40)):
        assert closing.close(session, bench.pia, case=case, panel=panel) is Scope.S5


def test_what_the_benefit_does_not_bear_is_not_let_out_however_many_vote_for_it(session, cast, bench):
    said = seating.replace(GRAVE, benefit=seating.Benefit.MODEST)
    case, panel = seating.ready(session, cast, bench, said)
    seating.vote_all(session, case, panel, bench, *[Scope.S5] * 5)
    assert closing.close(session, bench.pia, case=case, panel=panel) is Scope.S3


def test_wider_than_the_start_needs_a_written_reason(session, cast, bench):
    case, panel = seating.ready(session, cast, bench, GRAVE)
    seating.vote_all(session, case, panel, bench, *[Scope.S5] * 5)
    assert code_of(seating.decided, session, case, panel, bench.pia) == "letter_wider_reason"
    parts = {**seating.LETTER, letters.WIDER: "The defence reaches its users by this road alone."}
    seating.decided(session, case, panel, bench.pia, parts=parts)
    assert case.state in (CaseState.APPROVED, CaseState.CLEARED)
    approval = session.scalars(sa.select(Approval)).one()
    assert approval.scope is Scope.S5
    approvers = session.scalars(sa.select(Approver.person_id)).all()
    assert sorted(approvers) == sorted(one.id for one in seating.five(bench))


def test_the_same_votes_give_s4_where_it_can_be_undone_and_s1_where_not(session, cast, bench):
    ladder = [Scope.S5, Scope.S5, Scope.S4, Scope.S1, Scope.S0]
    for said, outcome in ((GRAVE, Scope.S4), (FOR_GOOD, Scope.S1)):
        case, panel = seating.ready(session, cast, bench, said)
        seating.vote_all(session, case, panel, bench, *ladder)
        assert closing.close(session, bench.pia, case=case, panel=panel) is outcome


def test_a_narrower_scope_is_approved_by_those_who_accept_it_and_clears_only_once_accepted(
    session, cast, bench
):
    case, panel = seating.ready(session, cast, bench, FOR_GOOD)
    seating.vote_all(session, case, panel, bench, Scope.S5, Scope.S5, Scope.S4, Scope.S1, Scope.S0)
    assert (
        code_of(seating.decided, session, case, panel, bench.pia, reasons=frozenset()) == "letter_no_hazard"
    )
    seating.decided(session, case, panel, bench.pia)
    assert case.state is CaseState.APPROVED
    approval = session.scalars(sa.select(Approval)).one()
    assert (approval.scope, approval.accepted_at) == (Scope.S1, None)
    approvers = set(session.scalars(sa.select(Approver.person_id)))
    assert approvers == {bench.pia.id, bench.paul.id, bench.petra.id, bench.pete.id}


def test_who_steps_aside_reads_no_more_and_a_closed_vote_that_counted_them_opens_again(session, cast, bench):
    case, panel = seating.ready(session, cast, bench)
    seating.vote_all(session, case, panel, bench, *[Scope.S5] * 5)
    closing.close(session, bench.pia, case=case, panel=panel)
    seats.step_aside(session, bench.pola, case=case, panel=panel, person=bench.pola)
    assert (panel.closed_at, panel.outcome) == (None, None)
    assert panel.seats == 5
    for one in (bench.petra, bench.pete):
        seats.step_aside(session, one, case=case, panel=panel, person=one)
    assert code_of(closing.close, session, bench.pia, case=case, panel=panel) == "vote_no_quorum"


def test_a_conflict_that_is_found_after_closing_keeps_the_letter_back(session, cast, bench):
    case, panel = seating.ready(session, cast, bench)
    seating.vote_all(session, case, panel, bench, *[Scope.S5] * 4, Scope.S0)
    closing.close(session, bench.pia, case=case, panel=panel)
    declarations.declare(
        session, SEAL, bench.cora, case=case, hard=[HardConflict.FINANCIAL], soft=[], about=bench.pola
    )
    assert code_of(seating.decided, session, case, panel, bench.pia) == "vote_stands_no_more"
    closing.reopen(session, bench.pia, case=case, panel=panel)
    assert panel.closed_at is None
    seating.decided(session, case, panel, bench.pia)
    assert bench.pola.id not in set(session.scalars(sa.select(Approver.person_id)))


def test_a_tie_holds_nothing_and_members_choose_anew(session, cast, bench):
    case, panel = seating.ready(session, cast, bench)
    seating.vote_all(session, case, panel, bench, *[Scope.S0] * 5)
    closing.close(session, bench.pia, case=case, panel=panel)
    said = [letters.Verdict.HOLD] * 2 + [letters.Verdict.DECLINE] * 2 + [None]
    for one, verdict in zip(seating.five(bench), said, strict=True):
        votes.cast_on_hold(session, one, seal=SEAL, case=case, panel=panel, verdict=verdict)
    letters.save(session, bench.pia, seal=SEAL, case=case, panel=panel, parts=seating.LETTER)
    sending = letters.Sending(frozenset({letters.ReasonCode.MISUSE}), clock.today() + timedelta(days=30))
    send = {"seal": SEAL, "case": case, "panel": panel, "sending": sending}
    assert code_of(letters.send, session, bench.pia, **send) == "hold_no_majority"
    votes.cast_on_hold(
        session, bench.pola, seal=SEAL, case=case, panel=panel, verdict=letters.Verdict.DECLINE
    )
    letters.send(session, bench.pia, **send)
    assert case.state is CaseState.DECLINED


def test_a_held_case_comes_back_on_its_day_or_with_news_and_is_approved_by_neither(session, cast, bench):
    case, _panel, decision = seating.held(session, cast, bench)
    assert revisits.due(session, decision.revisit_on - timedelta(days=1)) == []
    assert revisits.due(session, decision.revisit_on) == [case]
    assert case.state is CaseState.SCREENING
    assert revisits.due(session, decision.revisit_on) == []
    assert (
        code_of(revisits.bring_news, session, cast.mara, seal=SEAL, case=case, text="x") == "revisit_not_held"
    )
    other, _panel, _decision = seating.held(session, cast, bench)
    revisits.bring_news(session, cast.mara, seal=SEAL, case=other, text="Others have printed it.")
    assert other.state is CaseState.SCREENING
    assert session.scalar(sa.select(sa.func.count()).select_from(Approval)) == 0


def test_the_panel_returns_a_release_with_what_has_to_change_and_decides_nothing(session, cast, bench):
    case, panel = seating.ready(session, cast, bench)
    back = {"seal": SEAL, "case": case, "panel": panel, "text": "Leave out the recipe."}
    assert code_of(letters.give_back, session, bench.paul, **back) == "panel_chair_only"
    letters.give_back(session, bench.pia, **back)
    assert case.state is CaseState.RETURNED
    step = session.scalars(sa.select(CaseStep).order_by(CaseStep.position.desc())).first()
    assert (step.transition, step.reason_id is not None) == ("T7", True)
    assert code_of(closing.close, session, bench.pia, case=case, panel=panel) == "panel_over"


def test_an_alternate_is_called_in_for_who_stepped_aside_and_for_nobody_else(session, cast, bench):
    case = approving.under_review(session, cast, panel=True)
    members = [Seating(one.id) for one in seating.five(bench)]
    panel = panels.convene(
        session,
        bench.cora,
        case=case,
        seats=[*members, Seating(bench.rhea.id, alternate=True)],
        chair=bench.pia.id,
    )
    call = {"case": case, "panel": panel}
    assert code_of(panels.call, session, bench.cora, person=bench.rhea, **call) == "panel_no_seat_free"
    assert code_of(seats.take, session, bench.rhea, **call) == "panel_not_yours"
    seats.step_aside(session, bench.pola, person=bench.pola, **call)
    panels.call(session, bench.cora, person=bench.rhea, **call)
    seating.sit(session, case, panel, bench.rhea)
    assert code_of(panels.call, session, bench.cora, person=bench.ravi, **call) == "panel_no_seat_free"
    assert code_of(panels.call, session, bench.cora, person=bench.pola, **call) == "panel_seat_twice"


def test_every_part_of_a_letter_is_asked_for(session, cast, bench):
    case, panel = seating.ready(session, cast, bench, MILD)
    seating.vote_all(session, case, panel, bench, *[Scope.S5] * 5)
    for part in LetterPart:
        lacks = {name: "" if name == part.value else text for name, text in seating.LETTER.items()}
        if part is not LetterPart.BENEFIT_FORGONE:
            refused = code_of(seating.decided, session, case, panel, bench.pia, parts=lacks)
            assert refused == "release_letter_lacks", part
    assert case.state is CaseState.FORMAL
