"""Who gets to a page. Every route carries `requires(...)` or `public`; what is not yours is not found."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, TypeVar

from flask import abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from tracker import clock
from tracker.extensions import db
from tracker.permissions import Grants, Permission

T = TypeVar("T")
View = Callable[..., ResponseReturnValue]


class IdConverter(IntegerConverter):
    """A row's number; what no database column could hold is not found instead of failing there."""

    def __init__(self, map: Map) -> None:  # noqa: A002  # the parent's name
        super().__init__(map, min=1, max=2**31 - 1)


class SlugConverter(BaseConverter):
    """Lower-case words joined by hyphens."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class TokenConverter(BaseConverter):
    """The random part of a sign-in or invitation link."""

    regex = r"[A-Za-z0-9_-]{20,100}"


def grants() -> Grants:
    """What the signed-in person may do today; nothing if nobody is signed in."""
    if not current_user.is_authenticated:
        return Grants()
    found: Grants = current_user.grants_on(clock.today())
    return found


def requires(permission: Permission) -> Callable[[View], View]:
    """Ask for sign-in, then for the permission in at least one place; else the page is not found.

    The object itself is checked by the view's loader or by `permit`. The permission stays on the
    function, where a test finds it.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return sign_in_first()
            if not grants().anywhere(permission):
                abort(404)
            return view(**arguments)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the route sweep
        return guarded

    return mark


def reads_from_copy(view: View) -> View:
    """Mark a page that only reads, and much: it reads from the copy of the database, if there is one.

    Stands below `requires`, which asks the first database who is there.
    """

    @wraps(view)
    def reading(**arguments: Any) -> ResponseReturnValue:
        db.read_from_copy()
        return view(**arguments)

    return reading


def public(view: View) -> View:
    """Mark a route as open to everybody."""
    view.permission = None  # type: ignore[attr-defined]  # read by the route sweep
    return view


def permit(permission: Permission, *, program_id: int, cohort_id: int | None = None) -> None:
    """End the request as "not found" unless the permission is held for this program or cohort."""
    if not grants().allow(permission, program_id=program_id, cohort_id=cohort_id):
        abort(404)


def allowed(held: Grants, permission: str, cohort: Any) -> bool:
    """For templates: whether a button about this cohort belongs on the page."""
    return held.allow(Permission(permission), program_id=cohort.program_id, cohort_id=cohort.id)


def or_404(found: T | None) -> T:
    if found is None:
        not_found()
    return found


def not_found() -> NoReturn:
    abort(404)


def sign_in_first() -> ResponseReturnValue:
    """To the sign-in page and back; a script or a form that writes gets a plain 401 instead."""
    if request.method != "GET" or request.accept_mimetypes.best == "application/json":
        abort(401)
    return redirect(url_for("security.login", next=request.full_path.rstrip("?")))
