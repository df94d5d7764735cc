"""Jobs on screen: whose they are, how far they are, what can be done with them, and taking the file out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.jobs import working
from tests.page import Client, Page
from tracker import clock
from tracker.audit import AuditEntry
from tracker.jobs import files
from tracker.jobs.models import Job, JobState, Worker
from tracker.people import actions as people
from tracker.permissions import Role
from tracker.settings import Settings

pytestmark = pytest.mark.any_database


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.file_folder


def noted(session: Session, action: str) -> int:
    found = sa.select(sa.func.count()).where(AuditEntry.action == action)
    return session.scalar(found) or 0


def test_what_others_asked_for_is_not_found(client: Client, session: Session, cast: Cast) -> None:
    job = working.asked(session, cast, cast.mara)
    for stranger in (cast.milo, cast.ada.person, cast.outsider):
        client.sign_in(stranger)
        for path in (f"/jobs/{job.id}", f"/jobs/{job.id}/state"):
            assert client.get(path).status == 404
        for act in ("cancel", "retry", "file"):
            assert client.post(f"/jobs/{job.id}/{act}").status == 404
        assert job.title not in client.get("/jobs/")


def test_staff_see_the_jobs_of_their_program_and_not_their_files(
    client: Client, session: Session, cast: Cast, folder: Path
) -> None:
    job = working.exported(session, cast, cast.lea, folder)
    client.sign_in(cast.sam)
    assert "Forms of Winter 2026 as CSV" in client.get("/jobs/")
    page = client.get(f"/jobs/{job.id}")
    assert "Its file is for the one who asked for it" in page
    assert "forms.csv" not in page
    assert client.post(f"/jobs/{job.id}/file").status == 404


def test_how_far_it_is_stands_on_the_page_without_scripts(
    client: Client, session: Session, cast: Cast
) -> None:
    job = working.begun(
        session, working.asked(session, cast, cast.sam), done=1200, total=5000, doing="Writing"
    )
    session.add(Worker(name="here-1", started_at=clock.now(), beat_at=clock.now()))
    page = client.sign_in(cast.sam).get(f"/jobs/{job.id}")
    assert "Writing: 1,200 of 5,000" in page
    assert (
        '<progress id="job-bar" class="how-far" aria-label="Progress" max="5000" value="1200">' in page.html
    )
    assert '<noscript><meta http-equiv="refresh"' in page.html
    assert "No worker" not in page
    state = client.get(f"/jobs/{job.id}/state")
    assert state.response.json == {
        "open": True,
        "done": 1200,
        "total": 5000,
        "words": "Writing: 1,200 of 5,000",
    }


def test_it_says_so_where_no_worker_is_at_work(client: Client, session: Session, cast: Cast) -> None:
    job = working.asked(session, cast, cast.sam)
    long_ago = clock.now() - timedelta(minutes=3)
    session.add(Worker(name="gone-1", started_at=long_ago, beat_at=long_ago))
    page = client.sign_in(cast.sam).get(f"/jobs/{job.id}")
    assert "Waiting for its turn." in page
    assert "No worker has been at work for two minutes" in page


def test_what_waits_is_stopped_at_once_and_tried_again(client: Client, session: Session, cast: Cast) -> None:
    job = working.asked(session, cast, cast.mara)
    first = job.key
    client.sign_in(cast.mara)
    assert client.post(f"/jobs/{job.id}/cancel").location == f"/jobs/{job.id}"
    assert "It was stopped" in client.get(f"/jobs/{job.id}")
    assert "This has ended already, so there is nothing to stop." in second_click(client, job, "cancel")
    assert client.post(f"/jobs/{job.id}/retry").location == f"/jobs/{job.id}"
    again = session.get_one(Job, job.id)
    assert (again.state, again.tries, again.key != first) == (JobState.WAITING, 2, True)
    assert "Only what failed or was stopped can be tried again." in second_click(client, job, "retry")
    assert "Tried 2 times" in client.get(f"/jobs/{job.id}")


def test_what_runs_is_asked_to_stop_and_says_so(client: Client, session: Session, cast: Cast) -> None:
    job = working.begun(session, working.asked(session, cast, cast.mara))
    client.sign_in(cast.mara)
    client.post(f"/jobs/{job.id}/cancel")
    page = client.get(f"/jobs/{job.id}")
    assert "Being stopped. What was not finished is undone." in page
    assert "Stop it" not in page
    assert "This is being stopped already." in second_click(client, job, "cancel")


def second_click(client: Client, job: Job, act: str) -> Page:
    """What somebody sees who clicked twice: the page of the job, not an error that hides it."""
    assert client.post(f"/jobs/{job.id}/{act}").location == f"/jobs/{job.id}"
    page = client.get(f"/jobs/{job.id}")
    assert (page.status, job.title in page) == (200, True)
    return page


def test_a_failure_is_told_in_a_sentence_with_its_figures(
    client: Client, session: Session, cast: Cast
) -> None:
    reason = {"code": "phase_closed", "params": {"closed_on": {"day": "2026-03-01"}}}
    job = working.ended(session, working.asked(session, cast, cast.sam), JobState.FAILED, error=reason)
    page = client.sign_in(cast.sam).get(f"/jobs/{job.id}")
    assert "Forms for this phase closed on 1 March 2026." in page
    assert "Try again from the beginning" in page


def test_a_reason_of_another_version_is_told_as_our_fault(
    client: Client, session: Session, cast: Cast
) -> None:
    reason = {"code": "not_invented_yet", "params": {}}
    job = working.ended(session, working.asked(session, cast, cast.sam), JobState.FAILED, error=reason)
    assert "Something went wrong on our side" in client.sign_in(cast.sam).get(f"/jobs/{job.id}")


def test_the_file_is_taken_out_whole_under_its_name_and_noted(
    client: Client, session: Session, cast: Cast, folder: Path
) -> None:
    job = working.exported(session, cast, cast.sam, folder, name='../Zähl "1"\r\nX: y.csv')
    client.sign_in(cast.sam)
    assert "(19 bytes)" in client.get(f"/jobs/{job.id}")
    taken = client.flask.post(f"/jobs/{job.id}/file", data={"csrf_token": client.token()})
    assert taken.data == working.TABLE
    assert taken.content_type == "text/csv; charset=utf-8"
    assert taken.headers["X-Content-Type-Options"] == "nosniff"
    assert taken.headers["Content-Length"] == str(len(working.TABLE))
    named = taken.headers["Content-Disposition"]
    assert named == "attachment; filename=\"Z_hl 1X y.csv\"; filename*=UTF-8''Z%C3%A4hl%201X%20y.csv"
    taken.close()
    assert noted(session, "job.file") == 1


def test_the_right_to_read_is_asked_again_when_the_file_is_taken(
    client: Client, session: Session, cast: Cast, folder: Path
) -> None:
    job = working.exported(session, cast, cast.sam, folder)
    for grant in list(cast.sam.role_grants):
        people.withdraw_role(session, cast.lea, person=cast.sam, grant=grant)
    people.grant_role(
        session,
        cast.lea,
        person=cast.sam,
        role=Role.MENTOR,
        program_id=cast.program.id,
        cohort_id=cast.cohort.id,
    )
    session.commit()
    client.sign_in(cast.sam)
    assert "forms.csv" not in client.get(f"/jobs/{job.id}")
    assert client.post(f"/jobs/{job.id}/file").status == 404
    assert noted(session, "job.file") == 0


def test_a_file_past_its_day_is_told_in_words(
    client: Client, session: Session, cast: Cast, folder: Path
) -> None:
    job = working.exported(session, cast, cast.sam, folder)
    assert job.file is not None
    files.remove(job.file)
    session.flush()
    client.sign_in(cast.sam)
    assert "kept for 30 days" in client.get(f"/jobs/{job.id}")
    refused = client.post(f"/jobs/{job.id}/file")
    assert (refused.status, "This file is kept for 30 days" in refused) == (409, True)


@pytest.mark.parametrize("looked_at", ["/jobs/{}", "/jobs/"])
def test_the_head_of_every_page_tells_that_a_job_has_ended_until_it_was_looked_at(
    client: Client, session: Session, cast: Cast, looked_at: str
) -> None:
    job = working.begun(session, working.asked(session, cast, cast.mara))
    client.sign_in(cast.mara)
    assert "1 job under way" in client.get("/account")
    working.ended(session, session.get_one(Job, job.id), JobState.DONE)
    assert "1 job ended" in client.get("/account")
    client.sign_in(cast.sam).get(looked_at.format(job.id))  # staff who look take no mark off
    assert "1 job ended" not in client.get("/account")
    client.sign_in(cast.mara).get(looked_at.format(job.id))
    page = client.get("/account")
    assert "job ended" not in page
    assert "under way" not in page


def test_the_list_costs_the_same_for_one_job_and_for_sixty(
    client: Client, session: Session, cast: Cast
) -> None:
    client.sign_in(cast.sam)
    counts = []
    for many in (1, 59):
        for _ in range(many):
            working.asked(session, cast, cast.mara)
        with client.counting() as seen:
            assert client.get("/jobs/").status == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
