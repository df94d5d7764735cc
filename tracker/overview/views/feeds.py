"""One's calendar for other programs: the address under which they read it, and what they read."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_login import current_user

from tracker import clock
from tracker.extensions import db
from tracker.outbox import calendar_files, feed_queries, feeds
from tracker.outbox.calendar_entries import stamped
from tracker.overview import feeds as calendars
from tracker.overview.views.blueprint import bp
from tracker.people.models import Person
from tracker.permissions import Permission
from tracker.web.access import not_found, or_404, public, requires
from tracker.web.addresses import full_address
from tracker.web.texts import gettext as _


@bp.route("/account/calendar")
@requires(Permission.ACCOUNT_MANAGE)
def own_calendar() -> ResponseReturnValue:
    """Whether programs can read one's calendar, since when, and when one last did."""
    return _page()


@bp.route("/account/calendar/address", methods=["POST"])
@requires(Permission.ACCOUNT_MANAGE)
def new_calendar_address() -> ResponseReturnValue:
    """Make an address and show it. Nobody can show it again, so this answer is the page itself."""
    token = feeds.make_address(db.session, current_user)
    db.session.commit()
    return _page(full_address("overview.calendar_feed", token=token))


@bp.route("/account/calendar/stop", methods=["POST"])
@requires(Permission.ACCOUNT_MANAGE)
def stop_calendar() -> ResponseReturnValue:
    """Let no program read it any more."""
    stopped = feeds.stop(db.session, current_user)
    db.session.commit()
    flash(_("Stopped. The address opens nothing any more.") if stopped else _("There is no address."))
    return redirect(url_for(".own_calendar"))


@bp.route("/calendar/<token:token>.ics")
@public
def calendar_feed(token: str) -> ResponseReturnValue:
    """The calendar of whoever made this address; not found once it was stopped or its owner has left."""
    feed = or_404(feed_queries.opened(db.session, token))
    person = db.session.get_one(Person, feed.person_id)
    if not person.active:
        not_found()
    now, before = clock.now(), feed_queries.kept(db.session, person.id)
    with force_locale(person.locale):
        read = stamped(calendars.entries(db.session, person), before, now)
        content = calendar_files.calendar_file(read, whose=feed.name, title=_("Tracker"))
    if feeds.differs(read, feed, before, now):
        secret, owner = feed_queries.hashed(token), person.id
        db.afterwards(lambda session: feeds.keep(session, owner, read, secret=secret, now=now))
    answer = Response(content, content_type=calendar_files.MEDIA_TYPE)
    answer.headers["Content-Disposition"] = 'attachment; filename="tracker.ics"'
    answer.headers["Cache-Control"] = "private, no-store"
    answer.add_etag()
    return answer.make_conditional(request)


def _page(address: str | None = None) -> str:
    feed = feed_queries.own(db.session, current_user.id)
    return render_template("overview/calendar.html", feed=feed, address=address)
