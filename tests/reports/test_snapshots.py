"""Staff freeze a report after looking at it; funders read that, and nothing live."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from tests.jobs import working
from tracker import clock
from tracker.audit import AuditEntry
from tracker.jobs import actions as jobs
from tracker.jobs.models import Job, JobState
from tracker.permissions import Role
from tracker.reports import snapshot_drafts, snapshots
from tracker.reports.numbers import View
from tracker.reports.snapshot_models import ReportSnapshot

pytestmark = pytest.mark.any_database

HERE = "/programs/north/cohorts/winter/report"
LIST, NEW, FUNDER = f"{HERE}/snapshots", f"{HERE}/snapshots/new", f"{HERE}/funder"
PREVIEW = f"{LIST}/preview"


@contextmanager
def after_training(cast, days: int = 1):
    ends = cast.cohort.phases[0].ends_on
    with clock.fixed(datetime.combine(ends + timedelta(days=days), time(12), UTC)):
        yield


@pytest.fixture
def funder(cast, make):
    return make.role(make.person("Faye Funder"), Role.VIEWER, cast.cohort)


def rows(session) -> list[ReportSnapshot]:
    return list(session.scalars(sa.select(ReportSnapshot).order_by(ReportSnapshot.id)))


def asked(client, cast, session) -> Job:
    """The job that works out a preview, as Sam asks for it."""
    page = client.sign_in(cast.sam).get(NEW)
    answer = client.submit(page, PREVIEW, action=PREVIEW)
    assert answer.status == 302
    return session.get_one(Job, int(answer.response.location.rpartition("/")[2]))


def ended(session, job, state=JobState.DONE, **facts) -> Job:
    return working.ended(session, session.get_one(Job, job.id), state, **facts)


def previewed(client, cast, session) -> Job:
    job = asked(client, cast, session)
    return ended(session, job, result=snapshots.basis(session, cast.cohort).chosen(lambda _looked_at: None))


def freeze(client, cast, session):
    job = previewed(client, cast, session)
    return client.submit(client.get(job.page), job.page, action=job.page)


def test_funders_come_to_their_cohorts_and_find_nothing_of_them_before_staff_publish(client, cast, funder):
    client.sign_in(funder)
    assert client.get("/").response.location == "/reports"
    page = client.get("/reports")
    assert "Winter 2026" in page
    assert "none published yet" in page
    assert "No report of this cohort was published yet" in client.get(FUNDER)


def test_nobody_freezes_before_a_phase_is_over(client, cast, session):
    page = client.sign_in(cast.sam).get(LIST)
    assert "No phase of this cohort is over yet" in page
    page = client.get(NEW)
    assert "No phase of this cohort is over yet" in page
    assert PREVIEW not in page.html
    assert "No phase of this cohort is over yet" in client.post(PREVIEW)
    assert session.scalars(sa.select(Job)).all() == []
    job = jobs.start(
        session,
        cast.sam,
        kind=snapshot_drafts.JOB,
        title="Preview",
        program_id=cast.program.id,
        cohort_id=cast.cohort.id,
        params={},
    )
    ended(session, job, result=snapshots.basis(session, cast.cohort).chosen(lambda _looked_at: None))
    page = client.post(NEW, {"draft": str(job.id)})
    assert page.status == 422
    assert "No phase of this cohort is over yet" in page
    assert rows(session) == []


def test_staff_freeze_what_they_looked_at_and_funders_read_that(client, cast, session, funder):
    with after_training(cast):
        job = previewed(client, cast, session)
        assert f'href="{job.page}"' in client.get(f"/jobs/{job.id}").html
        page = client.get(job.page)
        assert "What funders do not read, and why" in page
        assert "Freeze these figures for funders" in page
        expected = snapshots.draft(session, cast.cohort)
        page = client.submit(page, job.page, action=job.page)
        assert page.status == 302
        [row] = rows(session)
        assert (row.number, row.made_by_id) == (1, cast.sam.id)
        frozen = snapshots.for_reader(session, cast.sam, cast.cohort, View.FUNDER, number=1).report
        assert (frozen.counts, frozen.tables) == (expected.funder.counts, expected.funder.tables)
        entry = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.action == "report_snapshot.make")
        ).one()
        assert entry.change["sha256"] == row.sha256
        page = client.sign_in(funder).get(FUNDER)
        assert page.status == 200
        assert "1. Headline" in page
        assert 'href="/programs/north/cohorts/winter/report/funder"' in client.get("/reports").html


def test_what_happens_later_changes_nothing_that_funders_read(client, cast, session, make, funder):
    with after_training(cast):
        freeze(client, cast, session)
        before = snapshots.for_reader(session, funder, cast.cohort, View.FUNDER)
        for number in range(9):
            make.enrolment(cast.cohort, make.person(f"Late Scholar {number}"))
        session.flush()
        live = snapshots.for_reader(session, cast.sam, cast.cohort, View.STAFF)
        assert live.snapshot is None
        assert snapshots.for_reader(session, funder, cast.cohort, View.FUNDER) == before
        kept = snapshots.for_reader(session, cast.sam, cast.cohort, View.STAFF, number=1)
        assert live.report.counts["funnel.enrolled"] == kept.report.counts["funnel.enrolled"] + 9


def test_figures_that_changed_since_they_were_looked_at_are_not_frozen(client, cast, session, make):
    with after_training(cast):
        job = previewed(client, cast, session)
        page = client.get(job.page)
        make.enrolment(cast.cohort, make.person("Late Scholar"))
        page = client.submit(page, job.page, action=job.page)
        assert page.status == 422
        assert "The figures have changed since you looked at them" in page
        assert "The figures have changed since you looked at them" in client.get(job.page)
        assert "Freeze these figures" not in client.get(job.page)
        assert rows(session) == []
        assert freeze(client, cast, session).status == 302


def test_a_preview_from_before_another_snapshot_is_not_frozen(client, cast, session):
    with after_training(cast):
        job = previewed(client, cast, session)
        assert freeze(client, cast, session).status == 302
    session.merge(cast.cohort).phases[0].ends_on += timedelta(days=20)
    session.flush()
    with after_training(cast, days=45):
        page = client.post(NEW, {"draft": str(job.id)})
        assert page.status == 422
        assert "The figures have changed since you looked at them" in page
    assert len(rows(session)) == 1


def test_a_preview_that_other_rules_made_is_not_frozen(client, cast, session, monkeypatch):
    with after_training(cast):
        job = previewed(client, cast, session)
        monkeypatch.setattr("tracker.reports.kept_choice.rules", lambda: "of another version")
        page = client.post(NEW, {"draft": str(job.id)})
        assert page.status == 422
        assert "The figures have changed since you looked at them" in page
    assert rows(session) == []


def test_a_preview_is_not_frozen_before_it_is_there_nor_after_it_was_stopped(client, cast, session):
    with after_training(cast):
        job = asked(client, cast, session)
        assert "The preview is not ready yet" in client.get(job.page)
        page = client.post(NEW, {"draft": str(job.id)})
        assert page.status == 422
        assert "The preview is not ready yet" in page
        ended(session, job, JobState.CANCELLED, cancel_asked_at=clock.now())
        assert "This preview was stopped or failed" in client.get(job.page)
        page = client.post(NEW, {"draft": str(job.id)})
        assert page.status == 422
        assert "This preview was stopped or failed" in page
        assert PREVIEW in page.html
    assert rows(session) == []


def test_previews_of_somebody_else_of_another_cohort_and_other_jobs_are_not_found(
    client, cast, session, make
):
    other = make.cohort(cast.program, "spring", name="Spring")
    with after_training(cast):
        mine = previewed(client, cast, session)
        about = {"title": "Another", "program_id": cast.program.id, "params": {}}
        wrong = [
            jobs.start(session, cast.lea, kind=snapshot_drafts.JOB, cohort_id=cast.cohort.id, **about),
            jobs.start(session, cast.sam, kind=snapshot_drafts.JOB, cohort_id=other.id, **about),
            jobs.start(session, cast.sam, kind="reports.export", cohort_id=cast.cohort.id, **about),
        ]
        numbers = [str(ended(session, job, result=mine.result).id) for job in wrong]
        for typed in (*numbers, "0", "-1", "", "x", "²", "9" * 30):
            assert client.get(NEW, query_string={"draft": typed}).status == 404
            assert client.post(NEW, {"draft": typed}).status == 404
        assert client.post(NEW).status == 404
    assert rows(session) == []


def test_asked_for_twice_a_preview_is_one_job_until_it_is_stopped(client, cast, session):
    with after_training(cast):
        job = asked(client, cast, session)
        assert asked(client, cast, session).id == job.id
        session.get_one(Job, job.id).cancel_asked_at = clock.now()
        session.flush()
        assert asked(client, cast, session).id != job.id


def test_there_is_one_a_month_at_most_and_one_after_each_phase(client, cast, session):
    with after_training(cast):
        job = previewed(client, cast, session)
        assert client.post(NEW, {"draft": str(job.id)}).status == 302
        assert "at most one a month" in client.post(NEW, {"draft": str(job.id)})
    with after_training(cast, days=40):
        assert "The snapshot after the last phase was made" in client.get(LIST)
        assert client.post(NEW, {"draft": str(job.id)}).status == 422
    assert len(rows(session)) == 1


@pytest.mark.parametrize(
    "role", [Role.VIEWER, Role.MENTOR, Role.RESEARCH_MANAGER, Role.COORDINATOR, Role.AUDITOR]
)
def test_pages_of_snapshots_are_found_by_staff_alone(client, cast, session, make, role):
    client.sign_in(make.role(make.person("Some Body"), role, cast.cohort))
    assert [client.get(url).status for url in (LIST, NEW)] == [404, 404]
    assert [client.post(url).status for url in (NEW, PREVIEW)] == [404, 404]
    assert session.scalars(sa.select(Job)).all() == []


def test_a_funder_of_another_cohort_finds_nothing(client, cast, session, make):
    other = make.role(make.person("Other Funder"), Role.VIEWER, make.cohort(make.program("west"), "spring"))
    with after_training(cast):
        freeze(client, cast, session)
        client.sign_in(other)
        assert client.get(FUNDER).status == 404
        assert "Winter 2026" not in client.get("/reports")


def test_funders_see_the_last_snapshot_alone_and_staff_all_of_them(client, cast, session, funder):
    with after_training(cast):
        freeze(client, cast, session)
        client.sign_in(funder)
        assert client.get(f"{FUNDER}?snapshot=1").status == 404
        client.sign_in(cast.sam)
        assert client.get(f"{FUNDER}?snapshot=1").status == 200
        assert client.get(f"{FUNDER}?snapshot=2").status == 404


def test_staff_read_who_took_the_report(client, cast, session, funder):
    with after_training(cast):
        freeze(client, cast, session)
        client.sign_in(funder).post(f"{HERE}/funder.csv")
        page = client.sign_in(cast.sam).get(LIST)
        assert "Faye Funder" in page
        assert "CSV" in page


def test_a_snapshot_that_somebody_changed_in_the_database_is_not_shown(client, cast, session):
    with after_training(cast):
        freeze(client, cast, session)
        [row] = rows(session)
        row.funder = row.funder.replace('"cohort_name":"Winter', '"cohort_name":"Wonder')
        session.flush()
        with pytest.raises(snapshots.Damaged):
            snapshots.for_reader(session, cast.sam, cast.cohort, View.FUNDER)


def test_the_list_of_cohorts_asks_as_much_for_three_as_for_one(client, cast, make, funder):
    client.sign_in(funder)
    client.get("/reports")
    with client.counting() as one:
        client.get("/reports")
    for slug in ("spring", "summer"):
        make.role(funder, Role.VIEWER, make.cohort(cast.program, slug))
    with client.counting() as three:
        client.get("/reports")
    assert len(three) == len(one)
