"""What came of the demo's works, and the scores that were made on the way."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise

import pytest
import sqlalchemy as sa

from tests.demo import finders
from tracker import audit
from tracker.cohorts.models import PhaseKind
from tracker.demo import credit, titles
from tracker.demo.cases import CASES
from tracker.demo.people import SCHOLAR
from tracker.demo.stages import Stage
from tracker.evaluations import scores
from tracker.evaluations.score_models import Audience, ScoreSnapshot
from tracker.overview import results
from tracker.projects import credit_queries, rules
from tracker.projects import queries as projects
from tracker.projects.credit_rules import Gap, Source
from tracker.projects.models import Reached, Work
from tracker.projects.parts import Share, Side
from tracker.projects.result_rules import ResultState
from tracker.projects.rules import PRESETS, Rates

FROM_TRAINING = [Stage.TRAINING, Stage.GATE, Stage.RESEARCH, Stage.CLOSED]


@pytest.fixture(params=FROM_TRAINING)
def running(request, demo):
    """The demo at every stage since training began."""
    return demo(request.param)[0]


def mini_project(session, case: str) -> Work:
    """The first work of the scholar whom a case is about."""
    one = finders.enrolment(session, CASES[case]).id
    return next(
        work
        for work in finders.works(session)
        if work.title in titles.MINI and one in {each.enrolment_id for each in work.members}
    )


def shown(session, audience=Audience.ALL) -> scores.Shown:
    found = scores.current(session, finders.main_cohort(session), audience, finders.today())
    assert found is not None
    return found


def entry(session, case: str):
    return shown(session).by_scholar[finders.enrolment(session, CASES[case]).id]


@pytest.mark.parametrize("case", ["hard_problem", "risky_project"])
def test_good_work_on_a_risky_project_that_failed(running, case):
    work = mini_project(running, case)
    assert Rates(work.pass_able, work.pass_other) == PRESETS["ambitious"]
    assert work.reached is Reached.NO
    about = [form for form in finders.case(running, case) if form.work_id == work.id]
    assert max(form.quality for form in about if form.quality) >= 4


def test_one_bad_result_on_a_hard_problem_costs_a_strong_scholar_little(running):
    one, work = entry(running, "hard_problem"), mini_project(running, "hard_problem")
    [item] = [
        item
        for item in shown(running).rests_on(one["scholar"])
        if (item.kind, item.row_id) == ("outcome", work.id)
    ]
    assert 0 < item.change_without < 0.1
    levels = sorted(each["level"] for each in shown(running).by_scholar.values() if each["level"])
    assert one["level"] > levels[len(levels) * 3 // 4]


def test_who_was_carried_gets_the_lesser_part_of_the_credit(running):
    work, one = mini_project(running, "carried"), finders.enrolment(running, CASES["carried"]).id
    assert work.reached is Reached.YES
    shares = {each.enrolment_id: each.share for each in work.members}
    assert shares[one] == 0.25
    gains = {
        who: -item.change_without
        for who in shares
        for item in shown(running).rests_on(who)
        if (item.kind, item.row_id) == ("outcome", work.id)
    }
    assert 0 < gains[one] < gains[next(who for who in gains if who != one)]


def test_in_the_middle_of_training_nearly_every_level_is_early(training):
    """The sprint has just begun; nobody has been judged on two works."""
    levels = [one for one in shown(training).by_scholar.values() if one["level"] is not None]
    assert len(levels) > 40
    assert all(one["early"] and one["reading"] == "early" for one in levels)


def test_at_the_gate_most_levels_rest_on_enough_to_be_read(demo):
    levels = list(shown(demo(Stage.GATE)[0]).by_scholar.values())
    enough = [one for one in levels if one["people"] >= 3 and one["works"] >= 2]
    assert len(enough) > len(levels) / 2
    assert not any(one["early"] for one in enough)
    assert {"usual", "early"} <= {one["reading"] for one in levels}


def test_the_shares_of_teams_are_settled_as_a_whole_or_left_to_what_members_confirm(closed):
    sources = Counter()
    teams = [work for work in finders.works(closed) if len(work.members) > 1]
    found = credit_queries.shares(closed, [work.id for work in teams])
    for work in teams:
        stated = {each.enrolment_id: each.share for each in work.members}
        sources[found[work.id].source] += 1
        if found[work.id].source is Source.SETTLED:
            assert rules.may_set_shares(stated, stated)
        else:
            assert set(stated.values()) == {None}
    assert sources == {Source.SETTLED: 2 * 24 + 16 - 5, Source.CONFIRMED: 4, Source.EQUAL: 1}


def test_a_carried_success_and_a_solo_success_stand_side_by_side(running):
    """As hard as each other; the one made alone moves its maker's level more than twice as far."""
    works = [work for work in projects.in_cohort(running, finders.main_cohort(running).id) if work.scored]
    shares = credit_queries.shares(running, [work.id for work in works])
    everybody = {one.enrolment_id for work in works for one in work.members}
    found = results.moves(shown(running), works, shares, everybody)
    carried, solo = results.pair(found)
    assert carried.enrolment.person.email == CASES["carried"] and carried.share == 0.25
    assert solo.enrolment.person.email == CASES["solo"] and solo.share == 1
    assert (carried.work.pass_able, carried.work.pass_other) == (solo.work.pass_able, solo.work.pass_other)
    assert 0 < 2 * carried.change < solo.change
    assert carried.entry["level"] is not None and solo.entry["level"] is not None


