"""Keys kept as spans are the keys that were put in, whatever came in between."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from tests.intake.importing import Way, contents
from tests.properties import given, st
from tracker.intake import undoing
from tracker.intake.kinds import Key
from tracker.intake.models import Change, ImportChange
from tracker.intake.people_kind import KIND
from tracker.intake.spans import Spans, as_keys
from tracker.people.models import Person

HEAD = "Name,E-mail,Role\n"
FOUR = HEAD + "".join(f"{name},{name}@example.org,mentor\n" for name in ("nia", "oz", "pim", "quu"))

IDS = st.integers(1, 30)
BUNCHES = st.one_of(
    st.lists(IDS, max_size=6, unique=True),
    st.builds(lambda first, count: range(first, first + count), IDS, st.integers(0, 6)),
    st.lists(st.tuples(IDS, IDS), max_size=3, unique=True),
)


def put_in(bunches: Sequence[Sequence[Key]]) -> tuple[Spans, set[tuple[int, ...]]]:
    """Each key once, as rows are added once."""
    spans, keys = Spans(), set[tuple[int, ...]]()
    for bunch in bunches:
        new = [key for key in bunch if as_keys(key) not in keys]
        spans.add(bunch if len(new) == len(bunch) else new)
        keys |= {as_keys(key) for key in new}
    return spans, keys


def taken_out(spans: Spans, size: int) -> list[tuple[int, ...]]:
    pieces = list(spans.pieces(size))
    assert all(0 < len(piece) <= size for piece in pieces)
    return [as_keys(key) for piece in pieces for key in piece]


@given(st.lists(BUNCHES, max_size=6), st.lists(IDS, max_size=6), st.integers(1, 5))
def test_what_was_put_in_and_not_taken_out_is_there_once(bunches, gone, size):
    spans, keys = put_in(bunches)
    for one in gone:
        spans.discard((one,))
        keys.discard((one,))
    assert sorted(taken_out(spans, size)) == sorted(keys)
    assert [(one,) in spans for one in range(40)] == [(one,) in keys for one in range(40)]


@given(st.lists(st.lists(IDS, max_size=6, unique=True), max_size=6))
def test_the_bounds_are_the_least_and_the_greatest(bunches):
    spans, keys = put_in(bunches)
    ids = [key for (key,) in keys]
    assert spans.bounds() == ((min(ids), max(ids)) if ids else None)


def test_ids_that_follow_one_another_are_one_span_in_whatever_order_they_come():
    spans = Spans()
    spans.add([7, 5, 6])
    spans.add(range(8, 2001))
    assert spans.spans == [range(5, 2001)]


@pytest.fixture
def way(session, cast, tmp_path) -> Way:
    return Way(session, KIND, cast.program, cast.cohort, cast.lea, tmp_path)


def added(session, run) -> ImportChange:
    """What was kept of the people that an import added."""
    return session.scalars(
        sa.select(ImportChange).where(
            ImportChange.run_id == run.id, ImportChange.table == "person", ImportChange.what == Change.ADDED
        )
    ).one()


def ids(session) -> list[int]:
    found = sa.select(Person.id).where(Person.email.in_([f"{name}@example.org" for name in ("nia", "quu")]))
    return list(session.scalars(found.order_by(Person.id)))


def test_of_people_that_were_added_one_after_the_other_the_first_and_the_last_are_kept(way, session):
    before = contents(session)
    run = way.applied(FOUR)
    first, last = ids(session)
    assert added(session, run).rows == [{"first": first, "last": last}]
    way.undo(run)
    assert contents(session) == before


def test_an_import_kept_key_by_key_as_before_can_still_be_undone(way, session):
    before = contents(session)
    run = way.applied(FOUR)
    first, last = ids(session)
    added(session, run).rows = [[key] for key in range(first, last + 1)]
    session.flush()
    way.undo(run)
    assert contents(session) == before


def test_of_a_span_the_row_that_changed_is_named(way, session):
    run = way.applied(FOUR)
    pim = session.scalars(sa.select(Person).where(Person.email == "pim@example.org")).one()
    pim.name = "Pimm"
    session.flush()
    with pytest.raises(undoing.Built) as caught:
        way.undo(run)
    assert [(one.why, one.table, one.key) for one in caught.value.obstacles] == [
        ("changed", "person", (pim.id,))
    ]
