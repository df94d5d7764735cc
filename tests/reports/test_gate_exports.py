"""The transition audit and the export of decisions: every gate, every override, no row left out."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from tests.advancement.placing import Gathering, after_forms, gathering, on, while_open
from tracker.advancement import decisions, places, transition
from tracker.advancement.decision_cases import Wanted
from tracker.advancement.decision_models import GateDecision, Outcome
from tracker.advancement.letter_models import Letter, LetterKind
from tracker.advancement.place_models import GateCut
from tracker.cohorts import actions as cohorts
from tracker.cohorts import calendar_actions
from tracker.cohorts.calendar_models import Cause
from tracker.permissions import Role
from tracker.reasons import Refused
from tracker.reports import actions
from tracker.reports.lines import Kind, Table
from tracker.reports.transition_lines import measures as measures_of

BECAUSE = "The panel was ill; I decide by name."


@pytest.fixture
def gate(make) -> Gathering:
    return gathering(make, overalls=((5, 5), (5, 5), (1, 1), (1, 1)))


@pytest.fixture
def lead(make, gate):
    return make.role(make.person("Lena Lead"), Role.LEAD, gate.cohort, whole_program=True)


@pytest.fixture
def decided(session, gate, lead) -> list[GateDecision]:
    """Two have their place, one none by a lead's override, told two days after the phase; one left."""
    with after_forms(gate):
        places.sort(session, gate.staff, phase=gate.phase)
        rows = [_decide(session, gate, one, Outcome.CONTINUE, gate.staff) for one in gate.scholars[:2]]
        typed = {"reasons": "The places went to others.", "override": True, "because": BECAUSE}
        rows.append(_decide(session, gate, gate.scholars[2], Outcome.NOT_PLACED, lead, **typed))
        cohorts.withdraw(session, gate.staff, enrolment=gate.scholars[3], on=gate.phase.ends_on)
    return rows


def _decide(session, gate, enrolment, outcome, actor, **typed):
    return decisions.decide(
        session, actor, enrolment=enrolment, phase=gate.phase, wanted=Wanted(outcome, **typed)
    )


def tell(session, gate, row, lead, *, days):
    """The letter as it went out, some days after the last day of the phase."""
    session.add(
        Letter(
            enrolment_id=row.enrolment_id,
            kind=LetterKind.NOT_PLACED,
            decision_id=row.id,
            subject="Places",
            body="The places went to others.",
            digest="0" * 64,
            sent_on=gate.phase.ends_on + timedelta(days=days),
            written_by_id=lead.id,
        )
    )
    session.flush()


def read(made: actions.Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.content.decode(), newline="")))


def export(session, gate, table, kind=Kind.CSV, actor=None):
    session.flush()
    session.expire_all()
    return actions.export(session, actor, cohort=gate.cohort, table=table, kind=kind)


def test_every_decision_is_a_row_undone_ones_too(session, gate, lead, decided):
    decided[2].undone_at = decided[2].decided_at + timedelta(hours=1)
    decided[2].enrolment.ended_on = None
    rows = read(export(session, gate, Table.DECISIONS))
    assert [row["outcome"] for row in rows] == ["continue", "continue", "not_placed"]
    last = rows[-1]
    assert (last["override_by"], last["override_reason"]) == ("Lena Lead", BECAUSE)
    assert "people" in last["checks_overridden"] and "panel" in last["checks_overridden"]
    assert last["undone_on"] == decided[2].undone_at.date().isoformat()
    parts = {one.enrolment_id: one.part.value for one in session.get(GateCut, gate.phase.id).parts}
    for row in rows:
        part = parts[int(row["enrolment_id"])]
        assert row["way"] == ("panel" if part == "band" else part)


def test_notice_of_a_place_counts_from_its_letter_and_is_negative_after_the_end(session, gate, lead, decided):
    tell(session, gate, decided[2], lead, days=6)
    row = read(export(session, gate, Table.DECISIONS))[-1]
    assert (row["days_of_notice"], row["days_of_notice_promised"]) == ("-6", "21")
    assert row["letter_sent_on"] == (gate.phase.ends_on + timedelta(days=6)).isoformat()


def test_notice_counts_to_the_scholars_own_last_day(session, gate, lead):
    one = gate.scholars[2]
    with while_open(gate):
        calendar_actions.shift(
            session,
            gate.staff,
            enrolment=one,
            phase=gate.phase,
            from_on=gate.phase.ends_on,
            days=10,
            cause=Cause.OTHER,
            reason="A laboratory that was closed.",
        )
    with after_forms(gate, days=14):
        typed = {"reasons": "The places went to others.", "override": True, "because": BECAUSE}
        made = _decide(session, gate, one, Outcome.NOT_PLACED, lead, **typed)
    tell(session, gate, made, lead, days=6)
    row = read(export(session, gate, Table.DECISIONS))[-1]
    own_end = gate.phase.ends_on + timedelta(days=10)
    assert (row["last_day_of_phase"], row["days_of_notice"]) == (own_end.isoformat(), "4")


