"""The server as a process: it prints its address, answers, and stops when told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.cli.test_setup import refusal
from tracker.cli import serve


@contextmanager
def serving(folder, *options):
    """A running server and its address; told to stop after the test if it still runs."""
    code = "from tracker.cli import main; main()"
    command = [sys.executable, "-c", code, "serve", "--port", "0", "--dir", str(folder), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found is None:
            process.kill()
            pytest.fail(line + process.communicate()[1])
        yield process, found[0]
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate()


@pytest.mark.parametrize(("told", "options"), [(signal.SIGTERM, ()), (signal.SIGINT, ("--no-worker",))])
def test_prints_its_address_answers_and_stops_cleanly(folder, told, options):
    with serving(folder, *options) as (process, address):
        with urllib.request.urlopen(f"{address}/sign-in", timeout=20) as answer:
            assert b"Sign in" in answer.read()
        process.send_signal(told)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out) == (0, "Stopped.\n")
        assert "Traceback" not in err


def beats(folder):
    """The names of the workers that are at work."""
    with closing(sqlite3.connect(folder / "tracker.sqlite3", timeout=20)) as connection:
        return [name for (name,) in connection.execute("SELECT name FROM worker")]


def wait_until(true, seconds=90):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came to this"
        time.sleep(0.05)


def worker_of(process):
    """The process ids of the workers beside a server, as the system has them."""
    tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
    return [int(one) for task in tasks for one in task.read_text().split()]


def test_its_worker_is_begun_anew_when_it_dies_and_does_not_outlive_a_server_that_was_killed(folder):
    with serving(folder) as (process, _address):
        wait_until(lambda: worker_of(process))
        (first,) = worker_of(process)
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: worker_of(process) not in ([], [first]) and beats(folder))
        (second,) = worker_of(process)
        process.kill()
        _out, err = process.communicate(timeout=20)
        assert "the worker ended with -9; it is begun anew" in err
        wait_until(lambda: not beats(folder))
        wait_until(lambda: not Path(f"/proc/{second}").exists())


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
