"""Reads a page's markup as a person without scripts would meet it, and notes what is wrong with it.

The standard parser takes longer over a page than the application does. Ours are well-formed, and what is
not is a fault here, so that one pattern can cut them into tags and text.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import Any

VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
APART = frozenset({"td", "th", "li", "p", "dd", "dt", "div", "br"})  # words before and after are two
CONTROLS = frozenset({"input", "select", "textarea", "button"})
# Possessive, so that what does not fit is given up at once.
TAG = re.compile(
    r"""<(?:(/?)([a-zA-Z][\w-]*+)((?:[^"'<>]++|"[^"]*+"|'[^']*+')*+)|!(?:doctype\b[^<>]*+|--.*?--))>""",
    re.IGNORECASE | re.DOTALL,
)
ATTRIBUTE = re.compile(r"""([^\s"'<>/=]+)(?:\s*(=)\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>=`]+)))?""")

Attributes = dict[str, str | None]


class Reader:
    """What stands on one page."""

    def __init__(self, html: str) -> None:
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.h1: list[str] = []
        self.title = ""
        self.labels: set[str] = set()
        self.inputs: list[Attributes] = []
        self.forms: list[dict[str, Any]] = []
        self.faults: list[str] = []
        self.texts: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.open: list[str] = []
        self._inside: Counter[str] = Counter()
        self._textarea: str | None = None
        self._select: str | None = None
        read_to = 0
        for found in TAG.finditer(html):
            if found.start() > read_to:
                self._text(html[read_to : found.start()])
            read_to = found.end()
            closing, tag, rest = found.groups()
            if tag is None:
                continue
            tag = tag.lower()
            if closing:
                self._end(tag)
                continue
            self._start(tag, attributes(rest) if rest else {})
            if rest.endswith("/"):
                self._end(tag)
        self._text(html[read_to:])

    def _start(self, tag: str, found: Attributes) -> None:
        if tag not in VOID:
            self.open.append(tag)
            self._inside[tag] += 1
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if any(name == "style" or name.startswith("on") for name in found):
            self.faults.append(f"inline style or handler on <{tag}>")
        if tag in APART:
            self.texts.append(" ")
        elif tag == "a":
            self.links.append((str(found.get("href")), ""))
        elif tag in CONTROLS:
            self._control(tag, found)
        elif tag == "option":
            self._option(found)
        elif tag == "label":
            if found.get("for"):
                self.labels.add(str(found["for"]))
        elif tag == "form":
            self.forms.append({"attrs": found, "fields": {}})
        elif tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
            if tag == "h1":
                self.h1.append("")
        elif tag == "script" and not found.get("src"):
            self.faults.append("inline script")
        elif tag == "style":
            self.faults.append("inline style sheet")

    def _control(self, tag: str, found: Attributes) -> None:
        kind = found.get("type") or ("text" if tag == "input" else tag)
        if tag != "button" and kind not in ("hidden", "submit"):
            self.inputs.append({**found, "wrapped": "yes" if self._inside["label"] else None})
        if not self._inside["form"] or not found.get("name"):
            return
        fields, name = self.forms[-1]["fields"], str(found["name"])
        if tag == "textarea":
            fields[name] = ""
            self._textarea = name
        elif tag == "select":
            self._select = name
        elif kind in ("checkbox", "radio"):
            if "checked" in found:
                fields[name] = found.get("value") or "y"
        elif tag == "input":
            fields[name] = found.get("value") or ""

    def _option(self, found: Attributes) -> None:
        if self._select is None:
            return
        fields = self.forms[-1]["fields"]
        if "selected" in found or self._select not in fields:
            fields[self._select] = found.get("value") or ""

    def _end(self, tag: str) -> None:
        if tag in VOID:
            return
        if tag == "textarea" and self._textarea is not None:
            fields = self.forms[-1]["fields"]
            # HTML drops one leading line end.
            fields[self._textarea] = re.sub(r"^\r?\n", "", fields[self._textarea])
            self._textarea = None
        elif tag == "select":
            self._select = None
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:] or 'nothing'}")
        while self._inside[tag]:
            last = self.open.pop()
            self._inside[last] -= 1
            if last == tag:
                break

    def _text(self, text: str) -> None:
        inside = self._inside
        if "<" in text:
            self.faults.append(f"no tag: {text[text.index('<') :][:40]!r}")
        if "&" in text:
            text = unescape(text)
        if inside["body"]:
            if inside["script"] or inside["style"]:
                return
            self.texts.append(text)
            if inside["h1"]:
                self.h1[-1] += text
            if inside["a"]:
                href, before = self.links[-1]
                self.links[-1] = (href, before + text)
            if self._textarea is not None:
                self.forms[-1]["fields"][self._textarea] += text
        elif inside["title"] and inside["head"]:
            self.title += text


def attributes(text: str) -> Attributes:
    """The attributes of a tag by their names; None, for one without a value."""
    return {
        name.lower(): unescape(quoted or single or bare) if given else None
        for name, given, quoted, single, bare in ATTRIBUTE.findall(text)
    }
