"""Writes docs/data-dictionary.md anew, from the models and what they say of themselves."""

from tests.dictionary.page import FILE, page

FILE.write_text(page(), encoding="utf-8")
