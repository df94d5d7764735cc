"""The forms of an author's path beside the questions: files, people, agreement, views, unease."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, FileField, HiddenField, MultipleFileField, TextAreaField

from tracker.releases.author_words import PARTS, SUPPORT
from tracker.releases.bundle_rules import MOST_FILE
from tracker.releases.checklist_parts import LONGEST_TEXT
from tracker.releases.contributor_rules import NAME_LENGTH
from tracker.releases.endings import kind_of
from tracker.releases.manifest import Entry, Item, Manifest, Repository, link, parse
from tracker.releases.parts import Scope
from tracker.releases.submission_models import Part
from tracker.web.forms import Form, choices_of, line, paragraph, radio, select

PIECE = 2**20
WORDS = 4000
EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True)
class Sent:
    """A file that was sent: its line in the list, and its bytes where they are to be left here."""

    entry: Entry
    content: bytes


class FilesForm(Form):
    """What goes out: a list from the command, files, links, commits."""

    mode = radio(
        _l("What you give here"),
        {"replace": _l("is everything that goes out"), "add": _l("comes to the list there is")},
        default="replace",
    )
    files = MultipleFileField(_l("Files"))
    keep = BooleanField(_l("Leave the files here, sealed, for the people who judge the release"))
    listed_file = FileField(_l("The list that “tracker manifest” made, as a file"))
    listed = TextAreaField(_l("Or the same list, pasted"), render_kw={"rows": 4, "spellcheck": "false"})
    links = TextAreaField(_l("Links, one a line: a name, a space, the address"), render_kw={"rows": 3})
    commits = TextAreaField(
        _l("Commits, one a line: folder (or a dot), commit, tree"),
        render_kw={"rows": 2, "spellcheck": "false"},
    )

    def manifest(self) -> Manifest | None:
        """The list that was given, from the file or else pasted. Raises `BadManifest`."""
        sent = request.files.get("listed_file")
        text: str = self.listed.data or ""
        if sent is not None and sent.filename:
            text = sent.read().decode("utf-8-sig", "replace")
            sent.close()
        return parse(text) if text.strip() else None

    def sent(self) -> list[Sent]:
        """The files that were sent, each hashed as it came."""
        keep = bool(self.keep.data)
        return [_hashed(one, keep=keep) for one in request.files.getlist("files") if one.filename]

    def others(self) -> list[Item]:
        """Links and commits. A line that is neither becomes an entry that the list refuses by its place."""
        found: list[Item] = []
        for text in _lines(self.links.data):
            label, _space, address = text.partition(" ")
            found.append(link(label, address.strip()))
        for text in _lines(self.commits.data):
            path, commit, tree = [*text.split(), "", "", ""][:3]
            found.append(Repository(path, commit.lower(), tree.lower()))
        return found


class DestinationForm(Form):
    """Whom an approved release reaches instead, and where."""

    base_version = HiddenField()
    mark = HiddenField()
    scope = select(_l("Whom it reaches"), [])
    venue = paragraph(_l("Venue and day"), length=LONGEST_TEXT, required=True, render_kw={"rows": 3})

    def offer(self, scopes: Mapping[Scope, Any]) -> DestinationForm:
        self.scope.choices = choices_of((one.value, scopes[one]) for one in Scope if one is not Scope.S0)
        return self


class ContributorForm(Form):
    """One more line of the list: somebody of the program by their address, or a name."""

    part = select(_l("As"), [(one.value, PARTS[one]) for one in Part])
    who = line(
        _l("E-mail address in this program, or a name"),
        length=NAME_LENGTH,
        render_kw={"autocomplete": "off"},
    )
    us_university = BooleanField(_l("This host is a university in the United States"))

    @property
    def address(self) -> str:
        """The address, if it is one."""
        found = self.who.data or ""
        return found if EMAIL.fullmatch(found) else ""


class SubmitForm(Form):
    """Hands the release in as it was read at `stamp`."""

    stamp = HiddenField()
    formal = BooleanField(_l("I would like the panel to look at this, whatever the answers lead to"))


class SignForm(Form):
    """A contributor's word on what was `shown`."""

    shown = HiddenField()
    agrees = radio(
        _l("Do you agree that exactly this goes out to these people?"),
        {"yes": _l("I agree"), "no": _l("I do not agree")},
        needed=_l("Say whether you agree."),
    )
    words = paragraph(_l("Why, or under which condition"), length=WORDS, render_kw={"rows": 4})


class PassOnForm(Form):
    """The word of an author without an account, as another author heard it."""

    shown = HiddenField()
    agrees = radio(
        _l("What did they say to exactly this?"),
        {"yes": _l("they agree"), "no": _l("they do not agree")},
        needed=_l("Say what they said."),
    )
    words = paragraph(_l("Where and when they said it"), length=WORDS, required=True, render_kw={"rows": 2})


class GiveUpForm(Form):
    """Somebody cannot be reached."""

    words = paragraph(_l("How you tried to reach them"), length=WORDS, required=True, render_kw={"rows": 3})


class ViewForm(Form):
    """What a mentor of the work thinks."""

    support = radio(
        _l("What do you think of this release?"),
        {one.value: words for one, words in SUPPORT.items()},
        needed=_l("Choose one. “I don't know” is an answer."),
    )
    words = paragraph(_l("What should those who judge it know?"), length=WORDS, render_kw={"rows": 5})


class UneaseForm(Form):
    """Unease, to the coordinator alone or openly."""

    text = paragraph(_l("What makes you uneasy?"), length=WORDS, required=True, render_kw={"rows": 6})
    readers = radio(
        _l("Who reads it"),
        {
            "private": _l("the coordinator and the deputy alone"),
            "open": _l("everybody on the case, your co-authors and mentors too"),
        },
        default="private",
        needed=_l("Say who reads it."),
    )


class AnswerForm(Form):
    """The coordinator's answer to somebody who is uneasy."""

    text = paragraph(_l("Your answer"), length=WORDS, required=True, render_kw={"rows": 4})


def _hashed(sent: FileStorage, *, keep: bool) -> Sent:
    summed, size, kept = hashlib.sha256(), 0, list[bytes]()
    while piece := sent.stream.read(PIECE):
        summed.update(piece)
        size += len(piece)
        if keep and size <= MOST_FILE:
            kept.append(piece)
    sent.close()
    path = unicodedata.normalize("NFC", (sent.filename or "").replace("\\", "/").rpartition("/")[2])
    return Sent(Entry(path, summed.hexdigest(), size, kind_of(path)), b"".join(kept))


def _lines(text: str | None) -> list[str]:
    return [one.strip() for one in (text or "").splitlines() if one.strip()]
