"""The words of the log of reads: which field a sealed text was."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

# By the first part of a field's name, or by the whole where its first part says too little.
FIELDS: dict[str, LazyString] = {
    "access": _l("reason for access"),
    "amendment": _l("words on a changed version"),
    "answer": _l("answer of the authors"),
    "appeal": _l("appeal"),
    "approval": _l("acceptance of a narrower scope"),
    "assessment": _l("words of an assessment"),
    "assessment.draft": _l("draft of an assessment"),
    "assignment": _l("reason about a reviewer"),
    "condition": _l("condition"),
    "conflict": _l("declaration of conflicts"),
    "contributor": _l("name of a contributor"),
    "dissent": _l("dissent"),
    "escalation": _l("reason for the panel"),
    "incident": _l("words on an incident"),
    "letter": _l("statement of reasons"),
    "look_back": _l("words of a look back"),
    "manifest": _l("list of files"),
    "manifest.file": _l("file"),
    "mentor": _l("view of a mentor"),
    "panel": _l("words of the panel"),
    "publication": _l("address of the publication"),
    "recipient": _l("name of a recipient"),
    "release.return": _l("what was missing"),
    "release.title": _l("title"),
    "release.venue": _l("venue"),
    "report": _l("report"),
    "retraction": _l("words on a retraction"),
    "revisit": _l("new information"),
    "mentor_view": _l("words of a mentor"),
    "sign_off": _l("words of a contributor"),
    "stop": _l("reasons of a stop"),
    "tripwire": _l("fact that would change the decision"),
    "unease": _l("unease"),
    "venue": _l("venue"),
    "waiver": _l("reason of a waiver"),
}


def field(name: str) -> str:
    """What a sealed text was, in words; a name without words of its own says what it is by itself."""
    found = FIELDS.get(name) or FIELDS.get(name.partition(".")[0])
    return str(found) if found else name.replace(".", " ").replace("_", " ")
