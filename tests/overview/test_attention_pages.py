"""The attention list, the reminder by hand and the plan of raters, through the browser's eyes."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.advancement import raising
from tests.cast import Cast
from tests.evaluations.rated import rated
from tests.factories import Factory
from tests.page import Client, Page
from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts import actions as cohort_actions
from tracker.cohorts import calendar_actions
from tracker.cohorts import queries as cohorts
from tracker.evaluations import setup
from tracker.evaluations.answers import Relation
from tracker.evaluations.models import Assignment
from tracker.outbox.models import Message
from tracker.people.models import Person
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

COHORT = "/programs/north/cohorts/winter"
LIST = f"{COHORT}/attention"


@pytest.fixture
def late(make: Factory, cast: Cast) -> Assignment:
    """A form of Mara's on Ada that was due four days ago."""
    return make.assignment(cast.ada, cast.mara, cast.sprint, due_on=clock.today() - timedelta(days=4))


def chase_url(one: Assignment) -> str:
    return f"{COHORT}/assignments/{one.id}/chase"


def chasers(session: Session) -> list[Message]:
    return list(session.scalars(sa.select(Message).where(Message.kind == "chaser")))


@pytest.mark.parametrize("url", ["/attention", LIST, "/"])
def test_staff_see_what_waits_and_what_it_costs(
    client: Client, cast: Cast, late: Assignment, url: str
) -> None:
    page = client.sign_in(cast.sam).get(url)
    assert "Mara Lind owes a form on Ada Adeyemi about “Sprint 1”, due on" in page
    assert "2 scholars lack people or works that the policy asks for" in page
    assert (chase_url(late), "Remind") in page.links


def test_who_may_not_remind_or_plan_gets_the_line_without_the_link(
    client: Client, cast: Cast, make: Factory, late: Assignment
) -> None:
    manager = make.role(make.person("Rhea"), Role.RESEARCH_MANAGER, cast.cohort)
    page = client.sign_in(manager).get(LIST)
    assert "Mara Lind owes a form on Ada Adeyemi" in page
    assert not [href for href, _text in page.links if "/chase" in href or "/raters" in href]
    assert client.get(chase_url(late)).status == 404
    assert client.get(f"{COHORT}/raters").status == 404


def test_an_own_form_is_filed_not_asked_after(client: Client, cast: Cast, make: Factory) -> None:
    own = make.assignment(cast.ada, cast.sam, cast.sprint, due_on=clock.today() - timedelta(days=1))
    page = client.sign_in(cast.sam).get(LIST)
    assert "Sam Staff owes a form on Ada Adeyemi" in page
    assert (f"/assignments/{own.id}/form", "File it") in page.links
    assert (chase_url(own), "Remind") not in page.links


def test_an_empty_list_says_so(client: Client, cast: Cast, make: Factory) -> None:
    make.cohort(cast.program, "quiet")
    page = client.sign_in(cast.sam).get("/programs/north/cohorts/quiet/attention")
    assert "Nothing waits." in page


def test_mentors_and_scholars_have_no_such_page(client: Client, cast: Cast) -> None:
    for person in (cast.mara, cast.ada.person, cast.outsider):
        assert client.sign_in(person).get(LIST).status == 404


def test_home_shows_the_first_five_lines_only(client: Client, cast: Cast, make: Factory) -> None:
    for days in range(1, 9):
        make.assignment(cast.ada, cast.mara, cast.sprint, due_on=clock.today() - timedelta(days=days))
    page = client.sign_in(cast.sam).get("/")
    assert page.text.count("Mara Lind owes a form") == 3, "after the two dearer lines"
    assert ("/attention", "The whole list") in page.links


def test_the_list_takes_the_same_number_of_statements_for_1_3_and_60_scholars(
    client: Client, cast: Cast, make: Factory
) -> None:
    counts = {}
    client.sign_in(cast.sam)
    cohort = make.cohort(cast.program, "growing")
    mentor = make.role(make.person("Growing Mentor"), Role.MENTOR, cohort)
    for size in (1, 3, 60):
        while len(cohorts.scholars(make.session, cohort.id)) < size:
            enrolment = make.enrolment(cohort)
            make.form(make.assignment(enrolment, mentor), please_advise=True, raise_concern=True)
            make.assignment(enrolment, mentor, due_on=clock.today() - timedelta(days=1))
            raising.plan(
                make.session, cast.sam, raising.read(make.session, cast.sam, enrolment), owner=cast.lea
            )
        with client.counting() as seen:
            assert client.get("/programs/north/cohorts/growing/attention").status == 200
        counts[size] = len(seen)
    assert len(set(counts.values())) == 1, counts


