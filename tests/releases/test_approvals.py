"""Approvals as they are kept: made by two, cleared by facts, ended by any change, never restored by time."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.releases import approving
from tests.releases.approving import approve, decide, declare, kept, sign, standing_of, under_review
from tests.releases.casting import SEAL
from tracker import audit, clock
from tracker.audit import AuditEntry
from tracker.people.models import Person
from tracker.reasons import Refused
from tracker.releases import (
    amendments,
    approval_queries,
    approvals,
    cases,
    conditions,
    contributors,
    sign_off_queries,
    spoken,
    submission_queries,
    tripwires,
)
from tracker.releases.amendment_rules import Then
from tracker.releases.approval_models import Condition
from tracker.releases.decision_models import Approval
from tracker.releases.models import CaseStep
from tracker.releases.parts import CaseRole, CaseState, HardConflict, Scope, Tier, Verdict, Void
from tracker.releases.submission_models import Part

S = CaseState
VENDOR = {"conditions": [["I2", "Whoever is affected is told, with a date."]]}


def refused(doing, *args, **values) -> str:
    with pytest.raises(Refused) as error:
        doing(*args, **values)
    return error.value.decision.code


def later(days: int):
    return clock.fixed(clock.now() + timedelta(days=days))


def void_codes(session, case) -> list[Void | None]:
    found = sa.select(Approval.void_code).where(Approval.case_id == case.id).order_by(Approval.id)
    return list(session.scalars(found))


def test_two_clear_words_approve_and_clear_what_keeps_nothing_back(session, cast, bench):
    case = under_review(session, cast)
    approval = approve(session, case, bench.rhea, bench.ravi)
    assert case.state is S.CLEARED
    assert approval.binding == approval.submission.binding
    assert approval.expires_on == approval.approved_on + timedelta(days=90)
    assert [one.person_id for one in approval_queries.in_force(session, case.id).approvers] == sorted(
        [bench.rhea.id, bench.ravi.id]
    )


def test_nobody_approves_alone_unasked_or_with_a_part_in_it(session, cast, bench):
    case = under_review(session, cast)
    declare(session, case, bench.rhea, cast.mara, cast.ada.person)
    decision = decide(session, case)

    def approve_by(*people: Person, **more) -> str:
        values = {"transition": "T8", "scope": Scope.S5, "by": [one.id for one in people], **more}
        return refused(approvals.approve, session, None, case=case, decision=decision, **values)

    assert approve_by(bench.rhea) == "approval_two_people"
    assert approve_by(bench.rhea, bench.rhea) == "approval_two_people"
    assert approve_by(bench.rhea, cast.ada.person) == "approval_conflict"
    assert approve_by(bench.rhea, bench.ravi) == "approval_conflict", "Ravi declared nothing"
    declare(session, case, bench.ravi)
    assert approve_by(bench.rhea, bench.ravi, transition="T9") == "case_no_such_step"
    session.rollback()


def test_what_changed_since_it_was_judged_is_not_approved(session, cast, bench):
    case = under_review(session, cast)
    declare(session, case, bench.rhea, bench.ravi)
    decision = decide(session, case)
    contributors.add(
        session, cast.ada.person, seal=SEAL, case=case, part=Part.AUTHOR, person=cast.ben.person, name=""
    )
    by = [bench.rhea.id, bench.ravi.id]
    values = {"transition": "T8", "scope": Scope.S5, "by": by, "decision": decision}
    assert refused(approvals.approve, session, None, case=case, **values) == "approval_changed"


def test_one_byte_ends_an_approval_at_once_and_its_reason_stays(session, cast, bench):
    case = under_review(session, cast)
    first = approve(session, case, bench.rhea, bench.ravi)
    approving.give_files(session, case, post=b"the words of the posT")
    assert case.state is S.STALE
    assert (first.void_code, first.voided_at is not None) == (Void.MANIFEST, True)
    before = session.scalar(sa.select(sa.func.count(CaseStep.position)).where(CaseStep.case_id == case.id))
    approvals.settle(session, case)
    after = session.scalar(sa.select(sa.func.count(CaseStep.position)).where(CaseStep.case_id == case.id))
    assert before == after, "settling again takes no step"


def test_a_co_author_ends_it_and_one_who_approved_becomes_a_conflict(session, cast, bench):
    for person, code in ((cast.ben.person, Void.CONTRIBUTORS), (bench.rhea, Void.CONFLICT)):
        case = under_review(session, cast)
        approve(session, case, bench.rhea, bench.ravi)
        contributors.add(
            session, cast.ada.person, seal=SEAL, case=case, part=Part.AUTHOR, person=person, name=""
        )
        assert (case.state, void_codes(session, case)) == (S.STALE, [code])


def test_a_conflict_found_later_ends_it(session, cast, bench):
    from tracker.releases import declarations

    case = under_review(session, cast)
    approve(session, case, bench.rhea, bench.ravi)
    declarations.declare(
        session, SEAL, bench.cora, case=case, hard=[HardConflict.FAMILY], soft=(), about=bench.ravi
    )
    approvals.settle(session, case)
    assert (case.state, void_codes(session, case)) == (S.STALE, [Void.CONFLICT])


def test_an_approval_runs_out_and_no_day_brings_it_back(session, cast, bench):
    case = under_review(session, cast)
    approve(session, case, bench.rhea, bench.ravi)
    with later(90):
        approvals.settle(session, case)
        assert case.state is S.CLEARED
    for days in (91, 92, 180, 365):
        with later(days):
            approvals.settle(session, case)
            assert (case.state, void_codes(session, case)) == (S.STALE, [Void.EXPIRED])


def test_an_embargo_and_a_condition_keep_it_back_until_somebody_else_verified(session, cast, bench):
    """Acceptance scenario 10."""
    case = under_review(session, cast, route=VENDOR)
    until = clock.today() + timedelta(days=30)
    approve(session, case, bench.rhea, bench.ravi, embargo_until=until)
    cases.add_person(session, None, case=case, person=bench.rhea, role=CaseRole.REVIEWER)
    (condition,) = approval_queries.conditions(session, case_decision(session, case))
    author = standing_of(session, cast.ada.person, case)
    mentor = standing_of(session, cast.mara, case)
    reviewer = standing_of(session, bench.rhea, case)
    about = {"case": case, "condition": condition}
    assert case.state is S.APPROVED
    assert refused(conditions.verify, session, bench.rhea, reviewer, **about) == "condition_not_done"
    with later(30):
        approvals.settle(session, case)
        assert case.state is S.APPROVED, "the day came, and nobody was told"
        note = kept(session, case, "Told on Monday.")
        conditions.mark_done(session, cast.ada.person, author, note=note, **about)
        assert refused(conditions.verify, session, cast.ada.person, author, **about) == "condition_own"
        assert refused(conditions.verify, session, cast.mara, mentor, **about) in (
            "condition_own",
            "condition_not_yours",
        )
        assert case.state is S.APPROVED
        conditions.verify(session, bench.rhea, reviewer, **about)
        assert case.state is S.CLEARED


def case_decision(session, case) -> int:
    return approval_queries.latest(session, case.id).decision_id


def test_a_condition_found_open_goes_back_to_the_authors(session, cast, bench):
    case = under_review(session, cast, route=VENDOR)
    approve(session, case, bench.rhea, bench.ravi)
    cases.add_person(session, None, case=case, person=bench.rhea, role=CaseRole.REVIEWER)
    condition = session.scalars(sa.select(Condition)).one()
    about = {"case": case, "condition": condition}
    author = standing_of(session, cast.ada.person, case)
    reviewer = standing_of(session, bench.rhea, case)
    conditions.mark_done(session, cast.ada.person, author, note=kept(session, case, "Done."), **about)
    conditions.send_back(session, bench.rhea, reviewer, answer=kept(session, case, "Whom?"), **about)
    assert (condition.done_at, condition.verified_at, case.state) == (None, None, S.APPROVED)


def test_an_event_ends_an_embargo_when_somebody_of_the_review_saw_it(session, cast, bench):
    case = under_review(session, cast)
    event = kept(session, case, "The patch is out.")
    until = clock.today() + timedelta(days=60)
    approval = approve(session, case, bench.rhea, bench.ravi, embargo_until=until, embargo_event=event)
    with later(60):
        approvals.settle(session, case)
        assert case.state is S.APPROVED
    said = {"approval": approval, "reviews": False}
    assert refused(approvals.meet_event, session, cast.ada.person, **said) == "embargo_not_yours"
    with later(10):
        approvals.meet_event(session, bench.rhea, approval=approval, reviews=True)
        assert case.state is S.CLEARED
        assert approval.expires_on == clock.today() + timedelta(days=90)


def test_an_event_that_never_came_ends_the_approval(session, cast, bench):
    case = under_review(session, cast)
    event = kept(session, case, "The patch is out.")
    until = clock.today() + timedelta(days=60)
    approve(session, case, bench.rhea, bench.ravi, embargo_until=until, embargo_event=event)
    with later(61):
        approvals.settle(session, case)
    assert (case.state, void_codes(session, case)) == (S.STALE, [Void.EXPIRED])


def test_after_a_long_embargo_both_say_again_that_it_may_go_out(session, cast, bench):
    case = under_review(session, cast)
    until = clock.today() + timedelta(days=120)
    approval = approve(session, case, bench.rhea, bench.ravi, embargo_until=until)
    assert refused(approvals.reaffirm, session, bench.rhea, approval=approval) == "reaffirm_needless"
    with later(120):
        approvals.settle(session, case)
        assert case.state is S.APPROVED
        assert refused(approvals.reaffirm, session, bench.rosa, approval=approval) == "reaffirm_not_yours"
        approvals.reaffirm(session, bench.rhea, approval=approval)
        assert refused(approvals.reaffirm, session, bench.rhea, approval=approval) == "reaffirm_done"
        assert case.state is S.APPROVED
        approvals.reaffirm(session, bench.ravi, approval=approval)
        assert case.state is S.CLEARED


def test_less_than_asked_waits_for_an_author_who_accepts_it_in_writing(session, cast, bench):
    case = under_review(session, cast)
    approval = approve(session, case, bench.rhea, bench.ravi, scope=Scope.S3)
    assert case.state is S.APPROVED
    text = kept(session, case, "We accept.")
    accept = approvals.accept_narrower
    assert refused(accept, session, cast.mara, approval=approval, text=text) == "acceptance_not_yours"
    accept(session, cast.ada.person, approval=approval, text=text)
    assert case.state is S.CLEARED


def test_a_contributor_who_says_no_takes_a_cleared_release_back(session, cast, bench):
    case = under_review(session, cast, signed=False)
    approve(session, case, bench.rhea, bench.ravi)
    assert case.state is S.APPROVED
    sign(session, case)
    assert case.state is S.CLEARED
    sign(session, case, agrees=False)
    assert (case.state, void_codes(session, case)) == (S.STALE, [Void.CONTRIBUTORS])


def test_a_co_author_without_an_account_is_asked_too(session, cast, bench):
    case = under_review(session, cast, outside="Zed of elsewhere")
    approve(session, case, bench.rhea, bench.ravi)
    assert case.state is S.APPROVED
    (line,) = sign_off_queries.outside(session, case)
    passed_on = {"contributor_id": line.contributor.id, "words": "By mail, on Monday."}
    shown = submission_queries.live(session, case).binding
    spoken.report(session, cast.ada.person, seal=SEAL, case=case, agrees=True, shown=shown, **passed_on)
    assert case.state is S.CLEARED
    spoken.report(session, cast.ada.person, seal=SEAL, case=case, agrees=False, shown=shown, **passed_on)
    assert (case.state, void_codes(session, case)) == (S.STALE, [Void.CONTRIBUTORS])


def test_anybody_on_the_case_reports_a_new_fact_and_the_approval_ends(session, cast, bench):
    for who in ("author", "mentor", "reviewer"):
        case = under_review(session, cast)
        approve(session, case, bench.rhea, bench.ravi)
        cases.add_person(session, None, case=case, person=bench.rhea, role=CaseRole.REVIEWER)
        words = kept(session, case, "A recipe was printed.")
        for stranger in (bench.aude, cast.sam, bench.rosa):
            standing = standing_of(session, stranger, case)
            assert refused(tripwires.report, session, stranger, standing, case=case, words=words) == (
                "tripwire_not_yours"
            )
        person = {"author": cast.ada.person, "mentor": cast.mara, "reviewer": bench.rhea}[who]
        tripwires.report(session, person, standing_of(session, person, case), case=case, words=words)
        assert (case.state, void_codes(session, case)) == (S.STALE, [Void.TRIPWIRE])


def changed(session, cast, bench):
    """A cleared case of which one byte changed, with its first approval."""
    case = under_review(session, cast)
    first = approve(session, case, bench.rhea, bench.ravi)
    approving.give_files(session, case, post=b"the words of the posT")
    return case, first


def test_a_fast_amendment_takes_both_who_approved_and_keeps_the_last_day(session, cast, bench):
    """Acceptance scenario 9."""
    case, first = changed(session, cast, bench)
    with later(10):
        statement = kept(session, case, "A typing error.")
        asked = amendments.ask(session, cast.ada.person, case=case, statement=statement)
        about = {"case": case, "amendment": asked, "nothing_new": True}
        assert refused(amendments.answer, session, bench.rosa, **about) == "amendment_not_approver"
        assert refused(amendments.answer, session, cast.ada.person, **about) == "amendment_not_approver"
        assert amendments.answer(session, bench.rhea, **about) is Then.WAIT
        assert refused(amendments.answer, session, bench.rhea, **about) == "amendment_said"
        assert case.state is S.STALE
        assert amendments.answer(session, bench.ravi, **about) is Then.CONFIRMED
        second = approval_queries.in_force(session, case.id)
        assert (second.amends_id, second.expires_on) == (first.id, first.expires_on)
        assert case.state is S.APPROVED, "the contributors have not agreed to the new files yet"
        sign(session, case)
        assert case.state is S.CLEARED
    with later(91):
        approvals.settle(session, case)
        assert case.state is S.STALE


def test_one_who_is_not_sure_ends_a_fast_amendment(session, cast, bench):
    case, _first = changed(session, cast, bench)
    asked = amendments.ask(session, cast.ada.person, case=case, statement=kept(session, case, "x"))
    about = {"case": case, "amendment": asked}
    amendments.answer(session, bench.rhea, nothing_new=True, **about)
    assert amendments.answer(session, bench.ravi, nothing_new=False, **about) is Then.NOT_SURE
    assert (case.state, asked.made_id) == (S.STALE, None)
    assert refused(amendments.answer, session, bench.rhea, nothing_new=True, **about) == "amendment_not_now"


def test_another_change_ends_a_fast_amendment(session, cast, bench):
    case, _first = changed(session, cast, bench)
    asked = amendments.ask(session, cast.ada.person, case=case, statement=kept(session, case, "x"))
    approving.give_files(session, case, post=b"something else entirely")
    assert asked.ending is not None
    about = {"case": case, "amendment": asked, "nothing_new": True}
    assert refused(amendments.answer, session, bench.rhea, **about) == "amendment_not_now"


def test_there_is_no_fast_amendment_after_the_last_day_a_new_fact_or_without_its_people(session, cast, bench):
    from tracker.people import actions as people_actions

    case, _first = changed(session, cast, bench)
    statement = kept(session, case, "x")
    ask = {"case": case, "statement": statement}
    assert refused(amendments.ask, session, cast.mara, **ask) == "amendment_not_author"
    with later(91):
        assert refused(amendments.ask, session, cast.ada.person, **ask) == "amendment_expired"
    (grant,) = bench.ravi.role_grants
    people_actions.withdraw_role(session, cast.lea, person=bench.ravi, grant=grant)
    assert refused(amendments.ask, session, cast.ada.person, **ask) == "amendment_approver_gone"
    tripped = under_review(session, cast)
    approve(session, tripped, bench.rhea, bench.rosa)
    author = standing_of(session, cast.ada.person, tripped)
    words = kept(session, tripped, "y")
    tripwires.report(session, cast.ada.person, author, case=tripped, words=words)
    ask = {"case": tripped, "statement": words}
    assert refused(amendments.ask, session, cast.ada.person, **ask) == "amendment_not_after"


def test_a_panels_amendment_takes_its_chair_and_one_voter(session, cast, bench):
    case = under_review(session, cast, panel=True)
    first = approve(session, case, bench.pia, bench.paul, bench.petra, chair=bench.pia.id)
    assert first.expires_on == first.approved_on + timedelta(days=60)
    approving.give_files(session, case, post=b"the words of the posT")
    asked = amendments.ask(session, cast.ada.person, case=case, statement=kept(session, case, "x"))
    about = {"case": case, "amendment": asked, "nothing_new": True}
    assert amendments.answer(session, bench.paul, **about) is Then.WAIT
    assert amendments.answer(session, bench.petra, **about) is Then.WAIT
    assert amendments.answer(session, bench.pia, **about) is Then.CONFIRMED


def test_a_remand_ends_the_approval_and_the_tier_stays(session, cast, bench):
    case = under_review(session, cast)
    approve(session, case, bench.rhea, bench.ravi)
    approvals.void(session, None, case=case, code=Void.APPEAL)
    cases.raise_tier(session, None, case, Tier.FORMAL)
    cases.move(session, None, case=case, transition="T22", to=S.FORMAL)
    assert approval_queries.in_force(session, case.id) is None
    approvals.settle(session, case)
    assert case.state is S.FORMAL


def test_who_came_back_from_a_stop_without_an_approval_is_not_cleared(session, cast, bench):
    case = under_review(session, cast)
    approve(session, case, bench.rhea, bench.ravi)
    cases.move(session, cast.mara, case=case, transition="T18", to=S.SUSPENDED)
    with later(91):
        approvals.settle(session, case)
        assert (case.state, void_codes(session, case)) == (S.SUSPENDED, [Void.EXPIRED])
        cases.move(session, None, case=case, transition="T19", to=S.CLEARED)
        approvals.settle(session, case)
        assert case.state is S.STALE


def test_a_hold_is_no_approval(session, cast, bench):
    case = under_review(session, cast, panel=True)
    declare(session, case, bench.pia, bench.paul)
    revisit = clock.today() + timedelta(days=30)
    held = decide(session, case, verdict=Verdict.HOLD, scope=None, revisit_on=revisit)
    by = [bench.pia.id, bench.paul.id]
    values = {"transition": "T9", "scope": Scope.S1, "by": by, "decision": held}
    assert refused(approvals.approve, session, None, case=case, **values) == "approval_not_decided"


def test_the_database_keeps_one_approval_in_force_and_verifiers_apart(session, cast, bench):
    case = under_review(session, cast, route=VENDOR)
    first = approve(session, case, bench.rhea, bench.ravi)
    copied = ("case_id", "decision_id", "submission_id", "manifest_id", "binding", "scope")
    again = {name: getattr(first, name) for name in (*copied, "approved_on", "expires_on")}
    with pytest.raises(IntegrityError), session.begin_nested():
        session.add(Approval(**again))
        session.flush()
    condition = session.scalars(sa.select(Condition)).one()
    now, me = clock.now(), cast.ada.person_id
    with pytest.raises(IntegrityError), session.begin_nested():
        condition.done_at, condition.done_by_id = now, me
        condition.verified_at, condition.verified_by_id = now, me
        session.flush()


def test_the_trail_names_rows_and_no_words_and_holds(session, cast, bench):
    case = under_review(session, cast)
    approval = approve(session, case, bench.rhea, bench.ravi, scope=Scope.S3)
    secret = kept(session, case, "Zanzibar words")
    approvals.accept_narrower(session, cast.ada.person, approval=approval, text=secret)
    author = standing_of(session, cast.ada.person, case)
    tripwires.report(session, cast.ada.person, author, case=case, words=kept(session, case, "Zanzibar"))
    entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    told = " ".join(str(one.change) for one in entries)
    assert "Zanzibar" not in told
    assert "s3" not in told
    assert {"approval.make", "approval.accept", "release.tripwire", "approval.void"} <= {
        one.action for one in entries
    }
    assert list(audit.broken_links(session)) == []
