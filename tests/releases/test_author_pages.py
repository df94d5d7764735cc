"""The author's path through the pages: from the page of a work to screening, and what keeps it back."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.releases import authoring
from tests.releases.authoring import QUESTION
from tracker.releases.models import Case
from tracker.releases.parts import CaseState

pytestmark = pytest.mark.any_database
# On all pages together, from planning it to handing it in.
MOST_QUESTIONS = 23


@pytest.fixture
def state(session):
    def of_the_case():
        session.expire_all()
        return session.scalars(sa.select(Case)).one().state

    return of_the_case


def test_the_easy_case_asks_its_author_at_most_23_questions(client, cast, state):
    client.sign_in(cast.ada.person)
    page = client.get(f"/works/{cast.sprint.id}")
    assert f"/reviews/works/{cast.sprint.id}/new" in page.html
    plan = client.get(f"/reviews/works/{cast.sprint.id}/new")
    asked = [name for name in plan.form() if name != "csrf_token"]
    assert asked == ["kind", "title", "area"]
    case = authoring.plan(client, cast.ada.person, cast.sprint)
    first = client.get(f"{case}/answers")
    assert "2 of 20 answered" in first  # the kind, and the people of the work
    page = authoring.answer(client, case)
    assert "22 of 22 answered" in page
    asked += [one for one in QUESTION.findall(page.html) if one not in ("A1", "A4")]
    assert len(asked) <= MOST_QUESTIONS, asked
    assert authoring.give_files(client, case, post=b"words").status == 302
    assert authoring.hand_in(client, case).location.endswith(f"{case}#main")
    assert state() is CaseState.SCREENING
