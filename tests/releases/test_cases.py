"""A release and its case: made together, moved along the table of states alone."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests.releases.casting import SEAL, TITLE, a_case
from tracker import audit
from tracker.reasons import Refused
from tracker.releases import case_rules, cases, codenames
from tracker.releases.models import Case, CaseStep
from tracker.releases.parts import CaseRole, CaseState, ReleaseKind, Tier
from tracker.releases.states import TRANSITIONS, may_move
from tracker.sealed import Vault


def test_only_a_member_of_the_work_plans_its_release(session, cast):
    for person in (cast.ben.person, cast.mara, cast.sam, cast.lea, cast.outsider):
        with pytest.raises(Refused) as refused:
            a_case(session, person, cast.sprint)
        assert refused.value.decision.code == "release_not_yours"
    assert session.scalars(sa.select(Case)).all() == []
    assert session.scalars(sa.select(Vault)).all() == []


@pytest.mark.parametrize(
    ("title", "code"), [("  ", "release_title_empty"), ("x" * 301, "release_title_long")]
)
def test_a_title_is_needed_and_has_an_end(session, cast, title, code):
    with pytest.raises(Refused) as refused:
        a_case(session, cast.ada.person, cast.sprint, title=title)
    assert refused.value.decision.code == code


def test_a_release_begins_with_its_case_number_and_neutral_name(session, cast):
    first = a_case(session, cast.ada.person, cast.sprint)
    second = a_case(session, cast.ada.person, cast.sprint, kind=ReleaseKind.CODE)
    assert (first.number, second.number) == (1, 2)
    assert first.public_id == f"R-{first.year}-001"
    assert first.codename != second.codename
    assert first.state is CaseState.DRAFT and first.tier is None
    assert [step.transition for step in session.scalars(sa.select(CaseStep))] == ["T1", "T1"]


def test_the_title_stands_nowhere_in_the_clear(session, cast):
    case = a_case(session, cast.ada.person, cast.sprint)
    words = TITLE.encode()
    for table in sa.inspect(session.connection()).get_table_names():
        for row in session.connection().exec_driver_sql(f'SELECT * FROM "{table}"'):
            for value in row:
                kept = value if isinstance(value, bytes) else str(value).encode()
                assert words not in kept, table
    assert case.title_id is not None


def test_a_case_takes_no_step_that_the_table_has_not(session, cast):
    case = a_case(session, cast.ada.person, cast.sprint)
    for transition, arrows in TRANSITIONS.items():
        for after in CaseState:
            if (CaseState.DRAFT, after) not in arrows:
                with pytest.raises(Refused) as refused:
                    cases.move(session, None, case=case, transition=transition, to=after)
                assert refused.value.decision.code == "case_no_such_step", (transition, after)
    assert case.state is CaseState.DRAFT


def test_a_step_is_kept_and_audited(session, cast):
    case = a_case(session, cast.ada.person, cast.sprint)
    step = cases.move(session, cast.ada.person, case=case, transition="T17", to=CaseState.WITHDRAWN)
    assert (step.position, step.before, step.after) == (2, CaseState.DRAFT, CaseState.WITHDRAWN)
    assert case.closed_at is not None
    assert list(audit.broken_links(session)) == []


def test_nothing_lowers_a_tier(session, cast):
    case = a_case(session, cast.ada.person, cast.sprint)
    for found, then in ((Tier.EXTERNAL, 3), (Tier.EXPEDITED, 3), (Tier.FORMAL, 3)):
        cases.raise_tier(session, None, case, found)
        assert case.tier == then


def test_the_same_seat_twice_is_one_and_a_seat_taken_away_is_none(session, cast):
    case = a_case(session, cast.ada.person, cast.sprint)
    one = cases.add_person(session, cast.lea, case=case, person=cast.sam, role=CaseRole.REVIEWER)
    again = cases.add_person(session, cast.lea, case=case, person=cast.sam, role=CaseRole.REVIEWER)
    assert again is one
    cases.remove_person(session, cast.lea, case=case, person=cast.sam, role=CaseRole.REVIEWER)
    assert one.removed_at is not None
    new = cases.add_person(session, cast.lea, case=case, person=cast.sam, role=CaseRole.REVIEWER)
    assert new is not one


def test_a_shorter_form_follows_on_a_release_of_the_same_work_that_is_out(session, cast):
    earlier = a_case(session, cast.ada.person, cast.sprint)
    with pytest.raises(Refused) as refused:
        cases.plan(
            session,
            cast.ada.person,
            seal=SEAL,
            work=cast.sprint,
            kind=ReleaseKind.TALK,
            title="Talk",
            shortens=earlier,
        )
    assert refused.value.decision.code == "release_not_out"
    assert not case_rules.may_follow(CaseState.PUBLISHED, same_work=False)
    assert case_rules.may_follow(CaseState.PUBLISHED, same_work=True)


@given(st.integers(min_value=0, max_value=codenames.MOST * 2))
def test_a_codename_is_new_however_many_are_taken(many):
    pairs = [f"{a}-{b}" for a in codenames.FIRST for b in codenames.SECOND]
    taken = {*pairs[:many], *(f"{one}-2" for one in pairs[: max(many - len(pairs), 0)])}
    name = codenames.draw(taken)
    assert name not in taken
    assert all(part.isalnum() for part in name.split("-"))


@given(st.sampled_from(sorted(TRANSITIONS)), st.sampled_from(CaseState), st.sampled_from(CaseState))
def test_no_step_leads_from_review_of_two_to_a_refusal_or_out_without_approval(transition, before, after):
    if may_move(transition, before, after):
        assert not (before is CaseState.EXPEDITED and after in {CaseState.HELD, CaseState.DECLINED})
        assert after is not CaseState.PUBLISHED or before in {CaseState.CLEARED, CaseState.SUSPENDED}
        assert after is not CaseState.CLEARED or before in {CaseState.APPROVED, CaseState.SUSPENDED}