def test_a_reminder_is_shown_before_it_is_sent_and_names_neither_scholar_nor_work(
    client: Client, session: Session, cast: Cast, late: Assignment
) -> None:
    page = client.sign_in(cast.sam).get(chase_url(late))
    assert "a form that you were asked for in North Fellowship was due on" in page
    assert chasers(session) == []
    sent = client.submit(page, chase_url(late))
    assert (sent.status, sent.location) == (302, LIST)
    [mail] = chasers(session)
    assert mail.address == "mara.lind@example.org"
    assert f"/evaluations/{late.id}" in mail.body or f"{late.id}" in mail.body
    for secret in ("Ada", "Adeyemi", "Sprint"):
        assert secret not in mail.subject + mail.body
    assert " ".join(mail.body.split()) in page.text, "what was sent is what was shown"


def test_a_second_reminder_on_the_same_day_is_not_sent_but_the_next_day_it_is(
    client: Client, session: Session, cast: Cast, late: Assignment
) -> None:
    client.sign_in(cast.sam).post(chase_url(late))
    again = client.sign_in(cast.lea).get(chase_url(late))
    assert "reminded of this form today already" in again
    assert "Send this mail" not in again
    client.post(chase_url(late))
    assert len(chasers(session)) == 1
    with clock.fixed(clock.now() + timedelta(days=1)):
        client.post(chase_url(late))
    assert len(chasers(session)) == 2
    noted = session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == "assignment.chase").order_by(AuditEntry.id)
    )
    assert len(list(noted)) == 2


def refused(client: Client, session: Session, one: Assignment, words: str) -> None:
    for page in (client.get(chase_url(one)), client.post(chase_url(one))):
        assert words in page, page.text
        assert "Send this mail" not in page
    assert client.post(chase_url(one)).status == 422
    assert chasers(session) == []


def test_what_is_not_owed_is_refused_with_its_reason(
    client: Client, session: Session, cast: Cast, make: Factory, late: Assignment
) -> None:
    setup.excuse(session, cast.sam, assignment=cast.from_milo)
    make.form(late)
    on_ben = make.assignment(cast.ben, cast.mara)
    calendar_actions.begin_leave(session, cast.sam, enrolment=cast.ben, from_on=clock.today())
    client.sign_in(cast.sam)
    refused(client, session, cast.from_milo, "excused")
    refused(client, session, late, "This form was filed")
    refused(client, session, on_ben, "on leave")


def test_nobody_is_reminded_of_a_form_on_somebody_who_left(
    client: Client, session: Session, cast: Cast, late: Assignment
) -> None:
    cohort_actions.withdraw(session, cast.sam, enrolment=cast.ada, on=clock.today())
    refused(client.sign_in(cast.sam), session, late, "has left")


def test_nobody_is_written_to_who_cannot_be_or_need_not(
    client: Client, session: Session, cast: Cast, late: Assignment
) -> None:
    client.sign_in(cast.sam)
    with clock.fixed(clock.now() + timedelta(days=60)):
        refused(client, session, late, "it can no longer be filed")
    session.get_one(Person, cast.mara.id).email = None
    refused(client, session, late, "Nobody can be written to")


def test_a_scholar_who_works_for_the_program_reminds_nobody_of_forms_on_themselves(
    client: Client, cast: Cast, make: Factory, late: Assignment
) -> None:
    make.role(cast.ada.person, Role.STAFF, cast.cohort)
    client.sign_in(cast.ada.person)
    assert client.get(chase_url(late)).status == 404
    assert client.post(chase_url(late)).status == 404


def plan(client: Client, cast: Cast) -> Page:
    return client.sign_in(cast.sam).get(f"{COHORT}/raters")


