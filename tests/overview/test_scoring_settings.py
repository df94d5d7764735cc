"""How a program makes its scores: tried by looking, changed by saving, refused at the field."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.evaluations.rated import rated
from tests.page import count_rows
from tracker.evaluations import score_settings
from tracker.evaluations.score_models import ScoringSettings
from tracker.overview.worked_examples import worked
from tracker.scoring.model import PRIORS

pytestmark = pytest.mark.any_database

URL = "/programs/north/scoring"
SHIPPED = {
    "k_low": "0.8",
    "k_high": "1.6",
    "share_ability": "0.3",
    "share_severity": "0.1",
    "share_fit": "0.25",
    "share_luck": "0.2",
    "share_error": "0.15",
    "bar": "2",
}


def looked(**changes):
    return f"{URL}?{urlencode({**SHIPPED, **changes})}"


def typed_in(page):
    """What stands in the fields."""
    return next(form["fields"] for form in page.forms if form["attrs"].get("id") == "try")


def to_save(page):
    """The fields of the form that saves, if the page offers it."""
    return [form for form in page.forms if form["attrs"].get("method") == "post" and "bar" in form["fields"]]


def test_the_page_shows_what_is_in_use_and_what_it_does(client, cast):
    page = client.sign_in(cast.sam).get(URL)
    fields = typed_in(page)
    assert {name: fields[name] for name in SHIPPED} == SHIPPED
    assert "The settings that ship are in use." in page
    assert "One bad result of a strong scholar" in page
    assert to_save(page) == []


def test_looking_shows_other_numbers_and_changes_nothing(client, cast, session):
    before = client.sign_in(cast.sam).get(URL)
    page = client.get(looked(share_luck="0.4", share_ability="0.2", share_fit="0.15"))
    assert "What your settings would do" in page
    assert "These are not saved yet." in page
    outcome = "The level falls by"
    assert page.text.split(outcome)[1][:30] != before.text.split(outcome)[1][:30]
    assert count_rows(session, ScoringSettings) == 0


def test_looking_at_what_is_in_use_offers_nothing_to_save(client, cast):
    page = client.sign_in(cast.sam).get(looked())
    assert "What the settings in use do" in page
    assert to_save(page) == []


def test_what_was_looked_at_is_saved_and_makes_the_levels_from_then_on(client, cast, make, session):
    rated(make, cast.cohort)
    board = "/programs/north/cohorts/winter/levels"
    client.sign_in(cast.sam)
    assert "the bar is 2.0" in client.get(board)
    page = client.get(looked(bar="2,5", k_low="0.5"))
    assert "These are not saved yet." in page
    assert client.post(URL, to_save(page)[0]["fields"]).location == URL
    in_use = score_settings.in_use(session, cast.program.id)
    assert (in_use.version, in_use.bar, in_use.k_low, in_use.shares) == (1, 2.5, 0.5, PRIORS.shares)
    assert "Version 1 is in use." in client.get(URL)
    assert "the bar is 2.5" in client.get(board)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"k_low": "0.1"}, "Tail of bad luck: Choose a number from 0.3 to 5"),
        ({"k_high": "nan"}, "Tail of good luck: Choose a number from 0.3 to 5"),
        ({"share_luck": "0.9"}, "Ability: The five shares sum to"),
        ({"share_error": "-0.15"}, "Chance in a form: Each share is at least"),
        ({"bar": "7"}, "Bar, a level of the rubric: The bar is a level of the rubric"),
        ({"bar": "high"}, "Bar, a level of the rubric: Type a number."),
        ({"bar": ""}, "Bar, a level of the rubric: This field is needed."),
        ({"share_fit": "1e309"}, "How a mentor sees one scholar: Each share is at least"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_by_looking_and_by_saving(
    client, cast, session, changes, words
):
    page = client.sign_in(cast.sam).get(looked(**changes))
    assert words in page
    assert to_save(page) == []
    [(name, typed)] = changes.items()
    assert typed_in(page)[name] == typed
    page = client.post(URL, {**SHIPPED, **changes, "version": "0"})
    assert words in page
    assert "1 thing to mend" in page
    assert f'id="{name}-error"' in page.html or 'id="share_ability-error"' in page.html
    assert count_rows(session, ScoringSettings) == 0


def test_an_address_with_some_of_the_values_asks_for_the_others(client, cast):
    page = client.sign_in(cast.sam).get(f"{URL}?bar=3")
    assert "This field is needed." in page


def test_a_second_window_overwrites_nothing_unseen(client, cast, session):
    first = to_save(client.sign_in(cast.sam).get(looked(bar="3")))[0]["fields"]
    second = to_save(client.get(looked(bar="2.2")))[0]["fields"]
    assert client.post(URL, second).status == 302
    page = client.post(URL, first)
    assert "Somebody else saved these settings meanwhile. Nothing was overwritten." in page
    assert score_settings.in_use(session, cast.program.id).bar == 2.2


@pytest.mark.parametrize("who", ["outsider", "mara", "ada"])
def test_settings_are_not_found_by_those_who_may_not_change_them(client, cast, session, who):
    person = cast.ada.person if who == "ada" else getattr(cast, who)
    client.sign_in(person)
    assert client.get(URL).status == 404
    assert client.post(URL, {**SHIPPED, "bar": "3"}).status == 404
    assert count_rows(session, ScoringSettings) == 0


def test_a_scholar_reads_how_the_score_is_made_with_the_programs_own_settings(client, cast, session):
    scoring = score_settings.DEFAULTS
    score_settings.set_scoring(
        session,
        cast.sam,
        program=session.merge(cast.program),
        scoring=scoring.__class__(k_low=0.5, k_high=2.5, shares=(0.2, 0.1, 0.25, 0.3, 0.15), bar=2.4),
    )
    page = client.sign_in(cast.ada.person).get("/how-the-score-is-made")
    assert "The settings below are those of North Fellowship." in page
    assert "The bar is 2.4" in page
    assert "which all its ratings share 30 %" in page
    assert "Discount of luck: 0.5 for bad luck and 2.5 for good luck" in page
    assert "the gain is modest. Against acting on a single form it is large." in page


def test_the_page_of_the_method_is_found_from_where_a_scholar_stands(client, cast, make):
    others = rated(make, cast.cohort)
    page = client.sign_in(others.scholars[0].person).get(f"/where-i-stand/{others.scholars[0].id}")
    assert "/how-the-score-is-made?program=north" in [href for href, _text in page.links]


def test_the_method_of_a_program_one_does_not_belong_to_is_not_shown(client, cast):
    page = client.sign_in(cast.ada.person).get("/how-the-score-is-made?program=south")
    assert "South" not in page
    assert "North Fellowship" in page


def test_without_a_program_the_page_shows_the_settings_that_ship(client, make, cast):
    page = client.sign_in(make.person("Nora New")).get("/how-the-score-is-made")
    assert "The settings below are those that ship." in page


def test_the_examples_show_what_the_model_promises():
    one, three, alone, carried = worked(PRIORS, 2.0)
    assert three.change < one.change < 0
    assert 0 < carried.change < alone.change
    raw = [example.entry["raw"]["mean"] - example.before["raw"]["mean"] for example in (one, three)]
    assert abs(one.change) < abs(raw[0])
    assert abs(three.change) < abs(raw[1])
    assert one.entry["q05"] > 2 > one.lowest - 0.5
