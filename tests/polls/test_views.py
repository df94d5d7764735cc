"""The pages of polls: staff make, close and read them; those who are asked stay unknown."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.page import count_rows
from tests.polls.polling import AFTER, BEFORE, all_answer, asked, code, held, on
from tests.sweeps.test_hostile_fields import EVERYWHERE, WORST
from tracker import clock
from tracker.polls import actions
from tracker.polls.models import Poll, PollAnswer, PollKind, PollTally

pytestmark = pytest.mark.any_database

POLLS = "/programs/north/cohorts/winter/polls"
DAYS = ("pre_opens_on", "pre_closes_on", "post_opens_on", "post_closes_on")
GOLDEN = (
    "Con gained 3 points; 2 to 4 after rounding; with fewer than about 1,930 answers in each poll this is"
    " within the 95 % margin; a majority still supports."
)


@pytest.fixture
def staff(client, cast):
    return client.sign_in(cast.sam)


@pytest.fixture
def open_poll(session, cast):
    return asked(session, cast.sam, cast.cohort, asks_willing=True)


def typed(**changes):
    today = clock.today()
    values = {
        "question": "Should we share weights?",
        "kind": "choice",
        "options": "Pro\nCon\n",
        "levels": "5",
        "least": "5",
        "pre_opens_on": today.isoformat(),
        "pre_closes_on": today.isoformat(),
        "post_opens_on": today.isoformat(),
        "post_closes_on": (today + timedelta(days=3)).isoformat(),
    }
    return {**values, **changes}


def answered(client, poll, **values):
    """Open the link, fill the page's own form, send it."""
    url = f"/polls/{poll.token}"
    return client.submit(client.get(url), url, **{"option": "0", "code": "teapot417green", **values})


def test_staff_ask_a_question_and_get_its_link(staff, session):
    assert "No poll yet" in staff.get(POLLS)
    page = staff.submit(staff.get(f"{POLLS}/new"), f"{POLLS}/new", **typed())
    poll = session.scalars(sa.select(Poll)).one()
    assert page.location == f"{POLLS}/{poll.id}"
    shown = staff.get(page.location)
    assert f"/polls/{poll.token}" in shown
    assert "open: before and after" in shown
    assert "fewer than five answers" in shown
    assert "Should we share weights?" in staff.get(POLLS)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"options": "Pro\n"}, "2 to 7 options; here are 1"),
        ({"options": "\n".join("abcdefgh")}, "here are 8"),
        ({"options": "Pro\npro"}, "is there twice"),
        ({"options": "Pro\n" + "x" * 101}, "at most 100 characters"),
        ({"least": "4"}, "from 5 to 1000"),
        ({"group_size": "0"}, "from 1 to 1000000"),
        ({"group_size": "many"}, "Not a valid integer"),
        ({"kind": "scale", "levels": "11"}, "from 2 to 10"),
        ({"kind": "scale", "levels": ""}, "scale: A poll has 2 to 10 options; here are 0"),
        ({"kind": "mood"}, "Not a valid choice"),
        ({"question": ""}, "This field is needed"),
        ({"post_closes_on": "2020-01-01"}, "must follow each other"),
        ({"pre_closes_on": ""}, "This field is needed"),
        (dict.fromkeys(DAYS, "2020-01-01"), "in the past"),
    ],
)  # fmt: skip
def test_what_no_poll_can_be_is_said_at_its_field(staff, session, changes, said):
    page = staff.submit(staff.get(f"{POLLS}/new"), f"{POLLS}/new", **typed(**changes))
    assert page.status == 200 and said in page
    assert count_rows(session, Poll) == 0


def test_whoever_has_the_link_answers_once_in_each_part(client, session, open_poll):
    page = answered(client, open_poll, willing="yes")
    assert page.location == f"/polls/{open_poll.token}"
    assert "Thank you" in client.get(page.location)
    again = answered(client, open_poll, option="1", willing="yes", code="Teapot-417 GREEN")
    assert "answered this part already" in again
    with on(open_poll.post_opens_on):
        assert "second time" in client.get(page.location)
        answered(client, open_poll, option="1")
    row = session.execute(sa.select(PollAnswer.pre, PollAnswer.post, PollAnswer.willing)).one()
    assert tuple(row) == (0, 1, True)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"option": ""}, "Choose an answer"),
        ({"option": "7"}, "Not a valid choice"),
        ({"option": "-1"}, "Not a valid choice"),
        ({"option": "0x0"}, "Not a valid choice"),
        ({"code": ""}, "This field is needed"),
        ({"code": "abc"}, "6 to 60 letters and digits"),
        ({"code": "aaaaaaaa"}, "more than three different"),
        ({"code": "417 Green-Mar"}, "That is the example"),
        ({"code": "é" * 61}, "6 to 60 letters and digits"),
        ({"code": "a\x00bcdefgh"}, "control characters"),
        ({"code": "x" * 500}, "at most 100 characters"),
        ({"willing": "perhaps"}, "Not a valid choice"),
    ],
)
def test_a_bad_answer_is_said_at_its_field_and_leaves_no_trace(client, session, open_poll, changes, said):
    page = answered(client, open_poll, **{"willing": "no", **changes})
    assert page.status == 200 and said in page
    assert count_rows(session, PollAnswer) == 0


