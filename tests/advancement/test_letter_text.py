"""The language of letters: what it lets through renders, what it refuses is named with its line."""

from __future__ import annotations

import string

import pytest
from hypothesis import example

from tests.properties import given, st
from tracker.advancement.letter_text import DEEPEST, MOST_CHARACTERS, may_use, render
from tracker.web import catalogue

KNOWN = frozenset({"scholar", "plan", "reasons"})
VALUES = {"scholar": "Ada", "plan": "", "reasons": "R {{ plan }} {% if %}"}


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("", "letter_empty", None),
        (" \n ", "letter_empty", None),
        ("x" * (MOST_CHARACTERS + 1), "text_too_long", None),
        ("Hello\n{{ scholr }}", "letter_unknown", 2),
        ("{{ self }}", "letter_unknown", 1),
        ("{{ loop }}", "letter_unknown", 1),
        ("{{ scholar.name }}", "letter_construct", 1),
        ("{{ scholar['x'] }}", "letter_construct", 1),
        ("{{ scholar() }}", "letter_construct", 1),
        ("a\nb\n{{ ''.__class__ }}", "letter_construct", 3),
        ("{{ 9 ** 9 ** 9 }}", "letter_construct", 1),
        ("{{ 'x' * 99999999 }}", "letter_construct", 1),
        ("{{ scholar ~ plan }}", "letter_construct", 1),
        ("{{ scholar if plan }}", "letter_construct", 1),
        ("{{ scholar|join }}", "letter_filter", 1),
        ("{{ scholar|upper(1) }}", "letter_filter", 1),
        ("{% for one in scholar %}{% endfor %}", "letter_construct", 1),
        ("{% set scholar = plan %}", "letter_construct", 1),
        ("{% macro x() %}{% endmacro %}", "letter_construct", 1),
        ("{% include 'mail/concern.txt' %}", "letter_construct", 1),
        ("{% import 'base.html' as plan %}", "letter_construct", 1),
        ("{% extends 'base.html' %}", "letter_construct", 1),
        ("{% block plan %}{% endblock %}", "letter_construct", 1),
        ("{% filter upper %}{% endfilter %}", "letter_construct", 1),
        ("\n{% raw %}{{ scholar }}{% endraw %}", "letter_construct", 2),
        ("{% if plan == 'x' %}{% endif %}", "letter_construct", 1),
        ("{% if plan is defined %}{% endif %}", "letter_construct", 1),
        ("one\ntwo {{ scholar", "letter_syntax", 2),
        ("{% if plan %}", "letter_syntax", 1),
        ("{% endif %}", "letter_syntax", 1),
        ("{% trans %}{% endtrans %}", "letter_syntax", 1),
        ("{% if plan %}" * (DEEPEST + 1) + "x" + "{% endif %}" * (DEEPEST + 1), "letter_too_deep", 1),
        ("{{ " + "(" * 4000 + "scholar", "letter_too_deep", 1),
        ("{{ " + "not " * 2000 + "scholar }}", "letter_too_deep", 1),
    ],
)
def test_what_is_no_letter_is_refused_with_its_line(app, source, code, line):
    decision = may_use(source, KNOWN)
    assert (decision.allowed, decision.code, decision.params.get("line")) == (False, code, line)
    with app.test_request_context():
        assert "%(" not in catalogue.sentence(decision)


@pytest.mark.parametrize(
    "source",
    [
        "Hello.",
        "{{ scholar }}",
        "{{ scholar|upper|lower }}",
        "{% if plan %}{{ plan }}{% elif reasons %}{{ reasons }}{% else %}none{% endif %}",
        "{% if not plan and (reasons or scholar) %}x{% endif %}",
        "50 % { } {{ scholar }} <b>&amp;</b>",
    ],
)
def test_what_is_a_letter_is_rendered(source):
    assert may_use(source, KNOWN)
    assert render(source, VALUES)


