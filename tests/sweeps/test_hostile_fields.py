"""Whatever is put into the fields of any form: never a crash, and what is refused leaves no trace."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from flask import Flask, Request, request
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.cast import Cast
from tests.factories import Factory
from tests.page import Client
from tests.polls import polling
from tests.releases import casting, stopping, straying
from tests.sweeps.scene import World
from tracker import clock
from tracker.advancement import panels
from tracker.db import Base
from tracker.evaluations import actions
from tracker.people import actions as people_actions
from tracker.people.models import LinkKind, Person
from tracker.permissions import Role
from tracker.projects.models import Membership

MANY_DIGITS = "9" * 5000  # more than Python turns into a number
# Put into one field at a time.
WORST: list[list[bytes]] = [[], [b"a\x00b"], [MANY_DIGITS.encode()]]
# Put into every field at once: no UTF-8 with half a surrogate pair; one field three times.
NO_TEXTS: list[list[bytes]] = [[b"\xff\xfe\xed\xa0\x80"], [b"1", b"2", b"\x00"]]
# Put into every field at once.
FOR_DATABASES = [
    "\x00",
    "a\x00b",
    "x" * 1_000_000,
    "\U0001f9ea" * 50,
    str(10**20),
    "2147483648",
    "-1",
    "nan",
    "1e309",
    "9999-12-31",
]
EVERYWHERE = [
    *FOR_DATABASES,
    "\u202eright to left",
    "e\u0301\u200b\u2028\u2029\x85",
    "0",
    "٣",
    "²",
    "1_000",
    "inf",
    "-0.0",
    "0001-01-01",
    "2026-02-30",
    "2026-W01-1",
    "<script>alert(1)</script>",
    "{{ 7*7 }}%(name)s%s",
    '=HYPERLINK("http://evil.example")',
    "'; DROP TABLE person; --",
    "../../etc/passwd",
    "true",
    "continue_by_default",
    "\r\nSet-Cookie: a=b",
]
# Saving a draft is what these are for: the text is kept even where the form is refused.
KEEP_DRAFTS = {
    "evaluations.edit",
    "evaluations.save",
    "advancement.raise_concern",
    "advancement.appeal",
    "advancement.rule_appeal",
    "advancement.decide",
    "advancement.file_view",
    "surveys.fill",
    "surveys.save",
    "surveys.state",
    "surveys.save_statement",
    "releases.write_letter",
}
DRAFTS = {"survey_draft", "draft", "concern_draft", "appeal_draft", "decision_draft"}
# A letter that is not sent is a draft whose words are sealed.
DRAFTS |= {"release_letter_draft", "sealed_text"}
# What stands on the page of one scholar's gate, and needs a phase that the cohort has.
IN_A_ROOM = {"advancement.decide", "advancement.file_view", "advancement.appoint", "advancement.unseat"}
# What the scholar whom the world's concern is about does on their own page.
ABOUT_BEN = {"advancement.acknowledge", "advancement.reply"}
BY_NOBODY = {
    "security.login",
    "people.ask_link",
    "people.open_link",
    "surveys.by_link",
    "polls.answer",
    "review_rules.report",
}
# What Ada answers, and what staff do on the page of a survey.
BY_ADA = {"overview.forecasts", "surveys.fill", "surveys.save", "surveys.state", "surveys.save_statement"}
ON_A_SURVEY = {"surveys.switch_on": "/days", "surveys.set_counts": "/counts"}
# What stands on the page of an outcome; a member alone agrees to a public list.
ON_AN_OUTCOME = {"projects.add_step", "projects.judge_outcome", "projects.agree_to_listing"}
ABOUT_ADA = {
    "projects.agree_to_listing",
    "projects.follow_up",
    "projects.own_share",
    "projects.own_roles",
    *(f"projects.{name}" for name in ("new_grid", "grid_runs", "grid_evidence")),
}
# What stands on the page of a work, and what a mentor of it says there.
OF_THE_MENTOR = {"projects.team_shares", "projects.speak"}
ON_A_WORK = OF_THE_MENTOR | {
    *(f"projects.{name}" for name in ("own_share", "own_roles", "settle_shares", "settle_result")),
    "overview.state_rates",
}
# What stands on pages of release review: who may send it, by the names of the world, and on which page.
OF_RELEASES: dict[str, tuple[str, str]] = {
    **stopping.SENT_BY,
    "releases.convene_panel": ("cora", "/reviews/{formal_id}"),
    "releases.answer_seat": ("pete", "/reviews/panels/{panel_id}"),
    **{f"releases.{name}": ("cora", "/reviews/panels/{panel_id}") for name in ("call_in", "change_chair")},
    **{
        f"releases.{name}": ("pia", "/reviews/panels/{panel_id}")
        for name in ("add_note", "cast_vote", "reply_to_dissent", "return_release")
    },
    "releases.file_dissent": ("pola", "/reviews/panels/{panel_id}"),
    "releases.bring_news": ("ada", "/reviews/{held_id}"),
    "releases.appeal_decision": ("ada", "/reviews/decisions/{release_decision_id}"),
    **{
        f"releases.{name}": ("ada", "/reviews/{approved_id}/approval")
        for name in ("accept_narrower", "report_tripwire", "condition_done")
    },
    "releases.destination": ("ada", "/reviews/{approved_id}/destination"),
    "releases.reopen_condition": ("rhea", "/reviews/{approved_id}/approval"),
    "releases.ask_amendment": ("ada", "/reviews/{stale_id}/approval"),
    "releases.answer_amendment": ("rhea", "/reviews/{asked_id}/approval"),
    "releases.publish": ("ada", "/reviews/{cleared_id}/publish"),
    "releases.recipients": ("ada", "/reviews/{out_id}/recipients"),
    **{
        f"releases.{name}": ("ada", "/reviews/{out_id}/published") for name in ("add_address", "name_outcome")
    },
    "releases.people": ("cora", "/reviews/{reviewed_id}/people"),
    "releases.remove_person": ("cora", "/reviews/{reviewed_id}/people"),
    "releases.opening": ("dev", "/reviews/{case_id}/opening"),
    "releases.answer_opening": ("dev", "/reviews/{reviewed_id}/opening"),
    "releases.clear_alert": ("cora", "/reviews/read-log/{program_slug}"),
    "review_rules.set_contact": ("lea", "/programs/{program_slug}/review-rules"),
    "review_rules.propose_checklist": ("lea", "/programs/{program_slug}/review-rules/checklist"),
    **{
        f"releases.{name}": ("ada", f"/reviews/{{case_id}}/{name.replace('_', '-')}")
        for name in ("answers", "files", "contributors", "submit", "unease", "withdraw")
    },
    "releases.save_answers": ("ada", "/reviews/{case_id}/answers"),
    "releases.plan": ("ada", "/reviews/works/{work_id}/new"),
    "releases.contributor_off": ("ada", "/reviews/{case_id}/contributors"),
    "releases.open_unease": ("ada", "/reviews/{case_id}/unease"),
    "releases.mentor_view": ("mara", "/reviews/{case_id}/mentor-view"),
    **{
        f"releases.{name}": ("cora", "/reviews/{reviewed_id}/screening")
        for name in ("hand_over", "return_incomplete", "send_to_panel", "ask_reviewer")
    },
    "releases.conflict_found": ("cora", "/reviews/{judged_id}/screening"),
    "releases.waive": ("cora", "/reviews/{judged_id}/screening"),
    "releases.assess": ("rhea", "/reviews/{judged_id}/assess"),
    "releases.save_assessment": ("rhea", "/reviews/{judged_id}/assess"),
    "releases.step_aside": ("rhea", "/reviews/{judged_id}/assess"),
    "releases.escalate": ("rhea", "/reviews/{judged_id}"),
    "releases.invitation": ("ravi", "/reviews/{judged_id}/invitation"),
}
OTHER_SETTINGS = {
    "k_low": 1,
    "k_high": 2,
    **{f"share_{name}": 0.2 for name in ("ability", "severity", "fit", "luck", "error")},
    "bar": 3,
}
# One button: only in the months in which it is asked; not for a director who runs the server too.
ONE_BUTTON = {"projects.follow_up", "releases.ask_to_read"}
# What is made is shown in the answer, since nobody can show it again.
ANSWERED_WITH_A_PAGE = {"overview.new_calendar_address", "cohorts.new_webhook_secret"}
# The preview that was looked at, which the page offers to freeze once a job has made it.
SEALS = {"reports.new_snapshot": {"draft": "1"}}
# Pages of which only the first rows are tried; the others are built alike.
SKIPPED = tuple(f"_{row}" for row in range(3, 30))


@dataclass
class Target:
    """One address that takes a POST, with the fields of its own page."""

    endpoint: str
    url: str
    person: Person | None
    fields: dict[str, str]

    def tried(self) -> list[str]:
        names = {*self.fields, "unknown_field"} - {"csrf_token"}
        return sorted(name for name in names if not name.endswith(SKIPPED))


# Statements that begin so write no row; with any other the rows are counted.
ONLY_ASKS = ("SELECT ", "SAVEPOINT ", "RELEASE ", "ROLLBACK ")
# The addresses are tried in so many tests, which processes can share.
PARTS = 6


@pytest.fixture
def rows(connection: Connection) -> Any:
    """How many rows each table has."""
    tables = [table for table in Base.metadata.sorted_tables if table.name != "alembic_version"]
    counting = sa.union_all(
        *[
            sa.select(sa.literal_column(f"'{table.name}'"), sa.func.count()).select_from(table)
            for table in tables
        ]
    )
    # Compiled once: to go through so many tables takes longer than to count their rows.
    counted = sa.text(str(counting.compile(connection)))
    return lambda: dict(connection.execute(counted).all())


@pytest.fixture
def written(connection: Connection) -> list[str]:
    """What was sent to the database that was not only a question; asking it for that takes as long."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(ONLY_ASKS):
            seen.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    return seen


