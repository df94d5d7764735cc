"""What a page is shown: new at once, an earlier snapshot when it must be, never a half answer."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Response
from sqlalchemy.orm import Session

from tests.evaluations.rated import OVERALLS, rated, result
from tests.factories import Factory, answers
from tests.page import count_rows
from tests.sweeps.databases import migrated_engine
from tracker import clock
from tracker.evaluations import actions as form_actions
from tracker.evaluations import score_settings, scores, scoring_rules
from tracker.evaluations.score_models import Audience, ScorePoint, ScoreSnapshot, ScoringSettings
from tracker.evaluations.views import levels
from tracker.projects.models import Reached
from tracker.scoring import document, entry

ALL, RELEASED = Audience.ALL, Audience.RELEASED


def shown(session, there, audience=ALL):
    """What a page shows now, kept as the page would have it kept."""
    found = scores.current(session, there.cohort, audience, there.today)
    if found is not None:
        scores.keep(session, found)
    return found


def amend(session, form, overall):
    return form_actions.amend(
        session, form.mentor, form=form, answers=answers(overall=overall), base_version=form.version
    )


@pytest.fixture
def there(make):
    return rated(make)


def test_the_document_is_what_the_core_says_of_the_same_rows(session, there):
    result(session, there.works[0], Reached.YES)
    found = shown(session, there)
    data = scores.inputs(session, there.cohort.id).data
    assert found.document == document.score(data)
    assert found.input_hash == found.document["input_hash"]
    assert set(found.by_scholar) == {one.id for one in there.scholars}
    assert set(found.by_mentor) == {one.id for one in there.mentors}


def test_without_a_rating_there_is_nothing_to_show(session, make, cast):
    make.form(cast.from_mara, overall=None)
    assert [scores.current(session, cast.cohort, one, clock.today()) for one in Audience] == [None, None]


def test_the_second_view_finds_what_the_first_one_made(session, there):
    first = shown(session, there)
    session.expire_all()
    second = scores.current(session, there.cohort, ALL, there.today)
    assert (first.kept, second.kept, second.stale) == (False, True, False)
    assert (second.made_at, second.seconds) == (first.made_at, first.seconds)
    assert json.dumps(second.document, sort_keys=True) == json.dumps(first.document, sort_keys=True)
    assert second.rests_on(there.scholars[0].id) == first.rests_on(there.scholars[0].id)


def test_the_next_view_after_a_filed_form_is_new(session, make, there):
    one = there.scholars[0]
    before = shown(session, there)
    form = make.form(make.assignment(one, there.mentors[0]), overall=1)
    after = shown(session, there)
    assert not after.stale
    assert after.by_scholar[one.id]["forms"] == before.by_scholar[one.id]["forms"] + 1
    assert after.by_scholar[one.id]["level"] < before.by_scholar[one.id]["level"]
    assert form.id in {item.row_id for item in after.rests_on(one.id) if item.kind == "form"}


def test_a_scholar_is_shown_no_level_that_rests_on_what_is_not_released(session, make, there):
    one, work = there.scholars[0], make.work(there.scholars[0])
    owed = [make.assignment(one, mentor, work) for mentor in there.mentors]
    before = {audience: shown(session, there, audience).input_hash for audience in Audience}
    make.form(owed[0], overall=1)
    after = {audience: shown(session, there, audience) for audience in Audience}
    assert after[RELEASED].input_hash == before[RELEASED]
    assert after[ALL].input_hash != before[ALL]
    make.form(owed[1], overall=2)
    assert shown(session, there, RELEASED).input_hash != before[RELEASED]


def test_a_level_rests_on_ones_own_forms_and_works_only(session, make, there):
    """A partner's form on the common work moves the level too; whose form it is stays untold."""
    ada, ben = there.scholars[:2]
    together = result(session, make.work(ada, ben), Reached.NO)
    on_ada, on_ben = (make.form(make.assignment(one, there.mentors[0], together)) for one in (ada, ben))
    alone = result(session, there.works[1], Reached.YES)
    found = shown(session, there).rests_on(ada.id)
    forms = {item.row_id for item in found if item.kind == "form"}
    works = {item.row_id for item in found if item.kind == "outcome"}
    assert forms == {there.forms[0].id, there.forms[1].id, on_ada.id}
    assert on_ben.id not in forms
    assert works == {together.id}
    assert alone.id not in works
    assert [abs(item.change_without) for item in found] == sorted(
        (abs(item.change_without) for item in found), reverse=True
    )


