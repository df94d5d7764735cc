"""Long exports: written by a job, the same bytes as at once, and nothing left of one that is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast, build_cast
from tests.factories import Factory
from tests.jobs import inline
from tests.sweeps.databases import migrated_engine
from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts.models import Cohort, Program
from tracker.jobs import actions as jobs
from tracker.jobs import files
from tracker.jobs.models import Job, JobState, KeptFile
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Role
from tracker.reports import actions, form_pages
from tracker.reports.actions import Wanted
from tracker.reports.jobs import KINDS
from tracker.reports.lines import Kind, Table

KIND, _PREVIEW = KINDS


@pytest.fixture
def house(engine, tmp_path) -> Iterator[tuple[sa.Engine, Cast]]:
    with migrated_engine(engine, tmp_path) as made, Session(made, expire_on_commit=False) as session:
        make = Factory(session)
        cast = build_cast(make)
        for form in (cast.from_mara, cast.from_milo):
            make.form(form, keep="=1+1")
        session.commit()
        yield made, cast


@pytest.fixture
def place(settings, tmp_path):
    return replace(settings, directory=tmp_path)


def asked(engine, cast, kind=Kind.CSV, table=Table.FORMS, cohort=True, by=None) -> int:
    with Session(engine) as session:
        person = session.get_one(Person, by or cast.sam.id)
        program = session.get_one(Program, cast.program.id)
        of = session.get_one(Cohort, cast.cohort.id) if cohort else None
        wanted = Wanted(program, of, table, kind)
        job = actions.ask(session, person, wanted, title="Try", page=None)
        session.commit()
        return job.id


def noted(engine, action="cohort.export") -> list[AuditEntry]:
    with Session(engine) as session:
        return list(session.scalars(sa.select(AuditEntry).where(AuditEntry.action == action)))


def on_disk(place) -> list[str]:
    return [path.name for path in place.file_folder.iterdir()] if place.file_folder.is_dir() else []


@pytest.mark.parametrize("kind", Kind)
def test_a_job_writes_the_bytes_that_a_page_would_give(house, place, kind):
    engine, cast = house
    with clock.fixed(clock.now()):
        job = inline.do(engine, place, asked(engine, cast, kind), KIND)
        with Session(engine) as session:
            cohort = session.get_one(Cohort, cast.cohort.id)
            at_once = actions.export(session, None, cohort=cohort, table=Table.FORMS, kind=kind)
    assert (job.state, job.result) == (JobState.DONE, {"rows": 2})
    with Session(engine) as session:
        kept = session.get_one(KeptFile, job.file_id)
        assert b"".join(files.pieces(files.opened(place.file_folder, kept))) == at_once.content
        assert kept.name == at_once.filename
        assert kept.person_id == cast.sam.id
    [entry] = noted(engine)
    assert entry.actor_id == cast.sam.id
    assert entry.change == {"table": "forms", "format": kind.value, "rows": 2}


def test_who_came_to_owe_a_form_before_the_job_began_gets_no_file(house, place):
    engine, cast = house
    job_id = asked(engine, cast)
    with Session(engine) as session:
        make = Factory(session, 1000)
        sam = session.get_one(Person, cast.sam.id)
        make.assignment(session.merge(cast.ada), sam, session.merge(cast.sprint))
        session.commit()
    job = inline.do(engine, place, job_id, KIND)
    assert (job.state, job.error["code"]) == (JobState.FAILED, "export_own_not_filed")
    assert on_disk(place) == []
    assert noted(engine) == []


def test_who_is_no_longer_staff_when_the_job_begins_gets_no_file(house, place):
    engine, cast = house
    job_id = asked(engine, cast)
    with Session(engine) as session:
        session.execute(sa.delete(RoleGrant).where(RoleGrant.person_id == cast.sam.id))
        session.commit()
    job = inline.do(engine, place, job_id, KIND)
    assert (job.state, job.error["code"]) == (JobState.FAILED, "export_not_yours")
    assert on_disk(place) == []


@pytest.mark.parametrize("kind", Kind)
def test_an_export_that_is_stopped_in_the_middle_leaves_no_file_and_no_note(house, place, kind, monkeypatch):
    engine, cast = house
    job_id = asked(engine, cast, kind)
    monkeypatch.setattr("tracker.reports.streams.BATCH", 1)
    monkeypatch.setattr(form_pages, "PAGE", 1)
    seen = []

    def stopping(context):
        tell = context.progress

        def progress(done, total=None, doing=""):
            seen.append((done, total, on_disk(place)))
            with Session(engine) as session:
                if done == 1:
                    jobs.cancel(session, None, session.get_one(Job, job_id))
                    session.commit()
            context._looked = 0.0  # as if half a second had passed
            tell(done, total, doing)

        context.progress = progress
        return KIND.run(context)

    job = inline.do(engine, place, job_id, stopping)
    assert job.state is JobState.CANCELLED
    [(done, total, half)] = seen
    assert (done, total) == (1, 2)
    assert len(half) == 1
    assert half[0].endswith(files.PART)  # it was being written when it was stopped
    assert on_disk(place) == []
    assert job.file_id is None
    assert noted(engine) == []


def test_a_worker_that_dies_after_the_file_has_it_noted_once_by_the_next(house, place):
    engine, cast = house
    job_id = asked(engine, cast)
    kept: dict[str, str] = {}
    first = inline.taken(engine, place, job_id, kept=kept)

    def dying(name, do):
        raise ConnectionResetError

    first.write = dying
    with pytest.raises(ConnectionResetError):
        KIND.run(first)
    assert noted(engine) == []
    job = inline.do(engine, place, job_id, KIND, kept=kept)
    assert (job.state, job.result) == (JobState.DONE, {"rows": 2})
    assert len(noted(engine)) == 1
    assert len(on_disk(place)) == 1


def test_the_audit_trail_of_a_program_is_written_by_a_job_too(house, place):
    engine, cast = house
    job = inline.do(engine, place, asked(engine, cast, table=Table.AUDIT, cohort=False), KIND)
    assert job.state is JobState.DONE
    [entry] = noted(engine, "program.export")
    assert entry.change["rows"] == job.result["rows"] > 2


@pytest.mark.parametrize(
    ("wanted", "still", "ended"),
    [
        ({"table": Table.AUDIT, "cohort": False}, True, JobState.DONE),
        ({"table": Table.AUDIT, "cohort": False}, False, JobState.FAILED),
        ({"table": Table.BOARD}, True, JobState.FAILED),
    ],
)
def test_a_job_writes_an_auditor_the_trail_alone_and_while_they_are_one(house, place, wanted, still, ended):
    engine, cast = house
    with Session(engine) as session:
        cohort = session.get_one(Cohort, cast.cohort.id)
        make = Factory(session)
        aude = make.role(make.person("Aude Auditor"), Role.AUDITOR, cohort, whole_program=True).id
        session.commit()
    job_id = asked(engine, cast, **wanted, by=aude)
    if not still:
        with Session(engine) as session:
            session.execute(sa.delete(RoleGrant).where(RoleGrant.person_id == aude))
            session.commit()
    job = inline.do(engine, place, job_id, KIND)
    assert job.state is ended
    assert (len(on_disk(place)) == 1) is (ended is JobState.DONE)
    if ended is JobState.FAILED:
        assert job.error["code"] == "export_not_yours"


def test_asked_for_twice_within_a_minute_it_is_one_job_and_later_another(house):
    engine, cast = house
    now = clock.now().replace(second=5)
    with clock.fixed(now):
        first, second = asked(engine, cast), asked(engine, cast)
        other = asked(engine, cast, Kind.XLSX)
    with clock.fixed(now + timedelta(minutes=1)):
        later = asked(engine, cast)
    assert first == second
    assert len({first, other, later}) == 3
