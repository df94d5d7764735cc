"""What is refused whole: no key, a log that cannot be written, a reviewer who becomes an author."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.page import Client
from tests.releases import authoring, reviewing, test_fails_closed
from tests.releases.casting import SEAL, Bench
from tests.releases.test_fails_closed import House
from tracker import sealed
from tracker.app import create_app
from tracker.db import Base
from tracker.extensions import db
from tracker.people.models import Person
from tracker.releases.approval_models import AmendmentAnswer
from tracker.releases.decision_models import Approval
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Void
from tracker.releases.review_models import Assessment
from tracker.sealed import Seal

OTHER = b"\x09" * 32
house = test_fails_closed.house


def counts(house: House) -> dict[str, int]:
    """How many rows each table has."""
    with Session(house.engine) as session:
        return {
            table.name: session.scalar(sa.select(sa.func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


@contextmanager
def unwritable(house: House) -> Iterator[None]:
    """Nobody can add to the log of reads."""
    if house.engine.dialect.name == "postgresql":
        with house.locked():
            yield
        return
    with house.engine.begin() as made:  # the lock of SQLite is that of everything
        refuse = "CREATE TRIGGER full BEFORE INSERT ON read_log BEGIN SELECT RAISE(ABORT, 'disk full'); END"
        made.execute(sa.text(refuse))
    yield
    with house.engine.begin() as made:
        made.execute(sa.text("DROP TRIGGER full"))


def with_keys(house: House, *keys: tuple[int, bytes]) -> Client:
    """The same installation, started again with these master keys."""
    house.app = create_app(replace(house.settings, seal_keys=keys), house.engine)
    return Client(house.app, Session(house.engine), db)


@pytest.mark.parametrize("keys", [(), ((1, OTHER),), ((2, OTHER),)])
def test_without_the_key_that_fits_nothing_is_written_by_halves(
    house: House,
    keys: tuple[tuple[int, bytes], ...],
) -> None:
    browser, case = with_keys(house, *keys), f"/reviews/{house.case.id}"
    browser.sign_in(house.cast.ada.person)
    before = counts(house)
    tries = {
        f"{case}/unease": {"text": "The figures sell it.", "readers": "private"},
        f"{case}/contributors": {"part": "host", "who": "A university"},
    }
    if not keys:
        tries[f"/reviews/works/{house.cast.sprint.id}/new"] = {
            "kind": "post",
            "title": "Another",
            "area": "Other",
        }
    for address, fields in tries.items():
        refused = browser.post(address, fields)
        assert refused.status == 503, address
        assert "Nothing was shown, kept or changed." in refused, address
        assert counts(house) == before, address
    # To stop takes no key: it works when everything else does not.
    assert browser.post(f"{case}/stop").status == 302
    with Session(house.engine) as session:
        assert session.get_one(Case, house.case.id).state is CaseState.SUSPENDED


def test_a_key_that_was_rotated_opens_what_was_sealed_before_and_may_go_once_all_is_wrapped_anew(
    house: House,
) -> None:
    mine, path = house.cast.mara, f"/reviews/{house.case.id}/mentor-view"
    old = next(iter(SEAL.keys.items()))
    both = with_keys(house, old, (2, OTHER)).sign_in(mine)
    assert "Zanzibar" in both.get(path)
    alone = with_keys(house, (2, OTHER)).sign_in(mine)
    assert alone.get(path).status == 503
    with Session(house.engine) as session:
        assert sealed.rewrap(session, Seal({1: old[1], 2: OTHER})) == 1
        session.commit()
    after = with_keys(house, (2, OTHER)).sign_in(mine)
    assert "Zanzibar" in after.get(path)
    assert with_keys(house, old).sign_in(mine).get(path).status == 503


def test_what_needs_reading_first_is_not_done_while_nobody_can_add_to_the_log(house: House) -> None:
    ada, browser = house.cast.ada.person, Client(house.app, Session(house.engine), db)
    case = authoring.plan(browser, ada, house.cast.sprint)
    authoring.answer(browser, case)
    assert authoring.give_files(browser, case, post=b"the words of the post").status == 302
    fields = browser.get(f"{case}/submit").form("/submit")
    before = counts(house)
    with unwritable(house):
        refused = browser.post(f"{case}/submit", fields)
        assert refused.status == 503
        assert "nothing was changed" in refused
    assert counts(house) == before
    assert browser.post(f"{case}/submit", fields).status == 302


@pytest.fixture
def cleared(client: Client, cast: Cast, bench: Bench, handed_in: str) -> str:
    """A post of Ada's that Rhea and Ravi found clear and she has agreed to."""
    case = handed_in
    agree(client, cast.ada.person, case)
    reviewing.with_reviewers(client, bench, case)
    for person in (bench.rhea, bench.ravi):
        assert reviewing.file(client, person, case).status == 302
    client.sign_in(cast.ada.person)
    return case


def agree(client: Client, person: Person, case: str, agrees: str = "yes") -> None:
    page = client.sign_in(person).get(f"{case}/sign")
    assert client.submit(page, f"{case}/sign", agrees=agrees).status == 302


