"""One's calendar for other programs: whose it is, what stands in it, and that it ends when it should."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import ics
import pytest
import sqlalchemy as sa
from icalendar import Calendar
from sqlalchemy.orm import Session

from tests.advancement import appealing
from tests.cast import Cast
from tests.factories import Factory
from tests.page import Client, Page
from tests.surveys import asking
from tracker import clock
from tracker.advancement.appeal_models import Appeal, Ruling
from tracker.audit import AuditEntry
from tracker.cohorts import actions as cohort_actions
from tracker.cohorts import calendar_actions
from tracker.cohorts.models import PhaseKind
from tracker.outbox import feed_queries
from tracker.outbox.feed_models import CalendarEntry, CalendarFeed
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.surveys.questions import Slot

pytestmark = pytest.mark.any_database
PAGE = "/account/calendar"


def address(client: Client, person: Person) -> str:
    """The path of a new address, as the page shows it this once."""
    page = client.sign_in(person).post(f"{PAGE}/address")
    shown = page.html.split('id="address" value="')[1].split('"')[0]
    client.sign_out()
    return shown.removeprefix("http://localhost")


def fresh(session: Session, row: Any) -> Any:
    """A row as the session knows it after a page was read."""
    return session.get_one(type(row), row.id)


def events(page: Page) -> dict[str, dict]:
    """Name → entry, of a feed that both parsers read."""
    assert page.status == 200
    content = page.response.get_data()
    found = Calendar.from_ical(content).walk("VEVENT")
    strict = ics.Calendar(content.decode()).events
    assert {one.uid for one in strict} == {str(one["uid"]) for one in found}
    return {str(one["uid"]).rpartition("-")[0]: one for one in found}


def days(page: Page) -> dict[str, str]:
    """Title → day."""
    return {str(one["summary"]): one.decoded("dtstart").isoformat() for one in events(page).values()}


@pytest.fixture
def mara(client: Client, cast: Cast) -> str:
    """Where Mara's calendar is read."""
    return address(client, cast.mara)


@pytest.fixture
def ada(client: Client, cast: Cast) -> str:
    return address(client, cast.ada.person)


def test_an_address_that_nobody_made_opens_nothing(client: Client, mara: str):
    other = mara[:-5] + ("A" if mara[-5] != "A" else "B") + mara[-4:]
    assert client.get(other).status == 404
    assert client.get("/calendar/" + "x" * 43 + ".ics").status == 404


def test_a_new_address_ends_the_old_one_and_stopping_ends_it(client: Client, cast: Cast, mara: str):
    assert client.get(mara).status == 200
    second = address(client, cast.mara)
    assert (client.get(mara).status, client.get(second).status) == (404, 200)
    client.sign_in(cast.mara).post(f"{PAGE}/stop")
    assert client.sign_out().get(second).status == 404


def test_who_was_switched_off_is_read_no_more(client: Client, session: Session, cast: Cast, mara: str):
    session.get_one(Person, cast.mara.id).active = False
    assert client.get(mara).status == 404


def test_the_address_is_shown_once_and_only_its_hash_is_kept(
    client: Client, session: Session, cast: Cast, mara: str
):
    secret = mara.removeprefix("/calendar/").removesuffix(".ics")
    assert secret not in client.sign_in(cast.mara).get(PAGE).html
    row = session.scalars(sa.select(CalendarFeed)).one()
    assert (row.person_id, row.token_hash) == (cast.mara.id, feed_queries.hashed(secret))
    noted = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "calendar.address")).one()
    assert (noted.actor_id, noted.change) == (cast.mara.id, {"replaced": False})


def test_nobody_else_changes_it(client: Client, cast: Cast, mara: str):
    client.sign_in(cast.milo).post(f"{PAGE}/stop")
    assert client.sign_out().post(f"{PAGE}/address").status in (302, 401)
    assert client.get(mara).status == 200


def test_the_page_says_when_it_was_read(client: Client, cast: Cast, mara: str):
    assert "No program has read it yet" in client.sign_in(cast.mara).get(PAGE)
    client.sign_out().get(mara)
    assert "Last read" in client.sign_in(cast.mara).get(PAGE)


def test_a_mentor_finds_forms_and_the_last_day_for_a_concern(client: Client, cast: Cast, mara: str):
    notice = cohort_actions.phase_of(cast.cohort, PhaseKind.TRAINING).notice_by
    assert notice is not None
    found = days(client.get(mara))
    assert found["A form is due (Winter 2026)"] == cast.from_mara.due_on.isoformat()
    assert found["Winter 2026, Training: last day for a concern"] == notice.isoformat()
    assert len(found) == 2, "no decision, and nothing of the phase that is still to come"


def test_no_entry_names_anybody_or_a_work(client: Client, cast: Cast, mara: str):
    said = client.get(mara).response.get_data(as_text=True).replace("\r\n ", "")
    assert not [one for one in ("Ada", "Adeyemi", "Sprint", "Mara", "Lind", "@") if one in said]


