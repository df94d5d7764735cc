"""The page of a work: who finds it, what members, mentors and staff say and settle there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.evaluations.rated import rated, result
from tests.page import count_rows
from tracker import clock
from tracker.evaluations.models import Assignment
from tracker.permissions import Role
from tracker.projects import actions, credit_queries, results, shares
from tracker.projects.credit_models import MemberRole, ResultClaim, ShareClaim
from tracker.projects.credit_rules import Source
from tracker.projects.models import Membership, Reached, Work, WorkMentor
from tracker.projects.parts import Share
from tracker.projects.rules import PRESETS

pytestmark = pytest.mark.any_database


@pytest.fixture
def work(make, cast, session):
    """A work of Ada and Ben, guided by Mara."""
    made = make.work(cast.ada, cast.ben, title="Probe study")
    actions.add_mentor(session, None, work=made, person=cast.mara)
    return made


@pytest.fixture
def url(work):
    return f"/works/{work.id}"


def membership(session, work, enrolment):
    return session.get(Membership, (work.id, enrolment.id))


def in_force(session, work):
    return credit_queries.shares(session, [work.id])[work.id]


def test_members_mentors_staff_and_research_managers_find_a_work_and_nobody_else(client, cast, make, url):
    manager = make.role(make.person("Rae Manager"), Role.RESEARCH_MANAGER, cast.cohort)
    other = make.enrolment(cast.cohort)
    for person in (cast.ada.person, cast.ben.person, cast.mara, cast.sam, cast.lea, manager):
        assert client.sign_in(person).get(url).status == 200, person.name
    for person in (cast.milo, other.person, cast.outsider):
        assert client.sign_in(person).get(url).status == 404, person.name


def test_only_whoever_it_is_for_finds_each_act(client, cast, make, work, url, session):
    manager = make.role(make.person("Rae Manager"), Role.RESEARCH_MANAGER, cast.cohort)
    may = {
        "own-share": {"ada"},
        "roles": {"ada"},
        "shares": {"mara"},
        "result-words": {"ada", "mara"},
        "rates": {"mara", "sam"},
        "settled-shares": {"sam"},
        "result": {"sam"},
        "edit": {"sam"},
    }
    people = {"ada": cast.ada.person, "mara": cast.mara, "milo": cast.milo, "sam": cast.sam, "rae": manager}
    for act, theirs in may.items():
        for name, person in people.items():
            found = client.sign_in(person).post(f"{url}/{act}", {}).status != 404
            assert found == (name in theirs), (act, name)
    assert count_rows(session, ShareClaim) == count_rows(session, ResultClaim) == 0


def test_the_page_says_which_shares_count_and_what_would_change_them(client, cast, url):
    page = client.sign_in(cast.ada.person).get(url)
    assert "For now everybody counts as one of equals" in page
    assert "No mentor has said yet what Ada Adeyemi’s share is." in page


def test_a_mentor_states_shares_and_each_member_confirms_their_own(client, cast, session, work, url):
    page = client.sign_in(cast.mara).get(url)
    client.submit(
        page,
        f"{url}/shares",
        action="/shares",
        **{f"team-part_{cast.ada.id}": "lead", f"team-part_{cast.ben.id}": "supporting"},
    )
    assert in_force(session, work).source is Source.EQUAL
    for one, number in ((cast.ada, "0.67"), (cast.ben, "0.33")):
        page = client.sign_in(one.person).get(url)
        assert f"The mentors state {number} for you. Is that right?" in page
        client.submit(page, f"{url}/own-share", action="/own-share")
    found = in_force(session, work)
    assert found.source is Source.CONFIRMED
    assert found.numbers[cast.ada.id] == pytest.approx(2 / 3)
    assert "every member has confirmed their own" in client.get(url)


def test_a_disagreement_is_read_by_member_mentor_and_staff_and_settled_with_a_reason(
    client, cast, session, work, url
):
    for one, part in ((cast.ada, Share.LEAD), (cast.ben, Share.SUPPORTING)):
        shares.claim(session, cast.mara, membership=membership(session, work, one), part=part, share=None)
    own = {"own-part": "equal", "own-share": "", "own-words": "We wrote every line together."}
    client.sign_in(cast.ben.person).post(f"{url}/own-share", own)
    for person in (cast.ada.person, cast.ben.person, cast.mara, cast.sam):
        page = client.sign_in(person).get(url)
        assert "Ben Okafor sees their share differently from the mentors’ 0.33." in page
        assert "We wrote every line together." in page
    assert "shares disagreed on (1)" in client.get("/programs/north/cohorts/winter/works")
    numbers = {f"settled-share_{cast.ada.id}": "0.6", f"settled-share_{cast.ben.id}": "0.4"}
    refused = client.post(f"{url}/settled-shares", numbers)
    assert "Say why, in words" in refused and 'value="0.6"' in refused.html
    client.post(f"{url}/settled-shares", {**numbers, "settled-reason": "The commit history says so."})
    page = client.sign_in(cast.ben.person).get(url)
    assert "Staff have settled these shares" in page and "The commit history says so." in page
    assert in_force(session, work).numbers == {cast.ada.id: 0.6, cast.ben.id: 0.4}


@pytest.mark.parametrize("typed", ["nan", "0", "1.2", "-0.5", "1e309", "much"])
def test_a_share_that_is_none_is_refused_at_its_field_and_keeps_what_was_typed(
    client, cast, session, url, typed
):
    sent = {"own-part": "lead", "own-share": typed, "own-words": "Most of it."}
    page = client.sign_in(cast.ada.person).post(f"{url}/own-share", sent)
    assert page.status == 200 and 'id="own-share-error"' in page.html
    assert "Most of it." in page.html
    assert count_rows(session, ShareClaim) == 0


def test_what_a_form_says_of_a_share_is_read_by_others_only_once_forms_are_open(client, cast, make, session):
    work = make.work(cast.ada, cast.ben, title="Pair work")
    due = clock.today() + timedelta(days=3)
    make.form(make.assignment(cast.ada, cast.mara, work, due_on=due), share=Share.LEAD)
    url, said = f"/works/{work.id}", "lead, 0.67"
    assert said in client.sign_in(cast.sam).get(url)
    assert said in client.sign_in(cast.mara).get(url), "her own word"
    assert said not in client.sign_in(cast.ada.person).get(url)
    session.query(ShareClaim).update({"open_on": clock.today()})
    assert said in client.sign_in(cast.ada.person).get(url)


def test_a_blind_reviewers_guess_is_nobodys_word(make, cast, session):
    work = make.work(cast.ada, cast.ben)
    make.form(make.assignment(cast.ada, cast.milo, work, relation="blind_reviewer"), share=Share.LEAD)
    assert count_rows(session, ShareClaim) == 0


def test_a_result_is_proposed_objected_to_and_settled_and_all_of_it_stays(client, cast, session, work, url):
    member = {"say-reached": "no", "say-words": "The baseline was never run."}
    early = client.sign_in(cast.ben.person).post(f"{url}/result-words", member)
    assert "No mentor has proposed a result yet" in early
    silent = client.sign_in(cast.mara).post(f"{url}/result-words", {"say-reached": "yes", "say-words": " "})
    assert "Say it in a sentence or two" in silent
    client.post(f"{url}/result-words", {"say-reached": "yes", "say-words": "A clear null."})
    assert "results to settle (1)" in client.sign_in(cast.sam).get("/programs/north/cohorts/winter/works")
    client.sign_in(cast.ben.person).post(f"{url}/result-words", member)
    page = client.sign_in(cast.sam).get(url)
    assert "proposed, and somebody objects" in page
    client.post(f"{url}/result", {"settle-reached": "yes", "settle-reason": "The plan asked for less."})
    page = client.sign_in(cast.ben.person).get(url)
    for words in ("A clear null.", "The baseline was never run.", "The plan asked for less.", "Sam Staff"):
        assert words in page
    assert session.get(Work, work.id).reached is Reached.YES


def test_a_result_is_not_settled_without_a_choice_and_a_reason(client, cast, session, work, url):
    page = client.sign_in(cast.sam).post(f"{url}/result", {"settle-reason": "Because."})
    assert "Choose one of the three." in page and "Because." in page.html
    page = client.post(f"{url}/result", {"settle-reached": "yes"})
    assert "Say why, in words" in page
    assert session.get(Work, work.id).reached is Reached.NOT_YET


def test_rates_are_read_in_words_before_they_are_kept(client, cast, session, work, url):
    page = client.sign_in(cast.mara).get(url)
    assert "ambitious: somebody able reaches it in 50 of 100 tries, somebody else in 10" in page
    assert "2.7 failures cancel one success" in page
    typed = {"rates-preset": "typed", "rates-able": "0.8", "rates-other": "0.4", "rates-seen": ""}
    looked = client.post(f"{url}/rates", typed)
    assert "With these numbers 0.6 failures cancel one success. Nothing is kept yet" in looked
    assert session.get(Work, work.id).pass_able is None
    client.submit(looked, f"{url}/rates", action="/rates")
    assert (session.get(Work, work.id).pass_able, session.get(Work, work.id).pass_other) == (0.8, 0.4)


def test_typed_rates_that_changed_since_they_were_shown_are_shown_again(client, cast, session, work, url):
    typed = {"rates-preset": "typed", "rates-able": "0.8", "rates-other": "0.4", "rates-seen": "0.9/0.4"}
    assert "Nothing is kept yet" in client.sign_in(cast.mara).post(f"{url}/rates", typed)
    assert session.get(Work, work.id).pass_able is None


def test_after_a_result_was_proposed_only_staff_change_rates_and_everybody_reads_it(
    client, cast, session, work, url
):
    steepest = 9
    actions.state_rates(session, cast.mara, work=work, rates=PRESETS["hard"], steepest=steepest)
    results.speak(session, cast.mara, work=work, reached=Reached.NO, words="It did not come out.")
    chosen = {"rates-preset": "ambitious"}
    refused = client.sign_in(cast.mara).post(f"{url}/rates", chosen)
    assert "Only staff can change them now" in refused
    unsaid = client.sign_in(cast.sam).post(f"{url}/rates", chosen)
    assert 'id="rates-preset-error"' in unsaid.html, "staff have to say that it is late"
    assert session.get(Work, work.id).pass_able == 0.6
    client.post(f"{url}/rates", {**chosen, "rates-late": "y"})
    for person in (cast.ada.person, cast.mara, cast.sam):
        page = client.sign_in(person).get(url)
        assert "changed after the result was known" in page and "by Sam Staff" in page


def test_a_member_names_their_own_roles(client, cast, session, url):
    page = client.sign_in(cast.ada.person).get(url)
    assert "Nobody has named the roles" in page
    client.post(f"{url}/roles", {"roles-roles": ["software", "writing_draft"]})
    assert "Software – programming, testing code" in client.sign_in(cast.ben.person).get(url)
    client.sign_in(cast.ada.person).post(f"{url}/roles", {"roles-roles": ["software"]})
    assert count_rows(session, MemberRole) == 1


def test_my_works_say_what_they_wait_for(client, cast, session, work, url):
    assert "say what the shares were" in client.sign_in(cast.mara).get("/works")
    for one in (cast.ada, cast.ben):
        place = membership(session, work, one)
        shares.claim(session, cast.mara, membership=place, part=Share.EQUAL, share=None)
    assert "confirm your share" in client.sign_in(cast.ben.person).get("/works")
    assert "You are not a member or mentor of any work" in client.sign_in(cast.sam).get("/works")


def test_a_member_reads_what_a_result_moved_of_their_own_level_and_of_nobody_elses(
    client, cast, make, session
):
    others = rated(make, cast.cohort)
    first, second = others.scholars[:2]
    team = result(session, make.work(first, second), Reached.YES)
    url = f"/works/{team.id}"
    page = client.sign_in(cast.sam).get(url)
    for one in (first, second):
        assert f"This result moved {one.person.name}’s level by +" in page
    assert "The same success made alone would have moved it by +" in page
    page = client.sign_in(others.mentors[0]).get(f"/works/{others.works[0].id}")
    assert page.status == 200 and "What the result moved" not in page
    session.query(Assignment).update({"due_on": clock.today() - timedelta(days=6)})
    page = client.sign_in(first.person).get(url)
    assert "This result moved your level by +" in page
    assert f"{second.person.name}’s level" not in page


def test_the_lists_cost_the_same_with_more_works(client, cast, make, session):
    costs = {}
    for size in (1, 3):
        while len(guided(session)) < size:
            actions.add_mentor(session, None, work=make.work(cast.ada, cast.ben), person=cast.mara)
        for person in (cast.mara, cast.ada.person):
            client.sign_in(person)
            with client.counting() as seen:
                client.get("/works")
            costs.setdefault(person.name, set()).add(len(seen))
    assert all(len(found) == 1 for found in costs.values()), costs


def guided(session):
    return session.query(WorkMentor).filter(WorkMentor.work_id > 1).all()
