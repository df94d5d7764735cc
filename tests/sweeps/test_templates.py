"""Every template compiles, links to pages that exist, holds nothing inline, speaks through gettext."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import jinja2
import pytest
from flask import Blueprint, Flask
from jinja2 import nodes

ROOT = Path(__file__).parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
NAMES = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]
PAGES = [name for name in NAMES if name.endswith(".html")]

# Names and marks that are the same in every language.
SAME_EVERYWHERE = {"Tracker", "CSV", "XLSX", "n"}
READ_ALOUD = ("alt", "title", "placeholder", "aria-label", "aria-description")
MAX_LINES = 130


def source(name: str) -> str:
    return (ROOT / "templates" / name).read_text()


def without_code(text: str) -> str:
    """The template's own text: comments, statements and expressions out, line numbers kept."""

    def blank(found: re.Match[str]) -> str:
        return "\n" * found.group().count("\n")

    text = re.sub(r"\{% block width %\}[\w -]*", blank, text)  # the name of a class
    text = re.sub(r"\{#.*?#\}", blank, text, flags=re.DOTALL)
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}", blank, text, flags=re.DOTALL)


class _Text(HTMLParser):
    """Collects what a reader sees or hears, and what is inline."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.inline += [f"{name} on <{tag}>" for name in names if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in names):
            self.inline.append(f"<{tag}>")
        if str(names.get("href", "")).lower().startswith("javascript:"):
            self.inline.append("javascript: address")
        for name in READ_ALOUD:
            self.handle_data(names.get(name) or "")

    def handle_data(self, data: str) -> None:
        self.words += [word for word in re.findall(r"[^\W\d_]+", data) if word not in SAME_EVERYWHERE]


def read(text: str) -> _Text:
    reader = _Text()
    reader.feed(without_code(text))
    return reader


def linked(tree: nodes.Template) -> set[str]:
    """The endpoints that a template names in url_for."""
    calls = [call for call in tree.find_all(nodes.Call) if getattr(call.node, "name", "") == "url_for"]
    return {call.args[0].value for call in calls if call.args and isinstance(call.args[0], nodes.Const)}


@pytest.mark.parametrize("name", NAMES)
def test_it_compiles(whole_app: Flask, name: str) -> None:
    whole_app.jinja_env.get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_it_links_to_pages_that_exist(whole_app: Flask, name: str) -> None:
    tree = whole_app.jinja_env.parse(source(name))
    assert {one for one in linked(tree) if not one.startswith(".")} <= whole_app.view_functions.keys()


@pytest.mark.parametrize("name", PAGES)
def test_it_holds_nothing_inline(name: str) -> None:
    assert read(source(name)).inline == []


@pytest.mark.parametrize("name", NAMES)
def test_it_says_everything_through_gettext(name: str) -> None:
    text = source(name) if name.endswith(".html") else f"<p>{source(name)}</p>"
    assert read(text).words == []


@pytest.mark.parametrize("name", NAMES)
def test_it_is_short(name: str) -> None:
    assert len(source(name).splitlines()) <= MAX_LINES


@pytest.mark.parametrize("name", NAMES)
def test_it_marks_nothing_as_safe(name: str) -> None:
    assert not re.search(r"\|\s*safe\b|autoescape\s+false", source(name))


def test_scripts_and_sheets_that_templates_name_exist() -> None:
    for name in PAGES:
        for file in re.findall(r"url_for\('static', filename='([^'~]+)'\)", source(name)):
            assert (ROOT / "tracker" / "static" / file).is_file(), f"{name} names {file}"


def test_text_that_gettext_gets_is_a_literal(whole_app: Flask) -> None:
    """The message extraction reads literals only."""
    for name in NAMES:
        for call in whole_app.jinja_env.parse(source(name)).find_all(nodes.Call):
            if getattr(call.node, "name", "") in ("_", "gettext", "ngettext"):
                assert isinstance(call.args[0], nodes.Const), f"{name}, line {call.lineno}"


def names_given(whole_app: Flask, blueprint: Blueprint) -> set[str]:
    """What a blueprint adds to the names that every template finds."""
    bare = Flask("bare")
    bare.url_map.converters.update(whole_app.url_map.converters)
    before = set(bare.jinja_env.globals)
    bare.register_blueprint(blueprint)
    return set(bare.jinja_env.globals) - before


def test_no_two_features_give_templates_the_same_name(whole_app: Flask) -> None:
    """The later one would take the place of the earlier one, on its pages too."""
    given: dict[str, list[str]] = {}
    for name, blueprint in whole_app.blueprints.items():
        if name != "security":  # not ours
            for found in names_given(whole_app, blueprint):
                given.setdefault(found, []).append(name)
    assert {found: names for found, names in given.items() if len(names) > 1} == {}
    assert "survey_name" in given


def test_the_sweep_can_fail() -> None:
    page = '<p onclick="x()">Plain words {{ _("fine") }}</p><script>1</script><a style="a" title="Too"></a>'
    found = read(page)
    assert found.inline == ["onclick on <p>", "<script>", "style on <a>"]
    assert found.words == ["Plain", "words", "Too"]
    tree = jinja2.Environment().parse("{{ url_for('no.where') }}")
    assert linked(tree) == {"no.where"}
