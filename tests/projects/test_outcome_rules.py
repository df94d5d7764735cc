"""Which status of an outcome may follow which, who reads and changes one, and what may be a link."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.properties import given, st
from tracker.projects import outcome_rules as rules
from tracker.projects.outcome_models import SEALED, OutcomeKind, OutcomeStatus, Tier
from tracker.projects.outcome_rules import Content, Link, Standing, Step

S = OutcomeStatus
TODAY = date(2026, 3, 10)
BEFORE = date(2026, 2, 1)

# Rows: what it is; columns in the order of the statuses. y: may follow, o: the order forbids it,
# r: a release alone leads there, p: it was published, s: it stays sealed, =: it is that already.
TABLE = """
planned      = y y y r o y y y
in_progress  o = y y r o y y y
submitted    o o = y r y y y y
accepted     o o o = r o y y y
published    o o o o = o y p p
rejected     o y y o r = y y y
withdrawn    o y y o r o = y y
restricted   s s y s r s s = y
withheld     s s y s r s s y =
"""
CODES = {
    "y": "",
    "o": "step_order",
    "r": "step_through_release",
    "p": "step_was_published",
    "s": "step_stays_sealed",
    "=": "step_same",
}
STEPS = [
    (S(row.split()[0]), to, CODES[mark])
    for row in TABLE.strip().splitlines()
    for to, mark in zip(S, row.split()[1:], strict=True)
]

PEOPLE = {
    "member": Standing(member=True),
    "mentor": Standing(mentor=True),
    "staff": Standing(manages=True, reads=True),
    "research manager": Standing(reads=True),
    "coordinator": Standing(coordinates=True),
    "nobody": Standing(),
    "staff who mentors": Standing(mentor=True, manages=True, reads=True),
}


@pytest.mark.parametrize(("last", "to", "code"), STEPS)
def test_what_may_follow_a_status(last, to, code):
    step = Step(to, TODAY, opens=True)
    assert rules.may_follow(Step(last, BEFORE), step, today=TODAY).code == code
    if code == "step_through_release":
        assert rules.may_follow(Step(last, BEFORE), step, today=TODAY, through_release=True)


def test_the_table_names_every_status_once():
    assert len(STEPS) == len(S) ** 2


@pytest.mark.parametrize("last", S)
@pytest.mark.parametrize("to", S)
def test_a_correction_that_says_why_leads_anywhere(last, to):
    step = Step(to, BEFORE - timedelta(days=9), "It was the other paper.", corrects=True, opens=True)
    found = rules.may_follow(Step(last, BEFORE), step, today=TODAY)
    around = to is S.PUBLISHED and last is not S.PUBLISHED
    assert found.code == ("step_through_release" if around else ""), "no correction is a way around a release"


def test_a_correction_says_why():
    step = Step(S.PLANNED, TODAY, "  ", corrects=True)
    assert rules.may_follow(Step(S.PUBLISHED, BEFORE), step, today=TODAY).code == "correction_says_why"


@pytest.mark.parametrize("sealed", sorted(SEALED))
@pytest.mark.parametrize("corrects", [True, False])
@pytest.mark.parametrize("to", sorted(set(S) - SEALED))
def test_nothing_sealed_opens_unless_somebody_says_that_they_mean_it(sealed, corrects, to):
    step = Step(to, TODAY, "It was cleared.", corrects=corrects)
    assert not rules.may_follow(Step(sealed, BEFORE), step, today=TODAY)


@pytest.mark.parametrize("corrects", [True, False])
def test_no_step_lies_ahead(corrects):
    step = Step(S.ACCEPTED, TODAY + timedelta(days=1), "Soon.", corrects=corrects)
    assert rules.may_follow(Step(S.SUBMITTED, BEFORE), step, today=TODAY).code == "step_ahead"
    assert rules.may_begin(step, today=TODAY).code == "step_ahead"


def test_a_step_lies_on_the_day_of_the_last_one_or_after_it():
    last = Step(S.SUBMITTED, BEFORE)
    assert rules.may_follow(last, Step(S.ACCEPTED, BEFORE), today=TODAY)
    early = rules.may_follow(last, Step(S.ACCEPTED, BEFORE - timedelta(days=1)), today=TODAY)
    assert (early.code, early.params) == ("step_before_last", {"last": BEFORE})


@pytest.mark.parametrize("status", S)
def test_an_outcome_begins_as_anything_but_rejected_withdrawn_or_published(status):
    codes = {S.REJECTED: "step_not_first", S.WITHDRAWN: "step_not_first", S.PUBLISHED: "step_through_release"}
    assert rules.may_begin(Step(status, TODAY), today=TODAY).code == codes.get(status, "")


# Who reads an open outcome and a sealed one, and who changes them.
ACCESS = [
    ("member", True, True, True, True),
    ("mentor", True, True, True, True),
    ("staff", True, False, True, False),
    ("research manager", True, False, False, False),
    ("coordinator", True, True, False, False),
    ("nobody", False, False, False, False),
    ("staff who mentors", True, True, True, True),
]


@pytest.mark.parametrize(("who", "reads", "reads_sealed", "changes", "changes_sealed"), ACCESS)
@pytest.mark.parametrize("status", S)
def test_who_reads_and_who_changes(who, reads, reads_sealed, changes, changes_sealed, status):
    sealed = status in SEALED
    assert rules.reads_content(PEOPLE[who], status) is (reads_sealed if sealed else reads)
    assert bool(rules.may_change(PEOPLE[who], status)) is (changes_sealed if sealed else changes)


@given(st.builds(Standing, *[st.booleans()] * 5), st.sampled_from(list(S)))
def test_nobody_changes_or_judges_what_they_do_not_read(who, status):
    if rules.may_change(who, status) or rules.may_judge(who, status, 3) or rules.may_list(who, status):
        assert rules.reads_content(who, status)


@given(st.builds(Standing, *[st.booleans()] * 5), st.sampled_from(list(S)), st.sampled_from(list(S)))
def test_sealing_takes_reading_away_from_others_and_gives_it_to_nobody(who, opened, sealed):
    if opened not in SEALED and sealed in SEALED and rules.reads_content(who, sealed):
        assert rules.reads_content(who, opened)


@pytest.mark.parametrize(
    ("who", "status", "judges"),
    [
        ("member", S.PUBLISHED, False),
        ("mentor", S.PUBLISHED, True),
        ("mentor", S.WITHHELD, True),
        ("staff", S.PUBLISHED, True),
        ("staff", S.WITHHELD, False),
        ("research manager", S.PUBLISHED, False),
        ("coordinator", S.WITHHELD, False),
    ],
)
def test_who_says_how_good_the_work_was(who, status, judges):
    assert bool(rules.may_judge(PEOPLE[who], status, 3)) is judges


@pytest.mark.parametrize("quality", [0, 6, -1])
def test_quality_goes_from_one_to_five(quality):
    assert rules.may_judge(PEOPLE["mentor"], S.PUBLISHED, quality).code == "quality_range"


@pytest.mark.parametrize("who", sorted(PEOPLE))
def test_only_a_member_agrees_to_the_public_list_and_to_nothing_sealed(who):
    assert bool(rules.may_list(PEOPLE[who], S.PUBLISHED)) is (who == "member")
    assert not rules.may_list(PEOPLE[who], S.RESTRICTED)


GOOD = ["https://example.org", "http://example.org:8080/a?b=c#d", "https://sub.example.org/é"]
BAD = [
    "",
    "example.org",
    "//example.org",
    "ftp://example.org",
    "javascript:alert(1)",
    "JavaScript:alert(1)//https://example.org",
    "data:text/html,x",
    "https://",
    "https:///path",
    "https://user:pass@example.org",
    "https://example.org:port",
    "https://[::1",
    "https://exa mple.org",
    "https://example.org/\nx",
    "https://example.org/\u202ex",
    "https://example.org/" + "x" * 2000,
]


@pytest.mark.parametrize("url", GOOD)
def test_a_link_is_an_address_of_the_web(url):
    assert rules.may_link([Link("Here", url)])


@pytest.mark.parametrize("url", BAD)
def test_a_link_is_nothing_else(url):
    assert rules.may_link([Link("Here", url)]).code == "link_no_address"


def test_links_are_few_named_and_different():
    many = [Link(f"{n}", f"https://example.org/{n}") for n in range(21)]
    assert rules.may_link(many[:20])
    assert rules.may_link(many).code == "links_many"
    assert rules.may_link([Link(" ", GOOD[0])]).code == "link_label"
    assert rules.may_link([Link("x" * 201, GOOD[0])]).code == "link_label"
    assert rules.may_link([Link("a", GOOD[0]), Link("b", GOOD[0])]).code == "link_twice"


@pytest.mark.parametrize("kind", OutcomeKind)
def test_only_a_paper_has_a_kind_of_venue(kind):
    said = rules.may_say(Content(kind, "What we found", tier=Tier.JOURNAL))
    assert said.code == ("" if kind is OutcomeKind.PAPER else "tier_of_papers")
    assert rules.may_say(Content(kind, " ")).code == "name_empty"
