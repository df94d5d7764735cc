"""Who reads what, through the client: directors let in, emergencies, the log, and pages that fail closed."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.page import Client
from tests.releases import reviewing
from tests.releases.casting import Bench
from tracker import audit, clock
from tracker.audit import AuditEntry
from tracker.outbox.models import Message
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Role
from tracker.releases.access_models import BreakGlass, ReadAlert
from tracker.releases.models import Case
from tracker.releases.submission_models import Contributor, Part
from tracker.sealed import ReadLog, SealedText

pytestmark = pytest.mark.any_database
CANARY = "canary-zebrafinch-4417"
REASON = f"The host calls about {CANARY}."


@pytest.fixture
def case(handed_in: str) -> str:
    """The address of Ada's release, handed in."""
    return handed_in


def logged(session: Session) -> list[tuple[int, str]]:
    return [(row.person_id, row.field) for row in session.scalars(sa.select(ReadLog).order_by(ReadLog.id))]


def mails(session: Session) -> list[tuple[int, str]]:
    rows = session.scalars(sa.select(Message).order_by(Message.id))
    return [(row.person_id, row.subject + row.body) for row in rows]


def found(session: Session) -> Case:
    return session.scalars(sa.select(Case)).one()


def let_in(client: Client, cast: Cast, bench: Bench, case: str) -> None:
    page = client.sign_in(bench.cora).get(f"{case}/people")
    sent = client.submit(page, f"{case}/people", person=str(cast.lea.id), reason=REASON)
    assert sent.status == 302


def ask(client: Client, person: object, case: str) -> str:
    page = client.sign_in(person).get(f"{case}/opening")  # type: ignore[arg-type]
    assert client.submit(page, f"{case}/opening", reason=REASON).status == 302
    return f"{case}/opening"


def test_a_director_reads_after_being_let_in_with_a_reason_and_no_longer_than_that(
    client: Client, session: Session, cast: Cast, bench: Bench, case: str
) -> None:
    assert client.sign_in(cast.lea).get(f"{case}/people").status == 404
    assert "You read a case after a coordinator put you on its list" in client.get(case)
    assert client.post(f"{case}/people/ask").status == 302
    assert (bench.cora.id, True) in [(who, "action needed" in text) for who, text in mails(session)]
    page = client.sign_in(bench.cora).get(f"{case}/people")
    assert client.submit(page, f"{case}/people", person=str(cast.lea.id), reason=" ").status == 422
    let_in(client, cast, bench, case)
    assert CANARY in client.get(f"{case}/people")
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.action.startswith("release.seat")))
    assert [CANARY in str(one.change) for one in entries] == [False, False, False]
    assert list(audit.broken_links(session)) == []
    remove = next(form for form in client.get(f"{case}/people").forms if "/remove" in str(form["attrs"]))
    assert client.post(remove["attrs"]["action"]).status == 302
    assert "Lea" not in client.get(f"{case}/people").text.split("Let a director read")[0]


def test_nobody_lets_themselves_a_scholar_or_a_reviewer_in(
    client: Client, session: Session, make: Factory, cast: Cast, bench: Bench, case: str
) -> None:
    for person in (bench.ravi.id, cast.ben.person_id, bench.cora.id, cast.outsider.id, 0):
        data = {"person": str(person), "reason": REASON}
        assert client.sign_in(bench.cora).post(f"{case}/people", data).status == 422
    guide = session.get_one(Person, cast.mara.id)
    make.role(guide, Role.LEAD, cast.cohort, whole_program=True)
    session.commit()
    data = {"person": str(cast.mara.id), "reason": REASON}
    assert client.sign_in(bench.cora).post(f"{case}/people", data).status == 422


def test_an_emergency_takes_two_people_who_have_no_part_in_the_release(
    client: Client, session: Session, make: Factory, cast: Cast, bench: Bench, case: str
) -> None:
    for person in (cast.ada.person, cast.mara, bench.rhea, bench.aude, cast.sam):
        assert client.sign_in(person).get(f"{case}/opening").status == 404
    opening = ask(client, cast.lea, case)
    row = session.scalars(sa.select(BreakGlass)).one()
    own = client.post(f"{opening}/{row.id}/agree")
    assert own.status == 409
    assert "Somebody else has to agree to what you asked for." in own
    for person in (cast.mara, bench.rhea, bench.aude, cast.sam, cast.outsider):
        assert client.sign_in(person).post(f"{opening}/{row.id}/agree").status == 404
    assert session.get_one(BreakGlass, row.id).ends_at is None
    page = client.sign_in(bench.dev).get(opening)
    assert CANARY in page
    assert client.post(f"{opening}/{row.id}/agree").status == 302
    assert client.post(f"{opening}/{row.id}/refuse").status == 409  # answered once
    session.expire_all()
    kept = session.get_one(BreakGlass, row.id)
    assert kept.ends_at is not None and kept.answered_at is not None
    assert kept.ends_at - kept.answered_at == timedelta(minutes=60)
    told = {who for who, _text in mails(session)}
    assert {cast.ada.person_id, bench.cora.id} <= told
    assert all(CANARY not in text for _who, text in mails(session))
    assert "opened in an emergency" in client.sign_in(cast.ada.person).get(case)
    entries = session.scalars(sa.select(AuditEntry)).all()
    assert all(CANARY not in str(one.change) for one in entries)
    assert {"release.glass_asked", "release.glass_opened"} <= {one.action for one in entries}


