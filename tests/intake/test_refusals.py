"""A file with anything wrong in it is refused as a whole, each wrong line named, nothing written."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.page import count_rows
from tracker import audit
from tracker.cohorts.models import Cohort
from tracker.evaluations.models import Form
from tracker.intake.problems import MOST, BadInput
from tracker.people.models import Person
from tracker.permissions import Role

HEAD = "scholar,mentor,overall"


def refused(take, session: Session, text: str, *mapping: str, **options: bool) -> list[tuple]:
    """The (line, field, code) of every problem; fails if a row was written."""
    before = {table.name: _count(session, table) for table in audit.Base.metadata.sorted_tables}
    with pytest.raises(BadInput) as caught:
        take(text, *mapping, **options)
    after = {table.name: _count(session, table) for table in audit.Base.metadata.sorted_tables}
    assert after == before
    return [(problem.line, problem.field, problem.code) for problem in caught.value.problems]


def _count(session: Session, table: sa.Table) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(None, None, "empty")]),
        (HEAD, [(None, None, "no_rows")]),
        ("s,mentor,overall\n7,9,4\n", [(None, "scholar", "field_missing")]),
        (f"{HEAD},scholar\n7,9,4,8\n", [(1, None, "header_twice")]),
        (f"{HEAD},criterion:taste\n7,9,4,3\n", [(None, "criterion:taste", "criterion")]),
        (f"{HEAD}\n7,9\n", [(2, None, "cells")]),
        (f"{HEAD}\n7,9,\n", [(2, "overall", "blank_overall")]),
        (f"{HEAD}\n,9,4\n7,,4\n", [(2, "scholar", "blank"), (3, "mentor", "blank")]),
        (f"{HEAD}\n7,9,6\n7,9,4.5\n7,9,abc\n7,9,0\n", [(n, "overall", "level") for n in (2, 3, 4, 5)]),
        (f"{HEAD},criterion:rigor\n7,9,4,9\n", [(2, "criterion:rigor", "level")]),
        (f"{HEAD},confidence\n7,9,4,sure\n", [(2, "confidence", "choice")]),
        (f"{HEAD},filed_on\n7,9,4,1/2/2026\n", [(2, "filed_on", "day")]),
        (f"{HEAD},filed_on\n7,9,4,2999-01-01\n", [(2, "filed_on", "future")]),
        (f"{HEAD}\nAda\x07,9,4\n", [(2, "scholar", "control")]),
        (f"{HEAD}\n{'x' * 201},9,4\n", [(2, "scholar", "long")]),
        (f"form_id,{HEAD}\na,7,9,4\nb,7,9,4\na,8,9,4\n", [(4, None, "twice")]),
        (f"{HEAD},work\n7,9,4,W\n8,9,4,W\n7,9,5,W\n", [(4, None, "twice")]),
        (f"{HEAD}\na@b.example,A@b.example,4\n", [(2, None, "themselves")]),
        (f"form_id,{HEAD}\nnorth/winter/1,7,9,4\n", [(2, "form_id", "exported_here")]),
        (f'{HEAD}\n7,9,4\n8,"9,4\n', [(3, None, "quote_open")]),
    ],
)
def test_names_the_line_and_the_field(take, session, text, expected):
    assert refused(take, session, text) == expected


def test_names_both_lines_of_a_form_that_comes_twice(take):
    with pytest.raises(BadInput) as caught:
        take(f"form_id,{HEAD}\na,7,9,4\nb,7,9,4\na,7,9,4\n")
    [problem] = caught.value.problems
    assert (problem.line, problem.params) == (4, {"first": 2})


def test_refuses_a_map_to_a_column_that_is_not_there(take, session):
    assert refused(take, session, f"{HEAD}\n7,9,4\n", "d=scholar") == [(None, "scholar", "map_column")]


def test_collects_problems_of_several_kinds(take, session):
    found = refused(take, session, f"{HEAD}\n7,9,6\n7,9\n7,,4\n")
    assert found == [(2, "overall", "level"), (3, None, "cells"), (4, "mentor", "blank")]


def test_one_bad_row_among_good_ones_keeps_all_of_them_out(take, session):
    assert refused(take, session, f"{HEAD}\n7,9,4\n8,9,4\n9,9,x\n") == [(4, "overall", "level")]
    assert count_rows(session, Form) == count_rows(session, Person) == 0


def test_stops_reading_a_file_of_the_wrong_kind(take):
    with pytest.raises(BadInput) as caught:
        take(f"{HEAD}\n" + "7,9,x\n" * (MOST + 50))
    assert caught.value.cut
    assert len(caught.value.problems) == MOST


def test_unknown_people_are_refused_unless_they_may_be_created(take, session):
    assert refused(take, session, f"{HEAD}\n7,9,4\n", create=False) == [
        (2, "scholar", "unknown_scholar"),
        (2, "mentor", "unknown_mentor"),
    ]


def test_a_scholar_of_this_name_is_no_mentor_of_this_name(take, session):
    take(f"{HEAD}\n7,9,4\n")
    assert refused(take, session, f"{HEAD}\n9,7,4\n", create=False) == [
        (2, "scholar", "unknown_scholar"),
        (2, "mentor", "unknown_mentor"),
    ]


def test_somebody_of_another_program_is_no_mentor_here(take, session, make, cohort):
    make.enrolment(cohort, make.person("Ada"))
    make.role(make.person("Olga"), Role.MENTOR, make.cohort(make.program("south")))
    text = f"{HEAD}\nada@example.org,olga@example.org,4\n"
    assert refused(take, session, text, create=False) == [(2, "mentor", "not_in_program")]


def test_a_form_id_cannot_wander_to_another_person(take, session):
    take(f"form_id,{HEAD}\na,7,9,4\n")
    assert refused(take, session, f"form_id,{HEAD}\na,8,9,4\n") == [(2, None, "other_people")]


def test_a_cohort_without_phases_takes_no_forms(take, session, cohort):
    empty = Cohort(program=cohort.program, slug="empty", name="Empty", phases=[])
    session.add(empty)
    session.flush()
    with pytest.raises(BadInput, match="no_phase"):
        take(f"{HEAD}\n7,9,4\n", into=empty)


def test_a_program_without_a_rubric_takes_no_forms(take, session, make):
    from tracker.cohorts import actions

    program = actions.create_program(session, None, slug="bare", name="Bare")
    with pytest.raises(BadInput, match="no_rubric"):
        take(f"{HEAD}\n7,9,4\n", into=make.cohort(program))
