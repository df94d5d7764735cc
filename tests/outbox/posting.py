"""A mail server for tests: a real one, that refuses and breaks off as it is told."""

from __future__ import annotations

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

from tracker.settings import Smtp

# What the server says, or what breaks, at a step of the conversation.
BREAK = "break off"
OK = "250 OK"


@dataclass
class Office:
    """What the server takes, and what it is to do next: the answer to each step, by what asks for it."""

    taken: list[EmailMessage] = field(default_factory=list)
    mail: Callable[[], str] = lambda: OK
    rcpt: Callable[[], str] = lambda: OK
    data: Callable[[], str] = lambda: OK
    seen: int = 0
    # Whether an address that it does not know is told to come again later, as many servers do.
    greylists: bool = False
    known: set[str] = field(default_factory=set)

    async def handle_MAIL(self, server: Any, _session: Any, envelope: Any, address: str, _opts: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        return self._answer(server, self.mail())

    async def handle_RCPT(self, server: Any, _session: Any, envelope: Any, address: str, _opts: Any) -> str:  # noqa: N802
        stranger = self.greylists and address not in self.known
        self.known.add(address)
        answer = "451 4.7.1 greylisted" if stranger else self._answer(server, self.rcpt())
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.seen += 1
        said = self.data()
        # A server may take a mail and break off before it says so: then nobody else knows.
        if said.startswith("250") or said == f"{BREAK} after taking it":
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return self._answer(server, said)

    def _answer(self, server: Any, said: str) -> str:
        if said.startswith(BREAK):
            server.transport.abort()
            return "421 gone"
        return said

    def subjects(self) -> Counter[str]:
        """Subject → how often the server took it."""
        return Counter(str(mail["Subject"]) for mail in self.taken)


@contextmanager
def opened(office: Office) -> Iterator[Smtp]:
    """The server, at a port of its own."""
    running = Controller(office, hostname="127.0.0.1", port=free_port())
    running.start()
    try:
        yield Smtp("127.0.0.1", running.port, None, None, "none")
    finally:
        running.stop()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
