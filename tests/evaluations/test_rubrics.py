"""The rubric: read, changed in place while unused, followed by a new version once used."""

from __future__ import annotations

import pytest

from tracker.evaluations import queries, rules

SHOW = "/programs/north/rubric"
EDIT = "/programs/north/rubric/edit"


@pytest.fixture
def in_use(session, cast):
    def read():
        session.expire_all()
        return queries.rubric_in_use(session, cast.program.id)

    return read


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Problem choice", "problem-choice"),
        ("  Rigor!  ", "rigor"),
        ("Évaluation", "evaluation"),
        ("Строгость", "criterion-4"),
        ("=1+1", "1-1"),
        ("x" * 80, "x" * 60),
    ],
)
def test_the_short_name_of_a_criterion_comes_from_its_name(name, slug):
    assert rules.slug_of(name, 4) == slug


def test_the_page_shows_the_anchors(client, cast):
    page = client.sign_in(cast.sam).get(SHOW)
    assert "Problem choice" in page
    assert "a stranger can check the central claim" in page
    assert "a change rewrites it" in page


def test_an_unused_rubric_is_changed_in_place(client, cast, in_use):
    page = client.sign_in(cast.sam).get(EDIT)
    assert client.submit(page, EDIT, name_1="Choice of problem").location == SHOW
    rubric = in_use()
    assert rubric.version == 1
    assert [one.slug for one in rubric.criteria][:2] == ["choice-of-problem", "execution"]


def test_a_used_rubric_gets_a_successor_and_the_page_says_so(client, cast, make, in_use, session):
    make.form(cast.from_mara)
    page = client.sign_in(cast.sam).get(EDIT)
    assert "Saving makes version 2" in page
    client.submit(page, EDIT, anchor_5_3="breaks own results first")
    assert in_use().version == 2
    first = queries.rubrics(session, cast.program.id)[1]
    assert "tries to break own result" in first.criteria[2].anchor_5
    assert "Earlier versions" in client.get(SHOW)


def test_a_criterion_is_added_in_a_blank_row_and_another_removed(client, cast, in_use):
    page = client.sign_in(cast.sam).get(EDIT)
    client.submit(
        page,
        EDIT,
        remove_2="y",
        name_7="Care",
        anchor_1_7="harms others",
        anchor_3_7="asks first",
        anchor_5_7="others copy it",
    )
    names = [one.name for one in in_use().criteria]
    assert "Execution" not in names
    assert names[-1] == "Care"
    assert [one.position for one in in_use().criteria] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Nothing in the rubric was changed"),
        ({"anchor_3_1": ""}, "Fill this in, or remove"),
        ({"name_6": "Care"}, "Fill this in, or remove"),
        ({"name_1": "Rigor"}, "the same name"),
        ({"name_1": "RIGOR "}, "the same name"),
        ({"name_1": "a\0b"}, "control characters"),
        ({"name_1": "x" * 121}, "at most 120"),
        ({"anchor_1_1": "x" * 401}, "at most 400"),
        ({f"remove_{row}": "y" for row in range(1, 6)}, "at least one criterion"),
    ],
)
def test_a_rubric_that_cannot_be_kept_says_why_and_changes_nothing(client, cast, in_use, changes, words):
    before = in_use().content_hash
    page = client.sign_in(cast.sam).get(EDIT)
    page = client.submit(page, EDIT, **changes)
    assert page.status == 200
    assert words in page
    assert (in_use().version, in_use().content_hash) == (1, before)


def test_a_second_window_sees_what_the_first_saved_and_overwrites_nothing(client, cast, in_use):
    first = client.sign_in(cast.sam).get(EDIT)
    client.submit(first, EDIT, name_1="From the first window")
    page = client.submit(first, EDIT, name_1="From the second window")
    assert "Two versions of the rubric" in page
    assert in_use().criteria[0].name == "From the first window"
    assert page.form()["name_1"] == "From the second window"
    assert client.submit(page, EDIT).status == 302
    assert in_use().criteria[0].name == "From the second window"


def test_rows_added_in_another_window_do_not_cut_off_what_was_typed(client, cast, make, in_use):
    long = client.sign_in(cast.sam).get(EDIT)
    client.submit(long, EDIT, **{f"remove_{row}": "y" for row in (2, 3, 4, 5)})
    row = {"name_8": "Care", "anchor_1_8": "a", "anchor_3_8": "b", "anchor_5_8": "c"}
    page = client.submit(long, EDIT, **row)
    assert page.form()["name_8"] == "Care"


def test_the_page_costs_the_same_with_more_versions(client, cast, make, session):
    client.sign_in(cast.sam)
    with client.counting() as one:
        client.get(SHOW)
    for number in range(2):
        queries.rubric_in_use(session, cast.program.id).frozen_at = cast.program.created_at
        client.submit(client.get(EDIT), EDIT, name_1=f"Name {number}")
    with client.counting() as three:
        client.get(SHOW)
    assert len(queries.rubrics(session, cast.program.id)) == 3
    assert len(one) == len(three)
