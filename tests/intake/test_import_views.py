"""The pages of an import, as staff walk through them, and as those do to whom they are closed."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.intake.importing import Way, contents
from tests.intake.made_files import workbook
from tests.jobs.working import ended
from tests.page import Page
from tracker import audit, clock
from tracker.intake import jobs, judging
from tracker.intake.models import ImportLine, ImportRun, RunState
from tracker.intake.people_kind import KIND
from tracker.jobs.models import JobState
from tracker.jobs.registry import Stopped
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.settings import Settings

pytestmark = pytest.mark.any_database

HOME = "/programs/north/imports"
GOOGLE = (
    "Timestamp,What is your full name?,What is your email address?,Your role\n"
    "4/13/2026 10:15:00,Nia Novak,nia@example.org,Mentor\n"
    "4/14/2026 9:02:11,Oz Okoro,oz@example.org,Mentor\n"
)


@pytest.fixture
def lea(client, cast):
    return client.sign_in(cast.lea)


@pytest.fixture
def way(session, cast, app) -> Way:
    folder = app.extensions["tracker_settings"].file_folder
    return Way(session, KIND, cast.program, cast.cohort, cast.lea, folder)


def sent(client, content: str | bytes, name: str = "people.csv", **changes: Any) -> Page:
    content = content.encode() if isinstance(content, str) else content
    fields = {"kind": "people", "cohort": "winter", "file": (io.BytesIO(content), name), **changes}
    return client.post(f"{HOME}/new", fields)


def newest(session) -> ImportRun:
    session.expire_all()
    return session.scalars(sa.select(ImportRun).order_by(ImportRun.id.desc())).first()


class Done:
    """What a worker gives a job, here without one: each write is the test's own transaction."""

    def __init__(self, session, run: ImportRun, folder: Path) -> None:
        self.session, self.params, self.job_id = session, {"run": run.id}, run.job_id
        self.person_id = run.job.person_id
        self.settings = Settings(directory=folder, database_url="", secret_key="")

    def reading(self):
        return _Open(self.session)

    sessions = reading

    def write(self, _name, do):
        with self.session.begin_nested():
            return do(self.session)

    def progress(self, done, total=None, doing="") -> None:
        assert done >= 0


class _Open:
    def __init__(self, session) -> None:
        self.session = session

    def __enter__(self):
        return self.session

    def __exit__(self, *_error) -> None:
        self.session.flush()


def work(session, client, what=jobs.apply) -> ImportRun:
    """Do the newest import's job, as a worker would."""
    run = newest(session)
    folder = client.app.extensions["tracker_settings"].directory
    what(Done(session, run, folder))
    ended(session, run.job, JobState.DONE)
    return newest(session)


def test_a_file_goes_through_all_steps_and_back(lea, session):
    page = sent(lea, GOOGLE)
    run = newest(session)
    assert page.location == f"{HOME}/{run.id}/columns"
    page = lea.get(page.location)
    assert page.form()["column_1"] == "name"
    assert page.form()["column_2"] == "email"
    assert page.form()["column_3"] == "role"
    before = contents(session)
    page = lea.submit(page, f"{HOME}/{run.id}/columns")
    assert page.location == f"{HOME}/{run.id}"
    page = lea.get(page.location)
    assert "2 lines: 2 new" in page
    assert contents(session) == before
    page = lea.submit(page, f"{HOME}/{run.id}/apply", action="/apply")
    assert page.location.startswith("/jobs/")
    assert "A worker is on it" in lea.get(f"{HOME}/{run.id}")
    run = work(session, lea)
    assert run.state is RunState.APPLIED
    assert session.scalar(sa.select(Person.name).where(Person.email == "nia@example.org")) == "Nia Novak"
    page = lea.get(f"{HOME}/{run.id}/undo")
    assert "Everything the file added goes" in page
    lea.submit(page, f"{HOME}/{run.id}/undo/now", action="/undo/now")
    assert work(session, lea, jobs.undo).state is RunState.UNDONE
    assert contents(session) == before


@pytest.mark.parametrize("who", ["mara", "ada", "outsider"])
def test_imports_are_closed_to_all_but_staff_of_the_program(client, cast, way, who):
    run = way.looked(
        GOOGLE.replace("What is your full name?", "name").replace("What is your email address?", "email")
    )
    person = getattr(cast, who)
    client.sign_in(getattr(person, "person", person))
    for url in (HOME, f"{HOME}/new", f"{HOME}/{run.id}", f"{HOME}/{run.id}/columns", f"{HOME}/{run.id}/undo"):
        assert client.get(url).status == 404
    for what in ("apply", "drop", "look", "sheet", "undo/now"):
        assert client.post(f"{HOME}/{run.id}/{what}").status == 404
    assert client.get(f"{HOME}/templates/people.csv").status == 404


