"""What people of the demo do about one release, each through the product's own action."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from tracker import clock, sealed
from tracker.demo import release_words as words
from tracker.demo.happenings import Rows
from tracker.demo.people import REVIEWERS
from tracker.people.models import Person
from tracker.permissions import Role
from tracker.projects.models import Work
from tracker.projects.outcome_models import Outcome
from tracker.releases import (
    access,
    answer_queries,
    answering,
    approval_queries,
    assessments,
    assignments,
    cases,
    checklist_templates,
    closing,
    declarations,
    desk,
    dissents,
    letters,
    manifests,
    panel_queries,
    panels,
    publications,
    seats,
    sign_offs,
    stops,
    submission_queries,
    submissions,
    votes,
)
from tracker.releases.answer_rules import Typed
from tracker.releases.checklist_parts import Answer
from tracker.releases.letters import Sending
from tracker.releases.manifest import ArtefactKind, Entry, Manifest, manifest
from tracker.releases.models import Case
from tracker.releases.panel_models import Dissent, Panel
from tracker.releases.panel_rules import Seating
from tracker.releases.parts import ReasonCode, ReleaseKind, Scope, Verdict
from tracker.releases.publications import Going
from tracker.releases.review_models import ReviewPhase
from tracker.releases.review_rules import Said

COORDINATOR, DEPUTY = "coordinator@example.org", "deputy@example.org"
READERS = ("reviewer@example.org", *(one.email for role, one in REVIEWERS if role is Role.REVIEWER))
MEMBERS = (
    "panel1@example.org",
    "panel2@example.org",
    *(one.email for role, one in REVIEWERS if role is Role.PANEL_MEMBER),
)
OUTSIDE = "external@example.org"
MARKS = "the demo types nothing twice"


@dataclass
class Release:
    """A release of the story, and its row once it is planned."""

    rows: Rows
    cohort: str
    work: str
    authors: tuple[str, ...]
    title: str
    kind: ReleaseKind
    row: Case | None = None

    @property
    def case(self) -> Case:
        assert self.row is not None  # what comes later in the story was planned before
        return self.row

    def person(self, email: str) -> Person:
        return self.rows.people[email]

    def plan(self, answers: Mapping[str, Answer] = words.HARMLESS) -> None:
        """Plan it, answer the checklist, list the files."""
        rows, author = self.rows, self.person(self.authors[0])
        work: Work = rows.works[self.cohort, self.work]
        self.row = cases.plan(
            rows.session, author, seal=rows.seal, work=work, kind=self.kind, title=self.title
        )
        areas = list(checklist_templates.areas(rows.session, rows.program.id))
        self.row.area = areas[len(self.title) % len(areas)]
        answering.save(
            rows.session,
            author,
            seal=rows.seal,
            key=MARKS,
            case=self.row,
            checklist=checklist_templates.of(rows.session, self.row),
            typed={item: Typed(one) for item, one in {**answers, "A1": Answer((self.kind.value,))}.items()},
            base_version=0,
        )
        manifests.add(rows.session, author, seal=rows.seal, case=self.row, manifest=self.files())

    def files(self) -> Manifest:
        """One file whose bytes are its title."""
        body = self.title.encode()
        name, kind = (
            ("code.zip", ArtefactKind.CODE)
            if self.kind is ReleaseKind.CODE
            else ("text.pdf", ArtefactKind.TEXT)
        )
        return manifest([Entry(name, hashlib.sha256(body).hexdigest(), len(body), kind)])

    def hand_in(self, answers: Mapping[str, Answer] = words.HARMLESS) -> None:
        """Hand it in; the other authors agree."""
        session, case = self.rows.session, self.case
        author = self.person(self.authors[0])
        known = answer_queries.rows(session, case.id)
        # The words that were just typed stand here, so that nobody of the story has to be said to read them.
        opened = {one.text_id: answers[item].text for item, one in known.items() if one.text_id is not None}
        checklist = checklist_templates.of(session, case)
        tier = checklist_templates.area_tier(session, case)
        ready = submissions.ready(
            session, case, checklist=checklist, area_tier=tier, person_id=author.id, opened=opened
        )
        submissions.submit(
            session,
            author,
            seal=self.rows.seal,
            case=case,
            checklist=checklist,
            area_tier=tier,
            opened=opened,
            stamp=ready.stamp,
        )
        desk_, deputy = self.person(COORDINATOR), self.person(DEPUTY)
        desk.hand_over(session, desk_, case=case, coordinator=desk_.id, deputy=deputy.id)
        shown = submission_queries.live(session, case).binding or ""
        for email in self.authors[1:]:
            sign_offs.sign(
                session, self.person(email), seal=self.rows.seal, case=case, agrees=True, shown=shown
            )

    def send_to_two(self, readers: Sequence[str]) -> None:
        """Two reviewers are asked, declare no conflict, and begin."""
        session, case, desk_ = self.rows.session, self.case, self.person(COORDINATOR)
        for email in readers:
            row = assignments.ask(session, desk_, case=case, person=self.person(email))
            assignments.answer(session, self.rows.seal, self.person(email), case=case, row=row, accepts=True)
        desk.begin(session, desk_, case=case)

    def judge(self, email: str, said: Said = words.CLEAR, *, panel: bool = False) -> None:
        phase = ReviewPhase.PANEL if panel else ReviewPhase.EXPEDITED
        assessments.file(
            self.rows.session, self.rows.seal, self.person(email), case=self.case, said=said, phase=phase
        )

    def publish(self, outcome: Outcome | None) -> None:
        session, case, author = self.rows.session, self.case, self.person(self.authors[0])
        standing = access.standing(session, author, author.grants_on(clock.today()), case)
        approval = approval_queries.in_force(session, case.id)
        assert approval is not None
        where = words.HARMLESS["A2"].text
        venue = sealed.keep(session, self.rows.seal, case.vault, "publication.venue", where)
        going = Going(self.files(), approval.scope, venue, listed=True, outcome=outcome)
        publications.publish(session, author, standing, case=case, going=going)

    def send_to_panel(self, members: Sequence[str]) -> None:
        """The coordinator convenes; everybody declares and takes their seat."""
        session, case, desk_ = self.rows.session, self.case, self.person(COORDINATOR)
        desk.to_panel(session, self.rows.seal, desk_, case=case)
        seating = [Seating(self.person(one).id, external=one == OUTSIDE) for one in members]
        panel = panels.convene(session, desk_, case=case, seats=seating, chair=seating[0].person_id)
        for email in members:
            person = self.person(email)
            declarations.declare(session, self.rows.seal, person, case=case, hard=(), soft=())
            seats.take(session, person, case=case, panel=panel)

    @property
    def panel(self) -> Panel:
        found = panel_queries.newest(self.rows.session, self.case.id)
        assert found is not None
        return found

    def vote(self, email: str, widest: Scope | None) -> None:
        votes.cast(
            self.rows.session,
            self.person(email),
            seal=self.rows.seal,
            case=self.case,
            panel=self.panel,
            widest=widest,
        )

    def dissent(self, email: str) -> Dissent:
        return dissents.file(
            self.rows.session,
            self.person(email),
            seal=self.rows.seal,
            case=self.case,
            panel=self.panel,
            text=words.DISSENT,
            named=False,
        )

    def reply(self, email: str, dissent: Dissent) -> None:
        dissents.reply(
            self.rows.session,
            self.person(email),
            seal=self.rows.seal,
            case=self.case,
            panel=self.panel,
            dissent_id=dissent.id,
            text=words.REPLY,
        )

    def close(self, chair: str) -> Scope:
        return closing.close(self.rows.session, self.person(chair), case=self.case, panel=self.panel)

    def hold(self, email: str) -> None:
        votes.cast_on_hold(
            self.rows.session,
            self.person(email),
            seal=self.rows.seal,
            case=self.case,
            panel=self.panel,
            verdict=Verdict.HOLD,
        )

    def send_letter(self, chair: str, *, held: bool) -> None:
        session, case, panel = self.rows.session, self.case, self.panel
        today = clock.today(self.rows.program.time_zone)
        person = self.person(chair)
        parts = {part.value: text for part, text in words.LETTER.items()}
        letters.save(session, person, seal=self.rows.seal, case=case, panel=panel, parts=parts)
        letters.send(
            session,
            person,
            seal=self.rows.seal,
            case=case,
            panel=panel,
            sending=Sending(
                reasons=frozenset({ReasonCode.ACCELERATION}),
                revisit_on=today + timedelta(days=120) if held else None,
                conditions=() if held else (words.CONDITION,),
                embargo_until=None if held else today + timedelta(days=30),
            ),
        )

    def stop(self, email: str) -> None:
        person = self.person(email)
        row = stops.stop(self.rows.session, person, case=self.case)
        stops.give_reasons(
            self.rows.session, person, seal=self.rows.seal, case=self.case, stop=row, text=words.STOPPED
        )
