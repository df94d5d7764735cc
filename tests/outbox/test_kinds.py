"""The kinds of mails: every one has a text that can be a mail, words for its page, and no way to run away."""

from __future__ import annotations

import logging

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.cast import Cast
from tests.properties import given, st
from tracker import clock
from tracker.outbox import actions, kind_words, text_edits, text_rules, texts
from tracker.outbox.kind_texts import shipped
from tracker.outbox.kinds import CHOSEN, EDITABLE, KINDS, kind_of
from tracker.outbox.mail_models import MailText, When
from tracker.outbox.wording import Text
from tracker.web import catalogue

pytestmark = pytest.mark.any_database


@pytest.fixture(autouse=True)
def words(shared_app: Flask):
    with shared_app.test_request_context():
        yield


def values(kind: str) -> dict[str, str]:
    return {name: f"<{name}>" for name in kind_of(kind).variables}


@pytest.mark.parametrize("kind", [one for one in KINDS if one != "change_notice"])
def test_every_shipped_text_can_be_a_mail_with_all_it_needs(kind):
    text = shipped(kind)
    assert text_rules.may_be(kind, text.subject, text.body)[1], kind
    mail = texts.render(kind, text, values(kind))
    for needed in kind_of(kind).needed:
        assert f"<{needed}>" in mail.subject + mail.body
    assert "{" not in mail.subject + mail.body
    empty = texts.render(kind, text, dict.fromkeys(kind_of(kind).variables, ""))
    assert "{" not in empty.subject + empty.body


@pytest.mark.parametrize("kind", EDITABLE)
def test_every_editable_kind_has_words_and_examples_for_all_it_can_say(kind):
    assert kind in kind_words.KINDS
    assert set(kind_of(kind).variables) <= set(kind_words.VARIABLES)
    found = kind_words.examples(
        kind, name="Sam", program="North", cohort="Winter", link="https://x.org/", today=clock.today()
    )
    assert set(found) == set(kind_of(kind).variables)


def test_only_what_may_wait_can_be_chosen():
    assert set(CHOSEN) == {"release", "reminder", "chaser", "survey_link", "role_given", "webhook_off"}
    assert kind_of("reminder").usual is When.DAILY


def test_a_kind_that_nobody_registered_cannot_be_written(session: Session, cast: Cast):
    with pytest.raises(KeyError):
        actions.write(
            session, person_id=cast.ada.person_id, address="a@b.org", kind="novel", subject="x", body="x"
        )


@pytest.mark.parametrize(
    ("subject", "body", "field", "said"),
    [
        ("Hello", "{{ link }}\n{{ plan }}", "body", "Line 2: there is no variable “plan” here."),
        (
            "Hello",
            "{{ link }}\n\n{% for one in name %}{{ one }}{% endfor %}",
            "body",
            "Line 3: “for” is not possible here.",
        ),
        ("Hello", "{{ link }}\n{% if name %}", "body", "Line 2 cannot be read"),
        ("Hello", "{{ link }} {{ name.__class__ }}", "body", "“.__class__” is not possible here."),
        ("Hello", "{{ link }} {{ name['x'] }}", "body", "“[ ]” is not possible here."),
        ("Hello", "{{ link }} {{ name() }}", "body", "“( )” is not possible here."),
        ("Hello", "{{ link }} {% set name = link %}", "body", "“set” is not possible here."),
        ("Hello", "{{ link }} {% include 'base.html' %}", "body", "“include” is not possible here."),
        ("Hello", "Come and see.", "body", "The text must show {{ link }}"),
        ("Hello", "{% if name %}{{ link }}{% endif %}", "body", "The text must show {{ link }}"),
        ("{{ link }}", "{{ link }}", "subject", "there is no variable “link” here."),
        ("", "{{ link }}", "subject", "Write something first."),
        ("x" * 201, "{{ link }}", "subject", "200"),
    ],
)
def test_what_cannot_be_a_mail_is_refused_by_line_and_name(subject, body, field, said):
    refused, decision = text_rules.may_be("concern", subject, body)
    assert refused == field
    assert said in catalogue.sentence(decision)


def test_a_text_that_would_run_away_is_as_long_as_what_it_shows_and_no_longer():
    text = Text("Hello", "{{ link }}" + "{{ name }}" * 900)
    with pytest.raises(ValueError, match="too long"):
        texts.render("concern", text, {"name": "n" * 1000, "program": "", "link": "x"})


texts_of_people = st.text(st.characters(exclude_categories=("Cs",)), max_size=60)


@given(st.sampled_from(EDITABLE), texts_of_people)
def test_whatever_a_name_holds_it_is_put_in_as_it_is_and_starts_nothing(kind, name):
    filled = {**values(kind), "name": name + "{{ link }}{% if x %}"}
    mail = texts.render(kind, shipped(kind), {one: filled.get(one, "") for one in kind_of(kind).variables})
    assert "\n" not in mail.subject
    if "name" in kind_of(kind).variables:
        assert "{{ link }}{% if x %}" in mail.body


def save(session: Session, cast: Cast, body: str = "Come: {{ link }}", *, based_on: int = 0) -> MailText:
    return text_edits.save(
        session,
        cast.sam,
        program_id=cast.program.id,
        kind="concern",
        subject="From {{ program }}",
        body=body,
        based_on=based_on,
    )


def concern(session: Session, program_id: int | None) -> texts.Mail:
    said = {"name": "Ada", "program": "North", "link": "https://x.org/1"}
    return texts.compose(session, "concern", said, program_id=program_id)


def test_a_programs_own_text_takes_the_place_of_the_shipped_one_in_it_alone(session: Session, cast: Cast):
    before = concern(session, cast.program.id)
    save(session, cast)
    assert concern(session, cast.program.id) == texts.Mail("From North", "Come: https://x.org/1")
    assert concern(session, None) == before


def test_a_text_that_can_no_longer_be_one_gives_way_to_the_shipped_one(
    session: Session, cast: Cast, caplog: pytest.LogCaptureFixture
):
    before = concern(session, cast.program.id)
    row = save(session, cast)
    session.execute(sa.update(MailText).where(MailText.id == row.id).values(body="{{ gone }}"))
    with caplog.at_level(logging.WARNING):
        assert concern(session, cast.program.id) == before
    assert "its own text of concern is not used" in caplog.text


def test_a_value_that_is_missing_is_a_defect_and_never_a_mail_with_a_hole(session: Session):
    with pytest.raises(KeyError):
        texts.compose(session, "concern", {"name": "Ada", "program": "North"})
