"""Many rows under ids counted on here are the rows that the pages' own way would have made."""

from __future__ import annotations

import gc
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from tracker import clock
from tracker.intake import collecting, numbered
from tracker.people.models import Person, RoleGrant
from tracker.permissions import Role

pytestmark = pytest.mark.any_database


def people(*names: str) -> dict[str, list[str]]:
    return {
        "name": list(names),
        "email": [f"{name}@example.org" for name in names],
        "fs_uniquifier": [f"token-{name}" for name in names],
    }


def test_an_address_that_is_taken_refuses_the_rows(session) -> None:
    numbered.insert(session, Person, people("ada"), by=["fs_uniquifier"])
    again = {**people("ada"), "fs_uniquifier": ["another"]}
    with pytest.raises(IntegrityError):
        numbered.insert(session, Person, again, by=["fs_uniquifier"])


def test_no_rows_have_no_ids(session) -> None:
    assert numbered.insert(session, Person, people(), by=["fs_uniquifier"]) == []


def test_ids_come_in_the_order_of_the_rows_and_after_those_that_are_there(session) -> None:
    first = Person(name="First", fs_uniquifier="first")
    session.add(first)
    keys = numbered.insert(session, Person, people("zoe", "ada", "mia"), by=["fs_uniquifier"])
    assert [session.get_one(Person, key).name for key in keys] == ["zoe", "ada", "mia"]
    assert min(keys) > first.id
    later = Person(name="Later", fs_uniquifier="later")
    session.add(later)
    session.flush()
    assert later.id > max(keys)


def test_what_the_rows_leave_out_is_filled_in_as_elsewhere(session) -> None:
    before = clock.now()
    [key] = numbered.insert(session, Person, people("ada"), by=["fs_uniquifier"])
    ada = session.get_one(Person, key)
    assert (ada.active, ada.locale, ada.password, ada.time_zone) == (True, "en", None, None)
    assert before <= ada.created_at <= clock.now()


def test_roles_and_days_are_found_by_what_they_are(session, cast) -> None:
    [key] = numbered.insert(session, Person, people("ada"), by=["fs_uniquifier"])
    columns = {
        "person_id": [key],
        "role": [Role.MENTOR],
        "program_id": [cast.program.id],
        "ends_on": [date(2030, 1, 31)],
    }
    [grant] = numbered.insert(session, RoleGrant, columns, by=["person_id"])
    found = sa.select(RoleGrant.id).where(
        RoleGrant.role == Role.MENTOR, RoleGrant.ends_on == date(2030, 1, 31), RoleGrant.person_id == key
    )
    assert session.scalars(found).all() == [grant]


def test_collecting_goes_on_after_a_part_that_failed() -> None:
    with pytest.raises(ZeroDivisionError), collecting.paused():
        assert not gc.isenabled()
        raise ZeroDivisionError
    assert gc.isenabled()
