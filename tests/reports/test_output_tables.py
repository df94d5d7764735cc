"""Table 9: what came out of a cohort, counted by hand, and nothing of what is under seal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.projects import outcoming
from tests.releases.casting import a_case
from tests.reports.figures import adds_up, cell, table
from tracker import clock
from tracker.cohorts import actions as cohorts
from tracker.permissions import Grant, Grants, Role
from tracker.projects import outcomes, shares
from tracker.projects.models import Work, WorkKind
from tracker.projects.outcome_models import Outcome, OutcomeKind, OutcomeStatus, Tier
from tracker.projects.outcome_rules import Link
from tracker.releases.parts import CaseState
from tracker.reports import links_numbers, output_facts, outputs_numbers, sealed_numbers
from tracker.reports.numbers import Why

pytestmark = pytest.mark.any_database
POST, PAPER, CODE = OutcomeKind.POST, OutcomeKind.PAPER, OutcomeKind.CODE


def put(session, cast, kind=POST, status=OutcomeStatus.SUBMITTED, *, work=None, **changes) -> Outcome:
    venue = {} if kind is PAPER else {"tier": None}
    return outcoming.outcome(
        session, cast.ada.person, work or cast.sprint, status, kind=kind, **{**venue, **changes}
    )


@pytest.fixture
def project(make, cast) -> Work:
    """A project of Ada's and Ben's, of which three quarters are Ada's."""
    work = make.work(cast.ada, cast.ben, title="Together")
    work.kind = WorkKind.PROJECT
    shares.settle(
        make.session, cast.sam, work=work, shares={cast.ada.id: 0.75, cast.ben.id: 0.25}, reason="As said."
    )
    return work


def made(session, cast):
    part = outputs_numbers.make(session, cast.cohort, clock.today())
    adds_up(part)
    return part


def test_a_cohort_without_outcomes_counts_none(session, cast):
    part = made(session, cast)
    rows = table(part, "outputs")
    assert set(rows["all"].values()) == {0}
    assert list(rows) == [
        *("paper", "paper.journal", "paper.conference", "paper.workshop", "paper.no_tier"),
        *("preprint", "post", "code", "dataset", "model", "talk", "tool", "negative_result", "all"),
    ]
    assert table(part, "outputs_per_head")["per_project"] == {
        "mean": "none",
        "median": "none",
        "with_any": "none",
    }


def test_each_output_stands_where_it_is_today(session, cast):
    put(session, cast, PAPER, tier=Tier.WORKSHOP)
    put(session, cast, PAPER, OutcomeStatus.ACCEPTED, tier=Tier.JOURNAL)
    put(session, cast, PAPER, OutcomeStatus.PLANNED)
    put(session, cast, POST, OutcomeStatus.PUBLISHED)
    turned_down = put(session, cast, CODE)
    step = outcoming.step(OutcomeStatus.REJECTED, clock.today())
    outcomes.advance(
        session, cast.ada.person, outcome=turned_down, step=step, base_version=turned_down.version
    )
    rows = table(made(session, cast), "outputs")
    columns = ("submitted", "accepted", "published", "out", "not_out", "count")
    expected = {
        "paper": (1, 1, 0, 2, 1, 3),
        "paper.journal": (0, 1, 0, 1, 0, 1),
        "paper.conference": (0, 0, 0, 0, 0, 0),
        "paper.workshop": (1, 0, 0, 1, 0, 1),
        "paper.no_tier": (0, 0, 0, 0, 1, 1),
        "post": (0, 0, 1, 1, 0, 1),
        "code": (0, 0, 0, 0, 1, 1),
        "all": (1, 1, 1, 3, 2, 5),
    }
    for key, numbers in expected.items():
        assert tuple(rows[key][column] for column in columns) == numbers, key


