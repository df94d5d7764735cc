"""A real server process over a real SQLite file, and Debian's Chromium to look at it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask_security import hash_password
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy.orm import Session

from tests.advancement import lettering
from tests.advancement.placing import drawn
from tests.cast import Cast, build_cast
from tests.cohorts import following, forecasting
from tests.evaluations.rated import Rated, rated, result
from tests.factories import Factory
from tests.intake import importing
from tests.jobs import working
from tests.kept import once
from tests.outbox import hooking, mailing
from tests.polls import polling
from tests.projects import gridding
from tests.releases import approving, casting, reviewing, seating, stopping
from tests.serving import forked
from tests.surveys import asking
from tracker import clock, schema
from tracker import db as database
from tracker.advancement import appeals
from tracker.advancement.appeal_models import Appeal
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.letter_models import Letter
from tracker.app import create_app
from tracker.cohorts import actions as cohort_actions
from tracker.evaluations import scores
from tracker.jobs.models import Job, JobState
from tracker.projects.grid_models import GridKind
from tracker.projects.models import Reached
from tracker.reports import snapshot_drafts, snapshots
from tracker.sealed import Seal
from tracker.settings import SEAL_KEYS_FILE, Settings
from tracker.surveys.questions import Slot

CHROMIUM = os.environ.get("TRACKER_CHROMIUM", "/usr/bin/chromium")
PASSWORD = "correct horse battery staple"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = [item for item in items if Path(item.path).parent == Path(__file__).parent]
    if Path(CHROMIUM).exists() or os.environ.get("TRACKER_REQUIRE_BROWSER"):
        return
    reason = f"no browser at {CHROMIUM}; install chromium or set TRACKER_CHROMIUM"
    for item in here:
        item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    return {"executable_path": CHROMIUM, "chromium_sandbox": False, "args": FLAGS}


@dataclass
class Site:
    """A seeded installation and the server process over it."""

    folder: Path
    port: int
    ids: dict[str, int] = field(default_factory=dict)
    process: BaseProcess | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self, at: datetime | None = None) -> None:
        """Serve it now, or as of another moment."""
        place = ("--dir", str(self.folder), "--port", str(self.port))
        self.process = forked("serve", *place, said=os.devnull, at=at)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.is_alive():
            try:
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2):
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not come up")

    def kill(self) -> None:
        """End the server as a power cut would."""
        assert self.process is not None
        self.process.kill()
        self.process.join()


@pytest.fixture(scope="session")
def seeded(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, int]]:
    """The fixed cast with passwords in an installation that nobody writes to; each site is a copy."""
    kept = once(request, tmp_path_factory, f"seed-{clock.today()}", _fill)
    return kept / "installation", json.loads((kept / "ids.json").read_text())


@pytest.fixture
def site(seeded: tuple[Path, dict[str, int]], tmp_path: Path) -> Iterator[Site]:
    """An installation of the test's own, served."""
    yield from _serve(seeded, tmp_path)


