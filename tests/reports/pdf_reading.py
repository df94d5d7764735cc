"""Reads a tagged PDF as assistive technology does: its language, its structure tree, its text."""

from __future__ import annotations

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject


def opened(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in opened(content).pages)


def elements(content: bytes) -> Iterator[tuple[str, DictionaryObject]]:
    """(kind, element) of the structure tree in reading order, such as H1, Table, TH."""
    root = opened(content).trailer["/Root"]["/StructTreeRoot"]
    yield from _below(root.get("/K"))


def kinds(content: bytes) -> list[str]:
    return [kind for kind, _element in elements(content)]


def _below(node) -> Iterator[tuple[str, DictionaryObject]]:
    node = node.get_object() if isinstance(node, IndirectObject) else node
    if isinstance(node, ArrayObject):
        for one in node:
            yield from _below(one)
    elif isinstance(node, DictionaryObject):
        if "/S" in node:
            yield str(node["/S"]).lstrip("/"), node
        if "/K" in node:
            yield from _below(node["/K"])
