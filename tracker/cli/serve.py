"""Serve the web pages of an installation."""

from __future__ import annotations

import errno
import logging
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn, TypeVar

import click
import waitress
from flask import Flask
from waitress import wasyncore

from tracker.app import create_app
from tracker.cli import installation
from tracker.cli.child import Child
from tracker.cli.failures import Failure
from tracker.settings import Settings

THREADS = 8
F = TypeVar("F", bound=Callable[..., object])


def at_port(command: F) -> F:
    return click.option(
        "--port",
        type=click.IntRange(0, 65535),
        default=8000,
        show_default=True,
        help="The port to listen on; 0 takes a free one.",
    )(command)


def with_worker(command: F) -> F:
    return click.option(
        "--no-worker",
        is_flag=True,
        help="Start no worker beside it; “tracker worker” then does jobs, mail and what the days bring.",
    )(command)


@click.command()
@installation.in_directory()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@at_port
@with_worker
def serve(directory: Path, host: str, port: int, no_worker: bool) -> None:
    """Serve the web pages of an installation, with a worker that does jobs, mail and what the days bring."""
    with installation.existing(directory) as opened:
        app = create_app(opened.settings, opened.engine)
        server = listen(app, host, port)
        click.echo(f"Tracker serves {directory} at {address(server)} (Ctrl-C stops it)")
        run(server, None if no_worker else Child(directory, links=address(server)))


def listen(app: Flask, host: str, port: int) -> Any:
    """A server that has its port but answers nothing yet.

    Without a public address in the settings, the links in mails carry this server's own.
    """
    settings: Settings = app.extensions["tracker_settings"]
    sockets: dict[int, Any] = {}
    try:
        server = waitress.create_server(
            app,
            sockets,
            host=host,
            port=port,
            threads=THREADS,
            ident=None,
            # The application reads what its own proxies say, and only as many as were told.
            clear_untrusted_proxy_headers=settings.proxies == 0,
        )
    except OSError as error:
        wasyncore.close_all(sockets)  # it leaves what it has opened so far
        if error.errno == errno.EADDRINUSE:
            raise Failure(f"--port: {port} is taken on {host}; choose another one") from None
        raise Failure(f"--host, --port: cannot listen on {host}:{port}: {error.strerror}") from None
    except ValueError as error:
        raise Failure(f"--host: {error}") from None
    if settings.base_url is None:
        app.extensions["tracker_settings"] = replace(settings, base_url=address(server))
    return server


def address(server: Any) -> str:
    """The address to open; a name such as localhost may stand for several sockets."""
    # waitress keeps one socket's address in other attributes than those of several.
    many = getattr(server, "effective_listen", None)
    host, port = many[0] if many else (server.effective_host, server.effective_port)
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104  # compared, not bound
    return f"http://{host}:{port}"


def run(server: Any, worker: Child | None) -> None:
    """Answer requests, with a worker beside, until the process is told to stop."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    before = {kind: signal.signal(kind, _stop) for kind in (signal.SIGTERM, signal.SIGINT)}
    if worker is not None:
        worker.start()
    try:
        server.run()  # returns on SystemExit, after the requests under way are answered
    finally:
        server.close()
        if worker is not None:
            worker.stop()
        for kind, handler in before.items():
            signal.signal(kind, handler)
    click.echo("Stopped.")


def _stop(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(0)
