"""Published figures through the pages: frozen, agreed to by a second person, and nothing small in them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.releases import deciding
from tracker import clock
from tracker.releases import snapshot_queries, statistics_rules
from tracker.releases.parts import Scope, Verdict
from tracker.releases.statistics_models import SnapshotState, StatsSnapshot
from tracker.releases.statistics_rules import Ending, Way

pytestmark = pytest.mark.any_database
STATISTICS, POLICY = "/programs/north/review-rules/statistics", "/policy/north"
OTHERS = "narrower or not released"


@pytest.fixture
def over():
    return statistics_rules.period(clock.today())


@pytest.fixture
def decide(session, cast, over):
    """So many cases as asked, narrower and held, all in the newest whole period."""

    def made(as_asked, narrower=0, held=0):
        day = over.begins + timedelta(days=40)
        for _ in range(as_asked):
            deciding.decided(session, cast, day)
        for _ in range(narrower):
            deciding.decided(session, cast, day, scope=Scope.S3, panel=True)
        for _ in range(held):
            deciding.decided(session, cast, day, verdict=Verdict.HOLD, panel=True)

    return made


def freeze(client, person):
    client.sign_in(person)
    return client.submit(client.get(STATISTICS), STATISTICS, action="/statistics")


def agree(client, person, session):
    client.sign_in(person)
    row = session.query(StatsSnapshot).order_by(StatsSnapshot.id.desc()).first()
    return client.post(f"{STATISTICS}/{row.id}/agree")


def figures(client):
    client.sign_out()
    text = client.get(POLICY).text
    return text[text.index("What came of it") : text.index("What changed")]


def test_of_19_cases_only_that_is_said_and_of_23_neither_the_3_nor_the_2(
    client, cast, bench, session, decide, over
):
    decide(18, 1)
    assert freeze(client, bench.cora).status == 302
    page = client.get(STATISTICS).text
    said = page[page.index("Waits for a second person") : page.index("Frozen by")]
    assert "Fewer than 20 cases were decided." in said
    assert "19" not in said and "about" not in said.lower()
    client.post(f"{STATISTICS}/{session.query(StatsSnapshot).one().id}/refuse")

    decide(0, 2, 2)
    found = snapshot_queries.decided_in(session, cast.program, over)
    assert sorted({(one.ending, one.way, one.days) for one in found}) == [
        (Ending.AS_ASKED, Way.EXPEDITED, 4),
        (Ending.NARROWER, Way.FORMAL, 4),
        (Ending.REFUSED, Way.FORMAL, 4),
    ]
    assert freeze(client, bench.cora).status == 302
    assert "No figures were published yet." in figures(client)
    kept = session.query(StatsSnapshot).order_by(StatsSnapshot.id.desc()).first().body
    assert (kept["total"], [count for _, count in kept["endings"]]) == (25, [20, 5]), "nothing exact is kept"
    agree(client, cast.lea, session)
    said = figures(client)
    assert "About 25 cases were decided." in said
    assert "approved as asked: about 20" in said
    assert f"{OTHERS}: about 5" in said
    for hidden in ("about 3", "about 2 ", "held", "for fewer people", "18", "23"):
        assert hidden not in said.replace("twelve", "")

    # What is decided tomorrow, or was decided now, changes nothing before the next half-year.
    deciding.decided(session, cast, clock.today())
    assert figures(client) == said
    client.sign_in(bench.cora)
    assert client.post(STATISTICS).status == 422
    assert "There is a snapshot of the period" in client.post(STATISTICS)


def test_who_froze_the_figures_does_not_publish_them(client, cast, bench, session):
    freeze(client, bench.cora)
    page = client.get(STATISTICS)
    assert "/agree" not in page.html
    refused = agree(client, bench.cora, session)
    assert refused.status == 422
    assert "Somebody else has to agree to it." in refused
    row = session.query(StatsSnapshot).one()
    row.state, row.settled_by_id, row.settled_at = SnapshotState.PUBLISHED, bench.cora.id, row.made_at
    with pytest.raises(IntegrityError):
        session.flush()


def test_one_waits_at_a_time_and_a_discarded_one_is_made_again(client, cast, bench, session):
    freeze(client, bench.cora)
    assert client.post(STATISTICS).status == 422
    row = session.query(StatsSnapshot).one()
    assert client.post(f"{STATISTICS}/{row.id}/refuse").status == 302
    assert agree(client, cast.lea, session).status == 422
    assert freeze(client, bench.cora).status == 302
    assert session.query(StatsSnapshot).count() == 2


def test_a_snapshot_of_another_program_is_not_found(client, cast, bench, session):
    freeze(client, bench.cora)
    row = session.query(StatsSnapshot).one()
    client.sign_in(cast.outsider)
    assert client.post(f"{STATISTICS}/{row.id}/agree").status == 404
    assert client.post(f"/programs/south/review-rules/statistics/{row.id}/agree").status == 404
