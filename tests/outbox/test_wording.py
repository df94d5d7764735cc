"""The language of letters and mails: what it lets through renders, what it refuses is named with its line."""

from __future__ import annotations

import string

import pytest
from hypothesis import example

from tests.properties import given, st
from tracker.outbox.wording import DEEPEST, MOST_CHARACTERS, may_use, render
from tracker.web import catalogue

KNOWN = frozenset({"scholar", "plan", "reasons"})
VALUES = {"scholar": "Ada", "plan": "", "reasons": "R {{ plan }} {% if %}"}


@pytest.mark.parametrize(
    ("source", "code", "line"),
    [
        ("", "wording_empty", None),
        (" \n ", "wording_empty", None),
        ("x" * (MOST_CHARACTERS + 1), "text_too_long", None),
        ("Hello\n{{ scholr }}", "wording_unknown", 2),
        ("{{ self }}", "wording_unknown", 1),
        ("{{ loop }}", "wording_unknown", 1),
        ("{{ scholar.name }}", "wording_construct", 1),
        ("{{ scholar['x'] }}", "wording_construct", 1),
        ("{{ scholar() }}", "wording_construct", 1),
        ("a\nb\n{{ ''.__class__ }}", "wording_construct", 3),
        ("{{ 9 ** 9 ** 9 }}", "wording_construct", 1),
        ("{{ 'x' * 99999999 }}", "wording_construct", 1),
        ("{{ scholar ~ plan }}", "wording_construct", 1),
        ("{{ scholar if plan }}", "wording_construct", 1),
        ("{{ scholar|join }}", "wording_filter", 1),
        ("{{ scholar|upper(1) }}", "wording_filter", 1),
        ("{% for one in scholar %}{% endfor %}", "wording_construct", 1),
        ("{% set scholar = plan %}", "wording_construct", 1),
        ("{% macro x() %}{% endmacro %}", "wording_construct", 1),
        ("{% include 'mail/concern.txt' %}", "wording_construct", 1),
        ("{% import 'base.html' as plan %}", "wording_construct", 1),
        ("{% extends 'base.html' %}", "wording_construct", 1),
        ("{% block plan %}{% endblock %}", "wording_construct", 1),
        ("{% filter upper %}{% endfilter %}", "wording_construct", 1),
        ("\n{% raw %}{{ scholar }}{% endraw %}", "wording_construct", 2),
        ("{% if plan == 'x' %}{% endif %}", "wording_construct", 1),
        ("{% if plan is defined %}{% endif %}", "wording_construct", 1),
        ("one\ntwo {{ scholar", "wording_syntax", 2),
        ("{% if plan %}", "wording_syntax", 1),
        ("{% endif %}", "wording_syntax", 1),
        ("{% trans %}{% endtrans %}", "wording_syntax", 1),
        ("{% if plan %}" * (DEEPEST + 1) + "x" + "{% endif %}" * (DEEPEST + 1), "wording_too_deep", 1),
        ("{{ " + "(" * 4000 + "scholar", "wording_too_deep", 1),
        ("{{ " + "not " * 2000 + "scholar }}", "wording_too_deep", 1),
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
        ("{% if plan %}{{ reasons }}{% else %}no plan, {{ reasons }}{% endif %}", True),
        ("{% if plan %}{{ reasons }}{% elif scholar %}{{ reasons }}{% else %}x{% endif %}", False),
        ("{% if plan %}x{% elif scholar %}{{ reasons }}{% else %}{{ reasons }}{% endif %}", False),
        ("{% if plan %}{{ reasons }}{% elif scholar %}{{ reasons }}{% else %}{{ reasons }}{% endif %}", True),
    ],
)
def test_what_is_needed_stands_where_it_is_always_shown(source, shown):
    decision = may_use(source, KNOWN, frozenset({"reasons"}))
    assert decision.allowed is shown
    assert shown or decision.code == "wording_lacks"
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
    assert decision.code in ("", "wording_lacks")
    assert not decision or "THE REASONS" in rendered