def test_a_filed_form_goes_away(client: Client, session: Session, make: Factory, cast: Cast, mara: str):
    name = f"form-{cast.from_mara.id}"
    assert name in events(client.get(mara))
    make.form(fresh(session, cast.from_mara))
    assert name not in events(client.get(mara))


def test_without_the_role_its_days_are_gone(client: Client, session: Session, cast: Cast, mara: str):
    session.delete(session.get_one(Person, cast.mara.id).role_grants[0])
    session.flush()
    assert events(client.get(mara)) == {}


def test_staff_find_the_days_of_decisions_in_their_program_alone(client: Client, cast: Cast):
    found = days(client.get(address(client, cast.sam)))
    assert "Winter 2026, Training: decisions are due" in found
    assert "Winter 2026, Research: decisions are due" in found
    assert not [one for one in days(client.get(address(client, cast.outsider))) if "Winter 2026" in one]


def test_a_scholar_finds_milestones_gates_and_surveys(
    client: Client, session: Session, make: Factory, cast: Cast, ada: str
):
    make.milestone(cast.cohort, "Plan; with “a, b” 🦉", clock.today() + timedelta(days=2))
    survey = asking.asked(session, cast.cohort, Slot.SELF_START)
    found = days(client.get(ada))
    assert found["Due: Plan; with “a, b” 🦉"] == (clock.today() + timedelta(days=2)).isoformat()
    assert found["Winter 2026, Training: last day for a concern"]
    assert found["Winter 2026, Training: you know by today"]
    assert not [one for one in found if "Research" in one], "their page shows the gate they are before"
    assert survey.closes_on.isoformat() in [day for title, day in found.items() if "Survey" in title]


def test_the_careers_surveys_stand_in_it_from_the_end_of_the_cohort_until_they_are_answered(
    client: Client, session: Session, cast: Cast, ada: str
):
    six = asking.asked(session, cast.cohort, Slot.CAREERS_6, opens=400, closes=420)
    twelve = asking.asked(session, cast.cohort, Slot.CAREERS_12, opens=600, closes=620)
    ended, names = cast.cohort.last_day, [f"survey-{one.id}-{cast.ada.id}" for one in (six, twelve)]
    assert ended is not None
    with asking.on(ended):
        assert not events(client.get(ada)).keys() & set(names), "who stays to the end is not known yet"
    with asking.on(ended + timedelta(days=1)):
        before = events(client.get(ada))
        assert [before[name].decoded("dtstart") for name in names] == [six.closes_on, twelve.closes_on]
    with asking.on(six.opens_on):
        assert events(client.get(ada))[names[0]]["sequence"] == 0, "nothing changes on the day it opens"
        asking.answered(session, fresh(session, six), fresh(session, cast.ada), asking.CAREER)
        assert names[0] not in events(client.get(ada)) and names[1] in events(client.get(ada))


def test_who_left_is_asked_nothing_after_the_end(client: Client, session: Session, cast: Cast, ada: str):
    asking.asked(session, cast.cohort, Slot.CAREERS_6, opens=400, closes=420)
    cohort_actions.withdraw(session, cast.sam, enrolment=fresh(session, cast.ada), on=clock.today())
    with asking.on(clock.today() + timedelta(days=399)):
        assert events(client.get(ada)) == {}


def test_no_other_survey_stands_there_before_it_opens(client: Client, session: Session, cast: Cast, ada: str):
    asking.asked(session, cast.cohort, Slot.EXPERIENCE, opens=400, closes=420)
    with asking.on(clock.today() + timedelta(days=399)):
        assert not [title for title in days(client.get(ada)) if "Survey" in title]


@pytest.fixture
def appealed(make: Factory) -> tuple[appealing.Stopped, Appeal]:
    case = appealing.stopped(make)
    return case, appealing.given(case, appealing.filed(case))


def test_who_decides_an_appeal_finds_its_day_and_nobody_else_does(
    client: Client, appealed: tuple[appealing.Stopped, Appeal]
):
    case, appeal = appealed
    name = f"appeal-{appeal.id}"
    with case.gate.on(appealing.FILED):
        page = client.get(address(client, case.otto))
        assert events(page)[name].decoded("dtstart") == appeal.decide_by
        said = page.response.get_data(as_text=True).replace("\r\n ", "")
        for secret in (case.scholar.name, "stop", appealing.TEXT[:20], "@"):
            assert secret not in said
        for other in (case.noor, case.gate.sam, case.scholar):
            assert name not in events(client.get(address(client, other)))


