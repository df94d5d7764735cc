"""A real HTTP server on this machine that a test tells how to answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MEGABYTE = 1 << 20


class Listener(ThreadingHTTPServer):
    """Answers with `status`; `heard` are (path, headers, body) of all that came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.status = 204
        self.location = ""
        self.drips = False
        # Megabytes to answer with, and how many of them left.
        self.floods = self.flooded = 0
        self.heard: list[tuple[str, dict[str, str], bytes]] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook?a=b"


class _Answer(BaseHTTPRequestHandler):
    server: Listener

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.heard.append((self.path, dict(self.headers), self.rfile.read(length)))
        if self.server.drips:
            self._drip()
            return
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(self.server.floods * MEGABYTE))
        self.end_headers()
        with suppress(OSError):
            for _number in range(self.server.floods):
                self.wfile.write(b"x" * MEGABYTE)
                self.server.flooded += 1

    def _drip(self) -> None:
        """A byte now and then, and never a whole line."""
        self.connection.sendall(b"HTTP/1.1 200 ")
        while not self.server.over.wait(0.05):
            try:
                self.connection.sendall(b"O")
            except OSError:
                return

    def log_message(self, *_said: object) -> None:
        """Nobody reads it."""


@contextmanager
def listening() -> Iterator[Listener]:
    """The server, until the block ends."""
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
