"""When a release is handed in, what an approval is bound to, and what contributors and mentors say. Pure."""

from __future__ import annotations

import enum
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tracker.reasons import Decision, no, yes
from tracker.releases.parts import CaseState as State
from tracker.releases.parts import Scope
from tracker.releases.states import BEFORE_PUBLICATION

# The transition by which a case is handed in, from where the author has it in hand.
HANDED_IN_BY = {State.DRAFT: "T2", State.RETURNED: "T2", State.STALE: "T15"}
EDITABLE = frozenset(HANDED_IN_BY)
# A new list of files ends an approval, so it is taken then too; under review the files stay as they are.
FILES_EDITABLE = EDITABLE | {State.APPROVED, State.CLEARED}
# In these a contributor says whether they agree: once handed in, for as long as it is not out.
SIGNABLE = BEFORE_PUBLICATION - {State.DRAFT, State.HELD, State.DECLINED}
# Until it is decided a mentor's view is heard; afterwards there is the stop.
VIEWABLE = EDITABLE | {State.SCREENING, State.EXPEDITED, State.FORMAL}


class Said(enum.StrEnum):
    """Where a contributor stands: the values of question J2."""

    AGREED = "agreed"
    PENDING = "pending"
    NO = "no"


@dataclass(frozen=True)
class Word:
    """A contributor's word, on what they were shown."""

    binding: str
    agrees: bool


@dataclass(frozen=True)
class Handing:
    """What decides whether a release can be handed in now."""

    state: State
    corresponding: bool
    missing: int = 0
    unconfirmed: int = 0
    returns: tuple[str, ...] = ()
    blocked: bool = False


def binding(
    manifest_sha: str | None, scope: Scope | None, venue_id: int | None, contributors: Iterable[str]
) -> str | None:
    """SHA-256 over files, scope, venue and contributors; None while there are no files or no scope.

    The venue counts by the number of its sealed row, which never changes: whether an approval still holds
    is asked at night too, when nobody is there in whose name the words could be read.
    """
    if manifest_sha is None or scope is None:
        return None
    bound = [manifest_sha, scope.value, venue_id, sorted(set(contributors))]
    return hashlib.sha256(json.dumps(bound, separators=(",", ":")).encode()).hexdigest()


def may_edit(state: State) -> Decision:
    """Whether answers can be written now."""
    return yes() if state in EDITABLE else no("case_not_in_hand")


def may_change_files(state: State) -> Decision:
    """Whether another list of files can be given now."""
    return yes() if state in FILES_EDITABLE else no("case_files_fixed")


def may_change_destination(state: State) -> Decision:
    """Whether another scope or venue can be given beside the questions: once it is approved."""
    return yes() if state in FILES_EDITABLE - EDITABLE else no("destination_fixed")


def may_change_people(state: State) -> Decision:
    """Whether contributors can be added or taken off now: until it is out, since who judges depends on it."""
    return yes() if state in BEFORE_PUBLICATION else no("case_people_fixed")


def may_submit(handing: Handing) -> Decision:
    """Whether the case goes to screening now (T2, T15)."""
    if handing.state not in EDITABLE:
        return no("submission_not_in_hand")
    if not handing.corresponding:
        return no("submission_corresponding")
    if handing.missing:
        return no("submission_missing", count=handing.missing)
    if handing.unconfirmed:
        return no("submission_unconfirmed", count=handing.unconfirmed)
    if handing.returns:
        return no("submission_returns", items=", ".join(handing.returns))
    return no("submission_blocked") if handing.blocked else yes()


def may_withdraw(state: State, *, corresponding: bool, out: bool = False) -> Decision:
    """Whether the author takes a release back (T17). What went out is not undone, wherever it is judged."""
    if not corresponding:
        return no("withdrawal_corresponding")
    return yes() if state in BEFORE_PUBLICATION and not out else no("withdrawal_too_late")


def may_take_over(state: State, *, corresponding: bool) -> Decision:
    """Whether an author becomes the corresponding one: somebody must be there to act for a release."""
    if corresponding:
        return no("corresponding_already")
    return yes() if state in BEFORE_PUBLICATION else no("case_people_fixed")


def said(words: Sequence[Word], now: str | None) -> Said:
    """Where a contributor stands, by their words in order and what is bound now.

    A yes holds for what it was said to. A no holds until the same person says otherwise: no new file and
    no other scope can make it a yes.
    """
    if not words:
        return Said.PENDING
    if not words[-1].agrees:
        return Said.NO
    return Said.AGREED if now is not None and words[-1].binding == now else Said.PENDING


def may_sign(state: State, *, contributor: bool, shown: str, now: str | None) -> Decision:
    """Whether somebody's word is taken: a contributor's, on exactly what stands now."""
    if not contributor:
        return no("sign_off_not_contributor")
    if state not in SIGNABLE:
        return no("sign_off_not_now")
    return yes() if now is not None and shown == now else no("sign_off_changed")


def may_say_view(state: State, *, mentor: bool) -> Decision:
    """Whether a mentor's view is taken."""
    if not mentor:
        return no("view_not_mentor")
    return yes() if state in VIEWABLE else no("view_not_now")