def measures(session, gate) -> dict[str, dict[str, str]]:
    rows = read(export(session, gate, Table.TRANSITION))
    return {row["measure"]: row for row in rows if row["phase"] == "training"}


def test_shares_have_their_counts_and_interval(session, gate, lead, decided):
    tell(session, gate, decided[2], lead, days=6)
    found = measures(session, gate)
    told = found["told_in_time"]
    assert (told["numerator"], told["denominator"], float(told["value"])) == ("0", "1", 0.0)
    assert 0 == float(told["low_95"]) < float(told["high_95"]) < 1
    assert (found["continued"]["numerator"], found["continued"]["denominator"]) == ("2", "4")
    assert (found["decided_by_default"]["numerator"], found["decided_by_default"]["denominator"]) == (
        "0",
        "3",
    )
    assert float(found["notice_days_median"]["value"]) == -6
    assert found["overrides"]["value"] == "1"
    assert (found["outcome_withdrawn"]["value"], found["people"]["value"]) == ("1", "4")


def test_who_was_told_nothing_is_not_told_in_time(session, gate, decided):
    found = measures(session, gate)
    assert (found["told_in_time"]["numerator"], found["told_in_time"]["denominator"]) == ("0", "1")
    assert found["notice_days_median"]["value"] == ""
    assert found["notice_unknown_of"]["value"] == "1"


def test_a_cohort_without_decisions_has_its_gates_with_empty_shares(session, gate):
    found = measures(session, gate)
    assert (found["told_in_time"]["value"], found["told_in_time"]["denominator"]) == ("", "0")
    assert read(export(session, gate, Table.DECISIONS)) == []


def test_a_scholar_of_the_cohort_takes_nothing_out(session, gate, make):
    own = make.role(gate.scholars[0].person, Role.LEAD, gate.cohort, whole_program=True)
    for table in (Table.DECISIONS, Table.TRANSITION):
        with pytest.raises(Refused):
            export(session, gate, table, actor=own)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("table", [Table.DECISIONS, Table.TRANSITION])
def test_the_same_decisions_give_the_same_bytes(session, gate, decided, table, kind):
    with on(gate.phase.decision_on):
        assert export(session, gate, table, kind).content == export(session, gate, table, kind).content


def address(gate):
    return f"/programs/{gate.cohort.program.slug}/cohorts/{gate.cohort.slug}/transition-audit"


def test_staff_read_the_audit_with_every_override_by_name_and_reason(client, session, gate, lead, decided):
    tell(session, gate, decided[2], lead, days=6)
    with on(gate.phase.decision_on):
        page = client.sign_in(gate.staff).get(address(gate))
    assert "2 of 4 (50 %, 95 % interval 15–85 %)" in page
    assert "0 of 1 (0 %, 95 % interval 0–79 %)" in page
    assert "Lena Lead" in page and BECAUSE in page
    assert gate.scholars[2].person.name in page
    assert "1 to 7 days after the end" in page
    assert "6.0 days after the end of the phase (n = 1)" in page


def test_panel_mentors_scholars_and_strangers_find_no_audit(client, cast, make, gate, decided):
    own = make.role(gate.scholars[1].person, Role.LEAD, gate.cohort, whole_program=True)
    for person in (gate.panel, gate.mentors[0], gate.scholars[0].person, own, cast.sam):
        assert client.sign_in(person).get(address(gate)).status == 404


def test_an_empty_audit_says_so(client, gate):
    page = client.sign_in(gate.staff).get(address(gate))
    assert "Nothing was decided here so far: 4 scholars take part." in page


def test_reading_the_audit_takes_as_many_statements_for_many_as_for_few(session, client, make):
    counts = []
    for overalls in (((5, 5), (1, 1)), ((5, 5), (1, 1), (4, 4), (3, 3), (2, 2), (3, 4))):
        gate = gathering(make, places=1, overalls=overalls)
        with after_forms(gate):
            places.sort(session, gate.staff, phase=gate.phase)
            _decide(session, gate, gate.scholars[0], Outcome.CONTINUE, gate.staff)
        session.commit()
        session.expire_all()
        assert all(phase.policy for phase in gate.cohort.phases if phase.kind is gate.phase.kind)
        with client.counting() as seen:
            found = transition.audits(session, gate.cohort)
            assert [len(list(measures_of(one))) > 20 for one in found]
        counts.append(len(seen))
    assert counts[0] == counts[1]
