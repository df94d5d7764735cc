"""What is restricted or withheld reaches the people of the work and a coordinator, and nobody else."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

import pytest
import sqlalchemy as sa

from tests.projects.outcoming import SECRETS, TITLE, outcome, step
from tracker import clock
from tracker.audit import AuditEntry
from tracker.outbox.models import Message
from tracker.permissions import Role
from tracker.projects import outcome_queries, outcome_rules, outcomes
from tracker.projects.outcome_models import SEALED, Outcome, OutcomeKind, OutcomeStatus
from tracker.projects.outcome_queries import Reader

S = OutcomeStatus
COHORT = "/programs/north/cohorts/winter/outcomes"
EXPORT = "/programs/north/cohorts/winter/export/outcomes"


@pytest.fixture(params=sorted(SEALED), ids=str)
def sealed(request, session, cast) -> Outcome:
    """An outcome that became sealed after staff had read it, agreed to and judged before that."""
    made = outcome(session, cast.ada.person, cast.sprint)
    outcomes.agree(session, cast.ada.person, outcome=made, agrees=True)
    outcomes.judge(session, cast.sam, outcome=made, quality=4)
    said = step(request.param, words="Ygritte alone may have it.")
    return outcomes.advance(session, cast.ada.person, outcome=made, step=said, base_version=made.version)


@pytest.fixture
def people(cast, make):
    """Everybody whom it is not for, by what they are."""
    return {
        "staff": cast.sam,
        "lead": cast.lea,
        "other scholar": cast.ben.person,
        "other mentor": make.role(make.person(), Role.MENTOR, cast.cohort),
        "research manager": make.role(make.person(), Role.RESEARCH_MANAGER, cast.cohort),
        "deputy": make.role(make.person(), Role.DEPUTY, cast.cohort),
        "panel member": make.role(make.person(), Role.PANEL_MEMBER, cast.cohort),
        "auditor": make.role(make.person(), Role.AUDITOR, cast.cohort),
        "outsider": cast.outsider,
    }


def every_page(client) -> list[tuple[str, str]]:
    """The pages of a walk over everything that the signed-in person is led to: address and source."""
    waiting, seen = ["/", "/outcomes", COHORT], {}
    kinds: Counter[str] = Counter()
    while waiting:
        url = waiting.pop().split("#")[0]
        if url in seen or not url.startswith("/") or "/static/" in url or "sign-out" in url:
            continue
        kind = re.sub(r"\d+|\?.*", "", url)
        kinds[kind] += 1
        if kinds[kind] > 1 or kind in NUMBERS:  # those of one kind are built alike
            continue
        page = client.get(url)
        seen[url] = page.html
        if page.location:
            waiting.append(page.location)
        waiting += [href for href, _text in page.links]
    return list(seen.items())


WALKERS = ["lead", "other scholar", "other mentor", "research manager"]
# Pages of the score, which reads no outcome; they take the longest.
NUMBERS = {"/how-the-score-is-made", "/programs/north/scoring", "/programs/north/cohorts/winter/levels"}


@pytest.mark.any_database
@pytest.mark.parametrize("sealed", [S.RESTRICTED], indirect=True)
@pytest.mark.parametrize("who", WALKERS)
def test_no_page_that_others_are_led_to_holds_a_word_of_it(client, session, sealed, people, who):
    client.sign_in(people[who])
    told = {
        url: [secret for secret in SECRETS if secret.lower() in html.lower()]
        for url, html in every_page(client)
    }
    assert {url: secrets for url, secrets in told.items() if secrets} == {}
    assert f"/outcomes/{sealed.id}" not in "".join(told)


@pytest.mark.any_database
def test_its_own_addresses_are_not_found_by_others(client, session, sealed, people):
    for person in people.values():
        client.sign_in(person)
        assert client.get(f"/outcomes/{sealed.id}").status == 404
        assert client.get(f"/outcomes/{sealed.id}/edit").status == 404
        for act in ("step", "quality", "listing", "edit"):
            answer = client.post(f"/outcomes/{sealed.id}/{act}", {"quality": "5", "agrees": "yes"})
            assert answer.status == 404
            assert TITLE not in answer.html


@pytest.mark.any_database
def test_the_people_of_the_work_and_a_coordinator_read_it(client, session, cast, make, sealed):
    coordinator = make.role(make.person(), Role.COORDINATOR, cast.cohort, whole_program=True)
    for person in (cast.ada.person, cast.mara, cast.milo, coordinator):
        page = client.sign_in(person).get(f"/outcomes/{sealed.id}")
        assert page.title.startswith(TITLE)
        assert "Ygritte alone may have it." in page
    listed = client.sign_in(coordinator).get(COHORT)
    assert TITLE in listed
    work = f"/works/{cast.sprint.id}"
    assert client.get(work).status == 404
    for shown in (listed, client.get(f"/outcomes/{sealed.id}")):
        assert work not in [href for href, _text in shown.links], "no link that leads nowhere"
    assert client.get(f"/outcomes/{sealed.id}/edit").status == 404


@pytest.mark.any_database
def test_staff_learn_that_it_exists_and_of_what_kind(client, session, cast, sealed):
    client.sign_in(cast.sam)
    for url in (COHORT, f"/works/{cast.sprint.id}"):
        page = client.get(url)
        assert "Restricted output" in page
        assert sealed.status.value in page
    assert "paper 0 0 0 1" in client.get(COHORT)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_export_keeps_its_row_without_a_word_of_it_even_for_its_own_mentor(
    client, session, cast, make, sealed, kind
):
    make.role(cast.milo, Role.STAFF, cast.cohort)
    outcome(session, cast.ada.person, cast.sprint, title="Something open")
    for person in (cast.sam, cast.milo):
        answer = client.sign_in(person).post(f"{EXPORT}.{kind}").response
        assert answer.status_code == 200
    if kind == "csv":
        text = client.post(f"{EXPORT}.csv").response.get_data(as_text=True)
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        assert [(row["title"], row["status"]) for row in rows] == [
            ("Something open", "in_progress"),
            ("", sealed.status.value),
        ]
        sealed_row = ",".join(rows[1].values())
        assert [secret for secret in SECRETS if secret in sealed_row] == []
        filled = {name for name, value in rows[1].items() if value}
        assert filled == {"work", "phase", "members", "kind", "status", "restricted"}


def test_neither_audit_trail_nor_outbox_holds_a_word_of_it(session, cast, sealed):
    changes = [str(one) for one in session.scalars(sa.select(AuditEntry.change))]
    mails = [
        f"{subject} {body}" for subject, body in session.execute(sa.select(Message.subject, Message.body))
    ]
    told = [secret for secret in SECRETS for text in (*changes, *mails) if secret in text]
    assert told == []


def test_what_was_said_under_restriction_stays_there_when_it_opens(client, session, cast, sealed):
    opened = step(S.SUBMITTED, words="Now out.", opens=True)
    outcomes.advance(session, cast.ada.person, outcome=sealed, step=opened, base_version=sealed.version)
    page = client.sign_in(cast.sam).get(f"/outcomes/{sealed.id}")
    assert page.title.startswith(TITLE)
    assert "Now out." in page
    assert "Ygritte alone may have it." not in page
    assert "said under restriction" in page
    assert "Ygritte alone may have it." in client.sign_in(cast.mara).get(f"/outcomes/{sealed.id}")


def test_the_queries_let_through_what_the_rules_let_through(session, cast, make, people):
    made = {
        status: outcome(session, cast.ada.person, cast.sprint, status)
        for status in (S.PLANNED, S.PUBLISHED, S.RESTRICTED, S.WITHHELD)
    }
    coordinator = make.role(make.person(), Role.COORDINATOR, cast.cohort)
    cohort_staff = make.role(make.person(), Role.STAFF, cast.cohort)
    everybody = [*people.values(), coordinator, cohort_staff, cast.ada.person, cast.mara]
    session.flush()
    for person in everybody:
        reader = Reader.of(person, person.grants_on(clock.today()))
        standing = outcome_queries.standing_of(session, reader, cast.sprint)
        lines = outcome_queries.of_cohort(session, reader, cast.cohort.id)
        whole = {line.outcome.id for line in lines if line.outcome}
        for status, one in made.items():
            reads = outcome_rules.reads_content(standing, status)
            assert (outcome_queries.one(session, reader, one.id) is not None) is reads, (person.name, status)
            assert (one.id in whole) is reads
            assert bool(outcome_queries.history(session, reader, one.id)) is reads
        known = standing.inside or standing.manages or standing.reads or standing.coordinates
        assert len(lines) == (len(made) if known else 0), person.name


def test_a_role_in_one_cohort_opens_nothing_in_another(session, cast, make, sealed):
    other = make.cohort(cast.program, "summer")
    coordinator = make.role(make.person(), Role.COORDINATOR, other)
    reader = Reader.of(coordinator, coordinator.grants_on(clock.today()))
    assert outcome_queries.one(session, reader, sealed.id) is None
    assert outcome_queries.of_works(session, reader, [cast.sprint.id]) == []
    assert sealed.kind is OutcomeKind.PAPER
