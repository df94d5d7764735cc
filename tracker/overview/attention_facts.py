"""What the attention list rests on, as far as its reader may know it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from tracker.advancement import appeal_queries, open_gates
from tracker.advancement import queries as advancement
from tracker.advancement.appeal_models import Appeal
from tracker.advancement.decision_models import GateDecision
from tracker.advancement.gate_reminder_rules import Stand
from tracker.advancement.models import Concern
from tracker.advancement.open_gates import OpenGate
from tracker.cohorts import calendar, forecast_queries
from tracker.cohorts.forecast_queries import Voice
from tracker.cohorts.models import Cohort
from tracker.evaluations import queries as evaluations
from tracker.evaluations.models import Assignment, Flag
from tracker.overview import attention_mail, attention_releases, attention_works, rater_rules
from tracker.overview import attention_queries as queries
from tracker.overview.attention_queries import Pair
from tracker.overview.rater_rules import Backing, Counts, Outlook
from tracker.people.models import Person
from tracker.permissions import Grants, Permission


@dataclass(frozen=True)
class Facts:
    """Everything that the list rests on, read in a fixed number of statements.

    `concerned` and `evaluated` are the cohorts whose concerns and whose evidence the reader may read.
    """

    reader_id: int
    concerned: frozenset[int]
    evaluated: frozenset[int]
    today: dict[int, date]
    gates: Sequence[OpenGate]
    backings: dict[Pair, Backing]
    owed: Sequence[Assignment]
    reviews: Sequence[Concern]
    flags: Sequence[Flag]
    reads: set[Pair]
    untold: Sequence[GateDecision]
    appeals: Sequence[Appeal]
    slipping: Sequence[Voice]
    works: attention_works.Waiting
    releases: attention_releases.Late
    mails: attention_mail.Waiting

    def day(self, cohort: Cohort) -> date:
        """The day it is where a cohort is."""
        return self.today[cohort.program_id]


def gather(
    session: Session, cohorts: Sequence[Cohort], today: dict[int, date], *, reader: Person, held: Grants
) -> Facts:
    """What is known of these cohorts, as far as this reader may know it, and nothing about the reader.

    The cohorts come with their phases. Of those that are over only letters and appeals are left.
    """
    by_id = {one.id: one for one in cohorts}
    running = {key: one for key, one in by_id.items() if not open_gates.over(one, today[one.program_id])}

    def where(permission: Permission, among: dict[int, Cohort] = running) -> list[int]:
        return [
            one.id
            for one in among.values()
            if held.allow(permission, program_id=one.program_id, cohort_id=one.id)
        ]

    here = open_gates.present(session, list(running.values()), today, but=reader.id)
    phases = calendar.phases_of_many(session, here)
    closing = {(key, one.id): one.forms_close_on for key, found in phases.items() for one in found}
    ids = {one.id for one in here}
    evaluated, concerned = where(Permission.EVALUATION_READ), where(Permission.CONCERN_READ)
    still_open = _still_open(session, evaluated, closing, today)
    # Whoever owes a form on a scholar reads nobody else's yet, so nothing points them to one.
    blind = {one.enrolment_id for one in still_open if one.mentor_id == reader.id}
    return Facts(
        reader_id=reader.id,
        concerned=frozenset(concerned),
        evaluated=frozenset(evaluated),
        today=today,
        gates=open_gates.undecided(session, here, phases, today),
        backings=queries.backings(session, evaluated, {one.id for one in still_open}),
        owed=still_open,
        reviews=[
            one
            for one in advancement.under_review(session, concerned, reader_id=reader.id)
            if one.enrolment_id in ids
        ],
        flags=[
            one
            for one in evaluations.open_flags(session, where(Permission.FLAG_HANDLE))
            if one.form.enrolment_id in ids - blind
        ],
        reads=queries.reads(session, running),
        # Both can wait longer than the cohort lasts.
        untold=queries.untold(session, where(Permission.LETTER_SEND, by_id), but=reader.id),
        appeals=appeal_queries.undecided(session, where(Permission.APPEAL_READ, by_id), reader_id=reader.id),
        slipping=[
            one
            for one in forecast_queries.open_voices(session, where(Permission.BOARD_READ))
            if one.slips and one.enrolment.id in ids
        ],
        works=attention_works.waiting(session, where(Permission.COHORT_MANAGE)),
        releases=attention_releases.late(session, cohorts, today, held),
        mails=attention_mail.waiting(session, cohorts, held),
    )


def _still_open(
    session: Session, cohort_ids: Sequence[int], closing: dict[Pair, date], today: dict[int, date]
) -> list[Assignment]:
    """The forms that can still be filed; `closing` is the last day for each scholar and phase."""
    return [
        one
        for one in queries.open_assignments(session, cohort_ids)
        if (last := closing.get((one.enrolment_id, one.work.phase_id))) is not None
        and today[one.enrolment.cohort.program_id] <= last
    ]


def stand(gate: OpenGate) -> Stand:
    """Where a scholar stands at a gate, as the rules speak of it."""
    return Stand(gate.state, gate.gate.notice_by, gate.gate.decision_on)


def outlook(facts: Facts, gate: OpenGate) -> Outlook:
    """Whether the evidence on a scholar suffices for the policy of their gate, or can be made to."""
    backing = facts.backings.get((gate.enrolment.id, gate.phase.id), Backing())
    return rater_rules.outlook(
        backing,
        need(gate),
        today=facts.day(gate.cohort),
        ends_on=gate.phase.ends_on,
        forms_close_on=gate.phase.forms_close_on,
    )


def need(gate: OpenGate) -> Counts:
    """The least evidence behind a decision against a scholar at a gate."""
    return Counts(gate.gate.people, gate.gate.works, gate.gate.non_mentors)
