"""The end of a phase, each person in their own browser: the default, a stop in order, one that is refused."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from tests.advancement.deciding import Gathering, gathering, ready
from tests.advancement.deciding_facts import DECIDES, VIEWED, WHY
from tests.advancement.test_room_views import NEEDED
from tests.browser.conftest import Site
from tests.browser.test_concern import switch
from tests.browser.test_everyone_can_use_it import violations
from tests.factories import Factory
from tracker import clock
from tracker import db as database
from tracker.people.models import Person
from tracker.settings import Settings

STAFF, SCHOLAR, PANEL = "gate.staff@example.org", "gate.scholar@example.org", "gate.panel@example.org"


@contextmanager
def prepared(site: Site, day: int) -> Iterator[Gathering]:
    """A cohort of the site that is at this day of its training today; what the block does to it is kept."""
    engine = database.make_engine(Settings.from_env(site.folder, {}).database_url)
    with Session(engine, expire_on_commit=False) as session:
        known = session.scalar(sa.select(Person.password).where(Person.email == "sam.staff@example.org"))
        gate = gathering(Factory(session, 500), first=clock.today() - timedelta(days=day))
        for person, email in ((gate.sam, STAFF), (gate.scholar.person, SCHOLAR), (gate.pia, PANEL)):
            person.email, person.password = email, known
        yield gate
        session.commit()
    engine.dispose()


def fits(page: Page) -> None:
    """Nobody is kept out, and nothing is wider than the screen."""
    assert not violations(page)
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def to_the_room(page: Page, gate: Gathering) -> None:
    """From home over everybody at the gate to one scholar's room."""
    page.get_by_role("link", name="the end of the training phase").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(gate.cohort.name)
    fits(page)
    page.get_by_role("table").get_by_role("link", name=gate.scholar.person.name).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(gate.scholar.person.name)


def test_who_is_not_decided_on_continues_by_default(
    context: BrowserContext, site: Site, sign_in: Callable[..., Page]
) -> None:
    with prepared(site, DECIDES) as gate:
        pass
    tracker = Path(sys.executable).with_name("tracker")
    subprocess.run([tracker, "daily", "--dir", site.folder], check=True, capture_output=True)
    scholar = sign_in(context.new_page(), SCHOLAR)
    told = scholar.get_by_role("region", name="What was decided")
    expect(told).to_contain_text("You continue to the research phase.")
    expect(told).to_contain_text("This is the default, as you were told on the first day of the phase")
    told.get_by_role("link").click()
    expect(scholar.get_by_role("heading", level=1)).to_contain_text(
        "The decision at the end of your training phase"
    )
    fits(scholar)
    staff = switch(context, sign_in, STAFF)
    staff.goto(f"{site.url}/programs/{gate.program.slug}/cohorts/{gate.cohort.slug}/gate/training")
    expect(staff.get_by_role("row", name=gate.scholar.person.name)).to_contain_text("continues by default")


def test_a_stop_with_everything_in_order(
    any_width: BrowserContext, site: Site, sign_in: Callable[..., Page]
) -> None:
    with prepared(site, VIEWED) as gate:
        ready(gate)
    staff = sign_in(any_width.new_page(), STAFF)
    to_the_room(staff, gate)
    fits(staff)
    staff.get_by_label("What is decided").select_option("Stop")
    staff.get_by_label("Reasons", exact=True).fill(WHY)
    staff.get_by_role("button", name="Check, and read the letter").click()
    letter = staff.get_by_role("article")
    expect(letter).to_contain_text(WHY)
    expect(letter).to_contain_text("you can appeal until")
    fits(staff)
    staff.get_by_role("button", name="Decide and send").click()
    expect(staff.get_by_text("Decided and sent.")).to_be_visible()
    fits(staff)

    scholar = switch(any_width, sign_in, SCHOLAR)
    told = scholar.get_by_role("region", name="What was decided")
    expect(told).to_contain_text("You do not go on after this phase.")
    fits(scholar)
    told.get_by_role("link", name="Read the decision and its letter").click()
    expect(scholar.get_by_text(WHY).first).to_be_visible()
    expect(scholar.get_by_text("You can appeal until").first).to_be_visible()
    fits(scholar)


def test_a_stop_is_refused_with_each_missing_piece_named(
    context: BrowserContext, site: Site, sign_in: Callable[..., Page]
) -> None:
    with prepared(site, VIEWED) as gate:
        pass
    staff = sign_in(context.new_page(), STAFF)
    to_the_room(staff, gate)
    staff.get_by_label("What is decided").select_option("Stop")
    staff.get_by_label("Reasons", exact=True).fill(WHY)
    staff.get_by_role("button", name="Check, and read the letter").click()
    missing = staff.get_by_role("alert").filter(has_text="things are missing")
    for words in set(NEEDED.values()):
        expect(missing).to_contain_text(words)
    expect(staff.get_by_label("Reasons", exact=True)).to_have_value(WHY)
    expect(staff.get_by_role("button", name="Decide and send")).to_have_count(0)
    fits(staff)

    scholar = switch(context, sign_in, SCHOLAR)
    expect(scholar.get_by_text("You continue. No concern was raised in time.")).to_be_visible()