def test_an_appeal_that_is_decided_or_no_longer_theirs_goes_away(
    client: Client, session: Session, appealed: tuple[appealing.Stopped, Appeal]
):
    case, appeal = appealed
    name = f"appeal-{appeal.id}"
    with case.gate.on(appealing.FILED):
        otto = address(client, case.otto)
        assert name in events(client.get(otto))
        grant = session.get_one(Person, case.otto.id).role_grants[0]
        role = grant.role
        session.delete(grant)
        session.flush()
        session.expire_all()
        assert name not in events(client.get(otto)), "without the role the page behind it is closed"
        Factory(session).role(session.get_one(Person, case.otto.id), role, case.gate.cohort)
        assert name in events(client.get(otto))
    appealing.ruled(case, fresh(session, appeal), Ruling.UPHELD, session.get_one(Person, case.otto.id))
    with case.gate.on(appealing.FILED + 1):
        assert name not in events(client.get(otto))


def test_what_is_done_goes_away(client: Client, session: Session, make: Factory, cast: Cast, ada: str):
    milestone = make.milestone(cast.cohort, "Plan")
    assert "Due: Plan" in days(client.get(ada))
    cohort_actions.mark_milestone(
        session, cast.sam, milestone=milestone, enrolment=cast.ada, done_on=clock.today()
    )
    assert "Due: Plan" not in days(client.get(ada))


def test_who_left_finds_nothing(client: Client, session: Session, make: Factory, cast: Cast, ada: str):
    make.milestone(cast.cohort, "Plan")
    asking.asked(session, cast.cohort, Slot.SELF_START)
    assert len(events(client.get(ada))) == 4
    cohort_actions.withdraw(session, cast.sam, enrolment=fresh(session, cast.ada), on=clock.today())
    assert events(client.get(ada)) == {}


def test_while_on_leave_nothing_is_due(client: Client, session: Session, make: Factory, cast: Cast, ada: str):
    make.milestone(cast.cohort, "Plan")
    calendar_actions.begin_leave(session, cast.sam, enrolment=fresh(session, cast.ada), from_on=clock.today())
    assert events(client.get(ada)) == {}


def test_an_entry_that_moves_keeps_its_name_and_counts_up(
    client: Client, session: Session, make: Factory, cast: Cast, ada: str
):
    milestone = make.milestone(cast.cohort, "Plan", clock.today() + timedelta(days=2))
    now, name = clock.now(), f"milestone-{milestone.id}-{cast.ada.id}"
    with clock.fixed(now):
        first = events(client.get(ada))
    with clock.fixed(now + timedelta(minutes=90)):
        again = events(client.get(ada))
        assert {one: str(found.to_ical()) for one, found in again.items()} == {
            one: str(found.to_ical()) for one, found in first.items()
        }
        session.merge(milestone).due_on += timedelta(days=1)
        moved = events(client.get(ada))
    assert moved.keys() == first.keys()
    assert [one for one in moved if moved[one]["sequence"] != 0] == [name]
    assert moved[name]["uid"] == first[name]["uid"]
    assert moved[name]["sequence"] == 1
    assert moved[name].decoded("last-modified") > first[name].decoded("last-modified")


def test_names_stay_under_a_new_address_and_are_one_persons_alone(client: Client, cast: Cast, mara: str):
    uids = {str(one["uid"]) for one in events(client.get(mara)).values()}
    assert {str(one["uid"]) for one in events(client.get(address(client, cast.mara))).values()} == uids
    assert not uids & {str(one["uid"]) for one in events(client.get(address(client, cast.milo))).values()}


def test_what_did_not_change_is_not_sent_again(
    client: Client, session: Session, make: Factory, cast: Cast, mara: str
):
    first = client.get(mara).response
    assert first.headers["Cache-Control"] == "private, no-store"
    assert first.mimetype == "text/calendar"
    assert "Set-Cookie" not in first.headers
    tag = {"If-None-Match": first.headers["ETag"]}
    again = client.get(mara, headers=tag).response
    assert (again.status_code, again.get_data()) == (304, b"")
    make.form(fresh(session, cast.from_mara))
    assert client.get(mara, headers=tag).status == 200


def test_reading_writes_only_what_changed(client: Client, session: Session, make: Factory, mara: str):
    client.get(mara)
    count = sa.select(sa.func.count()).select_from(CalendarEntry)
    assert session.scalar(count) == 2
    with client.counting() as statements:
        client.get(mara)
    assert not [one for one in statements if one.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_it_takes_the_same_statements_for_one_form_and_for_seven(
    client: Client, make: Factory, cast: Cast, mara: str
):
    def counted() -> int:
        client.get(mara)
        with client.counting() as statements:
            client.get(mara)
        return len(statements)

    few = counted()
    for _number in range(6):
        make.assignment(cast.ada, cast.mara, make.work(cast.ada))
    assert counted() == few


def test_a_person_without_days_has_an_empty_calendar(client: Client, make: Factory):
    assert events(client.get(address(client, make.person("Noor New")))) == {}


def test_a_funder_finds_no_days(client: Client, make: Factory, cast: Cast):
    viewer = make.role(make.person("Vera Viewer"), Role.VIEWER, cast.cohort, whole_program=True)
    assert events(client.get(address(client, viewer))) == {}
