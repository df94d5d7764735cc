"""No template prints a level but the one that puts its interval, its evidence and its sentence beside it."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

TEMPLATES = Path(__file__).parents[2] / "templates"
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
# Where levels are printed: the macro itself, and the drawing's own labels with their interval.
HOME = {"components/score.html", "components/charts.html"}
NUMBERS = {"level", "q05", "q95", "sd", "p_below", "severity"}
# What has attributes of these names and is no score: raw ratings and the spread of a component.
OTHERS = {"raw", "overall"}
COMPONENTS = {"overview/parts.html"}


def bare(source: str) -> list[str]:
    """The numbers of a score that a template prints by itself."""
    found = []
    for output in jinja2.Environment(extensions=["jinja2.ext.i18n"]).parse(source).find_all(nodes.Output):
        for read in output.find_all((nodes.Getattr, nodes.Getitem)):
            name = read.attr if isinstance(read, nodes.Getattr) else getattr(read.arg, "value", None)
            owner = read.node.attr if isinstance(read.node, nodes.Getattr) else ""
            if name in NUMBERS and owner not in OTHERS:
                found.append(f"{name}, line {read.lineno}")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_level_is_printed_by_the_macro_alone(name: str) -> None:
    allowed = {"sd", "q05", "q95"} if name in COMPONENTS else set()
    found = [one for one in bare((TEMPLATES / name).read_text()) if one.split(",")[0] not in allowed]
    assert name in HOME or found == []


def test_the_sweep_can_fail() -> None:
    assert bare("<td>{{ entry.level|number }}</td>") == ["level, line 1"]
    assert bare("{{ known[row.id]['level'] }}") == ["level, line 1"]
    assert bare("{{ entry.raw.sd|number(2) }}{{ score(entry, bar) }}") == []


def test_the_macro_prints_the_interval_the_evidence_and_the_sentence() -> None:
    source = (TEMPLATES / "components/score.html").read_text()
    for macro in ("numbers", "score_in_full"):
        body = source.split("{% macro " + macro + "(")[1].split("{% endmacro %}")[0]
        assert "entry.level|number" in body
        assert "span(entry)" in body
    assert "counted(entry)" in source.split("{% macro numbers(")[1].split("{% endmacro %}")[0]
    assert source.count("level_sentence(entry, bar)") == 3


def test_nothing_says_stop_about_a_score() -> None:
    words = (Path(__file__).parents[2] / "tracker" / "overview" / "score_words.py").read_text()
    assert '"stop' not in words.lower()
