"""What a contributor can show elsewhere, and that it says nothing of the case."""

from __future__ import annotations

from datetime import date

import pytest

from tests.releases import approving, deciding
from tests.releases.casting import TITLE, a_case
from tracker.releases.parts import CaseState, Scope, Verdict

pytestmark = [pytest.mark.any_database, pytest.mark.usefixtures("bench")]
ON = date(2026, 5, 11)


def of(case):
    return f"/reviews/{case.id}/attestation"


def test_there_is_none_before_the_end(client, cast, session):
    client.sign_in(cast.ada.person)
    draft, judged = a_case(session, cast.ada.person, cast.sprint), approving.under_review(session, cast)
    for case in (draft, judged):
        assert client.get(of(case)).status == 404
        assert of(case) not in client.get(f"/reviews/{case.id}").html


def test_it_is_for_contributors_alone(client, cast, bench, session):
    case = deciding.decided(session, cast, ON)
    for person in (cast.mara, bench.cora, bench.rhea, bench.aude, cast.ben.person, cast.lea, cast.outsider):
        client.sign_in(person)
        assert client.get(of(case)).status == 404


@pytest.mark.parametrize(
    "outcome",
    [{}, {"scope": Scope.S2, "panel": True}, {"verdict": Verdict.HOLD, "panel": True}],
    ids=["as asked", "narrower", "held"],
)
def test_it_says_the_same_whatever_came_of_the_case(client, cast, session, outcome):
    case = deciding.decided(session, cast, ON, **outcome)
    client.sign_in(cast.ada.person)
    assert of(case) in client.get(f"/reviews/{case.id}").html
    page = client.get(of(case))
    said = page.text[page.text.index("Attestation", page.text.index("Sign out")) :]
    assert "Ada Adeyemi completed reviewed work in North Fellowship." in said
    assert "handed in for release review on 7 May 2026" in said
    assert "the review was completed on 11 May 2026" in said
    assert "Details are withheld." in said
    assert page.title.startswith("Attestation")
    for hidden in (TITLE, case.public_id, case.codename, " held", "approved", "S5", "panel", "post"):
        assert hidden not in said


def test_what_was_withdrawn_before_it_was_handed_in_was_not_reviewed(client, cast, session):
    case = a_case(session, cast.ada.person, cast.sprint)
    case.state = CaseState.WITHDRAWN
    session.flush()
    client.sign_in(cast.ada.person)
    assert client.get(of(case)).status == 404
