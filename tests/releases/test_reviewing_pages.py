"""Two reviewers through the client: asked, alone, apart, agreed; and who finds nothing there."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from tests.releases import authoring
from tests.releases.reviewing import CLEAR, SERIOUS, file, invite, take, with_reviewers
from tracker.audit import AuditEntry
from tracker.permissions import Role
from tracker.projects.models import Membership
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case, CaseStep
from tracker.releases.parts import CaseState, Void
from tracker.releases.review_models import Assessment, ReviewAssignment
from tracker.releases.weighing_rules import SHORT_FIELDS

pytestmark = pytest.mark.any_database

# Answers that lead to the panel, with those that they open.
HARD = {"C1": "noticeably", **dict.fromkeys(("C3", "E3", "F2", "I4"), "no"), "C5": "safety"}


@pytest.fixture
def case(handed_in):
    """Ada's harmless post, in screening."""
    return handed_in


def row(session, case) -> Case:
    session.expire_all()
    return session.get_one(Case, int(case.rsplit("/", 1)[1]))


def count(session, model) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def test_no_reviewer_is_found_for_a_case_before_two_declared(client, bench, case, session):
    invite(client, bench.cora, case, bench.rhea, bench.ravi)
    take(client, bench.rhea, case)
    client.sign_in(bench.cora)
    refused = client.post(f"{case}/screening/reviewers")
    assert refused.status == 422
    assert "It takes two who accepted" in refused
    assert row(session, case).state is CaseState.SCREENING


def test_two_clear_words_let_it_out(client, bench, case, session):
    with_reviewers(client, bench, case)
    assert file(client, bench.rhea, case).status == 302
    assert row(session, case).state is CaseState.EXPEDITED
    assert file(client, bench.ravi, case).status == 302
    found = row(session, case)
    assert found.state in (CaseState.APPROVED, CaseState.CLEARED)
    steps = session.scalars(sa.select(CaseStep.transition).where(CaseStep.case_id == found.id)).all()
    assert "T8" in steps


def test_with_one_filing_nothing_is_approved(client, bench, case, session):
    with_reviewers(client, bench, case)
    file(client, bench.rhea, case)
    assert row(session, case).state is CaseState.EXPEDITED
    assert count(session, Approval) == 0
    again = client.post(f"{case}/assess", {**CLEAR, "act": "file"})
    assert again.status == 422
    assert "The other's assessment is waited for." in again
    assert count(session, Assessment) == 1


@pytest.mark.parametrize("who", ["ada", "mara"])
def test_who_made_or_mentors_it_finds_no_way_to_judge_it(client, cast, bench, case, session, who, make):
    person = {"ada": cast.ada.person, "mara": cast.mara}[who]
    make.role(person, Role.REVIEWER, cast.cohort, whole_program=True)
    session.commit()
    client.sign_in(bench.cora)
    assert person.name not in client.get(f"{case}/screening")
    asked = client.post(f"{case}/reviewers", {"person": str(person.id)})
    assert asked.status == 404
    client.sign_in(person)
    for page in ("assess", "invitation"):
        assert client.get(f"{case}/{page}").status == 404
        assert client.post(f"{case}/{page}", {**CLEAR, "take": "yes", "act": "file"}).status == 404
    assert count(session, ReviewAssignment) == count(session, Assessment) == 0
    denied = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "release.denied")).all()
    assert {bench.cora.id, person.id} == {one.actor_id for one in denied}


def test_nobody_sees_what_the_other_filed_before_their_own(client, bench, case):
    with_reviewers(client, bench, case)
    file(client, bench.ravi, case, crux="The appendix is the only part that matters.", benefit="substantial")
    client.sign_in(bench.rhea)
    assert "The appendix is the only part" not in client.get(f"{case}/assess")
    assert "Ravi Bench" not in client.get(case)
    file(client, bench.rhea, case)
    assert "The appendix is the only part" in client.get(f"{case}/assess")
    client.sign_in(bench.ravi)
    assert "Nothing here that is not in the manual." in client.get(f"{case}/assess")


