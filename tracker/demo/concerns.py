"""Concerns in the main cohort: a plan extended, one met, one not met, one taken back, one that came late."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from tracker.advancement import actions, plans
from tracker.advancement.models import Concern, Verdict
from tracker.advancement.rules import Aim
from tracker.demo.cases import CASES
from tracker.demo.happenings import LEAD, STAFF, Happening, Rows, moment
from tracker.demo.people import RESEARCH_MANAGER
from tracker.demo.timetable import Round, Timetable
from tracker.evaluations.answers import Relation
from tracker.evaluations.models import Form
from tracker.people.models import Person

NOTICE = actions.Notice(
    "A message for you in Meridian Fellowship",
    "Hello,\n\nthere is a message for you in Meridian Fellowship that you should read soon. For your privacy"
    " it is not in this mail; sign in and read it under “Where I stand”.\n",
)


@dataclass(frozen=True)
class Story:
    """One concern: days count from the start of training."""

    case: str
    opened: int
    read: int
    text: str
    targets: tuple[tuple[str, int], ...]
    help: str
    by_mentor: bool = False
    on_form: bool = True


EXTENDED = Story(
    case="plan_running",
    opened=36,
    read=37,
    text="Two plans in a row were not begun: the probe in week 3 and the small run in week 4. You told nobody"
    " that you were stuck until the day they were due. What you hand in is careful; too little of it comes.",
    targets=(
        ("Begin the small run and write down what stopped you, if something does", 53),
        ("Say in the group channel, within a day, when you are stuck; three weeks running", 60),
    ),
    help="A fixed hour on Mondays, and a second pair of eyes on the set-up of the first run.",
)
MET = Story(
    case="plan_met",
    opened=44,
    read=44,
    text="The last two write-ups give results without the run they come from, so nobody could check them.",
    targets=(("One write-up from which a stranger repeats the main number", 60),),
    help="An example of a write-up that works, and a reading of your draft within two days.",
    by_mentor=True,
)
TAKEN_BACK = Story(
    case="concern_withdrawn",
    opened=37,
    read=39,
    text="You missed three of the last four meetings, and your mentor did not know where the project stood.",
    targets=(("Come to the weekly meeting, or say beforehand that you cannot", 58),),
    help="We can move the meeting to an hour that suits you better.",
)


NOT_MET = Story(
    case="stopped",
    opened=41,
    read=42,
    text="In three hand-ins the claim does not follow from the runs, and after each reading the same step was"
    " left out again: the comparison with the simple method. We think you can do this; we have not seen it.",
    targets=(
        ("One comparison with the simple method, run by yourself", 58),
        ("A page that says what the runs show and what they do not", 61),
    ),
    help="Two pair-programming afternoons a week, and a worked comparison from last year.",
    by_mentor=True,
)
LATE = Story(
    case="stop_refused",
    opened=50,
    read=51,
    text="The write-up of the mini-project was not finished, and I do not see how the sprint will be.",
    targets=(("Hand in the sprint's write-up with its main figure", 66),),
    help="An hour with me on the figure, whenever you like.",
    on_form=False,
)


def concerns(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """What was raised, read, answered, helped with and settled."""
    for story in (EXTENDED, MET, TAKEN_BACK, NOT_MET, LATE):
        yield moment(table, story.opened, 240), partial(_open, rows, table, story)
        yield moment(table, story.read, 430), partial(_acknowledge, rows, table, story)
    yield (
        moment(table, 37, 450),
        partial(
            _reply,
            rows,
            table,
            EXTENDED,
            "The cluster was down for part of it, but you are right that I waited.",
        ),
    )
    yield (
        moment(table, 40, 90),
        partial(
            _plan, rows, table, EXTENDED, "Mondays at ten with staff; the mentor reads the set-up first."
        ),
    )
    yield (
        moment(table, 44, 470),
        partial(
            _reply, rows, table, MET, "Thank you for saying it so plainly. I will redo the second one first."
        ),
    )
    yield (
        moment(table, 46, 60),
        partial(_plan, rows, table, MET, "The mentor reads each draft within two days."),
    )
    yield (
        moment(table, 43, 30),
        partial(
            _plan, rows, table, NOT_MET, "Tuesdays and Thursdays at two, with Solvei.", RESEARCH_MANAGER.email
        ),
    )
    yield (
        moment(table, 41, 30),
        partial(
            _take_back, rows, table, "The meetings had been cancelled, and nobody had told us. We are sorry."
        ),
    )
    yield from _reviews(rows, table)


def _reviews(rows: Rows, table: Timetable) -> Iterator[Happening]:
    """Both words of each review, a day apart."""
    partly, met, no = Verdict.PARTLY, Verdict.MET, Verdict.NOT_MET
    manager, mentor = RESEARCH_MANAGER.email, None
    said = (
        (
            EXTENDED,
            62,
            STAFF,
            partly,
            74,
            "The run was begun and is careful. Being stuck was said once in two weeks.",
        ),
        (
            EXTENDED,
            63,
            LEAD,
            partly,
            74,
            "Better than in week 5; the second target needs the full three weeks.",
        ),
        (MET, 62, STAFF, met, None, "I repeated the main number from the text alone, in an afternoon."),
        (MET, 63, LEAD, met, None, "The new write-up names the run, the seed and what was left out."),
        (
            NOT_MET,
            62,
            manager,
            no,
            None,
            "We met eight times. The comparison was begun twice and not finished.",
        ),
        (NOT_MET, 63, mentor, no, None, "The page says what the runs show; nothing stands beside them."),
        (EXTENDED, 74, STAFF, met, None, "Three weeks of short notes, and the run is finished."),
        (EXTENDED, 74, LEAD, met, None, "Both targets are met. The notes helped the partner too."),
    )
    for at, (story, day, who, verdict, until, text) in enumerate(said):
        judging = partial(_judge, rows, table, story, who, verdict, text, until)
        yield moment(table, day, 60 + 15 * at), judging


def _open(rows: Rows, table: Timetable, story: Story) -> None:
    enrolment = rows.enrolments[table.slug, CASES[story.case]]
    form = _form(rows, table, story) if story.on_form else None
    targets = [Aim(text, table.on(day)) for text, day in story.targets]
    rows.concerns[table.slug, story.case] = actions.open_concern(
        rows.session,
        form.mentor if form and story.by_mentor else rows.people[STAFF],
        enrolment=enrolment,
        text=story.text,
        targets=targets,
        help_offered=story.help,
        notice=NOTICE,
        form=form,
    )


def _form(rows: Rows, table: Timetable, story: Story) -> Form:
    """The form half-way that asked for it."""
    return rows.forms[table.slug, CASES[story.case], Round.HALF, Relation.PRIMARY_MENTOR]


def _acknowledge(rows: Rows, table: Timetable, story: Story) -> None:
    actions.acknowledge(rows.session, _scholar(rows, story), concern=_concern(rows, table, story))


def _reply(rows: Rows, table: Timetable, story: Story, text: str) -> None:
    actions.reply(rows.session, _scholar(rows, story), concern=_concern(rows, table, story), text=text)


def _plan(rows: Rows, table: Timetable, story: Story, text: str, owner: str = STAFF) -> None:
    training = table.phases[0]
    plans.make_plan(
        rows.session,
        rows.people[STAFF],
        concern=_concern(rows, table, story),
        help_given=text,
        owner_id=rows.people[owner].id,
        review_on=training.ends_on - timedelta(days=7),
    )


def _judge(
    rows: Rows,
    table: Timetable,
    story: Story,
    who: str | None,
    verdict: Verdict,
    text: str,
    until: int | None,
) -> None:
    concern = _concern(rows, table, story)
    plans.judge(
        rows.session,
        rows.people[who] if who else concern.opened_by,
        concern=concern,
        verdict=verdict,
        text=text,
        until=None if until is None else table.on(until),
    )


def _take_back(rows: Rows, table: Timetable, reason: str) -> None:
    concern = _concern(rows, table, TAKEN_BACK)
    actions.withdraw(rows.session, rows.people[STAFF], concern=concern, reason=reason)


def _scholar(rows: Rows, story: Story) -> Person:
    return rows.people[CASES[story.case]]


def _concern(rows: Rows, table: Timetable, story: Story) -> Concern:
    return rows.concerns[table.slug, story.case]
