"""Forms read page by page: the same lines whatever a page holds, and as many statements as pages."""

from __future__ import annotations

import io

import pytest

from tests.properties import given, st
from tracker import clock
from tracker.permissions import Role
from tracker.reports import form_pages, streams
from tracker.reports.form_pages import _groups, _Levels, _Scholar
from tracker.reports.lines import Kind


@pytest.fixture
def many(make):
    """A cohort in which one scholar has seven forms, the others two, one and none."""
    cohort = make.cohort(make.program("east"), "may")
    mentors = [make.role(make.person(f"Mentor {n}"), Role.MENTOR, cohort) for n in range(7)]
    for name, forms in (("Bo", 7), ("Al", 2), ("Cy", 1), ("Di", 0)):
        scholar = make.enrolment(cohort, make.person(name))
        work = make.work(scholar)
        for mentor in mentors[:forms]:
            make.form(make.assignment(scholar, mentor, work), overall=len(name), criteria={"rigor": 2})
    make.session.flush()
    return cohort


def lines(session, cohort):
    out = io.BytesIO()
    streams.write(out, form_pages.sheet(session, cohort), Kind.CSV, created=clock.now())
    return out.getvalue().decode().splitlines()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_lines_are_the_same_and_in_the_same_order_whatever_a_page_holds(session, many, monkeypatch, size):
    whole = lines(session, many)
    assert [line.split(",")[2] for line in whole[1:]] == ["Al"] * 2 + ["Bo"] * 7 + ["Cy"]
    monkeypatch.setattr(form_pages, "PAGE", size)
    assert lines(session, many) == whole


def test_a_form_that_others_filed_elsewhere_is_not_among_them(session, many, cast, make):
    make.form(cast.from_mara)
    assert len(lines(session, many)) == 1 + 10
    assert len(lines(session, cast.cohort)) == 1 + 1


def test_a_page_is_one_statement(session, client, many):
    session.expunge_all()
    with client.counting() as all_at_once:
        sheet = form_pages.sheet(session, session.merge(many))
        assert len(list(sheet.lines)) == sheet.count == 10
    session.expunge_all()
    with client.counting() as in_pages, pytest.MonkeyPatch.context() as patch:
        patch.setattr(form_pages, "PAGE", 4)
        assert len(list(form_pages.sheet(session, session.merge(many)).lines)) == 10
    pages = len(in_pages) - len(all_at_once)
    # Three pages more (Al, Bo twice, Cy), and works and mentors looked up as they turn up, twice more each.
    assert pages == 3 + 2 + 2


@given(st.lists(st.integers(1, 30)), st.integers(1, 20))
def test_groups_hold_everybody_in_order_and_a_page_at_most_unless_alone(forms, page):
    scholars = [_Scholar(number, ("", "", None), count) for number, count in enumerate(forms)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(form_pages, "PAGE", page)
        groups = list(_groups(scholars))
    assert [one for group in groups for one in group] == scholars
    assert all(len(group) == 1 or sum(one.forms for one in group) <= page for group in groups)


LEVELS = st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=8)


@given(LEVELS, st.randoms(use_true_random=False))
def test_each_level_stands_under_its_criterion_in_whatever_order_ratings_are_read(levels, random):
    # Two rubrics with the same slugs; the form answers the newer one, whose ids have more digits.
    levels_of = _Levels([[90 + place, 9 + place] for place in range(len(levels))])
    read = [f"{90 + place}{level}" for place, level in enumerate(levels) if level is not None]
    random.shuffle(read)
    assert levels_of[" ".join(read) or None] == tuple(levels)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=12))
def test_few_answers_are_kept_and_all_are_right(answered):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Levels, "MOST", 3)
        levels_of = _Levels([[7]])
        assert [levels_of[f"7{level}"] for level in answered] == [(level,) for level in answered]
        assert len(levels_of) <= 3
