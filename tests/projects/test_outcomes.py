"""Writing outcomes down: who may, what history keeps, what two people at once get, and no score."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.projects.outcoming import SECRETS, TITLE, URL, content, outcome, step
from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts import actions as cohort_actions
from tracker.evaluations import scores
from tracker.evaluations.score_models import Audience
from tracker.permissions import Role
from tracker.projects import outcome_queries, outcomes
from tracker.projects.models import Reached
from tracker.projects.outcome_models import (
    SEALED,
    Outcome,
    OutcomeKind,
    OutcomeLink,
    OutcomeListing,
    OutcomeQuality,
    OutcomeStatus,
    OutcomeStep,
    Tier,
)
from tracker.projects.outcome_queries import Reader
from tracker.projects.outcome_rules import Link
from tracker.reasons import Refused

S = OutcomeStatus
TRACKER = Path(__file__).parents[2] / "tracker"


def refused(doing, *args, **values) -> str:
    with pytest.raises(Refused) as error:
        doing(*args, **values)
    return error.value.decision.code


def read(session, person, made):
    session.flush()
    session.expunge_all()
    return outcome_queries.one(session, Reader.of(person, person.grants_on(clock.today())), made.id)


def steps(session, made):
    found = sa.select(OutcomeStep).where(OutcomeStep.outcome_id == made.id).order_by(OutcomeStep.position)
    return session.scalars(found).all()


@pytest.mark.parametrize("kind", OutcomeKind)
def test_members_mentors_and_staff_write_down_every_kind(session, cast, kind):
    for who in (cast.ada.person, cast.mara, cast.sam, cast.lea):
        made = outcome(session, who, cast.sprint, kind=kind)
        found = read(session, cast.ada.person, made)
        assert (found.kind, found.links[0].url) == (kind, URL)
        assert found.title.startswith(TITLE)


def test_a_second_click_adds_nothing_and_a_guessed_title_tells_nothing(session, cast):
    outcome(session, cast.ada.person, cast.sprint, S.WITHHELD)
    assert refused(outcome, session, cast.ada.person, cast.sprint, title=TITLE) == "outcome_twice"
    outcome(session, cast.sam, cast.sprint, title=TITLE)  # staff are not told that it is there
    outcome(session, cast.ada.person, cast.sprint, title=TITLE, kind=OutcomeKind.CODE)


def test_others_of_the_program_and_outsiders_do_not(session, cast, make):
    mentor = make.role(make.person(), Role.MENTOR, cast.cohort)
    manager = make.role(make.person(), Role.RESEARCH_MANAGER, cast.cohort)
    coordinator = make.role(make.person(), Role.COORDINATOR, cast.cohort)
    made = outcome(session, cast.ada.person, cast.sprint)
    for who in (cast.ben.person, mentor, manager, coordinator, cast.outsider):
        assert refused(outcome, session, who, cast.sprint) == "outcome_not_yours"
        change = {"outcome": made, "content": content(title="Mine"), "base_version": 1}
        assert refused(outcomes.edit, session, who, **change) == "outcome_not_yours"
        forward = {"outcome": made, "step": step(S.PUBLISHED), "base_version": 1}
        assert refused(outcomes.advance, session, who, **forward) == "outcome_not_yours"
        assert refused(outcomes.judge, session, who, outcome=made, quality=5) in (
            "outcome_not_yours",
            "quality_not_yours",
        )


def test_who_left_keeps_the_right_and_so_does_an_alumna(session, cast):
    made = outcome(session, cast.ada.person, cast.sprint)
    cohort_actions.withdraw(session, cast.sam, enrolment=cast.ada, on=clock.today())
    with clock.fixed(clock.now() + timedelta(days=700)):
        outcomes.advance(
            session, cast.ada.person, outcome=made, step=step(S.SUBMITTED), base_version=made.version
        )
    assert read(session, cast.ada.person, made).status is S.SUBMITTED


def test_the_history_is_kept_and_a_wrong_entry_is_corrected(session, cast):
    made = outcome(session, cast.ada.person, cast.sprint, S.SUBMITTED)
    wrong = step(S.ACCEPTED)
    outcomes.advance(session, cast.mara, outcome=made, step=wrong, base_version=made.version)
    right = step(S.REJECTED, words="That was another paper.", corrects=True)
    outcomes.advance(session, cast.ada.person, outcome=made, step=right, base_version=made.version)
    kept = steps(session, made)
    assert [(one.status, one.corrects, one.noted_by_id) for one in kept] == [
        (S.SUBMITTED, False, cast.ada.person_id),
        (S.ACCEPTED, False, cast.mara.id),
        (S.REJECTED, True, cast.ada.person_id),
    ]
    assert made.status is S.REJECTED


def test_a_refused_step_leaves_nothing(session, cast):
    made = outcome(session, cast.ada.person, cast.sprint, S.PUBLISHED)
    back = {"outcome": made, "step": step(S.WITHHELD), "base_version": made.version}
    assert refused(outcomes.advance, session, cast.ada.person, **back) == "step_was_published"
    assert len(steps(session, made)) == 2
    assert read(session, cast.ada.person, made).status is S.PUBLISHED


@pytest.mark.parametrize("corrects", [True, False])
def test_nobody_says_that_something_is_published_without_a_release(session, cast, corrects):
    assert refused(
        outcomes.add, session, cast.sam, work=cast.sprint, content=content(), step=step(S.PUBLISHED)
    ) == ("step_through_release")
    for status in set(S) - {S.PUBLISHED, S.REJECTED, S.WITHDRAWN}:
        made = outcome(session, cast.ada.person, cast.sprint, status)
        out = step(S.PUBLISHED, words="It is out.", corrects=corrects, opens=True)
        for who in (cast.ada.person, cast.mara):
            assert refused(
                outcomes.advance, session, who, outcome=made, step=out, base_version=made.version
            ) == ("step_through_release")
        assert [one.status for one in steps(session, made)] == [status]


def test_what_stands_as_published_stays_and_its_day_can_be_corrected(session, cast):
    made = outcome(session, cast.ada.person, cast.sprint, S.PUBLISHED)
    day = clock.today() - timedelta(days=9)
    earlier = step(S.PUBLISHED, day, words="It was earlier.", corrects=True)
    outcomes.advance(session, cast.ada.person, outcome=made, step=earlier, base_version=made.version)
    assert (made.status, steps(session, made)[-1].on_day) == (S.PUBLISHED, day)


@pytest.mark.parametrize(("in_public", "status"), [(True, S.PUBLISHED), (False, S.RESTRICTED)])
def test_a_release_says_once_that_an_outcome_went_out_and_to_whom(session, cast, in_public, status):
    for before in set(S) - {S.PUBLISHED, S.REJECTED, S.WITHDRAWN, status}:
        made = outcome(session, cast.ada.person, cast.sprint, before)
        for _again in range(2):
            outcomes.come_out(session, cast.ada.person, outcome=made, in_public=in_public)
        assert [one.status for one in steps(session, made)] == [before, status]


def test_only_the_review_of_releases_says_that_something_came_out():
    found = [
        path.relative_to(TRACKER).as_posix()
        for path in TRACKER.rglob("*.py")
        if "come_out(" in path.read_text()
    ]
    assert sorted(found) == ["projects/outcomes.py", "releases/publications.py"]


def test_the_second_of_two_who_edit_is_told(session, cast):
    made = outcome(session, cast.ada.person, cast.sprint)
    first = made.version
    new_link = content(links=(Link("Code", "https://example.org/code"), Link("Preprint", URL)))
    outcomes.edit(session, cast.mara, outcome=made, content=new_link, base_version=first)
    theirs = {"outcome": made, "content": content(title="Mine"), "base_version": first}
    assert refused(outcomes.edit, session, cast.ada.person, **theirs) == "outcome_changed"
    late = {"outcome": made, "step": step(S.PUBLISHED), "base_version": first}
    assert refused(outcomes.advance, session, cast.ada.person, **late) == "outcome_changed"
    found = read(session, cast.ada.person, made)
    assert (found.title, [one.label for one in found.links]) == (TITLE, ["Code", "Preprint"])


def test_saving_what_stands_already_changes_nothing(session, cast):
    made = outcome(session, cast.ada.person, cast.sprint)
    before = session.scalar(sa.select(sa.func.count(AuditEntry.id)))
    outcomes.edit(session, cast.ada.person, outcome=made, content=content(), base_version=made.version)
    assert session.scalar(sa.select(sa.func.count(AuditEntry.id))) == before


def test_quality_is_one_word_a_person_and_the_last_one_counts(session, cast):
    made = outcome(session, cast.ada.person, cast.sprint)
    outcomes.judge(session, cast.mara, outcome=made, quality=2)
    outcomes.judge(session, cast.milo, outcome=made, quality=5)
    outcomes.judge(session, cast.mara, outcome=made, quality=4)
    found = read(session, cast.sam, made)
    assert {one.person.name: one.quality for one in found.qualities} == {"Mara Lind": 4, "Milo Vance": 5}
    assert refused(outcomes.judge, session, cast.ada.person, outcome=made, quality=5) == "quality_not_yours"


def test_each_member_agrees_for_themself_and_sealing_ends_it(session, cast, make):
    work = make.work(cast.ada, cast.ben, title="Pair")
    made = outcome(session, cast.ada.person, work)
    assert refused(outcomes.agree, session, cast.mara, outcome=made, agrees=True) == "outcome_not_yours"
    assert refused(outcomes.agree, session, cast.sam, outcome=made, agrees=True) == "listing_not_yours"
    for one in (cast.ada, cast.ben):
        outcomes.agree(session, one.person, outcome=made, agrees=True)
    assert len(read(session, cast.sam, made).listings) == 2
    outcomes.agree(session, cast.ben.person, outcome=made, agrees=False)
    assert [one.enrolment_id for one in read(session, cast.sam, made).listings] == [cast.ada.id]
    outcomes.advance(
        session, cast.ada.person, outcome=made, step=step(S.RESTRICTED), base_version=made.version
    )
    assert read(session, cast.ada.person, made).listings == []
    assert refused(outcomes.agree, session, cast.ada.person, outcome=made, agrees=True) == "listing_sealed"


def test_the_audit_trail_holds_ids_and_no_words(session, cast):
    made = outcome(session, cast.ada.person, cast.sprint, S.RESTRICTED)
    outcomes.edit(
        session, cast.ada.person, outcome=made, content=content(words="Quetzal"), base_version=made.version
    )
    outcomes.judge(session, cast.mara, outcome=made, quality=3)
    outcomes.advance(
        session,
        cast.mara,
        outcome=made,
        step=step(S.WITHHELD, words="Ygritte left."),
        base_version=made.version,
    )
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.object_type == "outcome")).all()
    assert [one.action for one in entries] == [
        "outcome.add",
        "outcome.edit",
        "outcome.judge",
        "outcome.step",
    ]
    written = json.dumps([one.change for one in entries])
    assert [secret for secret in SECRETS if secret in written] == []


def test_no_outcome_of_any_kind_or_status_changes_what_the_score_is_made_of(session, cast, make):
    make.form(cast.from_mara, overall=4)
    cast.sprint.pass_able, cast.sprint.pass_other = 0.75, 0.35
    cast.sprint.reached, cast.sprint.reached_at = Reached.YES, clock.now()

    def digest() -> str:
        session.flush()
        session.expire_all()
        shown = scores.current(session, cast.cohort, Audience.ALL, clock.today())
        assert shown is not None
        return shown.input_hash

    before = digest()
    for kind in OutcomeKind:
        for status in (S.PLANNED, S.PUBLISHED, *SEALED):
            made = outcome(session, cast.ada.person, cast.sprint, status, kind=kind)
            outcomes.judge(session, cast.mara, outcome=made, quality=1)
    assert digest() == before
    cast.sprint.reached = Reached.NO
    assert digest() != before, "the result of a work does count"


@pytest.mark.parametrize(
    "row",
    [
        lambda made, ada: OutcomeLink(outcome_id=made.id, position=2, label="x", url="javascript:alert(1)"),
        lambda made, ada: OutcomeLink(outcome_id=made.id, position=21, label="x", url=URL),
        lambda made, ada: OutcomeLink(outcome_id=made.id, position=2, label="", url=URL),
        lambda made, ada: OutcomeStep(outcome_id=made.id, position=0, status=S.PLANNED, on_day=clock.today()),
        lambda made, ada: OutcomeStep(
            outcome_id=made.id, position=2, status=S.PLANNED, on_day=clock.today(), corrects=True
        ),
        lambda made, ada: OutcomeQuality(
            outcome_id=made.id, person_id=ada.person_id, quality=6, said_on=clock.today()
        ),
        lambda made, ada: Outcome(
            work_id=made.work_id, kind=OutcomeKind.POST, title="x", tier=Tier.JOURNAL, status=S.PLANNED
        ),
        lambda made, ada: Outcome(work_id=made.work_id, kind=OutcomeKind.POST, title="", status=S.PLANNED),
        lambda made, ada: OutcomeListing(outcome_id=made.id, enrolment_id=0, agreed_on=clock.today()),
    ],
)
def test_the_database_refuses_what_no_rule_lets_through(session, cast, row):
    made = outcome(session, cast.ada.person, cast.sprint)
    session.add(row(made, cast.ada))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()