def test_what_was_refused_stays_closed_and_what_was_opened_ends_by_itself(
    client: Client, session: Session, cast: Cast, bench: Bench, case: str
) -> None:
    opening = ask(client, cast.lea, case)
    first = session.scalars(sa.select(BreakGlass.id)).one()
    assert client.sign_in(bench.cora).post(f"{opening}/{first}/refuse").status == 302
    assert "let in for a limited time" not in client.sign_in(cast.lea).get(case)
    ask(client, cast.lea, case)
    second = session.scalars(sa.select(sa.func.max(BreakGlass.id))).one()
    assert client.sign_in(bench.cora).post(f"{opening}/{second}/agree").status == 302
    assert "You read this case already." in client.sign_in(cast.lea).get(opening)
    with clock.fixed(clock.now() + timedelta(minutes=61)):
        assert "You read this case already." not in client.sign_in(cast.lea).get(opening)


def test_the_log_names_readers_to_who_watches_and_roles_to_the_authors(
    client: Client, session: Session, cast: Cast, bench: Bench, case: str
) -> None:
    opening = ask(client, cast.lea, case)
    client.sign_in(bench.dev).get(opening)  # opens the reason, and is logged
    assert (bench.dev.id, "access.reason") in logged(session)
    label = found(session).label
    for person in (bench.cora, bench.aude):
        page = client.sign_in(person).get(f"{case}/read-log")
        assert "Dev Bench" in page
        assert "reason for access" in page
        assert CANARY not in page.html
        whole = client.get("/reviews/read-log/north")
        assert "Dev Bench" in whole
        assert label in whole
    page = client.sign_in(cast.ada.person).get(f"{case}/read-log")
    assert page.status == 200
    assert "Dev" not in page.html
    assert client.get("/reviews/read-log/north").status == 404
    summary = client.sign_in(cast.lea).get("/reviews/read-log/north")
    assert label in summary
    assert "Dev" not in summary.html
    for person in (cast.lea, cast.mara, bench.rhea, cast.ben.person, cast.outsider):
        assert client.sign_in(person).get(f"{case}/read-log").status == 404


def test_a_coordinator_does_not_learn_from_the_log_who_reads_their_own_release(
    client: Client, session: Session, make: Factory, cast: Cast, bench: Bench, case: str
) -> None:
    author = session.get_one(Person, cast.ada.person_id)
    make.role(author, Role.COORDINATOR, cast.cohort, whole_program=True)
    session.commit()
    opening = ask(client, cast.lea, case)
    client.sign_in(bench.dev).get(opening)
    page = client.sign_in(cast.ada.person).get("/reviews/read-log/north")
    assert page.status == 200
    assert "Dev" not in page.html


def test_eleven_texts_within_an_hour_are_told_once_to_somebody_else(
    client: Client, session: Session, cast: Cast, bench: Bench, case: str
) -> None:
    one = found(session)
    texts = session.scalars(sa.select(SealedText.id).where(SealedText.vault_id == one.vault_id)).all()
    assert texts
    now = clock.now()
    for at in range(11):
        session.add(
            ReadLog(
                vault_id=one.vault_id,
                text_id=None,
                field="answer.text",
                person_id=bench.cora.id,
                at=now - timedelta(minutes=at),
                purpose="test",
            )
        )
    session.commit()
    opening = ask(client, cast.lea, case)
    for _ in range(3):
        client.sign_in(bench.dev).get(opening)  # any reading looks
    [alert] = session.scalars(sa.select(ReadAlert))
    assert (alert.person_id, alert.texts) == (bench.cora.id, 11)
    told = [who for who, text in mails(session) if one.public_id in text]
    assert told.count(bench.dev.id) >= 1
    page = client.sign_in(bench.cora).get("/reviews/read-log/north")
    assert "Cora Bench opened 11 texts" in page
    seen = f"/reviews/read-log/north/alerts/{alert.id}/seen"
    assert client.post(seen).status == 409
    assert client.sign_in(bench.aude).post(seen).status == 404
    assert client.sign_in(bench.dev).post(seen).status == 302
    assert "Dev Bench looked into it." in client.get("/reviews/read-log/north")


def test_authors_who_work_on_their_own_release_are_nobodys_alarm(
    client: Client, session: Session, cast: Cast, case: str
) -> None:
    for _ in range(4):
        client.sign_in(cast.ada.person).get(f"{case}/answers")
    assert len(logged(session)) > 10
    assert session.scalars(sa.select(ReadAlert)).all() == []


def test_an_open_session_reads_no_more_once_the_reviewer_is_an_author_or_lost_the_role(
    client: Client, session: Session, cast: Cast, bench: Bench, case: str
) -> None:
    reviewing.with_reviewers(client, bench, case)
    number, ravi = found(session).id, bench.ravi.role_grants[0].id
    for person in (bench.rhea, bench.ravi):
        assert client.sign_in(person).get(f"{case}/assess").status == 200
        assert person.id in {who for who, _field in logged(session)}, "the read is in the log"
    session.add(Contributor(case_id=number, part=Part.AUTHOR, person_id=bench.rhea.id))
    session.get_one(RoleGrant, ravi).ends_on = clock.today() - timedelta(days=1)
    session.commit()
    reads = len(logged(session))
    assert client.get(f"{case}/assess").status == 404  # Ravi's own browser, still open
    client.sign_in(bench.rhea)
    for page in ("assess", "people", "screening"):
        assert client.get(f"{case}/{page}").status == 404
    assert len(logged(session)) == reads
    tried = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "release.denied")).all()
    assert {bench.rhea.id, bench.ravi.id} <= {one.actor_id for one in tried}