def test_the_plan_names_who_lacks_what_and_who_has_room(
    client: Client, cast: Cast, make: Factory, late: Assignment
) -> None:
    make.role(make.person("Rita Reader"), Role.MENTOR, cast.cohort)
    page = plan(client, cast)
    assert "1 more person, 1 more work, 1 more who is no mentor" in page  # Ada: two mentors were asked
    assert "3 more people, 2 more works, 1 more who is no mentor" in page  # Ben: nobody was
    names = [name for name in ("Rita Reader 0", "Milo Vance 1", "Mara Lind 2") if name in page]
    assert len(names) == 3
    assert page.text.index(names[0]) < page.text.index(names[1]) < page.text.index(names[2])


def test_somebody_is_asked_and_the_page_says_what_is_still_missing(
    client: Client, session: Session, cast: Cast, make: Factory
) -> None:
    rita = make.role(make.person("Rita Reader"), Role.MENTOR, cast.cohort)
    second = make.work(cast.ada, title="Paper")
    url = f"{COHORT}/raters/{cast.ada.id}"
    page = client.sign_in(cast.sam).get(url)
    assert "Rita Reader 1 more person, 1 more work, 1 more who is no mentor" in page
    sent = client.submit(
        page, url, mentor=str(rita.id), work=str(second.id), relation=Relation.BLIND_REVIEWER.value
    )
    assert sent.location == f"{COHORT}/raters"
    made = session.scalars(sa.select(Assignment).where(Assignment.mentor_id == rita.id)).one()
    assert (made.enrolment_id, made.work_id, made.relation) == (
        cast.ada.id,
        second.id,
        Relation.BLIND_REVIEWER,
    )
    after = client.get(f"{COHORT}/raters")
    assert "Once it is filed, the policy's people and works are there." in after
    assert "Ada Adeyemi" not in after
    assert client.get(url).status == 404, "nothing is missing on her any more"


def test_asking_a_mentor_again_says_what_is_still_missing(client: Client, cast: Cast, make: Factory) -> None:
    second = make.work(cast.ada, title="Paper")
    url = f"{COHORT}/raters/{cast.ada.id}"
    page = client.sign_in(cast.sam).get(url)
    client.submit(page, url, mentor=str(cast.mara.id), work=str(second.id), relation="primary_mentor")
    assert "Still missing once it is filed: 1 more person, 1 more who is no mentor." in client.get(
        f"{COHORT}/raters"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"mentor": "0"}, "Choose who files the form."),
        ({"mentor": "999999"}, "Not a valid choice"),
        ({"work": "999999"}, "Not a valid choice"),
        ({"due_on": "2026-13-01"}, "Not a valid date"),
        ({"due_on": "2199-01-01"}, "must lie"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_nothing_is_asked(
    client: Client, session: Session, cast: Cast, changes: dict[str, str], words: str
) -> None:
    url = f"{COHORT}/raters/{cast.ada.id}"
    page = client.sign_in(cast.sam).get(url)
    before = session.scalar(sa.select(sa.func.count(Assignment.id)))
    answer = client.submit(page, url, **{"mentor": str(cast.mara.id), **changes})
    assert answer.status == 422
    assert "thing to mend" in answer
    assert session.scalar(sa.select(sa.func.count(Assignment.id))) == before


def test_nobody_rates_themselves_and_nobody_of_another_cohort_is_offered(
    client: Client, cast: Cast, make: Factory
) -> None:
    make.role(cast.ada.person, Role.MENTOR, cast.cohort)
    page = client.sign_in(cast.sam).get(f"{COHORT}/raters/{cast.ada.id}")
    assert "Ada Adeyemi: new" not in page
    assert "Olga Outside" not in page
    assert client.get(f"{COHORT}/raters/999999").status == 404


def test_the_page_says_which_form_would_say_most_but_not_to_who_owes_one(
    client: Client, cast: Cast, make: Factory
) -> None:
    cohort = rated(make, cast.cohort)
    url = f"{COHORT}/raters/{cohort.scholars[0].id}"
    page = client.sign_in(cast.sam).get(url)
    assert "Somebody new on a work not rated yet: the level's interval narrows by about" in page
    assert f"Somebody new on “{cohort.works[0].title}”: by about" in page
    make.assignment(cohort.scholars[0], cast.lea, cohort.works[0])
    assert "interval narrows" not in client.sign_in(cast.lea).get(url)
