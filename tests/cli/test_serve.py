"""The server as a process: it prints its address, answers, and stops when told to."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest

from tests.cli.test_setup import refusal
from tracker.cli import serve


@pytest.fixture
def started(folder):
    """A running server and its address; told to stop after the test if it still runs."""
    code = "from tracker.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:\d+", line)
    if found is None:
        process.kill()
        pytest.fail(line + process.communicate()[1])
    yield process, found[0]
    if process.poll() is None:
        process.terminate()
    process.communicate()


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_prints_its_address_answers_and_stops_cleanly(started, told):
    process, address = started
    with urllib.request.urlopen(f"{address}/sign-in", timeout=20) as answer:
        assert b"Sign in" in answer.read()
    process.send_signal(told)
    out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (0, "Stopped.\n")
    assert "Traceback" not in err


def test_a_port_that_is_taken_is_named(run):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        assert f"--port: {port} is taken" in refusal(run("serve", "--port", str(port)))


def test_a_host_that_is_none_is_named(run):
    assert "--host" in refusal(run("serve", "--host", "no host", "--port", "0"))


def test_the_address_of_several_sockets_is_the_first_one():
    class Several:
        effective_listen = [("::", 8000), ("0.0.0.0", 8000)]

    assert serve.address(Several()) == "http://[::1]:8000"