def add_author(client: Client, case: str, person: Person) -> None:
    page = client.get(f"{case}/contributors")
    added = client.submit(
        page, f"{case}/contributors", action="/contributors", part="author", who=person.email
    )
    assert added.status == 302, added.text


def row(session: Session, case: str) -> Case:
    session.expire_all()
    return session.get_one(Case, int(case.rsplit("/", 1)[1]))


def release(content: bytes = b"the words of the post", **changes: str) -> dict[str, Any]:
    fields = {"scope": "s5", "venue": "0", "url": "", "outcome": "", "links": "", "listed": "", "commits": ""}
    return {**fields, "files": [(io.BytesIO(content), "post.pdf")], **changes}


@pytest.mark.any_database
def test_a_reviewer_who_becomes_an_author_has_approved_nothing_and_confirms_nothing(
    client: Client, session: Session, cast: Cast, bench: Bench, cleared: str
) -> None:
    add_author(client, cleared, bench.rhea)
    (approval,) = session.scalars(sa.select(Approval))
    session.refresh(approval)
    assert row(session, cleared).state is CaseState.STALE
    assert approval.void_code in (Void.CONFLICT, Void.CONTRIBUTORS)
    published = client.post(f"{cleared}/publish", release(), content_type="multipart/form-data")
    assert published.status == 409
    agree(client, cast.ada.person, cleared)
    client.post(f"{cleared}/approval/amendment", {"statement": "Only a name was added."})
    client.sign_in(bench.rhea)
    assert client.get(f"{cleared}/assess").status == 404
    assert client.post(f"{cleared}/approval/amendment/answer", {"answer": "sure"}).status in (404, 422)
    client.sign_in(bench.ravi).post(f"{cleared}/approval/amendment/answer", {"answer": "sure"})
    assert row(session, cleared).state is CaseState.STALE
    assert len(session.scalars(sa.select(Approval)).all()) == 1


@pytest.mark.any_database
def test_who_said_no_is_not_taken_off_the_list_to_get_it_out(
    client: Client, session: Session, cast: Cast, bench: Bench
) -> None:
    ada, ben = cast.ada.person, cast.ben.person
    case = authoring.plan(client, ada, cast.sprint)
    authoring.answer(client, case)
    authoring.give_files(client, case, post=b"the words of the post")
    add_author(client, case, ben)
    assert authoring.hand_in(client, case).status == 302
    agree(client, ben, case, "no")
    client.sign_in(bench.cora).post(f"{case}/screening/return", {"missing": "His word."})
    page = client.sign_in(ada).get(f"{case}/contributors")
    (off,) = [one["attrs"]["action"] for one in page.forms if "/off" in str(one["attrs"]["action"])]
    assert client.post(off).status == 302
    assert authoring.hand_in_anyway(client, case).status == 422
    assert row(session, case).state is CaseState.RETURNED
    assert ben.name in client.get(case)
    add_author(client, case, ben)
    agree(client, ben, case)
    client.sign_in(ada)
    assert authoring.hand_in(client, case).status == 302


@pytest.mark.any_database
def test_nobody_files_about_what_was_handed_in_after_they_opened_the_page(
    client: Client, session: Session, cast: Cast, bench: Bench, handed_in: str
) -> None:
    case = handed_in
    reviewing.with_reviewers(client, bench, case)
    page = client.sign_in(bench.rhea).get(f"{case}/assess")
    assert reviewing.file(client, bench.ravi, case).status == 302
    assert client.post(f"{case}/return", {"change": "Cut section 3."}).status == 302
    client.sign_in(cast.ada.person)
    assert authoring.give_files(client, case, post=b"quite another post").status == 302
    assert authoring.hand_in(client, case).status == 302
    assert client.sign_in(bench.cora).post(f"{case}/screening/reviewers").status == 302
    client.sign_in(bench.rhea)
    said = {"act": "file", **reviewing.CLEAR}
    late = client.submit(page, f"{case}/assess", action="/assess", csrf_token=client.token(), **said)
    assert late.status == 422
    assert "handed in again since you opened this page" in late
    assert [one.person_id for one in session.scalars(sa.select(Assessment))] == [bench.ravi.id]
    assert client.submit(late, f"{case}/assess", action="/assess", **said).status == 302


@pytest.mark.any_database
def test_nobody_is_sure_of_a_change_that_took_the_place_of_the_one_they_read(
    client: Client, session: Session, cast: Cast, bench: Bench, cleared: str
) -> None:
    address, answer = f"{cleared}/approval/amendment", f"{cleared}/approval/amendment/answer"
    assert authoring.give_files(client, cleared, post=b"the words of the posT").status == 302
    assert client.post(address, {"statement": "A typing error."}).status == 302
    page = client.sign_in(bench.rhea).get(f"{cleared}/approval")
    client.sign_in(cast.ada.person)
    assert authoring.give_files(client, cleared, post=b"the whole recipe").status == 302
    assert client.post(address, {"statement": "Another typing error."}).status == 302
    client.sign_in(bench.rhea)
    late = client.submit(page, answer, action="/answer", csrf_token=client.token(), answer="sure")
    assert late.status == 422
    assert "another change since you opened this page" in late
    assert session.scalars(sa.select(AmendmentAnswer)).all() == []
    assert client.submit(late, answer, action="/answer", answer="not_sure").status == 302
