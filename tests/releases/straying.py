"""Cases at which forms are tried that only stand on a page once others have done their part."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.factories import Factory
from tests.releases import approving, seating
from tests.releases.casting import SEAL, Bench
from tracker import clock
from tracker.releases import (
    appeals,
    assessments,
    assignments,
    cases,
    closing,
    sign_off_queries,
    spoken,
    unease,
)
from tracker.releases.appeal_models import Ground, ReleaseAppeal
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Scope, Verdict

# Address → who sends its form, and the page that the form stands on. Without a page it is one button.
SENT_BY = {
    "releases.pass_on": ("ada", "/reviews/{silent_id}/agreement"),
    "releases.give_up_person": ("cora", "/reviews/{silent_id}/agreement"),
    "releases.give_up_name": ("cora", "/reviews/{silent_id}/agreement"),
    "releases.second_unreachable": ("cora", ""),
    "releases.sign": ("ben", "/reviews/{silent_id}/sign"),
    "releases.take_over": ("ben", ""),
    "releases.answer_unease": ("cora", "/reviews/{silent_id}/unease"),
    "releases.return_case": ("rhea", "/reviews/{filed_id}/assess"),
    "releases.withdraw_reviewer": ("cora", ""),
    "releases.begin_review": ("cora", ""),
    "releases.give_up": ("cora", ""),
    "releases.give_appeal": ("cora", "/reviews/decisions/{appealed_id}"),
    "releases.answer_appeal": ("xeno", "/reviews/decisions/{given_id}"),
    "releases.rule_on_appeal": ("xeno", "/reviews/decisions/{read_id}"),
    "releases.cast_hold": ("pola", "/reviews/panels/{closed_id}"),
    "releases.write_letter": ("pia", "/reviews/panels/{closed_id}"),
    "releases.reopen_vote": ("pia", ""),
    **{f"releases.{name}": ("pia", "") for name in ("leave_panel", "vote_again", "close_vote")},
    **{f"releases.{name}": ("ada", "") for name in ("reaffirm", "widen")},
    **{f"releases.{name}": ("ada", "") for name in ("recipient_off", "recipients_checked")},
    **{f"releases.{name}": ("rhea", "") for name in ("meet_event", "verify_condition")},
    **{f"releases.{name}": ("cora", "") for name in ("begin_containment", "see_to_step")},
    "releases.agree_containment": ("dev", ""),
}
# Address → the rows that it is about, by their names below.
TRIED_ON = {
    **{
        f"releases.{name}": {"case_id": "silent_id", "row_id": "outside_id", "person_id": "silent_person_id"}
        for name in ("agreement", "pass_on", "give_up_person", "give_up_name", "second_unreachable")
    },
    **{f"releases.{name}": {"case_id": "silent_id"} for name in ("sign", "take_over")},
    "releases.contributor_off": {"row_id": "host_row_id"},
    "releases.answer_unease": {"case_id": "silent_id", "unease_id": "said_id"},
    "releases.return_case": {"case_id": "filed_id"},
    "releases.withdraw_reviewer": {"case_id": "filed_id", "row_id": "waiting_row_id"},
    "releases.give_appeal": {"release_decision_id": "appealed_id"},
    "releases.answer_appeal": {"release_decision_id": "given_id"},
    "releases.rule_on_appeal": {"release_decision_id": "read_id"},
    **{
        f"releases.{name}": {"panel_id": "closed_id"} for name in ("cast_hold", "write_letter", "reopen_vote")
    },
}


def unanswered(session: Session, cast: Cast, bench: Bench) -> dict[str, int]:
    """A case of Ada and Ben, handed in two months ago. Ben says nothing, nor does Zoe; Dev notes that."""
    work = Factory(session).work(cast.ada, cast.ben, title="Unanswered")
    with clock.fixed(clock.now() - timedelta(days=60)):
        case = approving.under_review(session, cast, work=work, outside="Zoe Quill")
    for day in range(3):
        with clock.fixed(clock.now() - timedelta(days=10 - day)):
            spoken.remind(session, case)
    (zoe,) = sign_off_queries.outside(session, case)
    note = spoken.give_up(session, bench.dev, seal=SEAL, case=case, line=zoe, words="Three letters.")
    said = unease.say(
        session, cast.ada.person, seal=SEAL, case=case, text="The figures sell it.", private=True
    )
    return {
        "silent_id": case.id,
        "silent_person_id": cast.ben.person_id,
        "outside_id": zoe.contributor.id,
        "spoken_id": note.id,
        "said_id": said.id,
    }


def further(session: Session, cast: Cast, bench: Bench) -> dict[str, Any]:
    """Ids by the names that the addresses above use."""
    filed = approving.under_review(session, cast)
    row = assignments.ask(session, bench.cora, case=filed, person=bench.rhea)
    assignments.answer(session, SEAL, bench.rhea, case=filed, row=row, accepts=True)
    assessments.file(session, SEAL, bench.rhea, case=filed, said=seating.MILD)
    asked = assignments.ask(session, bench.cora, case=filed, person=bench.ravi)
    appealed, given, read = (_appeal(session, cast) for _ in range(3))
    for appeal in (given, read):
        case = session.get_one(Case, appeal.case_id)
        appeals.assign(session, bench.cora, case=case, appeal=appeal, reader=bench.xeno)
    approving.declare(session, case, bench.xeno)
    appeals.take(session, bench.xeno, case=case, appeal=read)
    before, panel = seating.ready(session, cast, bench)
    seating.vote_all(session, before, panel, bench, *[Scope.S0] * 4, Scope.S3)
    closing.close(session, bench.pia, case=before, panel=panel)
    return {
        "filed_id": filed.id,
        "waiting_row_id": asked.id,
        "appealed_id": appealed.decision_id,
        "given_id": given.decision_id,
        "read_id": read.decision_id,
        "closed_id": panel.id,
    }


def _appeal(session: Session, cast: Cast) -> ReleaseAppeal:
    case = approving.under_review(session, cast, panel=True)
    decision = approving.decide(
        session,
        case,
        verdict=Verdict.HOLD,
        scope=None,
        revisit_on=clock.today() + timedelta(days=90),
    )
    cases.move(session, None, case=case, transition="T10", to=CaseState.HELD)
    return appeals.file(
        session,
        cast.ada.person,
        seal=SEAL,
        case=case,
        decision=decision,
        ground=Ground.REASONS,
        text="Not ours.",
    )
