"""The hard cases that the demo must hold, and where to find each.

`CASES` maps a case to the e-mail address of the person it is about. All of them are in the main cohort:
thin_evidence    every form filed on this scholar is from one and the same rater
split_raters     in one round one rater gave Overall 2 and another 5
overdue_form     the first form on this scholar is past its day and was never filed
hard_problem     a strong scholar with a bad result on a hard problem, and high quality behind it
carried          a good result to which this scholar contributed in a supporting share
solo             a good result, as hard as that one, which this scholar made alone
risky_project    good work on an ambitious project that did not reach its goal
withdrew         left the program in week 6 of training
blind_reviewer   the demo mentor reviews this scholar blind, not being their mentor
owes_many        a mentor with many forms past their day
harsh_rater      a mentor about one point below the others
lenient_rater    a mentor about one point above the others
plan_running     a concern whose support plan was extended: open at the gate, met before the decision
plan_met         a concern that was answered and whose targets were met before the phase ended
concern_withdrawn  a concern that was taken back, because it rested on a mistake
stopped          stopped with everything in order; appealed, sent back, and continuing with a plan in the end
stop_refused     staff typed a stop that the policy's checks refuse: told late, judged by one person
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tracker.demo.people import MAIN_SCHOLARS, MENTORS, PAST_SCHOLARS
from tracker.demo.remarks import ADVICE_NOTE, CONCERN_NOTE, CONDUCT_NOTE
from tracker.demo.timetable import Round
from tracker.evaluations.answers import Blame, Conduct, Relation, Result, ReviewWish, Share

CASES: Mapping[str, str] = MappingProxyType(
    {
        "thin_evidence": MAIN_SCHOLARS[13].email,
        "split_raters": MAIN_SCHOLARS[4].email,
        "overdue_form": MAIN_SCHOLARS[9].email,
        "hard_problem": MAIN_SCHOLARS[22].email,
        "carried": MAIN_SCHOLARS[31].email,
        "solo": MAIN_SCHOLARS[33].email,
        "risky_project": MAIN_SCHOLARS[2].email,
        "withdrew": MAIN_SCHOLARS[17].email,
        "blind_reviewer": MAIN_SCHOLARS[14].email,
        "plan_running": MAIN_SCHOLARS[25].email,
        "plan_met": MAIN_SCHOLARS[42].email,
        "concern_withdrawn": MAIN_SCHOLARS[34].email,
        "stopped": MAIN_SCHOLARS[45].email,
        "stop_refused": MAIN_SCHOLARS[21].email,
        "owes_many": MENTORS[3].email,
        "harsh_rater": MENTORS[10].email,
        "lenient_rater": MENTORS[12].email,
    }
)

# A second person left between the phases, for a job; the form still open on them was excused.
LEFT_AT_THE_GATE = MAIN_SCHOLARS[27].email

# Of the cohort that is over: the eight who had a place in research, and who left before the gate.
PAST_PLACED = tuple(PAST_SCHOLARS[at].email for at in (2, 4, 5, 10, 13, 14, 16, 17))
PAST_WITHDREW = PAST_SCHOLARS[11].email

# In rubric points, before anything is drawn.
SEVERITY = {CASES["harsh_rater"]: -1.0, CASES["lenient_rater"]: 0.9}
ABILITY = {CASES["hard_problem"]: 0.85, CASES["carried"]: -0.5, CASES["split_raters"]: 0.1}


@dataclass(frozen=True)
class Turn:
    """What the story makes of one form: the rater's impression in rubric points, and set answers."""

    impression: float | None = None
    changes: Mapping[str, Any] = field(default_factory=dict)


_PRIMARY, _BLIND = Relation.PRIMARY_MENTOR, Relation.BLIND_REVIEWER
_CONCERN = {"raise_concern": True, "staff_note": CONCERN_NOTE}

# (scholar, round, relation) → what happens there. All lie before the main cohort's day 38.
TURNS: Mapping[tuple[str, Round, Relation], Turn] = MappingProxyType(
    {
        (CASES["split_raters"], Round.HALF, _PRIMARY): Turn(4.9, {"overall": 5}),
        (CASES["split_raters"], Round.HALF, _BLIND): Turn(2.0, {"overall": 2}),
        (CASES["hard_problem"], Round.HALF, _PRIMARY): Turn(
            4.3,
            {"overall": 4, "result": Result.NEGATIVE, "quality": 5, "blame": Blame.HARD_PROBLEM},
        ),
        (CASES["carried"], Round.HALF, _PRIMARY): Turn(
            2.6, {"result": Result.POSITIVE, "quality": 4, "blame": None, "share": Share.SUPPORTING}
        ),
        (MAIN_SCHOLARS[30].email, Round.HALF, _PRIMARY): Turn(
            4.2, {"result": Result.POSITIVE, "quality": 4, "blame": None, "share": Share.LEAD}
        ),
        (CASES["plan_running"], Round.HALF, _PRIMARY): Turn(1.9, {"overall": 2, **_CONCERN}),
        (CASES["concern_withdrawn"], Round.HALF, _PRIMARY): Turn(2.2, {"overall": 2, **_CONCERN}),
        (CASES["plan_met"], Round.HALF, _PRIMARY): Turn(2.3, {"overall": 2, **_CONCERN}),
        (CASES["stopped"], Round.HALF, _PRIMARY): Turn(1.8, {"overall": 2, **_CONCERN}),
        (MAIN_SCHOLARS[40].email, Round.HALF, _PRIMARY): Turn(
            2.8, {"overall": None, "please_advise": True, "staff_note": ADVICE_NOTE}
        ),
        (MAIN_SCHOLARS[44].email, Round.HALF, _PRIMARY): Turn(
            3.4, {"conduct": Conduct.TALK_TO_STAFF, "staff_note": CONDUCT_NOTE}
        ),
        (CASES["risky_project"], Round.HALF, _PRIMARY): Turn(
            3.9,
            {
                "result": Result.NEGATIVE,
                "quality": 4,
                "blame": Blame.HARD_PROBLEM,
                "release_review": ReviewWish.YES,
            },
        ),
        (MAIN_SCHOLARS[37].email, Round.HALF, _PRIMARY): Turn(3.6, {"release_review": ReviewWish.UNSURE}),
        (MAIN_SCHOLARS[10].email, Round.HALF, _BLIND): Turn(3.3, {"release_review": ReviewWish.YES}),
    }
)
