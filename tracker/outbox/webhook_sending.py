"""Sends one body to one address, and never to where nobody may be sent to, nor longer than a moment."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from tracker.outbox.webhook_rules import Answer, is_public, literal

# Seconds for looking the name up, connecting, sending and the head of the answer together.
PATIENCE = 10.0


class _NotPublic(Exception):
    """The name leads to a machine that is not of the open internet."""


def send(
    url: str, headers: Mapping[str, str], body: bytes, *, local: bool = False, patience: float = PATIENCE
) -> Answer:
    """POST the body. Redirects are not followed, and of the answer the status alone is read.

    The name is looked up once, what it leads to is checked, and exactly that is connected to: a name that
    leads elsewhere a moment later leads nowhere. `local` lets machines that are not public pass.
    """
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = http.client.HTTPConnection(host, port, timeout=patience)
    until = time.monotonic() + patience
    try:
        plain = _connected(host, port, local=local, until=until)
    except _NotPublic:
        return Answer(problem="private")
    except TimeoutError:
        return Answer(problem="timeout")
    except OSError:
        return Answer(problem="unreachable")
    held: list[socket.socket] = [plain]
    # Each byte that comes would begin a time-out of a socket anew; this one ends the whole.
    cut = threading.Event()
    over = threading.Timer(_left(until), _shut, args=(held, cut))
    over.daemon = True
    over.start()
    try:
        if secure:
            held[0] = ssl.create_default_context().wrap_socket(
                plain, server_hostname=host, do_handshake_on_connect=False
            )
            held[0].do_handshake()  # type: ignore[attr-defined]  # it is wrapped
        connection.sock = held[0]
        connection.request("POST", path, body=body, headers=dict(headers))
        status = connection.getresponse().status
        # What was cut off in the middle can look like an answer.
        return Answer(problem="timeout") if cut.is_set() else Answer(status=status)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if cut.is_set() or isinstance(error, TimeoutError):
            return Answer(problem="timeout")
        return Answer(problem="certificate" if isinstance(error, ssl.SSLError) else "answer")
    finally:
        over.cancel()
        connection.close()
        held[0].close()


def _connected(host: str, port: int, *, local: bool, until: float) -> socket.socket:
    addresses = [str(one[4][0]).partition("%")[0] for one in _looked_up(host, port, until)]
    for address in addresses:
        read = literal(address)
        if not local and (read is None or not is_public(read)):
            raise _NotPublic
    return socket.create_connection((addresses[0], port), timeout=_left(until))


def _looked_up(host: str, port: int, until: float) -> list[Any]:
    """What a name leads to. The resolver keeps to no time-out of ours, so it is waited for from outside."""
    found: Future[list[Any]] = Future()

    def look() -> None:
        try:
            found.set_result(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            found.set_exception(error if isinstance(error, OSError) else OSError(str(error)))

    threading.Thread(target=look, name="look-up", daemon=True).start()
    return found.result(_left(until))


def _left(until: float) -> float:
    """Seconds that are left; a moment where none are, since 0 would mean something else to a socket."""
    return max(until - time.monotonic(), 0.001)


def _shut(held: list[socket.socket], cut: threading.Event) -> None:
    cut.set()  # first: whoever reads the end of it must know why
    with suppress(OSError):
        held[0].shutdown(socket.SHUT_RDWR)
