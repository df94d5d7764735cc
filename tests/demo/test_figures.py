"""The figures of program.md 2 hold in the demo, and two builds agree."""

from __future__ import annotations

from collections import Counter, defaultdict
from statistics import mean, median

import numpy as np
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.demo import finders
from tests.demo.conftest import PASSWORD_HASH, SEAL
from tracker import clock, schema
from tracker import db as database
from tracker.demo.build import build
from tracker.demo.cases import CASES
from tracker.demo.stages import Stage
from tracker.evaluations import actions, queries, rules, visibility
from tracker.evaluations.answers import FlagKind
from tracker.evaluations.models import Flag, Form, FormRevision, Rating, Reply
from tracker.people.models import Person
from tracker.reports.snapshot_models import ReportSnapshot


def test_forms_and_people_per_scholar(closed):
    """4 to 8 forms from 2 to 4 people, but for the one whom only one person judged."""
    counts, people = Counter(), defaultdict(set)
    for form in finders.forms(closed):
        counts[form.enrolment_id] += 1
        people[form.enrolment_id].add(form.mentor_id)
    thin = finders.enrolment(closed, CASES["thin_evidence"]).id
    assert len(counts) == 48
    assert all(4 <= counts[one] <= 8 for one in counts if one != thin)
    assert all(2 <= len(people[one]) <= 4 for one in counts if one != thin)


def test_share_of_forms_filed(closed):
    asked = [one for one in finders.assignments(closed) if one.excused_at is None]
    assert sum(one.form is not None for one in asked) / len(asked) == pytest.approx(0.87, abs=0.02)


def test_ratings_are_spread_as_stated(closed):
    given = [form.overall for form in finders.forms(closed) if form.overall]
    assert mean(given) == pytest.approx(3.4, abs=0.1)
    assert np.std(given) == pytest.approx(0.8, abs=0.1)  # 0.75 and the rounding


def test_criteria_have_a_halo(closed):
    levels = [[rating.level for rating in form.ratings] for form in finders.forms(closed)]
    whole = np.array([row for row in levels if None not in row], float)
    shares = np.linalg.eigvalsh(np.corrcoef(whole.T)) / whole.shape[1]
    assert 0.60 <= shares[-1] <= 0.70


def test_nearly_every_form_has_a_comment(closed):
    forms = finders.forms(closed)
    commented = sum(bool(form.keep or form.change) for form in forms) / len(forms)
    assert commented == pytest.approx(0.97, abs=0.02)


def test_every_form_may_stand_as_it_is(closed):
    """A low level never comes without advice, and no form contradicts itself."""
    for form in finders.forms(closed):
        answers = actions.answers_of(form)
        assert rules.complete(answers)
        assert rules.contradictions(answers) == []


def test_nobody_is_told_the_same_thing_often(closed):
    told = Counter((form.enrolment_id, form.change) for form in finders.forms(closed) if form.change)
    assert max(told.values()) <= 2


def test_filing_takes_two_to_three_minutes(closed):
    seconds = queries.filing_seconds(closed, finders.main_cohort(closed).id)
    assert 2 <= median(seconds) / 60 <= 3


def test_flags_reach_staff_and_some_were_taken_up(training):
    kinds = Counter(training.scalars(sa.select(Flag.kind)))
    assert kinds[FlagKind.CONCERN] >= 2
    assert kinds[FlagKind.RELEASE_REVIEW] >= 3
    assert kinds[FlagKind.ADVICE] == kinds[FlagKind.CONDUCT] == 1
    open_ = queries.open_flags(training, [finders.main_cohort(training).id])
    assert {flag.kind for flag in open_} == set(FlagKind)


def test_taken_up_flags_name_who_did(closed):
    assert closed.scalar(sa.select(sa.func.count()).where(Flag.handled_by_id.is_not(None))) > 5


def test_replies_follow_the_release_of_the_feedback(closed):
    replies = closed.scalars(sa.select(Reply)).all()
    assert len(replies) >= 10
    for reply in replies:
        form = closed.get(Form, reply.form_id)
        released = {
            one.form.id
            for one in visibility.feedback(closed, form.enrolment_id, reply.written_at.date())
            if one.released
        }
        assert form.id in released
        assert reply.author_id == form.enrolment.person_id


def test_an_amended_form_keeps_its_first_version(closed):
    revisions = closed.scalars(sa.select(FormRevision)).all()
    assert revisions
    for revision in revisions:
        assert closed.get(Form, revision.form_id).version == 2


def test_two_builds_agree(built, tmp_path):
    """The same names, words and ratings; only tokens and uniquifiers are drawn anew.

    Both are built for one moment: a form that was filed between two of them would stand in the later alone.
    """
    kept = built(Stage.TRAINING)
    engines = kept.engine(), database.make_engine(f"sqlite:///{tmp_path / 'again.sqlite3'}")
    schema.upgrade(engines[1])
    with Session(engines[0]) as first, Session(engines[1]) as again:
        with clock.fixed(kept.moment):
            build(again, stage=Stage.TRAINING, password_hash=PASSWORD_HASH, seal=SEAL)
        assert _content(again) == _content(first)
    for engine in engines:
        engine.dispose()


def _content(session: Session) -> list[list[sa.Row]]:
    return [
        list(session.execute(sa.select(Person.id, Person.name, Person.email).order_by(Person.id))),
        list(
            session.execute(
                sa.select(
                    Form.id, Form.mentor_id, Form.overall, Form.keep, Form.change, Form.filed_at
                ).order_by(Form.id)
            )
        ),
        list(session.execute(sa.select(Rating.__table__).order_by(Rating.form_id, Rating.criterion_id))),
        list(session.execute(sa.select(ReportSnapshot.sha256).order_by(ReportSnapshot.id))),
    ]
