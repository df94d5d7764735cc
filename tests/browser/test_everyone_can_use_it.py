"""Accessibility and layout of the pages, checked in the browser in light and dark, wide and narrow."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.conftest import Site

COHORT = "/programs/north/cohorts/winter"
LIMITED = "/programs/north/cohorts/limited"
TRAINED = "/programs/north/cohorts/trained"
PAGES = {
    "mara.lind@example.org": [
        "/",
        "/my-forms",
        "/assignments/{form}/form",
        "/scholars/{ada}",
        "/account",
        "/account/calendar",
        "/works/{sprint}",
        "/reviews/{case}/mentor-view",
    ],
    "ada.adeyemi@example.org": [
        "/where-i-stand/{ada}",
        "/surveys/{self_start}",
        "/surveys/{contribution}/works/{sprint}",
        "/works",
        "/works/{sprint}",
        "/outcomes",
        "/works/{sprint}/outcomes/new",
        "/grids/{grid}",
        "/grids/{grid}/runs",
        "/grids/{suite}",
        "/grids/{sweep}",
        "/works/{sprint}/grids/new/free",
        "/works/{sprint}/grids/new/unlearning",
        "/reviews",
        "/reviews/{case}",
        "/reviews/{case}/read-log",
        *(
            f"/reviews/{{case}}/{page}"
            for page in ("answers", "files", "contributors", "submit", "unease", "withdraw")
        ),
        "/reviews/works/{sprint}/new",
        "/reviews/{reviewed}",
        "/reviews/{reviewed}/answers",
        "/reviews/{reviewed}/sign",
        "/reviews/{reviewed}/agreement",
        "/reviews/decisions/{release_decision_id}",
        "/reviews/{approved_id}/approval",
        "/reviews/{approved_id}/destination",
        "/reviews/{stale_id}/approval",
        "/reviews/{cleared_id}/publish",
        "/reviews/{approved_id}/publish",
        "/reviews/{out_id}/published",
        "/reviews/{out_id}/recipients",
    ],
    "rhea.bench@example.org": [
        "/reviews/{judged_id}",
        "/reviews/{judged_id}/assess",
        "/reviews/{judged_id}/stop",
        "/reviews/{stopped_id}",
        "/reviews/{stopped_id}/stopped",
        "/reviews/report",
    ],
    "ravi.bench@example.org": ["/reviews", "/reviews/{judged_id}/invitation"],
    "cora.bench@example.org": [
        "/reviews/{settling_id}/stopped",
        "/reviews/{settling_id}/incidents/1",
        "/reviews/{stopped_id}/retraction",
        "/reviews/{case}/disclosed",
        "/reviews/{long_out_id}/look-back/2/6",
        "/reviews/reports",
        "/reviews/reports/{report_id}",
        "/reviews",
        "/reviews/desk",
        f"{COHORT}/report/sealed",
        "/reviews/{judged_id}/screening",
        "/reviews/{reviewed}",
        "/reviews/{reviewed}/people",
        "/reviews/{reviewed}/read-log",
        "/reviews/read-log/north",
        "/reviews/{formal_id}",
        "/reviews/panels/{panel_id}",
    ],
    "pia.bench@example.org": [
        "/reviews/panels/{panel_id}",
        "/reviews/{sat_id}",
        "/reviews/{asked_back_id}/retraction",
    ],
    "pete.bench@example.org": ["/reviews/panels/{panel_id}"],
    "dev.bench@example.org": ["/reviews/{case}/opening", "/reviews/{case}"],
    "pat.placed@example.org": ["/where-i-stand/{pat}"],
    "tola.told@example.org": ["/where-i-stand/{told}", "/decisions/{decision}/appeal", "/letters/{letter}"],
    "rita.rated@example.org": ["/where-i-stand/{rita}", "/how-the-score-is-made"],
    "moss.mentor@example.org": ["/how-my-ratings-compare", "/scholars/{rita}"],
    "lea.lead@example.org": [
        "/",
        "/programs/",
        f"{COHORT}/",
        f"{COHORT}/?sort=level",
        f"{COHORT}/levels",
        "/attention",
        f"{COHORT}/attention",
        f"{COHORT}/raters",
        f"{COHORT}/raters/{{ada}}",
        f"{COHORT}/assignments/{{form}}/chase",
        f"{COHORT}/mentors",
        f"{COHORT}/concerns",
        f"{COHORT}/transition-audit",
        f"{COHORT}/report",
        f"{COHORT}/report/funder",
        f"{COHORT}/report/snapshots",
        f"{COHORT}/report/snapshots/new",
        f"{TRAINED}/report/snapshots/new",
        f"{TRAINED}/report/snapshots/new?draft={{preview}}",
        "/reports",
        f"{LIMITED}/transition-audit",
        f"{LIMITED}/phases/training/places",
        "/scholars/{ada}/concern",
        "/scholars/{rita}",
        "/scholars/{rita}/dates",
        "/programs/north/closed-days",
        "/programs/north/audit-trail",
        "/programs/north/imports",
        "/programs/north/imports/new",
        "/programs/north/imports/{import}",
        "/programs/north/imports/{import}/columns",
        "/programs/north/series",
        "/programs/north/series/new",
        "/programs/north/series/{series}",
        f"{COHORT}/forecasts",
        "/scholars/{ada}/milestones/{plan}",
        "/programs/north/letters",
        "/programs/north/letters/stop",
        "/programs/north/cohorts/decided/letters",
        "/programs/north/cohorts/decided/appeals",
        "/appeals/{appeal}",
        "/programs/north/scoring",
        "/programs/north/scoring?bar=9",
        f"{COHORT}/setup",
        f"{COHORT}/setup/phases/training",
        f"{COHORT}/setup/phases/training/policy",
        "/programs/north/gate-history",
        f"{COHORT}/gate/training",
        "/scholars/{rita}/gate/training?outcome=stop",
        f"{COHORT}/people",
        f"{COHORT}/milestones",
        f"{COHORT}/works",
        f"{COHORT}/results",
        f"{COHORT}/outcomes",
        "/works/{sprint}",
        "/works/{sprint}/edit",
        f"{COHORT}/assignments",
        f"{COHORT}/polls",
        f"{COHORT}/polls/new",
        f"{COHORT}/polls/{{poll}}",
        "/polls/{poll_link}",
        f"{COHORT}/surveys",
        f"{COHORT}/surveys/self-start",
        "/programs/north/rubric",
        "/programs/north/rubric/edit",
        "/programs/north/cohorts/new",
        "/outbox/",
        "/outbox/?state=look",
        "/jobs/",
        "/jobs/{job_under_way}",
        "/jobs/{job_done}",
        "/jobs/{job_failed}",
        "/account/mail",
        "/programs/north/mails",
        "/programs/north/webhooks",
        "/programs/north/webhooks/{webhook}",
        "/programs/north/mails/chaser",
        "/policy/north",
        "/policy/north/report",
        "/programs/north/review-rules",
        "/programs/north/review-rules/numbers",
        "/programs/north/review-rules/checklist",
        "/programs/north/review-rules/checklist/questions",
        "/programs/north/review-rules/checklist/questions/c1",
        "/programs/north/review-rules/checklist/areas",
        "/programs/north/review-rules/statistics",
        "/nowhere",
    ],
}


def visit(page: Page, site: Site, path: str) -> int:
    """Open a page; the status of the answer."""
    answered = page.goto(site.url + path.format(**site.ids))
    assert answered
    return answered.status


AXE = Axe()
# Of the rules that a page keeps to nothing need be told, which takes a third of the time.
WHOLE = {"resultTypes": ["violations"]}
CONTRAST = {**WHOLE, "runOnly": {"type": "rule", "values": ["color-contrast"]}}
# The colours of the other scheme are there once the page was drawn with them.
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
FIND = "options => axe.run(options).then(found => found.violations)"


def violations(page: Page) -> list[str]:
    """What axe finds in light, and of the colours in dark: nothing else differs between the two."""
    page.evaluate(AXE.axe_script)
    found = page.evaluate(FIND, WHOLE)
    # Without motion, or colours would be read on their way from one to the other.
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.evaluate(DRAWN)
    found += page.evaluate(FIND, CONTRAST)
    page.emulate_media(color_scheme="light")
    page.evaluate(DRAWN)
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


def is_wider_than_a_phone(page: Page) -> bool:
    page.set_viewport_size({"width": 375, "height": 800})
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.set_viewport_size({"width": 1280, "height": 720})
    return bool(wide)


@pytest.mark.parametrize("email", PAGES)
def test_axe_finds_nothing_and_no_page_is_wider_than_a_phone(
    browser: Browser, quiet_site: Site, sign_in, email
):
    context: BrowserContext = browser.new_context(color_scheme="light")
    page = sign_in(context.new_page(), email)
    faults, wide, closed = {}, [], []
    for path in PAGES[email]:
        # What is "not found" is a page without faults too, and not the one that was meant.
        if visit(page, quiet_site, path) != (404 if path == "/nowhere" else 200):
            closed.append(path)
        if found := violations(page):
            faults[path] = found
        if is_wider_than_a_phone(page):
            wide.append(path)
    context.close()
    assert (faults, wide, closed) == ({}, [], [])


def test_axe_finds_nothing_on_the_pages_before_sign_in(page: Page, quiet_site: Site):
    faults = {}
    for path in ("/sign-in", "/sign-in/link"):
        visit(page, quiet_site, path)
        if found := violations(page):
            faults[path] = found
    assert not faults


def test_the_content_policy_lets_every_page_of_ours_through(page: Page, quiet_site: Site, sign_in):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    sign_in(page, "mara.lind@example.org")
    for path in PAGES["mara.lind@example.org"]:
        visit(page, quiet_site, path)
    assert not complaints
