"""What stands on the attention list of whom, day by day."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from tests.advancement import raising
from tests.cast import Cast
from tests.factories import Factory
from tracker import clock
from tracker.advancement import decision_queries
from tracker.cohorts import actions as cohort_actions
from tracker.cohorts import calendar_actions
from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.cohorts.rules import Gate, PhaseDates
from tracker.evaluations import setup
from tracker.evaluations.answers import Relation
from tracker.overview import attention, attention_facts, rater_rules
from tracker.overview.attention_rules import Item, Kind
from tracker.people.models import Person
from tracker.permissions import Role


def seen(
    session: Session, cast: Cast, *, by: Person | None = None, days: int = 0
) -> list[tuple[Kind, tuple[str, ...]]]:
    return [(one.kind, one.names) for one in items(session, cast, by=by, days=days)]


def items(session: Session, cast: Cast, *, by: Person | None = None, days: int = 0) -> list[Item]:
    """The list of somebody (of Sam, if nobody is said) so many days from today."""
    reader = by or cast.sam
    with clock.fixed(clock.now() + timedelta(days=days)):
        today = {cast.program.id: clock.today(cast.program.time_zone)}
        held = reader.grants_on(clock.today())
        facts = attention_facts.gather(session, [cast.cohort], today, reader=reader, held=held)
        return attention.items(facts)


def kinds(found: list[tuple[Kind, tuple[str, ...]]]) -> list[Kind]:
    return [kind for kind, _names in found]


def until(cast: Cast, make: Factory, name: str) -> int:
    """Days from today to a day of the gate of training."""
    day = getattr(make.training(cast.cohort), name)
    return (day - clock.today()).days


def backed(make: Factory, cast: Cast) -> None:
    """Everything that the policy needs of evidence, on both scholars."""
    rita = make.role(make.person("Rita Reader"), Role.MENTOR, cast.cohort)
    for enrolment in (cast.ada, cast.ben):
        works = [make.work(enrolment), make.work(enrolment)]
        make.form(make.assignment(enrolment, cast.mara, works[0]))
        make.form(make.assignment(enrolment, cast.milo, works[1], relation=Relation.SECOND_MENTOR))
        make.form(make.assignment(enrolment, rita, works[0], relation=Relation.BLIND_REVIEWER))


ADA, BEN = "Ada Adeyemi", "Ben Okafor"


def test_at_first_it_says_who_has_not_read_and_who_lacks_people(session: Session, cast: Cast) -> None:
    assert seen(session, cast) == [(Kind.THIN, (ADA, BEN)), (Kind.UNREAD, (ADA, BEN))]


def test_with_enough_evidence_nobody_is_thin(session: Session, cast: Cast, make: Factory) -> None:
    backed(make, cast)
    assert Kind.THIN not in kinds(seen(session, cast))


def test_the_notice_day_comes_first_and_stays_until_the_decision_day(
    session: Session, cast: Cast, make: Factory
) -> None:
    backed(make, cast)
    ahead = until(cast, make, "notice_by")
    assert Kind.NOTICE not in kinds(seen(session, cast, days=ahead - 11))
    for days in (ahead - 10, ahead, ahead + 1, until(cast, make, "decision_on")):
        assert seen(session, cast, days=days)[0] == (Kind.NOTICE, (ADA, BEN)), days
    assert Kind.NOTICE not in kinds(seen(session, cast, days=until(cast, make, "decision_on") + 1))


def test_a_scholar_with_a_concern_in_time_is_decided_by_people_the_other_continues(
    session: Session, cast: Cast, make: Factory
) -> None:
    backed(make, cast)
    raising.arrived(session, cast.sam, cast.ben)
    after = until(cast, make, "notice_by") + 1
    assert (Kind.NOTICE, (ADA,)) in seen(session, cast, days=after)
    due = until(cast, make, "decision_on")
    assert (Kind.DECISION, (BEN,)) in seen(session, cast, days=due - 7)
    assert (Kind.DECISION, (BEN,)) not in seen(session, cast, days=due - 8)


def test_a_concern_without_proof_waits_until_it_can_no_longer_count(
    session: Session, cast: Cast, make: Factory
) -> None:
    backed(make, cast)
    raising.concern(session, cast.sam, cast.ben)
    ahead = until(cast, make, "notice_by")
    assert (Kind.UNPROVEN, (BEN,)) in seen(session, cast)
    assert (Kind.UNPROVEN, (BEN,)) in seen(session, cast, days=ahead)
    assert Kind.UNPROVEN not in kinds(seen(session, cast, days=ahead + 1))


def test_a_form_that_asks_for_a_concern_waits_until_one_is_raised(
    session: Session, cast: Cast, make: Factory
) -> None:
    backed(make, cast)
    make.form(cast.from_milo, raise_concern=True)
    assert (Kind.WISH, (ADA,)) in seen(session, cast)
    raising.concern(session, cast.sam, cast.ada)
    assert Kind.WISH not in kinds(seen(session, cast))


def test_a_request_for_advice_and_an_overdue_form_come_last(
    session: Session, cast: Cast, make: Factory
) -> None:
    backed(make, cast)
    make.form(cast.from_milo, please_advise=True)
    found = items(session, cast, days=4)
    assert [(one.kind, one.names, one.who) for one in found[-2:]] == [
        (Kind.OWED, (ADA,), "Mara Lind"),
        (Kind.ADVICE, (ADA,), "Milo Vance"),
    ]
    setup.excuse(session, cast.sam, assignment=cast.from_mara)
    assert Kind.OWED not in kinds(seen(session, cast, days=4))


def test_thin_evidence_is_lost_once_nobody_can_be_asked_any_more(
    session: Session, cast: Cast, make: Factory
) -> None:
    raising.arrived(session, cast.sam, cast.ben)  # for Ada it no longer matters after the notice day
    closes = until(cast, make, "forms_close_on")
    assert (Kind.LOST, (BEN,)) in seen(session, cast, days=closes - 2)
    assert not {Kind.LOST, Kind.THIN} & set(
        kinds(seen(session, cast, days=until(cast, make, "decision_on") + 1))
    )


def test_nobody_who_left_or_is_on_leave_stands_on_it(session: Session, cast: Cast, make: Factory) -> None:
    make.form(cast.from_milo, please_advise=True)
    raising.concern(session, cast.sam, cast.ben)
    cohort_actions.withdraw(session, cast.sam, enrolment=cast.ada, on=clock.today())
    calendar_actions.begin_leave(session, cast.sam, enrolment=cast.ben, from_on=clock.today())
    for days in (0, 4, until(cast, make, "notice_by"), until(cast, make, "decision_on")):
        assert seen(session, cast, days=days) == []


def test_nothing_about_the_reader_stands_on_it(session: Session, cast: Cast, make: Factory) -> None:
    """Ben also works for the program; what is said of him reaches him as a scholar, at its time."""
    make.role(cast.ben.person, Role.STAFF, cast.cohort)
    raising.concern(session, cast.sam, cast.ben)
    make.form(make.assignment(cast.ben, cast.milo), please_advise=True)
    assert any(BEN in names for _kind, names in seen(session, cast))
    assert not any(BEN in names for _kind, names in seen(session, cast, by=cast.ben.person))


def test_whoever_owes_a_form_on_a_scholar_is_not_led_to_what_others_said(
    session: Session, cast: Cast, make: Factory
) -> None:
    make.form(cast.from_milo, please_advise=True, raise_concern=True)
    own = make.assignment(cast.ada, cast.sam, cast.sprint)
    assert not {Kind.ADVICE, Kind.WISH} & set(kinds(seen(session, cast)))
    make.form(own)
    assert {Kind.ADVICE, Kind.WISH} <= set(kinds(seen(session, cast)))


def test_a_research_manager_sees_no_flags(session: Session, cast: Cast, make: Factory) -> None:
    make.form(cast.from_milo, please_advise=True)
    manager = make.role(make.person("Rhea"), Role.RESEARCH_MANAGER, cast.cohort)
    assert Kind.ADVICE in kinds(seen(session, cast))
    assert Kind.ADVICE not in kinds(seen(session, cast, by=manager))
    assert Kind.THIN in kinds(seen(session, cast, by=manager))


def test_limited_places_wait_for_people_and_are_overdue_after_their_day(
    session: Session, cast: Cast, make: Factory
) -> None:
    start = clock.today() + timedelta(days=2)
    dates = [
        PhaseDates(
            PhaseKind.TRAINING,
            start,
            start + timedelta(days=69),
            Gate(GateDefault.CAPACITY_LIMITED, None, start + timedelta(days=76), places=1),
        )
    ]
    cohort = make.cohort(cast.program, "small", phases=dates)
    make.enrolment(cohort, make.person("Cleo"))
    cast.cohort = cohort
    due = 2 + 76
    assert Kind.DECISION not in kinds(seen(session, cast, days=due - 8))
    assert (Kind.DECISION, ("Cleo",)) in seen(session, cast, days=due - 7)
    assert (Kind.DECISION, ("Cleo",)) in seen(session, cast, days=due)


def test_the_evidence_counted_here_is_that_of_the_decision_room(
    session: Session, cast: Cast, make: Factory
) -> None:
    backed(make, cast)
    make.form(make.assignment(cast.ben, cast.mara, relation=Relation.BLIND_REVIEWER), overall=None)
    make.form(cast.from_milo)
    training = make.training(cast.cohort)
    today = {cast.program.id: clock.today()}
    held = cast.sam.grants_on(clock.today())
    facts = attention_facts.gather(session, [cast.cohort], today, reader=cast.sam, held=held)
    for enrolment in (cast.ada, cast.ben):
        backing = facts.backings[enrolment.id, training.id]
        ours = rater_rules.counted(backing.filed, backing.mentors)
        theirs = decision_queries.seen(
            decision_queries.filed(session, enrolment.id, training.id),
            decision_queries.mentors_of(session, enrolment.id),
        )
        assert (ours.people, ours.works, ours.non_mentors) == (
            theirs.people,
            theirs.works,
            theirs.non_mentors,
        )
        assert ours.people > 0
