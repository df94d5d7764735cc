"""Several people at once, each in a browser of their own, and what they do on every page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

Sign = Callable[[Page, str], Page]


class Company:
    """Everybody in a browser of their own, where they sign in once."""

    def __init__(self, browser: Browser, sign_in: Sign, **screen: Any) -> None:
        self.browser, self.sign_in, self.screen = browser, sign_in, screen
        self.contexts: list[BrowserContext] = []
        self.pages: dict[str, Page] = {}

    def __getitem__(self, name: str) -> Page:
        if name not in self.pages:
            self.contexts.append(self.browser.new_context(**self.screen))
            email = "ada.adeyemi" if name == "ada" else f"{name}.bench"
            self.pages[name] = self.sign_in(self.contexts[-1].new_page(), f"{email}@example.org")
        return self.pages[name]


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def told(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words)
