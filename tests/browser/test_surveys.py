"""Surveys in the browser: drafts of both kinds, a phone without scripts, a link without an account."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Site

ADA = "ada.adeyemi@example.org"


def test_a_draft_reaches_the_server_and_a_confidential_one_stays_in_the_browser(
    page: Page, site: Site, sign_in
):
    sign_in(page, ADA)
    page.goto(f"{site.url}/surveys/{site.ids['intake']}")
    page.get_by_label("Which track or topic do you come for?").fill("Evals, half ty")
    expect(page.locator("#saved")).to_have_text(re.compile(r"Saved \d\d:\d\d\."))
    page.reload()
    expect(page.get_by_label("Which track or topic do you come for?")).to_have_value("Evals, half ty")
    assert page.evaluate("localStorage.length") == 0

    experience = f"{site.url}/surveys/{site.ids['experience']}"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.goto(experience)
    page.get_by_label("What could be better?").fill("The talks.")
    expect(page.locator("#saved")).to_contain_text("Kept in this browser only")
    page.reload()
    expect(page.get_by_label("What could be better?")).to_have_value("The talks.")
    assert "POST" not in asked
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("You have answered this survey.")).to_be_visible()
    page.wait_for_function("localStorage.length === 0")


def test_a_statement_is_given_on_a_phone_without_scripts(
    phone_without_scripts: BrowserContext, site: Site, sign_in
):
    page = sign_in(phone_without_scripts.new_page(), ADA)
    page.goto(f"{site.url}/surveys/{site.ids['contribution']}/works/{site.ids['pair']}")
    page.get_by_label("What you did, in your words").fill("I wrote the loader.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose one.")
    expect(page.get_by_label("What you did, in your words")).to_have_value("I wrote the loader.")
    page.get_by_role("group", name="Your part in this work").get_by_label("I led it").check()
    page.get_by_label("software").check()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("button", name="Send the correction")).to_be_visible()
