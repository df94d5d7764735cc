"""Past forms into a cohort: new, changed, unchanged, and the people and works they bring."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from tests.page import count_rows
from tracker.audit import AuditEntry
from tracker.cohorts.models import Enrolment, PhaseKind
from tracker.evaluations.answers import Confidence
from tracker.evaluations.models import Form, FormRevision, Rating, Rubric
from tracker.intake.forms import Summary
from tracker.people.models import ExternalId, Person, RoleGrant
from tracker.permissions import Role
from tracker.projects.models import Membership, Work

HEAD = "scholar,mentor,overall"


def forms(session) -> list[Form]:
    session.expire_all()
    found = sa.select(Form).options(selectinload(Form.ratings)).order_by(Form.id)
    return list(session.scalars(found.execution_options(populate_existing=True)))


def audited(session) -> list[AuditEntry]:
    found = sa.select(AuditEntry).where(AuditEntry.action == "forms.import")
    return list(session.scalars(found.order_by(AuditEntry.id)))


def test_new_people_are_created_with_their_ids_roles_and_enrolment(session, cohort, take):
    summary = take(f"{HEAD}\n7,7,4\nAda Adeyemi,mara@example.org,2\n")
    assert summary == Summary(new=2, changed=0, unchanged=0, people=4, enrolled=2)
    names = set(session.scalars(sa.select(Person.name)))
    assert names == {"Scholar 7", "Mentor 7", "Ada Adeyemi", "mara"}
    ids = sa.select(ExternalId.role, ExternalId.value).where(ExternalId.program_id == cohort.program_id)
    assert set(session.execute(ids)) == {
        (Role.SCHOLAR, "7"),
        (Role.MENTOR, "7"),
        (Role.SCHOLAR, "Ada Adeyemi"),
    }
    roles = session.scalars(sa.select(RoleGrant.role).where(RoleGrant.cohort_id == cohort.id))
    assert sorted(roles) == [Role.MENTOR, Role.MENTOR, Role.SCHOLAR, Role.SCHOLAR]
    assert count_rows(session, Enrolment) == 2


def test_a_form_has_what_its_row_says_and_the_rest_as_default(session, cohort, take):
    take(
        "form_id,scholar,mentor,work,overall,confidence,filed_on,criterion:rigor,keep,change\n"
        'a1,7,9,Sprint,4,high,2026-04-02,3,"Good ""baseline""","Ask, earlier"\n'
    )
    [form] = forms(session)
    assert (form.overall, form.confidence, form.filed_on) == (4, Confidence.HIGH, date(2026, 4, 2))
    assert (form.keep, form.change) == ('Good "baseline"', "Ask, earlier")
    assert [(rating.criterion.slug, rating.level) for rating in form.ratings] == [("rigor", 3)]
    assert (form.work.title, form.work.phase.kind) == ("Sprint", PhaseKind.RESEARCH)
    assert (form.version, form.filed_at, form.editor_id, form.please_advise) == (1, None, None, False)
    assert form.rubric.frozen_at is not None


def test_cannot_say_and_blanks_become_what_they_mean(session, take):
    take(f"{HEAD},confidence,criterion:rigor,criterion:execution\n7,9,cannot say,,not seen,\n")
    [form] = forms(session)
    assert (form.overall, form.confidence, form.filed_on) == (None, Confidence.MEDIUM, None)
    assert [rating.level for rating in form.ratings] == [None]


def test_the_same_file_again_changes_nothing(session, take):
    text = f"{HEAD},keep,filed_on,criterion:rigor\n7,9,4,x,2026-02-02,3\n7,9,4,x,2026-02-02,3\n8,9,2,,,\n"
    take(text)
    entries, people = count_rows(session, AuditEntry), count_rows(session, Person)
    assert take(text, create=False) == Summary(new=0, changed=0, unchanged=3, people=0, enrolled=0)
    assert take(text) == Summary(new=0, changed=0, unchanged=3, people=0, enrolled=0)
    assert (count_rows(session, AuditEntry), count_rows(session, Person)) == (entries, people)
    assert count_rows(session, FormRevision) == 0
    assert count_rows(session, Work) == 3


