"""Changes of a work: what they keep, who cannot be taken off it, and two people at once."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from tracker import audit
from tracker.overview.views.work_edit import ties
from tracker.permissions import Role
from tracker.projects import actions, credit_queries, edits, shares, standing
from tracker.projects.credit_rules import Gap
from tracker.projects.edits import Wanted
from tracker.projects.models import Membership, Work, WorkKind, WorkMentor
from tracker.projects.parts import CreditRole, Share
from tracker.reasons import Refused


@pytest.fixture
def work(make, cast, session):
    made = make.work(cast.ada, cast.ben, title="Probe study")
    actions.add_mentor(session, None, work=made, person=cast.mara)
    return made


def wanted(cast, **changes):
    values = {
        "title": "Probe study",
        "kind": WorkKind.SPRINT,
        "starts_on": None,
        "due_on": None,
        "members": [cast.ada, cast.ben],
        "mentors": [cast.mara],
    }
    return Wanted(**{**values, **changes})


def edit(session, cast, work, version=1, **changes):
    return edits.edit(
        session, cast.sam, work=work, version=version, wanted=wanted(cast, **changes), kept=ties
    )


def people(session, work):
    members = sa.select(Membership.enrolment_id).where(Membership.work_id == work.id)
    mentors = sa.select(WorkMentor.person_id).where(WorkMentor.work_id == work.id)
    return set(session.scalars(members)), set(session.scalars(mentors))


def refused(session, cast, work, **changes):
    with pytest.raises(Refused) as refusal, session.begin_nested():
        edit(session, cast, work, **changes)
    return refusal.value.decision.code, refusal.value.field


def test_a_change_is_kept_with_what_it_was_before(session, cast, work):
    edit(session, cast, work, title=" Probe study II ", due_on=date(2026, 3, 13), mentors=[cast.milo])
    assert (work.title, work.version) == ("Probe study II", 2)
    assert people(session, work) == ({cast.ada.id, cast.ben.id}, {cast.milo.id})
    found = sa.select(audit.AuditEntry).where(audit.AuditEntry.action == "work.edit")
    assert session.scalars(found).one().change == {
        "title": ["Probe study", "Probe study II"],
        "due_on": [None, "2026-03-13"],
        "mentors_in": [cast.milo.id],
        "mentors_out": [cast.mara.id],
    }


def test_nothing_changed_is_nothing_noted(session, cast, work):
    edit(session, cast, work)
    assert work.version == 1


def test_what_somebody_else_changed_meanwhile_is_not_written_over(session, cast, work):
    edit(session, cast, work, title="First")
    assert refused(session, cast, work, title="Second") == ("work_changed", None)
    edit(session, cast, work, version=2, title="Second")
    assert work.title == "Second"


def test_a_member_with_a_form_or_a_statement_stays(session, cast, make, work):
    make.assignment(cast.ada, cast.mara, work)
    assert refused(session, cast, work, members=[cast.ben]) == ("member_has_record", "members")
    membership = session.get(Membership, (work.id, cast.ben.id))
    shares.claim(session, cast.ben.person, membership=membership, part=Share.EQUAL, share=None)
    assert refused(session, cast, work, members=[cast.ada]) == ("member_has_record", "members")
    assert people(session, work)[0] == {cast.ada.id, cast.ben.id}


def test_a_member_without_either_can_be_taken_off_with_the_roles_they_named(session, cast, work):
    membership = session.get(Membership, (work.id, cast.ben.id))
    shares.set_roles(session, cast.ben.person, membership=membership, roles=[CreditRole.SOFTWARE])
    edit(session, cast, work, members=[cast.ada])
    assert people(session, work)[0] == {cast.ada.id}
    assert credit_queries.roles(session, work.id) == {}


def test_a_mentor_who_has_spoken_or_owes_a_form_stays(session, cast, make, work):
    make.assignment(cast.ada, cast.milo, work)
    assert refused(session, cast, work, mentors=[cast.mara]) == ("mentor_has_spoken", "mentors")
    membership = session.get(Membership, (work.id, cast.ada.id))
    shares.claim(session, cast.mara, membership=membership, part=Share.LEAD, share=None)
    assert refused(session, cast, work, mentors=[cast.milo]) == ("mentor_has_spoken", "mentors")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": " "}, ("name_empty", "title")),
        ({"members": []}, ("no_members", "members")),
        ({"starts_on": date(2026, 3, 3), "due_on": date(2026, 3, 2)}, ("ends_before_start", "due_on")),
    ],
)
def test_a_work_that_cannot_be_is_refused_at_the_field(session, cast, work, changes, expected):
    assert refused(session, cast, work, **changes) == expected


def test_nobody_of_another_cohort_or_of_the_team_itself_is_put_on(session, cast, make, work):
    stranger = make.enrolment(make.cohort(cast.program, "summer"), make.person("Stranger"))
    assert refused(session, cast, work, members=[cast.ada, cast.ben, stranger])[0] == "not_in_cohort"
    make.role(cast.ada.person, Role.MENTOR, cast.cohort)
    assert refused(session, cast, work, mentors=[cast.ada.person]) == ("mentor_is_member", "mentors")


def test_who_joins_after_the_shares_were_settled_is_an_equal_and_the_page_says_so(session, cast, make, work):
    shares.settle(session, cast.sam, work=work, shares={cast.ada.id: 0.8, cast.ben.id: 0.2}, reason="Agreed.")
    third = make.enrolment(cast.cohort)
    edit(session, cast, work, members=[cast.ada, cast.ben, third])
    found = credit_queries.shares(session, [work.id])[work.id]
    assert found.numbers[third.id] == pytest.approx(1 / 3)
    assert found.gaps == ((third.id, Gap.JOINED_LATER),)


def test_whoever_is_asked_for_a_form_as_a_mentor_guides_the_work_from_then_on(session, cast, make):
    work = make.work(cast.ada, cast.ben)
    make.assignment(cast.ada, cast.mara, work)
    make.assignment(cast.ada, cast.milo, work, relation="blind_reviewer")
    assert standing.place_of(session, cast.mara, work).mentor
    assert not standing.place_of(session, cast.milo, work).mentor
    assert standing.place_of(session, cast.ada.person, work).member.enrolment_id == cast.ada.id


@pytest.mark.any_database
def test_the_page_of_a_change_shows_what_stands_and_says_why_not(client, cast, session, make, work):
    make.assignment(cast.ada, cast.mara, work)
    url = f"/works/{work.id}/edit"
    page = client.sign_in(cast.sam).get(url)
    fields = {**page.form(), "members": [cast.ben.id], "mentors": [cast.mara.id]}
    refused_page = client.post(url, fields)
    assert "Ada Adeyemi stays" in refused_page and 'id="members"' in refused_page.html
    everybody = {**fields, "members": [cast.ada.id, cast.ben.id], "title": "Another name"}
    assert client.post(url, everybody).location == f"/works/{work.id}"
    stale = client.post(url, {**everybody, "title": "A third name"})
    assert "Somebody else changed this work" in stale
    assert session.get(Work, work.id).title == "Another name"
