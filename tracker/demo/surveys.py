"""The surveys' story: switched on before each cohort, answered by most, and by nobody who had left."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from tracker import clock
from tracker.cohorts.models import Enrolment
from tracker.demo.crews import Crew
from tracker.demo.happenings import STAFF, Happening, Rows, moment
from tracker.demo.people import SCHOLAR, Someone
from tracker.demo.stages import RESEARCH_BEGINS
from tracker.demo.survey_words import ALONE, BETTER, GOALS, LATER_GOALS, NOTES, PARTS, TRACKS
from tracker.demo.timetable import Timetable
from tracker.projects.models import Work
from tracker.surveys import actions, contributions, defaults, links, queries, rules, setup, voices
from tracker.surveys.defaults import Days
from tracker.surveys.models import Survey
from tracker.surveys.questions import NOT_SURE, Answers, Kind, Slot, Value

BEFORE = -12
# From when on the main cohort states its parts in research: there is one open half-way. For how long.
STATED, STATING = RESEARCH_BEGINS + 36, 12
# Self-ratings are kinder than mentors' by a third of a standard deviation, and nearly unrelated to them.
SELF_MEAN, SELF_SD, SELF_CHANGE = 3.65, 0.75, 0.35
OPTIONS = {
    "education": ("bachelor", "master", "master", "doctorate", "doctorate", "other"),
    "prior-role": ("student", "student", "research", "engineering", "other-work"),
    "plans": ("degree", "doctorate", "safety-job", "other-job", "other-program", "own", "unknown"),
}
CAREERS = {
    Slot.CAREERS_0: ("seeking", "safety-part", "phd", "seeking", "independent", "safety-full", "other"),
    Slot.CAREERS_6: ("safety-full", "safety-full", "phd", "safety-part", "unsaid", "independent"),
}


def counted(rows: Rows, table: Timetable, applied: int, accepted: int) -> Iterator[Happening]:
    """Staff type how many applied, and switch the surveys of a cohort on."""
    yield moment(table, BEFORE, 5), partial(_count, rows, table, applied, accepted)
    yield moment(table, BEFORE, 9), partial(_switch_on, rows, table)


def _count(rows: Rows, table: Timetable, applied: int, accepted: int) -> None:
    setup.set_counts(
        rows.session,
        rows.people[STAFF],
        cohort=rows.cohorts[table.slug],
        applied=applied,
        accepted=accepted,
    )


def _switch_on(rows: Rows, table: Timetable) -> None:
    setup.switch_on_rest(rows.session, rows.people[STAFF], cohort=rows.cohorts[table.slug])


def stating(
    rows: Rows, table: Timetable, crews: Sequence[Crew], first: int, share: float, seed: int
) -> Iterator[Happening]:
    """The contribution statement about works of research, asked from a day on and given by some."""
    rng = random.Random(seed)  # noqa: S311  # invented data
    yield moment(table, BEFORE, 11), partial(_move, rows, table, first)
    for at, crew in enumerate(crew for crew in crews if crew.in_research):
        alone = len(crew.scholars) == 1
        for scholar in crew.scholars:
            words, day = rng.choice(ALONE if alone else PARTS), first + rng.randint(0, STATING - 4)
            if rng.random() < share and scholar != SCHOLAR.email:
                answers: dict[str, Value] = {"words": words, "roles": ["investigation", "software"]}
                answers |= {} if alone else {"part": "equal"}
                act = partial(_state, rows, table, scholar, crew.title, answers)
                yield moment(table, day, 30 + 3 * at), act


def _move(rows: Rows, table: Timetable, first: int) -> None:
    setup.switch_on(
        rows.session,
        rows.people[STAFF],
        cohort=rows.cohorts[table.slug],
        slot=Slot.CONTRIBUTION,
        opens_on=table.on(first),
        closes_on=table.on(first + STATING),
    )


def answering(rows: Rows, table: Timetable, scholars: Sequence[Someone], seed: int) -> Iterator[Happening]:
    """Intake, self-assessments, experience and careers of a cohort, each answered by most who are there."""
    rng = random.Random(seed)  # noqa: S311  # invented data
    made: dict[Slot, Callable[[random.Random, int], Answers]] = {
        Slot.INTAKE: _intake,
        Slot.EXPERIENCE: _experience,
        **{slot: partial(_career, slot) for slot in CAREERS},
    }
    for at, someone in enumerate(scholars):
        for slot, make in made.items():
            answers, late, answers_it = make(rng, at), rng.randint(1, 4), rng.random() < 0.92
            if answers_it or someone == SCHOLAR:
                yield (
                    _within(table, slot, late, at),
                    partial(_answer, rows, table, someone.email, slot, answers),
                )
        levels = [round(rng.gauss(SELF_MEAN, SELF_SD)) for _ in range(12)]
        for slot, share in ((Slot.SELF_START, 0.92), (Slot.SELF_END, 0.8)):
            change = SELF_CHANGE if slot is Slot.SELF_END else 0.0
            shift = [round(rng.gauss(change, 0.6)) if change else 0 for _ in levels]
            goal = rng.choice(LATER_GOALS if change else GOALS)
            if rng.random() < share or someone == SCHOLAR:
                rated = [level + more for level, more in zip(levels, shift, strict=True)]
                act = partial(_rate, rows, table, someone.email, slot, rated, goal)
                yield _within(table, slot, 2, at), act


def _within(table: Timetable, slot: Slot, days: int, at: int) -> datetime:
    """A moment some days after a survey opens, if it opens on the day that the dates propose."""
    training, last = table.phases[0], table.phases[-1].ends_on
    opens_on = defaults.days(slot, Days(training.starts_on, training.ends_on), last).opens_on
    return moment(table, (opens_on - table.start).days + days, 11 * at % 400)


def _intake(rng: random.Random, at: int) -> Answers:
    return {
        "education": rng.choice(OPTIONS["education"]),
        "prior-role": rng.choice(OPTIONS["prior-role"]),
        "plans": sorted(rng.sample(OPTIONS["plans"], rng.randint(1, 3))),
        "track": TRACKS[at % len(TRACKS)],
    }


def _experience(rng: random.Random, at: int) -> Answers:
    said: dict[str, Value] = {
        "recommend": rng.choice((7, 8, 8, 9, 9, 10)),
        "mentorship": rng.choice((3, 4, 4, 5, 5)),
        "management": rng.choice((2, 3, 4, 4, 5)),
    }
    # Two people in a cohort never write the same, and most write nothing.
    return said | ({"better": BETTER[at // 2]} if at % 2 == 0 and at // 2 < len(BETTER) else {})


def _career(slot: Slot, rng: random.Random, _at: int) -> Answers:
    note = rng.choice(NOTES)
    return {"status": rng.choice(CAREERS[slot])} | ({"note": note} if note else {})


def _open(rows: Rows, table: Timetable, scholar: str, slot: Slot) -> tuple[Survey, Enrolment] | None:
    """The survey and the scholar, if they may answer it now: who has left the cohort does not."""
    cohort, enrolment = rows.cohorts[table.slug], rows.enrolments[table.slug, scholar]
    survey = queries.survey(rows.session, cohort.id, slot)
    if survey is None:
        return None
    today = clock.today(cohort.program.time_zone)
    may = rules.may_answer(queries.moment(rows.session, survey, enrolment, today))
    return (survey, enrolment) if may else None


def _answer(rows: Rows, table: Timetable, scholar: str, slot: Slot, answers: Answers) -> None:
    found = _open(rows, table, scholar, slot)
    if found is None:
        return
    (survey, enrolment), person = found, rows.people[scholar]
    if slot.confidential:
        voices.speak(rows.session, person, survey=survey, enrolment=enrolment, answers=answers)
        return
    if slot.by_link:
        links.make(rows.session, survey, enrolment)
    actions.send(
        rows.session,
        person,
        survey=survey,
        enrolment=enrolment,
        work=None,
        answers=answers,
        form_version=0,
        by_link=slot.by_link,
    )


def _rate(rows: Rows, table: Timetable, scholar: str, slot: Slot, levels: Sequence[int], goal: str) -> None:
    """Somebody rates themself by the program's own criteria; a level that no scale has is “not sure”."""
    found = _open(rows, table, scholar, slot)
    if found is None:
        return
    asked = [one for one in found[0].version.questions if one.kind is Kind.LEVEL]
    rated: dict[str, Value] = {
        one.slug: level if level in one.levels else NOT_SURE
        for one, level in zip(asked, levels, strict=False)
    }
    _answer(rows, table, scholar, slot, rated | {"goal": goal})


def _state(rows: Rows, table: Timetable, scholar: str, title: str, answers: Answers) -> None:
    found = _open(rows, table, scholar, Slot.CONTRIBUTION)
    work: Work = rows.works[table.slug, title]
    if found is not None:
        contributions.send(
            rows.session,
            rows.people[scholar],
            survey=found[0],
            enrolment=found[1],
            work=work,
            answers=answers,
            form_version=0,
        )
