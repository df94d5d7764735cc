"""A browser that looks for canaries in whatever it is answered, and knows what was logged as opened."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from tests.page import Client, Page
from tests.releases.casting import SEAL
from tracker import sealed
from tracker.people.models import Person
from tracker.sealed import ReadLog, SealedText, Vault

CANARY = re.compile(r"zebraq([a-z0-9]+)qarbez", re.IGNORECASE)

# Where a walk follows links: the pages that could speak of a release.
NEAR = ("/reviews", "/works", "/outcomes", "/policy", "/attention")


def word(name: str) -> str:
    """The canary of a field."""
    return f"zebraq{name}qarbez"


def found(text: object) -> set[str]:
    """The fields whose canaries stand in a text."""
    return {one.lower() for one in CANARY.findall(str(text))}


class Spy(Client):
    """Fails on a page that tells a canary where none may be, or to somebody for whom no read was logged."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.who: Person | None = None
        self.typed: set[str] = set()
        # Everything that anybody was shown: (name of the person or none, address) → fields.
        self.shown: dict[tuple[str, str], set[str]] = {}
        self.addresses: set[str] = set()

    def sign_in(self, person: Person) -> Spy:
        super().sign_in(person)
        self.who = person
        return self

    def sign_out(self) -> Spy:
        super().sign_out()
        self.who = None
        return self

    def get(self, url: str, **options: Any) -> Page:
        return self._look(url, set(), lambda: super(Spy, self).get(url, **options))

    def post(self, url: str, data: dict[str, Any] | None = None, **options: Any) -> Page:
        return self._look(url, found(data), lambda: super(Spy, self).post(url, data, **options))

    def _look(self, url: str, typed: set[str], send: Any) -> Page:
        name = self.who.name if self.who else ""
        before = self.session.scalar(sa.select(sa.func.max(ReadLog.id))) or 0
        page: Page = send()
        where = f"{name or 'nobody'} at {url} ({page.status})"
        self.typed |= typed
        if page.status == 200 and not typed:
            self.addresses.add(url)
        self._check_plain(page, where, url)
        told = found(page.html)
        if told:
            opened = self._opened(before)
            own = typed if page.status >= 400 else set()
            kept_nowhere = page.response.headers
            assert kept_nowhere["Cache-Control"] == "no-store", where
            assert kept_nowhere["Referrer-Policy"] in ("no-referrer", "same-origin"), where
            assert told <= opened | own, f"{where} tells {told - opened - own} and logged {opened}"
            self.shown.setdefault((name, url), set()).update(told)
        return page

    def _check_plain(self, page: Page, where: str, url: str) -> None:
        """Titles, addresses, heads of answers, cookies with what is flashed."""
        with self.flask.session_transaction() as cookie:
            kept = dict(cookie)
        actions = [one["attrs"].get("action") for one in page.forms]
        inside = [href for href, _text in page.links if not href.startswith("http")]
        plain = (page.title, page.location, url, page.response.headers, kept, actions, inside)
        for one in plain:
            assert not found(one), f"{where}: {one}"

    def _opened(self, before: int) -> set[str]:
        """The canaries of what was logged for this person since a row of the log."""
        assert self.who is not None, "nobody reads without an account"
        rows = self.session.scalars(
            sa.select(SealedText)
            .join(ReadLog, ReadLog.text_id == SealedText.id)
            .where(ReadLog.id > before, ReadLog.person_id == self.who.id)
        )
        opened: set[str] = set()
        for row in rows:
            key = sealed.vault_key(SEAL, self.session.get_one(Vault, row.vault_id))
            opened |= found(sealed.decrypted(key, row))
        return opened

    def walk(self, person: Person | None, starts: Iterable[str], most: int = 150) -> set[str]:
        """Every page somebody reaches by links, and all that anybody opened; the fields they were told."""
        self.sign_out() if person is None else self.sign_in(person)
        waiting, seen = deque([*starts, *sorted(self.addresses)]), set[str]()
        told: set[str] = set()
        while waiting and len(seen) < most:
            url = waiting.popleft().partition("#")[0]
            if url in seen or not url.startswith("/") or url.startswith("/static"):
                continue
            seen.add(url)
            page = self.get(url)
            told |= found(page.html)
            waiting.extend(href for href, _text in page.links if href.startswith(NEAR))
        return told
