"""The form's life: drafts keep every word, filing happens once, amending keeps history, flags reach staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from tests.cast import Cast
from tests.factories import Factory, answers
from tests.page import count_rows
from tracker import audit, clock
from tracker.audit import AuditEntry
from tracker.evaluations import actions, queries, setup
from tracker.evaluations.answers import Conduct, FlagKind, ReviewWish
from tracker.evaluations.default_rubric import DEFAULT_RUBRIC
from tracker.evaluations.models import Assignment, Draft, Flag, Form, FormRevision, Reply, Rubric
from tracker.reasons import Refused

OPENED = datetime(2026, 1, 5, 9, tzinfo=UTC)


def save(
    session: Session,
    assignment: Assignment,
    typed: dict[str, Any],
    base_version: int = 0,
    form_version: int = 0,
) -> Draft:
    return actions.save_draft(
        session,
        assignment.mentor,
        assignment=assignment,
        typed=typed,
        base_version=base_version,
        form_version=form_version,
        opened_at=OPENED,
    )


def amend(session: Session, form: Form, base_version: int, **changes: Any) -> Form:
    return actions.amend(
        session, form.mentor, form=form, answers=answers(**changes), base_version=base_version
    )


def read_again(session: Session, form: Form) -> Form:
    """The form as the database has it."""
    form_id = form.id
    session.flush()
    session.expunge_all()
    return session.get_one(Form, form_id, options=[selectinload(Form.ratings)])


def closed(cast: Cast) -> datetime:
    """A moment after the phase's forms are closed."""
    day = cast.sprint.phase.forms_close_on + timedelta(days=1)
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def audited(session: Session) -> list[str]:
    return list(session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_draft_keeps_what_was_typed_even_what_could_not_be_filed(session: Session, cast: Cast) -> None:
    typed = {"overall": "nine", "keep": "half a sen", "contact_hours": "-3", "criteria-rigor": ""}
    draft = save(session, cast.from_mara, typed)
    session.expire_all()
    assert session.get_one(Draft, cast.from_mara.id).answers == typed
    assert (draft.version, draft.opened_at) == (1, OPENED)


def test_each_save_counts_one_version(session: Session, cast: Cast) -> None:
    for version in range(3):
        draft = save(session, cast.from_mara, {"keep": str(version)}, version)
        assert draft.version == version + 1


def test_the_same_save_sent_twice_is_one(session: Session, cast: Cast) -> None:
    save(session, cast.from_mara, {"keep": "a"})
    again = save(session, cast.from_mara, {"keep": "a"})
    assert again.version == 1
    save(session, cast.from_mara, {"keep": "b"}, 1)
    assert save(session, cast.from_mara, {"keep": "b"}, 1).version == 2


def test_a_second_window_is_shown_what_the_first_one_saved(session: Session, cast: Cast) -> None:
    save(session, cast.from_mara, {"keep": "first"})
    save(session, cast.from_mara, {"keep": "first, longer"}, 1)
    with pytest.raises(actions.Conflict) as met:
        save(session, cast.from_mara, {"keep": "second"}, 1)
    assert met.value.typed == {"keep": "first, longer"}
    assert met.value.version == 2
    kept = session.get_one(Draft, cast.from_mara.id)
    assert (kept.answers, kept.version) == ({"keep": "first, longer"}, 2)


def test_a_draft_of_a_form_filed_meanwhile_is_shown_the_form(
    session: Session, make: Factory, cast: Cast
) -> None:
    make.form(cast.from_mara, keep="Filed in the other window.")
    with pytest.raises(actions.Conflict) as met:
        save(session, cast.from_mara, {"keep": "typed here"})
    assert met.value.typed["keep"] == "Filed in the other window."
    assert met.value.form_version == 1
    assert count_rows(session, Draft) == 0


def test_a_draft_to_amend_a_filed_form_is_kept_apart_from_it(
    session: Session, make: Factory, cast: Cast
) -> None:
    form = make.form(cast.from_mara)
    save(session, cast.from_mara, {"keep": "better words"}, form_version=1)
    assert session.get_one(Draft, cast.from_mara.id).answers == {"keep": "better words"}
    assert form.keep == answers().keep


def test_a_draft_of_a_closed_phase_is_refused_and_the_old_one_stays(session: Session, cast: Cast) -> None:
    save(session, cast.from_mara, {"keep": "in time"})
    with clock.fixed(closed(cast)), pytest.raises(Refused, match="phase_closed"):
        save(session, cast.from_mara, {"keep": "too late"}, 1)
    assert session.get_one(Draft, cast.from_mara.id).answers == {"keep": "in time"}


def test_a_draft_of_an_excused_form_is_refused(session: Session, cast: Cast) -> None:
    setup.excuse(session, cast.sam, assignment=cast.from_mara)
    with pytest.raises(Refused, match="excused"):
        save(session, cast.from_mara, {"keep": "a"})


def test_forms_stay_open_for_the_last_day_in_the_programs_own_zone(
    session: Session, make: Factory, cast: Cast
) -> None:
    cast.program.time_zone = "Pacific/Auckland"
    last = cast.sprint.phase.forms_close_on
    # Noon of the last day in UTC is already the day after in Auckland.
    with clock.fixed(datetime(last.year, last.month, last.day, 12, tzinfo=UTC)), pytest.raises(Refused):
        make.form(cast.from_mara)
    with clock.fixed(datetime(last.year, last.month, last.day, 1, tzinfo=UTC)):
        assert make.form(cast.from_mara).filed_on == last


def test_nobody_writes_a_form_that_another_owes(session: Session, cast: Cast) -> None:
    with pytest.raises(PermissionError):
        actions.save_draft(
            session,
            cast.milo,
            assignment=cast.from_mara,
            typed={},
            base_version=0,
            form_version=0,
            opened_at=OPENED,
        )
    assert count_rows(session, Draft) == 0


def test_filing_keeps_all_answers_and_clears_the_draft(session: Session, make: Factory, cast: Cast) -> None:
    save(session, cast.from_mara, {"keep": "draft"})
    form = make.form(cast.from_mara, overall=4, contact_hours=2.5, staff_note="Between us.")
    criteria = {text.slug: None for text in DEFAULT_RUBRIC} | {"rigor": 3, "execution": 4}
    expected = answers(overall=4, contact_hours=2.5, staff_note="Between us.", criteria=criteria)
    assert actions.answers_of(read_again(session, form)) == expected
    assert count_rows(session, Draft) == 0
    assert form.version == 1
    assert form.editor_id == form.mentor_id == cast.mara.id


def test_a_form_with_nothing_to_say_yet_counts_as_filed(session: Session, make: Factory, cast: Cast) -> None:
    form = make.form(cast.from_mara, overall=None, criteria={}, change="")
    assert form.filed_at is not None
    assert [one.id for one in queries.owed(session, cast.mara.id)] == []


def test_a_form_is_filed_once(session: Session, make: Factory, cast: Cast) -> None:
    make.form(cast.from_mara)
    with pytest.raises(Refused, match="already_filed"):
        make.form(cast.from_mara)
    assert count_rows(session, Form) == 1
    assert audited(session).count("form.file") == 1


def test_a_second_click_that_overtook_the_check_files_nothing(
    session: Session, make: Factory, cast: Cast
) -> None:
    make.form(cast.from_mara)
    # What the second request read before the first one committed.
    set_committed_value(cast.from_mara, "form", None)
    with pytest.raises(Refused, match="already_filed"):
        make.form(cast.from_mara)
    assert count_rows(session, Form) == 1


def test_an_answer_out_of_range_is_not_called_a_second_filing(
    session: Session, make: Factory, cast: Cast
) -> None:
    with pytest.raises(IntegrityError), session.begin_nested():
        make.form(cast.from_mara, overall=6)
    assert count_rows(session, Form) == 0


def test_a_low_mark_without_a_word_is_not_filed(session: Session, make: Factory, cast: Cast) -> None:
    with pytest.raises(Refused) as met:
        make.form(cast.from_mara, overall=2, change=" ")
    assert (met.value.decision.code, met.value.field) == ("change_needed", "change")
    assert count_rows(session, Form) == 0


def test_a_form_that_a_clock_says_was_opened_in_the_future_was_opened_now(make: Factory, cast: Cast) -> None:
    form = make.form(cast.from_mara, opened_at=clock.now() + timedelta(hours=3))
    assert form.opened_at == form.filed_at


def test_the_first_filing_freezes_the_rubric(session: Session, make: Factory, cast: Cast) -> None:
    used = make.rubric(cast.cohort)
    assert used.frozen_at is None
    make.form(cast.from_mara)
    assert used.frozen_at is not None
    edited = setup.set_rubric(session, cast.sam, program=cast.program, criteria=DEFAULT_RUBRIC[:3])
    assert (edited.id != used.id, edited.version) == (True, 2)
    assert [len(one.criteria) for one in queries.rubrics(session, cast.program.id)] == [3, 5]


def test_an_unused_rubric_is_rewritten(session: Session, make: Factory, cast: Cast) -> None:
    setup.set_rubric(session, cast.sam, program=cast.program, criteria=DEFAULT_RUBRIC[:2])
    assert (
        session.scalar(sa.select(sa.func.count(Rubric.id)).where(Rubric.program_id == cast.program.id)) == 1
    )
    assert make.rubric(cast.cohort).version == 1


def test_amending_keeps_every_earlier_version_in_order(session: Session, make: Factory, cast: Cast) -> None:
    form = make.form(cast.from_mara, overall=3)
    amend(session, form, 1, overall=4)
    amend(session, form, 2, overall=5, criteria={"rigor": 5})
    history = queries.revisions(session, form.id)
    assert [(one.version, one.answers["overall"]) for one in history] == [(2, 4), (1, 3)]
    assert history[0].answers["criteria"]["rigor"] == 3
    now = read_again(session, form)
    assert (now.version, now.overall) == (3, 5)
    assert actions.answers_of(now).criteria["rigor"] == 5
    assert audited(session)[-3:] == ["form.file", "form.amend", "form.amend"]


def test_amending_without_a_change_makes_no_version(session: Session, make: Factory, cast: Cast) -> None:
    form = make.form(cast.from_mara, criteria={text.slug: 3 for text in DEFAULT_RUBRIC})
    same = {text.slug: 3 for text in DEFAULT_RUBRIC}
    assert amend(session, form, 1, criteria=same).version == 1
    assert count_rows(session, FormRevision) == 0


def test_the_same_amendment_sent_twice_is_one(session: Session, make: Factory, cast: Cast) -> None:
    every = {text.slug: 3 for text in DEFAULT_RUBRIC}
    form = make.form(cast.from_mara, criteria=every)
    amend(session, form, 1, overall=4, criteria=every)
    assert amend(session, form, 1, overall=4, criteria=every).version == 2
    assert count_rows(session, FormRevision) == 1


def test_two_windows_that_amend_never_overwrite_each_other(
    session: Session, make: Factory, cast: Cast
) -> None:
    form = make.form(cast.from_mara, keep="as filed")
    amend(session, form, 1, keep="from the first window")
    with pytest.raises(actions.Conflict) as met:
        amend(session, form, 1, keep="from the second window")
    assert met.value.typed["keep"] == "from the first window"
    assert met.value.form_version == 2
    assert form.keep == "from the first window"


def test_a_conflict_shows_what_the_other_saved_and_not_what_was_read_before(
    session: Session, make: Factory, cast: Cast
) -> None:
    form = make.form(cast.from_mara, keep="as filed")
    assert form.keep == "as filed"  # read into this session; then another one writes
    session.flush()
    session.execute(
        sa.update(Form)
        .where(Form.id == form.id)
        .values(keep="from elsewhere", version=2)
        .execution_options(synchronize_session=False)
    )
    with pytest.raises(actions.Conflict) as met:
        amend(session, form, 1, keep="from here")
    assert met.value.typed["keep"] == "from elsewhere"


def test_a_form_is_amended_only_while_its_phase_is_open(session: Session, make: Factory, cast: Cast) -> None:
    form = make.form(cast.from_mara)
    with clock.fixed(closed(cast)), pytest.raises(Refused, match="phase_closed"):
        amend(session, form, 1, overall=5)
    assert form.version == 1


def test_an_imported_form_stays_as_it_was(session: Session, make: Factory, cast: Cast) -> None:
    form = imported(session, make, cast)
    with pytest.raises(Refused, match="imported_form"):
        amend(session, form, 1, overall=5)


def imported(session: Session, make: Factory, cast: Cast) -> Form:
    form = Form(
        enrolment_id=cast.ada.id,
        mentor_id=cast.mara.id,
        work_id=cast.sprint.id,
        rubric_id=make.rubric(cast.cohort).id,
        import_key="k",
        **answers().columns(),
    )
    session.add(form)
    session.flush()
    return form


def test_a_form_is_either_asked_for_or_imported(session: Session, make: Factory, cast: Cast) -> None:
    form = imported(session, make, cast)
    form.import_key = None
    with pytest.raises(IntegrityError):
        session.flush()


def test_flags_reach_staff_once(session: Session, make: Factory, cast: Cast) -> None:
    asks = {"raise_concern": True, "conduct": Conduct.TALK_TO_STAFF}
    form = make.form(cast.from_mara, **asks)
    amend(session, form, 1, **asks, release_review=ReviewWish.UNSURE)
    amend(session, form, 2)
    kinds = [flag.kind for flag in queries.open_flags(session, [cast.cohort.id])]
    assert sorted(kinds) == [FlagKind.CONCERN, FlagKind.CONDUCT, FlagKind.RELEASE_REVIEW]


def test_a_flag_taken_up_leaves_the_list_and_a_second_click_changes_nothing(
    session: Session, make: Factory, cast: Cast
) -> None:
    make.form(cast.from_mara, raise_concern=True)
    [flag] = queries.open_flags(session, [cast.cohort.id])
    actions.handle_flag(session, cast.sam, flag=flag)
    when = flag.handled_at
    actions.handle_flag(session, cast.lea, flag=flag)
    assert (flag.handled_at, flag.handled_by_id) == (when, cast.sam.id)
    assert queries.open_flags(session, [cast.cohort.id]) == []
    assert audited(session).count("flag.handle") == 1


def test_a_scholar_answers_feedback(session: Session, make: Factory, cast: Cast) -> None:
    form = make.form(cast.from_mara)
    row = actions.reply(session, cast.ada.person, form=form, text="  Thank you. \n")
    assert (row.text, row.author_id) == ("Thank you.", cast.ada.person_id)
    with pytest.raises(Refused, match="reply_empty"):
        actions.reply(session, cast.ada.person, form=form, text=" ")
    assert count_rows(session, Reply) == 1


def test_a_filed_form_can_no_longer_be_excused(session: Session, make: Factory, cast: Cast) -> None:
    make.form(cast.from_mara)
    with pytest.raises(Refused, match="assignment_filed"):
        setup.excuse(session, cast.sam, assignment=cast.from_mara)


def test_the_audit_names_who_and_what_but_quotes_nobody(session: Session, make: Factory, cast: Cast) -> None:
    words = "A sentence nobody else should read"
    form = make.form(cast.from_mara, staff_note=words, keep=words, raise_concern=True)
    amend(session, form, 1, staff_note=words, overall=4)
    entries = session.scalars(sa.select(AuditEntry).where(AuditEntry.object_type == "form")).all()
    assert [(one.action, one.actor_id, one.object_id) for one in entries] == [
        ("form.file", cast.mara.id, form.id),
        ("form.amend", cast.mara.id, form.id),
    ]
    assert words not in str([one.change for one in entries])
    assert {one.chain for one in entries} == {f"program:{cast.program.id}"}
    assert list(audit.broken_links(session)) == []


def test_a_flag_of_a_kind_exists_once_in_the_database_too(
    session: Session, make: Factory, cast: Cast
) -> None:
    form = make.form(cast.from_mara, raise_concern=True)
    session.add(Flag(form_id=form.id, kind=FlagKind.CONCERN))
    with pytest.raises(IntegrityError):
        session.flush()
