"""Writes of handing in a release: everything as it stands is kept whole, routed, and goes to screening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from tracker import audit, clock
from tracker.people.models import Person
from tracker.reasons import Decision, no, require, yes
from tracker.releases import (
    answer_queries,
    answer_rules,
    cases,
    contributor_queries,
    incidents,
    notices,
    sign_off_queries,
    sign_offs,
    submission_queries,
    worries,
)
from tracker.releases.answer_queries import Rows
from tracker.releases.answer_rules import PRIVATE, UNEASE
from tracker.releases.checklist import Checklist, Missing, shown
from tracker.releases.checklist_parts import Answer, Facts, Item
from tracker.releases.incident_models import IncidentCause
from tracker.releases.models import Case
from tracker.releases.parts import CaseState, Scope, Tier
from tracker.releases.route_rules import Route, route
from tracker.releases.submission_models import Submission
from tracker.releases.submission_queries import Live, current
from tracker.releases.submission_rules import HANDED_IN_BY, Handing, Said, binding, may_submit
from tracker.sealed import Seal

__all__ = ["binding", "current", "submit"]


@dataclass(frozen=True)
class Ready:
    """A release as it would be handed in now, and what stands in the way."""

    live: Live
    rows: Rows
    facts: Facts
    answers: Mapping[str, Answer]
    missing: list[Missing]
    unconfirmed: list[Item]
    # The person who looks answered that they say their unease in private, and has not said it.
    unsaid: bool
    route: Route

    @property
    def stamp(self) -> str:
        """Tells whether anything changed since a page was shown."""
        return f"{answer_queries.version(self.rows)}-{self.live.binding or ''}"

    def may_submit(self, case: Case, person_id: int) -> Decision:
        """Whether this person hands it in now."""
        return may_submit(
            Handing(
                case.state,
                corresponding=case.author_id == person_id,
                missing=len(self.missing) + self.unsaid,
                unconfirmed=len(self.unconfirmed),
                returns=self.route.returns,
                blocked=bool(self.route.blocked),
            )
        )


def ready(
    session: Session,
    case: Case,
    *,
    checklist: Checklist,
    area_tier: Tier,
    person_id: int,
    opened: Mapping[int, str],
    formal_asked: bool = False,
) -> Ready:
    """What would be handed in by this person now. `opened` are the words of the answers, by their ids."""
    live = submission_queries.live(session, case)
    rows = answer_queries.rows(session, case.id)
    facts = facts_of(case, live, area_tier=area_tier, formal_asked=formal_asked)
    answers = whole(session, case, rows, opened, signing=person_id)
    asked = shown(checklist, facts, answers)
    kept = answer_queries.kept(rows)
    uneasy = answers.get(UNEASE, Answer())
    own = UNEASE in rows and rows[UNEASE].said_by_id == person_id
    said = sign_off_queries.own_unease(session, case.id, person_id)
    return Ready(
        live,
        rows,
        facts,
        answers,
        answer_rules.lacking(checklist, facts, answers),
        answer_rules.unconfirmed(kept, asked, state=case.state, since=case.state_since),
        unsaid=own and PRIVATE in uneasy.chosen and not said,
        route=route(checklist, facts, answers),
    )


def facts_of(case: Case, live: Live, *, area_tier: Tier, formal_asked: bool = False) -> Facts:
    """What is known of a case beside its answers, as it stands now."""
    return Facts(
        kind=case.kind,
        scope=live.scope or Scope.S0,
        derivative=case.derived_from_id is not None,
        manifest=live.manifest is not None,
        area=case.area,
        area_tier=area_tier,
        formal_asked=case.formal_asked or formal_asked,
    )


def whole(
    session: Session, case: Case, rows: Rows, opened: Mapping[int, str], *, signing: int | None = None
) -> dict[str, Answer]:
    """The author's answers with what others say: who contributed, who agrees, what the mentors think."""
    people = contributor_queries.everybody(session, case)
    signs = [
        Said.AGREED if one.person.id == signing else one.said for one in sign_off_queries.lines(session, case)
    ] + [one.said for one in sign_off_queries.outside(session, case)]
    views = sign_off_queries.views(session, case.id)
    mentors = {one.support.value for person, one in views.items() if person in people.mentors}
    return {
        **answer_queries.answers(rows, opened),
        "A4": Answer(people.keys),
        "J2": Answer(tuple(sorted({one.value for one in signs}))),
        "J3": Answer(tuple(sorted(mentors))),
    }


