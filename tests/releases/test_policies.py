"""Rules of review come into force by two people; cases keep what they began under."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.releases.casting import a_case
from tracker import audit
from tracker.reasons import Refused
from tracker.releases import checklist_templates, policies, policy_queries, template_edits
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.checklist_parts import EffectKind
from tracker.releases.checklist_template_models import ChangeState, RuleChange, RuleKind
from tracker.releases.models import ChecklistVersion, ReleasePolicy
from tracker.releases.numbers import DEFAULTS
from tracker.releases.parts import Tier
from tracker.releases.template_rules import Template

pytestmark = pytest.mark.any_database
OWN = template_edits.yes_no("C9", "Is it about our cluster?", on="yes", kind=EffectKind.FORMAL)
STRICT = Template(template_edits.with_item(DEFAULT, OWN), {**Template().areas, "Biology": Tier.FORMAL})
NOTE = "We had two cases about the cluster."


def refused(call, *args, **named):
    with pytest.raises(Refused) as caught:
        call(*args, **named)
    return caught.value.decision.code


def drafted(session, cast, bench, template=STRICT):
    return policies.write_checklist(session, bench.cora, program=cast.program, template=template)


def proposed(session, cast, bench):
    return policies.propose_checklist(session, bench.cora, change=drafted(session, cast, bench), note=NOTE)


def test_nobody_brings_their_own_change_into_force(session, cast, bench):
    change = proposed(session, cast, bench)
    assert refused(policies.agree, session, bench.cora, change=change) == "policy_change_own"
    numbers = policies.propose_numbers(
        session, cast.lea, program=cast.program, numbers=replace(DEFAULTS, seats=7), note=NOTE
    )
    assert refused(policies.agree, session, cast.lea, change=numbers) == "policy_change_own"
    assert session.query(ChecklistVersion).count() == session.query(ReleasePolicy).count() == 0


def test_nor_does_the_database_take_it(session, cast, bench):
    change = proposed(session, cast, bench)
    change.state, change.settled_by_id, change.settled_at = ChangeState.AGREED, bench.cora.id, change.made_at
    with pytest.raises(IntegrityError):
        session.flush()


def test_what_was_not_proposed_is_not_agreed_to(session, cast, bench):
    change = drafted(session, cast, bench)
    assert refused(policies.agree, session, cast.lea, change=change) == "policy_change_settled"


def test_what_loosens_is_not_even_drafted(session, cast, bench):
    looser = Template(template_edits.without_item(DEFAULT, "C1"))
    assert refused(drafted, session, cast, bench, looser) == "checklist_item_removed"
    assert session.query(RuleChange).count() == 0


def test_what_changes_nothing_is_not_proposed(session, cast, bench):
    change = drafted(session, cast, bench, Template())
    assert (
        refused(policies.propose_checklist, session, bench.cora, change=change, note=NOTE)
        == "checklist_unchanged"
    )


def test_one_change_at_a_time_and_nobody_writes_in_anothers(session, cast, bench):
    change = drafted(session, cast, bench)
    code = refused(policies.write_checklist, session, cast.lea, program=cast.program, template=STRICT)
    assert code == "policy_change_waiting"
    assert (
        refused(policies.propose_checklist, session, cast.lea, change=change, note=NOTE)
        == "policy_change_settled"
    )
    policies.propose_checklist(session, bench.cora, change=change, note=NOTE)
    assert refused(drafted, session, cast, bench) == "policy_change_waiting"
    policies.propose_numbers(session, cast.lea, program=cast.program, numbers=DEFAULTS, note=NOTE)
    again = {"program": cast.program, "numbers": DEFAULTS, "note": NOTE}
    assert refused(policies.propose_numbers, session, bench.cora, **again) == "policy_change_waiting"


def test_a_number_out_of_bounds_is_refused_at_its_field(session, cast, bench):
    with pytest.raises(Refused) as caught:
        policies.propose_numbers(
            session, bench.cora, program=cast.program, numbers=replace(DEFAULTS, seats=2), note=NOTE
        )
    assert (caught.value.decision.code, caught.value.field) == ("policy_number_outside", "seats")


def test_a_case_keeps_the_checklist_and_numbers_that_it_began_under(session, cast, bench):
    first = a_case(session, cast.ada.person, cast.sprint)
    assert policies.agree(session, cast.lea, change=proposed(session, cast, bench)).version == 1
    numbers = policies.propose_numbers(
        session, cast.lea, program=cast.program, numbers=replace(DEFAULTS, seats=7), note=NOTE
    )
    assert policies.agree(session, bench.cora, change=numbers).version == 2
    second = a_case(session, cast.ada.person, cast.sprint)
    first.area = second.area = "Biology"
    assert checklist_templates.of(session, first) == DEFAULT
    assert checklist_templates.of(session, second) == STRICT.checklist
    assert checklist_templates.area_tier(session, first) is Tier.EXPEDITED
    assert checklist_templates.area_tier(session, second) is Tier.FORMAL
    assert (first.numbers.seats, second.numbers.seats) == (5, 7)
    assert policy_queries.numbers(session, cast.program.id).seats == 7
    assert [*checklist_templates.areas(session, cast.program.id)][-1] == "Biology"


def test_a_later_version_cannot_loosen_what_the_one_before_added(session, cast, bench):
    policies.agree(session, cast.lea, change=proposed(session, cast, bench))
    lower = Template(STRICT.checklist, {**STRICT.areas, "Biology": Tier.EXPEDITED})
    assert refused(drafted, session, cast, bench, lower) == "area_lowered"


def test_a_refused_change_leaves_what_was_in_force_and_can_be_made_anew(session, cast, bench):
    change = proposed(session, cast, bench)
    policies.refuse(session, cast.lea, change=change)
    assert checklist_templates.in_force(session, cast.program.id) == Template()
    assert refused(policies.agree, session, cast.lea, change=change) == "policy_change_settled"
    assert refused(policies.refuse, session, cast.lea, change=change) == "policy_change_settled"
    assert policies.agree(session, cast.lea, change=proposed(session, cast, bench)).version == 1


def test_a_change_of_a_version_that_was_overtaken_is_proposed_anew(session, cast, bench):
    change = proposed(session, cast, bench)
    session.add(
        ChecklistVersion(
            program_id=cast.program.id,
            version=1,
            body=Template().as_json(),
            in_force_from=cast.sprint.phase.starts_on,
        )
    )
    session.flush()
    assert refused(policies.agree, session, cast.lea, change=change) == "policy_change_stale"


def test_the_trail_holds_who_agreed_to_what_by_its_digest(session, cast, bench):
    change = proposed(session, cast, bench)
    policies.agree(session, cast.lea, change=change)
    entries = session.scalars(
        sa.select(audit.AuditEntry)
        .where(audit.AuditEntry.object_type == "rule_change")
        .order_by(audit.AuditEntry.position)
    ).all()
    assert [(one.action, one.actor_id) for one in entries] == [
        ("review_rules.write", bench.cora.id),
        ("review_rules.propose", bench.cora.id),
        ("review_rules.agree", cast.lea.id),
    ]
    assert len({one.change["sha256"] for one in entries}) == 1
    assert [*audit.broken_links(session)] == []


def test_another_program_has_its_own_rules(session, cast, bench, make):
    policies.agree(session, cast.lea, change=proposed(session, cast, bench))
    other = make.program("third")
    assert checklist_templates.in_force(session, other.id) == Template()
    assert policy_queries.change(session, other.id, RuleKind.CHECKLIST) is None


def test_the_contact_is_kept_once(session, cast, bench):
    assert policy_queries.contact(session, cast.program.id) == ""
    policies.set_contact(session, bench.cora, program=cast.program, address="a@example.org")
    policies.set_contact(session, cast.lea, program=cast.program, address="b@example.org")
    assert policy_queries.contact(session, cast.program.id) == "b@example.org"