def test_staff_of_one_cohort_import_into_that_one_alone(client, session, cast, make, way):
    other = make.cohort(cast.program, "summer")
    only = make.role(make.person("Una Only"), Role.STAFF, other)
    run = way.looked("name,email,role\nNia,nia@example.org,mentor\n")
    client.sign_in(only)
    assert client.get(f"{HOME}/{run.id}").status == 404
    assert run.file_name not in client.get(HOME)
    assert sent(client, GOOGLE, cohort="").status == 422
    assert sent(client, GOOGLE, cohort="winter").status == 422
    assert sent(client, GOOGLE, cohort="summer").status == 302


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"\n  \n", "The file is empty; its first line must name the columns."),
        (b"name,email,role\n", "The file has a header but no rows."),
        (b"Name,Name\n", "two columns are named “Name”; give one of them another name"),
        (b"a,,b\nx,y,z\n", "column 2 has no name"),
        (b"a,b\nx," + b"y" * 2**20, "a cell is longer than 131,072 characters; is a quote left open?"),
        (b"%PDF-1.7\n", "This is a PDF"),
        (b"<!DOCTYPE html><p>Sign in", "This is a web page"),
        (",".join(f"c{n}" for n in range(300)).encode(), "300 columns"),
        (b"\xd0\xcf\x11\xe0", ".xls workbook"),
        (b"a,b\n\x00", "neither a text nor an XLSX"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_at_once_and_not_kept(lea, session, way, content, words):
    kept = set(way.folder.iterdir()) if way.folder.is_dir() else set()
    page = sent(lea, content)
    assert page.status == 422
    assert words in page
    assert "?." not in page
    assert newest(session) is None
    assert (set(way.folder.iterdir()) if way.folder.is_dir() else set()) == kept


def test_no_file_no_kind_and_no_cohort_are_asked_for(lea):
    page = lea.post(f"{HOME}/new", {"kind": "kings", "cohort": "autumn"})
    assert page.status == 422
    assert "Choose a file." in page


def test_a_file_of_several_megabytes_is_taken_where_files_are_taken_and_nowhere_else(lea, session):
    people = "".join(f"Person {n:06d},p{n}@example.org,mentor,{'x' * 2000}\n" for n in range(1500))
    content = f"name,email,role,note\n{people}"
    assert sent(lea, content).status == 302
    run = newest(session)
    assert (run.size, run.layout["rows"]) == (len(content), 1500)
    assert lea.post(f"{HOME}/{run.id}/sheet", {"sheet": "x" * 3_000_000}).status == 413


def test_a_file_that_is_too_large_is_told_how_large_one_may_be(lea, session, way):
    page = sent(lea, b"a,b\n" * (13 * 2**20 + 2**17))
    assert page.status == 413
    assert "A file can have 50 MB" in page
    assert newest(session) is None


def test_days_that_can_be_read_in_two_ways_are_asked_and_never_guessed(lea, session):
    sent(lea, "name,email,role,until\nNia,nia@example.org,mentor,03/04/2027\n")
    url = f"{HOME}/{newest(session).id}/columns"
    page = lea.get(url)
    assert page.form()["column_3"] == "ends_on"
    assert "3 April 2027" in page
    assert "4 March 2027" in page
    page = lea.submit(page, url)
    assert page.status == 422
    assert "say whether the month or the day comes first" in page
    page = lea.submit(page, url, order_3="day_first")
    assert page.status == 302
    assert "2027-04-03" in lea.get(page.location)


def test_days_in_both_orders_are_told_apart_from_days_that_leave_it_open(lea, session):
    sent(lea, "name,email,role,until\nA,a@example.org,mentor,13/04/2027\nB,b@example.org,mentor,04/13/2027\n")
    url = f"{HOME}/{newest(session).id}/columns"
    page = lea.submit(lea.get(url), url)
    assert "Days stand here in both orders" in page
    page = lea.get(lea.submit(page, url, order_3="day_first").location)
    assert "1 new, 0 changed, 0 unchanged, 1 refused" in page


def test_a_day_that_cannot_be_one_is_told_by_what_is_wrong_with_it(lea, way):
    days = ("2027-02-30", "31.04.2027", "Sept 31 2027", "03/04/27", "03.04.27", "soon")
    people = "".join(f"P{at},p{at}@example.org,mentor,{day}\n" for at, day in enumerate(days))
    page = lea.get(f"{HOME}/{way.looked(f'name,email,role,until{chr(10)}{people}').id}")
    for day, words in zip(
        days,
        (*["there is no day “{}”; write"] * 3, *["“{}” has a year of two digits"] * 2, "“{}” is not a day"),
        strict=True,
    ):
        assert words.format(day) in page
    assert "No line of this file is new or changed" in page
    assert "Refused lines: 6. Mend them" in page


def test_a_needed_column_and_a_field_given_twice_are_told_at_their_columns(lea, session):
    sent(lea, "a,b\nNia,nia@example.org\n", kind="history", cohort="")
    url = f"{HOME}/{newest(session).id}/columns"
    page = lea.submit(lea.get(url), url)
    assert page.status == 422
    assert "which is needed" in page
    sent(lea, "a,b\nNia,nia@example.org\n")
    url = f"{HOME}/{newest(session).id}/columns"
    page = lea.submit(lea.get(url), url, column_0="name", column_1="name")
    assert "Two columns give “Name”" in page


def test_columns_are_known_again_the_next_time(lea, session):
    content = "Wer,Wo,Was\nNia,nia@example.org,mentor\n"
    sent(lea, content)
    url = f"{HOME}/{newest(session).id}/columns"
    lea.submit(lea.get(url), url, column_0="name", column_1="email", column_2="role")
    sent(lea, content.replace("Nia", "Oz"))
    form = lea.get(f"{HOME}/{newest(session).id}/columns").form()
    assert [form[f"column_{n}"] for n in range(3)] == ["name", "email", "role"]


def test_refused_lines_are_left_out_only_by_who_says_so(lea, session, way):
    run = way.looked("name,email,role\nNia,nia@example.org,mentor\nOz,oz at example,mentor\n")
    url = f"{HOME}/{run.id}"
    page = lea.get(url)
    assert "E-mail address: “oz at example” is not an e-mail address" in page
    page = lea.submit(page, f"{url}/apply", action="/apply")
    assert page.status == 422
    assert "Refused lines: 1." in page
    page = lea.submit(page, f"{url}/apply", action="/apply", leave_out="y")
    assert page.location.startswith("/jobs/")
    assert work(session, lea).counts["new"] == 1


def test_the_refused_lines_can_be_taken_mended_and_sent_again(lea, session, way):
    run = way.looked('name,email,role\n"=1+1",nobody,mentor\nNia,nia@example.org,mentor\n')
    page = lea.get(f"{HOME}/{run.id}/refused.csv")
    assert page.html == (
        "\ufeffLine,Why refused,name,email,role\r\n"
        "2,E-mail address: “nobody” is not an e-mail address,'=1+1,nobody,mentor\r\n"
    )
    again = way.looked(page.html.replace("nobody,mentor", "eq@example.org,mentor"))
    [line] = lea_lines(session, again)
    assert line.after["name"] == "=1+1"


def lea_lines(session, run):
    return list(session.scalars(sa.select(ImportLine).where(ImportLine.run_id == run.id)))


def test_a_preview_that_somebody_made_anew_meanwhile_is_not_applied_unseen(lea, session, way):
    run = way.looked("name,email,role\nNia,nia@example.org,mentor\n")
    page = lea.get(f"{HOME}/{run.id}")
    way.look(newest(session))
    page = lea.submit(page, f"{HOME}/{run.id}/apply", action="/apply")
    assert page.status == 422
    assert "Somebody looked at the file again" in page
    assert newest(session).state is RunState.LOOKED


def test_what_changed_meanwhile_is_told_line_by_line(lea, session, way, make, cast):
    run = way.looked("name,email,role\nNia,nia@example.org,mentor\n")
    page = lea.get(f"{HOME}/{run.id}")
    make.role(make.person("Nia", email="nia@example.org"), Role.MENTOR, cast.cohort)
    lea.submit(page, f"{HOME}/{run.id}/apply", action="/apply")
    run = work(session, lea)
    page = lea.get(f"{HOME}/{run.id}")
    assert "Line 2 was new and is unchanged now." in page
    page = lea.submit(page, f"{HOME}/{run.id}/look", action="/look")
    assert "Nothing in this file is new or changed" in lea.get(page.location)


def test_what_stands_in_the_way_of_undoing_is_named_with_who_did_it(lea, session, way, make, cast):
    run = way.applied("name,email,role\nNia,nia@example.org,mentor\n")
    nia = session.scalars(sa.select(Person).where(Person.email == "nia@example.org")).one()
    nia.name = "Nia Nowak"
    audit.note(session, cast.sam, "person.rename", nia, program_id=cast.program.id)
    make.assignment(cast.ada, nia)
    page = lea.get(f"{HOME}/{run.id}/undo")
    assert "the person “Nia Nowak” was changed: Sam Staff" in page
    assert "the person “Nia Nowak” is needed by a form that somebody was asked for" in page
    lea.post(f"{HOME}/{run.id}/undo/now")
    with pytest.raises(Exception, match="import_built_upon"):
        work(session, lea, jobs.undo)
    assert newest(session).state is RunState.APPLIED


def test_what_a_job_left_half_way_can_be_asked_for_again(lea, session, way):
    run = way.looked("name,email,role\nNia,nia@example.org,mentor\n")
    page = lea.get(f"{HOME}/{run.id}")
    lea.submit(page, f"{HOME}/{run.id}/apply", action="/apply")
    run = newest(session)
    ended(session, run.job, JobState.CANCELLED, cancel_asked_at=clock.now())
    page = lea.get(f"{HOME}/{run.id}")
    assert "waits to be taken in" in page
    assert lea.submit(page, f"{HOME}/{run.id}/apply", action="/apply").status == 302


def test_one_that_is_stopped_in_its_middle_leaves_nothing_and_can_be_asked_for_again(
    lea, session, way, monkeypatch
):
    monkeypatch.setattr(judging, "PART", 1)
    run = way.looked("name,email,role\nNia,nia@example.org,mentor\nOz,oz@example.org,mentor\n")
    lea.submit(lea.get(f"{HOME}/{run.id}"), f"{HOME}/{run.id}/apply", action="/apply")
    before, written = contents(session), []

    class Cancelled(Done):
        def progress(self, done, total=None, doing="") -> None:
            written.append(session.scalar(sa.select(Person.name).where(Person.email == "nia@example.org")))
            raise Stopped

    folder = lea.app.extensions["tracker_settings"].directory
    with pytest.raises(Stopped):
        jobs.apply(Cancelled(session, newest(session), folder))
    assert (written, contents(session)) == (["Nia"], before)
    ended(session, newest(session).job, JobState.CANCELLED, cancel_asked_at=clock.now())
    lea.submit(lea.get(f"{HOME}/{run.id}"), f"{HOME}/{run.id}/apply", action="/apply")
    assert work(session, lea).counts["new"] == 2


def test_another_sheet_of_a_workbook_can_be_chosen(lea, session, tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", {"Notes": [["x"]], "People": [["Name", "Email"], ["Nia", "n@example.org"]]}
    )
    sent(lea, path.read_bytes(), "a.xlsx")
    url = f"{HOME}/{newest(session).id}"
    page = lea.get(f"{url}/columns")
    assert page.form("/sheet")["sheet"] == "Notes"
    lea.submit(page, f"{url}/sheet", action="/sheet", sheet="People")
    assert lea.get(f"{url}/columns").form("/columns")["column_1"] == "email"
    lea.post(f"{url}/sheet", {"sheet": "Nowhere"})
    assert newest(session).sheet == "People"


def test_a_dropped_file_is_gone(lea, session, way):
    run = way.looked("name,email,role\nNia,nia@example.org,mentor\n")
    page = lea.post(f"{HOME}/{run.id}/drop")
    assert page.location == HOME
    assert "dropped" in lea.get(HOME)
    assert "Nothing came of it" in lea.get(f"{HOME}/{run.id}")
    assert lea.post(f"{HOME}/{run.id}/look").status == 409


def test_a_preview_of_many_lines_is_paged_and_narrowed_with_the_same_statements(lea, session, way):
    few = way.looked("name,email,role\nNia,nia@example.org,mentor\n")
    many = way.looked(
        "name,email,role\n"
        + "".join(f"Person {n},p{n}@example.org,mentor\n" for n in range(120))
        + "X,no,mentor\n"
    )
    counted = []
    for run in (few, many):
        with lea.counting() as seen:
            lea.get(f"{HOME}/{run.id}")
        counted.append(len(seen))
    assert counted[0] == counted[1]
    page = lea.get(f"{HOME}/{many.id}?page=2")
    assert "Page 2 of 2" in page
    page = lea.get(f"{HOME}/{many.id}?show=refused")
    assert "“no” is not an e-mail address" in page
    assert "p1@example.org" not in page


def test_a_template_is_a_file_that_can_be_sent(lea, session, cast):
    page = lea.get(f"{HOME}/templates/people.csv")
    assert page.response.headers["Content-Disposition"] == 'attachment; filename="people.csv"'
    sent(lea, page.html.encode())
    url = f"{HOME}/{newest(session).id}/columns"
    page = lea.submit(lea.get(url), url)
    assert "1 line: 1 new" in lea.get(page.location)
    assert lea.get(f"{HOME}/templates/kings.csv").status == 404