def test_a_changed_row_changes_its_form_and_keeps_what_it_said(session, take):
    take(f"form_id,{HEAD},keep,criterion:rigor\nf1,7,9,4,x,3\nf2,7,9,4,x,3\n")
    more = "keep,criterion:rigor,criterion:execution"
    summary = take(f"form_id,{HEAD},{more}\nf1,7,9,5,y,4,2\nf2,7,9,4,x,3,\n")
    assert summary == Summary(new=0, changed=1, unchanged=1, people=0, enrolled=0)
    changed, other = forms(session)
    assert (changed.overall, changed.keep, changed.version) == (5, "y", 2)
    assert {r.criterion.slug: r.level for r in changed.ratings} == {"rigor": 4, "execution": 2}
    assert (other.overall, other.version) == (4, 1)
    [revision] = session.scalars(sa.select(FormRevision))
    assert (revision.form_id, revision.version) == (changed.id, 1)
    assert revision.answers["overall"] == 4
    assert revision.answers["criteria"] == {"rigor": 3}


def test_a_blank_cell_keeps_the_old_value(session, take):
    take(f"form_id,{HEAD},confidence,keep,filed_on,work,criterion:rigor\nf1,7,9,4,high,x,2026-02-02,W,3\n")
    summary = take(f"form_id,{HEAD},confidence,keep,filed_on,work,criterion:rigor\nf1,7,9,4,,,,,\n")
    assert (summary.changed, summary.unchanged) == (0, 1)
    summary = take(f"form_id,{HEAD},confidence,keep,filed_on,work,criterion:rigor\nf1,7,9,5,,,,,\n")
    assert summary.changed == 1
    [form] = forms(session)
    assert (form.overall, form.confidence, form.keep) == (5, Confidence.HIGH, "x")
    assert (form.filed_on, form.work.title) == (date(2026, 2, 2), "W")
    assert [rating.level for rating in form.ratings] == [3]


def test_a_form_that_moves_to_another_work_leaves_a_trace(session, take):
    take(f"form_id,{HEAD},filed_on,work\nf1,7,9,4,2026-02-02,First\n")
    first = forms(session)[0].work_id
    take(f"form_id,{HEAD},filed_on,work\nf1,7,9,4,2026-02-03,Second\n")
    [form] = forms(session)
    assert (form.work.title, form.filed_on) == ("Second", date(2026, 2, 3))
    assert audited(session)[-1].change["moved"] == [
        {"form": form.id, "filed_on": "2026-02-02", "work": first}
    ]
    assert session.get(Membership, (form.work_id, form.enrolment_id)) is not None


def test_each_row_without_a_work_is_its_own_work(session, take):
    take(f"{HEAD}\n7,9,4\n7,9,4\n7,9,2\n")
    works = [form.work_id for form in forms(session)]
    assert len(set(works)) == 3
    assert count_rows(session, Membership) == 3


def test_a_named_work_is_one_within_its_phase_and_may_be_there_already(session, make, cohort, take):
    ada = make.enrolment(cohort, make.person("Ada"))
    sprint = make.work(ada, title="Sprint")
    take(
        f"{HEAD},work,filed_on\nada@example.org,9,4,Sprint,2026-02-02\n8,9,4,Sprint,2026-02-02\n"
        "8,9,4,Sprint,2026-03-20\n8,9,4,Sprint,2026-04-20\n"
    )
    works = [form.work_id for form in forms(session)]
    assert works[:3] == [sprint.id] * 3  # a day between the phases belongs to the earlier one
    assert works[3] != sprint.id
    assert count_rows(session, Membership) == 3


def test_an_address_in_another_spelling_is_the_same_person(session, make, cohort, take):
    ada = make.enrolment(cohort, make.person("Ada"))
    mara = make.role(make.person("Mara"), Role.MENTOR, cohort)
    summary = take(f"{HEAD}\nADA@example.org,Mara@Example.org,4\n", create=False)
    assert (summary.new, summary.people) == (1, 0)
    [form] = forms(session)
    assert (form.enrolment_id, form.mentor_id) == (ada.id, mara.id)


