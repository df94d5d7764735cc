"""Levels on the board, the cohort's page and a scholar's pages: who sees which, and what stands beside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.evaluations.rated import rated, result
from tracker import clock
from tracker.cohorts import queries as cohorts
from tracker.evaluations import scoring_rules
from tracker.permissions import Role
from tracker.projects.models import Reached

pytestmark = pytest.mark.any_database

BOARD = "/programs/north/cohorts/winter/"
LEVELS = f"{BOARD}levels"


def row(page, name):
    """The board's text from one scholar to the next link."""
    names = [text for href, text in page.links if href.startswith("/scholars/")]
    rest = page.text.split(name)[-1]
    following = names[names.index(name) + 1 :]
    return rest.split(following[0])[0] if following else rest


@pytest.fixture
def others(make, cast):
    """Four scholars with eight forms beside the cast, so that a fit has something to go by."""
    return rated(make, cast.cohort)


def stand(client, enrolment):
    return client.sign_in(enrolment.person).get(f"/where-i-stand/{enrolment.id}")


def test_a_level_stands_on_the_board_with_its_interval_and_evidence(client, cast, others):
    name = others.scholars[0].person.name
    said = row(client.sign_in(cast.sam).get(BOARD), name)
    assert "2 people, 1 work" in said and "too early to tell" in said
    assert "4.50" in said, "the raw mean stands beside it"


def test_overlapping_levels_are_not_ordered(client, cast, others):
    by_name = client.sign_in(cast.sam).get(BOARD)
    by_level = client.get(f"{BOARD}?sort=level")
    assert "4 scholars whose intervals hang together, by name" in by_level
    assert [text for _href, text in by_name.links if text.startswith("Person")] == [
        text for _href, text in by_level.links if text.startswith("Person")
    ]


def test_separate_levels_stand_in_groups(client, cast, make):
    weak, strong = ([make.enrolment(cast.cohort) for _ in range(3)] for _ in range(2))
    for _ in range(6):
        mentor = make.role(make.person(), Role.MENTOR, cast.cohort)
        for one in strong:
            make.form(make.assignment(one, mentor), overall=5)
        for one in weak:
            make.form(make.assignment(one, mentor), overall=1, change="Start again.")
    page = client.sign_in(cast.sam).get(f"{BOARD}?sort=level")
    assert "Sorted by level in groups" in page
    assert page.text.count("3 scholars whose intervals hang together, by name") == 2
    found = [text for href, text in page.links if href.startswith("/scholars/")]
    names = [one.person.name for one in (*weak, *strong)]
    assert found == [*names, "Ada Adeyemi", "Ben Okafor"]
    down = client.get(f"{BOARD}?sort=level&order=down")
    found = [text for href, text in down.links if href.startswith("/scholars/")]
    assert found == [*names[3:], *names[:3], "Ada Adeyemi", "Ben Okafor"]
    forest = client.get(LEVELS)
    assert "The intervals separate 2 groups, from the lowest: 3, 3 scholars" in forest
    assert forest.text.count("wholly higher than all before it") == 1


def test_a_rater_on_the_staff_sees_no_level_before_their_own_form_is_in(client, cast, make, others):
    make.form(make.session.merge(cast.from_mara), overall=5)
    own = make.assignment(cast.ada, cast.sam, cast.sprint)
    page = client.sign_in(cast.sam).get(BOARD)
    assert "hidden until your own form is in" in row(page, "Ada Adeyemi")
    assert "1 person, 1 work" not in row(page, "Ada Adeyemi")
    forest = client.get(LEVELS)
    assert "Ada Adeyemi" not in forest
    assert "1 scholar is left out" in forest
    scholar = client.get(f"/scholars/{cast.ada.id}")
    assert "The level is hidden until your own form is in." in scholar
    assert "interval" not in scholar
    make.form(make.session.merge(own), overall=4)
    assert "2 people, 1 work" in row(client.get(BOARD), "Ada Adeyemi")
    assert "Ada Adeyemi" in client.get(LEVELS)


