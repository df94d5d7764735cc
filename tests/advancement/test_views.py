"""Concerns through the pages: raised, read, answered, helped, met; and who never finds them."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.advancement import raising
from tests.advancement.raising import HELP, TEXT, aim, in_days
from tests.page import count_rows
from tracker import clock
from tracker.advancement.models import Concern, ConcernDraft, Proof
from tracker.evaluations.models import Flag
from tracker.outbox.models import Message
from tracker.permissions import Role

pytestmark = pytest.mark.any_database

BOARD = "/programs/north/cohorts/winter/"
LIST = "/programs/north/cohorts/winter/concerns"


def typed(**changes):
    return {
        "text": TEXT,
        "target_1": "One clean run of the baseline",
        "target_1_on": in_days(16).isoformat(),
        "help_offered": HELP,
        "act": "open",
        **changes,
    }


def url(cast):
    return f"/scholars/{cast.ada.id}/concern"


def standing(cast):
    return f"/where-i-stand/{cast.ada.id}"


def only(session):
    session.expire_all()
    return session.scalars(sa.select(Concern)).one()


def test_concern_plan_met(client, cast, session):
    """The whole way, each person on their own page."""
    client.sign_in(cast.mara)
    assert url(cast) in client.get(f"/scholars/{cast.ada.id}").html
    opened = client.submit(client.get(url(cast)), url(cast), action="/concern", **typed())
    show = opened.location
    assert "not yet proven to have arrived" in client.get(show).text.lower()

    client.sign_in(cast.sam)
    assert "concern open, no proof yet" in client.get(BOARD)
    assert "Concerns not yet proven to have arrived" in client.get("/")

    client.sign_in(cast.ada.person)
    page = client.get(standing(cast))
    for words in (TEXT, "One clean run of the baseline", HELP, "A concern is not a decision", "in time"):
        assert words in page
    client.submit(page, page.form("/acknowledge") and f"{show}/acknowledge", action="/acknowledge")
    client.submit(page, f"{show}/reply", action="/reply", text="I was ill, and am back.")
    assert "You said on" in client.get(standing(cast))

    client.sign_in(cast.sam)
    assert "concern open, day 0 of 21" in client.get(BOARD)
    page = client.get(show)
    assert "I was ill, and am back." in page
    made = client.submit(
        client.get(f"{show}/plan"), f"{show}/plan", help_given="Fridays with Mara.", owner=cast.mara.id
    )
    assert made.location == show
    assert "Reviews of support plans" in client.get("/")
    client.submit(client.get(show), f"{show}/review", action="/review", verdict="met", text="I saw the run.")

    client.sign_in(cast.mara)
    page = client.get(show)
    assert "I saw the run." not in page
    client.submit(page, f"{show}/review", action="/review", verdict="met", text="Three runs, all clean.")
    assert "Closed: targets met" in client.get(show)

    client.sign_in(cast.ada.person)
    page = client.get(standing(cast))
    for words in (
        "The targets were met",
        "I saw the run.",
        "Three runs, all clean.",
    ):
        assert words in page
    assert not [form for form in page.forms if "/reply" in (form["attrs"].get("action") or "")]


def test_opening_the_page_proves_that_it_arrived_and_nobody_elses_visit_does(client, cast, session):
    made = raising.concern(session, cast.sam, cast.ada)
    for person in (cast.sam, cast.lea, cast.mara, cast.ben.person):
        client.sign_in(person)
        for place in (f"/concerns/{made.id}", standing(cast), f"/scholars/{cast.ada.id}", BOARD, "/"):
            client.get(place)
    assert only(session).delivered_on is None
    client.sign_in(cast.ada.person)
    client.get("/account")
    assert only(session).delivered_on is None
    client.get(standing(cast))
    assert only(session).delivered_by is Proof.READ
    with clock.fixed(clock.now() + timedelta(days=3)):
        client.get(standing(cast))
    assert only(session).delivered_on == clock.today()


def test_the_mail_holds_a_link_and_nothing_confidential(client, cast, session):
    client.sign_in(cast.sam)
    client.submit(client.get(url(cast)), url(cast), action="/concern", **typed())
    mail = session.scalars(sa.select(Message)).one()
    assert standing(cast) in mail.body
    for words in (TEXT, HELP, "concern", "One clean run"):
        assert words not in mail.body + mail.subject


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"text": ""}, "This field is needed"),
        ({"target_1": "", "target_1_on": ""}, "This field is needed"),
        ({"target_2": "A second one"}, "A target and its day go together"),
        ({"target_3_on": "2030-01-01"}, "A target and its day go together"),
        ({"target_1_on": "tomorrow"}, "Not a valid date value"),
        ({"target_1_on": in_days(13).isoformat()}, "comes too soon"),
        ({"target_1_on": in_days(60).isoformat()}, "comes too late"),
    ],
)
def test_what_is_refused_is_said_at_its_field_and_kept(client, cast, session, changes, said):
    client.sign_in(cast.sam)
    answer = client.submit(client.get(url(cast)), url(cast), action="/concern", **typed(**changes))
    assert answer.status == 422
    assert said in answer
    assert count_rows(session, Concern) == count_rows(session, Message) == 0
    kept = client.get(url(cast)).form("/concern")
    for name, value in {**typed(), **changes}.items():
        assert name == "act" or kept[name] == value


def test_a_draft_is_kept_for_its_author_alone(client, cast, session):
    client.sign_in(cast.sam)
    client.submit(client.get(url(cast)), url(cast), action="/concern", text="Half a sent", act="save")
    assert client.get(url(cast)).form("/concern")["text"] == "Half a sent"
    for person in (cast.lea, cast.mara):
        client.sign_in(person)
        assert "Half a sent" not in client.get(url(cast)).html
    assert count_rows(session, ConcernDraft) == 1


def test_two_clicks_open_one_concern(client, cast, session):
    client.sign_in(cast.sam)
    page = client.get(url(cast))
    first = client.submit(page, url(cast), action="/concern", **typed())
    second = client.submit(page, url(cast), action="/concern", **typed())
    assert first.location == second.location
    assert count_rows(session, Concern) == count_rows(session, Message) == 1


def test_whoever_comes_second_gets_their_text_back_beside_the_first(client, cast, session):
    raising.concern(session, cast.mara, cast.ada, text="Mara saw it first.")
    client.sign_in(cast.sam)
    page = client.get(url(cast))
    answer = client.submit(page, url(cast), action="/concern", **typed())
    assert answer.status == 422
    assert "Mara saw it first." in answer
    assert answer.form("/concern")["text"] == TEXT
    assert client.get(url(cast)).form("/concern")["text"] == TEXT
    assert count_rows(session, Concern) == 1


def test_a_mentor_who_comes_second_learns_nothing_of_the_first(client, cast, session):
    raising.concern(session, cast.mara, cast.ada, text="Mara saw it first.")
    client.sign_in(cast.milo)
    answer = client.submit(client.get(url(cast)), url(cast), action="/concern", **typed())
    assert answer.form("/concern")["text"] == TEXT
    assert "Mara" not in answer.html.replace(HELP, "")


def test_a_form_that_asked_for_one_leads_there(client, cast, session, make):
    form = make.form(cast.from_mara, raise_concern=True)
    client.sign_in(cast.sam)
    address = f"{url(cast)}?form={form.id}"
    assert address.replace("&", "&amp;") in client.get(f"/forms/{form.id}").html
    client.submit(client.get(address), url(cast), action="/concern", **typed())
    assert only(session).form_id == form.id
    assert session.scalars(sa.select(Flag.handled_by_id)).all() == [cast.sam.id]


def test_it_is_said_on_both_sides_that_a_late_one_does_not_count(client, cast, session, make):
    late = make.training(cast.cohort).notice_by - clock.today() + timedelta(days=1)
    with clock.fixed(clock.now() + late):
        client.sign_in(cast.sam)
        assert "too late to count at this gate" in client.get(url(cast))
        client.submit(client.get(url(cast)), url(cast), action="/concern", **typed())
        made = only(session)
        assert "too late to count at this gate" in client.get(f"/concerns/{made.id}")
        client.sign_in(cast.ada.person)
        page = client.get(standing(cast))
        assert "too late to count at this gate" in page
        assert "You continue. No concern was raised in time." in page


def test_it_is_taken_back_with_a_reason_that_the_scholar_reads(client, cast, session):
    made = raising.arrived(session, cast.mara, cast.ada)
    show = f"/concerns/{made.id}"
    client.sign_in(cast.sam)
    assert client.post(f"{show}/withdraw", {"reason": "No."}).status == 404
    client.sign_in(cast.mara)
    assert client.post(f"{show}/withdraw", {"reason": " "}).status == 422
    client.submit(client.get(show), f"{show}/withdraw", action="/withdraw", reason="I mixed up two people.")
    client.sign_in(cast.ada.person)
    page = client.get(standing(cast))
    assert "I mixed up two people." in page
    assert "Mara Lind took it back" in page


def people(make, cast):
    """Everybody of the program, by what they are to Ada's concern."""
    others = {role.value: make.role(make.person(), role, cast.cohort, whole_program=True) for role in HIDDEN}
    panel = make.role(make.person("Pat Panel"), Role.PANEL_MEMBER, cast.cohort, whole_program=True)
    manager = make.role(make.person("Rio Manager"), Role.RESEARCH_MANAGER, cast.cohort)
    seeing = {"opener": cast.mara, "staff": cast.sam, "lead": cast.lea, "panel": panel, "manager": manager}
    blind = {"other mentor": cast.milo, "other scholar": cast.ben.person, "outsider": cast.outsider, **others}
    return seeing, blind