@pytest.fixture
def targets(
    visitor: Client, whole_app: Flask, cast: Cast, world: World, make: Factory, session: Session, part: int
) -> list[Target]:
    """The POST addresses of a part, as somebody who may use them, with something there to answer."""
    actions.save_draft(
        session,
        cast.mara,
        assignment=cast.from_mara,
        typed={**actions.answers_of(cast.from_milo.form).typed()},  # type: ignore[arg-type]
        base_version=0,
        form_version=0,
        opened_at=clock.now(),
    )
    people_actions.grant_role(session, None, person=cast.lea, role=Role.OPERATOR, program_id=None)
    invitation = people_actions.make_link(session, None, person=cast.ben.person, kind=LinkKind.INVITATION)
    tokens = {
        "surveys.by_link": world.values["survey_token"],
        "polls.answer": polling.asked(session, cast.sam, cast.cohort).token,
    }
    cast.from_mara.due_on = cast.from_milo.due_on = clock.today() - timedelta(days=20)
    session.add(Membership(work_id=cast.sprint.id, enrolment_id=cast.ben.id))  # shares are for a team
    panels.appoint(session, cast.sam, enrolment=cast.ada, phase=make.training(cast.cohort), person=cast.lea)
    session.flush()
    found = []
    posts = [rule for rule in whole_app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    bench = casting.Bench(**{name: world.values[name] for name in casting.ROLES})
    world.values |= straying.further(session, cast, bench) | {"ben": cast.ben.person}
    for rule in posts[part::PARTS]:
        url = world.url(rule, token=tokens.get(rule.endpoint, invitation))
        if rule.endpoint in straying.SENT_BY:
            sender, page = straying.SENT_BY[rule.endpoint]
            person = session.get_one(Person, world.values[sender].id)
            fields = _on(visitor, page.format(**world.values), url, person) if page else {}
            found.append(Target(rule.endpoint, url, person, fields))
            continue
        person = _who(rule, cast)
        if rule.endpoint == "advancement.appeal":
            person = session.get_one(Person, world.values["decided_person_id"])
        if rule.endpoint in OF_RELEASES and OF_RELEASES[rule.endpoint][0] in world.values:
            person = session.get_one(Person, world.values[OF_RELEASES[rule.endpoint][0]].id)
        found.append(Target(rule.endpoint, url, person, _fields(visitor, rule, url, person, world)))
    assert len(found) > 10
    return found


def _who(rule: Rule, cast: Cast) -> Person | None:
    if rule.endpoint in BY_NOBODY:
        return None
    if rule.endpoint in BY_ADA:
        return cast.ada.person
    if rule.endpoint.startswith("evaluations.") or rule.endpoint in OF_THE_MENTOR:
        return cast.mara
    if rule.endpoint in ABOUT_BEN:
        return cast.ben.person
    if rule.endpoint in ABOUT_ADA:
        return cast.ada.person
    return cast.ada.person if rule.endpoint in ("forms.reply", "cohorts.read_policy") else cast.lea


def _fields(visitor: Client, rule: Rule, url: str, person: Person | None, world: World) -> dict[str, str]:
    visitor.sign_in(person) if person else visitor.sign_out()
    shown, action = url, url
    if rule.endpoint == "forms.reply":
        shown = f"/forms/{world.values['form_id']}"
    elif rule.endpoint in ABOUT_BEN:
        shown = f"/where-i-stand/{world.values['ben_id']}"
    elif rule.endpoint in ("advancement.withdraw", "advancement.judge"):
        shown = f"/concerns/{world.values['concern_id']}"
    elif rule.endpoint in ("advancement.give_appeal", "advancement.rule_appeal"):
        shown = f"/appeals/{world.values['appeal_id']}"
    elif rule.endpoint in IN_A_ROOM - {"advancement.unseat"}:
        shown = f"/scholars/{world.values['enrolment_id']}/gate/training"
    elif rule.endpoint == "advancement.appoint_many":
        shown = url.removesuffix("/panels")
    elif rule.endpoint == "advancement.send_letters":
        shown = url
    elif rule.endpoint in ("advancement.begin_leave", "advancement.shift_dates"):
        shown = f"/scholars/{world.values['enrolment_id']}/dates"
    elif rule.endpoint in ("surveys.save", "surveys.save_statement"):
        shown = action = url.removesuffix("/draft")
    elif rule.endpoint in ON_A_SURVEY:
        shown = url.removesuffix(ON_A_SURVEY[rule.endpoint])
    elif rule.endpoint == "projects.grid_evidence":
        shown = url.removesuffix("/evidence")
    elif rule.endpoint in ON_A_WORK:
        shown = f"/works/{world.values['work_id']}"
    elif rule.endpoint in ONE_BUTTON:
        return {}
    elif rule.endpoint in SEALS:
        return SEALS[rule.endpoint]
    elif rule.endpoint in ("releases.save_answers", "releases.save_assessment"):
        shown = action = url.removesuffix("/draft")
    elif rule.endpoint in OF_RELEASES:
        shown = OF_RELEASES[rule.endpoint][1].format(**world.values)
    elif rule.endpoint in ON_AN_OUTCOME:
        shown = f"/outcomes/{world.values['outcome_id']}"
    elif rule.endpoint == "evaluations.save":
        shown = action = url.replace("/draft", "/form")
    elif rule.endpoint == "overview.scoring":  # what saves is offered once other values were looked at
        shown = f"{url}?{urlencode(OTHER_SETTINGS)}"
    elif "GET" not in (rule.methods or ()):
        return {}
    return _on(visitor, shown, action, person)


def _on(visitor: Client, shown: str, action: str, person: Person | None) -> dict[str, str]:
    visitor.sign_in(person) if person else visitor.sign_out()
    page = visitor.get(shown)
    assert page.status == 200, f"{shown} as {person and person.name}: {page.status}"
    return page.form(action)


class Noting(Request):
    """A request that notes of which fields the application looked at the values."""

    read: ClassVar[set[str]] = set()

    def _load_form_data(self) -> None:
        if "form" in vars(self):
            return
        super()._load_form_data()
        for part in ("form", "files"):
            vars(self)[part] = Noted(vars(self)[part])

    def close(self) -> None:
        before = {*self.read}
        super().close()  # goes through the files, which were not looked at for that
        self.read.intersection_update(before)


class Noted(ImmutableMultiDict[str, Any]):
    """The fields that were sent, noting whose values are looked at, or whether they are there."""

    def _note(self, *names: Any) -> None:
        Noting.read.update(str(name) for name in names if name != "csrf_token")

    def __contains__(self, name: object) -> bool:
        self._note(name)
        return super().__contains__(name)

    def __getitem__(self, name: str) -> Any:
        self._note(name)
        return super().__getitem__(name)

    def getlist(self, name: str, *how: Any, **more: Any) -> list[Any]:  # type: ignore[override]
        self._note(name)
        return super().getlist(name, *how, **more)

    def items(self, multi: bool = False) -> Iterator[tuple[str, Any]]:  # type: ignore[override]
        self._note(*super().keys())
        return super().items(multi)

    def lists(self) -> Iterator[tuple[str, list[Any]]]:
        self._note(*super().keys())
        return super().lists()

    def listvalues(self) -> Iterator[list[Any]]:
        self._note(*super().keys())
        return super().listvalues()

    def values(self) -> Iterator[Any]:  # type: ignore[override]
        self._note(*super().keys())
        return super().values()

    def __iter__(self) -> Iterator[str]:  # or dict() would take the values past us
        return super().__iter__()


def requests(target: Target, token: str, read: set[str], *, thorough: bool) -> Iterator[dict[str, Any]]:
    """The hostile requests to one address, as options of the test client.

    `read` holds the names that the application looked at so far: what it never looks at breaks nothing,
    whatever stands there, as with most of what is sent by a button alone.
    """
    header = {"X-CSRFToken": token}
    names = target.tried()
    good = {name: [value.encode()] for name, value in target.fields.items() if name != "csrf_token"}
    form = "application/x-www-form-urlencoded"

    def typed(fields: dict[str, list[bytes]]) -> dict[str, Any]:
        return {"data": urlencode(fields, doseq=True).encode(), "content_type": form, "headers": header}

    for values in NO_TEXTS:
        yield typed(dict.fromkeys(names, values))
    yield {"json": {name: [1, {"a": None}] for name in names}, "headers": header}
    yield {"data": {name: (io.BytesIO(b"\x89PNG\x00"), "a.png") for name in names}, "headers": header}
    yield {"data": b"\xff\x00%zz&=&&==;;" * 10, "content_type": form, "headers": header}
    yield {"data": b"--x\r\nbroken", "content_type": "multipart/form-data; boundary=x", "headers": header}
    yield {"data": b"x" * 2_200_000, "content_type": form, "headers": header}
    yield typed({**good, "unknown_field": [b"1"]})
    if not read:
        return
    for text in EVERYWHERE if thorough else FOR_DATABASES:
        short = text[: max(1, 1_900_000 // (len(names) * max(1, len(text.encode()) // len(text))))]
        yield {"data": dict.fromkeys(names, short), "headers": header}
    tried: set[str] = set()
    while left := [name for name in names if thorough and name in read - tried]:
        tried.add(left[0])  # what was put here may be why another is looked at
        for values in WORST:
            yield typed({**good, left[0]: values})


def test_a_look_at_what_was_sent_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Flask("throwaway", static_folder=None)
    app.request_class = Noting
    looks: dict[str, Callable[[Any], Any]] = {
        "get": lambda form: form.get("name"),
        "item": lambda form: form["name"],
        "list": lambda form: form.getlist("name"),
        "in": lambda form: "name" in form,
        "dict": dict,
        "copy": MultiDict,
        "plain": lambda form: form.to_dict(),
        "values": lambda form: list(form.values()),
        "lists": lambda form: list(form.lists()),
        "pairs": lambda form: list(form.items()),
    }
    for way, look in looks.items():
        with app.test_request_context(method="POST", data={"name": "1", "csrf_token": "2"}):
            monkeypatch.setattr(Noting, "read", set())
            assert not any(name.startswith("other") for name in request.form)
            assert Noting.read == set()
            look(request.form)
        assert Noting.read == {"name"}, way


@pytest.mark.parametrize("part", range(PARTS))
def test_no_value_in_any_field_breaks_anything(
    visitor: Client,
    whole_app: Flask,
    targets: list[Target],
    connection: Connection,
    rows: Any,
    written: list[str],
    session: Session,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults = []
    monkeypatch.setattr(whole_app, "request_class", Noting)
    settings = whole_app.extensions["tracker_settings"]
    # Fields are read before any database is asked: the second one gets what databases differ on.
    thorough = connection.dialect.name == "sqlite"
    for target in targets:
        session.flush()
        session.expunge_all()
        visitor.sign_in(target.person) if target.person else visitor.sign_out()
        token = visitor.token()
        cookie = visitor.flask.get_cookie("tracker")
        before = rows()
        monkeypatch.setattr(Noting, "read", set())
        for options in requests(target, token, Noting.read, thorough=thorough):
            undo = connection.begin_nested()
            written.clear()
            answer: TestResponse = visitor.flask.post(target.url, **options)
            changed = set()
            if written:
                changed = {name for name, count in rows().items() if count != before[name]}
            if target.endpoint in KEEP_DRAFTS:
                changed -= DRAFTS
            changed -= {"read_log"}  # a page that shows sealed words again was read again
            undo.rollback()
            whole_app.extensions["tracker_settings"] = settings  # wiping the demo replaces them
            assert cookie is not None
            visitor.flask.set_cookie("tracker", cookie.value)
            refused = answer.status_code not in (200, 302) or "<form" in answer.text
            refused &= target.endpoint not in ANSWERED_WITH_A_PAGE or answer.status_code != 200
            left = changed if refused and not answer.location else set()
            if answer.status_code >= 500 or left:
                data = options.get("data", options.get("json"))
                faults.append((target.url, answer.status_code, sorted(left), str(data)[:300]))
    assert faults == []