@pytest.mark.parametrize("status", [OutcomeStatus.RESTRICTED, OutcomeStatus.WITHHELD])
def test_what_is_under_seal_moves_no_number_that_others_read(session, cast, project, status):
    put(session, cast, work=project)
    before = made(session, cast), sealed_numbers.make(session, cast.cohort, clock.today(), False)
    put(session, cast, PAPER, status, work=project, tier=Tier.JOURNAL)
    put(session, cast, POST, status)
    assert (
        made(session, cast),
        sealed_numbers.make(session, cast.cohort, clock.today(), False),
    ) == before
    assert {one.why_empty for one in before[1].tables} == {Why.SEALED}
    assert not before[1].counts
    part = sealed_numbers.make(session, cast.cohort, clock.today(), True)
    assert table(part, "outputs_sealed")[status.value] == {"count": 2}
    assert table(part, "outputs_sealed")["all"] == {"count": 2}
    assert all(key.startswith("sealed.") for key in part.counts)


@pytest.mark.parametrize(
    ("roles", "reads"),
    [
        ({Role.COORDINATOR}, True),
        ({Role.COORDINATOR, Role.OPERATOR}, False),
        ({Role.DEPUTY}, False),
        ({Role.STAFF, Role.LEAD}, False),
        ({Role.VIEWER}, False),
    ],
)
def test_only_the_coordinator_reads_the_sealed_counts(cast, roles, reads):
    held = Grants.of(Grant(role, cast.program.id) for role in roles)
    assert sealed_numbers.coordinates(held, cast.cohort) is reads
    elsewhere = Grants.of(Grant(role, cast.program.id + 1) for role in roles)
    assert sealed_numbers.coordinates(elsewhere, cast.cohort) is False


def test_an_output_counts_for_each_member_in_full_and_by_their_share(session, cast, project):
    put(session, cast, work=project)
    put(session, cast, CODE, work=project)
    put(session, cast)  # of Ada's sprint, alone
    put(session, cast, POST, OutcomeStatus.PLANNED)  # not out
    part = made(session, cast)
    assert table(part, "outputs_per_head") == {
        # Ada 3, Ben 2
        "per_scholar": {"mean": (2.5, 2), "median": (2.5, 2), "with_any": (2, 2)},
        # Ada 2 × 0.75 + 1, Ben 2 × 0.25
        "per_scholar_weighted": {"mean": (1.5, 2), "median": (1.5, 2), "with_any": (2, 2)},
        "per_project": {"mean": (2, 1), "median": (2, 1), "with_any": (1, 1)},
    }
    assert cell(part, "outputs_per_head", "per_scholar_weighted", "mean").counts == (
        "funnel.scholars",
        "outputs.out",
        *("outputs.scholars_with", "outputs.scholars_without"),
    )
    assert (part.counts["outputs.out"], part.counts["outputs.authorships"]) == (3, 5)
    assert part.counts["outputs.out_of_projects"] == 2


def test_who_left_before_the_first_day_divides_nothing(session, cast, project):
    put(session, cast, work=project)
    cast.ben.enrolled_on = cast.cohort.phases[0].starts_on - timedelta(days=30)
    cohorts.withdraw(
        session, cast.sam, enrolment=cast.ben, on=cast.cohort.phases[0].starts_on - timedelta(days=1)
    )
    per_head = table(made(session, cast), "outputs_per_head")
    assert per_head["per_scholar"]["mean"] == (1, 1)
    assert per_head["per_scholar_weighted"]["mean"] == (0.75, 1)


def test_outputs_of_other_cohorts_are_not_counted(session, cast, make):
    other = make.cohort(cast.program, "other")
    work = make.work(make.enrolment(other, cast.ben.person))
    outcoming.outcome(session, cast.ben.person, work, OutcomeStatus.SUBMITTED)
    put(session, cast)
    put(session, cast, PAPER, OutcomeStatus.RESTRICTED)
    assert table(made(session, cast), "outputs")["all"]["count"] == 1
    found = output_facts.out_by_cohort(session, [cast.cohort.id, other.id, other.id + 1])
    assert found == {cast.cohort.id: 1, other.id: 1, other.id + 1: 0}