def test_what_was_said_of_shares_and_results_is_there_in_each_of_its_kinds(closed):
    stands = {
        work.title: (work, standing)
        for work, standing in (
            (work, credit_queries.standings(closed, [work])[work.id]) for work in finders.works(closed)
        )
    }
    assert all(stands[title][1].shares.source is Source.CONFIRMED for title in credit.AGREED)
    assert stands[credit.DISAGREED][1].shares.gaps[0][1] is Gap.MEMBER_DIFFERS
    assert stands[credit.OBJECTED][1].result is ResultState.DISPUTED
    assert stands[credit.WAITING][1].result is ResultState.PROPOSED
    assert stands[credit.LATE][0].rates_late
    carried = mini_project(closed, "carried")
    assert carried.shares_reason and stands[carried.title][1].shares.source is Source.SETTLED
    said = [one for one in credit_queries.share_claims(closed, carried.id) if one.side is Side.SCHOLAR]
    assert said[0].part is Share.EQUAL and said[0].words


def test_most_works_have_a_result_in_the_end_and_all_of_them_rates(closed):
    found = finders.works(closed)
    assert all(work.pass_able is not None for work in found)
    known = sum(work.scored for work in found)
    assert 0.85 * len(found) <= known < len(found)
    reached = sum(work.reached is Reached.YES for work in found) / known
    assert 0.35 < reached < 0.7


def test_half_way_some_results_are_known_and_most_are_not(training):
    known = sum(work.scored for work in finders.works(training) if work.phase.kind is PhaseKind.TRAINING)
    assert 5 <= known <= 14


def test_rates_were_stated_before_the_result_was_known(closed):
    entries = sa.select(audit.AuditEntry).where(audit.AuditEntry.action == "work.state-rates")
    found = closed.scalars(entries).all()
    assert len(found) > 60
    late = [one for one in found if one.change["late"]]
    assert [closed.get(Work, one.object_id).title for one in late] == [credit.LATE]


@pytest.mark.parametrize(
    ("stage", "least"), [(Stage.TRAINING, 2), (Stage.GATE, 4), (Stage.RESEARCH, 4), (Stage.CLOSED, 8)]
)
@pytest.mark.parametrize("audience", Audience)
def test_the_demo_scholar_has_a_trajectory(demo, stage, least, audience):
    session = demo(stage)[0]
    cohort, one = finders.main_cohort(session), finders.enrolment(session, SCHOLAR.email)
    points = scores.history(session, cohort, audience, one.id)
    assert len(points) >= least
    assert all(before.at < after.at for before, after in pairwise(points))
    assert all(point.q05 < point.level < point.q95 for point in points)


def test_levels_become_more_reliable_as_forms_come_in(closed):
    cohort = finders.main_cohort(closed)
    made = sa.select(ScoreSnapshot).where(
        ScoreSnapshot.cohort_id == cohort.id, ScoreSnapshot.audience == Audience.ALL
    )
    documents = [row.document for row in closed.scalars(made.order_by(ScoreSnapshot.made_at))]
    assert documents[0]["reliability"] < 0.4 < 0.5 < documents[-1]["reliability"]


def test_a_scholars_page_never_rests_on_more_than_staffs(running):
    made = defaultdict(dict)
    for row in running.scalars(sa.select(ScoreSnapshot)):
        made[row.cohort_id, row.made_at.date()][row.audience] = {form for form, _ in row.sources["forms"]}
    assert made
    for forms in made.values():
        assert forms.get(Audience.RELEASED, set()) <= forms[Audience.ALL]


def test_the_harsh_and_the_lenient_rater_are_told_as_such(closed):
    told = shown(closed).by_mentor
    harsh, lenient = (
        told[finders.person(closed, CASES[case]).id] for case in ("harsh_rater", "lenient_rater")
    )
    assert harsh["q95"] < 0 < lenient["q05"]


def test_before_the_start_no_score_is_made_of_nothing(demo):
    session = demo(Stage.SETUP)[0]
    cohort = finders.main_cohort(session)
    assert scores.current(session, cohort, Audience.ALL, finders.today()) is None
    assert all(work.pass_able is None for work in finders.works(session))
