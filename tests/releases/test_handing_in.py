"""Handing in through the product's own actions: where it leads, what it binds, who is asked, once only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy.orm import Session

from tests.factories import Factory
from tests.properties import given, st
from tests.releases.casting import SEAL, a_case
from tests.releases.checklists import BENIGN, possible
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import at_once
from tracker import audit
from tracker.people.models import Person
from tracker.reasons import Refused
from tracker.releases import (
    answer_queries,
    answering,
    checklist_templates,
    contributors,
    manifests,
    sign_off_queries,
    sign_offs,
    submission_queries,
    submissions,
    unease,
    withdrawals,
)
from tracker.releases.answer_rules import Typed, of_author
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import Answer, AnswerKind
from tracker.releases.manifest import ArtefactKind, Entry, manifest
from tracker.releases.models import Case, CaseStep
from tracker.releases.notice_models import Notice
from tracker.releases.parts import CaseState, Tier
from tracker.releases.submission_models import ManifestVersion, Part, Submission, Support
from tracker.releases.submission_rules import Said

KEY, HASH = "a key", "a" * 64
OWN = {item.id: item for item in DEFAULT.items if of_author(item)}
WHOLE = {name: answer for name, answer in BENIGN.items() if name in OWN}


def files(*names):
    return manifest([Entry(name, HASH, 3, ArtefactKind.TEXT) for name in names or ("post.pdf",)])


def answer(session, person, case, answers):
    found = answer_queries.rows(session, case.id)
    answering.save(
        session,
        person,
        seal=SEAL,
        key=KEY,
        case=case,
        checklist=checklist_templates.of(session, case),
        typed={name: Typed(one) for name, one in answers.items()},
        base_version=answer_queries.version(found),
    )


def submit(session, person, case, **changes):
    """Hand in what stands, as a page would that was opened just now."""
    checklist = checklist_templates.of(session, case)
    tier = checklist_templates.area_tier(session, case)
    rows = answer_queries.rows(session, case.id)
    opened = {one.id: "words" for one in answer_queries.texts(rows)}
    ready = submissions.ready(
        session, case, checklist=checklist, area_tier=tier, person_id=person.id, opened=opened
    )
    values = {"stamp": ready.stamp, "opened": opened, **changes}
    return submissions.submit(
        session, person, seal=SEAL, case=case, checklist=checklist, area_tier=tier, **values
    )


@dataclass
class Prepared:
    case: Case
    author: object
    other: object


@pytest.fixture
def prepared(session, cast, bench, make):
    """A release of two authors that is ready to be handed in."""
    work = make.work(cast.ada, cast.ben)
    case = a_case(session, cast.ada.person, work)
    answer(session, cast.ada.person, case, WHOLE)
    manifests.add(session, cast.ada.person, seal=SEAL, case=case, manifest=files())
    return Prepared(case, cast.ada.person, cast.ben.person)


def refused(act, *args, **values):
    with pytest.raises(Refused) as found:
        act(*args, **values)
    return found.value.decision.code


def test_it_is_kept_whole_and_goes_to_screening(session, prepared):
    case = prepared.case
    row = submit(session, prepared.author, case)
    assert (case.state, case.tier, row.number) == (CaseState.SCREENING, 1, 1)
    assert row.binding == submission_queries.live(session, case).binding
    assert row.answers["C1"]["chosen"] == ["no"]
    assert row.contributors["people"] == sorted([prepared.author.id, prepared.other.id])
    assert list(audit.broken_links(session)) == []


def test_only_the_corresponding_author_hands_it_in_and_another_author_can_become_that(session, prepared):
    assert refused(submit, session, prepared.other, prepared.case) == "submission_corresponding"
    withdrawals.take_over(session, prepared.other, case=prepared.case)
    assert refused(submit, session, prepared.author, prepared.case) == "submission_corresponding"
    assert submit(session, prepared.other, prepared.case).by_id == prepared.other.id


def test_what_changed_since_the_page_was_read_is_not_handed_in(session, prepared):
    stamp = f"{answer_queries.version(answer_queries.rows(session, prepared.case.id))}-"
    assert refused(submit, session, prepared.author, prepared.case, stamp=stamp) == "submission_changed"
    assert refused(submit, session, prepared.author, prepared.case, opened={}) != ""
    assert session.scalars(sa.select(Submission)).all() == []


def test_everybody_is_asked_once(session, prepared, cast):
    submit(session, prepared.author, prepared.case)
    submit(session, prepared.author, prepared.case)  # a second click
    asked = Counter((one.what, one.person_id) for one in session.scalars(sa.select(Notice)))
    assert asked[("sign", prepared.other.id)] == 1
    assert asked[("sign", prepared.author.id)] == 0
    assert max(asked.values()) == 1
    assert [one.number for one in session.scalars(sa.select(Submission))] == [1]


def test_an_author_who_says_no_keeps_it_back_whatever_is_changed(session, prepared):
    case = prepared.case
    row = submit(session, prepared.author, case)
    assert sign_off_queries.all_agreed(session, case).code == "sign_offs_pending"
    sign_offs.sign(session, prepared.other, seal=SEAL, case=case, agrees=False, shown=row.binding)
    assert sign_off_queries.all_agreed(session, case).code == "sign_offs_refused"
    case.state = CaseState.RETURNED
    manifests.add(session, prepared.author, seal=SEAL, case=case, manifest=files("other.pdf"))
    assert refused(submit, session, prepared.author, case) == "submission_blocked"
    now = submission_queries.live(session, case).binding
    assert (
        refused(sign_offs.sign, session, prepared.other, seal=SEAL, case=case, agrees=True, shown=row.binding)
        == "sign_off_changed"
    )
    sign_offs.sign(session, prepared.other, seal=SEAL, case=case, agrees=True, shown=now)
    submit(session, prepared.author, case)
    assert sign_off_queries.all_agreed(session, case)


def test_an_agreement_holds_for_what_was_shown_alone(session, prepared, make):
    case = prepared.case
    row = submit(session, prepared.author, case)
    sign_offs.sign(session, prepared.other, seal=SEAL, case=case, agrees=True, shown=row.binding)
    assert sign_off_queries.all_agreed(session, case)
    contributors.add(session, prepared.author, seal=SEAL, case=case, part=Part.FUNDER, name="A foundation")
    assert {one.said for one in sign_off_queries.lines(session, case)} == {Said.PENDING}
    assert submission_queries.live(session, case).binding != row.binding


def test_what_a_mentor_fears_leads_to_the_panel_and_silence_does_not_count_as_yes(
    session, prepared, make, cast
):
    case = prepared.case
    mentor = make.person()
    contributors.add(session, prepared.author, seal=SEAL, case=case, part=Part.MENTOR, person=mentor)
    row = submit(session, prepared.author, case)
    assert (row.answers["J3"]["chosen"], case.tier) == ([], Tier.EXPEDITED)
    sign_offs.say_view(session, mentor, seal=SEAL, case=case, support=Support.DONT_KNOW)
    assert case.tier == Tier.FORMAL


def test_private_unease_leads_to_the_panel_and_nothing_tells_why(session, prepared):
    case = prepared.case
    unease.say(session, prepared.other, seal=SEAL, case=case, text="The figures.", private=True)
    row = submit(session, prepared.author, case)
    assert case.tier == Tier.FORMAL
    assert (row.route["tier"], row.route["causes"]) == (1, [])
    assert all(step.actor_id != prepared.other.id for step in session.scalars(sa.select(CaseStep)))
    trail = session.scalars(sa.select(audit.AuditEntry).where(audit.AuditEntry.action == "release.unease"))
    assert [one.actor_id for one in trail] == [None]
    assert sign_off_queries.open_unease(session, case.id) == []


def test_unease_said_while_two_reviewers_have_it_moves_it_at_once(session, prepared):
    case = prepared.case
    submit(session, prepared.author, case)
    case.state = CaseState.EXPEDITED
    session.flush()
    unease.say(session, prepared.other, seal=SEAL, case=case, text="The figures.", private=True)
    assert (case.state, case.tier) == (CaseState.FORMAL, Tier.FORMAL)


def test_an_approval_that_ended_is_handed_in_again_only_once_every_answer_was_looked_at(session, prepared):
    case = prepared.case
    submit(session, prepared.author, case)
    case.state, case.state_since = CaseState.STALE, case.submitted_at
    session.flush()
    assert refused(submit, session, prepared.author, case) == "submission_unconfirmed"
    found = answer_queries.rows(session, case.id)
    answering.save(
        session,
        prepared.author,
        seal=SEAL,
        key=KEY,
        case=case,
        checklist=DEFAULT,
        typed={
            name: Typed(Answer(tuple(row.chosen), "words" if row.text_id else ""))
            for name, row in found.items()
        },
        base_version=answer_queries.version(found),
        confirm=list(found),
    )
    assert submit(session, prepared.author, case).number == 2
    steps = [one.transition for one in session.scalars(sa.select(CaseStep).order_by(CaseStep.position))]
    assert steps[-1] == "T15"


def test_the_same_list_of_files_again_is_no_new_version(session, prepared):
    again = manifests.add(session, prepared.author, seal=SEAL, case=prepared.case, manifest=files())
    assert again.number == 1
    other = manifests.add(session, prepared.author, seal=SEAL, case=prepared.case, manifest=files("b.pdf"))
    assert (other.number, len(session.scalars(sa.select(ManifestVersion)).all())) == (2, 2)


ANSWERS = st.fixed_dictionaries(
    {
        name: st.just(WHOLE.get(name, Answer(text="told")))
        if item.kind is AnswerKind.TEXT
        else st.one_of(
            st.just(WHOLE.get(name, Answer())),
            st.lists(st.sampled_from(possible(item)), max_size=2, unique=True).map(
                lambda chosen: Answer(tuple(chosen), "told", "because")
            ),
        )
        for name, item in OWN.items()
    }
)


@pytest.mark.any_database
def test_whatever_is_answered_handing_in_leads_to_screening_or_nowhere(session, prepared):
    seen, reasons = set(), set()

    @settings(max_examples=30)
    @given(ANSWERS, st.booleans())
    def look(answers, formal):
        undo = session.begin_nested()
        try:
            answer(session, prepared.author, prepared.case, answers)
            submit(session, prepared.author, prepared.case, formal_asked=formal)
            assert prepared.case.tier in ((2, 3) if formal else (1, 2, 3))
        except Refused as error:
            reasons.add(error.decision.code)
        finally:
            seen.add(prepared.case.state)
            undo.rollback()
            session.refresh(prepared.case)

    look()
    assert seen == {CaseState.DRAFT, CaseState.SCREENING}
    assert reasons <= {"submission_missing", "submission_returns"}


def test_two_windows_and_a_co_author_at_once_hand_it_in_once(engine, tmp_path_factory):
    with migrated_engine(engine, tmp_path_factory.mktemp("at-once")) as made:
        ids = _ready(made)

        def press(person):
            def run(session):
                submit(session, session.get_one(Person, person), session.get_one(Case, ids.case))

            return run

        told = Counter(at_once(made, press(ids.ada), press(ids.ada), press(ids.ben), press(ids.ben)))
        assert told["done"] == 2  # both windows of the one who may
        assert set(told) <= {"done", "submission_corresponding", "submission_not_in_hand"}
        with Session(made) as session:
            assert session.scalars(sa.select(Submission.number)).all() == [1]
            steps = session.scalars(sa.select(CaseStep.transition)).all()
            assert sorted(steps) == ["T1", "T2"]


@dataclass
class Ids:
    case: int
    ada: int
    ben: int


def _ready(engine):
    with Session(engine, expire_on_commit=False) as session:
        make = Factory(session)
        cohort = make.cohort()
        ada, ben = make.enrolment(cohort), make.enrolment(cohort)
        case = a_case(session, ada.person, make.work(ada, ben))
        answer(session, ada.person, case, WHOLE)
        manifests.add(session, ada.person, seal=SEAL, case=case, manifest=files())
        session.commit()
        return Ids(case.id, ada.person_id, ben.person_id)