def test_values_are_put_in_as_they_are():
    assert render("{{ reasons }}", VALUES) == "R {{ plan }} {% if %}"
    assert render("{{ reasons }}", {"reasons": "<script>a & b</script>"}) == "<script>a & b</script>"


def test_a_condition_that_does_not_hold_leaves_no_gap():
    source = "a\n\n{% if plan %}\n{{ plan }}\n\n{% endif %}\nb\n"
    assert render(source, {"plan": ""}) == "a\n\nb"
    assert render(source, {"plan": "p"}) == "a\n\np\n\nb"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ reasons }}", True),
        ("{{ reasons|capitalize }}", True),
        ("{% if reasons %}Why: {{ reasons }}{% endif %}", True),
        ("{% if reasons %}{% if reasons %}{{ reasons }}{% endif %}{% endif %}", True),
        ("nothing", False),
        ("{% if reasons %}some{% endif %}", False),
        ("{% if plan %}{{ reasons }}{% endif %}", False),
        ("{% if not reasons %}{{ reasons }}{% endif %}", False),
        ("{% if reasons and plan %}{{ reasons }}{% endif %}", False),
        ("{% if plan %}x{% else %}{{ reasons }}{% endif %}", False),
        ("{% if plan %}x{% elif reasons %}{{ reasons }}{% endif %}", False),
        ("{% if plan %}{% if reasons %}{{ reasons }}{% endif %}{% endif %}", False),
        ("{# {{ reasons }} #}x", False),
    ],
)
def test_what_is_needed_stands_where_it_is_always_shown(source, shown):
    decision = may_use(source, KNOWN, frozenset({"reasons"}))
    assert decision.allowed is shown
    assert shown or decision.code == "letter_lacks"
    if shown:
        assert "Too few runs." in render(source, {**VALUES, "reasons": "Too few runs."}).replace("too", "Too")


parts = st.sampled_from(
    [
        *("{{ ", " }}", "{% if ", " %}", "{% endif %}", "{% else %}", "{% elif ", "{% raw %}", "{#", "#}"),
        *("scholar", "plan", "reasons", "other", "not ", " and ", " or ", "(", ")", "|upper", "|safe", ".x"),
        *(
            "\n",
            "'",
            '"',
            "1",
            "~",
            "[0]",
            "{% for x in plan %}",
            "{% endfor %}",
            " is defined",
            "{%-",
            "-%}",
        ),
    ]
)
texts = st.lists(st.one_of(parts, st.text(string.printable, max_size=4)), max_size=14).map("".join)


@given(texts, st.sampled_from(["", "x"]))
@example("{% if plan %}{{ reasons }}{% endif %}", "x")
def test_whatever_is_let_through_renders_and_shows_what_is_needed(source, plan):
    """The protection: no letter fails on the day it is needed, none leaves out the reasons."""
    if not may_use(source, KNOWN, frozenset({"reasons"})):
        return
    rendered = render(source, {"scholar": "Ada", "plan": plan, "reasons": "THE REASONS"})
    assert "the reasons" in rendered.lower()


sound = st.recursive(
    st.sampled_from(["{{ reasons }}", "{{ scholar }}", "{{ plan|upper }}", "words\n"]),
    lambda inner: st.tuples(st.sampled_from(["plan", "not plan", "reasons"]), inner, inner).map(
        lambda three: f"{{% if {three[0]} %}}{three[1]}{{% else %}}{three[2]}{{% endif %}}"
    ),
    max_leaves=6,
)


@given(st.lists(sound, min_size=1, max_size=4).map("".join), st.sampled_from(["", "x"]))
def test_sound_texts_are_let_through_or_hide_what_is_needed(source, plan):
    """A check of the check: of well-formed texts only those are refused that could hide the reasons."""
    assert may_use(source, KNOWN)
    decision = may_use(source, KNOWN, frozenset({"reasons"}))
    rendered = render(source, {"scholar": "Ada", "plan": plan, "reasons": "THE REASONS"})
    assert decision.code in ("", "letter_lacks")
    assert not decision or "THE REASONS" in rendered
