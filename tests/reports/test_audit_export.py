"""A program's audit trail as a file: every entry is a line, and none tells what is sealed."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.projects.gridding import BEYOND, OWN
from tests.projects.outcoming import outcome
from tests.properties import given, st
from tracker import audit, clock
from tracker.audit import AuditEntry
from tracker.db import Base
from tracker.jobs.models import Job
from tracker.people import actions as people
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects import edits, grid_actions
from tracker.projects.grid_models import GridKind
from tracker.projects.models import WorkKind
from tracker.projects.outcome_models import OutcomeStatus
from tracker.reports import actions, audit_lines
from tracker.reports.actions import Wanted
from tracker.reports.audit_lines import COLUMNS, KEPT_BACK, Secrets
from tracker.reports.lines import Kind, Table

pytestmark = pytest.mark.any_database

URL = "/programs/north/audit-trail"
SEALED_LINE = [KEPT_BACK] * len(COLUMNS)
SEALED = (OutcomeStatus.RESTRICTED, OutcomeStatus.WITHHELD)


def lines(session, cast, actor=None) -> list[dict[str, str]]:
    session.flush()
    wanted = Wanted(cast.program, None, Table.AUDIT, Kind.CSV)
    actions.require_right(session, actor, wanted)
    made = actions.taken(session, actor, wanted, actions.sheet(session, wanted))
    return list(csv.DictReader(io.StringIO(made.content.decode(), newline="")))


def about(found, name) -> list[dict[str, str]]:
    return [line for line in found if line["object_type"] == name]


def renamed(session, cast, title) -> None:
    """Ada's work gets another title, through the product's own action."""
    work = session.merge(cast.sprint)
    wanted = edits.Wanted(
        title=title, kind=WorkKind.PROJECT, starts_on=None, due_on=None, members=[cast.ada], mentors=[]
    )
    nothing = edits.Ties(frozenset(), frozenset())
    edits.edit(
        session, cast.sam, work=work, version=work.version, wanted=wanted, kept=lambda _session, _id: nothing
    )


def test_no_entry_is_left_out(session, cast, make):
    make.form(cast.from_mara)
    session.flush()
    head = session.get_one(audit.AuditHead, f"program:{cast.program.id}")
    before = head.position
    assert len(lines(session, cast)) == before > 5


def test_an_entry_says_who_did_what_when_and_what_changed(session, cast, make):
    form = make.form(cast.from_mara)
    [line] = about(lines(session, cast), "form")
    assert (line["actor"], line["actor_id"], line["action"]) == ("Mara Lind", str(cast.mara.id), "form.file")
    assert (line["object_id"], line["change"]) == (str(form.id), '{"version": 1}')
    assert line["at"].startswith(clock.today(cast.program.time_zone).isoformat())


def test_pages_are_joined_without_a_gap(session, cast, make, monkeypatch):
    make.form(cast.from_mara)
    whole = lines(session, cast)
    monkeypatch.setattr(audit_lines, "PAGE", 2)
    assert lines(session, cast)[: len(whole)] == whole


def test_other_programs_entries_are_not_among_them(session, cast, make):
    before = len(lines(session, cast))
    make.cohort(make.program("east"))
    assert len(lines(session, cast)) == before + 1  # that the first was taken out


def test_an_old_title_is_told_of_no_work_since_any_may_be_under_review(session, cast):
    renamed(session, cast, "What Wombats weigh")
    renamed(session, cast, "Neutral")
    found = about(lines(session, cast), "work")
    assert "Wombat" not in str(found)
    assert [line["change"] for line in found if line["action"] == "work.edit"][-1] == (
        '{"title": "[sealed]"}'
    )


@pytest.mark.parametrize("status", SEALED)
def test_of_a_work_with_a_restricted_outcome_no_old_value_is_told(session, cast, status):
    renamed(session, cast, "Neutral")
    [edit] = [one for one in lines(session, cast) if one["action"] == "work.edit"]
    assert json.loads(edit["change"])["kind"] == ["sprint", "project"]
    outcome(session, cast.ada.person, cast.sprint, status)
    [edit] = [one for one in lines(session, cast) if one["action"] == "work.edit"]
    assert set(json.loads(edit["change"]).values()) == {KEPT_BACK}


@pytest.mark.parametrize("status", SEALED)
def test_of_a_restricted_outcome_not_even_day_or_number_is_told(session, cast, status):
    open_one = outcome(session, cast.ada.person, cast.sprint)
    outcome(session, cast.ada.person, cast.sprint, status)
    found = lines(session, cast)
    assert [line["object_id"] for line in about(found, "outcome")] == [str(open_one.id)]
    assert [list(line.values()) == SEALED_LINE for line in found][-2:] == [False, True]


def test_what_stood_in_a_grid_is_not_told(session, cast):
    grid = grid_actions.make_grid(
        session, cast.ada.person, work=cast.sprint, title="Sizes", kind=GridKind.FREE, design=OWN
    )
    grid_actions.take_in(session, cast.ada.person, grid=grid, text=BEYOND)
    grid_actions.take_in(session, cast.ada.person, grid=grid, text=BEYOND.replace("2.3", "7.77"))
    found = [line for line in lines(session, cast) if line["action"] == "grid.take-in"]
    assert '"new": 9' in found[0]["change"]
    assert '"corrected": "[sealed]"' in found[1]["change"]
    assert "2.3" not in found[1]["change"]


def test_of_every_table_of_the_review_of_releases_nothing_is_told(session, cast):
    told = audit_lines.told_tables()
    review = {m.class_.__tablename__ for m in Base.registry.mappers if "releases" in m.class_.__module__}
    assert {"release_case", "release_vote", "release_report", "release_notice"} <= review
    assert not told & review
    assert {"form", "work", "outcome", "concern", "gate_decision", "enrolment", "job"} <= told
    for number, name in enumerate(sorted(review), start=1):
        audit.record(
            session,
            cast.sam.id,
            "case.step",
            program_id=cast.program.id,
            object_type=name,
            object_id=number,
            change={"case": 77, "verdict": "Quetzal"},
        )
    found = lines(session, cast)
    assert "Quetzal" not in str(found)
    assert [list(line.values()) for line in found][-len(review) :] == [SEALED_LINE] * len(review)
    assert all(list(line.values()) != SEALED_LINE for line in found[: -len(review)])


def test_an_entry_about_a_table_that_is_not_known_is_sealed(session, cast):
    audit.record(session, None, "secret.say", program_id=cast.program.id, object_type="secret", object_id=1)
    assert list(lines(session, cast)[-1].values()) == SEALED_LINE


IDS = st.integers(1, 5)


@given(
    st.frozensets(IDS),
    st.frozensets(IDS),
    st.sampled_from(["outcome", "work", "result_grid", "form", "release_case"]),
    st.none() | IDS,
    st.dictionaries(st.sampled_from(["title", "before", "after", "corrected"]), st.just("Quetzal")),
)
def test_whatever_is_changed_no_old_value_of_what_is_sealed_is_told(sealed, works, table, number, change):
    secrets = Secrets(sealed, works, works, frozenset({"outcome", "work", "result_grid", "form"}))
    hidden = secrets.hides("any.thing", table, number)
    assert hidden == (
        table == "release_case" or (table == "outcome" and (number is None or number in sealed))
    )
    told = secrets.told_of(table, number, change)
    assert told.keys() == change.keys()
    if table in ("work", "result_grid") and number in works:
        assert "Quetzal" not in told.values()
    if table == "work":
        assert told.get("title") in (None, KEPT_BACK)
    if table == "form":
        assert told == change


def test_staff_take_it_out_as_any_kind_and_that_stands_in_it(client, cast, session):
    client.sign_in(cast.sam)
    page = client.get(URL)
    assert page.status == 200
    assert "Audit trail as JSON lines" in page
    for kind in Kind:
        answer = client.post(f"{URL}.{kind.value}")
        assert answer.status == 200
        assert (
            f"north-audit-{clock.today(cast.program.time_zone)}.{kind.value}"
            in (answer.response.headers["Content-Disposition"])
        )
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "program.export")).all()
    assert [(one.actor_id, one.change["format"]) for one in entries] == [
        (cast.sam.id, kind.value) for kind in Kind
    ]


def test_staff_who_owe_a_form_anywhere_in_the_program_take_no_trail_out(client, cast, make, session):
    make.assignment(cast.ada, cast.sam, cast.sprint)
    page = client.sign_in(cast.sam).post(f"{URL}.csv")
    assert page.status == 409
    assert "You owe forms on 1 scholars of this program" in page


def test_staff_who_were_scholars_here_take_no_trail_out(client, cast, make):
    make.role(cast.ada.person, Role.STAFF, cast.cohort, whole_program=True)
    page = client.sign_in(cast.ada.person).post(f"{URL}.csv")
    assert page.status == 409
    assert "You are or were a scholar of this program" in page


def test_staff_of_one_cohort_and_everybody_else_find_no_trail(client, cast, make):
    only_here = make.role(make.person("Cleo Cohort"), Role.STAFF, cast.cohort)
    for who in (only_here, cast.mara, cast.ada.person, cast.outsider):
        client.sign_in(who)
        assert client.get(URL).status == 404
        assert client.post(f"{URL}.csv").status == 404
    assert client.sign_in(cast.sam).get("/programs/nowhere/audit-trail").status == 404


@pytest.fixture
def auditor(cast, make) -> Person:
    return make.role(make.person("Aude Auditor"), Role.AUDITOR, cast.cohort, whole_program=True)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.STAFF, Role.LEAD, Role.AUDITOR, Role.OPERATOR}))
def test_no_other_role_of_a_program_finds_its_trail(client, cast, make, role):
    until = clock.today() + timedelta(days=30) if role is Role.EXTERNAL else None
    person = make.person("Rory Role")
    people.grant_role(make.session, None, person=person, role=role, program_id=cast.program.id, ends_on=until)
    client.sign_in(person)
    assert client.get(URL).status == 404
    assert client.post(f"{URL}.csv").status == 404


def test_an_auditor_of_another_program_or_of_one_cohort_finds_no_trail(client, cast, make):
    elsewhere = make.cohort(make.program("east"))
    abroad = make.role(make.person("Abroad Auditor"), Role.AUDITOR, elsewhere, whole_program=True)
    narrow = make.role(make.person("Narrow Auditor"), Role.AUDITOR, cast.cohort)
    for who in (abroad, narrow):
        client.sign_in(who)
        assert client.get(URL).status == 404
        assert client.post(f"{URL}.csv").status == 404
        assert URL not in client.get("/reviews").response.text


def test_an_auditor_is_led_to_the_trail_and_takes_it_out_and_that_stands_in_it(
    client, cast, auditor, session
):
    client.sign_in(auditor)
    assert f'href="{URL}"' in client.get("/reviews").response.text
    page = client.get(URL)
    assert page.status == 200
    assert 'href="/programs/"' not in page.response.text  # they have no page of cohorts
    answer = client.post(f"{URL}.csv")
    assert answer.status == 200
    assert len(answer.response.text.splitlines()) > 5
    [entry] = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "program.export"))
    assert entry.actor_id == auditor.id


def test_an_auditor_takes_nothing_else_out(client, cast, auditor):
    client.sign_in(auditor)
    here = "/programs/north/cohorts/winter"
    for table in set(Table) - {Table.AUDIT}:
        assert client.post(f"{here}/export/{table.value}.csv").status == 404, table
    for view in ("staff", "funder"):
        assert client.post(f"{here}/report/{view}.csv").status == 404
    assert client.get(f"{here}/report").status == 404
    assert client.get(f"{here}/transition-audit").status == 404
    assert client.post(f"/scholars/{cast.ada.id}/dossier.json").status == 404


def test_an_auditor_who_was_a_scholar_here_takes_no_trail_out(client, cast, make):
    make.role(cast.ada.person, Role.AUDITOR, cast.cohort, whole_program=True)
    page = client.sign_in(cast.ada.person).post(f"{URL}.csv")
    assert page.status == 409
    assert "You are or were a scholar of this program" in page


def test_a_long_trail_is_a_job_of_the_auditor_which_they_open(client, cast, auditor, monkeypatch, session):
    monkeypatch.setitem(actions.AT_ONCE, Kind.CSV, 1)
    answer = client.sign_in(auditor).post(f"{URL}.csv")
    assert answer.status == 302
    assert "Audit trail of North Fellowship as CSV" in client.get(answer.response.headers["Location"])
    [job] = session.scalars(sa.select(Job))
    assert (job.person_id, job.permission) == (auditor.id, "audit:export")


def test_a_long_table_is_a_job_whose_page_comes_next(client, cast, monkeypatch, session):
    monkeypatch.setitem(actions.AT_ONCE, Kind.CSV, 1)
    client.sign_in(cast.sam)
    for url, title in (
        (f"{URL}.csv", "Audit trail of North Fellowship as CSV"),
        ("/programs/north/cohorts/winter/export/board.csv", "Board of Winter 2026 as CSV"),
    ):
        answer = client.post(url)
        assert answer.status == 302
        assert title in client.get(answer.response.headers["Location"])
    assert session.scalar(sa.select(AuditEntry.id).where(AuditEntry.action == "cohort.export")) is None
