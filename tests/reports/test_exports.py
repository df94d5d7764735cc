"""Exported tables: no row left out, full precision, formulas kept from becoming any, equal bytes."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
import python_calamine
import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from tests.factories import answers
from tracker import clock, db
from tracker.audit import AuditEntry
from tracker.cohorts import actions as cohort_actions
from tracker.evaluations import actions as form_actions
from tracker.evaluations.answers import Conduct, Confidence, ReviewWish
from tracker.evaluations.models import Form
from tracker.intake import forms as intake
from tracker.intake import rows as intake_rows
from tracker.permissions import Role
from tracker.reports import actions
from tracker.reports.lines import OF_COHORTS, Kind, Table

FORMULA = '=HYPERLINK("http://x.example";"click")'


def export(session, cohort, table: Table, kind: Kind = Kind.CSV, actor=None) -> actions.Export:
    session.flush()
    return actions.export(session, actor, cohort=cohort, table=table, kind=kind)


def read(made: actions.Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made.content.decode(), newline="")))


def test_the_board_has_a_row_for_every_scholar_even_without_a_form(session, cast, make):
    make.form(cast.from_mara, overall=4)
    make.form(cast.from_milo, overall=3)
    cohort_actions.withdraw(session, cast.sam, enrolment=cast.ben, on=clock.today())
    ada, ben = read(export(session, cast.cohort, Table.BOARD))
    assert ada == {
        "scholar": "Ada Adeyemi",
        "enrolment_id": str(cast.ada.id),
        "external_id": "",
        "withdrew_on": "",
        "forms_filed": "2",
        "forms_owed": "0",
        "forms_overdue": "0",
        "drafts": "0",
        "forms_missing": "0",
        "people": "2",
        "works": "1",
        "ratings": "2",
        "mean": "3.5",
        "median": "3.5",
        "sd": "0.7071067811865476",
        "lowest": "3",
        "highest": "4",
        "last_filed_on": clock.today().isoformat(),
    }
    assert (ben["scholar"], ben["ratings"], ben["mean"]) == ("Ben Okafor", "0", "")
    assert ben["withdrew_on"] == clock.today().isoformat()


def test_a_form_is_exported_with_all_its_answers(session, cast, make):
    values = {
        "overall": 4,
        "confidence": Confidence.HIGH,
        "criteria": {"rigor": 2},
        "contact_hours": 1.5,
        "release_review": ReviewWish.UNSURE,
        "conduct": Conduct.TALK_TO_STAFF,
        "staff_note": "for staff",
        "change": "Baselines first.",
    }
    form = make.form(cast.from_mara, opened_at=clock.now() - timedelta(minutes=3), **values)
    [row] = read(export(session, cast.cohort, Table.FORMS))
    expected = {
        "form_id": f"north/winter/{form.id}",
        "scholar": "ada.adeyemi@example.org",
        "scholar_name": "Ada Adeyemi",
        "mentor_name": "Mara Lind",
        "work": "Sprint 1",
        "phase": "training",
        "version": "1",
        "overall": "4",
        "cannot_say": "False",
        "confidence": "high",
        "contact_hours": "1.5",
        "release_review": "unsure",
        "conduct": "talk_to_staff",
        "staff_note": "for staff",
        "criterion:rigor": "2",
        "criterion:execution": "",
    }
    assert {name: row[name] for name in expected} == expected
    assert float(row["minutes"]) == pytest.approx(3, abs=0.1)


def test_a_form_that_cannot_say_is_not_left_out(session, cast, make):
    make.form(cast.from_mara, overall=None)
    [row] = read(export(session, cast.cohort, Table.FORMS))
    assert (row["overall"], row["cannot_say"]) == ("", "True")


def test_an_amendment_does_not_lengthen_the_time_a_form_took(session, cast, make):
    form = make.form(cast.from_mara)
    form = session.get(Form, form.id, options=[selectinload(Form.ratings)], populate_existing=True)
    with clock.fixed(clock.now() + timedelta(days=1)):
        form_actions.amend(session, cast.mara, form=form, answers=answers(overall=5), base_version=1)
        [row] = read(export(session, cast.cohort, Table.FORMS))
    assert (row["version"], row["overall"]) == ("2", "5")
    assert float(row["minutes"]) == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
def test_text_that_looks_like_a_formula_is_kept_from_being_one_in_csv(session, cast, make, start):
    make.form(cast.from_mara, keep=f"{start}1+1")
    [row] = read(export(session, cast.cohort, Table.FORMS))
    assert row["keep"] == f"'{start}1+1"


def test_a_formula_is_text_in_xlsx(session, cast, make):
    make.form(cast.from_mara, keep=FORMULA, overall=4)
    made = export(session, cast.cohort, Table.FORMS, Kind.XLSX)
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made.content))
    header, row = book.get_sheet_by_name("forms").to_python()
    values = dict(zip(header, row, strict=True))
    assert (values["keep"], values["overall"]) == (FORMULA, 4)
    assert values["filed_on"] == clock.today()


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("table", OF_COHORTS)
def test_equal_tables_at_equal_times_are_equal_bytes(session, cast, make, table, kind):
    make.form(cast.from_mara)
    with clock.fixed(datetime(2026, 5, 4, 12, tzinfo=UTC) + timedelta(days=400)):
        first, second = (export(session, cast.cohort, table, kind) for _ in range(2))
    assert first.content == second.content
    assert first.filename == f"north-winter-{table}-2027-06-08.{kind}"


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("table", OF_COHORTS)
def test_an_empty_cohort_has_a_header_all_the_same(session, make, table, kind):
    made = export(session, make.cohort(phases=[]), table, kind)
    assert made.rows == 0
    assert len(made.content) > 50 or kind is Kind.JSONL  # whose lines carry the names of the columns


def test_one_moment_for_all_cannot_be_had_once_something_was_read(engine):
    with Session(engine) as session:
        session.execute(sa.select(1))
        with pytest.raises(RuntimeError, match="read already"):
            actions.freeze(session)


def test_the_database_is_asked_to_show_one_moment(engine):
    with db.make_sessions(db.read_only(engine))() as session:
        actions.freeze(session)
        if engine.dialect.name == "postgresql":
            assert session.scalar(sa.text("SHOW transaction_isolation")) == "repeatable read"
        with pytest.raises(sa.exc.DBAPIError):  # and whoever reads of it writes nothing
            session.execute(sa.text("DELETE FROM form"))


def test_an_export_is_recorded_with_who_took_what(session, cast):
    export(session, cast.cohort, Table.BOARD, Kind.XLSX, actor=cast.sam)
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "cohort.export")).one()
    assert (entry.actor_id, entry.object_id) == (cast.sam.id, cast.cohort.id)
    assert entry.change == {"table": "board", "format": "xlsx", "rows": 2}


def test_exported_forms_can_be_imported_into_another_program(session, cast, make, tmp_path):
    make.form(cast.from_mara, overall=None, keep="- a dash first", criteria={"rigor": 4})
    make.form(cast.from_milo, overall=5)
    before = read(export(session, cast.cohort, Table.FORMS))
    path = tmp_path / "forms.csv"
    path.write_bytes(export(session, cast.cohort, Table.FORMS).content)
    other = make.cohort(make.program("east"))
    sheet = intake_rows.read(path, {}, intake.terms(session, other))
    intake.apply(session, None, cohort=other, sheet=sheet, create_people=True)
    after = read(export(session, other, Table.FORMS))
    names = ["scholar", "mentor", "work", "overall", "cannot_say", "confidence", "filed_on", "keep", "change"]
    names += ["criterion:rigor", "criterion:execution"]
    chosen = [[[row[name] for name in names] for row in rows] for rows in (before, after)]
    assert chosen[0] == chosen[1]


def test_statements_do_not_grow_with_the_scholars(session, client, cast, make):
    def statements(table: Table) -> int:
        session.flush()
        session.expunge_all()
        cohort = session.get(type(cast.cohort), cast.cohort.id)
        with client.counting() as seen:
            actions.export(session, None, cohort=cohort, table=table, kind=Kind.CSV)
        return len(seen)

    make.form(cast.from_mara)
    export(session, cast.cohort, Table.BOARD)
    before = [statements(table) for table in OF_COHORTS]
    mentor = make.role(make.person("Mia"), Role.MENTOR, cast.cohort)
    cohort = session.merge(cast.cohort)
    for _ in range(5):
        make.form(make.assignment(make.enrolment(cohort), session.merge(mentor)))
    assert [statements(table) for table in OF_COHORTS] == before
