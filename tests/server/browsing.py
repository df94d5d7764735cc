"""A browser without scripts that talks to a real server, and keeps its cookies."""

from __future__ import annotations

import http.cookiejar
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

from tests.page import Page, _audit


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: Any) -> None:
        return None


class Browser:
    def __init__(self, url: str) -> None:
        self.url = url
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar, _Stay)

    def get(self, path: str, **headers: str) -> Page:
        return self._read(urllib.request.Request(self.url + path, headers=headers))

    def submit(self, page: Page, path: str, *, action: str, **typed: str) -> Page:
        """Send a form of a page with some fields filled."""
        fields = urllib.parse.urlencode({**page.form(action), **typed}).encode()
        return self._read(urllib.request.Request(self.url + path, data=fields))

    def sign_in(self, email: str, password: str) -> None:
        form = self.get("/sign-in")
        answer = self.submit(form, "/sign-in", action="/sign-in", email=email, password=password)
        assert answer.status == 302, answer.text

    def _read(self, asked: urllib.request.Request) -> Page:
        try:
            with self._opener.open(asked, timeout=60) as answer:
                status, headers, content = answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            status, headers, content = error.code, error.headers, error.read()
        found = type("Answer", (), {"headers": headers})()
        page = Page(found, status, content.decode())
        if "text/html" in headers.get("Content-Type", "") and status < 300:
            _audit(page)
        return page
