"""Table 1: the headline box, in counts that the other tables break down."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from tracker.cohorts.models import Cohort, PhaseKind
from tracker.reports import definitions, funnel_counts, funnel_numbers, mentors, responses
from tracker.reports.counting import Counting
from tracker.reports.numbers import Absent, Amount, Cell, Count, Part, Row, Table, Unit, Why
from tracker.reports.paths import Cohorts

TRAINING, RESEARCH = PhaseKind.TRAINING, PhaseKind.RESEARCH
NOT_YET, NONE, NOT_COLLECTED = Absent(Why.NOT_YET), Absent(Why.NONE), Absent(Why.NOT_COLLECTED)
OUTPUTS = "outputs.out"  # counted with table 9
# Completion is of those who began research; going on is of those who began training; answers are to every
# survey of the cohort that has closed. Nobody is asked what a place costs.
NOTES = ("headline_shares",)


def make(session: Session, cohort: Cohort, as_of: date) -> Part:
    """The headline; the count of outputs comes with their table. A fixed number of statements."""
    counting, ways = funnel_counts.begin(session, cohort, as_of)
    counting.count("mentors.all", len(mentors.of_cohort(session, cohort.id)))
    cells: dict[str, Cell] = {
        "scholars": Count("funnel.scholars"),
        "mentors": Count("mentors.all"),
        "scholars_per_mentor": _ratio(counting),
        **_weeks(cohort),
        "completion": _completion(counting, ways),
        "transition": funnel_numbers.transitioned(counting, ways)[1],
        "outputs": Count(OUTPUTS),
        "cost_per_scholar": NOT_COLLECTED,
        "response_rate": _response(session, cohort, as_of, counting),
    }
    changed = {"transition"} if TRAINING in definitions.gates_changed(session, cohort) else set()
    rows = tuple(Row(key, (cell,), changed=key in changed) for key, cell in cells.items())
    return counting.part(Table(1, "headline", ("value",), rows, notes=NOTES))


def _ratio(counting: Counting) -> Cell:
    scholars, guides = counting["funnel.scholars"], counting["mentors.all"]
    if not (scholars and guides):
        return NONE
    return Amount(scholars / guides, Unit.RATIO, ("funnel.scholars", "mentors.all"))


def _weeks(cohort: Cohort) -> dict[str, Cell]:
    """The length of all phases together and of each; the days between two phases are none of them."""
    weeks = {f"weeks_{one.kind.value}": ((one.ends_on - one.starts_on).days + 1) / 7 for one in cohort.phases}
    cells: dict[str, Cell] = {key: Amount(value, Unit.WEEKS) for key, value in weeks.items()}
    return {"weeks": Amount(sum(weeks.values()), Unit.WEEKS) if weeks else NOT_COLLECTED, **cells}


def _completion(counting: Counting, ways: Cohorts) -> Cell:
    """Of those who began the last phase that all take: who was there on its last day."""
    if RESEARCH in ways.gates:
        part, whole, kind = "funnel.finished_research", "funnel.into_research", RESEARCH
    else:
        part, whole, kind = "funnel.finished_training", "funnel.started", TRAINING
    if not ways.over(kind):
        return NOT_YET if kind in ways.gates else NONE
    return counting.share(part, whole)


def _response(session: Session, cohort: Cohort, today: date, counting: Counting) -> Cell:
    """How many answers came of those asked for, over the surveys that have closed."""
    opened = responses.count(session, cohort.id, today, counting)
    closed = [slot for slot, survey in opened.items() if survey.closes_on < today]
    if not closed:
        return NOT_YET if opened else NOT_COLLECTED
    for what in (responses.ANSWERED, responses.SILENT):
        counting.relate(f"survey.closed.{what}", *(responses.name(slot, what) for slot in closed))
    counting.relate("survey.closed.asked", "survey.closed.answered", "survey.closed.silent")
    return counting.share("survey.closed.answered", "survey.closed.asked")
