"""Whose work it was: shares agreed, disagreed on and settled, results proposed and objected to, late rates.

All of it happens in the main cohort, around mini-projects that no other story is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from tracker.cohorts import actions as cohorts
from tracker.cohorts.models import PhaseKind
from tracker.demo import titles
from tracker.demo.cases import CASES
from tracker.demo.crews import ROUNDS, Crew, Part
from tracker.demo.filings import World
from tracker.demo.happenings import STAFF, Happening, Rows, moment
from tracker.demo.timetable import Timetable
from tracker.evaluations import score_settings
from tracker.projects import actions as projects
from tracker.projects import results, shares
from tracker.projects.models import Membership, Reached, Work, WorkKind
from tracker.projects.parts import CreditRole, Share
from tracker.projects.rules import PRESETS

# Mini-projects whose shares nobody settles: in the first all agree, in the second a member does not.
AGREED = (titles.MINI[3], titles.MINI[5], titles.MINI[9], titles.MINI[18])
DISAGREED = titles.MINI[14]
UNSETTLED = frozenset({*AGREED, DISAGREED})
# Results that staff have not settled: one objected to, one that only waits. And rates changed too late.
OBJECTED, WAITING, LATE = titles.MINI[16], titles.MINI[19], titles.MINI[20]
HELD_OPEN = frozenset({OBJECTED, WAITING})
CARRIED_WORDS = "We planned it together, and I ran the second half of the experiments."
SETTLED_WORDS = "The commit history and the mentors’ notes show about a quarter; the planning was shared."
PROPOSAL = "After the edit the monitor still finds the bug: that was the question, and one task answers it."
OBJECTION = "The plan promised three tasks. We finished one, so I would not call it delivered."


def credit(rows: Rows, table: Timetable, crews: Sequence[Crew], world: World) -> Iterator[Happening]:
    """What members and mentors say after the hand-in of mini-projects, and what a scholar makes alone."""
    by_title = {crew.title: crew for crew in crews if crew.part is Part.MINI}
    carried = next((crew for crew in by_title.values() if CASES["carried"] in crew.scholars), None)
    if carried is None:  # another cohort
        return
    day = table.handed_in(ROUNDS[Part.MINI])
    for at, title in enumerate((*AGREED, DISAGREED)):
        crew = by_title[title]
        yield moment(table, day, 400 + at), partial(_state, rows, table, crew, world)
        for which in range(2):
            says = partial(_answer, rows, table, crew, world, which)
            yield moment(table, day + 1 + which, 480 + at), says
    # Said before staff settle it, later on the same day.
    yield moment(table, day, 10), partial(_state, rows, table, carried, world)
    yield moment(table, day, 20), partial(_claim_half, rows, table, carried)
    yield from _spoken(rows, table, by_title, day)
    yield moment(table, day + 2, 500), partial(_rate_late, rows, table, LATE)
    yield from _alone(rows, table, carried)


def _work(rows: Rows, table: Timetable, title: str) -> Work:
    return rows.works[table.slug, title]


def _membership(rows: Rows, table: Timetable, title: str, scholar: str) -> Membership:
    key = (_work(rows, table, title).id, rows.enrolments[table.slug, scholar].id)
    return rows.session.get_one(Membership, key)


def _state(rows: Rows, table: Timetable, crew: Crew, world: World) -> None:
    """The mentor says of both what their forms say too."""
    for scholar in crew.scholars:
        shares.claim(
            rows.session,
            rows.people[crew.mentor],
            membership=_membership(rows, table, crew.title, scholar),
            part=world.shares[crew.title, scholar],
            share=None,
        )


def _answer(rows: Rows, table: Timetable, crew: Crew, world: World, which: int) -> None:
    """A member confirms; in one work the second sees it differently, and the first names their roles."""
    scholar = crew.scholars[which]
    membership = _membership(rows, table, crew.title, scholar)
    part, words, person = world.shares[crew.title, scholar], "", rows.people[scholar]
    if crew.title == DISAGREED and which:
        part = Share.EQUAL if part is Share.LEAD else Share.LEAD
        words = "The idea was mine, and I wrote the translation of the prompts that everything rests on."
    shares.claim(rows.session, person, membership=membership, part=part, share=None, words=words)
    if not which:
        roles = [CreditRole.SOFTWARE, CreditRole.INVESTIGATION, CreditRole.WRITING_DRAFT]
        shares.set_roles(rows.session, person, membership=membership, roles=roles)


def _claim_half(rows: Rows, table: Timetable, crew: Crew) -> None:
    scholar = CASES["carried"]
    shares.claim(
        rows.session,
        rows.people[scholar],
        membership=_membership(rows, table, crew.title, scholar),
        part=Share.EQUAL,
        share=None,
        words=CARRIED_WORDS,
    )


def _spoken(rows: Rows, table: Timetable, by_title: dict[str, Crew], day: int) -> Iterator[Happening]:
    said = (
        (
            OBJECTED,
            1,
            "mentor",
            Reached.YES,
            PROPOSAL,
        ),
        (OBJECTED, 2, "member", Reached.NO, OBJECTION),
        (WAITING, 2, "mentor", Reached.YES, "A clear null: confidence in words tells nothing of the logits."),
    )
    for title, after, side, reached, words in said:
        crew = by_title[title]
        speaker = crew.mentor if side == "mentor" else crew.scholars[0]
        yield moment(table, day + after, 300), partial(_speak, rows, table, title, speaker, reached, words)


def _speak(rows: Rows, table: Timetable, title: str, who: str, reached: Reached, words: str) -> None:
    work = _work(rows, table, title)
    results.speak(rows.session, rows.people[who], work=work, reached=reached, words=words)


def _rate_late(rows: Rows, table: Timetable, title: str) -> None:
    """Staff settle a result at once and then find that the rates were never what was meant."""
    work, staff = _work(rows, table, title), rows.people[STAFF]
    if work.reached is Reached.NOT_YET:
        results.settle(
            rows.session, staff, work=work, reached=Reached.NO, reason="Handed in without a finding, on time."
        )
    projects.state_rates(
        rows.session,
        staff,
        work=work,
        rates=PRESETS["hard" if work.pass_able != PRESETS["hard"].able else "ambitious"],
        steepest=score_settings.steepest(score_settings.in_use(rows.session, rows.program.id)),
        late=True,
    )


def _alone(rows: Rows, table: Timetable, carried: Crew) -> Iterator[Happening]:
    """A deliverable that one scholar makes alone, as hard as the one that another was carried through."""
    yield moment(table, 3, 700), partial(_begin_alone, rows, table, carried.mentor)
    day = table.handed_in(ROUNDS[Part.MINI]) + 1
    yield moment(table, day, 700), partial(_reach_alone, rows, table, carried.mentor)


def _begin_alone(rows: Rows, table: Timetable, mentor: str) -> None:
    staff, title = rows.people[STAFF], titles.ALONE
    work = projects.create_work(
        rows.session,
        staff,
        phase=cohorts.phase_of(rows.cohorts[table.slug], PhaseKind.TRAINING),
        title=title,
        kind=WorkKind.MILESTONE,
        members=[rows.enrolments[table.slug, CASES["solo"]]],
        starts_on=table.on(4),
        due_on=table.on(table.handed_in(ROUNDS[Part.MINI])),
    )
    rows.works[table.slug, title] = work
    projects.add_mentor(rows.session, staff, work=work, person=rows.people[mentor])
    projects.state_rates(
        rows.session,
        rows.people[mentor],
        work=work,
        rates=PRESETS["normal"],
        steepest=score_settings.steepest(score_settings.in_use(rows.session, rows.program.id)),
    )


def _reach_alone(rows: Rows, table: Timetable, mentor: str) -> None:
    work = _work(rows, table, titles.ALONE)
    words = "The replication stands: same direction, half the size, on two checkpoints."
    results.speak(rows.session, rows.people[mentor], work=work, reached=Reached.YES, words=words)
    results.settle(
        rows.session, rows.people[STAFF], work=work, reached=Reached.YES, reason="It delivered its plan."
    )
