"""What `tracker check` says of each thing it looks at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.properties import given, st
from tracker.operating import check_rules as rules
from tracker.operating.check_rules import State

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
spans = st.timedeltas(timedelta(days=-400), timedelta(days=400))


@pytest.mark.parametrize(
    ("current", "state", "mend"),
    [
        (None, State.MEND, "tracker init"),
        ("0001_a", State.MEND, "tracker upgrade"),
        ("9999_z", State.MEND, "install the version"),
        ("0002_b", State.OK, ""),
    ],
)
def test_a_schema_is_at_head_or_is_to_be_brought_there(current: str | None, state: State, mend: str) -> None:
    line = rules.schema(current, "0002_b", ["0001_a", "0002_b"])
    assert line.state is state
    assert line.mend == "" if not mend else mend in line.mend


def test_a_worker_that_was_never_there_or_fell_silent_is_to_be_started() -> None:
    assert rules.worker(None, NOW).state is State.MEND
    silent = rules.worker(NOW - timedelta(hours=3), NOW)
    assert (silent.state, "3 h" in silent.says, "tracker worker" in silent.mend) == (State.MEND, True, True)
    assert rules.worker(NOW - timedelta(seconds=9), NOW).state is State.OK


@given(apart=spans, ahead=spans)
def test_a_clock_is_right_only_near_the_databases_and_not_before_what_was_written(
    apart: timedelta, ahead: timedelta
) -> None:
    line = rules.clock(NOW, NOW + apart, NOW + ahead)
    right = abs(apart) <= rules.MOST_SKEW and ahead <= rules.MOST_SKEW
    assert (line.state is State.OK) == right
    assert bool(line.mend) != right


@pytest.mark.parametrize(
    ("free", "total", "state"),
    [(0, 100, State.MEND), (4, 100, State.MEND), (6, 100, State.OK), (0.5, 2, State.MEND)],
)
def test_a_disk_needs_a_gibibyte_and_a_twentieth(free: float, total: float, state: State) -> None:
    found = rules.disk("disk", "/srv", int(free * rules.GIBIBYTE), int(total * rules.GIBIBYTE))
    assert found.state is state


@given(
    needed=st.dictionaries(st.integers(0, 5), st.integers(1, 9)),
    given=st.sets(st.integers(0, 5)),
    wrong=st.sets(st.integers(0, 5)),
)
def test_no_case_is_without_its_key_unsaid(needed: dict[int, int], given: set[int], wrong: set[int]) -> None:
    wrong = wrong & given & needed.keys()
    line = rules.seal(needed, given, wrong)
    shut = sorted((needed.keys() - given) | wrong)
    assert (line.state is State.MEND) == bool(shut)
    assert all(str(number) in line.says for number in shut)


def test_an_address_must_be_known_where_mails_go_out() -> None:
    assert rules.address(None, production=False, mails=False).state is State.NOTE
    assert rules.address(None, production=False, mails=True).state is State.MEND
    assert rules.address("https://t.example.org", production=False, mails=True).state is State.NOTE
    assert rules.address("https://t.example.org", production=True, mails=True).state is State.OK


def test_notes_do_not_fail_a_check_and_what_is_to_be_mended_does() -> None:
    lines = [rules.ok("a", "fine"), rules.note("b", "look", "do")]
    assert rules.is_whole(lines)
    assert not rules.is_whole([*lines, rules.mend("c", "broken", "do")])
