"""The main job, end to end: a mentor files a form, the scholar reads it, staff see and take the table."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import BrowserContext, Page, expect
from python_calamine import CalamineWorkbook

from tests.browser.conftest import Site, answer

BOARD = "/programs/north/cohorts/winter/"


def test_a_form_goes_from_mentor_to_scholar_to_staff(
    any_width: BrowserContext, site: Site, sign_in, tmp_path: Path
):
    mentor = sign_in(any_width.new_page(), "mara.lind@example.org")
    mentor.get_by_role("link", name="Ben Okafor on “Sprint 2”").click()
    answer(mentor, keep="You drew the graph before the claim.")
    mentor.get_by_role("button", name="Review and file").click()
    expect(mentor.get_by_text("Nothing is filed yet")).to_be_visible()
    mentor.get_by_role("button", name="File it").click()
    expect(mentor.get_by_text("Filed. Thank you.")).to_be_visible()

    any_width.clear_cookies()
    scholar = sign_in(any_width.new_page(), "ben.okafor@example.org")
    expect(scholar.get_by_role("heading", name="Where I stand")).to_be_visible()
    expect(scholar.get_by_text("You drew the graph before the claim.")).to_be_visible()

    any_width.clear_cookies()
    staff = sign_in(any_width.new_page(), "sam.staff@example.org")
    staff.goto(site.url + BOARD)
    expect(staff.get_by_role("row", name="Ben Okafor")).to_contain_text("early")
    with staff.expect_download() as started:
        staff.get_by_role("button", name="Board as XLSX").click()
    target = tmp_path / "board.xlsx"
    started.value.save_as(target)
    rows = CalamineWorkbook.from_path(str(target)).get_sheet_by_index(0).to_python()
    ben = dict(zip(rows[0], next(row for row in rows if "Ben Okafor" in row), strict=True))
    assert (ben["forms_filed"], ben["mean"]) == (1, 4)


def test_the_form_is_filed_on_a_phone_without_scripts(
    phone_without_scripts: BrowserContext, site: Site, sign_in
):
    page = sign_in(phone_without_scripts.new_page(), "mara.lind@example.org")
    page.goto(f"{site.url}/assignments/{site.ids['alone']}/form")
    answer(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved as a draft.")).to_be_visible()
    page.get_by_role("button", name="Review and file").click()
    page.get_by_role("button", name="File it").click()
    expect(page.get_by_text("Filed. Thank you.")).to_be_visible()


def test_the_form_is_filed_with_the_keyboard_alone(page: Page, site: Site, sign_in):
    sign_in(page, "mara.lind@example.org")
    page.goto(f"{site.url}/assignments/{site.ids['alone']}/form")
    focused = "document.activeElement.name || document.activeElement.textContent.trim()"
    pressed = {"confidence": 1, "overall": 3}
    for _ in range(60):
        page.keyboard.press("Tab")
        name = page.evaluate(focused)
        if name.startswith("criteria-") or name in pressed:
            page.keyboard.press("Space")
            for _step in range(pressed.get(name, 2)):
                page.keyboard.press("ArrowRight")
        elif name == "keep":
            page.keyboard.type("By keyboard.")
        elif name == "act":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing is filed yet")).to_be_visible()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == "File it":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_text("Filed. Thank you.")).to_be_visible()
    expect(page.get_by_text("By keyboard.")).to_be_visible()
