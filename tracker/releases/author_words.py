"""What the pages of a release's authors say: lacks, parts, sign-offs, views, and answers in words."""

from __future__ import annotations

import flask_babel
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.releases.checklist import Lack
from tracker.releases.checklist_parts import Answer, Item
from tracker.releases.manifest import ArtefactKind
from tracker.releases.submission_models import Part, Support
from tracker.releases.submission_rules import Said

LACKS: dict[Lack, LazyString] = {
    Lack.UNANSWERED: _l("not answered yet"),
    Lack.WHY: _l("say in one line why it does not apply"),
    Lack.BESIDE: _l("write the line beside it"),
    Lack.UNKNOWN: _l("choose one of the answers that are offered"),
    Lack.CONTRADICTION: _l("these answers exclude each other"),
    Lack.LONG: _l("longer than 500 characters; shorten it"),
}

PARTS: dict[Part, LazyString] = {
    Part.AUTHOR: _l("author"),
    Part.MENTOR: _l("mentor"),
    Part.FUNDER: _l("funder"),
    Part.HOST: _l("host"),
}

SAID: dict[Said, LazyString] = {
    Said.AGREED: _l("agrees"),
    Said.PENDING: _l("has not said yet"),
    Said.NO: _l("does not agree"),
}

SUPPORT: dict[Support, LazyString] = {
    Support.SUPPORT: _l("I support it"),
    Support.NARROWER: _l("I would support a narrower scope"),
    Support.OPPOSE: _l("I oppose it"),
    Support.DONT_KNOW: _l("I don't know"),
}

ARTEFACTS: dict[ArtefactKind, LazyString] = {
    ArtefactKind.TEXT: _l("text"),
    ArtefactKind.CODE: _l("code"),
    ArtefactKind.DATA: _l("data"),
    ArtefactKind.WEIGHTS: _l("weights"),
    ArtefactKind.MEDIA: _l("media"),
    ArtefactKind.LINK: _l("link"),
    ArtefactKind.OTHER: _l("other"),
}


def said_of(item: Item, answer: Answer) -> str:
    """What was chosen, in the words of the question."""
    return ", ".join(translated(one.words) for one in item.choices if one.value in answer.chosen)


def translated(text: str) -> str:
    """A sentence of the checklist in the reader's language; a program's own stays as it was written."""
    return str(flask_babel.gettext(text)) if text else ""
