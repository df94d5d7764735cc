"""Closed polls out of a file: counts or percentages, whole or not at all, and never changed again."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.intake.kinds_at_work import Bench, codes, contents, keep_promises, undo, verdicts
from tests.properties import given, st
from tracker import clock
from tracker.intake.polls_kind import KIND
from tracker.polls import actions, queries
from tracker.polls.models import Poll, PollKind, PollSource, PollTally

pytestmark = pytest.mark.any_database

COUNTS = [
    {"question": "Safe?", "option": "Yes", "pre": "9", "post": "14", "group_size": "30"},
    {"question": "Safe?", "option": "No", "pre": "12", "post": "7"},
    {"question": "Safe?", "option": "Unsure", "pre": "3", "post": "0"},
]
SHARES = [
    {"question": "Open?", "option": "Yes", "pre_percent": "66.7 %", "post_percent": "40,0", "n_pre": "15"},
    {"question": "Open?", "option": "No", "pre_percent": "33.3", "post_percent": "60", "n_post": "15"},
]


@pytest.fixture
def bench(session, cast) -> Bench:
    return Bench(session, KIND, cast.program, cast.cohort, cast.sam, tables=("poll", "poll_tally"))


def changed(rows: list[dict[str, str]], place: int, **cells: str) -> list[dict[str, str]]:
    return [row | cells if at == place else row for at, row in enumerate(rows)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (COUNTS[:1], "poll_options_count"),
        (changed(COUNTS, 1, pre=""), "blank"),
        (changed(COUNTS, 1, option="yes"), "poll_option_twice"),
        (changed(COUNTS, 1, post_percent="7"), "blank"),
        (changed(COUNTS, 1, n_pre="24"), "poll_counted"),
        (changed(COUNTS, 1, group_size="31"), "line_twice"),
        (changed(COUNTS, 0, group_size="23"), "poll_group_small"),
        (changed(COUNTS, 0, kind="scale"), "poll_scale_levels"),
        ([row | {"post": "0"} for row in COUNTS], "poll_figures"),
        (changed(SHARES, 0, pre_percent="68"), "poll_figures"),
        (changed(SHARES, 0, n_pre="14"), "poll_figures"),
        (changed(SHARES, 0, kind="scale"), "poll_scale_counts"),
        ([row | {"pre": "1"} for row in SHARES], "poll_mixed"),
    ],
)
def test_what_is_no_poll_is_refused_whole(bench, rows, code):
    judged = bench.look(rows)
    assert set().union(*map(codes, judged)) <= {code, "poll_line"}
    assert any(codes(one) == {code} for one in judged)
    assert {one.verdict.value for one in judged} == {"refused"}


def test_a_percentage_that_is_none_is_refused_at_its_cell(bench):
    [judged] = bench.look([SHARES[0] | {"pre_percent": "0.667.1", "post_percent": "101"}])
    assert [(one.code, one.field) for one in judged.problems] == [
        ("percentage", "pre_percent"),
        ("percentage", "post_percent"),
    ]


def test_one_wrong_poll_leaves_the_others_good(bench):
    assert verdicts(bench.look([*COUNTS, *changed(SHARES, 0, pre_percent="68")])) == (
        "new new new refused refused"
    )


def test_counts_become_a_closed_poll_with_its_answers(bench, session, cast):
    bench.take(COUNTS)
    poll = session.scalars(sa.select(Poll)).one()
    assert (poll.source, poll.kind, poll.options) == (
        PollSource.FILE,
        PollKind.CHOICE,
        ["Yes", "No", "Unsure"],
    )
    assert (poll.group_size, poll.created_by_id, poll.closed_on) == (30, cast.sam.id, clock.today())
    assert queries.answers(session, poll).people == {
        (0, None): 9, (1, None): 12, (2, None): 3, (None, 0): 14, (None, 1): 7
    }  # fmt: skip


def test_percentages_stay_as_they_were_printed(bench, session):
    bench.take(SHARES)
    poll = session.scalars(sa.select(Poll)).one()
    assert poll.published == {
        "pre": ["66.7", "33.3"], "post": ["40.0", "60"], "n_pre": 15, "n_post": 15, "willing": None
    }  # fmt: skip


def test_the_levels_of_a_scale_are_counted(bench, session):
    rows = [
        {"question": "How sure?", "option": str(level), "pre": "3", "post": "4", "kind": "Scale"}
        for level in range(1, 6)
    ]
    assert verdicts(bench.take(rows)[0]) == "new new new new new"
    assert session.scalars(sa.select(Poll.kind)).one() is PollKind.SCALE
    assert verdicts(bench.look(rows)) == "unchanged unchanged unchanged unchanged unchanged"


def test_what_is_closed_is_not_changed_by_a_file(bench, session):
    bench.take([*COUNTS, *SHARES])
    assert verdicts(bench.look([*COUNTS, *SHARES])) == "unchanged " * 4 + "unchanged"
    assert (
        verdicts(bench.look([row | {"group_size": ""} for row in COUNTS])) == "unchanged unchanged unchanged"
    )
    assert codes(bench.look(changed(COUNTS, 0, pre="10"))[0]) == {"poll_stands"}


def test_a_poll_that_is_asked_here_is_not_taken_over(bench, session, cast):
    today = clock.today()
    days = (today, today), (today, today + timedelta(days=1))
    actions.create(
        session, None, cohort=cast.cohort, question="Safe?", kind=PollKind.CHOICE, options=["Yes", "No"],
        before=days[0], after=days[1],
    )  # fmt: skip
    assert codes(bench.look(COUNTS)[0]) == {"poll_asked_here"}


def test_a_poll_of_another_cohort_is_another_poll(bench, session, cast, make):
    Bench(session, KIND, cast.program, make.cohort(cast.program), None).take(COUNTS)
    assert verdicts(bench.look(COUNTS)) == "new new new"


def test_what_was_written_can_be_taken_back_to_the_byte(bench, session):
    before = contents(session)
    _judged, notebook = bench.take([*COUNTS, *SHARES])
    assert session.scalars(sa.select(PollTally)).all()
    undo(session, notebook)
    assert contents(session) == before


def test_any_text_in_any_cell_gets_a_verdict_and_a_second_time_changes_nothing(bench):
    seen = keep_promises(bench, [*COUNTS, SHARES[0]])
    cell = st.one_of(st.text(max_size=9), st.sampled_from(["0", "1", "30", "50", "66.7", "", "No", "scale"]))
    row = st.sampled_from([*COUNTS, *SHARES])
    some = st.fixed_dictionaries({}, optional=dict.fromkeys(["option", "pre", "post", "n_pre", "kind"], cell))

    @settings(max_examples=30)
    @given(st.lists(st.builds(lambda row, some: row | some, row, some), max_size=3), st.booleans())
    def holds(rows, twice):
        seen.update(keep_promises(bench, [*rows, *COUNTS] if twice else [*rows, *SHARES]))

    holds()
    assert seen == {"new", "refused"}
