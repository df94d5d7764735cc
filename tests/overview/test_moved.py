"""What results moved: figures from the fit itself, who reads them, and what stands beside them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.evaluations.rated import rated, result
from tracker import clock
from tracker.evaluations import score_inputs, score_settings, scores
from tracker.evaluations.score_models import Audience
from tracker.overview import result_words, results
from tracker.permissions import Role
from tracker.projects import actions, credit_queries, queries
from tracker.projects.models import Reached

pytestmark = pytest.mark.any_database

PAGE = "/programs/north/cohorts/winter/results"


@pytest.fixture
def world(make, cast, session):
    """A pair's success with a quarter for the first, and a success that the third made alone."""
    found = rated(make, cast.cohort)
    one, other, third, _fourth = found.scholars
    pair = make.work(one, other, title="Pair work")
    result(session, pair, Reached.YES, "ambitious")
    actions.set_shares(session, cast.sam, work=pair, shares={one.id: 0.25, other.id: 0.75})
    result(session, make.work(third, title="Solo work"), Reached.YES, "ambitious")
    return found


def moves(session, cohort):
    works = [work for work in queries.in_cohort(session, cohort.id) if work.scored]
    shown = scores.current(session, cohort, Audience.ALL, clock.today())
    everybody = {one.enrolment_id for work in works for one in work.members}
    shares = credit_queries.shares(session, [work.id for work in works])
    return shown, results.moves(shown, works, shares, everybody)


def test_a_change_is_that_of_the_kept_influences(session, cast, world):
    shown, found = moves(session, cast.cohort)
    for one in found:
        [item] = [
            item
            for item in shown.rests_on(one.enrolment.id)
            if (item.kind, item.row_id) == ("outcome", one.work.id)
        ]
        assert one.change == -item.change_without


def test_made_alone_the_same_success_gives_what_a_solo_work_of_the_same_person_gives(session, cast, world):
    """The same question asked in the database: the shares settled as 1 and nearly nothing."""
    shown, found = moves(session, cast.cohort)
    carried = next(one for one in found if one.share == 0.25)
    given_ = score_inputs.inputs(session, cast.cohort.id)
    priors = score_settings.priors(score_settings.in_use(session, cast.program.id))
    alone = results.alone(given_, shown, priors, carried)
    numbers = {carried.enrolment.id: 0.999, world.scholars[1].id: 0.001}
    actions.set_shares(session, cast.sam, work=carried.work, shares=numbers)
    _shown, after = moves(session, cast.cohort)
    nearly = next(one for one in after if one.key == carried.key)
    assert alone == pytest.approx(nearly.change, abs=0.01)  # that fit has standard deviations of its own
    assert alone > 2 * carried.change


def test_a_carried_and_a_solo_success_are_put_side_by_side(session, client, cast, world):
    carried, solo = results.pair(moves(session, cast.cohort)[1])
    assert (carried.work.title, carried.share, solo.work.title) == ("Pair work", 0.25, "Solo work")
    page = client.sign_in(cast.sam).get(PAGE)
    assert f"This result moved {carried.enrolment.person.name}’s level by " in page
    assert "with a share of 0.25. The same success made alone would have moved it by +" in page
    assert f"This result moved {solo.enrolment.person.name}’s level by +" in page
    assert "A failure beside a stronger partner can cost more than one alone" in page


def test_other_two_can_be_chosen_and_an_address_of_nonsense_shows_the_usual_two(client, cast, world):
    client.sign_in(cast.sam)
    other = world.scholars[1]
    page = client.get(PAGE)
    keys = [key for key in page.html.split('value="') if key[0].isdigit()]
    chosen = next(key.split('"')[0] for key in keys if key.split('"')[0].endswith(f"-{other.id}"))
    assert f"{other.person.name}’s level by" in client.get(f"{PAGE}?one={chosen}")
    assert client.get(f"{PAGE}?one=x&other=%00").text == page.text


def test_staff_and_research_managers_read_it_and_nobody_else(client, cast, make, world):
    manager = make.role(make.person("Rae Manager"), Role.RESEARCH_MANAGER, cast.cohort)
    for person in (cast.sam, cast.lea, manager):
        assert client.sign_in(person).get(PAGE).status == 200
    for person in (cast.mara, cast.ada.person, world.scholars[0].person, cast.outsider):
        assert client.sign_in(person).get(PAGE).status == 404


def test_who_still_owes_a_form_on_a_scholar_reads_nothing_of_their_level(client, cast, make, world):
    manager = make.role(make.person("Rae Manager"), Role.RESEARCH_MANAGER, cast.cohort)
    one = world.scholars[0]
    assert f"moved {one.person.name}’s level" in client.sign_in(manager).get(PAGE)
    make.assignment(one, manager, due_on=clock.today() + timedelta(days=3))
    assert f"{one.person.name}’s level" not in client.get(PAGE)


def test_without_results_the_page_says_so(client, cast):
    assert "No settled result counts" in client.sign_in(cast.sam).get(PAGE)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (0.118, "+0.12"),
        (-0.118, "−0.12"),
        (0.004, "less than 0.01"),
        (-0.004, "less than 0.01"),
        (0.0051, "+0.01"),
    ],
)
def test_a_change_is_said_with_its_sign_and_never_as_plus_nothing(shared_app, change, said):
    with shared_app.test_request_context():
        assert result_words.signed(change) == said
