"""Letters: what each says, that none goes out unseen or twice, and the programs' own texts."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tests.advancement import lettering
from tests.advancement.lettering import NOTICE, REASONS
from tests.page import count_rows
from tracker import audit, clock
from tracker.advancement import letter_desk, letter_facts, letter_rules, letters
from tracker.advancement.decision_models import Outcome, Way
from tracker.advancement.letter_models import Letter, LetterKind, LetterTemplate
from tracker.advancement.letter_texts import SHIPPED
from tracker.cohorts import calendar
from tracker.cohorts.calendar_models import ClosedDay
from tracker.cohorts.models import PhaseKind
from tracker.outbox import wording
from tracker.outbox.models import Message
from tracker.reasons import Refused

HEAD = letter_facts.Head("Ada", "North", "Winter", PhaseKind.TRAINING, "Sam", date(2026, 11, 20))


def say(kind, **changes):
    """A shipped letter of this kind; keyword arguments change what it tells."""
    values = {"outcome": letter_rules.outcome_of(kind), "decided_on": date(2026, 11, 19), "reasons": REASONS}
    told = letter_facts.Told(**{**values, **changes.pop("told", {})})
    facts = letter_facts.of_decision(
        HEAD,
        told,
        following=changes.get("following", letter_facts.Next(PhaseKind.RESEARCH, date(2026, 12, 7))),
        appeal_by=changes.get("appeal_by", date(2026, 11, 27)),
        appeal_days=5,
    )
    read = letter_facts.Read(
        Outcome.STOP,
        date(2026, 11, 19),
        date(2026, 11, 23),
        "Kim",
        "Nothing was overlooked.",
        date(2026, 12, 1),
        True,
    )
    known = (
        {**facts.values, **letter_facts.of_appeal(HEAD, read).values}
        if "appeal" in kind.value
        else facts.values
    )
    values = {name: known[name] for name in letter_rules.KNOWN[kind]}
    text = SHIPPED[kind]
    return wording.render(text.subject, values) + "\n\n" + wording.render(text.body, values)


@pytest.mark.parametrize("kind", LetterKind)
def test_each_kind_has_a_shipped_text_that_could_be_saved(kind):
    assert letter_rules.may_save(kind, SHIPPED[kind].subject, SHIPPED[kind].body)[1]
    assert letter_rules.NEEDED[kind] <= letter_rules.KNOWN[kind]
    letter = say(kind)
    assert "  " not in letter
    assert "{" not in letter
    assert "\n\n\n" not in letter
    assert letter.endswith("\n\nSam\nNorth")


def test_a_stop_says_the_reason_what_it_rests_on_what_it_does_not_mean_and_how_to_appeal():
    letter = say(
        LetterKind.STOP,
        told={"people": 4, "works": 3, "others": 1, "concern_on": date(2026, 10, 19)},
    )
    for words in (
        "you do not go on after the training phase of Winter",
        REASONS,
        "forms by four people (one of them not your mentor) on three works",
        "The concern behind it reached you on 19 October 2026.",
        "What it does not mean",
        "you can appeal until 27 November 2026: five working days from the day of this letter",
        "Somebody who had no part in the decision",
    ):
        assert words in letter
    assert "set aside" not in letter


def test_a_stop_that_was_overridden_says_so_and_by_whom():
    letter = say(LetterKind.STOP, told={"override_by": "Lea Lead", "override_reason": "The mail was down."})
    assert "was set aside for this decision. Lea Lead decided that by name" in letter
    assert "The mail was down." in letter
    assert "The concern behind it" not in letter


@pytest.mark.parametrize(
    ("way", "words"),
    [
        (Way.BELOW, "lies below the line at which places ran out"),
        (Way.PANEL, "a panel chose among you"),
        (Way.LOT, "a lot decided among you"),
        (None, "weak evidence"),
    ],
)
def test_not_placed_says_how_many_places_there_were_and_never_that_a_bar_was_missed(way, words):
    letter = say(LetterKind.NOT_PLACED, told={"places": 8, "people": 3, "works": 2, "others": 1, "way": way})
    for said in ("limited to eight people", "recorded as “not placed”", words, "appeal until 27 November"):
        assert said in letter
    assert "bar" not in letter.split()


def test_going_on_says_where_to_and_offers_no_appeal():
    for kind in (LetterKind.CONTINUE, LetterKind.CONTINUE_BY_DEFAULT):
        assert "The research phase starts for you on 7 December 2026." in say(kind, appeal_by=None)
        assert "With it you have completed Winter." in say(kind, following=None, appeal_by=None)
        assert "ppeal" not in say(kind, appeal_by=None)


def test_an_appeal_that_is_sent_back_says_by_when_and_what_otherwise():
    letter = say(LetterKind.APPEAL_SENT_BACK)
    for words in ("Kim, who had no part in it", "Nothing was overlooked.", "decides by 1 December 2026"):
        assert words in letter
    assert "If nobody has decided by the end of that day, you continue." in letter


def test_a_letter_is_kept_as_sent_and_the_mail_says_nothing_of_it(session, cast):
    decision = lettering.planned(session, cast.sam, cast.ada)
    letter = lettering.sent(session, cast.sam, decision)
    assert REASONS in letter.body
    assert letter.subject == "You continue, with a plan"
    assert letter.sent_on == clock.today()
    closed = calendar.closed_days(session, cast.program.id)
    days = [
        letter.sent_on + timedelta(days=n) for n in range(1, (letter.appeal_by - letter.sent_on).days + 1)
    ]
    assert sum(day.weekday() < 5 and day not in closed for day in days) == 5
    mail = session.scalars(sa.select(Message)).one()
    assert (mail.body, mail.subject, mail.person_id) == (NOTICE.body, NOTICE.subject, cast.ada.person_id)
    assert letter.message_id == mail.id


def test_the_deadline_skips_the_programs_closed_days_and_stays_when_they_change(session, cast):
    decision = lettering.planned(session, cast.sam, cast.ada)
    before = lettering.rendered(session, cast.sam, decision).appeal_by
    session.add(ClosedDay(program_id=cast.program.id, day=before, name="Closed"))
    session.flush()
    letter = lettering.sent(session, cast.sam, decision)
    assert letter.appeal_by > before
    session.execute(sa.delete(ClosedDay))
    session.refresh(letter)
    assert letter.appeal_by == lettering.sent(session, cast.sam, decision).appeal_by > before


def test_a_letter_that_changed_is_not_sent(session, cast):
    decision = lettering.planned(session, cast.sam, cast.ada)
    shown = lettering.rendered(session, cast.sam, decision).digest
    letters.save_text(
        session,
        cast.sam,
        program=cast.program,
        kind=LetterKind.CONTINUE_WITH_PLAN,
        subject="Onward",
        body="{{ reasons }} {{ plan }} {% if appeal_by %}{{ appeal_by }}{% endif %}",
        based_on=0,
    )
    now = lettering.rendered(session, cast.sam, decision)
    with pytest.raises(Refused) as refused:
        letters.keep(
            session,
            cast.sam,
            enrolment=cast.ada,
            kind=now.kind,
            rendered=now,
            shown=shown,
            notice=NOTICE,
            decision=decision,
        )
    assert refused.value.decision.code == "letter_changed"
    assert count_rows(session, Letter) == count_rows(session, Message) == 0


def test_a_letter_that_was_read_yesterday_is_shown_again(session, cast):
    decision = lettering.planned(session, cast.sam, cast.ada)
    shown = lettering.rendered(session, cast.sam, decision)
    with clock.fixed(clock.now() + timedelta(days=1)):
        assert lettering.rendered(session, cast.sam, decision).digest != shown.digest
    assert lettering.rendered(session, cast.sam, decision).digest == shown.digest
    assert lettering.rendered(session, cast.lea, decision).digest != shown.digest


def test_one_decision_has_one_letter_whoever_clicks_how_often(session, cast):
    decision = lettering.planned(session, cast.sam, cast.ada)
    first = lettering.sent(session, cast.sam, decision)
    assert lettering.sent(session, cast.sam, decision) is lettering.sent(session, cast.lea, decision) is first
    assert count_rows(session, Letter) == count_rows(session, Message) == 1
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            sa.insert(Letter).values(
                enrolment_id=cast.ada.id,
                kind=first.kind,
                decision_id=decision.id,
                subject="x",
                body="x",
                digest="x",
                sent_on=first.sent_on,
                written_by_id=cast.lea.id,
            )
        )


def test_nobody_sends_a_letter_to_themselves_or_of_a_decision_that_was_undone(session, cast):
    decision = lettering.stopped(session, cast.ada, decided_by_id=cast.lea.id)
    assert letter_rules.may_send("a", "a", to_self=True).code == "letter_to_self"
    with pytest.raises(Refused) as refused:
        lettering.sent(session, cast.ada.person, decision)
    assert refused.value.decision.code == "letter_to_self"
    decision.undone_at = clock.now()
    session.flush()
    with pytest.raises(Refused) as refused:
        lettering.sent(session, cast.sam, decision)
    assert refused.value.decision.code == "letter_undone"
    assert count_rows(session, Letter) == 0


def test_without_an_address_the_letter_waits_on_their_page(session, cast):
    cast.ada.person.email = None
    session.flush()
    letter = lettering.sent(session, cast.sam, lettering.planned(session, cast.sam, cast.ada))
    assert letter.message is None
    assert count_rows(session, Message) == 0


def test_somebody_who_is_stopped_gets_the_mail_and_who_left_before_does_not(session, cast):
    stop = lettering.stopped(session, cast.ada, decided_by_id=cast.lea.id)
    assert lettering.sent(session, cast.sam, stop).message is not None
    late = lettering.continued(session, cast.sam, cast.ben)
    cast.ben.withdrew_on = clock.today()
    session.flush()
    assert lettering.sent(session, cast.sam, late).message is None


def test_what_waits_is_what_stands_untold_on_others(session, cast, make):
    told = lettering.continued(session, cast.sam, cast.ada)
    untold = lettering.continued(session, cast.sam, cast.ben)
    undone = lettering.stopped(session, make.enrolment(cast.cohort), decided_by_id=cast.lea.id)
    undone.undone_at = clock.now()
    lettering.sent(session, cast.sam, told)
    session.flush()

    def waiting(reader):
        return [one.decision.id for one in letter_desk.waiting(session, reader, cast.cohort)]

    assert waiting(cast.sam) == [untold.id]
    assert waiting(cast.ben.person) == []


def test_a_text_is_saved_in_versions_and_only_where_it_changed(session, cast):
    def save(subject, body, based_on):
        return letters.save_text(
            session,
            cast.sam,
            program=cast.program,
            kind=LetterKind.CONTINUE,
            subject=subject,
            body=body,
            based_on=based_on,
        )

    shipped = SHIPPED[LetterKind.CONTINUE]
    assert save(shipped.subject, shipped.body.strip(), 0) is None
    first = save("Onward", "Well done, {{ scholar }}.", 0)
    assert save(" Onward ", "Well done, {{ scholar }}.\n", 0) is first
    with pytest.raises(Refused) as refused:
        save("Onward!", "Well done.", 0)
    assert refused.value.decision.code == "letter_text_changed"
    second = save(shipped.subject, shipped.body, 1)
    assert (first.version, second.version) == (1, 2)
    assert count_rows(session, LetterTemplate) == 2


@pytest.mark.parametrize(
    ("subject", "body", "field", "code"),
    [
        ("", "{{ scholar }}", "subject", "wording_empty"),
        ("x" * 201, "{{ scholar }}", "subject", "text_too_long"),
        ("{{ plan }}", "{{ scholar }}", "subject", "wording_unknown"),
        ("Stop", "Dear {{ scholar }}", "body", "wording_lacks"),
        ("Stop", "{{ scholar.name }}", "body", "wording_construct"),
    ],
)
def test_a_text_that_takes_something_from_its_reader_is_refused(session, cast, subject, body, field, code):
    with pytest.raises(Refused) as refused:
        letters.save_text(
            session,
            cast.sam,
            program=cast.program,
            kind=LetterKind.STOP,
            subject=subject,
            body=body,
            based_on=0,
        )
    assert (refused.value.field, refused.value.decision.code) == (field, code)
    assert count_rows(session, LetterTemplate) == 0


def test_the_trail_names_letters_without_their_text(session, cast):
    lettering.sent(session, cast.sam, lettering.planned(session, cast.sam, cast.ada))
    entry = session.scalars(sa.select(audit.AuditEntry).where(audit.AuditEntry.action == "letter.send")).one()
    assert entry.actor_id == cast.sam.id
    assert REASONS not in str(entry.change)


@pytest.mark.parametrize("kind", LetterKind)
def test_paragraphs_stand_apart_whatever_is_missing(kind):
    """Where a condition holds or not, one empty line stands between any two paragraphs."""
    for changes in ({}, {"following": None, "appeal_by": None}):
        for told in (
            {},
            {"wish": "I asked.", "override_by": "Lea", "override_reason": "Because.", "plan": "P."},
        ):
            lines = say(kind, told=told, **changes).splitlines()
            assert all(line != "" or after != "" for line, after in pairwise(lines))
            full = [line for line in lines[:-1] if line]
            assert len(full) == lines.count("") + 1