HIDDEN = (Role.COORDINATOR, Role.DEPUTY, Role.REVIEWER, Role.EXTERNAL, Role.AUDITOR, Role.VIEWER)


def test_who_finds_a_concern_and_who_does_not(client, cast, session, make):
    secret = "Since week 3 no experiment ran"
    made = raising.arrived(session, cast.mara, cast.ada)
    seeing, blind = people(make, cast)
    session.flush()
    found = {}
    for name, person in {**seeing, **blind}.items():
        client.sign_in(person)
        found[name] = client.get(f"/concerns/{made.id}").status
    assert found == {**dict.fromkeys(seeing, 200), **dict.fromkeys(blind, 404)}
    places = (
        f"/scholars/{cast.ada.id}",
        url(cast),
        "/",
        BOARD,
        LIST,
        standing(cast),
        f"/concerns/{made.id}/plan",
    )
    for person in blind.values():
        client.sign_in(person)
        for place in places:
            page = client.get(place)
            assert secret not in page.html
            assert f"/concerns/{made.id}" not in page.html
            assert "concern open, day" not in page.html


def test_the_panel_reads_and_does_not_act(client, cast, session, make):
    made = raising.read(session, cast.sam, cast.ada)
    raising.plan(session, cast.sam, made, owner=cast.sam)
    panel = make.role(make.person("Pat Panel"), Role.PANEL_MEMBER, cast.cohort, whole_program=True)
    client.sign_in(panel)
    page = client.get(f"/concerns/{made.id}")
    assert [one["attrs"]["action"] for one in page.forms if one["attrs"]["action"] != "/sign-out"] == []
    assert "Concerns in Winter 2026" in client.get("/")
    for act in ("review", "withdraw", "acknowledge", "reply", "plan"):
        assert client.post(f"/concerns/{made.id}/{act}", {"text": "x", "verdict": "met"}).status == 404


