"""Sentences for the reasons that rules about webhooks give."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence."""
    return {
        "webhook_url_shape": _(
            "This is no address that can be written to. It looks like https://example.org/hooks/tracker,"
            " without a name and password before the host and without a # in it."
        ),
        "webhook_url_long": _("An address has at most %(most)s characters."),
        "webhook_url_https": _(
            "The address must begin with https://, so that nobody on the way reads along."
        ),
        "webhook_url_private": _(
            "This is an address of a private network or of this machine. Webhooks are sent to public"
            " addresses alone."
        ),
        "webhook_no_events": _("Choose at least one kind of event."),
        "webhook_many": _("A program has at most %(most)s webhooks. Remove one first."),
        "webhook_off": _("It is switched off. Switch it on first."),
    }
