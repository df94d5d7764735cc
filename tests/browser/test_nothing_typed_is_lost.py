"""The mentor's text survives a killed server, an ended session and a second window."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PASSWORD, Site, answer

SAVED = re.compile(r"Saved \d\d:\d\d\.")


def open_form(page: Page, site: Site) -> Page:
    page.goto(f"{site.url}/assignments/{site.ids['form']}/form")
    return page


def test_the_text_is_back_after_the_server_was_killed(page: Page, site: Site, sign_in):
    open_form(sign_in(page, "mara.lind@example.org"), site)
    keep, change = page.get_by_label("One thing to keep"), page.get_by_label("One thing to change")
    keep.fill("Reached the server.")
    expect(page.locator("#saved")).to_have_text(SAVED)
    site.kill()
    change.fill("Typed while it was down.")
    expect(page.locator("#saved")).to_contain_text("kept in this browser")
    page.close()
    site.start()
    again = open_form(page.context.new_page(), site)
    expect(again.get_by_label("One thing to keep")).to_have_value("Reached the server.")
    expect(again.get_by_label("One thing to change")).to_have_value("Typed while it was down.")
    expect(again.locator("#saved")).to_have_text(SAVED)
    answer(again, keep="Reached the server.")
    again.get_by_role("button", name="Review and file").click()
    expect(again.get_by_text("Typed while it was down.")).to_be_visible()


def test_the_text_reaches_the_server_once_it_is_up_again(page: Page, site: Site, sign_in):
    open_form(sign_in(page, "mara.lind@example.org"), site)
    site.kill()
    page.get_by_label("One thing to keep").fill("Typed while it was down.")
    expect(page.locator("#saved")).to_contain_text("kept in this browser")
    site.start()
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=20_000)
    assert page.evaluate("localStorage.length") == 0


def test_two_windows_show_both_versions(context: BrowserContext, site: Site, sign_in):
    first = open_form(sign_in(context.new_page(), "mara.lind@example.org"), site)
    second = open_form(context.new_page(), site)
    first.get_by_label("One thing to keep").fill("From the first window.")
    expect(first.locator("#saved")).to_have_text(SAVED)
    second.get_by_label("One thing to keep").fill("From the second window.")
    expect(second.locator("#saved")).to_contain_text("Another window saved")
    second.get_by_role("button", name="Save draft").click()
    table = second.get_by_role("table", name="Answers that differ")
    expect(table).to_contain_text("From the first window.")
    expect(table).to_contain_text("From the second window.")
    expect(second.get_by_label("One thing to keep")).to_have_value("From the second window.")


def test_an_ended_session_keeps_the_text_and_goes_on_after_signing_in(
    context: BrowserContext, site: Site, sign_in
):
    page = open_form(sign_in(context.new_page(), "mara.lind@example.org"), site)
    context.clear_cookies()
    page.get_by_label("One thing to keep").fill("Typed after the session ended.")
    expect(page.locator("#saved")).to_contain_text("You were signed out")
    sign_in(context.new_page(), "mara.lind@example.org")
    expect(page.locator("#saved")).to_have_text(SAVED, timeout=20_000)


def test_a_form_sent_after_the_session_ended_shows_the_text_again(
    phone_without_scripts: BrowserContext, site: Site, sign_in
):
    page = open_form(sign_in(phone_without_scripts.new_page(), "mara.lind@example.org"), site)
    page.get_by_label("One thing to keep").fill("Do not lose me.")
    phone_without_scripts.clear_cookies()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("heading", name="You were signed out meanwhile")).to_be_visible()
    expect(page.get_by_text("Do not lose me.")).to_be_visible()
    assert PASSWORD not in page.content()