def test_a_cohort_too_large_for_a_page_shows_its_last_snapshot_as_stale(session, make, there, monkeypatch):
    before = shown(session, there)
    make.form(make.assignment(there.scholars[0], there.mentors[0]), overall=1)
    monkeypatch.setattr(scoring_rules, "PAGE_FORMS", len(there.forms))
    late = scores.current(session, there.cohort, ALL, there.today)
    assert (late.stale, late.kept, late.made_at) == (True, True, before.made_at)
    assert late.document == before.document
    scores.keep(session, scores.refit(session, there.cohort, ALL, there.today))
    assert not scores.current(session, there.cohort, ALL, there.today).stale


def test_a_cohort_too_large_to_read_shows_its_last_snapshot_unread(session, make, there, monkeypatch):
    scores.keep(session, scores.refit(session, there.cohort, ALL, there.today))
    monkeypatch.setattr(scoring_rules, "READ_FORMS", len(there.forms) - 1)
    assert scores.current(session, there.cohort, ALL, there.today).stale
    monkeypatch.setattr(scoring_rules, "READ_FORMS", len(there.forms))
    assert not scores.current(session, there.cohort, ALL, there.today).stale


def test_a_large_cohort_without_a_snapshot_shows_nothing(session, there, monkeypatch):
    monkeypatch.setattr(scoring_rules, "PAGE_UNKNOWNS", 3)
    assert scores.current(session, there.cohort, ALL, there.today) is None


def hopeless(session, there):
    """Settings that no fit can settle under, beyond what the rule lets anybody choose."""
    tiny = 1e-300
    values = dict.fromkeys(("share_severity", "share_fit", "share_luck", "share_error"), tiny)
    session.add(
        ScoringSettings(
            program_id=there.cohort.program_id,
            version=1,
            k_low=0.8,
            k_high=1.6,
            share_ability=1.0,
            bar=2.0,
            changed_at=clock.now(),
            **values,
        )
    )
    session.flush()


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_fit_that_does_not_settle_shows_the_last_snapshot_and_is_logged(session, there, caplog):
    before = shown(session, there)
    hopeless(session, there)
    with pytest.raises(scores.NotConverged):
        scores.refit(session, there.cohort, ALL, there.today)
    late = scores.current(session, there.cohort, ALL, there.today)
    assert (late.stale, late.document) == (True, before.document)
    assert f"cohort {there.cohort.id} (all) did not converge" in caplog.text


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_a_fit_that_never_settled_shows_nothing(session, there):
    hopeless(session, there)
    assert scores.current(session, there.cohort, ALL, there.today) is None


def test_new_settings_make_a_new_score(session, there, cast):
    before = shown(session, there)
    changed = replace(score_settings.DEFAULTS, bar=3.0)
    score_settings.set_scoring(session, cast.sam, program=there.cohort.program, scoring=changed)
    after = shown(session, there)
    assert (before.settings_version, after.settings_version) == (0, 1)
    one = there.scholars[0].id
    assert after.by_scholar[one]["p_below"] > before.by_scholar[one]["p_below"]
    assert after.by_scholar[one]["level"] == before.by_scholar[one]["level"]


def test_a_snapshot_says_what_it_was_made_of_and_by_which_model(session, there):
    found = shown(session, there)
    row = session.scalars(sa.select(ScoreSnapshot)).one()
    assert (row.input_hash, row.model_version) == (found.document["input_hash"], entry.MODEL_VERSION)
    assert row.document["priors"]["k_low"] == score_settings.DEFAULTS.k_low
    assert row.seconds > 0


def test_keeping_the_same_twice_keeps_it_once(session, there):
    found = scores.current(session, there.cohort, ALL, there.today)
    scores.keep(session, found)
    scores.keep(session, found)
    assert count_rows(session, ScoreSnapshot) == 1
    assert count_rows(session, ScorePoint) == len(there.scholars)


def test_a_page_that_only_reads_has_its_score_kept_after_its_answer(app, session, there):
    with app.test_request_context("/"):
        found = levels.shown(there.cohort, ALL, there.today)
        answer = app.process_response(Response("the page"))
        assert count_rows(session, ScoreSnapshot) == 0
    answer.close()
    kept = session.scalars(sa.select(ScoreSnapshot)).one()
    assert kept.input_hash == found.input_hash
    with app.test_request_context("/"):
        assert levels.shown(there.cohort, ALL, there.today).kept


