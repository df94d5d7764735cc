"""The people of a cohort or program: adding, inviting, withdrawing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tracker import clock
from tracker.cohorts.models import Enrolment
from tracker.outbox.models import Message
from tracker.people import queries
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

PEOPLE = "/programs/north/cohorts/winter/people"
PROGRAM = "/programs/north/people"


def add(client, url=PEOPLE, **typed):
    page = client.get(url)
    return client.submit(
        page, url, **{"name": "Nia New", "email": "nia@example.org", "role": "mentor", **typed}
    )


def messages(session):
    session.expire_all()
    return session.scalars(sa.select(Message).order_by(Message.id)).all()


def roles(session, person):
    session.expire_all()
    return {(one.role, one.cohort_id) for one in session.get(Person, person.id).role_grants}


def test_a_new_scholar_is_made_given_the_role_and_enrolled(client, cast, session):
    client.sign_in(cast.sam)
    assert add(client, role="scholar").location == PEOPLE
    person = queries.by_email(session, "nia@example.org")
    assert roles(session, person) == {(Role.SCHOLAR, cast.cohort.id)}
    enrolled = session.scalars(sa.select(Enrolment).where(Enrolment.person_id == person.id)).one()
    assert enrolled.cohort_id == cast.cohort.id
    assert "Nia New was added" in client.get(PEOPLE)


def test_a_known_address_gives_the_same_person_the_role_and_keeps_their_name(client, cast, session):
    client.sign_in(cast.sam)
    add(client, name="Somebody Else", email="  MARA.LIND@example.org ", role="research_manager")
    assert session.scalar(sa.select(sa.func.count()).where(Person.email == "mara.lind@example.org")) == 1
    assert (Role.RESEARCH_MANAGER, cast.cohort.id) in roles(session, cast.mara)
    assert "Somebody Else" not in client.get(PEOPLE)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "This field is needed"),
        ({"name": "\0"}, "control characters"),
        ({"name": "A\x07da"}, "control characters"),
        ({"email": ""}, "This field is needed"),
        ({"email": "nia"}, "not an e-mail address"),
        ({"email": "nia@example.org\nBcc: all@example.org"}, "control characters"),
        ({"email": "a" * 250 + "@example.org"}, "254"),
        ({"role": "lead"}, "Not a valid choice"),
        ({"role": "operator"}, "Not a valid choice"),
        ({"role": "staff"}, "Not a valid choice"),
        ({"ends_on": "2001-01-01"}, "lies in the past"),
        ({"email": "mara.lind@example.org"}, "holds this role already"),
        ({"email": "ada.adeyemi@example.org", "role": "scholar"}, "already"),
    ],
)
def test_what_cannot_be_added_says_why_and_leaves_nothing_behind(client, cast, session, typed, words):
    before = session.scalar(sa.select(sa.func.count(RoleGrant.id)))
    page = add(client.sign_in(cast.sam), **typed)
    assert page.status == 200
    assert words in page
    assert queries.by_email(session, "nia@example.org") is None
    assert session.scalar(sa.select(sa.func.count(RoleGrant.id))) == before


def test_a_formula_in_a_name_stays_text(client, cast, session):
    add(client.sign_in(cast.sam), name='=HYPERLINK("http://x")<b>')
    page = client.get(PEOPLE)
    assert '=HYPERLINK("http://x")<b>' in page
    assert "<b>" not in page.html


def test_a_lead_gives_roles_that_staff_cannot(client, cast, session):
    client.sign_in(cast.lea)
    for role in ("staff", "lead", "viewer", "auditor", "coordinator", "reviewer", "panel_member"):
        assert add(client, PROGRAM, email=f"{role}@example.org", role=role).status == 302
        assert roles(session, queries.by_email(session, f"{role}@example.org")) == {(Role(role), None)}


def test_an_outside_reviewer_needs_a_last_day(client, cast, session):
    client.sign_in(cast.lea)
    assert "needs a last day" in add(client, PROGRAM, role="external")
    until = clock.today() + timedelta(days=30)
    assert add(client, PROGRAM, role="external", ends_on=until.isoformat()).status == 302


def test_a_whole_program_has_no_scholars(client, cast):
    client.sign_in(cast.lea)
    assert "Not a valid choice" in add(client, PROGRAM, role="scholar")


def test_an_invitation_stands_in_the_outbox_and_opens_the_account(client, cast, session):
    client.sign_in(cast.sam)
    client.post(f"{PEOPLE}/{cast.mara.id}/invite")
    (message,) = messages(session)
    assert (message.person_id, message.program_id, message.opens_account) == (
        cast.mara.id,
        cast.program.id,
        True,
    )
    assert "outbox" in client.get(PEOPLE)
    link = next(word for word in message.body.split() if "/links/" in word)
    assert client.sign_out().get(link.split("localhost")[1]).status == 200


def test_another_invitation_ends_the_first(client, cast, session):
    client.sign_in(cast.sam)
    for _time in range(2):
        client.post(f"{PEOPLE}/{cast.mara.id}/invite")
    links = [next(w for w in one.body.split() if "/links/" in w) for one in messages(session)]
    first, second = (link.split("localhost")[1] for link in links)
    client.sign_out()
    assert client.get(first).status == 410
    assert client.get(second).status == 200


def test_somebody_who_can_sign_in_gets_a_notice_without_a_link_that_opens_anything(
    client, cast, make, session
):
    known = make.person("Kit Known")
    known.password = "set"
    session.flush()
    add(client.sign_in(cast.sam), email="kit.known@example.org")
    (message,) = messages(session)
    assert not message.opens_account
    assert "/links/" not in message.body
    refused = client.post(f"{PEOPLE}/{known.id}/invite")
    assert refused.status == 409
    assert "has an account already" in refused


@pytest.mark.parametrize("who", ["lea", "outsider"])
def test_staff_cannot_read_a_link_into_an_account_above_their_own(client, cast, session, who):
    # Without a mail server whoever invites can read the link in the outbox.
    client.sign_in(cast.sam)
    target = getattr(cast, who)
    if who == "outsider":
        add(client, email="olga.outside@example.org")
    refused = client.post(f"{PEOPLE}/{target.id}/invite")
    assert refused.status == 409
    assert "not yours to send" in refused
    client.post(f"{PEOPLE}/invite-all")
    assert target.id not in {one.person_id for one in messages(session)}


def test_one_button_invites_everybody_who_waits_and_nobody_twice(client, cast, session):
    client.sign_in(cast.lea)
    client.post(f"{PEOPLE}/invite-all")
    invited = [one.person_id for one in messages(session)]
    assert {cast.mara.id, cast.milo.id, cast.ada.person_id, cast.ben.person_id} <= set(invited)
    client.post(f"{PEOPLE}/invite-all")
    assert len(messages(session)) == len(invited)


def test_nobody_is_invited_who_left(client, cast, session):
    cast.ben.withdrew_on = clock.today()
    client.sign_in(cast.lea).post(f"{PEOPLE}/invite-all")
    assert cast.ben.person_id not in {one.person_id for one in messages(session)}


def test_a_role_is_withdrawn_by_its_button(client, cast, session):
    page = client.sign_in(cast.sam).get(PEOPLE)
    grant = cast.mara.role_grants[0]
    url = f"/programs/north/cohorts/winter/roles/{grant.id}/withdraw"
    assert url in page.html
    client.post(url)
    assert roles(session, cast.mara) == set()
    assert client.post(url).status == 404


def test_staff_cannot_withdraw_a_lead(client, cast, session):
    grant = cast.lea.role_grants[0]
    refused = client.sign_in(cast.sam).post(f"/programs/north/roles/{grant.id}/withdraw")
    assert refused.status == 409
    assert roles(session, cast.lea) == {(Role.LEAD, None)}


def test_the_last_lead_stays(client, cast, make, session):
    url = f"/programs/north/roles/{cast.lea.role_grants[0].id}/withdraw"
    refused = client.sign_in(cast.lea).post(url)
    assert refused.status == 409
    assert "only lead" in refused
    second = make.role(make.person("Lou Lead"), Role.LEAD, cast.cohort, whole_program=True)
    assert client.sign_in(second).post(url).status == 302
    assert roles(session, cast.lea) == set()


def test_a_scholar_who_left_keeps_their_record(client, cast, session):
    url = f"/programs/north/cohorts/winter/scholars/{cast.ada.id}/left"
    page = client.sign_in(cast.sam).get(url)
    early = client.submit(page, url, on=(cast.ada.enrolled_on - timedelta(days=1)).isoformat())
    assert "must not lie before" in early
    assert client.submit(page, url, on=clock.today().isoformat()).location == PEOPLE
    session.expire_all()
    assert session.get(Enrolment, cast.ada.id).withdrew_on == clock.today()
    assert "left on" in client.get(PEOPLE)


@pytest.mark.parametrize("url", [PEOPLE, PROGRAM])
def test_the_page_costs_the_same_with_more_people(client, cast, make, url):
    client.sign_in(cast.sam)
    with client.counting() as few:
        client.get(url)
    for _number in range(2):
        make.enrolment(cast.cohort)
        make.role(make.person(), Role.MENTOR, cast.cohort)
        make.role(make.person(), Role.STAFF, cast.cohort, whole_program=True)
    with client.counting() as more:
        client.get(url)
    assert len(few) == len(more)
