"""Appeals by their actions: filed, given to somebody new, ruled on, and never an approval."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.releases import approving, seating
from tests.releases.casting import SEAL
from tests.releases.seating import FOR_GOOD
from tests.releases.test_panels import code_of
from tracker import audit, clock
from tracker.releases import appeals, cases
from tracker.releases.appeal_models import Ground, Ruling
from tracker.releases.decision_models import Approval
from tracker.releases.panel_models import PanelKind
from tracker.releases.parts import CaseState, Scope, Void

pytestmark = pytest.mark.any_database


def test_an_appeal_against_a_narrower_approval_voids_it_and_approves_nothing(session, cast, bench):
    case, panel = seating.ready(session, cast, bench, FOR_GOOD)
    seating.vote_all(session, case, panel, bench, *[Scope.S1] * 5)
    decision = seating.decided(session, case, panel, bench.pia)
    ada = cast.ada.person
    file = {"seal": SEAL, "case": case, "decision": decision, "ground": Ground.REASONS, "text": "Not ours."}
    assert code_of(appeals.file, session, cast.mara, **file) == "release_appeal_author"
    with clock.fixed(clock.now() + timedelta(days=31)):
        assert code_of(appeals.file, session, ada, **file) == "release_appeal_late"
    appeal = appeals.file(session, ada, **file)
    assert code_of(appeals.file, session, ada, **file) == "release_appeal_once"
    give = {"case": case, "appeal": appeal}
    assert code_of(appeals.assign, session, bench.cora, reader=bench.paul, **give) == "release_appeal_panel"
    appeals.assign(session, bench.cora, reader=bench.xeno, **give)
    rule = {"seal": SEAL, **give, "ruling": Ruling.REMANDED, "reasons": "They say nothing of this case."}
    assert code_of(appeals.rule, session, bench.xeno, **rule) == "panel_declare_first"
    assert code_of(appeals.rule, session, bench.rhea, **rule) == "release_appeal_other_reader"
    appeals.take(session, bench.xeno, **give)
    appeals.rule(session, bench.xeno, **rule)
    assert case.state is CaseState.FORMAL
    assert session.scalars(sa.select(Approval)).one().void_code is Void.APPEAL
    assert code_of(appeals.rule, session, bench.xeno, **rule) == "release_appeal_ruled"
    same = seating.five(bench)
    kind = {"kind": PanelKind.REMAND}
    assert code_of(seating.convened, session, case, bench, same, **kind) == "panel_not_new_enough"
    new = [bench.rhea, bench.ravi, bench.rosa, bench.pia, bench.paul]
    assert code_of(seating.convened, session, case, bench, new) == "panel_kind_other"
    second = seating.convened(session, case, bench, new, **kind)
    assert second.number == 2
    # What somebody filed for the first panel is no assessment of their own for the second.
    seating.sit(session, case, second, bench.pia)
    assert code_of(seating.vote, session, case, second, bench.pia, Scope.S5) == "panel_file_first"
    assert list(audit.broken_links(session)) == []


def sent_back(session, bench, case, decision, author):
    """An appeal of the author that a reader from outside sends back to a panel."""
    give = {"case": case}
    appeal = appeals.file(
        session, author, seal=SEAL, **give, decision=decision, ground=Ground.REASONS, text="Not ours."
    )
    appeals.assign(session, bench.cora, appeal=appeal, reader=bench.xeno, **give)
    appeals.take(session, bench.xeno, appeal=appeal, **give)
    ruling = {"ruling": Ruling.REMANDED, "reasons": "They say nothing of this case."}
    appeals.rule(session, bench.xeno, seal=SEAL, appeal=appeal, **give, **ruling)


def test_what_two_reviewers_decided_goes_back_to_a_panel_of_which_half_are_not_they(session, cast, bench):
    case = approving.under_review(session, cast)
    case.policy.numbers = {**case.policy.numbers, "seats": 3}
    approval = approving.approve(session, case, bench.rhea, bench.ravi, scope=Scope.S1)
    sent_back(session, bench, case, approval.decision, cast.ada.person)
    assert case.state is CaseState.FORMAL
    both, one = [bench.rhea, bench.pia, bench.ravi], [bench.rhea, bench.pia, bench.paul]
    remand = {"kind": PanelKind.REMAND}
    assert code_of(seating.convened, session, case, bench, both, **remand) == "panel_not_new_enough"
    assert code_of(seating.convened, session, case, bench, one) == "panel_kind_other"
    assert seating.convened(session, case, bench, one, **remand).kind is PanelKind.REMAND


def test_no_detour_brings_the_old_panel_back(session, cast, bench):
    """The new panel returns the release, and it is handed in anew: still it is for new members."""
    case, panel = seating.ready(session, cast, bench, FOR_GOOD)
    seating.vote_all(session, case, panel, bench, *[Scope.S1] * 5)
    decision = seating.decided(session, case, panel, bench.pia)
    sent_back(session, bench, case, decision, cast.ada.person)
    new = [bench.rhea, bench.ravi, bench.rosa, bench.pia, bench.paul]
    seating.convened(session, case, bench, new, kind=PanelKind.REMAND)
    cases.move(session, bench.rhea, case=case, transition="T7", to=CaseState.RETURNED)
    approving.give_files(session, case, post=b"with the recipe cut")
    approving.handed_in(session, case)
    cases.move(session, cast.ada.person, case=case, transition="T2", to=CaseState.SCREENING)
    cases.move(session, bench.cora, case=case, transition="T5", to=CaseState.FORMAL)
    old = seating.five(bench)
    assert code_of(seating.convened, session, case, bench, old) == "panel_kind_other"
    remand = {"kind": PanelKind.REMAND}
    assert code_of(seating.convened, session, case, bench, old, **remand) == "panel_not_new_enough"
