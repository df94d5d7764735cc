"""The PDF is read from its file: language, headings, table heads, words for pictures."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.reports import pdf_reading, printing
from tests.reports.printing import EVIL, edition, made
from tracker.reports import pdf
from tracker.reports.editions import Format

pytestmark = pytest.mark.any_database

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def content(shared_app) -> bytes:
    with shared_app.app_context():
        return made(Format.PDF, edition())


def test_it_says_that_it_is_tagged_and_in_which_language(content):
    root = pdf_reading.opened(content).trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()


def test_it_has_a_title_and_the_day_it_was_taken(content):
    about = pdf_reading.opened(content).metadata
    assert about.title == "Cohort report: Winter & <co>, North Program"
    assert about.creation_date == AT


def test_headings_follow_each_other_without_a_gap(content):
    levels = [int(kind[1]) for kind in pdf_reading.kinds(content) if kind in ("H1", "H2", "H3", "H4")]
    assert levels[:3] == [1, 2, 1]
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))
    assert levels.count(2) == len(printing.TABLES)


def test_every_table_has_head_cells_for_its_columns(content):
    kinds = pdf_reading.kinds(content)
    with_rows = [table for table in printing.TABLES if table.rows]
    assert kinds.count("Table") == len(with_rows)
    assert kinds.count("TH") == sum(len(table.columns) + 1 for table in with_rows)
    assert kinds.count("TD") == sum((len(table.columns) + 1) * len(table.rows) for table in with_rows)
    heads = [element for kind, element in pdf_reading.elements(content) if kind == "TH"]
    assert all("/Column" in str(element["/A"]) for element in heads)


def test_every_picture_has_words(content):
    pictures = [element for kind, element in pdf_reading.elements(content) if kind == "Figure"]
    said = [str(element["/Alt"]) for element in pictures]
    assert len(said) == 2
    assert "Applied: 214" in said[0]
    assert "Stopped, below the bar: not shown" in said[0]
    assert "0, 7, 32, 37, 4" in said[1]


def test_what_was_typed_is_text_and_nothing_else(content):
    read = pdf_reading.text(content)
    assert '#panic("x") <b>&' in " ".join(read.split())
    assert "\x07" not in read
    assert str(printing.SECRET) not in read


def test_only_links_to_pages_are_links(content):
    pages = pdf_reading.opened(content).pages
    found = [one.get_object()["/A"]["/URI"] for page in pages for one in page.get("/Annots", ())]
    assert found == ["https://example.org/a"]


def test_it_brings_its_fonts_along(content):
    for page in pdf_reading.opened(content).pages:
        for font in page["/Resources"]["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
            assert {"/FontFile2", "/FontFile3"} & below.keys()


def test_a_character_that_no_font_has_stands_as_a_square(content):
    read = pdf_reading.text(content)
    assert "A venue, " in read
    assert pdf.NO_SIGN in pdf_reading.text(pdf.write(_plain("Tangut \U00017000, \U00018800"), taken_at=AT))


def test_a_word_longer_than_its_line_goes_on_in_the_next():
    read = pdf_reading.text(pdf.write(_plain("0123456789" * 20), taken_at=AT))
    assert max(len(line) for line in read.splitlines()) < 120
    assert "0123456789" * 20 in "".join(read.split()).replace("\u200b", "")


def test_the_error_of_a_broken_document_is_named():
    with pytest.raises(pdf.NotSet, match="title"):
        pdf.write({"language": "en"}, taken_at=AT)


@pytest.mark.parametrize(
    "words", [EVIL, "\\u{41}", '"; #read("/etc/passwd")', "\ud800", "a\x00b", "\u200b", "x" * 4000]
)
def test_any_title_can_be_set(words):
    made = pdf.write(_plain(words), taken_at=AT)
    assert pdf_reading.kinds(made)[:1] == ["Document"]


def _plain(title: str) -> dict[str, object]:
    facts = [["Fact", title]]
    return {
        "title": f"T {title}",
        "language": "en",
        "running": "",
        "mark": "",
        "foot": "",
        "facts": facts,
        "sections": [],
    }
