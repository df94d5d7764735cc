"""What came of earlier gates: counts that add up, said with their denominators, public only if wanted."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from tests.page import count_rows
from tests.properties import given, st
from tracker.audit import AuditEntry
from tracker.cohorts import history, history_actions, history_rules, history_words
from tracker.cohorts.history_rules import Counts, Pool, PublicPool
from tracker.cohorts.models import GateDefault, GateRecord, PhaseKind, Program
from tracker.reasons import Refused

CONTINUE, LIMITED = GateDefault.CONTINUE_BY_DEFAULT, GateDefault.CAPACITY_LIMITED
PAGE, PUBLIC = "/programs/north/gate-history", "/programs/north/transition"
USUAL = Counts(50, 43, 2, 2, 3)
TYPED = {
    "label": "Spring",
    "year": "2025",
    "accepted": "50",
    "continued": "43",
    "stopped": "2",
    "not_placed": "2",
    "withdrew": "3",
    "median_notice": "24.5",
}


@pytest.mark.parametrize(
    ("counts", "year", "median", "code"),
    [
        (USUAL, 2025, 24.5, ""),
        (USUAL, 2025, None, ""),
        (USUAL, 2025, 0, ""),
        (replace(USUAL, accepted=51), 2025, None, "record_sum"),
        (replace(USUAL, continued=44), 2025, None, "record_sum"),
        (Counts(0, 0, 0, 0, 0), 2025, None, "record_range"),
        (Counts(50, 51, -1, 0, 0), 2025, None, "record_range"),
        (Counts(200_000, 200_000, 0, 0, 0), 2025, None, "record_range"),
        (USUAL, 1949, None, "record_year"),
        (USUAL, 2201, None, "record_year"),
        (USUAL, 2025, -1, "record_notice_range"),
        (USUAL, 2025, 367, "record_notice_range"),
        (USUAL, 2025, float("nan"), "record_notice_range"),
        (Counts(50, 47, 0, 0, 3), 2025, 10, "record_notice_of_nobody"),
    ],
)
def test_counts_add_up_or_say_why_not(counts, year, median, code):
    assert history_rules.may_record(counts, year=year, median_notice=median).code == code


def enter(session, cast, *, label="Spring", row=None, base_version=0, counts=USUAL, **changes):
    values = {"kind": PhaseKind.TRAINING, "default": CONTINUE, "year": 2025, "median_notice": None, **changes}
    return history_actions.set_record(
        session,
        cast.sam,
        program=session.merge(cast.program),
        row=row,
        label=label,
        counts=counts,
        base_version=base_version,
        **values,
    )


def test_the_two_kinds_of_gate_never_share_a_rate(session, cast):
    enter(session, cast)
    enter(session, cast, label="Summer", counts=Counts(34, 8, 0, 26, 0), default=LIMITED)
    enter(session, cast, label="Autumn", kind=PhaseKind.RESEARCH)
    found = history.of_gate(session, cast.program.id, PhaseKind.TRAINING, CONTINUE)
    assert (found.same, found.other) == (Pool(1, USUAL), Pool(1, Counts(34, 8, 0, 26, 0)))
    assert len(found.records) == 2


def test_the_sentence_has_denominators_an_interval_and_what_became_of_the_others(shared_app):
    pool = history_rules.pooled([Counts(50, 43, 2, 2, 3), Counts(50, 43, 3, 2, 2), Counts(50, 42, 2, 2, 4)])
    with shared_app.test_request_context():
        said = history_words.pool_sentence(pool)
    assert said == (
        "In 3 earlier cohorts 128 of 150 scholars moved on (85 %, 95 % interval 79–90 %);"
        " 9 withdrew, 7 were stopped, 6 got no place."
    )


def test_without_history_the_page_says_so(client, cast):
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    assert "No history yet" in page


def test_a_scholar_reads_the_history_of_their_gate_and_the_other_kind_as_such(client, cast, session):
    enter(session, cast)
    enter(session, cast, label="Summer", counts=Counts(34, 8, 0, 26, 0), default=LIMITED, median_notice=6)
    page = client.sign_in(cast.ada.person).get(f"/where-i-stand/{cast.ada.id}")
    assert "In 1 earlier cohort 43 of 50 scholars moved on (86 %, 95 % interval 74–93 %)" in page
    assert "At gates with limited places, another kind than yours: In 1 earlier cohort 8 of 34" in page
    assert "another kind of gate" in page and "6.0" in page


def test_staff_enter_correct_and_take_out_counts(client, cast, session):
    page = client.sign_in(cast.sam).get(PAGE)
    assert client.submit(page, PAGE, **TYPED).location.endswith(PAGE)
    (row,) = session.scalars(sa.select(GateRecord)).all()
    assert (row.continued, row.median_notice, row.kind) == (43, 24.5, PhaseKind.TRAINING)
    own = f"{PAGE}/{row.id}"
    page = client.get(own)
    assert client.submit(page, own, continued="44", withdrew="2").status == 302
    session.expire_all()
    assert session.get(GateRecord, row.id).continued == 44
    assert "44 of 50" in client.get(PAGE)
    assert client.post(f"{own}/remove").status == 302
    assert count_rows(session, GateRecord) == 0
    trail = session.scalars(sa.select(AuditEntry).where(AuditEntry.action.startswith("gate_record"))).all()
    assert [one.action for one in trail] == ["gate_record.set", "gate_record.set", "gate_record.remove"]
    assert (trail[1].change["before"]["continued"], trail[1].change["after"]["continued"]) == ("43", "44")


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"accepted": "49"}, "accepted", "come to 50"),
        ({"accepted": "many"}, "accepted", "Not a valid integer"),
        ({"withdrew": "-1"}, "withdrew", "from 0 to"),
        ({"withdrew": ""}, "withdrew", "This field is needed"),
        ({"year": "25"}, "year", "from 1950"),
        ({"median_notice": "NaN"}, "median_notice", "from 0 to"),
        ({"median_notice": "soon"}, "median_notice", "Not a valid decimal"),
        (
            {"stopped": "0", "not_placed": "0", "continued": "47"},
            "median_notice",
            "Nobody was stopped or not placed",
        ),
        ({"label": " "}, "label", "This field is needed"),
        ({"gate_default": "by lot"}, "gate_default", "Not a valid choice"),
    ],
)
def test_counts_that_cannot_be_are_refused_at_their_field(client, cast, session, changes, field, words):
    page = client.sign_in(cast.sam).get(PAGE)
    page = client.submit(page, PAGE, **{**TYPED, **changes})
    assert page.status == 200
    assert words in page
    assert f'href="#{field}"' in page.html
    assert count_rows(session, GateRecord) == 0


def test_one_gate_is_entered_once(session, cast):
    first = enter(session, cast)
    with pytest.raises(Refused) as refusal:
        enter(session, cast)
    assert refusal.value.decision.code == "record_taken"
    other = enter(session, cast, label="Summer")
    with pytest.raises(Refused):
        enter(session, cast, row=other, base_version=other.version)
    assert enter(session, cast, row=first, base_version=first.version).id == first.id


def test_two_people_correcting_at_once_overwrite_nothing_unseen(client, cast, session):
    row = enter(session, cast)
    own = f"{PAGE}/{row.id}"
    first, second = client.sign_in(cast.sam).get(own), client.get(own)
    client.submit(second, own, continued="44", withdrew="2")
    page = client.submit(first, own, continued="45", withdrew="1")
    assert "Somebody else corrected this meanwhile" in page
    assert page.form()["continued"] == "45"
    session.expire_all()
    assert session.get(GateRecord, row.id).continued == 44


def test_the_public_page_is_not_found_until_the_program_says_so(client, cast, session):
    enter(session, cast, counts=Counts(150, 128, 7, 6, 9))
    client.sign_out()
    assert client.get(PUBLIC).status == 404
    assert client.get("/programs/nowhere/transition").status == 404
    page = client.sign_in(cast.sam).get(PAGE)
    client.submit(page, f"{PAGE}/public", action="/public", shown="y")
    page = client.sign_out().get(PUBLIC)
    assert page.status == 200
    assert "128 of 150 scholars moved on" in page
    assert "9 withdrew, 7 were stopped, 6 got no place" in page
    assert "You move to the research phase unless we tell you" in page
    assert "Ada" not in page and "Spring" not in page
    page = client.sign_in(cast.sam).get(PAGE)
    client.post(f"{PAGE}/public", {})
    assert client.sign_out().get(PUBLIC).status == 404
    session.expire_all()
    trail = session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "program.show_transition")).all()
    assert [one.change["shown"] for one in trail] == [True, False]


def test_a_program_starts_without_a_public_page(session, cast):
    assert session.get(Program, cast.program.id).shows_transition is False


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        (Counts(150, 128, 7, 6, 9), PublicPool(1, 150, 128, 7, 6, 9)),
        (Counts(34, 8, 0, 24, 2), PublicPool(1, 34, 8, None, None, None)),
        (Counts(30, 28, 0, 0, 2), PublicPool(1, 30, None, None, None, None)),
        (Counts(30, 30, 0, 0, 0), PublicPool(1, 30, None, None, None, None)),
        (Counts(150, 128, 3, 4, 15), PublicPool(1, 150, 128, None, None, 15)),
        (Counts(4, 2, 0, 0, 2), PublicPool(1, None, None, None, None, None)),
    ],
)
def test_the_public_page_leaves_small_counts_out(counts, shown):
    assert history_rules.public(Pool(1, counts)) == shown


@given(st.tuples(*[st.integers(0, 60)] * 4))
def test_no_small_group_can_be_worked_out_from_the_public_page(parts):
    shown = history_rules.public(Pool(2, Counts(sum(parts), *parts)))
    figures = (shown.accepted, shown.continued, shown.stopped, shown.not_placed, shown.withdrew)
    assert all(one is None or one >= 5 for one in figures)
    if shown.continued is not None:
        assert shown.accepted - shown.continued >= 5
        known = sum(one for one in figures[2:] if one is not None)
        assert shown.accepted - shown.continued - known == 0 or shown.accepted - shown.continued - known >= 5
    else:
        assert figures[2:] == (None, None, None)


def test_public_words_say_what_is_left_out(shared_app):
    with shared_app.test_request_context():
        said = history_words.public_sentence(PublicPool(2, 34, 8, None, None, None))
        none = history_words.public_sentence(PublicPool(2, 30, None, None, None, None))
        nothing = history_words.public_sentence(PublicPool(1, None, None, None, None, None))
    assert said.startswith(
        "In 2 earlier cohorts 8 of 34 scholars moved on (24 %, 95 % interval 12–40 %); counts"
    )
    assert none.startswith("2 earlier cohorts with 30 scholars; counts of fewer than five")
    assert nothing == "Too few people so far to publish counts."


def test_the_history_of_one_program_is_not_anothers(client, cast, session):
    row = enter(session, cast)
    client.sign_in(cast.outsider)
    assert client.get(PAGE).status == 404
    assert client.get(f"/programs/south/gate-history/{row.id}").status == 404
    assert client.post(f"/programs/south/gate-history/{row.id}/remove").status == 404
    assert count_rows(session, GateRecord) == 1


def test_a_mentor_does_not_enter_counts(client, cast):
    assert client.sign_in(cast.mara).get(PAGE).status == 404


@pytest.mark.any_database
def test_the_page_takes_the_same_number_of_statements_for_1_3_and_60_gates(client, cast, session):
    counts, size = {}, 0
    for wanted in (1, 3, 60):
        for number in range(size, wanted):
            enter(session, cast, label=f"Cohort {number}")
        size = wanted
        client.sign_in(cast.sam)
        with client.counting() as seen:
            client.get(PAGE)
        counts[wanted] = len(seen)
    assert len(set(counts.values())) == 1, counts