@pytest.fixture
def published(session, cast, project) -> Outcome:
    return put(session, cast, OutcomeKind.PAPER, OutcomeStatus.PUBLISHED, work=project, title="Known to all")


def listed(session, cast) -> list[str]:
    part = links_numbers.make(session, cast.cohort, clock.today())
    return [one.label for one in part.tables[0].rows]


def agree(session, outcome, *people, agrees=True):
    for one in people:
        outcomes.agree(session, one.person, outcome=outcome, agrees=agrees)


def test_a_link_is_listed_once_every_member_agreed_and_as_long(session, cast, published):
    agree(session, published, cast.ada)
    assert listed(session, cast) == []
    agree(session, published, cast.ben)
    assert listed(session, cast) == ["Known to all"]
    row = links_numbers.make(session, cast.cohort, clock.today()).tables[0].rows[0]
    assert (row.cells[0].text, row.cells[0].link, row.cells[0].public) == ("Preprint", outcoming.URL, True)
    assert row.cells[1].text == "Wombat workshop"
    agree(session, published, cast.ben, agrees=False)
    assert listed(session, cast) == []


def test_a_link_of_a_team_that_grew_waits_for_the_new_member(session, cast, make, published):
    agree(session, published, cast.ada, cast.ben)
    cleo = make.enrolment(cast.cohort, make.person("Cleo"))
    make.session.add(type(published.work.members[0])(work_id=published.work_id, enrolment_id=cleo.id))
    session.flush()
    assert listed(session, cast) == []


@pytest.mark.parametrize("status", [one for one in OutcomeStatus if one is not OutcomeStatus.PUBLISHED])
def test_what_is_not_published_is_never_listed(session, cast, published, status):
    agree(session, published, cast.ada, cast.ben)
    published.status = status  # by whatever way
    session.flush()
    assert listed(session, cast) == []


@pytest.mark.parametrize(
    ("state", "stays"),
    [
        (CaseState.PUBLISHED, True),
        (CaseState.SUSPENDED, False),
        (CaseState.RETRACTED, False),
        (CaseState.DISCLOSED_UNREVIEWED, False),
    ],
)
def test_what_was_stopped_or_taken_back_is_spread_no_further(session, cast, published, state, stays):
    agree(session, published, cast.ada, cast.ben)
    case = a_case(session, cast.ada.person, published.work)
    case.outcome_id, case.submitted_at, case.state = published.id, clock.now(), state
    session.flush()
    assert bool(listed(session, cast)) is stays


def test_papers_stand_before_posts_and_journals_before_workshops(session, cast):
    for kind, tier, title in (
        (POST, None, "A post"),
        (PAPER, Tier.WORKSHOP, "A workshop paper"),
        (PAPER, Tier.JOURNAL, "Journal paper"),
    ):
        one = put(session, cast, kind, OutcomeStatus.PUBLISHED, tier=tier, title=title)
        agree(session, one, cast.ada)
    assert listed(session, cast) == ["Journal paper", "A workshop paper", "A post"]


def test_an_output_without_links_is_no_line(session, cast):
    one = put(session, cast, POST, OutcomeStatus.PUBLISHED, links=())
    agree(session, one, cast.ada)
    assert links_numbers.make(session, cast.cohort, clock.today()).tables[0].why_empty is Why.NOT_COLLECTED


def test_each_link_is_a_line(session, cast):
    links = (Link("Paper", "https://example.org/1"), Link("Code", "https://example.org/2"))
    one = put(session, cast, POST, OutcomeStatus.PUBLISHED, links=links)
    agree(session, one, cast.ada)
    rows = links_numbers.make(session, cast.cohort, clock.today()).tables[0].rows
    assert [row.key for row in rows] == ["post.1_1", "post.1_2"]
