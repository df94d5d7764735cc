"""A choice that was kept tells what it told, and is told from one of other figures, snapshots or rules."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.properties import given
from tests.reports.attacker import report
from tests.reports.test_differencing import CELLS, histories
from tracker.reports import funder_view, kept_choice
from tracker.reports.funder_view import Frozen, for_funder
from tracker.reports.numbers import Count, Row


def silent(_looked_at):
    pass


@given(histories())
def test_what_funders_read_by_a_kept_choice_is_what_was_chosen(case):
    shape, history = case
    earlier: list[Frozen] = []
    for world in history:
        made = shape.report(world)
        choice = funder_view.chosen(made, earlier, silent)
        body = json.loads(json.dumps(kept_choice.written(choice, made)))
        assert kept_choice.read(body, made, earlier) == choice
        earlier.append(Frozen(made, for_funder(made, earlier, None, choice).report))


@given(histories())
def test_another_number_makes_another_basis(case):
    shape, (one, other) = case
    first, second = (kept_choice.made_of(shape.report(world), [], {}) for world in (one, other))
    assert (first == second) == all(one[cell] == other[cell] for cell in CELLS)


def test_another_row_history_neighbour_or_rule_makes_another_basis(monkeypatch):
    made = report({"a": 7, "b": 9}, (Row("a", (Count("a"),)),))
    bases = [
        kept_choice.made_of(made, ["1"], {"spring": "2"}),
        kept_choice.made_of(replace(made, tables=()), ["1"], {"spring": "2"}),
        kept_choice.made_of(replace(made, public=frozenset("a")), ["1"], {"spring": "2"}),
        kept_choice.made_of(made, [], {"spring": "2"}),
        kept_choice.made_of(made, ["1", "3"], {"spring": "2"}),
        kept_choice.made_of(made, ["3"], {"spring": "2"}),
        kept_choice.made_of(made, ["1"], {}),
        kept_choice.made_of(made, ["1"], {"spring": "3"}),
        kept_choice.made_of(made, ["1"], {"summer": "2"}),
    ]
    monkeypatch.setattr(kept_choice, "rules", lambda: "of another version")
    bases.append(kept_choice.made_of(made, ["1"], {"spring": "2"}))
    assert len(set(bases)) == len(bases)


def test_the_same_numbers_at_another_moment_have_the_same_basis():
    made = report({"a": 7}, (Row("a", (Count("a"),)),))
    later = replace(made, made_at=made.made_at + timedelta(hours=1))
    assert kept_choice.made_of(made, [], {}) == kept_choice.made_of(later, [], {})


def test_a_choice_of_fewer_counts_than_the_report_has_is_not_read():
    small, large = (report(counts, ()) for counts in ({"a": 7}, {"a": 7, "b": 9}))
    body = kept_choice.written(funder_view.chosen(small, [], silent), small)
    with pytest.raises(ValueError, match="shorter"):
        kept_choice.read(body, large, [])


def test_who_listens_hears_of_every_sum_and_can_end_the_search():
    made = report({"a": 2, "b": 9, "all": 11}, tuple(Row(key, (Count(key),)) for key in ("a", "b", "all")))
    heard: list[int] = []
    funder_view.chosen(made, [], heard.append)
    assert heard == list(range(1, len(heard) + 1)) != []

    def stop(_looked_at):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        funder_view.chosen(made, [], stop)