def test_two_who_stay_apart_lead_to_the_panel_with_both_versions_kept(client, bench, case, session):
    with_reviewers(client, bench, case)
    file(client, bench.rhea, case)
    file(client, bench.ravi, case, **SERIOUS)
    assert row(session, case).state is CaseState.EXPEDITED
    client.sign_in(bench.rhea)
    assert "File again" in client.get(f"{case}/assess")
    file(client, bench.rhea, case, crux="Still nothing.")
    file(client, bench.ravi, case, **{**SERIOUS, "crux": "Still the appendix."})
    found = row(session, case)
    assert (found.state, found.tier) == (CaseState.FORMAL, 2)
    kept = session.execute(sa.select(Assessment.person_id, Assessment.round)).all()
    assert sorted(kept) == sorted((who.id, number) for who in (bench.rhea, bench.ravi) for number in (1, 2))
    for person in (bench.cora, bench.dev, bench.rhea):
        client.sign_in(person)
        assert client.post(f"{case}/screening/reviewers").status in (404, 422)
    assert row(session, case).state is CaseState.FORMAL


@pytest.mark.parametrize("act", ["decline", "hold", "approve", "publish"])
def test_a_reviewer_has_no_way_to_decline_or_hold(client, bench, case, session, act):
    with_reviewers(client, bench, case)
    client.sign_in(bench.rhea)
    page = client.get(f"{case}/assess")
    assert "Decline" not in page.html
    assert "Hold" not in page.html
    assert client.post(f"{case}/{act}").status in (404, 405)
    # Whatever the button is called, all that a reviewer can do by it is to file.
    assert client.post(f"{case}/assess", {**CLEAR, "act": act}).status == 302
    assert row(session, case).state is CaseState.EXPEDITED


def test_a_reviewer_returns_only_after_filing_and_what_was_filed_stays(client, bench, case, session):
    with_reviewers(client, bench, case)
    client.sign_in(bench.rhea)
    assert client.post(f"{case}/return", {"change": "Cut section 3."}).status == 422
    file(client, bench.rhea, case)
    assert client.post(f"{case}/return", {"change": " "}).status == 422
    assert client.post(f"{case}/return", {"change": "Cut section 3."}).status == 302
    assert row(session, case).state is CaseState.RETURNED
    assert count(session, Assessment) == 1


def test_one_click_of_an_author_leads_to_the_panel_and_nobody_takes_it_back(
    client, cast, bench, case, session
):
    with_reviewers(client, bench, case)
    client.sign_in(cast.ada.person)
    page = client.get(case)
    assert client.submit(page, f"{case}/escalate", action="/escalate").status == 302
    found = row(session, case)
    assert (found.state, found.tier) == (CaseState.FORMAL, 2)


def test_a_reviewer_who_becomes_an_author_reads_nothing_more_and_approves_nothing(
    client, cast, bench, case, session, make
):
    enrolment = make.enrolment(cast.cohort, bench.rhea).id
    session.commit()
    with_reviewers(client, bench, case)
    file(client, bench.rhea, case)
    session.add(Membership(work_id=row(session, case).work_id, enrolment_id=enrolment))
    session.commit()
    client.sign_in(bench.rhea)
    assert client.get(f"{case}/assess").status == 404
    file(client, bench.ravi, case)
    assert row(session, case).state is CaseState.EXPEDITED
    assert count(session, Approval) == 0


def test_a_conflict_found_after_the_approval_voids_it(client, bench, case, session):
    with_reviewers(client, bench, case)
    file(client, bench.rhea, case)
    file(client, bench.ravi, case)
    client.sign_in(bench.rhea)
    gone = client.post(f"{case}/step-aside", {"hard": "family"})
    assert gone.status == 302
    assert client.get(f"{case}/assess").status == 404
    approval = session.scalars(sa.select(Approval)).one()
    session.refresh(approval)
    assert approval.void_code is Void.CONFLICT
    assert row(session, case).state is CaseState.STALE


