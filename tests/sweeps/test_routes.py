"""Every address has a permission and typed parameters, and gives nothing to those it is not for."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.routing import Rule, UnicodeConverter

from tests.cast import Cast
from tests.factories import Factory
from tests.page import Client
from tests.sweeps.scene import World
from tracker import clock
from tracker.people import actions as people_actions
from tracker.people.models import Person
from tracker.permissions import Permission, Role

# What needs no sign-in. Marked `public` in our code; the others belong to Flask and Flask-Security.
PUBLIC = {
    "static",
    "security.static",
    "security.login",
    "people.ask_link",
    "people.open_link",
    "overview.health",
    "operating.ready",
    "operating.figures",
    "overview.transition",
    "overview.calendar_feed",
    "polls.answer",
    "review_rules.policy",
    "reports.report_schema",
    "review_rules.report",
    "surveys.by_link",
}
# Pages that open for nobody in this world: its gate has no places, and its case was not decided.
ELSEWHERE = {
    "advancement.places_of",  # test_place_views.py
    "releases.attestation",  # test_attestation.py
}
# Those of the bench for whom some page of release review opens.
REVIEWING = ("cora", "rhea", "ravi", "pia")
# What Flask-Security guards itself.
THEIRS = {"security.logout", "security.change_password"}


def unmarked(app: Flask) -> list[str]:
    """Endpoints that neither carry a permission nor stand on a list above."""
    found = []
    for endpoint, view in app.view_functions.items():
        permission = getattr(view, "permission", "missing")
        if endpoint in PUBLIC | THEIRS:
            permission_expected = permission in ("missing", None)
        else:
            permission_expected = isinstance(permission, Permission)
        if not permission_expected:
            found.append(endpoint)
    return found


def untyped(app: Flask) -> list[str]:
    return [
        f"{rule.rule}: {name}"
        for rule in app.url_map.iter_rules()
        for name, converter in rule._converters.items()
        if type(converter) is UnicodeConverter
    ]


def not_kebab(app: Flask) -> list[str]:
    fixed = [(rule.rule, re.sub(r"<[^>]+>", "x", rule.rule)) for rule in app.url_map.iter_rules()]
    return [
        rule for rule, plain in fixed if not re.fullmatch(r"(/[a-z0-9]+(-[a-z0-9]+)*)*/?(\.[a-z]+)*", plain)
    ]


def test_every_endpoint_names_a_permission_or_is_public(whole_app: Flask) -> None:
    assert unmarked(whole_app) == []
    assert (PUBLIC | THEIRS) - whole_app.view_functions.keys() == set(), "the list names a page that is gone"


def test_every_parameter_has_a_type(whole_app: Flask) -> None:
    assert untyped(whole_app) == []


def test_every_path_is_kebab_case(whole_app: Flask) -> None:
    assert not_kebab(whole_app) == []


def test_the_sweep_can_fail() -> None:
    app = Flask("throwaway", static_folder=None)
    app.add_url_rule("/myForms/<name>", "forgotten", lambda name: name)
    assert unmarked(app) == ["forgotten"]
    assert untyped(app) == ["/myForms/<name>: name"]
    assert not_kebab(app) == ["/myForms/<name>"]


def guarded(app: Flask, method: str) -> Iterator[Rule]:
    """The rules behind a permission of ours."""
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()) and rule.endpoint not in PUBLIC | THEIRS:
            yield rule


def about_objects(app: Flask, method: str) -> list[Rule]:
    rules = [rule for rule in guarded(app, method) if rule.arguments]
    assert rules
    return rules


def send(visitor: Client, method: str, url: str) -> int:
    return (visitor.get(url) if method == "GET" else visitor.post(url)).status


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_outsider_finds_nothing(
    visitor: Client, whole_app: Flask, cast: Cast, world: World, method: str
) -> None:
    visitor.sign_in(cast.outsider)
    answers = {
        world.url(rule): send(visitor, method, world.url(rule)) for rule in about_objects(whole_app, method)
    }
    assert {url: status for url, status in answers.items() if status != 404} == {}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_outsider_finds_nothing_of_others_under_their_own_program(
    visitor: Client, whole_app: Flask, cast: Cast, world: World, method: str
) -> None:
    visitor.sign_in(cast.outsider)
    own = {"program_slug": "south", "cohort_slug": "winter"}
    urls = {
        world.url(rule, **own)
        for rule in about_objects(whole_app, method)
        if "program_slug" in rule.arguments and any(name.endswith("_id") for name in rule.arguments)
    }
    answers = {url: send(visitor, method, url) for url in urls}
    assert {url: status for url, status in answers.items() if status != 404} == {}


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_operator_sees_no_program(
    visitor: Client, whole_app: Flask, make: Factory, session: Session, world: World, method: str
) -> None:
    operator = make.person("Otto Operator")
    people_actions.grant_role(session, None, person=operator, role=Role.OPERATOR, program_id=None)
    visitor.sign_in(operator)
    answers = {
        world.url(rule): send(visitor, method, world.url(rule)) for rule in about_objects(whole_app, method)
    }
    assert {url: status for url, status in answers.items() if status != 404} == {}


@pytest.mark.parametrize("who", ["ada", "mara", "sam", "lea"])
def test_nobody_gets_past_a_permission_they_do_not_hold(
    visitor: Client, whole_app: Flask, cast: Cast, world: World, who: str
) -> None:
    people: dict[str, Person] = {
        "ada": cast.ada.person,
        "mara": cast.mara,
        "sam": cast.sam,
        "lea": cast.lea,
    }
    person = people[who]
    held = person.grants_on(clock.today())
    visitor.sign_in(person)
    through = {}
    for method in ("GET", "POST"):
        for rule in guarded(whole_app, method):
            permission = whole_app.view_functions[rule.endpoint].permission  # type: ignore[attr-defined]
            if not held.anywhere(permission):
                status = send(visitor, method, world.url(rule))
                through.update({f"{method} {rule.rule}": status} if status != 404 else {})
    assert through == {}


def test_every_page_opens_for_somebody(
    visitor: Client, whole_app: Flask, cast: Cast, world: World, session: Session
) -> None:
    people_actions.grant_role(session, None, person=cast.lea, role=Role.OPERATOR, program_id=None)
    decided = session.get_one(Person, world.values["decided_person_id"])
    shut = {
        world.url(rule, person_id=cast.mara.id)
        for rule in guarded(whole_app, "GET")
        if rule.endpoint not in ELSEWHERE
    }
    benched = [session.get_one(Person, world.values[name].id) for name in REVIEWING]
    for person in (cast.lea, cast.mara, cast.ada.person, cast.ben.person, decided, *benched):
        visitor.sign_in(person)
        shut -= {url for url in shut if visitor.get(url).status in (200, 302)}
    assert shut == set()


def test_somebody_not_signed_in_is_led_to_the_sign_in_page(
    visitor: Client, whole_app: Flask, world: World
) -> None:
    for rule in guarded(whole_app, "GET"):
        url = world.url(rule)
        page = visitor.get(url)
        assert page.status == 302, url
        assert page.location.startswith("/sign-in?next="), url


def test_somebody_not_signed_in_cannot_post(visitor: Client, whole_app: Flask, world: World) -> None:
    answers = {rule.rule: visitor.post(world.url(rule)).status for rule in guarded(whole_app, "POST")}
    assert set(answers.values()) == {401}, answers


def test_every_post_needs_a_csrf_token(visitor: Client, whole_app: Flask, cast: Cast, world: World) -> None:
    posts = [rule for rule in whole_app.url_map.iter_rules() if "POST" in (rule.methods or ())]
    assert {"security.login", "security.logout", "security.change_password"} <= {r.endpoint for r in posts}
    taken = {}
    for person in (cast.lea, cast.mara, None):
        visitor.sign_in(person) if person else visitor.sign_out()
        for rule in posts:
            for token in ({}, {"csrf_token": "forged"}):
                status = visitor.flask.post(world.url(rule), data=token).status_code
                taken.update({f"{rule.rule} {token}": status} if status != 400 else {})
    assert taken == {}


def test_no_other_method_than_get_and_post_is_taken(whole_app: Flask) -> None:
    for rule in whole_app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}, rule.rule
