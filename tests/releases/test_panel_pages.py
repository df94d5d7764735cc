"""A panel through the client: seated, alone first, voted, answered, closed, decided; and appealed."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.releases.panelling import FIVE, LETTER, SERIOUS, decision_address, formal, ready
from tracker import audit, clock
from tracker.audit import AuditEntry
from tracker.releases.decision_models import Decision
from tracker.releases.panel_models import Dissent, Vote
from tracker.releases.parts import CaseState, Scope
from tracker.sealed import SealedText

pytestmark = pytest.mark.any_database

HOUR = timedelta(hours=1)
DISSENT = "A gated release would have kept most of the benefit."
RULING = {"ruling": "remanded", "reasons": "She should have said so."}
PROVED = ("panel.vote", "panel.hold_vote", "panel.dissent", "panel.dissent_reply", "appeal.text")


def test_scenario_7_no_quorum_until_an_alternate_has_filed_and_voted(client, session, cast, bench):
    sitting = formal(client, session, cast, bench)
    assert sitting.convene(*FIVE, alternates=("rhea",)).status == 302
    # The mail leads to the page of the case, which is not theirs yet.
    client.sign_in(bench.petra)
    assert client.get(sitting.case).location == sitting.room
    assert sitting.row.label in client.get("/reviews")
    assert "Plain title" not in client.get(sitting.room).html
    sitting.seat("pia", "paul")
    for name in ("petra", "pete", "pola"):
        assert sitting.answer(name, none="", hard="family").status == 302
        assert sitting.look(name).status == 404
    for name in ("pia", "paul"):
        sitting.assess(name)
    sitting.votes(pia="s5", paul="s4")
    refused = sitting.post("pia", "close")
    assert refused.status == 422
    assert "2 may be counted and 3 are needed" in refused
    sitting.client.sign_in(bench.cora)
    called = sitting.client.post(f"{sitting.room}/call", {"person": str(bench.rhea.id)})
    assert called.status == 302, called.text
    sitting.seat("rhea")
    assert sitting.post("pia", "close").status == 422
    sitting.assess("rhea")
    sitting.votes(rhea="s4")
    assert sitting.panel.seats == 5
    closed = sitting.post("pia", "close")
    assert closed.status == 302, closed.text
    assert sitting.panel.outcome is Scope.S4
    again = sitting.post("pia", "close")
    assert again.status == 409
    assert "The vote was closed before" in again


def test_scenario_8_a_dissent_is_answered_and_rests_before_two_thirds_close_at_s1(
    client, session, cast, bench
):
    sitting = ready(client, session, cast, bench, **SERIOUS)
    sitting.votes(pia="s5", paul="s5", petra="s4", pete="s1", pola="s0")
    assert sitting.post("pola", "dissents", dissent="The recipe is the hazard.").status == 302
    refused = sitting.post("pia", "close")
    assert refused.status == 422
    assert "Dissents without a written reply: 1" in refused
    dissent = sitting.look("paul").html.split(f"{sitting.room}/dissents/")[1].split("/")[0]
    assert sitting.post("pola", f"dissents/{dissent}/reply", reply="I reply to myself.").status == 422
    assert sitting.post("paul", f"dissents/{dissent}/reply", reply="It is left out.").status == 302
    refused = sitting.post("pia", "close")
    assert refused.status == 422
    assert "The vote can be closed from" in refused
    now = clock.now()
    with clock.fixed(now + 71 * HOUR):
        assert sitting.post("pia", "close").status == 422
    with clock.fixed(now + 73 * HOUR):
        closed = sitting.post("pia", "close")
        assert closed.status == 302, closed.text
    assert sitting.panel.outcome is Scope.S1
    assert sitting.row.state is CaseState.FORMAL


def test_scenario_14_an_appeal_sends_a_hold_back_to_new_people_and_changes_nothing_of_the_first(
    client, session, cast, bench, make
):
    sitting = ready(client, session, cast, bench)
    sitting.votes(pia="s0", paul="s0", petra="s0", pete="s0", pola="s3")
    sitting.post("pola", "dissents", dissent=DISSENT)
    number = sitting.look("pia").html.split(f"{sitting.room}/dissents/")[1].split("/")[0]
    sitting.post("pia", f"dissents/{number}/reply", reply="Three members doubt that.")
    assert sitting.post("pia", "close").status == 302
    assert sitting.send("pia", reasons="MIS", revisit_on=in_days(90)).status == 422
    for name, said in zip(FIVE, ("hold", "hold", "hold", "decline", "abstain"), strict=True):
        assert sitting.post(name, "hold", verdict=said).status == 302
    early = sitting.send("pia", "benefit", reasons="MIS", revisit_on=in_days(90))
    assert early.status == 422
    assert "Parts of the statement of reasons are missing" in early
    assert sitting.send("pia", revisit_on=in_days(90)).status == 422
    assert sitting.send("pia", reasons="MIS", revisit_on=in_days(181)).status == 422
    sent = sitting.send("pia", reasons="MIS", revisit_on=in_days(180))
    assert sent.status == 302, sent.text
    assert sitting.row.state is CaseState.HELD
    twice = sitting.send("pia", reasons="MIS", revisit_on=in_days(180))
    assert twice.status in (404, 409)
    first = kept(session)

    client.sign_in(cast.ada.person)
    address = decision_address(client.get(sitting.case))
    page = client.get(address)
    for words in (*LETTER.values(), DISSENT, "Three members doubt that.", "Held: not now", "1 dissent"):
        assert words in page
    for person in vars(bench).values():
        assert person.name not in page.text
    filed = client.post(f"{address}/appeal", {"ground": "conflict", "appeal": "Pia sells the same probe."})
    assert filed.status == 302, filed.text
    client.sign_in(bench.rhea)
    assert client.get(address).status == 404
    client.sign_in(bench.cora)
    assert client.post(f"{address}/reader", {"reader": str(bench.pia.id)}).status == 422
    assert client.post(f"{address}/reader", {"reader": str(bench.xeno.id)}).status == 302
    client.sign_in(bench.xeno)
    assert client.get(sitting.case).location == address
    asked = client.get(address)
    assert "Pia sells" not in asked.html
    assert client.post(f"{address}/ruling", RULING).status == 422
    assert client.post(f"{address}/reader/answer", {"none": "y", "take": "yes"}).status == 302
    page = client.get(address)
    assert "Pia sells the same probe." in page
    assert sorted(one["attrs"]["action"] for one in page.forms) == sorted(["/sign-out", f"{address}/ruling"])
    assert {"approve"}.isdisjoint(page.html.lower().split('value="')[1:])
    ruled = client.post(f"{address}/ruling", RULING)
    assert ruled.status == 302, ruled.text
    assert sitting.row.state is CaseState.FORMAL
    assert client.get(address).status == 404

    old = sitting.panel.id
    refused = sitting.convene(*FIVE)
    assert refused.status == 422
    assert "At least 3 members must be new, and 0 are" in refused
    again = sitting.convene("rhea", "ravi", "rosa", "paul", "pete")
    assert again.status == 302, again.text
    assert sitting.panel.number == 2
    for name in ("pia", "paul", "rhea"):
        client.sign_in(getattr(bench, name))
        assert client.get(f"/reviews/panels/{old}").status == 404, name
    assert kept(session) == first
    assert list(audit.broken_links(session)) == []
    digests = [entry.change.get("sha256") for entry in session.scalars(sa.select(AuditEntry))]
    for text in session.scalars(sa.select(SealedText).where(SealedText.field.in_(PROVED))):
        assert hashlib.sha256(text.body).hexdigest() in digests


def in_days(count):
    return (clock.today() + timedelta(days=count)).isoformat()


def kept(session):
    """Everything that the first panel left, with the sealed bodies."""
    session.expire_all()
    votes = [(one.seat_id, one.widest, one.proof.body) for one in session.scalars(sa.select(Vote))]
    dissents = [(one.id, one.seat_id, one.text.body) for one in session.scalars(sa.select(Dissent))]
    decision = session.scalars(sa.select(Decision)).one()
    letter = [session.get_one(SealedText, one).body for one in decision.letter.values()]
    return votes, dissents, decision.counts, decision.verdict, letter
