"""One body to one address over a real connection: never where nobody may be sent to, never for long."""

from __future__ import annotations

import http.client
import socket
import threading

import pytest

from tests.outbox.listening import listening
from tracker.outbox.webhook_rules import Answer
from tracker.outbox.webhook_sending import send

HEADERS = {"webhook-id": "evt_1", "Content-Type": "application/json"}


def sent(url: str, **how: object) -> Answer:
    return send(url, HEADERS, b"{}", **{"local": True, "patience": 5.0, **how})


def test_the_body_arrives_with_its_headers():
    with listening() as there:
        assert sent(there.url) == Answer(status=204)
    ((path, headers, body),) = there.heard
    assert (path, body) == ("/hook?a=b", b"{}")
    assert headers["webhook-id"] == "evt_1"
    assert headers["Host"] == f"127.0.0.1:{there.server_port}"


def test_a_redirect_is_not_followed():
    with listening() as there, listening() as elsewhere:
        there.status, there.location = 307, elsewhere.url
        answer = sent(there.url)
    assert (answer.status, answer.taken, elsewhere.heard) == (307, False, [])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"])
def test_what_leads_to_this_machine_is_not_even_connected_to(host: str):
    with listening() as there:
        url = there.url.replace("127.0.0.1", host)
        assert sent(url, local=False) == Answer(problem="private")
    assert there.heard == []


def test_a_name_of_which_one_address_is_private_is_refused(monkeypatch: pytest.MonkeyPatch):
    both = [(socket.AF_INET, 1, 6, "", (one, 80)) for one in ("93.184.215.14", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: both)
    assert sent("http://two.example/", local=False) == Answer(problem="private")


def test_what_was_looked_up_is_what_is_connected_to(monkeypatch: pytest.MonkeyPatch):
    """A name that leads elsewhere a moment later leads nowhere: it is looked up once."""
    asked = []
    with listening() as there:

        def once(*about: object, **_how: object) -> list:
            asked.append(about[0])
            return [(socket.AF_INET, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "203.0.113.1", 80))]

        real = socket.getaddrinfo
        monkeypatch.setattr(
            socket, "getaddrinfo", lambda *a, **k: once(*a) if a[0] == "moves.example" else real(*a, **k)
        )
        assert sent(there.url.replace("127.0.0.1", "moves.example")) == Answer(status=204)
    assert asked == ["moves.example"]


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_who_never_answers_is_waited_for_no_longer_than_told(scheme: str):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/"
        assert sent(url, patience=0.3) == Answer(problem="timeout")


def test_who_answers_a_byte_at_a_time_is_not_waited_for_either():
    with listening() as there:
        there.drips = True
        assert sent(there.url, patience=0.3) == Answer(problem="timeout")


def test_of_an_answer_without_end_the_head_alone_is_read():
    with listening() as there:
        there.status, there.floods = 200, 200
        assert sent(there.url) == Answer(status=200)
    assert there.flooded < 50, "what the system's buffers took"


def test_a_name_server_that_never_answers_is_waited_for_no_longer_than_told(monkeypatch: pytest.MonkeyPatch):
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_a, **_k: over.wait() and [])
    assert sent("http://slow.example/", patience=0.2) == Answer(problem="timeout")
    over.set()


def test_who_is_not_there_is_said_so():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert sent(f"http://127.0.0.1:{port}/") == Answer(problem="unreachable")
    assert sent("http://nobody.invalid/") == Answer(problem="unreachable")


def test_a_plain_server_behind_https_is_no_certificate():
    with listening() as there:
        assert sent(there.url.replace("http:", "https:")).problem == "certificate"
    assert there.heard == []


def test_what_is_no_http_is_said_so(monkeypatch: pytest.MonkeyPatch):
    def broken(_self: object) -> None:
        raise http.client.BadStatusLine("SSH-2.0")

    with listening() as there:
        monkeypatch.setattr(http.client.HTTPConnection, "getresponse", broken)
        assert sent(there.url) == Answer(problem="answer")
