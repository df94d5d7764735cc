"""What the page of a case says to those who made or guide it: what they do next, and who has agreed."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from tracker.releases import (
    approval_queries,
    author_words,
    contributor_queries,
    sign_off_queries,
    submission_queries,
)
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.models import Case
from tracker.releases.parts import CaseRole
from tracker.releases.submission_rules import (
    SIGNABLE,
    VIEWABLE,
    Said,
    may_change_files,
    may_change_people,
    may_edit,
    may_take_over,
    may_withdraw,
)
from tracker.releases.views.blueprint import SECTIONS
from tracker.web.unsealing import open_texts


def next_steps(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """What an author or a mentor can do with their release now. None of it is about what others think."""
    if not standing.wrote:
        return None
    me = standing.person_id
    title = open_texts(me, "own case", [case.title] if case.title else [])
    author = CaseRole.AUTHOR in standing.roles
    corresponding = case.author_id == me
    out = approval_queries.publication(session, case.id) is not None
    live = submission_queries.live(session, case)
    lines = sign_off_queries.lines(session, case) if author else []
    own = next((one.said for one in lines if one.person.id == me), None)
    asked = case.state in SIGNABLE and live.binding is not None
    return {
        "title": title.get(case.title_id or 0, ""),
        "author": author,
        "corresponding": corresponding,
        "corresponding_name": contributor_queries.by_id(session, [case.author_id])[case.author_id].name,
        "edits": author and bool(may_edit(case.state)),
        "files": author and bool(may_change_files(case.state)),
        "people": author and bool(may_change_people(case.state)),
        "withdraws": bool(may_withdraw(case.state, corresponding=corresponding, out=out)),
        "takes_over": author and bool(may_take_over(case.state, corresponding=corresponding)),
        "signs": author and asked and own is not Said.AGREED,
        "views": CaseRole.MENTOR in standing.roles
        and case.state in VIEWABLE
        and me not in sign_off_queries.views(session, case.id),
    }


def agreement(session: Session, standing: Standing, case: Case) -> dict[str, Any] | None:
    """Who agrees and what the mentors think, for the people of the case; no words, which are sealed."""
    if not may(standing, Ability.OWN_ANSWERS):
        return None
    views = sign_off_queries.views(session, case.id)
    mentors = contributor_queries.by_id(session, contributor_queries.everybody(session, case).mentors)
    return {
        "lines": sign_off_queries.lines(session, case),
        "mentors": [
            (mentors[one], views.get(one)) for one in sorted(mentors, key=lambda found: mentors[found].name)
        ],
        "handed_in": case.submitted_at is not None,
        "routes": bool(may(standing, Ability.ROUTE)),
        "uneasy": len(sign_off_queries.unease(session, case.id))
        if may(standing, Ability.ROUTE) and not standing.wrote
        else 0,
        "author_words": author_words,
    }


SECTIONS.setdefault("releases/case_next.html", next_steps)
SECTIONS.setdefault("releases/case_signoffs.html", agreement)
