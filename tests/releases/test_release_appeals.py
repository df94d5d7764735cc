"""Appeals by their actions: filed, given to somebody new, ruled on, and never an approval."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.releases import seating
from tests.releases.casting import SEAL, a_bench
from tests.releases.seating import FOR_GOOD
from tests.releases.test_panels import code_of
from tracker import audit, clock
from tracker.releases import appeals
from tracker.releases.appeal_models import Ground, Ruling
from tracker.releases.decision_models import Approval
from tracker.releases.panel_models import PanelKind
from tracker.releases.parts import CaseState, Scope, Void

pytestmark = pytest.mark.any_database


@pytest.fixture
def bench(make, cast):
    return a_bench(make, cast)


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
