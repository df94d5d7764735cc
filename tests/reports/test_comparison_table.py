"""Tables 14 and 15: earlier cohorts counted as in their own reports, and what the numbers cannot say."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.reports.figures import adds_up, column, told
from tests.surveys.asking import asked
from tracker import clock
from tracker.advancement.place_models import GateLot
from tracker.cohorts import actions as cohorts
from tracker.cohorts import history_actions
from tracker.cohorts.history_rules import Counts
from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.reports import comparison_numbers, headline_numbers, limits_numbers, report
from tracker.reports.numbers import Share, Why, Words
from tracker.surveys.questions import Slot

pytestmark = pytest.mark.any_database


def compared(session, cohort):
    part = comparison_numbers.make(session, cohort, clock.today())
    if part.relations:
        adds_up(part)
    return part


def beside(part, key):
    """Row → what is told in the column of another cohort; this one's counts are those of its other tables."""
    found = part.tables[0]
    return {row.key: told(part, row.cells[found.columns.index(key)]) for row in found.rows}


@pytest.fixture
def spring(counted, make):
    """A cohort of the same program that is over: of three who began one withdrew, nobody was decided."""
    start = counted.days[0] - timedelta(days=365)
    with clock.fixed(clock.now() - timedelta(days=500)):
        cohort = make.cohort(counted.cast.program, "spring", name="Spring", phases=make.phases(start))
        people = [make.enrolment(cohort) for _ in range(3)]
    cohorts.withdraw(make.session, counted.cast.sam, enrolment=people[0], on=start + timedelta(days=9))
    return cohort


def typed(session, counted, label, year, *, kind=PhaseKind.TRAINING, limited=False, counts=None):
    return history_actions.set_record(
        session,
        counted.cast.sam,
        program=counted.cast.program,
        row=None,
        kind=kind,
        default=GateDefault.CAPACITY_LIMITED if limited else GateDefault.CONTINUE_BY_DEFAULT,
        label=label,
        year=year,
        counts=counts or Counts(20, 17, 1, 0, 2),
        median_notice=None,
    )


def test_a_first_cohort_stands_beside_nobody(session, counted):
    part = compared(session, counted.cohort)
    assert (part.tables[0].why_empty, part.counts) == (Why.NONE, {})


def test_an_earlier_cohort_is_counted_as_in_its_own_report(session, counted, spring):
    part = compared(session, counted.cohort)
    assert part.tables[0].columns == ("summer", "spring")
    assert dict(part.tables[0].labels) == {"summer": "Summer", "spring": "Spring"}
    own = headline_numbers.make(session, spring, clock.today())
    theirs = beside(part, "spring")
    for key, value in column(own, "headline", "value").items():
        if key in comparison_numbers.HEADLINE and key != "outputs":
            assert theirs[key] == value, key
    assert theirs["scholars"] == 3
    assert theirs["withdrew"] == (1, 3)
    assert theirs["outputs"] == 0
    assert all(key.startswith("earlier.spring.") for key in part.counts)


def test_numbers_of_another_cohort_hold_together_under_its_name(session, counted, spring):
    part = compared(session, counted.cohort)
    own = headline_numbers.make(session, spring, clock.today())
    for key, number in own.counts.items():
        assert part.counts[f"earlier.spring.{key}"] == number
    for one in own.relations:
        total, parts = f"earlier.spring.{one.total}", tuple(f"earlier.spring.{key}" for key in one.parts)
        assert replace(one, total=total, parts=parts) in part.relations


def test_cohorts_that_run_or_begin_later_or_belong_to_others_stand_nowhere(session, counted, make):
    make.cohort(counted.cast.program, "later", phases=make.phases(clock.today() + timedelta(days=9)))
    past = clock.today() - timedelta(days=900)
    with clock.fixed(clock.now() - timedelta(days=1000)):
        make.cohort(make.program("elsewhere"), "old", phases=make.phases(past))
    assert compared(session, counted.cohort).tables[0].why_empty is Why.NONE  # winter still runs


def test_a_cohort_that_began_later_is_no_earlier_one_though_it_is_over(session, counted, make, spring):
    start = counted.days[0] - timedelta(days=200)
    with clock.fixed(clock.now() - timedelta(days=350)):
        make.cohort(counted.cast.program, "autumn", phases=make.phases(start))
    assert compared(session, spring).tables[0].why_empty is Why.NONE
    assert compared(session, counted.cohort).tables[0].columns == ("summer", "autumn", "spring")


