"""Who sits on a panel, who files which view when, who reads whose, and who dissents."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from tests.properties import given, st
from tracker.advancement import panel_rules
from tracker.advancement.decision_models import Outcome
from tracker.advancement.panel_rules import MOST_SEATS, Seat
from tracker.advancement.rules import TEXT_LIMIT
from tracker.cohorts.models import GateDefault

BY_DEFAULT, LIMITED = GateDefault
TEXT = "As I see it."


def new(**changes) -> Seat:
    """Somebody who may be asked."""
    return Seat(**{"seated": False, **changes})


@pytest.mark.parametrize(
    ("seat", "appoints", "seats", "expected"),
    [
        (new(), True, 0, ""),
        (new(), True, MOST_SEATS - 1, ""),
        (new(), True, MOST_SEATS, "panel_full"),
        (new(), False, 0, "panel_not_yours"),
        (new(left=True), True, 0, "decision_after_leaving"),
        (new(decided=True), True, 0, "decided_already"),
        (new(own=True), True, 0, "panel_on_self"),
        (new(sits=False), True, 0, "panel_role"),
        (new(seated=True), True, 1, "panel_seated"),
        (new(sat_before=True), True, 0, "panel_not_fresh"),
        # Who owes a form may be asked; they file it first.
        (new(owes_form=True), True, 0, ""),
    ],
)
def test_who_may_be_asked_onto_a_panel(seat, appoints, seats, expected):
    assert panel_rules.may_appoint(seat, appoints=appoints, seats=seats).code == expected


@pytest.mark.parametrize(
    ("seat", "appoints", "expected"),
    [
        (Seat(), True, ""),
        (Seat(), False, "panel_not_yours"),
        (Seat(decided=True), True, "decided_already"),
        (new(), True, "panel_not_seated"),
        (Seat(filed=True), True, "view_filed"),
        # Somebody whose role has ended is taken off.
        (Seat(sits=False), True, ""),
    ],
)
def test_a_member_is_taken_off_before_their_view_is_in_and_never_after(seat, appoints, expected):
    assert panel_rules.may_unseat(seat, appoints=appoints).code == expected


@pytest.mark.parametrize(("view", "default"), list(product(Outcome, GateDefault)))
def test_a_view_is_an_outcome_that_the_gate_knows_and_people_decide(view, default):
    expected = ""
    if view is Outcome.WITHDRAWN:
        expected = "view_of_wish"
    elif view is Outcome.NOT_PLACED and default is BY_DEFAULT:
        expected = "not_placed_unlimited"
    assert panel_rules.may_file(Seat(), view, TEXT, default).code == expected


@pytest.mark.parametrize(
    ("seat", "reasons", "expected"),
    [
        (Seat(), TEXT, ""),
        (Seat(), "x" * TEXT_LIMIT, ""),
        (Seat(), "x" * (TEXT_LIMIT + 1), "text_too_long"),
        (Seat(), " \n", "reply_empty"),
        (new(), TEXT, "panel_not_seated"),
        (Seat(own=True), TEXT, "panel_not_seated"),
        (Seat(sits=False), TEXT, "panel_not_seated"),
        (Seat(left=True), TEXT, "decision_after_leaving"),
        (Seat(decided=True), TEXT, "decided_already"),
        (Seat(filed=True), TEXT, "view_filed"),
        (Seat(owes_form=True), TEXT, "view_after_form"),
    ],
)
@pytest.mark.parametrize("view", [Outcome.STOP, Outcome.CONTINUE])
def test_who_files_a_view_when(seat, reasons, expected, view):
    assert panel_rules.may_file(seat, view, reasons, BY_DEFAULT).code == expected


@pytest.mark.parametrize("view", Outcome)
def test_a_view_against_going_on_is_not_filed_before_the_phase_is_over(view):
    early = panel_rules.may_file(Seat(over_on=date(2026, 11, 21)), view, TEXT, LIMITED)
    against = view in (Outcome.STOP, Outcome.NOT_PLACED, Outcome.REPEAT)
    assert early.code == (
        "view_too_early" if against else "view_of_wish" if view is Outcome.WITHDRAWN else ""
    )


@pytest.mark.parametrize(
    ("seated", "filed", "all_filed", "decided", "expected"),
    [
        # A member: after their own.
        (True, False, False, False, "view_first"),
        (True, True, False, False, ""),
        (True, True, True, False, ""),
        # The office: once all are in.
        (False, False, False, False, "views_waiting"),
        (False, False, True, False, ""),
        # Everybody who may read the decision, afterwards.
        (True, False, False, True, ""),
        (False, False, False, True, ""),
    ],
)
def test_nobody_reads_the_others_before_their_own_is_in(seated, filed, all_filed, decided, expected):
    found = panel_rules.may_read_views(seated=seated, filed=filed, all_filed=all_filed, decided=decided)
    assert found.code == expected


@given(seated=st.booleans(), all_filed=st.booleans())
def test_whatever_else_is_so_a_member_without_a_view_reads_none(seated, all_filed):
    found = panel_rules.may_read_views(seated=seated, filed=False, all_filed=all_filed, decided=False)
    assert bool(found) is (not seated and all_filed)


@pytest.mark.parametrize(("view", "outcome"), list(product(Outcome, Outcome)))
def test_who_saw_it_otherwise_may_say_so(view, outcome):
    found = panel_rules.may_dissent(Seat(filed=True), view, outcome, TEXT)
    assert found.code == ("dissent_agrees" if view is outcome else "")


@pytest.mark.parametrize(
    ("seat", "outcome", "text", "expected"),
    [
        (Seat(filed=True), Outcome.STOP, TEXT, ""),
        (Seat(filed=True), Outcome.STOP, " ", "reply_empty"),
        (Seat(filed=True), Outcome.STOP, "x" * (TEXT_LIMIT + 1), "text_too_long"),
        (Seat(filed=True), None, TEXT, "dissent_without_view"),
        (Seat(filed=False), Outcome.STOP, TEXT, "dissent_without_view"),
        (new(filed=True), Outcome.STOP, TEXT, "dissent_without_view"),
    ],
)
def test_a_dissent_is_a_members_with_a_view_after_the_decision(seat, outcome, text, expected):
    assert panel_rules.may_dissent(seat, Outcome.CONTINUE, outcome, text).code == expected
