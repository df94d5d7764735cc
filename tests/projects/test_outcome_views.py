"""The pages of outcomes: adding, changing, two at once, lists, and what is not found."""

from __future__ import annotations

import pytest

from tests.page import count_rows
from tests.projects.outcoming import TITLE, URL, outcome
from tracker import clock
from tracker.permissions import Role
from tracker.projects.outcome_models import Outcome, OutcomeKind, OutcomeStatus

pytestmark = pytest.mark.any_database

S = OutcomeStatus
COHORT = "/programs/north/cohorts/winter/outcomes"


@pytest.fixture
def typed():
    return {
        "kind": "negative_result",
        "title": "No trace of the effect",
        "venue": "Our blog",
        "tier": "",
        "words": "Three seeds, two sizes: nothing.",
        "links": "Write-up HTTPS://example.org/nothing\nhttps://example.org/code",
        "status": "accepted",
        "on_day": clock.today().isoformat(),
        "said": "",
    }


def address(made: Outcome, rest: str = "") -> str:
    return f"/outcomes/{made.id}{rest}"


def test_a_member_adds_a_negative_result_and_finds_it_with_its_links(client, cast, session, typed):
    new = f"/works/{cast.sprint.id}/outcomes/new"
    client.sign_in(cast.ada.person).get(new)
    page = client.get(client.post(new, typed).location)
    assert page.title.startswith("No trace of the effect")
    assert "Negative result" in page
    assert ("https://example.org/nothing", "Write-up") in page.links
    assert ("https://example.org/code", "example.org") in page.links
    assert 'rel="noopener nofollow noreferrer"' in page.html
    assert "No trace of the effect" in client.get("/outcomes")
    assert "No trace of the effect" in client.sign_in(cast.sam).get(COHORT)
    assert "No trace of the effect" in client.get(f"/works/{cast.sprint.id}")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": " "}, "This field is needed."),
        ({"tier": "journal"}, "Only a paper has a kind of venue."),
        ({"links": "Here javascript:alert(1)"}, "must begin with https://"),
        ({"links": "\n".join(f"https://example.org/{n}" for n in range(21))}, "At most 20 links"),
        ({"status": "rejected"}, "Not a valid choice"),
        ({"status": "published"}, "Not a valid choice"),
        ({"on_day": "2199-01-01"}, "This day has not come yet."),
        ({"on_day": ""}, "This field is needed."),
        ({"kind": "medal"}, "Not a valid choice"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_nothing_typed_is_lost(
    client, cast, session, typed, change, words
):
    new = f"/works/{cast.sprint.id}/outcomes/new"
    page = client.sign_in(cast.ada.person).post(new, {**typed, **change})
    assert page.status == 422
    assert words in page
    assert page.form()["words"] == typed["words"]
    assert page.form()["links"] == {**typed, **change}["links"]
    assert count_rows(session, Outcome) == 0


def test_who_changes_what_somebody_else_just_changed_gets_both_texts(client, cast, session):
    made = outcome(session, cast.ada.person, cast.sprint)
    edit = address(made, "/edit")
    client.sign_in(cast.ada.person)
    mine = client.get(edit).form()
    client.sign_in(cast.mara)
    assert client.submit(client.get(edit), edit, title="Mara's title").status == 302
    client.sign_in(cast.ada.person)
    del mine["csrf_token"]  # that of the sign-in before
    both = client.post(edit, {**mine, "title": "Ada's title", "words": "Ada's words"})
    assert both.status == 409
    assert "Mara's title" in both
    assert (both.form()["title"], both.form()["words"]) == ("Ada's title", "Ada's words")
    assert client.submit(both, edit).status == 302
    assert client.get(address(made)).title.startswith("Ada's title")


def test_a_step_over_somebody_elses_is_told_and_kept_in_the_form(client, cast, session):
    made = outcome(session, cast.ada.person, cast.sprint)
    client.sign_in(cast.ada.person)
    mine = client.get(address(made)).form("/step")
    del mine["csrf_token"]  # that of the sign-in before
    client.sign_in(cast.mara)
    fields = client.get(address(made)).form("/step")
    assert client.post(address(made, "/step"), {**fields, "status": "submitted"}).status == 302
    client.sign_in(cast.ada.person)
    late = client.post(address(made, "/step"), {**mine, "status": "accepted", "said": "A spotlight!"})
    assert late.status == 409
    assert late.form("/step")["said"] == "A spotlight!"
    assert "submitted" in late
    again = client.post(address(made, "/step"), late.form("/step"))
    assert again.status == 302
    assert "A spotlight!" in client.get(address(made))


def test_a_step_that_may_not_follow_says_why(client, cast, session):
    made = outcome(session, cast.ada.person, cast.sprint, S.PUBLISHED)
    client.sign_in(cast.ada.person)
    fields = client.get(address(made)).form("/step")
    page = client.post(address(made, "/step"), {**fields, "status": "planned"})
    assert page.status == 422
    assert "That does not follow from where it stands." in page


def test_published_is_not_offered_and_the_page_names_the_way(client, cast, session):
    made = outcome(session, cast.ada.person, cast.sprint)
    client.sign_in(cast.ada.person)
    for url in (address(made), f"/works/{cast.sprint.id}/outcomes/new"):
        page = client.get(url)
        assert 'value="published"' not in page.html
        assert (f"/reviews/works/{cast.sprint.id}/new", "Plan a release") in page.links
    page = client.post(
        address(made, "/step"), {**client.get(address(made)).form("/step"), "status": "published"}
    )
    assert page.status == 422
    assert session.get_one(Outcome, made.id, populate_existing=True).status is S.IN_PROGRESS


def test_staff_who_seal_an_outcome_are_led_away_from_it(client, cast, session):
    made = outcome(session, cast.ada.person, cast.sprint)
    client.sign_in(cast.sam)
    fields = client.get(address(made)).form("/step")
    done = client.post(address(made, "/step"), {**fields, "status": "restricted"})
    assert done.location == "/outcomes"
    assert TITLE not in client.get("/outcomes")
    assert client.get(address(made)).status == 404


def test_a_mentor_says_how_good_the_work_was_and_a_member_cannot(client, cast, session):
    made = outcome(session, cast.ada.person, cast.sprint)
    client.sign_in(cast.mara)
    assert "it enters no formula" in client.get(address(made))
    assert client.post(address(made, "/quality"), {"quality": "5"}).status == 302
    assert client.post(address(made, "/quality"), {"quality": ""}).status == 422
    client.sign_in(cast.ada.person)
    page = client.get(address(made))
    assert "5 – a model for others" in page
    assert not [form for form in page.forms if "/quality" in form["attrs"]["action"]]
    assert client.post(address(made, "/quality"), {"quality": "5"}).status == 422


def test_a_member_agrees_to_the_public_list_and_takes_it_back(client, cast, session, make):
    made = outcome(session, cast.ada.person, make.work(cast.ada, cast.ben))
    client.sign_in(cast.ada.person)
    assert "2 members have not agreed" in client.get(address(made))
    client.post(address(made, "/listing"), {"agrees": "yes"})
    assert "1 member has not agreed" in client.get(address(made))
    client.sign_in(cast.ben.person).post(address(made, "/listing"), {"agrees": "yes"})
    assert "Every member agrees" in client.get(address(made))
    client.post(address(made, "/listing"), {"agrees": "no"})
    assert "1 member has not agreed" in client.get(address(made))
    assert client.sign_in(cast.sam).post(address(made, "/listing"), {"agrees": "yes"}).status == 409
    assert "1 member has not agreed" in client.get(address(made))


def test_a_research_manager_reads_and_has_nothing_to_press(client, cast, session, make):
    made = outcome(session, cast.ada.person, cast.sprint)
    client.sign_in(make.role(make.person(), Role.RESEARCH_MANAGER, cast.cohort))
    page = client.get(address(made))
    assert [form["attrs"]["action"] for form in page.forms if "/outcomes/" in form["attrs"]["action"]] == []
    assert client.get(address(made, "/edit")).status == 404
    assert client.get(f"/works/{cast.sprint.id}/outcomes/new").status == 404
    assert TITLE in client.get(COHORT)


def test_the_counts_give_every_kind_its_row_and_negative_results_the_same_place(client, cast, session):
    for kind in OutcomeKind:
        outcome(session, cast.ada.person, cast.sprint, S.PUBLISHED, kind=kind)
    outcome(session, cast.ada.person, cast.sprint, S.WITHHELD, kind=OutcomeKind.NEGATIVE_RESULT)
    page = client.sign_in(cast.sam).get(COHORT)
    assert "paper 1 0 0 0" in page
    assert "negative result 1 0 0 1" in page


def test_the_pages_of_nobody_who_is_not_asked(client, cast, session):
    made = outcome(session, cast.ada.person, cast.sprint)
    for who in (cast.ben.person, cast.outsider):
        client.sign_in(who)
        for page in (address(made), address(made, "/edit"), f"/works/{cast.sprint.id}/outcomes/new", COHORT):
            assert client.get(page).status == 404, page
        assert client.get("/outcomes").status == 200


def test_lists_take_as_many_statements_for_one_outcome_as_for_many(client, cast, session, make):
    def statements(url: str) -> int:
        with client.counting() as seen:
            assert client.get(url).status == 200
        return len(seen)

    outcome(session, cast.ada.person, cast.sprint)
    client.sign_in(cast.sam)
    urls = [COHORT, f"/works/{cast.sprint.id}"]
    few = [statements(url) for url in urls]
    client.sign_in(cast.ada.person)
    own = statements("/outcomes")
    for number in range(12):
        outcome(session, cast.ada.person, cast.sprint, title=f"Another {number}")
        made = outcome(session, cast.mara, cast.sprint, S.WITHHELD, title=f"Sealed {number}")
    assert statements("/outcomes") == own
    client.sign_in(cast.sam)
    assert [statements(url) for url in urls] == few
    assert made.links[0].url == URL