def test_at_most_five_others_are_compared_the_newest_first(session, counted, make):
    for years in range(1, 7):
        start = counted.days[0] - timedelta(days=365 * years)
        with clock.fixed(clock.now() - timedelta(days=365 * years + 200)):
            make.cohort(counted.cast.program, f"before-{years}", phases=make.phases(start))
    typed(session, counted, "Long ago", 1999)
    assert compared(session, counted.cohort).tables[0].columns == (
        "summer",
        *(f"before-{years}" for years in range(1, 6)),
    )


def test_typed_history_says_what_was_typed_and_no_more(session, counted):
    one = typed(session, counted, "Autumn", 2020)
    typed(session, counted, "Spring 2021", 2021, counts=Counts(10, 4, 0, 6, 0), limited=True)
    typed(session, counted, "Autumn", 2020, kind=PhaseKind.RESEARCH)
    typed(session, counted, "Far ahead", clock.today().year)
    part = compared(session, counted.cohort)
    found = part.tables[0]
    assert [found.labels[key] for key in found.columns] == [
        "Summer",
        f"Far ahead {clock.today().year}",
        "Spring 2021",
        "Autumn 2020",
    ]
    assert beside(part, f"typed_{one.id}") == {
        **dict.fromkeys(comparison_numbers.ROWS, "not_collected"),
        "scholars": 20,
        "transition": (17, 20),
        "withdrew": (2, 20),
        "not_placed": (0, 20),
        "stopped": (1, 20),
    }
    assert comparison_numbers.TYPED_NOTE in found.notes


def test_a_record_typed_under_a_cohorts_own_name_is_no_second_column(session, counted, spring):
    typed(session, counted, " spring ", spring.phases[0].starts_on.year)
    typed(session, counted, "SUMMER", spring.phases[0].starts_on.year)
    assert compared(session, counted.cohort).tables[0].columns == ("summer", "spring")


@pytest.mark.parametrize("limited", [True, False])
def test_another_policy_marks_the_rows_that_hang_on_it(session, counted, limited):
    typed(session, counted, "Autumn", 2020, limited=limited)
    marked = {row.key for row in compared(session, counted.cohort).tables[0].rows if row.changed}
    assert marked == (comparison_numbers.BY_POLICY if limited else set())


@pytest.mark.parametrize("shown", [True, False])
def test_typed_history_is_public_where_the_program_shows_it_to_all(session, counted, shown):
    counted.cast.program.shows_transition = shown
    one = typed(session, counted, "Autumn", 2020)
    public = compared(session, counted.cohort).public
    assert (f"typed.{one.id}.stopped" in public) is shown
    assert (f"typed.{one.id}.scholars" in public) is shown


def test_a_survey_that_still_takes_answers_has_no_rate_yet(session, counted):
    asked(session, counted.cohort, Slot.EXPERIENCE)
    found = report.make(session, counted.cohort, as_of=counted.today)
    limits = {row.key: row.cells[0] for one in found.tables if one.key == "limits" for row in one.rows}
    assert limits["response_experience"].why is Why.NOT_YET
    assert limits["response_careers_12"].why is Why.NOT_COLLECTED
    assert limits["response_intake"] == Share("survey.intake.answered", "survey.intake.asked")
    assert (found.counts["survey.intake.answered"], found.counts["survey.intake.asked"]) == (4, 7)
    assert limits["forms_filed"] == Share("evidence.all.filed", "evidence.all.asked")
    assert {key for key in limits if key.startswith("response_")} == {
        f"response_{slot.value.replace('-', '_')}" for slot in Slot
    }


def test_the_model_is_named_with_its_settings_and_input(session, counted):
    found = report.make(session, counted.cohort, as_of=counted.today)
    model = {row.key: row.cells[0] for one in found.tables if one.key == "model" for row in one.rows}
    assert model["input_hash"] == Words(str(found.settings["input_hash"]))
    assert model["bar"].value == 2.0
    shares = [cell.value for key, cell in model.items() if key.startswith("share_")]
    assert (len(shares), sum(shares)) == (5, pytest.approx(1))
    assert "lot_hash_training" not in model


def test_of_a_lot_the_hash_is_told_and_never_the_seed(session, counted):
    lot = GateLot(
        phase_id=counted.training.id,
        seed="5" * 64,
        seed_hash="a" * 64,
        committed_by_id=counted.cast.sam.id,
    )
    session.add(lot)
    session.flush()
    part = limits_numbers.make(session, counted.cohort, counted.today, {}, {})
    rows = {row.key: told(part, row.cells[0]) for row in part.tables[1].rows}
    assert rows["lot_hash_training"] == "a" * 64
    assert "5" * 64 not in repr(part)
    assert rows["model_version"] == "not_yet"