def test_two_at_the_same_moment_keep_one_snapshot(engine, tmp_path):
    with migrated_engine(engine, tmp_path) as made:
        with Session(made, expire_on_commit=False) as session:
            there = rated(Factory(session))
            session.commit()
        ready = threading.Barrier(2)

        def view(_number: int) -> str:
            with Session(made, expire_on_commit=False) as session:
                found = scores.current(session, there.cohort, ALL, there.today)
                session.rollback()
                ready.wait()
                scores.keep(session, found)
                session.commit()
            return found.input_hash

        with ThreadPoolExecutor(2) as pool:
            hashes = list(pool.map(view, range(2)))
        with Session(made) as session:
            rows = session.scalars(sa.select(ScoreSnapshot)).all()
            assert [row.input_hash for row in rows] == hashes[:1] == hashes[1:]
            assert count_rows(session, ScorePoint) == len(there.scholars)


def at(day: int, hour: int, minute: int = 0):
    return clock.fixed(datetime(2026, 3, day, hour, minute, tzinfo=UTC))


@pytest.fixture
def dated(make):
    """The same cohort with its clock held in March, in a program seven hours behind UTC."""
    with at(2, 9):
        cohort = make.cohort(make.program("west", time_zone="America/Phoenix"))
        return rated(make, cohort)


def test_a_trajectory_has_the_last_level_of_each_day_of_the_program(session, make, dated):
    one, seen = dated.scholars[0], []
    # In Phoenix the third moment still belongs to the day of the second one.
    for moment, overall in (((2, 10), None), ((3, 18), 1), ((4, 5), 2), ((4, 20), 3)):
        with at(*moment):
            if overall:
                make.form(make.assignment(one, dated.mentors[0], make.work(one)), overall=overall)
            seen.append(shown(session, dated))
    points = scores.history(session, dated.cohort, ALL, one.id)
    assert [point.at for point in points] == [seen[0].made_at, seen[2].made_at, seen[3].made_at]
    assert [point.level for point in points] == [seen[at_].by_scholar[one.id]["level"] for at_ in (0, 2, 3)]
    assert points[-1].q05 < points[-1].level < points[-1].q95
    assert [point.works for point in points] == [1, 3, 4]
    assert scores.history(session, dated.cohort, RELEASED, one.id) == []


def test_what_was_undone_ends_the_trajectory_where_it_stands_again(session, dated):
    one, form = dated.scholars[0], dated.forms[0]
    with at(2, 10):
        first = shown(session, dated)
    for moment, overall in (((2, 11), 1), ((3, 9), OVERALLS[0][0])):
        with at(*moment):
            amend(session, form, overall)
            last = shown(session, dated)
    assert last.input_hash == first.input_hash
    assert count_rows(session, ScoreSnapshot) == 2
    points = scores.history(session, dated.cohort, ALL, one.id)
    assert points[-1].at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert points[0].level < points[-1].level == first.by_scholar[one.id]["level"]
    assert scores.current(session, dated.cohort, ALL, dated.today).kept


def test_a_score_takes_the_same_number_of_statements_whatever_the_size(session, make):
    counts = {}
    for size in (3, 30):
        there = rated(make, overalls=OVERALLS[:3] * (size // 3))
        counts[size] = [statements(session, there) for _ in range(2)]
    assert counts[3] == counts[30]
    assert counts[3][1] < counts[3][0]


def statements(session, there):
    """How many statements one view and its keeping take."""
    seen = []

    def note(_c, _cursor, statement, *_rest):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    session.flush()
    engine = session.connection().engine
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        shown(session, there)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def test_a_day_later_a_form_past_its_release_counts_for_scholars_too(session, make, there):
    one, work = there.scholars[0], make.work(there.scholars[0])
    owed = [make.assignment(one, mentor, work) for mentor in there.mentors]
    make.form(owed[0], overall=1)
    hashes = {
        scores.current(session, there.cohort, RELEASED, there.today + timedelta(days=days)).input_hash
        for days in (0, 7, 8, 30)
    }
    assert len(hashes) == 2


def test_whatever_a_document_names_nobody_elses_form_or_work_is_shown():
    """The core names a scholar's own items today; what a page may show does not hang on that."""
    items = [
        {"kind": kind, "index": index, "weight": 0.1, "change_without": 0.2}
        for kind in ("form", "outcome")
        for index in (0, 1)
    ]
    shown_ = scores.Shown(
        cohort_id=1,
        audience=ALL,
        input_hash="",
        settings_version=0,
        made_at=clock.now(),
        seconds=0.1,
        document={"scholars": [{"scholar": 7, "influences": items}]},
        sources={"forms": [[70, 7], [80, 8]], "outcomes": [[71, [7, 8]], [81, [8]]]},
    )
    assert [(item.kind, item.row_id) for item in shown_.rests_on(7)] == [("form", 70), ("outcome", 71)]