def test_who_declares_a_hard_conflict_never_becomes_a_reviewer(client, bench, case, session):
    invite(client, bench.cora, case, bench.rhea)
    page = client.sign_in(bench.rhea).get(f"{case}/invitation")
    assert "Plain title" not in page
    assert take(client, bench.rhea, case, hard="financial").status == 302
    assert client.get(f"{case}/answers").status == 404
    client.sign_in(bench.cora)
    assert "Rhea Bench" not in client.get(f"{case}/screening")


def test_a_doubt_of_ones_own_waits_for_a_waiver_with_a_reason(client, bench, case, session):
    invite(client, bench.cora, case, bench.rhea)
    take(client, bench.rhea, case, soft="own_doubt")
    assert client.get(f"{case}/assess").status == 404
    client.sign_in(bench.cora)
    waiver = {"person": str(bench.rhea.id), "conflict": "own_doubt", "reason": ""}
    assert client.post(f"{case}/waivers", waiver).status == 422
    assert client.post(f"{case}/waivers", {**waiver, "reason": "Only the same building."}).status == 302
    client.sign_in(bench.rhea)
    assert client.get(f"{case}/assess").status == 200


def test_what_is_typed_is_kept_sealed_and_two_windows_do_not_overwrite_each_other(
    client, bench, case, session
):
    with_reviewers(client, bench, case)
    client.sign_in(bench.rhea)
    typed = {"crux": "Half a thought", "benefit": "major", "act": "save", "draft_version": "0"}
    assert client.post(f"{case}/assess", typed).status == 302
    assert "Half a thought" in client.get(f"{case}/assess").html
    later = client.post(f"{case}/assess", {**typed, "crux": "From another window"})
    assert later.status == 409
    assert "From another window" in later.html
    client.sign_in(bench.ravi)
    assert "Half a thought" not in client.get(f"{case}/assess").html
    client.sign_in(bench.cora)
    assert "Half a thought" not in client.get(f"{case}/screening").html


def test_worse_than_modest_asks_for_the_rest_and_keeps_what_was_typed(client, bench, case):
    with_reviewers(client, bench, case)
    asked = file(client, bench.rhea, case, misuse_worst="serious")
    assert asked.status == 422
    assert '<details class="rest" id="rest" open' in asked.html
    assert "best guesses" in asked


def test_the_easy_case_asks_a_reviewer_ten_things(client, bench, case):
    with_reviewers(client, bench, case)
    client.sign_in(bench.rhea)
    html = client.get(f"{case}/assess").html
    form = html[html.index('id="assessment"') : html.index('<details class="rest"')]
    names = set(re.findall(r'<(?:input|textarea|select)[^>]*\bname="(\w+)"', form))
    assert names - {"csrf_token", "draft_version", "submission"} == set(SHORT_FIELDS)
    assert len(SHORT_FIELDS) <= 10


def test_the_desk_shows_neutral_rows_with_their_days(client, bench, case, session):
    client.sign_in(bench.cora)
    page = client.get("/reviews/desk")
    assert row(session, case).label in page
    assert "the coordinator" in page
    assert "Plain title" not in page
    client.sign_in(bench.rhea)
    assert client.get("/reviews/desk").status == 404


def test_the_coordinator_returns_what_is_incomplete_and_raises_but_never_lowers(client, bench, case, session):
    client.sign_in(bench.cora)
    assert client.post(f"{case}/screening/return", {"missing": ""}).status == 422
    assert client.post(f"{case}/screening/panel", {"why": ""}).status == 422
    assert client.post(f"{case}/screening/panel", {"why": "New kind.", "outside": "y"}).status == 302
    found = row(session, case)
    assert (found.state, found.tier) == (CaseState.FORMAL, 3)
    assert client.post(f"{case}/screening/panel", {"why": "Less."}).status in (404, 422)
    assert row(session, case).tier == 3


def test_a_formal_case_does_not_go_to_two_reviewers(client, cast, bench, session):
    case = authoring.handed_in(client, cast.ada.person, cast.sprint, **HARD)
    invite(client, bench.cora, case, bench.rhea, bench.ravi)
    take(client, bench.rhea, case)
    take(client, bench.ravi, case)
    client.sign_in(bench.cora)
    assert client.post(f"{case}/screening/reviewers").status == 422
    assert row(session, case).state is CaseState.SCREENING