def test_hostile_values_are_refused_or_taken_as_text_and_never_crash(client, session, open_poll):
    url = f"/polls/{open_poll.token}"
    form = client.get(url).form()
    fields = ("option", "code", "willing", "wave", "unknown")
    for value in (*EVERYWHERE, *(one.decode("latin-1") for case in WORST for one in case)):
        sent = client.post(url, {**form, **dict.fromkeys(fields, value)})
        code = client.post(url, {**form, "option": "0", "willing": "no", "code": value})
        assert {sent.status, code.status} <= {200, 302, 413}, value[:20]
    assert all(row.pre == 0 for row in session.scalars(sa.select(PollAnswer)))


def test_the_link_says_when_it_can_be_answered(client, session, cast, open_poll):
    url = f"/polls/{open_poll.token}"
    with on(open_poll.pre_opens_on - timedelta(days=1)):
        assert "opens on" in client.get(url)
    with on(open_poll.pre_closes_on + timedelta(days=1)):
        assert "asked again" in client.get(url)
    with on(open_poll.post_closes_on + timedelta(days=1)):
        assert "closed" in client.get(url)
    assert client.get("/polls/" + "x" * 32).status == 404


def test_on_the_day_of_the_event_one_says_whether_it_is_before_or_after(client, session, cast):
    today = clock.today()
    poll = asked(session, cast.sam, cast.cohort, before=(today, today), after=(today, today))
    assert "Is this before or after?" in client.get(f"/polls/{poll.token}")
    assert "Choose one" in answered(client, poll)
    answered(client, poll, wave="pre")
    answered(client, poll, wave="post", option="1")
    assert tuple(session.execute(sa.select(PollAnswer.pre, PollAnswer.post)).one()) == (0, 1)


def test_staff_see_numbers_in_steps_of_five_and_no_share_while_it_is_open(staff, session, open_poll):
    url = f"{POLLS}/{open_poll.id}"
    for count, said in (
        (4, "fewer than five answers"),
        (5, "5 or more answers"),
        (9, "5 or more"),
        (11, "10 or more"),
    ):
        all_answer(
            session,
            open_poll,
            BEFORE,
            [0] * (count - count_rows(session, PollAnswer)),
            first=100 + count * 20,
        )
        assert f"Before: {said}" in staff.get(url).text
    assert "Con" in staff.get(url) and "%" not in staff.get(url).text.replace("95 %", "")
    assert staff.get(f"{url}/result.csv").status == 404


def test_closing_counts_and_shows_and_is_for_good(staff, session, open_poll):
    all_answer(session, open_poll, BEFORE, [0] * 12 + [1] * 8)
    url = f"{POLLS}/{open_poll.id}"
    with on(open_poll.post_opens_on):
        all_answer(session, open_poll, AFTER, [0] * 7 + [1] * 5 + [0] * 5 + [1] * 3)
        page = staff.submit(staff.get(url), f"{url}/close", action="/close")
        page = staff.get(page.location)
        assert "Closed. The codes" in page
        assert "Con gained" not in page  # two did one thing, two the other
        again = staff.post(f"{url}/close")
        assert "never opens again" in staff.get(again.location)
    assert count_rows(session, PollAnswer) == 0
    assert session.scalars(sa.select(PollTally.people)).all()


def test_a_closed_poll_shows_sentence_drawing_and_table(staff, session, cast):
    poll = held(
        session,
        cast.sam,
        cast.cohort,
        [0] * 26 + [1] * 15,
        [0] * 17 + [1] * 9 + [0] * 6 + [1] * 9,
        group_size=48,
    )
    page = staff.get(f"{POLLS}/{poll.id}")
    assert "Con gained 7 points among the 41 who answered twice" in page
    assert "15 of 41 changed their answer" in page
    assert "The same 41 people are compared" in page
    assert "McNemar" in page
    assert "48 were asked" in page
    assert page.html.count('<rect class="before" x="-5"') == 2
    sheet = staff.get(f"{POLLS}/{poll.id}/result.csv")
    lines = sheet.response.text.splitlines()
    assert lines[0].startswith("option,pre,pre_low") and lines[1].startswith("Pro,0.634")


