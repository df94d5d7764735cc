"""The data dictionary is current, and says something of every table and column."""

from __future__ import annotations

import pytest

from tests.dictionary import readers, said
from tests.dictionary.meanings import meaning
from tests.dictionary.page import FILE, page
from tests.dictionary.terms import BY_NAME
from tests.dictionary.terms_of_tables import BY_PLACE
from tracker.db import Base

TOLD = list(said.tables())
PLACES = {f"{one.table.name}.{column.name}" for one in TOLD for column in one.table.columns}


def test_the_dictionary_is_as_the_models_are():
    assert FILE.read_text(encoding="utf-8") == page(), "write it anew: python -m tests.dictionary"


def test_every_table_is_in_it_once():
    names = [one.table.name for one in TOLD]
    assert sorted(names) == sorted(Base.metadata.tables)


def test_of_every_table_it_says_what_it_is_and_who_reads_it():
    assert [one.table.name for one in TOLD if not one.text] == []
    assert {one.table.name for one in TOLD} == readers.named()


@pytest.mark.parametrize("one", TOLD, ids=lambda one: one.table.name)
def test_every_column_has_a_meaning(one):
    for column in one.table.columns:
        name = one.model.__mapper__.get_property_by_column(column).key
        assert one.columns.get(name) or meaning(one.table, column), f"{one.table.name}.{column.name}"


def test_nothing_is_said_of_what_is_not_there():
    assert BY_PLACE.keys() <= PLACES
    assert readers.BY_COLUMN.keys() <= PLACES
    assert BY_NAME.keys() <= {place.partition(".")[2] for place in PLACES}
