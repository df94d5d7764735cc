"""Files as other systems write them, through the browser: taken in, sent again, and undone to the byte."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.browser.company import follow, press, told
from tests.browser.conftest import Site
from tests.intake.importing import contents
from tests.intake.made_files import workbook
from tests.serving import forked
from tracker import clock
from tracker import db as database
from tracker.settings import DATABASE_FILE

HOME = "/programs/north/imports"
DAY_ZERO = date(1899, 12, 30)  # of spreadsheets
A_WHILE = 120_000  # milliseconds; a job waits for its worker
# The worker also tries the cast's web addresses again, at times of its own; no import writes there.
SENT_MEANWHILE = {"webhook", "webhook_delivery"}


@pytest.fixture
def staffed(site: Site) -> Iterator[Site]:
    """A site whose worker has nothing to do but jobs: what the day brings is done."""
    place = ("--dir", str(site.folder))
    forked("daily", *place, said=os.devnull).join()
    worker = forked("worker", *place, said=os.devnull)
    yield site
    worker.kill()
    worker.join()


def american(day: date, time: str = "") -> str:
    return f"{day.month}/{day.day}/{day.year}{time}"


def files(folder: Path) -> list[tuple[str, str, bytes, int]]:
    """(kind, name, content, lines): Airtable, Google Forms, a European spreadsheet, a workbook."""
    today = clock.today()
    later, due = today + timedelta(days=200), today + timedelta(days=20)
    people = (
        "Name,Email,Roles,Cohort,Record ID,Projects\r\n"
        'Zoë Ngata,zoe@example.org,Scholar,Winter 2026,recA2,"Probing, revisited"\r\n'
        'Nia Novak,nia@example.org,"Mentor,Reviewer",Winter 2026,recB1,"Probing, revisited"\r\n'
    )
    links = (
        "Project,Scholars,Mentors,Phase,Mentor role,Evaluation due\r\n"
        f'"Probing, revisited","Ada Adeyemi,Zoë Ngata","Nia Novak,mara.lind@example.org",'
        f"Training,Primary,{due}\r\n"
    )
    answers = (
        "Timestamp,Which milestone?,Who are you? (Scholar),When is it due?,"
        "When do you expect it? (Expected on)\n"
        f"{american(today, ' 10:15:00')},Field trial,zoe@example.org,{american(due)},{american(due)}\n"
        f"{american(today, ' 9:02:11')},Field trial,ada.adeyemi@example.org,{american(due)},"
        f"{american(due + timedelta(days=3))}\n"
    )
    outputs = (
        "Project;Type;Title;Status;Date;Venue;Venue type;Link\r\n"
        f"Probing, revisited;Preprint;Ce que les sondes négligent;In progress;{today:%d.%m.%Y};;;\r\n"
        f"Sprint 1;Paper;Was Sonden übersehen;Submitted;{today:%d.%m.%Y};Atelier “Sondes”;workshop;"
        "https://example.org/probes\r\n"
    )
    book: list[list[Any]] = [
        ["Name", "E-mail", "Role", "Until"],
        ["Eve Extern", "eve@example.org", "External", (later - DAY_ZERO).days],
        ["Max Mentor", "max@example.org", "Mentor", later],
    ]
    sheet = workbook(folder / "people.xlsx", {"People": book}).read_bytes()
    return [
        ("people", "Grid view.csv", people.encode("utf-8-sig"), 2),
        ("mentors", "Projects.csv", links.encode("utf-8-sig"), 1),
        ("milestones", "Milestones (Responses).csv", answers.encode(), 2),
        ("outcomes", "Resultate.csv", outputs.encode("cp1252"), 2),
        ("people", "people.xlsx", sheet, 2),
    ]


def stored(site: Site) -> dict[str, list[tuple[Any, ...]]]:
    engine = database.make_engine(f"sqlite:///{site.folder / DATABASE_FILE}")
    with Session(database.read_only(engine)) as session:
        found = contents(session)
    engine.dispose()
    return {table: rows for table, rows in found.items() if table not in SENT_MEANWHILE}


def look(page: Page, site: Site, kind: str, name: str, content: bytes) -> None:
    """Send a file and look what it would do, with the columns as they are guessed."""
    page.goto(f"{site.url}{HOME}/new")
    page.get_by_label("What the lines are").select_option(kind)
    page.get_by_label("Cohort", exact=True).select_option("winter")
    page.get_by_label("File", exact=True).set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    press(page, "Send it")
    expect(page.get_by_role("heading", name="What the columns mean")).to_be_visible()
    for order in page.locator("select[name^=order_]").all():  # asked where no day of the column tells it
        order.select_option("month_first")
    press(page, "Look what the file would do")


def worked(page: Page) -> None:
    """Wait for the job, and go on from it."""
    expect(page.get_by_role("heading", name="It is done")).to_be_visible(timeout=A_WHILE)
    follow(page, "Go on from here")


def test_what_comes_from_other_systems_goes_in_changes_nothing_again_and_is_undone_to_the_byte(
    page: Page, staffed: Site, sign_in, tmp_path: Path
):
    sign_in(page, "lea.lead@example.org")
    before, runs = [], []
    for kind, name, content, lines in files(tmp_path):
        before.append(stored(staffed))
        look(page, staffed, kind, name, content)
        told(page, f"{lines} line{'s'[: lines - 1]}: {lines} new, 0 changed, 0 unchanged, 0 refused.")
        assert stored(staffed) == before[-1]
        runs.append(page.url)
        press(page, "Take it in")
        worked(page)
        told(page, "The file is in")
        look(page, staffed, kind, name, content)
        told(page, f"0 new, 0 changed, {lines} unchanged, 0 refused.")
        told(page, "Nothing in this file is new or changed, so there is nothing to write.")
        press(page, "Drop this file")
    after = stored(staffed)
    for table, word in (
        ("person", "Zoë Ngata"),
        ("work", "Probing, revisited"),
        ("milestone", "Field trial"),
        ("outcome", "Was Sonden übersehen"),
        ("role_grant", repr(clock.today() + timedelta(days=200))),
    ):
        assert word in repr(after[table])
    for run, stood in zip(reversed(runs), reversed(before), strict=True):
        page.goto(f"{run}/undo")
        press(page, "Undo it")
        worked(page)
        told(page, "The import was undone")
        assert stored(staffed) == stood