def test_the_link_shows_the_result_only_when_staff_say_so(staff, client, session, cast):
    poll = held(session, cast.sam, cast.cohort, [0] * 12 + [1] * 8, [0] * 5 + [1] * 15)
    url, link = f"{POLLS}/{poll.id}", f"/polls/{poll.token}"
    assert "Con gained" not in client.get(link)
    staff.submit(staff.get(url), f"{url}/show", action="/show")
    assert "Con gained 35 points" in client.sign_out().get(link)
    client.sign_in(cast.sam)
    staff.submit(staff.get(url), f"{url}/hide", action="/hide")
    assert "Con gained" not in client.get(link)


def test_more_answers_than_people_are_pointed_out(staff, session, cast):
    poll = held(session, cast.sam, cast.cohort, [0] * 12 + [1] * 8, [0] * 5 + [1] * 15, group_size=10)
    assert "more answers than people were asked" in staff.get(f"{POLLS}/{poll.id}")


def test_the_debate_of_which_only_percentages_are_known(staff, session):
    values = {"question": "The debate", "figures": "Pro, 67, 64\nCon, 33, 36\n", "willing": "92"}
    page = staff.submit(staff.get(f"{POLLS}/published"), f"{POLLS}/published", **values)
    shown = staff.get(page.location)
    assert GOLDEN in shown
    assert "92 % could change their mind; at least 3 % did." in shown
    assert "How many answered is not known" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"figures": "Pro, 67, 64\nCon, 36, 36"}, "The percentages sum to 103"),
        ({"figures": "Pro, 67, 64"}, "2 to 7 options"),
        ({"figures": "Pro 67 64\nCon 33 36"}, "Line 1: write the option"),
        ({"figures": "Pro, 67%, 64\nCon, 33, 36"}, "needs a number without a % sign"),
        ({"figures": "Pro, nan, 64\nCon, 33, 36"}, "needs a percentage from 0 to 100"),
        ({"n_pre": "4", "n_post": "100"}, "No whole number of 4 answers is 67 %"),
        ({"n_pre": "1", "n_post": "100"}, "there are 2 options"),
        ({"n_pre": "100"}, "give the number of answers of both polls"),
        ({"n_pre": "100", "n_post": "100", "group_size": "50"}, "but the group has 50"),
        ({"willing": "120"}, "from 0 to 100"),
        ({"willing": "inf"}, "from 0 to 100"),
        ({"willing": "x"}, "from 0 to 100"),
    ],
)  # fmt: skip
def test_percentages_that_cannot_be_are_refused(staff, session, changes, said):
    values = {"question": "The debate", "figures": "Pro, 67, 64\nCon, 33, 36", **changes}
    page = staff.submit(staff.get(f"{POLLS}/published"), f"{POLLS}/published", **values)
    assert page.status == 200 and said.lower() in page.text.lower()
    assert count_rows(session, Poll) == 0


def sent(staff, text, **changes):
    url = f"{POLLS}/from-file"
    form = staff.get(url).form()
    file = (io.BytesIO(text if isinstance(text, bytes) else text.encode()), "answers.csv")
    data = {
        **form,
        "question": "From paper",
        "kind": "choice",
        "levels": "5",
        "least": "5",
        **changes,
        "file": file,
    }
    return staff.post(url, data, content_type="multipart/form-data")


def test_answers_from_a_file_are_counted_and_codes_forgotten(staff, session):
    lines = ["code,pre,post"]
    lines += [
        f"zebra{n},{a},{b}"
        for n, (a, b) in enumerate(
            [("Pro", "Pro")] * 9 + [("Pro", "Con")] * 8 + [("Con", "Pro")] * 5 + [("Con", "Con")] * 6
        )
    ]
    page = sent(staff, "\r\n".join(lines))
    assert "13 of 28 changed their answer" in staff.get(page.location)
    assert "zebra" not in str(
        session.execute(sa.select(Poll.__table__)).all()
        + session.execute(sa.select(PollTally.__table__)).all()
    )


def test_counts_from_a_file(staff):
    page = sent(staff, "option,pre,post\nPro,30,20\nCon,10,20\n")
    assert "Con gained 25 points; with 40 answers in each poll this is outside the 95 % margin" in staff.get(
        page.location
    )


