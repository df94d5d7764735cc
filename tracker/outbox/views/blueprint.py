"""The blueprint of the pages about mail, and the words their templates use."""

from __future__ import annotations

from flask import Blueprint

from tracker.outbox.kind_words import braced, kind_words

bp = Blueprint("outbox", __name__)
bp.add_app_template_global(kind_words, "mail_kind")
bp.add_app_template_global(braced, "mail_variable")
