"""What works wait for on the attention list: a line for results, one for shares, to who can settle them."""

from __future__ import annotations

import pytest

from tracker.permissions import Role
from tracker.projects import actions, results, shares
from tracker.projects.models import Membership, Reached, Work
from tracker.projects.parts import Share

pytestmark = pytest.mark.any_database

RESULT = "The result of 1 work waits to be settled: until then it counts in no level."
SHARES = "In 1 work members or mentors disagree on the shares, and only staff can settle that."


@pytest.fixture
def work(make, cast, session):
    made = make.work(cast.ada, cast.ben, title="Probe study")
    actions.add_mentor(session, None, work=made, person=cast.mara)
    return made


def again(session, work):
    """The work as this session has it now; a request forgets what was loaded before."""
    return session.get(Work, work.id)


def test_a_proposed_result_stands_on_the_list_until_it_is_settled(client, cast, session, work):
    assert RESULT not in client.sign_in(cast.sam).get("/attention")
    results.speak(session, cast.mara, work=again(session, work), reached=Reached.YES, words="A clear null.")
    page = client.get("/attention")
    assert RESULT in page and "Probe study" in page
    assert ("/programs/north/cohorts/winter/works?which=to-settle", "Settle") in page.links
    results.settle(session, cast.sam, work=again(session, work), reached=Reached.YES, reason="As proposed.")
    assert RESULT not in client.get("/attention")
    results.speak(
        session, cast.ben.person, work=again(session, work), reached=Reached.NO, words="It was not null."
    )
    assert RESULT in client.get("/attention"), "an objection after that comes back"


def test_shares_that_people_disagree_on_stand_on_the_list(client, cast, session, work):
    for one in (cast.ada, cast.ben):
        place = session.get(Membership, (work.id, one.id))
        shares.claim(session, cast.mara, membership=place, part=Share.EQUAL, share=None)
    assert SHARES not in client.sign_in(cast.sam).get("/attention"), "nobody has answered yet"
    place = session.get(Membership, (work.id, cast.ada.id))
    shares.claim(session, cast.ada.person, membership=place, part=Share.LEAD, share=None)
    assert SHARES in client.get("/attention")


def test_who_cannot_settle_reads_no_line_of_it(client, cast, make, session, work):
    results.speak(session, cast.mara, work=again(session, work), reached=Reached.YES, words="A clear null.")
    manager = make.role(make.person("Rae Manager"), Role.RESEARCH_MANAGER, cast.cohort)
    assert RESULT not in client.sign_in(manager).get("/attention")
