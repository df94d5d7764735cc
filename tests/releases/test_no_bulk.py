"""There is no way around the review: nothing approves many cases, nobody is exempt, no area spares a look."""

from __future__ import annotations

import ast
import re
from dataclasses import fields
from pathlib import Path

import pytest

from tests.releases import authoring, reviewing
from tracker.permissions import Permission
from tracker.releases import checklist_templates
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case
from tracker.releases.numbers import Numbers
from tracker.releases.parts import CaseState, Tier
from tracker.releases.template_rules import DEFAULT_AREAS

ROOT = Path(__file__).parents[2]
RELEASES = sorted((ROOT / "tracker" / "releases").rglob("*.py"))
# What names the one case that a request is about, by itself or by a row of it.
ABOUT_ONE = {
    "case_id",
    "panel_id",
    "release_decision_id",
    "work_id",
    "incident_id",
    "report_id",
    "alert_id",
    "retraction_id",
}
# The three ways to an approval: two reviewers, a panel, and two people who say that nothing new is disclosed.
APPROVING = {"assessments.py": {"T8"}, "letters.py": {"T9"}, "amendments.py": {"T14"}}
EXEMPTING = re.compile(
    r"allow.?list|white.?list|exempt|auto.?approve|bulk|approve.?all|skip.?review", re.IGNORECASE
)


def posts(app):
    found = [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    return [rule for rule in found if rule.endpoint.startswith("releases.")]


def test_every_request_that_writes_is_about_one_case(shared_app):
    rules = posts(shared_app)
    assert len(rules) > 20
    # A report is about a program: who saw something need not know the case.
    unclear = {
        rule.rule for rule in rules if not ABOUT_ONE & rule.arguments and rule.rule != "/reviews/report"
    }
    assert unclear == set()


def test_no_page_offers_cases_to_be_ticked():
    pages = sorted((ROOT / "templates" / "releases").glob("*.html"))
    assert len(pages) > 20
    ticks = re.compile(r"<input[^>]*checkbox[^>]*case|name=\"(case|cases|case_ids?)\"")
    assert [page.name for page in pages if ticks.search(page.read_text())] == []
    many = [
        path.name
        for path in RELEASES
        if re.search(r"cases?\w* = (SelectMultiple|FieldList)", path.read_text())
    ]
    assert many == []


def calls(path):
    """The calls of a file, each with whether it stands in a loop or comprehension."""
    tree = ast.parse(path.read_text())
    loops = (ast.For, ast.While, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    inside = {id(node) for loop in ast.walk(tree) if isinstance(loop, loops) for node in ast.walk(loop)}
    return [(node, id(node) in inside) for node in ast.walk(tree) if isinstance(node, ast.Call)]


def test_an_approval_comes_by_three_ways_and_never_in_a_loop():
    ways = {}
    for path in RELEASES:
        for call, looped in calls(path):
            given = {one.arg: one.value for one in call.keywords}
            step = given.get("transition")
            if isinstance(step, ast.Constant) and step.value in ("T8", "T9", "T14"):
                assert not looped, f"{path.name}:{call.lineno} approves in a loop"
                ways.setdefault(path.name, set()).add(step.value)
    assert ways == APPROVING


def test_no_setting_and_no_permission_stands_for_an_exemption():
    names = [field.name for field in fields(Numbers)] + [one.value for one in Permission]
    assert [name for name in names if EXEMPTING.search(name)] == []
    code = [
        path.name
        for path in RELEASES
        if EXEMPTING.search(re.sub(r'#.*|""".*?"""', "", path.read_text(), flags=re.DOTALL))
    ]
    assert code == []


@pytest.mark.any_database
def test_whatever_the_area_two_people_look_at_it_first(client, cast, bench, session):
    """As somebody new would try: each area of the list, and none."""
    client.sign_in(cast.ada.person)
    plan = f"/reviews/works/{cast.sprint.id}/new"
    offered = re.findall(
        r'<option[^>]*value="([^"]*)"', client.get(plan).html.split('id="area"')[1].split("</select>")[0]
    )
    assert {*DEFAULT_AREAS} | {""} == {*offered}
    for area in offered:
        client.sign_in(cast.ada.person)
        planned = client.post(plan, {"kind": "post", "title": "Plain title", "area": area})
        if not area:
            assert planned.status == 422
            continue
        found = re.search(r"/reviews/(\d+)", planned.location)
        case = session.get_one(Case, int(found[1]))
        assert case.area == area
        assert checklist_templates.area_tier(session, case) is Tier.EXPEDITED
        authoring.answer(client, found.group())
        authoring.give_files(client, found.group(), post=b"the words of the post")
        assert authoring.hand_in(client, found.group()).status == 302
        case = session.get_one(Case, int(found[1]), populate_existing=True)
        assert (case.state, case.tier) == (CaseState.SCREENING, 1)
        if area == DEFAULT_AREAS[0]:
            reviewing.with_reviewers(client, bench, found.group())
            reviewing.file(client, bench.rhea, found.group())
            case = session.get_one(Case, int(found[1]), populate_existing=True)
            assert case.state is CaseState.EXPEDITED, "one reviewer approves nothing"
    assert session.query(Approval).count() == 0
