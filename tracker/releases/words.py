"""The words for cases: kinds, states, scopes, what somebody is to one, and what abilities are refused."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.releases.parts import CaseRole, CaseState, ReleaseKind, Scope

KINDS: dict[ReleaseKind, LazyString] = {
    ReleaseKind.PAPER: _l("paper"),
    ReleaseKind.PREPRINT: _l("preprint"),
    ReleaseKind.PEER_REVIEW: _l("submission to peer review"),
    ReleaseKind.CODE: _l("code"),
    ReleaseKind.WEIGHTS: _l("model weights"),
    ReleaseKind.DATASET: _l("dataset or evaluation"),
    ReleaseKind.POST: _l("post"),
    ReleaseKind.TALK: _l("talk, poster or video"),
    ReleaseKind.PRIVATE_DRAFT: _l("private draft for people outside"),
    ReleaseKind.OTHER: _l("something else"),
}

STATES: dict[CaseState, LazyString] = {
    CaseState.DRAFT: _l("being prepared"),
    CaseState.SCREENING: _l("with the coordinator"),
    CaseState.RETURNED: _l("back with the authors"),
    CaseState.EXPEDITED: _l("with two reviewers"),
    CaseState.FORMAL: _l("with the panel"),
    CaseState.APPROVED: _l("approved, not free to go out yet"),
    CaseState.CLEARED: _l("free to go out"),
    CaseState.PUBLISHED: _l("published"),
    CaseState.HELD: _l("held for now"),
    CaseState.DECLINED: _l("declined for now"),
    CaseState.STALE: _l("approval no longer holds"),
    CaseState.SUSPENDED: _l("stopped"),
    CaseState.WITHDRAWN: _l("withdrawn by its authors"),
    CaseState.RETRACTED: _l("retracted"),
    CaseState.DISCLOSED_UNREVIEWED: _l("got out without review"),
}

# Whose turn it is, for the people who wait.
NEXT: dict[CaseState, LazyString] = {
    CaseState.DRAFT: _l("The authors answer the questions and hand it in."),
    CaseState.SCREENING: _l("The coordinator checks that it is complete and whom it goes to."),
    CaseState.RETURNED: _l("The authors add what was asked for and hand it in again."),
    CaseState.EXPEDITED: _l("Two reviewers judge it, each alone."),
    CaseState.FORMAL: _l("A panel judges it and votes."),
    CaseState.APPROVED: _l("Something is open before it may go out."),
    CaseState.CLEARED: _l("The authors may publish exactly what was approved."),
    CaseState.PUBLISHED: _l("Nobody waits for anything. It is looked back at after 6 and 12 months."),
    CaseState.HELD: _l("It is looked at again on a day that the decision names."),
    CaseState.DECLINED: _l("It is looked at again on a day that the decision names."),
    CaseState.STALE: _l("The authors have it confirmed, or hand it in again."),
    CaseState.SUSPENDED: _l("Nothing goes out while two people look at why it was stopped."),
    CaseState.WITHDRAWN: _l("Nobody waits for anything. The record stays."),
    CaseState.RETRACTED: _l("Nobody waits for anything. The record stays."),
    CaseState.DISCLOSED_UNREVIEWED: _l(
        "The coordinator handles what got out. It does not count as published."
    ),
}

SCOPES: dict[Scope, LazyString] = {
    Scope.S0: _l("S0, the case team only"),
    Scope.S1: _l("S1, recipients by name"),
    Scope.S2: _l("S2, this program"),
    Scope.S3: _l("S3, approved applicants under an agreement"),
    Scope.S4: _l("S4, public in part"),
    Scope.S5: _l("S5, public in full"),
}

ROLES: dict[CaseRole, LazyString] = {
    CaseRole.AUTHOR: _l("author"),
    CaseRole.MENTOR: _l("mentor of the work"),
    CaseRole.COORDINATOR: _l("coordinator"),
    CaseRole.DEPUTY: _l("deputy coordinator"),
    CaseRole.REVIEWER: _l("reviewer"),
    CaseRole.CHAIR: _l("chair of the panel"),
    CaseRole.VOTER: _l("member of the panel"),
    CaseRole.EXTERNAL: _l("external member"),
    CaseRole.APPEAL_READER: _l("reader of the appeal"),
    CaseRole.DIRECTOR: _l("director"),
    CaseRole.AUDITOR: _l("auditor"),
}


def roles(held: Iterable[CaseRole]) -> str:
    """What somebody is to a case, in one order for everybody."""
    return ", ".join(str(ROLES[role]) for role in CaseRole if role in set(held))