def submit(
    session: Session,
    actor: Person,
    *,
    seal: Seal,
    case: Case,
    checklist: Checklist,
    area_tier: Tier,
    opened: Mapping[int, str],
    stamp: str,
    formal_asked: bool = False,
) -> Submission:
    """Hand a release in (T2, T15) as it was read at `stamp`. Sent twice, it is handed in once."""
    cases.hold(session, case)
    last = current(session, case)
    if case.state is CaseState.SCREENING and last is not None and last.by_id == actor.id:
        return last
    found = ready(
        session,
        case,
        checklist=checklist,
        area_tier=area_tier,
        person_id=actor.id,
        opened=opened,
        formal_asked=formal_asked,
    )
    require(found.may_submit(case, actor.id))
    live = found.live
    texts = {one.id for one in answer_queries.texts(found.rows)}
    if live.manifest is None or live.scope is None or live.binding is None or not texts <= opened.keys():
        require(no("submission_changed"))
        raise AssertionError
    require(yes() if stamp == found.stamp else no("submission_changed"))
    row = _keep(session, actor, case, found, live.manifest.id, live.scope, live.binding, last)
    sign_offs.write(session, actor, seal=seal, case=case, agrees=True, binding=live.binding)
    uneasy = bool(sign_off_queries.unease(session, case.id))
    tier = max(found.route.tier, Tier.FORMAL) if uneasy or found.route.private else found.route.tier
    cases.raise_tier(session, None, case, tier)
    step = HANDED_IN_BY[case.state]
    cases.move(session, actor, case=case, transition=step, to=CaseState.SCREENING)
    if found.route.stops:
        incidents.open_one(session, actor, case=case, cause=IncidentCause.ALREADY_OUT)
    _ask(session, case)
    return row


def _keep(
    session: Session,
    actor: Person,
    case: Case,
    found: Ready,
    manifest_id: int,
    scope: Scope,
    bound: str,
    last: Submission | None,
) -> Submission:
    """Keep everything as it stands, and what a case says of it in plain."""
    people = contributor_queries.everybody(session, case)
    row = Submission(
        case_id=case.id,
        number=last.number + 1 if last else 1,
        manifest_id=manifest_id,
        scope=scope,
        venue_id=found.live.venue_id,
        planned_on=case.planned_on,
        binding=bound,
        answers=_answers(found),
        contributors={"people": list(people.person_ids), "names": list(people.name_ids)},
        route=_route(found.route),
        by_id=actor.id,
    )
    session.add(row)
    case.asked_scope, case.venue_id, case.submitted_at = scope, found.live.venue_id, clock.now()
    case.formal_asked = found.facts.formal_asked
    session.flush()
    audit.note(
        session, actor, "release.submit", row, program_id=case.program_id, case=case.id, number=row.number
    )
    return row


def _ask(session: Session, case: Case) -> None:
    """Ask contributors for their word, mentors for their view, and the desk to screen."""
    people = contributor_queries.everybody(session, case)
    found = contributor_queries.by_id(session, people.mentors)
    silent = found.keys() - sign_off_queries.views(session, case.id).keys()
    notices.tell(session, case=case, people=sign_off_queries.waiting(session, case), what="sign")
    notices.tell(session, case=case, people=[found[one] for one in sorted(silent)], what="view")
    notices.tell(session, case=case, people=worries.desk(session, case), what="screen")


def _answers(found: Ready) -> dict[str, Any]:
    """The answers as a submission keeps them: choices plain, words by the ids of their sealed rows."""
    return {
        item: {
            "chosen": list(answer.chosen),
            "text": found.rows[item].text_id if item in found.rows else None,
            "why": found.rows[item].why_id if item in found.rows else None,
        }
        for item, answer in found.answers.items()
    }


def _route(found: Route) -> dict[str, Any]:
    return {
        "tier": int(found.tier),
        "easy": found.easy,
        "returns": list(found.returns),
        "flags": list(found.flags),
        "formal": list(found.formal),
        "external": list(found.external),
        "stops": list(found.stops),
        "blocked": list(found.blocked),
        "waits": list(found.waits),
        "private": list(found.private),
        "conditions": [[one.item, one.words] for one in found.conditions],
        "causes": [[one.item, one.code] for one in found.causes],
    }
