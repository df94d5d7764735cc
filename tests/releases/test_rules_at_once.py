"""Rules of review and figures at the same moment: one version, one snapshot, and no edit lost unseen."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.factories import Factory
from tests.releases.casting import a_bench
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import at_once, count
from tracker.cohorts.models import Program
from tracker.people.models import Person
from tracker.releases import policies, policy_queries, snapshots, template_edits
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_template_models import ChangeState, RuleChange, RuleKind
from tracker.releases.models import ReleasePolicy
from tracker.releases.numbers import DEFAULTS
from tracker.releases.statistics_models import StatsSnapshot
from tracker.releases.template_rules import Template

PEOPLE = 4


@pytest.fixture
def stage(engine, tmp_path_factory):
    """A database in which commits are real, with the cast and the bench."""
    with migrated_engine(engine, tmp_path_factory.mktemp("rules-at-once")) as made:
        with Session(made, expire_on_commit=False) as session:
            make = Factory(session)
            cast = build_cast(make)
            bench = a_bench(make, cast)
            session.commit()
        yield made, cast, bench


def test_whoever_agrees_or_refuses_first_settles_it(stage):
    engine, cast, bench = stage
    with Session(engine) as session:
        program = session.get_one(Program, cast.program.id)
        cora = session.get_one(Person, bench.cora.id)
        change = policies.propose_numbers(
            session, cora, program=program, numbers=DEFAULTS, note="Looked at."
        ).id
        session.commit()

    def settle(call):
        def run(session):
            call(session, session.get_one(Person, cast.lea.id), change=session.get_one(RuleChange, change))

        return run

    answers = at_once(engine, *[settle(policies.agree), settle(policies.refuse)] * (PEOPLE // 2))
    assert Counter(answers) == {"done": 1, "policy_change_settled": PEOPLE - 1}
    with Session(engine) as session:
        agreed = session.get_one(RuleChange, change).state is ChangeState.AGREED
        assert count(session, ReleasePolicy) == int(agreed)


def test_two_windows_do_not_write_over_each_others_edit(stage):
    engine, cast, bench = stage
    with Session(engine) as session:
        program = session.get_one(Program, cast.program.id)
        cora = session.get_one(Person, bench.cora.id)
        policies.write_checklist(session, cora, program=program, template=Template())
        session.commit()
    looked = threading.Barrier(PEOPLE)

    def write(number):
        def run(session):
            program, cora = session.get_one(Program, cast.program.id), session.get_one(Person, bench.cora.id)
            kept = policy_queries.change(session, program.id, RuleKind.CHECKLIST)  # as the page finds it
            assert kept is not None
            session.commit()
            looked.wait()
            made = template_edits.with_item(DEFAULT, template_edits.text(f"B{number}", "Why?"))
            policies.write_checklist(session, cora, program=program, template=Template(made))

        return run

    answers = at_once(engine, *[write(9 + number) for number in range(PEOPLE)])
    assert Counter(answers) == {"done": 1, "policy_change_stale": PEOPLE - 1}


def test_one_snapshot_is_frozen_for_a_period(stage):
    engine, cast, bench = stage

    def freeze(session):
        program = session.get_one(Program, cast.program.id)
        snapshots.make(session, session.get_one(Person, bench.cora.id), program=program)

    assert Counter(at_once(engine, *[freeze] * PEOPLE)) == {"done": 1, "statistics_waiting": PEOPLE - 1}
    with Session(engine) as session:
        assert count(session, StatsSnapshot) == 1