def test_a_known_person_is_enrolled_only_if_people_may_be_created(session, make, cohort, take):
    make.person("Ada")
    make.role(make.person("Mara"), Role.MENTOR, cohort)
    text = f"{HEAD}\nada@example.org,mara@example.org,4\n"
    with pytest.raises(Exception, match="not_enrolled"):
        take(text, create=False)
    assert take(text) == Summary(new=1, changed=0, unchanged=0, people=0, enrolled=1)
    assert count_rows(session, ExternalId) == 0


def test_a_formula_in_a_name_stays_the_text_it_is(session, take):
    name = '=HYPERLINK("http://x.example";"click")'
    quoted = name.replace('"', '""')
    take(f'{HEAD},keep\n"{quoted}",9,4,"{quoted}"\n')
    [form] = forms(session)
    assert form.enrolment.person.name == name
    assert form.keep == name


def test_two_programs_may_use_the_same_ids(session, make, take):
    other = make.cohort(make.program("south"), "winter")
    take(f"form_id,{HEAD}\n1,7,9,4\n")
    take(f"form_id,{HEAD}\n1,7,9,2\n", into=other)
    first, second = forms(session)
    assert first.enrolment.person_id != second.enrolment.person_id
    assert first.import_key != second.import_key


def test_a_second_cohort_of_a_program_knows_its_people(session, make, cohort, take):
    take(f"{HEAD}\n7,9,4\n")
    summary = take(f"{HEAD}\n7,9,4\n", into=make.cohort(cohort.program, "summer"))
    assert summary == Summary(new=1, changed=0, unchanged=0, people=0, enrolled=1)


def test_an_import_leaves_one_audit_entry_with_the_hash_of_the_file(session, cohort, take, tmp_path):
    take(f"{HEAD}\n7,9,4\n8,9,4\n")
    [entry] = audited(session)
    assert (entry.object_type, entry.object_id, entry.actor_id) == ("cohort", cohort.id, None)
    assert entry.change == {
        "file": "past.csv",
        "sha256": hashlib.sha256((tmp_path / "past.csv").read_bytes()).hexdigest(),
        "new": 2,
        "changed": 0,
        "unchanged": 0,
        "people": 3,
        "enrolled": 2,
    }


def test_a_form_answered_with_an_older_rubric_keeps_it(session, make, cohort, take):
    from tracker.evaluations import setup
    from tracker.evaluations.default_rubric import DEFAULT_RUBRIC, CriterionText

    take(f"form_id,{HEAD},criterion:rigor\nf1,7,9,4,3\n")
    taste = CriterionText("taste", "Taste", "a", "b", "c")
    setup.set_rubric(session, None, program=cohort.program, criteria=[*DEFAULT_RUBRIC, taste])
    with pytest.raises(Exception, match="other_rubric"):
        take(f"form_id,{HEAD},criterion:taste\nf1,7,9,4,3\n")
    session.expire_all()
    take(f"form_id,{HEAD},criterion:rigor\nf1,7,9,4,5\n")
    [form] = forms(session)
    assert form.rubric.version == 1
    assert [rating.level for rating in form.ratings] == [5]


def test_statements_do_not_grow_with_the_rows(client, take):
    def statements(scholars: range) -> int:
        text = "".join(f"\n{n},9,4" for n in scholars)
        with client.counting() as seen:
            take(HEAD + text)
        return len(seen)

    take(f"{HEAD}\n100,9,4\n")  # the first form freezes the rubric
    assert statements(range(1, 4)) == statements(range(10, 70))


def test_counts_of_an_import_are_those_of_the_tables(session, take):
    take(f"{HEAD},criterion:rigor\n" + "".join(f"{n},{n % 7},{n % 5 + 1},{n % 5 + 1}\n" for n in range(50)))
    assert count_rows(session, Form) == count_rows(session, Rating) == count_rows(session, Work) == 50
    assert count_rows(session, Person) == 57
    assert session.scalar(sa.select(Rubric.frozen_at)) is not None
