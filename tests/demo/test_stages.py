"""What each stage of the demo holds, and what it must not hold yet."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.demo import finders
from tracker import audit, clock
from tracker.cohorts.models import Cohort, Enrolment, GateDefault, MilestoneDone, PhaseKind
from tracker.cohorts.rules import may_order, may_set_phase
from tracker.db import Base
from tracker.demo import stages, timetable
from tracker.demo.people import MAIN_SCHOLARS
from tracker.demo.stages import Stage
from tracker.evaluations.models import Assignment, Draft, Form
from tracker.people import queries as people_queries
from tracker.people import rules as people_rules
from tracker.people.models import AccessLink, Person
from tracker.permissions import Role
from tracker.projects.models import WorkKind

SOME_DAYS = [date(2026, 2, 26) + timedelta(days=days) for days in range(8)]


def test_nothing_lies_in_the_future(staged):
    """No time or day of something that happened is later than now; plans and links may be."""
    planned = {
        "due_on",
        "stated_on",
        "review_on",
        "extended_to",
        "until",
        "starts_on",
        "ends_on",
        "phase_ends_on",
        "notice_by",
        "decision_on",
        "decide_by",
        "appeal_by",
        "until_on",
        "expected_until",
        "expires_at",
        "next_try_at",
        "opens_on",
        "open_on",
        "closes_on",
        "pre_opens_on",
        "pre_closes_on",
        "post_opens_on",
        "post_closes_on",
        "predicted_for",
        "revisit_on",
        "expires_on",
        "embargo_until",
        "answer_by",
        "settle_by",
        "reasons_by",
    }
    now = clock.now()
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if column.name in planned or not isinstance(column.type, sa.Date | sa.types.TypeDecorator):
                continue
            latest = staged.scalar(sa.select(sa.func.max(column)))
            limit = now if isinstance(latest, datetime) else finders.today()
            assert latest is None or latest <= limit, f"{table.name}.{column.name}"


def test_the_audit_trail_holds_and_runs_forward(staged):
    assert not list(audit.broken_links(staged))
    times = staged.scalars(
        sa.select(audit.AuditEntry.at)
        .where(audit.AuditEntry.chain != "installation")
        .order_by(audit.AuditEntry.position)
    ).all()
    assert list(times) == sorted(times)


def test_three_cohorts_with_their_own_gates(staged):
    """One is over, one is where the stage says, one lies ahead with few people and nothing asked."""
    cohorts = staged.scalars(sa.select(Cohort).order_by(Cohort.id)).all()
    by_start = sorted(cohorts, key=lambda cohort: cohort.phases[0].starts_on)
    past, main, coming = by_start if len(by_start) == 3 else (None, None, None)
    today = finders.today()
    assert past.phases[-1].ends_on < today
    assert (past.phases[0].gate_default, past.phases[0].places) == (GateDefault.CAPACITY_LIMITED, 8)
    assert main == finders.main_cohort(staged)
    assert main.phases[0].gate_default is GateDefault.CONTINUE_BY_DEFAULT
    assert coming.phases[0].starts_on > today
    assert coming.phases[0].notice_by is None
    assert (coming.phases[0].ends_on - coming.phases[0].starts_on).days < 35
    people = sa.select(sa.func.count()).select_from(Enrolment).where(Enrolment.cohort_id == coming.id)
    assert 0 < staged.scalar(people) < 10
    asked = sa.select(Assignment).join(Assignment.enrolment).where(Enrolment.cohort_id == coming.id)
    assert staged.scalars(asked).first() is None


def test_the_main_cohort_is_as_large_as_stated(staged):
    cohort = finders.main_cohort(staged)
    scholars = sa.select(sa.func.count()).select_from(Enrolment).where(Enrolment.cohort_id == cohort.id)
    assert staged.scalar(scholars) == 48
    mentors = people_queries.with_role(
        staged, [Role.MENTOR], program_id=cohort.program_id, cohort_id=cohort.id
    )
    assert len(mentors) == 16


def test_each_pair_has_a_mini_project_and_then_a_sprint(demo):
    """The sprint's plan is made while the mini-project goes on."""
    assert finders.crews(demo(Stage.SETUP)[0], PhaseKind.TRAINING) == [2] * 24
    session = demo(Stage.TRAINING)[0]
    assert finders.crews(session, PhaseKind.TRAINING) == [2] * 48
    by_pair = defaultdict(list)
    for work in [one for one in finders.works(session) if one.kind is not WorkKind.MILESTONE]:
        by_pair[frozenset(each.enrolment_id for each in work.members)].append(work)
    assert len(by_pair) == 24
    for mini, sprint in by_pair.values():
        assert (mini.kind, sprint.kind) == (WorkKind.PROJECT, WorkKind.SPRINT)
        assert mini.due_on < sprint.starts_on < sprint.due_on <= sprint.phase.ends_on