def test_a_scholar_with_another_role_reads_their_concern_as_a_scholar(client, cast, session, make):
    made = raising.arrived(session, cast.mara, cast.ada)
    plan = raising.plan(session, cast.sam, made, owner=cast.sam)
    make.role(cast.ada.person, Role.STAFF, cast.cohort, whole_program=True)
    raising.judged(session, cast.sam, made, raising.Verdict.MET)
    client.sign_in(cast.ada.person)
    assert client.get(f"/concerns/{made.id}").location.endswith(standing(cast))
    assert "Three runs" not in client.get(standing(cast))
    assert client.post(f"/concerns/{made.id}/review", {"text": "x", "verdict": "met"}).status == 404
    assert f"/concerns/{made.id}" not in client.get(LIST).html
    assert plan.outcome is None


def test_the_lists_ask_the_database_as_often_for_one_row_as_for_many(client, cast, session, make):
    client.sign_in(cast.lea)
    counts = []
    for size in (1, 3, 12):
        while count_rows(session, Concern) < size:
            made = raising.read(session, cast.sam, make.enrolment(cast.cohort), targets=[aim(), aim(20)])
            raising.plan(session, cast.sam, made, owner=cast.sam)
        for place in (LIST, "/", BOARD):
            with client.counting() as statements:
                client.get(place)
            counts.append((place, len(statements)))
    assert len(set(counts)) == 3, counts


def test_nothing_is_said_of_a_plan_without_choosing(client, cast, session):
    made = raising.read(session, cast.sam, cast.ada)
    raising.plan(session, cast.sam, made, owner=cast.sam)
    show = f"/concerns/{made.id}"
    client.sign_in(cast.sam)
    answer = client.submit(client.get(show), f"{show}/review", action="/review", text="I saw the run.")
    assert answer.status == 422
    assert "Say how far the targets were met" in answer
    assert answer.form("/review")["text"] == "I saw the run."


def test_an_empty_list_says_the_next_step(client, cast):
    client.sign_in(cast.sam)
    assert "One is raised from a scholar's page" in client.get(LIST)
