"""Every reason that a rule gives has a sentence, every sentence has a rule, and they fit."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

from flask import Flask

from tracker.reasons import Decision
from tracker.web import catalogue

ROOT = Path(__file__).parents[2]


def given() -> dict[str, list[tuple[str, frozenset[str] | None]]]:
    """Code → where it is given, and with which figures (None: not known from the text)."""
    found: dict[str, list[tuple[str, frozenset[str] | None]]] = defaultdict(list)
    for path in sorted((ROOT / "tracker").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name != "no" or not node.args:
                continue
            place = f"{path.relative_to(ROOT)}:{node.lineno}"
            names = [keyword.arg for keyword in node.keywords]
            figures = None if None in names else frozenset(str(one) for one in names)
            for code in codes_of(node.args[0]):
                found[code].append((place, figures))
    return found


def codes_of(argument: ast.expr) -> list[str]:
    """The literal codes an argument can be; `a if x else b` has two."""
    if isinstance(argument, ast.IfExp):
        return [*codes_of(argument.body), *codes_of(argument.orelse)]
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        return [argument.value]
    raise AssertionError(f"a rule's code is a literal, so that it can be found: {ast.unparse(argument)}")


def test_every_code_has_a_sentence(shared_app: Flask) -> None:
    with shared_app.test_request_context():
        known = catalogue.codes()
    assert {code: places for code, places in given().items() if code not in known} == {}


def test_every_sentence_is_used(shared_app: Flask) -> None:
    with shared_app.test_request_context():
        assert sorted(catalogue.codes() - given().keys()) == []


def test_every_sentence_gets_the_figures_it_names(shared_app: Flask) -> None:
    unmet = []
    with shared_app.test_request_context():
        sentences = catalogue._sentences()
        for code, places in given().items():
            asked = set(re.findall(r"%\((\w+)\)", sentences[code]))
            unmet += [
                f"{place} gives {code} without {sorted(asked - figures)}"
                for place, figures in places
                if figures is not None and asked - figures
            ]
            said = catalogue.sentence(Decision(False, code, dict.fromkeys(asked, "7")))
            assert "%(" not in said
            assert said.endswith((".", "!", "?")), f"{code} is no sentence: {said}"
    assert unmet == []