@pytest.mark.parametrize("stage", [Stage.RESEARCH, Stage.CLOSED])
def test_thirty_projects_in_research(demo, stage):
    """46 of 48 go on: one left during training, one between the phases."""
    sizes = finders.crews(demo(stage)[0], PhaseKind.RESEARCH)
    assert len(sizes) == 30
    assert sum(sizes) == 46


def test_before_the_start_nothing_is_filed_or_due(demo):
    session = demo(Stage.SETUP)[0]
    assert finders.forms(session) == []
    asked = finders.assignments(session)
    assert len(asked) > 100
    assert all(one.due_on > finders.today() for one in asked)
    assert session.scalars(sa.select(Draft)).first() is None


def test_training_is_before_the_last_day_for_a_concern(training):
    phase = finders.main_cohort(training).phases[0]
    assert (finders.today() - phase.starts_on).days // 7 == 5  # the sixth week
    assert finders.today() < phase.notice_by
    done = sa.select(sa.func.count()).select_from(MilestoneDone)
    assert training.scalar(done) > 100


def test_at_the_gate_training_is_over_and_the_decision_ahead(demo):
    session = demo(Stage.GATE)[0]
    phase = finders.main_cohort(session).phases[0]
    assert timedelta(0) < finders.today() - phase.ends_on < timedelta(days=5)
    assert finders.today() < phase.decision_on
    assert finders.crews(session, PhaseKind.RESEARCH) == []


def test_in_the_middle_of_research(demo):
    phase = finders.main_cohort(demo(Stage.RESEARCH)[0]).phases[1]
    assert phase.starts_on + timedelta(weeks=4) < finders.today() < phase.ends_on - timedelta(weeks=4)


@pytest.mark.parametrize("stage", [Stage.TRAINING, Stage.GATE, Stage.RESEARCH])
def test_some_forms_are_half_typed(demo, stage):
    """A draft holds names of the form's fields, for a form not yet filed."""
    session = demo(stage)[0]
    drafts = session.scalars(sa.select(Draft)).all()
    assert drafts
    for draft in drafts:
        assert draft.opened_at < draft.saved_at
        assert {"keep", "criteria-problem-choice"} <= draft.answers.keys()
        assert session.scalar(sa.select(Form.id).where(Form.assignment_id == draft.assignment_id)) is None


def test_every_login_opens_an_account(demo):
    session, logins = demo(Stage.TRAINING)
    assert [login.role for login in logins] == [
        "mentor",
        "scholar",
        "staff",
        "lead",
        "coordinator",
        "reviewer",
        "panel member 1",
        "panel member 2",
        "auditor",
        "viewer",
        "operator",
    ]
    for login in logins:
        link = people_queries.link(session, login.token)
        assert people_rules.may_use(link, clock.now())
        assert link.person.email == login.email
    assert session.scalar(sa.select(sa.func.count()).select_from(AccessLink)) == len(logins)


def test_everybody_but_the_uninvited_has_the_password(training):
    without = training.scalars(sa.select(Person.email).where(Person.password.is_(None))).all()
    assert len(without) == 7
    assert not {someone.email for someone in MAIN_SCHOLARS} & set(without)


def test_the_builder_says_how_far_it_is(built):
    said = built(Stage.SETUP).progress
    assert said[0][0] == 1
    assert said[-1] == (len(said), len(said))


@pytest.mark.parametrize("today", SOME_DAYS, ids=str)
@pytest.mark.parametrize("stage", Stage)
def test_the_dates_make_sense_on_every_day(today, stage):
    main = stages.main_start(stage, today)
    tables = [
        timetable.past(stages.past_start(main)),
        timetable.main(main),
        timetable.coming(stages.coming_start(today)),
    ]
    assert len({table.slug for table in tables}) == 3
    for table in tables:
        assert all(may_set_phase(phase) for phase in table.phases)
        assert may_order(table.phases)
