"""The person who is signed in, as the features' views need them."""

from __future__ import annotations

from typing import cast

from flask_login import current_user

from tracker.people.models import Person


def actor() -> Person:
    """The signed-in person. Only for views behind `requires`, where there is one."""
    return cast("Person", current_user._get_current_object())  # noqa: SLF001  # the documented way past the proxy
