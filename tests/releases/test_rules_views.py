"""The pages of a program's rules of review: two people, the public policy, and who finds none of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tracker import clock
from tracker.permissions import Role
from tracker.releases import checklist_templates, policies, policy_queries
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_template_models import RuleChange, RuleKind
from tracker.releases.parts import Tier

pytestmark = pytest.mark.any_database
RULES = "/programs/north/review-rules"
NUMBERS, CHECKLIST, STATISTICS = (f"{RULES}/{page}" for page in ("numbers", "checklist", "statistics"))
POLICY = "/policy/north"


def change_numbers(client, **fields):
    return client.submit(
        client.get(NUMBERS), NUMBERS, action="/numbers", note="The panel asked for it.", **fields
    )


def add_question(client, **fields):
    url = f"{CHECKLIST}/questions"
    values = {
        "section": "C",
        "question": "Is it about our cluster?",
        "answered": "yes",
        "effect": "F",
        **fields,
    }
    return client.submit(client.get(url), url, action="/questions", **values)


@pytest.mark.parametrize("who", ["ada", "mara", "sam", "rhea", "dev"])
def test_only_coordinator_and_lead_find_the_rules(client, cast, bench, who):
    people = {
        "ada": cast.ada.person,
        "mara": cast.mara,
        "sam": cast.sam,
        "rhea": bench.rhea,
        "dev": bench.dev,
    }
    client.sign_in(people[who])
    for page in (RULES, NUMBERS, CHECKLIST, STATISTICS, f"{CHECKLIST}/areas", f"{CHECKLIST}/questions/c1"):
        assert client.get(page).status == 404


def test_a_number_out_of_bounds_is_answered_at_its_field(client, bench, session):
    client.sign_in(bench.cora)
    page = change_numbers(client, seats="2")
    assert page.status == 422
    assert "Give a number from 3 to 9." in page
    assert session.query(RuleChange).count() == 0
    assert change_numbers(client, embargo="many").status == 422
    assert "Say why" in client.submit(client.get(NUMBERS), NUMBERS, action="/numbers", seats="7")


def test_numbers_change_by_two_people_and_the_policy_says_so(client, cast, bench, session):
    client.sign_in(bench.cora)
    assert change_numbers(client, seats="7", valid_formal="45").location == RULES
    page = client.get(RULES)
    assert "Seats of a panel: 5 becomes 7" in page
    assert "waits for you" not in client.get("/reviews")
    change = session.query(RuleChange).one()
    agree = f"{RULES}/changes/{change.id}/agree"
    assert agree not in page.html
    assert client.post(agree).status == 422
    assert "Settle it before the next one" in client.get(NUMBERS)
    assert "the standard rules, unchanged" in client.get(POLICY)

    client.sign_in(cast.lea)
    assert "waits for you to agree or refuse" in client.get("/reviews")
    client.submit(client.get(RULES), agree, action="/agree")
    assert "waits for you" not in client.get("/reviews")
    assert policy_queries.numbers(session, cast.program.id).seats == 7
    assert client.post(agree).status == 422
    client.sign_out()
    page = client.get(POLICY)
    assert "A panel of 7 decides hard cases" in page
    assert "At least 4 members" in page
    assert "45 days after a panel" in page
    assert "Seats of a panel: 5 became 7." in page
    assert "The panel asked for it." in page


def test_a_question_is_drafted_proposed_and_agreed_to(client, cast, bench, session):
    client.sign_in(bench.cora)
    assert add_question(client).location == f"{CHECKLIST}#q-C7"
    page = client.get(CHECKLIST)
    assert "Is it about our cluster?" in page and "Your draft" in page
    client.sign_in(cast.lea)
    assert "Is it about our cluster?" not in client.get(CHECKLIST)
    assert add_question(client).status == 422

    client.sign_in(bench.cora)
    url = f"{CHECKLIST}/propose"
    assert client.submit(client.get(CHECKLIST), url, action="/propose", note="").status == 422
    client.submit(client.get(CHECKLIST), url, action="/propose", note="Two cases needed it.")
    assert add_question(client).status == 422
    client.sign_in(cast.lea)
    page = client.get(CHECKLIST)
    assert "Is it about our cluster?" in page and "Proposed by Cora Bench" in page
    assert "C7: “Yes, Unsure” leads to: review by a panel." in page
    change = session.query(RuleChange).one()
    client.submit(page, f"{RULES}/changes/{change.id}/agree", action="/agree")
    found = checklist_templates.in_force(session, cast.program.id).checklist
    assert [one.id for one in found.items if one not in DEFAULT.items] == ["C7"]
    client.sign_out()
    page = client.get(POLICY)
    assert "cluster" not in page and "Two cases needed it." not in page
    assert "Version 1 of the questions." in page


def test_an_answer_is_made_stricter_and_never_looser(client, bench, session, cast):
    client.sign_in(bench.cora)
    url = f"{CHECKLIST}/questions/b2"
    client.submit(client.get(url), url, action="/b2", answer="modest", effect="F")
    url = f"{CHECKLIST}/questions/c3"
    client.submit(client.get(url), url, action="/c3", always="y")
    page = client.get(CHECKLIST)
    assert "stricter" in page
    assert "B2: “Modest” leads to: review by a panel." in page
    assert "C3 is asked in every case." in page
    kept = session.query(RuleChange).one()
    items = {one["id"]: one for one in kept.body["checklist"]["items"]}
    assert items["C3"]["core"] and items["C3"]["shown_when"] == []
    assert {"on": ["modest"], "kind": "F", "when": [], "condition": ""} in items["B2"]["effects"]
    assert client.get(f"{CHECKLIST}/questions/z9").status == 404
    assert client.submit(client.get(url), url, action="/c3", answer="no", effect="R").status == 422


def test_the_list_of_releases_leads_to_policy_and_rules(client, cast, bench):
    client.sign_in(bench.cora)
    page = client.get("/reviews")
    assert f'href="{POLICY}"' in page.html and f'href="{RULES}"' in page.html
    client.sign_in(cast.ada.person)
    page = client.get("/reviews")
    assert f'href="{POLICY}"' in page.html and f'href="{RULES}"' not in page.html


def test_a_question_in_words_has_no_answers_to_choose(client, bench):
    client.sign_in(bench.cora)
    url = f"{CHECKLIST}/questions/b4"
    page = client.get(url)
    assert "Ask it in every case" in page
    assert client.submit(page, url, action="/b4", always="y").status == 302


def test_an_area_is_raised_and_not_lowered(client, bench, session, cast):
    client.sign_in(bench.cora)
    url = f"{CHECKLIST}/areas"
    client.submit(client.get(url), url, action="/areas", name="Biology", tier="2")
    change = session.query(RuleChange).one()
    policies.propose_checklist(session, bench.cora, change=change, note="Biology is for the panel.")
    policies.agree(session, cast.lea, change=change)
    assert checklist_templates.areas(session, cast.program.id)["Biology"] is Tier.FORMAL
    page = client.submit(client.get(url), url, action="/areas", name="Biology", tier="1")
    assert page.status == 422
    assert "An area is never lowered." in page
    client.sign_out()
    assert "Biology" not in client.get(POLICY)


def test_a_draft_is_discarded(client, bench, session):
    client.sign_in(bench.cora)
    add_question(client)
    change = session.query(RuleChange).one()
    assert (
        client.submit(client.get(CHECKLIST), f"{RULES}/changes/{change.id}/refuse", action="/refuse").status
        == 302
    )
    assert "Your draft" not in client.get(CHECKLIST)


def test_somebody_elses_program_is_not_found(client, cast, bench, make, session):
    client.sign_in(bench.cora)
    change_numbers(client, seats="7")
    change = session.query(RuleChange).one()
    elsewhere = make.role(
        make.person("Else Where"),
        Role.COORDINATOR,
        make.cohort(make.program("third"), "one"),
        whole_program=True,
    )
    client.sign_in(elsewhere)
    for program in ("north", "third"):
        for act in ("agree", "refuse"):
            assert client.post(f"/programs/{program}/review-rules/changes/{change.id}/{act}").status == 404


def test_the_policy_is_there_without_signing_in_and_names_where_to_report(client, cast, bench):
    page = client.get(POLICY)
    assert page.status == 200
    for words in (
        "No area is safe as such.",
        "model weights",
        "S5, public in full",
        "two thirds",
        "At least 3 members",
        "Authors can appeal within 30 days",
        "3 working days",
        "15 working days",
        "No figures were published yet.",
    ):
        assert words in page, words
    assert client.get("/policy/nowhere").status == 404
    client.sign_in(bench.cora)
    client.submit(client.get(RULES), f"{RULES}/contact", action="/contact", address="safety@north.example")
    assert client.submit(client.get(RULES), f"{RULES}/contact", action="/contact", address="").status == 422
    client.sign_out()
    assert "Tell safety@north.example." in client.get(POLICY)


def test_the_policy_names_the_day_by_which_it_is_looked_at_again(client, cast, bench, session):
    with clock.fixed(datetime(2027, 6, 1, 12, tzinfo=UTC)):
        client.sign_in(bench.cora)
        change_numbers(client)
        policies.agree(
            session, cast.lea, change=policy_queries.change(session, cast.program.id, RuleKind.NUMBERS)
        )
        assert "Looked at again by 31 May 2028" in client.get(POLICY)
        assert "is to be looked at again by 31 May 2028" in client.get(RULES)
    with clock.fixed(datetime(2028, 6, 1, 12, tzinfo=UTC)):
        client.sign_in(bench.cora)
        assert "was to be looked at again by 31 May 2028" in client.get(RULES)
