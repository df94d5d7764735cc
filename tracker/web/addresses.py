"""Full addresses of pages, for texts that leave the application."""

from __future__ import annotations

from typing import Any

from flask import Flask, current_app

from tracker.settings import Settings

# Where neither a setting nor a server of ours says how the application is reached.
NOWHERE = "http://localhost"


def install(app: Flask) -> None:
    app.add_template_global(full_address)


def full_address(endpoint: str, **values: Any) -> str:
    """A page's address with scheme and host, as the installation knows them.

    Never from the request: its Host header is written by whoever sends it, and a sign-in link that
    points to somebody else's server hands them the account. So it needs no request at all.
    """
    settings: Settings = current_app.extensions["tracker_settings"]
    path = current_app.url_map.bind("localhost").build(endpoint, values)
    return (settings.base_url or NOWHERE).rstrip("/") + path
