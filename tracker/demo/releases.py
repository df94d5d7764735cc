"""The releases of the demo: what the works bring out, and cases at every turn of the review."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import cycle

from tracker.demo import release_words as words
from tracker.demo.crews import Crew
from tracker.demo.happenings import LEAD, Happening, Rows, moment
from tracker.demo.outcome_titles import Told
from tracker.demo.release_steps import COORDINATOR, MEMBERS, OUTSIDE, READERS, Release
from tracker.demo.timetable import Timetable
from tracker.releases import policies, policy_queries
from tracker.releases.panel_models import Dissent
from tracker.releases.parts import ReleaseKind, Scope

PAIRS = ((0, 1), (1, 2), (2, 0))


def went_out(
    rows: Rows, table: Timetable, crews: Sequence[Crew], told: Sequence[Told]
) -> Iterator[Happening]:
    """Whatever was published: planned, reviewed by two, approved, and out on its day."""
    by_title = {crew.title: crew for crew in crews}
    pairs = cycle(PAIRS)
    for at, one in enumerate(told):
        if one.out_on is None:
            continue
        crew = by_title[one.work]
        release = Release(rows, table.slug, crew.title, crew.scholars, one.title, words.KINDS[one.kind])
        first, second = (READERS[number] for number in next(pairs))
        day = one.out_on
        yield moment(table, day - 8, 200 + at), release.plan
        yield moment(table, day - 8, 220 + at), release.hand_in
        yield moment(table, day - 6, 200 + at), partial(release.send_to_two, (first, second))
        yield moment(table, day - 5, 200 + at), partial(release.judge, first)
        yield moment(table, day - 4, 200 + at), partial(release.judge, second)
        yield moment(table, day, 350 + at), partial(_publish, release, one)


def _publish(release: Release, one: Told) -> None:
    release.publish(release.rows.outcomes[one.work, one.title])


def in_review(rows: Rows, table: Timetable, crews: Sequence[Crew]) -> Iterator[Happening]:
    """Cases that stand somewhere on their way in the middle of research (day 133)."""
    by_title = {crew.title: crew for crew in crews}
    yield moment(table, -30, 45), partial(_look_at_rules, rows)

    def release(work: str, title: str, kind: ReleaseKind = ReleaseKind.PREPRINT) -> Release:
        return Release(rows, table.slug, work, by_title[work].scholars, title, kind)

    yield from _held(table, release("A model organism of quiet goal drift", "Making goal drift quiet"))
    yield from _narrower(
        table, release("Control evaluations with a monitor that can abstain", "When a monitor may abstain")
    )
    yield from _debated(
        table, release("Latent backdoors and the price of finding them", "What a latent backdoor costs")
    )
    yield from _half_judged(
        table, release("Steering vectors across languages", "Steering in five languages", ReleaseKind.POST)
    )
    waiting = release(
        "Untrusted monitoring with paraphrase defence", "Paraphrase as a defence", ReleaseKind.POST
    )
    yield moment(table, 130, 410), waiting.plan
    yield moment(table, 130, 440), waiting.hand_in
    draft = release("A benchmark for honest hand-over notes", "Hand-over notes: data", ReleaseKind.DATASET)
    yield moment(table, 131, 430), draft.plan
    stopped = release("Debate with asymmetric evidence", "Debate with asymmetric evidence")
    yield moment(table, 126, 380), stopped.plan
    yield moment(table, 126, 400), stopped.hand_in
    yield moment(table, 132, 100), partial(stopped.stop, by_title[stopped.work].mentor)


def _look_at_rules(rows: Rows) -> None:
    """Before a cohort the rules of review are looked at again, by the coordinator and the lead."""
    change = policies.propose_numbers(
        rows.session,
        rows.people[COORDINATOR],
        program=rows.program,
        numbers=policy_queries.numbers(rows.session, rows.program.id),
        note="Looked at again before the new cohort; all days stay as they are.",
    )
    policies.agree(rows.session, rows.people[LEAD], change=change)


def _held(table: Timetable, one: Release) -> Iterator[Happening]:
    """Held by a panel, four of five, with a dissent that was answered."""
    members = (*MEMBERS[:4], OUTSIDE)
    dissents: list[Dissent] = []
    yield moment(table, 99, 300), partial(one.plan, words.WORRYING)
    yield moment(table, 99, 320), partial(one.hand_in, words.WORRYING)
    yield moment(table, 101, 300), partial(one.send_to_panel, members)
    for at, email in enumerate(members):
        yield moment(table, 103, 10 * at), partial(one.judge, email, words.MINDS[at], panel=True)
        widest = Scope.S4 if at == 3 else Scope.S0
        yield moment(table, 105, 10 * at), partial(one.vote, email, widest)
    yield moment(table, 105, 60), lambda: dissents.append(one.dissent(members[3]))
    yield moment(table, 106, 60), lambda: one.reply(members[0], dissents[0])
    yield moment(table, 110, 60), partial(one.close, members[0])
    for at, email in enumerate(members):
        yield moment(table, 110, 70 + at), partial(one.hold, email)
    yield moment(table, 111, 60), partial(one.send_letter, members[0], held=True)


def _narrower(table: Timetable, one: Release) -> Iterator[Happening]:
    """Approved by a panel for fewer than asked, with an embargo and a condition that are still open."""
    members = (*MEMBERS[1:], OUTSIDE)
    yield moment(table, 112, 300), partial(one.plan, words.WORRYING)
    yield moment(table, 112, 320), partial(one.hand_in, words.WORRYING)
    yield moment(table, 114, 300), partial(one.send_to_panel, members)
    for at, email in enumerate(members):
        yield moment(table, 117, 10 * at), partial(one.judge, email, words.MINDS[at], panel=True)
        yield moment(table, 118, 10 * at), partial(one.vote, email, Scope.S3 if at else Scope.S4)
    yield moment(table, 119, 60), partial(one.close, members[0])
    yield moment(table, 120, 60), partial(one.send_letter, members[0], held=False)


def _debated(table: Timetable, one: Release) -> Iterator[Happening]:
    """Before a panel of which three have filed and nobody has voted."""
    members = (MEMBERS[0], *MEMBERS[2:], OUTSIDE)
    yield moment(table, 124, 300), partial(one.plan, words.WORRYING)
    yield moment(table, 124, 320), partial(one.hand_in, words.WORRYING)
    yield moment(table, 127, 300), partial(one.send_to_panel, members)
    for at, email in enumerate(members[:3]):
        yield moment(table, 129 + at, 200), partial(one.judge, email, words.MINDS[at], panel=True)


def _half_judged(table: Timetable, one: Release) -> Iterator[Happening]:
    """With two reviewers, of whom one has filed."""
    yield moment(table, 127, 350), one.plan
    yield moment(table, 127, 370), one.hand_in
    yield moment(table, 129, 350), partial(one.send_to_two, READERS[:2])
    yield moment(table, 131, 350), partial(one.judge, READERS[1])