@pytest.mark.parametrize("sort", ["level", "mean", "median", "spread"])
@pytest.mark.parametrize("overall", [1, 5])
def test_no_order_of_the_board_gives_a_hidden_rating_away(client, cast, make, others, sort, overall):
    make.form(make.session.merge(cast.from_mara), overall=overall, change="Say it.")
    make.assignment(cast.ada, cast.sam, cast.sprint)
    page = client.sign_in(cast.sam).get(f"{BOARD}?sort={sort}")
    names = [text for href, text in page.links if href.startswith("/scholars/")]
    # Ada, whose rating is hidden, stands with Ben, who has none; never among those with a number.
    assert abs(names.index("Ada Adeyemi") - names.index("Ben Okafor")) == 1


def test_staff_who_are_scholars_too_find_no_level_of_their_own(client, cast, make, others):
    make.role(make.session.merge(cast.ada.person), Role.STAFF, cast.cohort)
    make.form(make.session.merge(cast.from_mara), overall=5)
    client.sign_in(cast.ada.person)
    assert "this is you" in client.get(BOARD)
    assert "Ada Adeyemi" not in client.get(LEVELS).text.split("Levels of")[1]


def test_a_cohort_without_a_form_has_no_level(client, cast):
    assert "No rating was filed in this cohort yet" in client.sign_in(cast.sam).get(LEVELS)


def test_one_form_says_nothing_and_the_page_says_so(client, cast, make):
    make.form(make.session.merge(cast.from_mara), overall=4)
    page = client.sign_in(cast.sam).get(LEVELS)
    assert "too few ratings so far" in page
    assert "cannot be told yet" in row(client.get(BOARD), "Ada Adeyemi")
    assert "What this rests on" not in client.get(f"/scholars/{cast.ada.id}")


def test_the_cohorts_page_says_what_lies_behind_and_what_more_would_help(client, cast, others):
    page = client.sign_in(cast.sam).get(LEVELS)
    assert "the luck of the work" in page
    assert "Reliability 0." in page
    assert "A reliability of 0.7" in page
    assert "Without a level so far: Ada Adeyemi, Ben Okafor." in page


def test_a_work_whose_pass_rates_lie_too_far_apart_is_named(client, cast, session, others):
    work = session.merge(others.works[0])
    result(session, work, Reached.YES, "routine")
    assert "count for less than stated" not in client.sign_in(cast.sam).get(LEVELS)
    work = session.merge(work)
    work.pass_able, work.pass_other = 0.97, 0.03
    session.flush()
    assert f"count for less than stated: {work.title}." in client.get(LEVELS)


def test_a_new_form_is_in_the_level_of_the_next_page(client, cast, make, others):
    first = others.scholars[0]
    before = row(client.sign_in(cast.sam).get(BOARD), first.person.name)
    make.form(make.assignment(make.session.merge(first), cast.mara), overall=1, change="Say it.")
    after = row(client.get(BOARD), first.person.name)
    assert "2 people, 1 work" in before and "3 people, 2 works" in after


def test_levels_that_are_older_than_the_forms_say_so(client, cast, make, others, monkeypatch):
    client.sign_in(cast.sam).get(BOARD)
    assert "came in since" not in client.get(BOARD)
    monkeypatch.setattr(scoring_rules, "PAGE_FORMS", 0)
    make.form(make.session.merge(cast.from_mara), overall=5)
    for url in (BOARD, LEVELS, f"/scholars/{others.scholars[0].id}"):
        assert "forms and results that came in since are not in them yet" in client.get(url)


def test_ratings_whose_levels_are_not_made_yet_are_not_said_to_be_missing(client, cast, others, monkeypatch):
    monkeypatch.setattr(scoring_rules, "PAGE_FORMS", 0)
    page = client.sign_in(cast.sam).get(BOARD)
    assert "not worked out yet" in row(page, others.scholars[0].person.name)
    assert "nothing rated yet" in row(page, "Ada Adeyemi")
    forest = client.get(LEVELS)
    assert "Ratings were filed, but their levels are not worked out yet." in forest
    assert "No rating was filed" not in forest