@pytest.fixture(scope="session")
def quiet_site(
    seeded: tuple[Path, dict[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """An installation shared by tests that only look."""
    yield from _serve(seeded, tmp_path_factory.mktemp("quiet"))


def _serve(seeded: tuple[Path, dict[str, int]], where: Path) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    made = Site(where / "installation", port, seeded[1])
    shutil.copytree(seeded[0], made.folder)
    made.start()
    yield made
    made.kill()


def _fill(folder: Path) -> None:
    (folder / "ids.json").write_text(json.dumps(_seed(folder / "installation")))


def _seed(folder: Path) -> dict[str, int]:
    # The key that cases of tests are sealed with.
    settings = Settings.from_env(folder, {"TRACKER_SEAL_KEYS": casting.KEYS})
    (folder / SEAL_KEYS_FILE).write_text(casting.KEYS)
    engine = database.make_engine(settings.database_url)
    schema.upgrade(engine)
    with create_app(settings, engine).app_context():
        hashed = hash_password(PASSWORD)
    with Session(engine, expire_on_commit=False) as session:
        make = Factory(session)
        cast = build_cast(make)
        sprint = make.work(cast.ben, title="Sprint 2")
        alone = make.assignment(cast.ben, cast.mara, sprint)
        training = make.training(cast.cohort)
        cohort_actions.add_milestone(
            session, None, phase=training, title="Research plan", due_on=clock.today() + timedelta(days=9)
        )
        others = _with_levels(make, cast)
        rita, moss = others.scholars[0].person, others.mentors[0]
        rita.email, moss.email = "rita.rated@example.org", "moss.mentor@example.org"
        pat = drawn(make, cast.program, "limited").scholars[0]
        pat.person.email = "pat.placed@example.org"
        told = _with_letters(make, cast)
        scholars = (pat.person, told[0].enrolment.person, cast.ada.person, cast.ben.person, rita)
        for person in (*scholars, cast.mara, cast.milo, cast.sam, cast.lea, moss):
            person.password = hashed
        session.commit()
        ids = {"ada": cast.ada.id, "ben": cast.ben.id, "form": cast.from_mara.id, "alone": alone.id}
        ids["rita"] = others.scholars[0].id
        ids["pat"] = pat.id
        ids |= {"told": told[0].enrolment_id, "decision": told[0].id}
        ids["letter"] = session.scalars(sa.select(Letter.id).where(Letter.decision_id == told[0].id)).one()
        ids["appeal"] = session.scalars(sa.select(Appeal.id)).one()
        ids |= _with_forecasts(session, make, cast)
        session.commit()
        ids |= _with_surveys(session, make, cast)
        ids |= _with_polls(session, cast)
        ids |= _with_grids(session, cast)
        ids |= _with_jobs(session, cast, settings.file_folder)
        ids["preview"] = _with_preview(make, cast).id
        ids |= _with_post(session, cast)
        ids |= _with_reviews(session, make, cast, Seal.from_settings(settings), hashed)
        session.commit()
    engine.dispose()
    return ids


def _with_letters(make: Factory, cast: Cast) -> list[GateDecision]:
    """A cohort with a letter that can be appealed against, an appeal with its reader, a letter to send."""
    session, cohort = make.session, make.cohort(cast.program, "decided")
    made = [lettering.planned(session, cast.sam, make.enrolment(cohort)) for _ in range(3)]
    for decision in made[:2]:
        lettering.sent(session, cast.sam, decision)
    appeal = appeals.file(session, made[1].enrolment.person, decision=made[1], text="Look at the log again.")
    appeals.assign(
        session, cast.sam, appeal=appeal, reader=cast.lea, instead_of=None, notice=lettering.NOTICE
    )
    made[0].enrolment.person.email = "tola.told@example.org"
    return made


def _with_polls(session: Session, cast: Cast) -> dict[str, Any]:
    """A closed poll with its result, and the link of one that is open."""
    closed = polling.held(session, cast.sam, cast.cohort, [0] * 12 + [1] * 8, [0] * 5 + [1] * 15)
    waiting = polling.asked(session, cast.sam, cast.cohort, asks_willing=True)
    return {"poll": closed.id, "poll_link": waiting.token}


def _with_grids(session: Session, cast: Cast) -> dict[str, int]:
    """A grid of one factor, and the ready-made ones."""
    member = cast.ada.person
    return {
        "grid": gridding.filled(session, member, cast.sprint).id,
        "suite": gridding.ready(session, member, cast.sprint, GridKind.UNLEARNING).id,
        "sweep": gridding.ready(session, member, cast.sprint, GridKind.INJECTION).id,
    }


def _with_jobs(session: Session, cast: Cast, files: Path) -> dict[str, int]:
    """A job under way that no worker goes on with, one with a file, and one that failed."""
    under_way = working.begun(session, working.asked(session, cast, cast.sam), done=2, total=5)
    done = working.exported(session, cast, cast.sam, files)
    broke = {"code": "job_broke", "params": {}}
    failed = working.ended(session, working.asked(session, cast, cast.sam), JobState.FAILED, error=broke)
    return {"job_under_way": under_way.id, "job_done": done.id, "job_failed": failed.id}


def _with_preview(make: Factory, cast: Cast) -> Job:
    """The preview of a snapshot that Lea asked for, of a cohort whose training is over."""
    phases = make.phases(clock.today() - timedelta(weeks=11))
    cohort = make.cohort(cast.program, "trained", phases=phases)
    make.enrolment(cohort)
    session = make.session
    job = snapshot_drafts.ask(session, cast.lea, cohort=cohort, title="Preview", page="/reports")
    chosen = snapshots.basis(session, cohort).chosen(lambda _looked_at: None)
    return working.ended(session, job, JobState.DONE, result=chosen)


def _with_post(session: Session, cast: Cast) -> dict[str, int]:
    """Mails to look at, and a webhook that took something, gave something up and waits to try again."""
    mailing.failed(session, cast)
    mailing.unsure(session, cast)
    return {"webhook": hooking.busy(session, cast).id}


def _with_surveys(session: Session, make: Factory, cast: Cast) -> dict[str, int]:
    """Surveys that are open, one of them rated at the start already, and a work that two have a part in."""
    open_ones = {slot: asking.asked(session, cast.cohort, slot) for slot in asking.SHOWN}
    asking.answered(session, open_ones[Slot.SELF_START], cast.ada, asking.levels(rigor=3))
    ids = {slot.value.replace("-", "_"): survey.id for slot, survey in open_ones.items()}
    return {**ids, "sprint": cast.sprint.id, "pair": make.work(cast.ada, cast.ben, title="Pair").id}


def _with_forecasts(session: Session, make: Factory, cast: Cast) -> dict[str, int]:
    """A milestone whose date slips, a series in two versions, and a file that waits to be taken in."""
    plan = make.milestone(cast.cohort, "Plan")
    forecasting.slipping(session, cast.ada.person, plan, cast.ada, weeks=14)
    series = following.followed(session, cast)
    following.pulled_again(session, cast, series)
    waiting = importing.waiting(session, cast.program, cast.cohort, cast.lea)
    return {"plan": plan.id, "series": series.id, "import": waiting.id}


def _with_levels(make: Factory, cast: Cast) -> Rated:
    """Scholars with enough forms for levels, a result, and a level of a week ago."""
    others = rated(make, cast.cohort)
    for audience in scores.Audience:
        with clock.fixed(clock.now() - timedelta(days=7)):
            shown = scores.refit(make.session, cast.cohort, audience, others.today)
            assert shown is not None
            scores.keep(make.session, shown)
    result(make.session, others.works[0], Reached.NO, "ambitious")
    return others


@pytest.fixture
def sign_in(request: pytest.FixtureRequest) -> Any:
    """Sign somebody in on a page of the test's site, by address and password."""
    shared = "quiet_site" in request.fixturenames
    site: Site = request.getfixturevalue("quiet_site" if shared else "site")

    def run(page: Page, email: str) -> Page:
        page.goto(f"{site.url}/sign-in")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.get_by_role("button", name="Sign out")).to_be_attached()
        return page

    return run


@pytest.fixture(params=[1280, 375], ids=["wide", "phone"])
def any_width(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    yield context
    context.close()


@pytest.fixture
def phone_without_scripts(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 375, "height": 800}, java_script_enabled=False)
    yield context
    context.close()


def answer(page: Page, *, keep: str = "You checked the baseline first.", overall: str = "4") -> None:
    """Fill the mentor's form as a mentor would, by its visible words."""

    def choose(question: str, choice: str) -> None:
        page.get_by_role("group", name=question).get_by_role("radio", name=choice, exact=True).check()

    for criterion in ("Problem choice", "Execution", "Rigor", "Communication", "Independence"):
        choose(criterion, "3")
    choose("Overall", overall)
    choose("How sure", "fairly sure")
    page.get_by_label("One thing to keep").fill(keep)


def _with_reviews(session: Session, make: Factory, cast: Cast, seal: Seal, password: str) -> dict[str, int]:
    """Who reviews releases, a planned one, and one that was handed in."""
    bench = casting.a_bench(make, cast)
    for person in vars(bench).values():
        person.password = password
    draft = casting.a_case(session, cast.ada.person, cast.sprint, seal=seal)
    reviewed, *_rest = casting.in_review(session, cast, bench, seal)
    judged = reviewing.judged(session, cast, bench)
    return {
        "case": draft.id,
        "reviewed": reviewed.id,
        **judged,
        **seating.in_rooms(session, cast, bench),
        **approving.going_out(session, cast, bench),
        **stopping.tried(session, cast, bench),
    }
