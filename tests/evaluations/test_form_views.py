"""The mentor's form in the browser without scripts: write, save, review, file, amend, two windows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.page import count_rows
from tracker import clock
from tracker.evaluations.models import Draft, Flag, Form, FormRevision, Reply
from tracker.permissions import Role

ANSWERS = {
    **{f"criteria-{slug}": "3" for slug in ("problem-choice", "execution", "rigor", "communication")},
    "criteria-independence": "unseen",
    "overall": "4",
    "confidence": "medium",
    "contact_hours": "2,5",
    "trend": "better",
    "result": "negative",
    "quality": "4",
    "share": "lead",
    "keep": "You tried to break your own result.",
    "change": "",
    "raise_concern": "no",
    "release_review": "no",
    "conduct": "none",
    "staff_note": "",
}


@pytest.fixture
def url(cast, client):
    client.sign_in(cast.mara)
    return f"/assignments/{cast.from_mara.id}/form"


def write(client, url, **changes):
    """Open the form, answer it, and press a button; `act` names the button."""
    page = client.get(url)
    return client.submit(page, url, action="/form", **{**ANSWERS, "act": "review", **changes})


def file(client, url, **changes):
    """Write and file the form; returns the answer to the last button."""
    write(client, url, **changes)
    review = url.replace("/form", "/review")
    return client.submit(client.get(review), review, action="/review")


def test_mentor_files_a_form_in_three_steps(client, cast, url, session):
    answer = write(client, url)
    assert answer.location.endswith("/review")
    review = client.get(answer.location)
    assert "You tried to break your own result." in review
    assert "Nothing is filed yet" in review
    filed = client.submit(review, answer.location, action="/review")
    page = client.get(filed.location)
    assert "Filed. Thank you." in page
    form = session.query(Form).one()
    assert (form.overall, form.contact_hours, form.quality, form.mentor_id) == (4, 2.5, 4, cast.mara.id)
    assert form.opened_at <= form.filed_at
    assert count_rows(session, Draft) == 0


def test_every_field_of_the_form_is_stored(client, cast, url, session):
    file(
        client,
        url,
        please_advise="y",
        confidence="high",
        blame="luck",
        change="Ask earlier.",
        raise_concern="yes",
        release_review="unsure",
        conduct="talk_to_staff",
        staff_note="Between us.",
    )
    form = session.query(Form).one()
    assert form.please_advise and form.raise_concern
    assert (form.confidence, form.blame, form.release_review) == ("high", "luck", "unsure")
    assert (form.conduct, form.staff_note, form.change) == ("talk_to_staff", "Between us.", "Ask earlier.")
    assert (form.trend, form.result, form.share) == ("better", "negative", "lead")
    assert {flag.kind.value for flag in session.query(Flag)} == {
        "concern",
        "release_review",
        "advice",
        "conduct",
    }


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"overall": ""}, "overall", "Choose 1 to 5"),
        ({"overall": "6"}, "overall", "Not a valid choice"),
        ({"overall": "3.5"}, "overall", "Not a valid choice"),
        ({"criteria-rigor": ""}, "criteria-rigor", "Choose a level"),
        ({"criteria-rigor": "0"}, "criteria-rigor", "Not a valid choice"),
        ({"confidence": "certain"}, "confidence", "Not a valid choice"),
        ({"contact_hours": "many"}, "contact_hours", "Write hours as a number"),
        ({"contact_hours": "-1"}, "contact_hours", "Write hours as a number"),
        ({"contact_hours": "nan"}, "contact_hours", "Write hours as a number"),
        ({"quality": "9"}, "quality", "Not a valid choice"),
        ({"overall": "2"}, "change", "say one thing to change"),
        ({"criteria-rigor": "1"}, "change", "say one thing to change"),
        ({"keep": "x" * 2001}, "keep", "Use at most 2000 characters"),
        ({"trend": "sideways"}, "trend", "Not a valid choice"),
    ],
)
def test_a_wrong_answer_is_named_at_its_field_and_nothing_is_filed(
    client, url, session, changes, field, message
):
    page = write(client, url, **changes)
    assert page.status == 422
    assert message in page
    assert f"#{field}" in [href for href, _text in page.links]
    assert ANSWERS["keep"] in page or "x" * 2001 in page
    assert count_rows(session, Form) == 0
    assert count_rows(session, Draft) == 1  # what was typed is kept all the same


def test_cannot_say_counts_as_filed_and_adds_no_rating(client, url, session):
    file(client, url, overall="cannot-say")
    assert session.query(Form).one().overall is None


def test_contradictions_are_asked_once_and_never_block(client, cast, url, session):
    write(client, url, overall="5", **{f"criteria-{s}": "2" for s in ("rigor", "execution")}, change="More.")
    review = url.replace("/form", "/review")
    write(client, url, confidence="high", contact_hours="1")
    page = client.get(review)
    assert "less than two hours" in page
    assert client.submit(page, review, action="/review").location.startswith("/forms/")


def test_a_saved_draft_is_there_when_the_form_is_opened_again(client, url):
    assert write(client, url, act="save", keep="Half a thou").location == url
    assert "Half a thou" in client.get(url).html


def test_the_script_saves_what_is_typed_and_learns_the_version(client, url):
    save = url.replace("/form", "/draft")
    first = client.post(save, {"keep": "a", "draft_version": "0"}).response.get_json()
    second = client.post(save, {"keep": "ab", "draft_version": "1"}).response.get_json()
    assert (first["version"], second["version"]) == (1, 2)
    assert client.get(url).form("/form")["keep"] == "ab"


def test_the_same_save_sent_twice_is_one_save(client, url):
    save = url.replace("/form", "/draft")
    client.post(save, {"keep": "a", "draft_version": "0"})
    again = client.post(save, {"keep": "a", "draft_version": "0"})
    assert again.response.get_json()["version"] == 1


def test_a_second_window_sees_both_versions_and_overwrites_nothing(client, url, session):
    first, second = client.get(url), client.get(url)
    client.submit(first, url, action="/form", **{**ANSWERS, "keep": "From the first window"}, act="save")
    answer = client.submit(
        second, url, action="/form", **{**ANSWERS, "keep": "From the second window"}, act="save"
    )
    assert answer.status == 409
    assert "From the first window" in answer and "From the second window" in answer.html
    assert session.query(Draft).one().answers["keep"] == "From the first window"
    kept = client.submit(answer, url, action="/form", act="save")
    assert kept.status == 302
    assert session.query(Draft).one().answers["keep"] == "From the second window"


def test_a_window_left_open_while_another_filed_shows_what_was_filed(client, url, session):
    old = client.get(url)
    file(client, url)
    answer = client.submit(old, url, action="/form", **{**ANSWERS, "keep": "Too late?"}, act="save")
    assert answer.status == 409
    assert ANSWERS["keep"] in answer
    assert session.query(Form).one().keep == ANSWERS["keep"]


def test_a_second_click_on_file_files_one_form(client, url, session):
    write(client, url)
    review = url.replace("/form", "/review")
    page = client.get(review)
    client.submit(page, review, action="/review")
    again = client.submit(page, review, action="/review")
    assert again.location.startswith("/forms/")
    assert count_rows(session, Form) == 1


def test_a_draft_that_changed_since_it_was_reviewed_is_not_filed_unread(client, url, session):
    write(client, url)
    review = url.replace("/form", "/review")
    read = client.get(review)
    write(client, url, keep="Changed in another window")
    answer = client.submit(read, review, action="/review")
    assert answer.location == review
    assert "Changed in another window" in client.get(review)
    assert count_rows(session, Form) == 0


def test_amending_keeps_what_was_said_before(client, cast, url, session):
    shown = file(client, url).location
    page = client.get(url)
    assert page.form("/form")["keep"] == ANSWERS["keep"]
    file(client, url, keep="A second thought.", overall="5")
    form = session.query(Form).one()
    assert (form.version, form.keep, form.overall) == (2, "A second thought.", 5)
    assert session.query(FormRevision).one().answers["keep"] == ANSWERS["keep"]
    assert ANSWERS["keep"] in client.get(shown)


def test_a_closed_phase_takes_no_form_but_shows_the_draft(client, cast, url, session):
    write(client, url, act="save", keep="Almost done")
    page = client.get(url)
    after = clock.now() + timedelta(weeks=6)
    with clock.fixed(after):
        answer = client.submit(page, url, action="/form", act="review")
        assert answer.status == 409
        assert "Forms for this phase closed on" in answer
        assert "Almost done" in answer.html
        assert client.get(url).status == 409
        script = client.post(
            url.replace("/form", "/draft"), {"keep": "x"}, headers=[("Accept", "application/json")]
        )
        assert script.status == 409
        assert "closed on" in script.response.get_json()["advice"]
    assert count_rows(session, Form) == 0


def test_a_phase_that_has_not_begun_takes_no_form(client, cast, url):
    with clock.fixed(clock.now() - timedelta(weeks=8)):
        answer = client.get(url)
        assert answer.status == 409
        assert "its forms open then" in answer


def test_nobody_else_opens_a_mentors_form(client, cast, url):
    for person in (cast.milo, cast.sam, cast.lea, cast.outsider, cast.ada.person):
        client.sign_in(person)
        assert client.get(url).status == 404
        assert client.post(url, ANSWERS).status == 404


def test_an_opening_time_that_is_not_ours_is_not_believed(client, url, session):
    file(client, url, opened="forged")
    form = session.query(Form).one()
    assert (form.filed_at - form.opened_at) < timedelta(minutes=1)


def test_markup_in_an_answer_stays_text(client, cast, url):
    shown = file(client, url, keep="<script>alert(1)</script>=HYPERLINK(1)").location
    assert "<script>alert(1)" not in client.get(shown).html


def test_a_nul_byte_is_dropped_or_refused(client, url, session):
    page = write(client, url, keep="a\x00b")
    assert page.status == 422
    assert "control characters" in page
    assert count_rows(session, Form) == 0


def test_co_mentor_sees_the_form_only_after_filing_their_own(client, cast, make, url):
    shown = file(client, url).location
    client.sign_in(cast.milo)
    assert client.get(shown).status == 404
    assert "Mara" not in client.get(f"/scholars/{cast.ada.id}").text.split("Still owed")[0]
    file(client, f"/assignments/{cast.from_milo.id}/form")
    assert client.get(shown).status == 200


def test_scholar_reads_feedback_once_all_have_filed_and_replies(client, cast, url, session):
    shown = file(client, url, staff_note="Not for Ada").location
    client.sign_in(cast.ada.person)
    assert client.get(shown).status == 404
    assert ANSWERS["keep"] not in client.get(f"/where-i-stand/{cast.ada.id}")
    client.sign_in(cast.milo)
    file(client, f"/assignments/{cast.from_milo.id}/form", keep="From Milo")
    client.sign_in(cast.ada.person)
    standing = client.get(f"/where-i-stand/{cast.ada.id}")
    assert ANSWERS["keep"] in standing and "From Milo" in standing
    page = client.get(shown)
    assert "Not for Ada" not in page.html
    client.submit(page, f"{shown}/reply", action="/reply", text="Thank you; the dataset was B, not A.")
    assert "the dataset was B" in client.get(shown)
    assert count_rows(session, Reply) == 1


def test_an_empty_reply_is_refused(client, cast, url, session):
    shown = file(client, url).location
    with clock.fixed(clock.now() + timedelta(days=20)):
        client.sign_in(cast.ada.person)
        page = client.post(f"{shown}/reply", {"text": "  "})
        assert page.status == 422
    assert count_rows(session, Reply) == 0


def test_staff_take_a_line_off_their_home(client, cast, url, session):
    file(client, url, raise_concern="yes")
    client.sign_in(cast.sam)
    home = client.get("/")
    assert "raises a concern" in home
    flag = session.query(Flag).one()
    client.post(f"/flags/{flag.id}/handled")
    assert "raises a concern" not in client.get("/")
    client.sign_in(cast.outsider)
    assert client.post(f"/flags/{flag.id}/handled").status == 404


def test_staff_who_are_scholars_too_read_a_form_on_them_as_scholars(client, cast, make, url):
    make.role(make.session.merge(cast.ada.person), Role.STAFF, cast.cohort)
    shown = file(client, url, staff_note="Not for Ada").location
    client.sign_in(cast.milo)
    file(client, f"/assignments/{cast.from_milo.id}/form")
    page = client.sign_in(cast.ada.person).get(shown)
    assert page.status == 200
    assert "Not for Ada" not in page.html
    assert "For staff and the author" not in page