def test_a_scholar_reads_their_level_and_what_it_rests_on(client, cast, others):
    page = stand(client, others.scholars[0])
    assert "2 people, 1 work: too early to tell" in page
    assert "One more bad result would lower this by about" in page
    assert "As rated: 2 ratings: mean 4.50" in page
    assert "What this rests on" in page
    assert f"Form on “{others.works[0].title}” by {others.mentors[0].name}" in page
    assert "Without it your level would be" in page
    assert "The level rests on those that are released" in page


def test_a_scholars_page_gives_away_nothing_of_a_form_that_is_not_released(client, cast, make, others):
    make.form(make.session.merge(cast.from_mara), overall=5)
    page = stand(client, cast.ada)
    assert "What this rests on" not in page
    assert "interval" not in page.text
    make.form(make.session.merge(cast.from_milo), overall=4)
    assert "2 people, 1 work: too early to tell" in stand(client, cast.ada)


@pytest.mark.parametrize("overall", [1, 5])
def test_a_held_form_changes_no_scholars_level(client, cast, make, others, overall):
    first = others.scholars[0]
    before = stand(client, first).text
    make.form(make.session.merge(cast.from_mara), overall=overall, change="Say it.")
    assert stand(client, first).text == before


def test_the_level_over_time_has_a_table(client, cast, make, others):
    first = others.scholars[0]
    with clock.fixed(clock.now() - timedelta(days=3)):
        stand(client, first)
    make.form(make.assignment(make.session.merge(first), cast.mara), overall=2, change="Say it.")
    page = stand(client, first)
    assert "Over time" in page and "The same in numbers" in page
    assert page.html.count('class="point"') == 2


def test_a_result_stands_among_what_a_level_rests_on(client, cast, session, others):
    result(session, session.merge(others.works[0]), Reached.NO, "ambitious")
    page = stand(client, others.scholars[0])
    assert f"Result of “{others.works[0].title}”" in page
    assert "not reached; stated beforehand: 50 % of able people would, 10 % of others" in page


def test_staff_see_the_level_with_names_and_what_one_more_person_would_do(client, cast, others):
    page = client.sign_in(cast.sam).get(f"/scholars/{others.scholars[0].id}")
    assert "One more person on one more work would narrow the interval from" in page
    assert others.mentors[1].name in page.text.split("What this rests on")[1].split("Forms")[0]


def test_a_mentor_sees_the_level_of_an_own_scholar_once_their_forms_are_in(client, cast, make, others):
    make.form(cast.from_milo, overall=4)
    page = client.sign_in(cast.mara).get(f"/scholars/{cast.ada.id}")
    assert "The level is hidden until your own form is in." in page
    make.form(make.session.merge(cast.from_mara), overall=3)
    page = client.get(f"/scholars/{cast.ada.id}")
    assert "2 people, 1 work" in page and "Milo Vance" in page
    assert "One more person" not in page, "planning is the staff's"
    assert client.get(f"/scholars/{others.scholars[0].id}").status == 404


@pytest.mark.parametrize("who", ["outsider", "mara", "ada"])
def test_the_levels_of_a_cohort_are_not_found_by_those_who_may_not_read_them(client, cast, who):
    person = cast.ada.person if who == "ada" else getattr(cast, who)
    assert client.sign_in(person).get(LEVELS).status == 404


def test_the_page_of_levels_takes_the_same_number_of_statements_for_4_and_40_scholars(client, cast, make):
    client.sign_in(cast.sam)
    cohort = make.cohort(cast.program, "growing")
    url = "/programs/north/cohorts/growing/levels"
    counts = {}
    for times, size in ((1, 4), (9, 40)):
        for _ in range(times):
            rated(make, cohort)
        assert len(cohorts.scholars(make.session, cohort.id)) == size
        with client.counting() as seen:
            assert "What lies behind the ratings" in client.get(url)
        counts[size] = len(seen)
    assert len(set(counts.values())) == 1, counts
