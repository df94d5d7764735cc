"""What a program set reaches its authors: its own question is asked, and its area goes to a panel."""

from __future__ import annotations

import re

import pytest

from tests.releases import authoring
from tracker.releases import policies, template_edits
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import EffectKind
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Tier
from tracker.releases.template_rules import Template

pytestmark = pytest.mark.any_database
OWN = template_edits.yes_no(
    "C9", "Does it use 100%% of (our) cluster?", on="yes", kind=EffectKind.EXTERNAL, help="Ask 50% of {them}."
)

# What is asked once something was flagged, answered mildly.
FOLLOW = {"C5": "safety", "E3": "no", "F2": "no", "I4": "no"}


@pytest.fixture(autouse=True)
def stricter(session, bench, cast):
    """The program's own question and an area for the panel, in force."""
    template = Template(template_edits.with_item(DEFAULT, OWN), {**Template().areas, "Biology": Tier.FORMAL})
    change = policies.write_checklist(session, bench.cora, program=cast.program, template=template)
    policies.propose_checklist(session, bench.cora, change=change, note="Two cases needed it.")
    policies.agree(session, cast.lea, change=change)


def handed_in(client, cast, session, area, **answers):
    client.sign_in(cast.ada.person)
    plan = f"/reviews/works/{cast.sprint.id}/new"
    planned = client.post(plan, {"kind": "post", "title": "Plain title", "area": area})
    case = re.search(r"/reviews/(\d+)", planned.location)
    page = authoring.answer(client, case.group(), **answers)
    assert OWN.question in page and OWN.help in page
    authoring.give_files(client, case.group(), post=b"the words of the post")
    assert authoring.hand_in(client, case.group()).status == 302
    found = session.get_one(Case, int(case[1]), populate_existing=True)
    return found.state, found.tier


@pytest.mark.parametrize(("area", "answer", "tier"), [("Biology", "no", 2), ("Other", "unsure", 3)])
def test_an_area_and_an_own_question_raise_the_review(client, cast, session, area, answer, tier):
    assert handed_in(client, cast, session, area, C9=answer, **FOLLOW) == (CaseState.SCREENING, tier)
