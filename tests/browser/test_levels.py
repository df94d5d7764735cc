"""Levels in the browser: exact numbers by keyboard, settings that show what they do as one types."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site


def test_the_points_of_a_trajectory_say_their_numbers_by_keyboard(page: Page, quiet_site: Site, sign_in):
    sign_in(page, "rita.rated@example.org")
    page.goto(f"{quiet_site.url}/where-i-stand/{quiet_site.ids['rita']}")
    points = page.locator("g.point")
    expect(points).to_have_count(2)
    expect(points.first.locator(".tip")).to_be_hidden()
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('point')"):
            break
    expect(points.first.locator(".tip")).to_be_visible()
    expect(points.first.locator(".tip")).to_have_text(re.compile(r"\d+ \w+: \d\.\d \(\d\.\d–\d\.\d\)"))


def test_settings_show_what_they_do_while_they_are_typed(page: Page, site: Site, sign_in):
    sign_in(page, "lea.lead@example.org")
    page.goto(f"{site.url}/programs/north/scoring")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("What the settings in use do")
    page.get_by_label("Bar, a level of the rubric").fill("3.9")
    expect(preview).to_contain_text("What your settings would do")
    expect(page.get_by_label("Bar, a level of the rubric")).to_be_focused()
    page.get_by_label("Tail of bad luck").fill("9")
    expect(preview).to_contain_text("Choose a number from 0.3 to 5")
    page.get_by_label("Tail of bad luck").fill("0.5")
    preview.get_by_role("button", name="Save these settings").click()
    expect(page.get_by_text("Levels are made like this from now on.")).to_be_visible()
    expect(page.get_by_label("Tail of bad luck")).to_have_value("0.5")
    expect(page.get_by_label("Bar, a level of the rubric")).to_have_value("3.9")


def test_settings_are_tried_and_saved_on_a_phone_without_scripts(
    phone_without_scripts: BrowserContext, site: Site, sign_in
):
    page = sign_in(phone_without_scripts.new_page(), "lea.lead@example.org")
    page.goto(f"{site.url}/programs/north/scoring")
    page.get_by_label("Bar, a level of the rubric").fill("2.5")
    page.get_by_role("button", name="Show what this does").click()
    expect(page.get_by_text("These are not saved yet.")).to_be_visible()
    page.get_by_role("button", name="Save these settings").click()
    expect(page.get_by_text("Version 1 is in use.")).to_be_visible()
