"""Releases from their plan to their end, each person in their own browser: the easy case and the hard one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.company import Company, Sign, follow, press, told
from tests.browser.conftest import Site
from tests.browser.test_everyone_can_use_it import violations
from tests.releases.checklists import BENIGN
from tests.releases.playing import FOLLOWING
from tracker import clock
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import Answer

TITLE, CONTENT = "Probes of refusal", b"the words of the post"
POST = {"name": "post.pdf", "mimeType": "application/pdf", "buffer": CONTENT}
ITEMS = {item.id: item for item in DEFAULT.items}
WIDEST = "The widest scope"
# What a judge says of a harmless post, by the beginnings of the questions.
CLEAR = {
    "How much does safety gain": "modest",
    "Stronger models sooner: what is the worst": "negligible",
    "Misuse: what is the worst": "negligible",
    "How sure are you of both": "high",
    "Which side gains more": "safety",
    "How available is the key content": "I agree with the authors",
    "If we are wrong, can it be undone": "I agree with the authors",
    WIDEST: "S5",
}
GUESSES = {"Stronger models sooner: your best guess": "negligible", "Misuse: your best guess": "modest"}
SERIOUS = {**CLEAR, "Misuse: what is the worst": "serious", **GUESSES, WIDEST: "S1"}
REASONS = {
    "The benefit that was relied on": "Auditors find hidden goals sooner.",
    "The risk that was relied on": "Who hides goals learns which probes to fear.",
    "What is uncertain": "How well the probes carry over.",
    "Why this scope, and not one wider or narrower": "Named recipients can use it.",
    "What new fact would change the decision, either way": "A public attack on these probes.",
    "What it would take to release more later": "A version without the recipe.",
}
DISSENT, REPLY = "Even named recipients would pass the recipe on.", "The recipe itself is left out."
FIVE = ("pia", "paul", "petra", "pete", "xeno")


@pytest.fixture
def company(browser: Browser, sign_in: Sign) -> Iterator[Callable[..., Company]]:
    made: list[Company] = []

    def run(**screen: Any) -> Company:
        made.append(Company(browser, sign_in, **screen))
        return made[-1]

    yield run
    for context in (one for company in made for one in company.contexts):
        context.close()


def ask_for(page: Page, site: Site, label: str) -> None:
    """Open a case from the list that everybody has."""
    page.goto(f"{site.url}/reviews")
    follow(page, label)


def plan(page: Page, site: Site) -> str:
    """A release, planned on the page of the work; what its case is called."""
    page.goto(f"{site.url}/works/{site.ids['sprint']}")
    follow(page, "Plan a release")
    page.get_by_label("What goes out").select_option("post")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Research area").select_option("Other")
    press(page, "Plan it")
    expect(page.get_by_role("heading", level=1)).to_contain_text("R-")
    label = re.search(r"R-\d{4}-\d+ \S+", page.get_by_role("heading", level=1).inner_text())
    assert label
    return label.group()


def answer(page: Page, **changes: str) -> list[str]:
    """Answer what is asked until nothing more follows; which questions those were."""
    said = {**BENIGN, **FOLLOWING, **{item: Answer((value,)) for item, value in changes.items()}}
    asked: list[str] = []
    while (now := page.locator("fieldset[data-question]").evaluate_all("all => all.map(x => x.id)")) != asked:
        for item in (one for one in now if one not in asked):
            question = page.locator(f"#{item}")
            for choice in ITEMS[item].choices:
                if choice.value in said[item].chosen:
                    question.get_by_label(choice.words, exact=True).check()
            for words in question.locator("textarea").all():
                words.fill(said[item].text or "As told on the page.")
        asked = now
        press(page, "Save")
        expect(page.locator("#progress")).to_be_visible()
    return asked


def hand_in(page: Page, site: Site, label: str, **changes: str) -> list[str]:
    """From a plan to a release that is handed in, the way its pages lead."""
    ask_for(page, site, label)
    follow(page, "Answer the questions")
    asked = answer(page, **changes)
    page.get_by_role("link", name="The files that go out").first.click()
    page.get_by_label("Files", exact=True).set_input_files([POST])
    press(page, "Keep this list")
    told(page, "post.pdf")
    ask_for(page, site, label)
    follow(page, "Hand it in")
    press(page, "Hand it in")
    told(page, "Handed in. The coordinator looks at it next.")
    return asked


def take_part(page: Page, site: Site, label: str, yes: str) -> None:
    """Answer an invitation: no conflict, and yes."""
    ask_for(page, site, label)
    expect(page.get_by_text(TITLE)).to_have_count(0)
    page.get_by_label("None of this applies to me").check()
    page.get_by_label(yes).check()
    press(page, "Answer")


def choose(page: Page, said: dict[str, str]) -> None:
    for question, word in said.items():
        group = page.get_by_role("group", name=re.compile(f"^{re.escape(question)}"))
        group.get_by_role("radio", name=re.compile(f"^{re.escape(word)}")).check()


def choose_by_keyboard(page: Page, said: dict[str, str]) -> None:
    """The same with Tab, the space bar and the arrows; the page is as it was opened."""
    open_ones = dict(said)
    for _key in range(60):
        if not open_ones:
            return
        page.keyboard.press("Tab")
        legend = page.evaluate(
            "document.activeElement.closest('fieldset')?.querySelector('legend').textContent"
        )
        question = next((one for one in open_ones if (legend or "").strip().startswith(one)), None)
        if question is None:
            continue
        page.keyboard.press("Space")
        word = open_ones.pop(question)
        for _step in range(10):
            here = page.evaluate("document.activeElement.closest('label').textContent.trim()")
            if here.startswith(word):
                break
            page.keyboard.press("ArrowRight")
    raise AssertionError(f"not reached by keyboard: {sorted(open_ones)}")


def test_a_harmless_post_goes_out_by_phone_and_without_scripts(company: Callable[..., Company], site: Site):
    us = company(viewport={"width": 375, "height": 800}, java_script_enabled=False)
    ada, cora = us["ada"], us["cora"]
    ada.goto(f"{site.url}/works/{site.ids['sprint']}")
    follow(ada, "Add an outcome")
    ada.get_by_label("What it is").select_option("post")
    ada.get_by_label("Title").fill("A post on probes")
    ada.get_by_label("Status today").select_option("in progress")
    ada.get_by_label("Since").fill(clock.today().isoformat())
    press(ada, "Add it")
    told(ada, "A post on probes")
    label = plan(ada, site)
    assert len(hand_in(ada, site, label)) <= 23

    ask_for(cora, site, label)
    follow(cora, "Screening and reviewers")
    told(cora, "No answer raised anything")
    for name in ("Rhea", "Ravi"):
        cora.get_by_label("Ask", exact=True).select_option(f"{name} Bench")
        press(cora, "Ask them")
    for name in ("rhea", "ravi"):
        take_part(us[name], site, label, "Yes, I review it")
    cora.reload()
    press(cora, "Send it to the two reviewers")
    for name in ("rhea", "ravi"):
        ask_for(ada, site, label)
        told(ada, "With two reviewers.")
        ask_for(us[name], site, label)
        follow(us[name], "Open your assessment")
        told(us[name], TITLE)
        choose(us[name], CLEAR)
        us[name].get_by_label("What your judgement hangs on, in one line").fill("It is all in the manual.")
        press(us[name], "File")
    ask_for(ada, site, label)
    told(ada, "Free to go out.")
    follow(ada, "Publish it")
    ada.get_by_label("Which outcome of the work it is").select_option("A post on probes")
    ada.get_by_label("Files", exact=True).set_input_files([{**POST, "buffer": CONTENT + b"."}])
    press(ada, "Compare, and publish")
    told(ada, "What differs from what was approved")
    ada.get_by_label("Files", exact=True).set_input_files([POST])
    press(ada, "Compare, and publish")
    told(ada, "Published. Its record is complete.")
    follow(ada, "What went out")
    follow(ada, "A post on probes")
    expect(ada.locator("p.lead")).to_contain_text("published")


def vote(page: Page, rank: int) -> None:
    """By keyboard: the first scope, as many steps down as are wanted, and the button behind it."""
    page.get_by_role("group", name="The widest scope I accept now").get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    for _step in range(rank):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    told(page, "You have voted.")


def test_a_grave_case_goes_through_the_panel_to_a_narrower_scope(company: Callable[..., Company], site: Site):
    us = company()
    ada, cora = us["ada"], us["cora"]
    label = plan(ada, site)
    hand_in(ada, site, label, D1="catastrophic", F1="no")

    ask_for(cora, site, label)
    follow(cora, "Screening and reviewers")
    told(cora, "The answer to D1 asks for the panel with somebody from outside.")
    press(cora, "Send it to the panel")
    ask_for(cora, site, label)
    told(cora, "One of them at least comes from outside the program.")
    members = cora.get_by_role("group", name="Members")
    for name in FIVE:
        members.get_by_label(f"{name.title()} Bench").check()
    cora.get_by_label("Chair").select_option("Pia Bench")
    press(cora, "Ask them to sit")
    for name in FIVE:
        take_part(us[name], site, label, "Yes, I sit on the panel")
        room = us[name].url
        follow(us[name], "Open your assessment")
        told(us[name], TITLE)
        (choose_by_keyboard if name == "pia" else choose)(us[name], SERIOUS)
        us[name].get_by_label("What your judgement hangs on, in one line").fill("Who gets the recipe.")
        us[name].get_by_label("MIS, misuse").check()
        press(us[name], "File")
        us[name].goto(room)
    for name, rank in zip(FIVE, (5, 5, 4, 1, 0), strict=True):
        vote(us[name], rank)
    pia, paul, xeno = us["pia"], us["paul"], us["xeno"]
    xeno.get_by_text("File a dissent", exact=True).click()
    xeno.get_by_label("Your dissent, with the point on which it turns").fill(DISSENT)
    press(xeno, "File it")
    pia.reload()
    told(pia, "Dissents without a written reply: 1")
    paul.reload()
    paul.get_by_label("Reply to its crux").fill(REPLY)
    press(paul, "Reply")
    pia.reload()
    told(pia, "The vote can be closed from")
    expect(pia.get_by_role("button", name="Close the vote")).to_have_count(0)

    site.kill()
    site.start(at=clock.now() + timedelta(hours=73))
    pia.reload()
    press(pia, "Close the vote")
    expect(pia.get_by_role("region", name="The vote is closed")).to_contain_text("S1")
    assert not violations(pia)
    for question, words in REASONS.items():
        pia.get_by_label(question).fill(words)
    pia.get_by_label("MIS, misuse").check()
    press(pia, "Send the letter, and decide")

    ask_for(ada, site, label)
    told(ada, "Approved, not free to go out yet.")
    follow(ada, "Conditions and changes of the approval")
    told(ada, "Less was approved than you asked for")
    ada.get_by_label("That you accept it, in your own words").fill("We give it to those named.")
    press(ada, "Accept it in writing")
    follow(ada, "Conditions and changes of the approval")
    told(ada, "Accepted in writing on")
    told(ada, "S1, recipients by name")
    ask_for(ada, site, label)
    ada.get_by_role("region", name="Decisions").get_by_role("link", name="Decision 1").click()
    for words in (*REASONS.values(), DISSENT, REPLY, "4 of 5"):
        told(ada, words)
    expect(ada.get_by_text("Bench")).to_have_count(0)
    assert not violations(ada)
