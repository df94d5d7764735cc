"""Scholars, mentors and others out of a file: who is joined, who is made, and what nobody is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import settings

from tests.intake.kinds_at_work import Bench, codes, contents, keep_promises, notices, undo, verdicts
from tests.properties import given, st
from tracker import clock
from tracker.audit import AuditEntry
from tracker.cohorts.models import Enrolment
from tracker.intake.people_kind import KIND
from tracker.people import actions
from tracker.people.models import ExternalId, LinkKind, Person
from tracker.permissions import Role


@pytest.fixture
def bench(session, cast) -> Bench:
    return Bench(
        session,
        KIND,
        cast.program,
        cast.cohort,
        cast.lea,
        tables=("person", "external_id", "role_grant", "enrolment"),
    )


def person(session, email: str) -> Person:
    return session.scalars(
        sa.select(Person).where(Person.email == email).execution_options(populate_existing=True)
    ).one()


def row(name: str = "", email: str = "", role: str = "", **more: str) -> dict[str, str]:
    return {"name": name, "email": email, "role": role, **more}


def test_a_line_that_tells_nobody_is_refused(bench):
    judged = bench.look([row("Nia"), row("", "nia@example.org", "scholar"), row("Nia", "nia@example.org")])
    assert [codes(one) for one in judged] == [{"no_key"}, {"name_needed"}, {"role_needed"}]


def test_a_cell_that_is_no_address_and_no_role_is_refused(bench):
    judged = bench.look([row("Nia", "nia at example", "king"), row("Nia", "nia@example.org", "operator")])
    assert [codes(one) for one in judged] == [{"email", "choice"}, {"choice"}]


def test_a_cohort_that_is_none_of_the_program_is_refused(bench, session, cast, make):
    bench.cohort = None
    rows = [row("Nia", "nia@example.org", "scholar", cohort="autumn"), row("Oz", "oz@example.org", "scholar")]
    assert [codes(one) for one in bench.look(rows)] == [{"cohort_unknown"}, {"cohort_needed"}]


def test_staff_give_no_role_that_only_a_lead_gives(bench, cast):
    bench.actor = cast.sam
    rows = [row("Nia", "nia@example.org", "scholar, lead"), row("Oz", "oz@example.org", "mentor")]
    judged = bench.look(rows)
    assert [codes(one) for one in judged] == [{"role_not_yours_to_grant"}, set()]


def test_staff_change_nobody_who_holds_such_a_role(bench, session, cast, make):
    rita = make.role(make.person("Rita Old"), Role.REVIEWER, cast.cohort)
    bench.actor = cast.sam
    rows = [row("Rita New", rita.email, "mentor"), row("", rita.email, "mentor", external_id="r1")]
    assert [codes(one) for one in bench.look(rows)] == [{"person_beyond_you"}] * 2
    assert verdicts(bench.look([row("", rita.email, "mentor")])) == "changed"


def test_an_outside_reviewer_needs_a_last_day_to_come(bench):
    past = (clock.today() - timedelta(days=1)).isoformat()
    rows = [row("Nia", "nia@example.org", "external"), row("Oz", "oz@example.org", "external", ends_on=past)]
    assert [codes(one) for one in bench.look(rows)] == [{"role_end_needed"}, {"role_end_past"}]


def test_the_address_of_somebody_is_never_changed(bench, session, cast, make):
    bench.take(
        [row("Nia", "nia@example.org", "scholar", external_id="7"), row("Oz", "", "scholar", external_id="8")]
    )
    rows = [
        row("", "new@example.org", "scholar", external_id="7"),
        row("", "nia@example.org", "scholar", external_id="8"),
    ]
    assert [codes(one) for one in bench.look(rows)] == [{"email_differs"}, {"two_people"}]


def test_scholars_are_made_enrolled_and_given_their_role(bench, session, cast):
    judged, _notebook = bench.take([row("Nia Ode", "NIA@Example.org", "Fellow", external_id="rec1")])
    assert verdicts(judged) == "new"
    assert judged[0].after == {
        "name": "Nia Ode",
        "email": "nia@example.org",
        "role": "scholar",
        "external_id": "rec1",
        "cohort": "Winter 2026",
    }
    nia = person(session, "nia@example.org")
    assert [(one.role, one.cohort_id, one.granted_by_id) for one in nia.role_grants] == [
        (Role.SCHOLAR, cast.cohort.id, cast.lea.id)
    ]
    assert session.scalar(sa.select(Enrolment.enrolled_on).where(Enrolment.person_id == nia.id))
    assert session.scalar(sa.select(ExternalId.value).where(ExternalId.person_id == nia.id)) == "rec1"


def test_one_audit_entry_names_everybody(bench, session, cast):
    bench.take([row("Nia", "nia@example.org", "scholar"), row("Ada A.", cast.ada.person.email, "mentor")])
    entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    nia = person(session, "nia@example.org")
    assert (entry.action, entry.actor_id) == ("people.import", cast.lea.id)
    assert entry.change["created"] == [nia.id]
    assert entry.change["granted"] == [
        [nia.id, "scholar", cast.cohort.id],
        [cast.ada.person_id, "mentor", cast.cohort.id],
    ]
    assert [one["before"] for one in entry.change["changed"]] == [{"name": "Ada Adeyemi"}]


def test_several_roles_stand_in_one_cell_or_on_several_lines(bench, session, cast):
    rows = [row("Nia", "nia@example.org", "Mentors; Reviewer"), row("Nia", "nia@example.org", "auditor,lead")]
    assert verdicts(bench.take(rows)[0]) == "new changed"
    held = {(one.role, one.cohort_id) for one in person(session, "nia@example.org").role_grants}
    here = cast.cohort.id
    assert held == {(Role.MENTOR, here), (Role.REVIEWER, here), (Role.AUDITOR, here), (Role.LEAD, None)}


def test_two_lines_that_call_one_person_differently_are_not_both_taken(bench, session):
    rows = [row("Nia", "nia@example.org", "mentor"), row("Mia", "nia@example.org", "mentor")]
    judged, _notebook = bench.take([*rows, rows[0]])
    assert verdicts(judged) == "new refused unchanged"
    assert codes(judged[1]) == {"person_twice"}
    assert person(session, "nia@example.org").name == "Nia"


def test_a_role_for_the_whole_program_counts_in_its_cohorts(bench, cast):
    assert verdicts(bench.look([row("", cast.sam.email, "staff"), row("", cast.lea.email, "lead")])) == (
        "unchanged unchanged"
    )


def test_blank_cells_keep_what_stands_there(bench, session, cast):
    judged, notebook = bench.take([row("", cast.ada.person.email), row("", cast.mara.email, "mentor")])
    assert verdicts(judged) == "unchanged unchanged"
    assert notebook.entries == []


def test_who_is_known_only_elsewhere_is_joined_and_not_told_of(bench, session, cast):
    olga = cast.outsider
    rows = [row("Somebody Else", olga.email, "mentor"), row("Somebody Else", olga.email, "reviewer")]
    looked = bench.look(rows)
    assert verdicts(looked) == "new changed"
    assert "Olga" not in repr([(one.before, one.after, one.notices, one.problems) for one in looked])
    stranger = bench.look([row("Somebody Else", "stranger@example.org", "mentor")])
    assert {**looked[0].after, "email": ""} == {**stranger[0].after, "email": ""}
    bench.take(rows)
    session.expire_all()
    assert olga.name == "Olga Outside"
    again = bench.look(rows)
    assert verdicts(again) == "unchanged unchanged"
    assert notices(again[0]) == [("name_kept", {"name": "Olga Outside"})]


def test_who_has_an_account_keeps_their_name(bench, session, cast):
    ada = cast.ada.person
    token = actions.make_link(session, None, person=ada, kind=LinkKind.INVITATION)
    actions.use_link(session, token)
    judged = bench.look([row("Adaeze Adeyemi", ada.email)])
    assert verdicts(judged) == "unchanged"
    assert notices(judged[0]) == [("name_kept", {"name": "Ada Adeyemi"})]


def test_who_has_none_yet_gets_a_corrected_name(bench, session, cast):
    judged, _notebook = bench.take([row("Adaeze Adeyemi", cast.ada.person.email)])
    assert (judged[0].before, judged[0].after) == ({"name": "Ada Adeyemi"}, {"name": "Adaeze Adeyemi"})
    session.expire_all()
    assert cast.ada.person.name == "Adaeze Adeyemi"


def test_an_id_counts_within_its_role(bench, session):
    rows = [row("Nia", "", "scholar", external_id="7"), row("Oz", "", "mentor", external_id="7")]
    assert verdicts(bench.take(rows)[0]) == "new new"
    nobody, both = bench.look([row("Who", external_id="7"), row("", "", "scholar, mentor", external_id="7")])
    assert (codes(nobody), codes(both)) == ({"role_needed"}, {"two_people"})
    assert verdicts(bench.look([row("Nia", "", "scholar", external_id="7")])) == "unchanged"


def test_a_name_that_is_nearly_anothers_is_pointed_out_and_taken(bench, cast):
    rows = [
        row("ADEYEMI, Ada", "a1@example.org", "scholar"),
        row("Zoë Ngata", "z1@example.org", "scholar"),
        row("Zoe Ngate", "z2@example.org", "scholar"),
        row("Somebody New", "n1@example.org", "scholar"),
    ]
    judged = bench.look(rows)
    assert verdicts(judged) == "new new new new"
    assert [notices(one) for one in judged] == [
        [("alike_known", {"name": "Ada Adeyemi"})],
        [],
        [("alike_line", {"line": 3, "name": "Zoë Ngata"})],
        [],
    ]


def test_a_name_of_another_program_is_never_pointed_out(bench, cast):
    [judged] = bench.look([row("Olga Outside", "olga.new@example.org", "mentor")])
    assert judged.notices == ()


def test_a_formula_in_a_name_stays_text(bench, session):
    bench.take([row('=HYPERLINK("http://x.example")', "f@example.org", "scholar")])
    assert person(session, "f@example.org").name == '=HYPERLINK("http://x.example")'


def test_the_role_of_the_file_is_for_lines_that_name_none(bench, session):
    bench.options = {"role": "mentor"}
    bench.take([row("Nia", "nia@example.org"), row("Oz", "oz@example.org", "scholar")])
    assert [one.role for one in person(session, "nia@example.org").role_grants] == [Role.MENTOR]
    assert [one.role for one in person(session, "oz@example.org").role_grants] == [Role.SCHOLAR]


def test_what_was_written_can_be_taken_back_to_the_byte(bench, session, cast):
    before = contents(session)
    rows = [
        row("Nia", "nia@example.org", "scholar", external_id="7"),
        row("Nia", "nia@example.org", "reviewer"),
        row("Adaeze Adeyemi", cast.ada.person.email, "mentor", external_id="8"),
        row("Who", cast.outsider.email, "mentor"),
    ]
    _judged, notebook = bench.take(rows)
    assert contents(session) != before
    undo(session, notebook)
    assert contents(session) == before


def test_statements_do_not_grow_with_the_lines(client, bench):
    def statements(first: int, count: int) -> int:
        rows = [row(f"P{n}", f"p{n}@example.org", "mentor") for n in range(first, first + count)]
        with client.counting() as seen:
            bench.take(rows)
        return len(seen)

    statements(0, 1)  # the first one makes the installation's chain
    assert statements(10, 3) == statements(100, 60)


ANY = st.one_of(st.text(max_size=20), st.sampled_from(["", " ", "=1+1", "'=1", '"', "x" * 400, "\x00"]))


def mostly(*cells: str) -> st.SearchStrategy[str]:
    """One of these five times of six, else anything."""
    return st.integers(0, 5).flatmap(lambda die: st.sampled_from(cells) if die else ANY)


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "name": mostly("Ada Adeyemi", "Nia Ode", "Olga Outside", ""),
            "email": mostly(
                "ada.adeyemi@example.org", "nia@example.org", "olga.outside@example.org", "oz@example.org", ""
            ),
            "external_id": mostly("7", "8", ""),
            "role": mostly("scholar", "mentor", "mentor, lead", "external", ""),
            "cohort": mostly("winter", "Winter 2026", ""),
            "ends_on": mostly("2100-01-01", ""),
        }
    ),
    max_size=6,
)


def test_any_text_in_any_cell_gets_a_verdict_and_a_second_time_changes_nothing(bench):
    nia = row("Nia Ode", "nia@example.org", "mentor")
    seen = keep_promises(bench, [nia, nia, row("", "ada.adeyemi@example.org", "mentor"), row("Nobody")])

    @settings(max_examples=60)
    @given(LINES)
    def holds(rows):
        seen.update(keep_promises(bench, rows))

    holds()
    assert seen == {"new", "changed", "unchanged", "refused"}