def test_a_scale_from_a_file(staff):
    rows = "".join(f"p{n},{1 + n % 3},{2 + n % 3 + (n % 7 == 0)}\n" for n in range(30))
    page = sent(staff, f"code,pre,post\n{rows}", kind="scale")
    shown = staff.get(page.location)
    assert "The mean rose from 2.0 to" in shown and "signed ranks" in shown


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "This file is empty"),
        ("name,pre,post\nx,Pro,Con\n", "Line 1: the columns are"),
        ("code,pre,post\na,Pro\n", "Line 2: there are 2 cells, but 3 columns"),
        ("code,pre,post\na,Pro,Con\nA,Pro,Pro\n", "Line 3, code: this code stood on an earlier line"),
        ("code,pre,post\n,Pro,Con\n", "Line 2, code: there is none"),
        ("code,pre,post\na,,\n", "Line 2: there is an answer neither"),
        ("code,pre,post\n" + "".join(f"c{n},o{n},o{n}\n" for n in range(9)), "Line 9, pre: “o7”"),
        ("code,pre,post\na,Pro,\nb,Con,\n", "answers both before and after"),
        ("code,pre,post\na,Pro,Pro\n", "2 to 7 options; here are 1"),
        ("option,pre,post\nPro,3.5,2\n", "Line 2, pre: “3.5” is not a count"),
        ("option,pre,post\nPro,inf,2\n", "Line 2, pre: “inf” is not a count"),
        ("option,pre,post\nPro,-3,2\n", "Line 2, pre: “-3” is not a count"),
        ("option,pre,post\nPro,3,2\nPro,3,2\n", "Line 3, option: “Pro”"),
        ('code,pre,post\n"a,Pro,Con\n', "Line 2: the quotation marks"),
        (b"code,pre,post\na,Pr\xff,Con\n", "not UTF-8"),
        (b"code,pre,post\na,Pr\x00,Con\n", "not plain text"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_at_line_and_column(staff, session, text, said):
    page = sent(staff, text)
    assert page.status == 200 and said in page
    assert count_rows(session, Poll) == count_rows(session, PollTally) == 0


def test_a_level_outside_the_scale_is_refused(staff):
    assert "Line 2, post: “6” is no option" in sent(staff, "code,pre,post\na,1,6\n", kind="scale")


def test_a_poll_goes_away_only_before_its_first_day(staff, session, cast):
    today = clock.today()
    days = [today + timedelta(days=n) for n in range(1, 5)]
    coming = asked(session, cast.sam, cast.cohort, before=tuple(days[:2]), after=tuple(days[2:]))
    page = staff.get(f"{POLLS}/{coming.id}")
    assert "not open yet" in page
    staff.submit(page, f"{POLLS}/{coming.id}/remove", action="/remove")
    assert count_rows(session, Poll) == 0
    running = asked(session, cast.sam, cast.cohort)
    refused = staff.post(f"{POLLS}/{running.id}/remove")
    assert "close it instead" in staff.get(refused.location)
    assert count_rows(session, Poll) == 1


def test_a_list_asks_the_same_of_the_database_for_one_poll_and_for_many(staff, session, cast, client):
    asked(session, cast.sam, cast.cohort)
    with client.counting() as one:
        staff.get(POLLS)
    for _ in range(20):
        asked(session, cast.sam, cast.cohort)
    with client.counting() as many:
        staff.get(POLLS)
    assert len(one) == len(many)


@pytest.mark.parametrize("who", ["mara", "ada", "outsider"])
def test_polls_are_for_staff_of_the_cohort(client, session, cast, open_poll, who):
    person = cast.ada.person if who == "ada" else getattr(cast, who)
    client.sign_in(person)
    for url in ("", "/new", "/published", "/from-file", f"/{open_poll.id}", f"/{open_poll.id}/result.csv"):
        assert client.get(POLLS + url).status == 404


def test_a_scale_is_asked_here_too(staff, client, session):
    staff.submit(
        staff.get(f"{POLLS}/new"),
        f"{POLLS}/new",
        **typed(kind="scale", levels="5", options="", question="How sure are you?"),
    )
    poll = session.scalars(sa.select(Poll)).one()
    assert poll.kind is PollKind.SCALE and poll.options == ["1", "2", "3", "4", "5"]
    answered(client, poll, wave="pre", option="4", code=code(1))
    assert session.scalars(sa.select(PollAnswer.pre)).one() == 4


def test_the_day_after_its_last_day_a_poll_is_counted_by_itself(session, cast, open_poll):
    all_answer(session, open_poll, BEFORE, [0] * 6 + [1] * 6)
    assert actions.close_overdue(session, cast.program) == []
    with on(open_poll.post_closes_on + timedelta(days=1)):
        assert actions.close_overdue(session, cast.program) == [open_poll]
        assert actions.close_overdue(session, cast.program) == []
    assert count_rows(session, PollAnswer) == 0
