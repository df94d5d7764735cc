"""Concern, plan, met: each person in their own browser, on a wide screen and on a phone."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site
from tests.browser.test_everyone_can_use_it import violations
from tracker import clock

TEXT = "Two plans in a row were not begun, and nobody heard of it."


def switch(context: BrowserContext, sign_in, email: str) -> Page:
    context.clear_cookies()
    return sign_in(context.new_page(), email)


def test_concern_plan_met(any_width: BrowserContext, site: Site, sign_in):
    staff = sign_in(any_width.new_page(), "sam.staff@example.org")
    staff.goto(f"{site.url}/scholars/{site.ids['ada']}")
    staff.get_by_role("link", name="Raise a concern").click()
    staff.get_by_label("What you have seen").fill(TEXT)
    staff.get_by_role("button", name="Open the concern").click()
    expect(staff.get_by_role("alert")).to_contain_text("things to mend")
    expect(staff.get_by_label("What you have seen")).to_have_value(TEXT)
    staff.get_by_label("First target", exact=True).fill("Begin one run and write down what stopped you")
    due = clock.today() + timedelta(days=16)
    staff.get_by_label("First target: by which day").fill(due.isoformat())
    staff.get_by_label("The help you offer").fill("A fixed hour on Mondays.")
    staff.get_by_role("button", name="Open the concern").click()
    expect(staff.get_by_text("the notice clock does not run")).to_be_visible()
    address = staff.url
    assert not violations(staff)

    scholar = switch(any_width, sign_in, "ada.adeyemi@example.org")
    section = scholar.get_by_role("region", name="There is a concern, and help with it")
    expect(section).to_contain_text(TEXT)
    expect(section).to_contain_text("A fixed hour on Mondays.")
    assert not violations(scholar)
    assert not scholar.evaluate("document.documentElement.scrollWidth > innerWidth")
    section.get_by_role("button", name="I have read this").click()
    expect(scholar.get_by_text("Noted that you have read it.")).to_be_visible()
    scholar.get_by_label("Your reply").fill("Mondays are good.")
    scholar.get_by_role("button", name="Send the reply").click()
    expect(scholar.get_by_text("Mondays are good.")).to_be_visible()

    staff = switch(any_width, sign_in, "sam.staff@example.org")
    staff.goto(f"{site.url}/programs/north/cohorts/winter/")
    expect(staff.get_by_role("row", name="Ada Adeyemi")).to_contain_text("concern open, day 0 of 21")
    staff.goto(address)
    expect(staff.get_by_text("Mondays are good.")).to_be_visible()
    staff.get_by_role("link", name="Make a plan").click()
    staff.get_by_label("What help is given, and by whom").fill("Mondays at ten.")
    staff.get_by_role("button", name="Make the plan").click()
    assert not violations(staff)
    judge(staff, "The run is begun.")

    lead = switch(any_width, sign_in, "lea.lead@example.org")
    lead.goto(address)
    expect(lead.get_by_text("Mondays at ten.")).to_be_visible()
    expect(lead.get_by_text("The run is begun.")).to_have_count(0)
    judge(lead, "I saw the run and its notes.")
    expect(lead.get_by_text("The targets were met. Closed on")).to_be_visible()

    scholar = switch(any_width, sign_in, "ada.adeyemi@example.org")
    scholar.locator("summary", has_text="A concern of").click()
    expect(scholar.get_by_text("The targets were met. Closed on")).to_be_visible()
    expect(scholar.get_by_text("I saw the run and its notes.")).to_be_visible()


def judge(page: Page, text: str) -> None:
    page.get_by_label("The targets were").select_option("met")
    page.get_by_label("What you saw that says so").fill(text)
    page.get_by_role("button", name="File your word").click()
    expect(page.get_by_text("Filed.", exact=False).first).to_be_visible()
