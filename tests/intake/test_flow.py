"""A file from its upload to its import and back, held to what was shown before."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.intake.importing import Way, contents
from tests.intake.made_files import workbook
from tests.page import count_rows
from tracker.audit import AuditEntry, broken_links
from tracker.intake import applying, flow, journals, layouts, looking, run_queries, undoing
from tracker.intake import judging as judging_module
from tracker.intake.days import Order
from tracker.intake.kinds import Verdict
from tracker.intake.mapping import Columns
from tracker.intake.models import Change, ImportChange, ImportLine, ImportMapping, ImportPart, RunState
from tracker.intake.people_kind import KIND
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Role
from tracker.reasons import Refused

HEAD = "Name,E-mail,Role\n"
TWO = HEAD + "Nia Novak,nia@example.org,mentor\nOz Okoro,oz@example.org,mentor\n"


@pytest.fixture
def way(session, cast, tmp_path) -> Way:
    return Way(session, KIND, cast.program, cast.cohort, cast.lea, tmp_path)


def lines(session, run) -> list[ImportLine]:
    found = sa.select(ImportLine).where(ImportLine.run_id == run.id).order_by(ImportLine.number)
    return list(session.scalars(found))


def named(session, email: str) -> Person | None:
    return session.scalar(sa.select(Person).where(Person.email == email))


def test_nothing_is_looked_at_before_the_columns_are_named(way):
    run = way.begun(TWO)
    with pytest.raises(Refused, match="import_not_mapped"):
        way.look(run)


def test_a_preview_writes_nothing_and_says_what_would_become_of_each_line(way, session):
    before = contents(session)
    run = way.looked(TWO + ",nobody,mentor\n")
    assert contents(session) == before
    assert run.state is RunState.LOOKED
    assert run.counts == {"lines": 3, "notices": 0, "new": 2, "changed": 0, "unchanged": 0, "refused": 1}
    assert [(line.number, line.verdict) for line in lines(session, run)] == [
        (2, Verdict.NEW),
        (3, Verdict.NEW),
        (4, Verdict.REFUSED),
    ]
    [problem] = looking.from_json(lines(session, run)[2].problems)
    assert (problem.code, problem.field, lines(session, run)[2].cells) == (
        "email",
        "email",
        ["", "nobody", "mentor"],
    )


def test_a_file_that_cannot_be_read_on_fails_as_a_whole(way, session, monkeypatch):
    monkeypatch.setattr(layouts, "SAMPLED", 1)  # what is broken lies beyond what the upload looks at
    run = way.looked(TWO + '"open')
    assert run.state is RunState.FAILED
    assert [(problem.code, problem.line) for problem in looking.file_problems(run)] == [("quote_open", 4)]
    assert lines(session, run) == []


def test_a_preview_is_applied_as_it_stands_and_the_same_file_again_changes_nothing(way, session):
    run = way.applied(TWO)
    assert run.state is RunState.APPLIED
    assert named(session, "nia@example.org").name == "Nia Novak"
    again = way.looked(TWO)
    assert (again.counts["unchanged"], again.counts["new"], again.counts["changed"]) == (2, 0, 0)


def test_an_import_stands_in_the_audit_trail_with_its_file_and_counts(way, session, cast):
    run = way.applied(TWO)
    entry = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "import.apply")).one()
    assert (entry.actor_id, entry.object_id, entry.change["sha256"]) == (cast.lea.id, run.id, run.sha256)
    assert entry.change["new"] == 2
    assert not list(broken_links(session))


def test_what_changed_since_the_preview_is_told_and_nothing_is_written(way, session, make, cast):
    run = way.looked(TWO)
    make.role(make.person("Oz Okoro", email="oz@example.org"), Role.MENTOR, cast.cohort)
    before = contents(session)
    with pytest.raises(applying.Stale) as caught, session.begin_nested():
        way.apply(run)
    assert [(one.line, one.was, one.now) for one in caught.value.differences] == [(3, "new", "unchanged")]
    assert contents(session) == before
    flow.tell_stale(session, run, caught.value)
    assert (run.state, run.stale[0]["line"], lines(session, run)) == (RunState.MAPPED, 3, [])


def test_a_change_of_what_a_line_would_change_is_told_too(way, session, make, cast):
    oz = make.role(make.person("Oz", email="oz@example.org"), Role.MENTOR, cast.cohort)
    run = way.looked(HEAD + "Oz Okoro,oz@example.org,mentor\n")
    oz.name = "Ozzy"
    session.flush()
    with pytest.raises(applying.Stale) as caught, session.begin_nested():
        way.apply(run)
    assert [one.line for one in caught.value.differences] == [2]


def test_undoing_brings_every_table_back_as_it_was(way, session, make, cast):
    make.role(make.person("Oz", email="oz@example.org"), Role.MENTOR, cast.cohort)
    before = contents(session)
    run = way.applied(TWO)
    assert contents(session) != before
    way.undo(run)
    assert contents(session) == before
    assert run.state is RunState.UNDONE
    assert count_rows(session, ImportChange) == 0
    assert not list(broken_links(session))
    with pytest.raises(Refused, match="import_undone"):
        way.undo(run)


def test_an_import_on_which_something_was_built_is_not_undone(way, session, make, cast):
    run = way.applied(TWO)
    nia = named(session, "nia@example.org")
    make.assignment(cast.ada, nia)
    before = contents(session)
    with pytest.raises(undoing.Built) as caught:
        way.undo(run)
    assert {(one.why, one.table, one.key, one.by) for one in caught.value.obstacles} >= {
        ("needed", "person", (nia.id,), "assignment")
    }
    assert contents(session) == before
    assert run.state is RunState.APPLIED


def test_an_import_of_which_a_row_was_changed_or_removed_is_not_undone(way, session):
    run = way.applied(TWO)
    nia = named(session, "nia@example.org")
    nia.name = "Nia Nowak"
    oz = named(session, "oz@example.org")
    session.execute(sa.delete(RoleGrant).where(RoleGrant.person_id == oz.id))
    session.flush()
    with pytest.raises(undoing.Built) as caught:
        way.undo(run)
    assert {(one.why, one.table) for one in caught.value.obstacles} == {
        ("changed", "person"),
        ("gone", "role_grant"),
    }


def test_of_lines_that_need_no_look_only_the_first_are_kept(way, session, monkeypatch):
    monkeypatch.setattr(looking, "KEPT", 3)
    monkeypatch.setattr(judging_module, "PART", 4)
    people = "".join(f"Person {n},p{n}@example.org,mentor\n" for n in range(10))
    run = way.looked(HEAD + people + "X,not an address,mentor\n")
    assert [line.number for line in lines(session, run)] == [2, 3, 4, 12]
    verdicts = session.scalars(sa.select(ImportPart.verdicts).order_by(ImportPart.number)).all()
    assert verdicts == ["nnnn", "nnnn", "nnr"]
    way.apply(run)
    added = sa.select(ImportChange).where(ImportChange.table == "person", ImportChange.what == Change.ADDED)
    assert sum(len(journals.keys_of(change)) for change in session.scalars(added)) == 10


def test_columns_are_remembered_for_the_program_and_kind(way, session):
    run = way.begun("Wer,Wo,Seit\nNia,nia@example.org,03/04/2026\n")
    columns = Columns({"name": "Wer", "email": "Wo"}, {"Seit": Order.DAY_FIRST})
    flow.name_columns(session, run=run, columns=columns, options={})
    key = flow.header_hash(("Wer", "Wo", "Seit"))
    kept = run_queries.remembered(session, run.program_id, "people", key)
    assert (kept.mapping, kept.orders) == ({"name": "Wer", "email": "Wo"}, {"Seit": "day_first"})
    flow.name_columns(session, run=run, columns=Columns({"name": "Wer"}), options={})
    assert count_rows(session, ImportMapping) == 1
    assert kept.mapping == {"name": "Wer"}


def test_a_dropped_import_loses_its_file_and_lines_and_does_nothing_any_more(way, session):
    run = way.looked(TWO)
    file = run.file
    flow.drop(session, way.actor, run=run)
    assert (run.state, run.file_id, lines(session, run)) == (RunState.DROPPED, None, [])
    assert file.removed_at is not None
    with pytest.raises(Refused, match="import_dropped"):
        way.look(run)


def test_another_sheet_begins_anew(way, session, tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", {"One": [["x"]], "Two": [["Name", "Email"], ["Nia", "nia@example.org"]]}
    )
    run = way.begun(path.read_bytes())
    assert run.layout["header"] == ["x"]
    flow.read_sheet(session, run=run, layout=layouts.of(path, sheet="Two"))
    assert (run.sheet, run.layout["header"]) == ("Two", ["Name", "Email"])
