"""People who work through pages while processes are killed, and what each of them was told.

Whoever gets no answer presses the button again, as people do, until there is one. What somebody was told is
kept here, outside of everything that is killed, and held against the database afterwards.
"""

from __future__ import annotations

import http.client
import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from tests.advancement.raising import HELP, TEXT
from tests.evaluations.test_form_views import ANSWERS
from tests.page import Page
from tests.server.browsing import Browser
from tracker import clock

# What an answer that never came looks like.
CUT = (OSError, http.client.HTTPException)
PASSWORD = "correct horse battery staple"
PATIENCE = 90.0  # seconds until somebody whose server never answers gives up: the test has failed by then


@dataclass(frozen=True)
class Done:
    """What somebody was told is written: its kind, the word in it that nothing else holds, tries it took."""

    kind: str
    mark: str
    tries: int


@dataclass
class Ledger:
    """What all of them were told, in the order in which each was told it."""

    done: list[Done] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    cut: int = 0
    away: int = 0

    def marks(self, kind: str) -> list[str]:
        return [one.mark for one in self.done if one.kind == kind]


class Person(threading.Thread):
    """Somebody with a browser who does one thing after the other until told to stop."""

    def __init__(self, url: str, email: str, ledger: Ledger, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.browser, self.email, self.ledger, self.stop = Browser(url), email, ledger, stop

    def run(self) -> None:
        try:
            self.sign_in()
            self.work()
        except Exception as error:  # a thread's failure is read by the test, or by nobody
            self.ledger.wrong.append(f"{self.email}: {type(error).__name__}: {error}")

    def sign_in(self) -> None:
        self.answered(self._sign_in)

    def _sign_in(self) -> Page:
        form = self.browser.get("/sign-in")
        if form.status != 200:
            return form
        typed = {"email": self.email, "password": PASSWORD}
        return self.browser.submit(form, "/sign-in", action="/sign-in", **typed)

    def work(self) -> None:
        raise NotImplementedError

    def answered(self, send: Callable[[], Page]) -> tuple[Page, int]:
        """The answer to a request that is sent again until there is one, and how often it was sent."""
        end = time.monotonic() + PATIENCE
        for tries in itertools.count(1):
            try:
                page = send()
            except CUT:
                self.ledger.cut += 1
            else:
                if page.status != 503:
                    return page, tries
                self.ledger.away += 1  # the page says that the database is away, and to try again
            if time.monotonic() > end:
                raise TimeoutError("nothing answers any more")
            time.sleep(0.05)
        raise AssertionError

    def page(self, path: str) -> Page:
        page, _tries = self.answered(lambda: self.browser.get(path))
        if page.status != 200:
            raise ValueError(f"{path}: {page.status} {page.html[:2000]}")
        return page

    def sent(self, what: str, mark: str, page: Page, path: str, *, action: str, **typed: str) -> Page:
        """Send a form of a page; what is answered by a page that follows is written."""
        answer, tries = self.answered(lambda: self.browser.submit(page, path, action=action, **typed))
        if answer.status == 302 or (tries > 1 and answer.status in (409, 422)):
            # Pressed again, it may be told that it is there already: then it is.
            self.ledger.done.append(Done(what, mark, tries))
            return answer
        raise ValueError(f"{path}: {answer.status} {answer.text[:300]}")


class Mentor(Person):
    """Writes two drafts of each form they owe, files it, and opens a concern about every third scholar."""

    def __init__(self, *given: object, owed: list[tuple[int, int]]) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.owed = owed

    def work(self) -> None:
        for one, enrolment in self.owed:
            if self.stop.is_set():
                return
            form, review = f"/assignments/{one}/form", f"/assignments/{one}/review"
            for word in ("first", "second"):
                typed = {**ANSWERS, "keep": f"{word} draft of {one}", "act": "save"}
                self.sent("draft", f"{one} {word}", self.page(form), form, action="/form", **typed)
            typed = {**ANSWERS, "keep": f"kept of {one}", "act": "review"}
            self.sent("reviewed", str(one), self.page(form), form, action="/form", **typed)
            self.sent("form", str(one), self.page(review), review, action="/review")
            if enrolment % 3 == 0:
                self.concern(enrolment)

    def concern(self, enrolment: int) -> None:
        path = f"/scholars/{enrolment}/concern"
        page = self.page(path)
        day = (clock.today() + timedelta(days=16)).isoformat()
        told = {
            "text": TEXT,
            "target_1": "One clean run",
            "target_1_on": day,
            "help_offered": HELP,
            "act": "open",
        }
        self.sent("concern", str(enrolment), page, path, action="/concern", **told)


class Scholar(Person):
    """Adds one outcome after the other to a work."""

    def __init__(self, *given: object, work: int) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.on = work

    def work(self) -> None:
        new = f"/works/{self.on}/outcomes/new"
        for number in itertools.count():
            if self.stop.is_set():
                return
            mark, page = f"Outcome {number} of work {self.on}", self.page(new)
            typed = {"kind": "negative_result", "title": mark, "words": "Nothing.", "status": "accepted"}
            self.sent("outcome", mark, page, new, action="/outcomes/new", **typed)


class Staff(Person):
    """Adds people one by one, and takes tables out in between."""

    def __init__(self, *given: object, cohort: str, name: str) -> None:
        super().__init__(*given)  # type: ignore[arg-type]
        self.cohort, self.name_ = cohort, name

    def work(self) -> None:
        people = f"{self.cohort}/people"
        for number in itertools.count():
            if self.stop.is_set():
                return
            email = f"{self.name_}{number}@example.net"
            typed = {"name": f"Person {self.name_}{number}", "email": email, "role": "mentor"}
            self.sent("person", email, self.page(people), people, action="/people", **typed)
            if number % 3 == 0:
                self.look()

    def look(self) -> None:
        """The board, as it is read all day."""
        self.page(f"{self.cohort}/")
