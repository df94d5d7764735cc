"""Tables 8 and 13: how levels lie without telling whose they are, and what mentors have to do."""

from __future__ import annotations

import pytest

from tests.properties import given, st
from tests.reports.figures import adds_up, cell, column, table
from tracker import clock
from tracker.evaluations.models import Form
from tracker.evaluations.score_models import Audience
from tracker.evaluations.score_shown import Shown
from tracker.reports import levels_numbers, load_numbers
from tracker.reports.levels_numbers import EDGES, bin_of
from tracker.reports.numbers import Why

pytestmark = pytest.mark.any_database


def shown(cohort, *levels: tuple[int, float | None], stale=False, early=()) -> Shown:
    """What a fit said: (enrolment, level) with intervals of a point in width."""
    scholars = [
        {
            "scholar": key,
            "level": level,
            "q05": None if level is None else level - 0.5,
            "q95": None if level is None else level + 0.5,
            "early": key in early,
        }
        for key, level in levels
    ]
    document = {"scholars": scholars}
    return Shown(cohort.id, Audience.ALL, "0" * 64, 0, clock.now(), 0.1, document, {}, stale=stale)


def levels(session, counted, found):
    part = levels_numbers.make(session, counted.cohort, counted.today, found)
    if part.relations:
        adds_up(part)
    return part


def test_levels_fall_into_bins_of_half_a_point(session, counted):
    ids = [one.id for one in counted.scholars.values()]
    said = list(zip(ids, (0.9, 1.5, 3.49, 3.5, 3.99, 4.5, 5.2, None), strict=True))
    part = levels(session, counted, shown(counted.cohort, *said, early=ids[:2]))
    assert column(part, "levels", "count") == {
        "under_1_5": 1,
        "from_1_5": 1,
        "from_2_0": 0,
        "from_2_5": 0,
        "from_3_0": 1,
        "from_3_5": 2,
        "from_4_0": 0,
        "from_4_5": 2,
    }
    assert column(part, "levels_summary", "value") == {
        "known": (7, 8),
        "level": (3.5, 7),
        "interval_width": (1, 7),
        "early": (2, 7),
    }


def test_nobody_can_be_told_from_the_levels(session, counted):
    said = [(one.id, 3.0 + at / 8) for at, one in enumerate(counted.scholars.values())]
    there = levels(session, counted, shown(counted.cohort, *said))
    moved = [said[-1], *said[:-1]]  # the same levels, of others
    others = [(key, level) for (key, _), (_, level) in zip(said, moved, strict=True)]
    assert levels(session, counted, shown(counted.cohort, *others)) == there
    assert not any(name in repr(there) for name in counted.scholars)


def test_without_a_rating_no_level_is_told(session, counted):
    for found in (None, shown(counted.cohort, *((one.id, None) for one in counted.scholars.values()))):
        part = levels(session, counted, found)
        assert {one.why_empty for one in part.tables} == {Why.NOT_YET}
        assert part.counts == {}


def test_a_level_of_somebody_who_is_no_longer_there_is_not_counted(session, counted):
    said = shown(counted.cohort, (counted.scholars["Ann"].id, 3.0), (10**9, 4.0))
    assert column(levels(session, counted, said), "levels_summary", "value")["known"] == (1, 8)


def test_levels_that_are_older_than_the_newest_form_say_so(session, counted):
    said = (counted.scholars["Ann"].id, 3.0)
    assert (
        "levels_earlier" in levels(session, counted, shown(counted.cohort, said, stale=True)).tables[0].notes
    )
    assert "levels_earlier" not in levels(session, counted, shown(counted.cohort, said)).tables[0].notes


@given(st.floats(-3, 9))
def test_every_level_has_the_bin_that_it_lies_in(level):
    key = bin_of(level)
    if key == "under_1_5":
        assert level < EDGES[0]
    else:
        lower = float(key.removeprefix("from_").replace("_", "."))
        assert lower <= level
        assert lower == EDGES[-1] or level < EDGES[EDGES.index(lower) + 1]


def load(session, counted):
    part = load_numbers.make(session, counted.cohort, counted.today)
    adds_up(part)
    return part


def test_forms_of_mentors_are_counted_apart_from_those_of_others(session, counted):
    part = load(session, counted)
    # Mia was asked for five forms, Max for three; the late one of Rae, who reviews blind, is not a mentor's.
    assert {key: (row["count"], row["share"]) for key, row in table(part, "load_forms").items()} == {
        "asked": (8, (8, 8)),
        "filed": (6, (6, 8)),
        "in_time": (6, (6, 8)),
        "late": (0, (0, 8)),
        "overdue": (1, (1, 8)),
        "open": (1, (1, 8)),
    }
    assert (part.counts["load.others.late"], part.counts["evidence.all.asked"]) == (1, 9)


def test_a_mentor_has_the_scholars_of_their_works_and_forms(session, counted):
    rows = table(load(session, counted), "load")
    # Mia: Ann, Bob and Cat; Max: those and Eve.
    assert rows["scholars"] == {"mean": (3.5, 2), "median": (3.5, 2)}
    assert rows["forms_asked"] == {"mean": (4, 2), "median": (4, 2)}
    assert rows["hours"] == rows["hours_a_form"] == {"mean": "none", "median": "none"}


def test_hours_are_those_that_mentors_stated(session, counted):
    own = session.query(Form).filter(Form.mentor_id == counted.mia.id).order_by(Form.id).all()
    blind = session.query(Form).filter(Form.mentor_id == counted.rae.id).one()
    own[0].contact_hours, own[1].contact_hours, blind.contact_hours = 3, 6, 40
    session.flush()
    part = load(session, counted)
    rows = table(part, "load")
    assert rows["hours"] == {"mean": (9, 1), "median": (9, 1)}
    assert rows["hours_a_form"] == {"mean": (4.5, 2), "median": (4.5, 2)}
    assert cell(part, "load", "hours_a_form", "mean").sd == pytest.approx(4.5**0.5)
    assert part.counts["load.mentors_without_hours"] == 1


def test_a_cohort_that_has_not_begun_asks_nothing_of_mentors(session, cast, make):
    later = make.cohort(cast.program, "later", phases=make.phases(clock.today().replace(year=2040)))
    make.enrolment(later)
    part = load_numbers.make(session, later, clock.today())
    assert {one.why_empty for one in part.tables} == {Why.NOT_YET}
