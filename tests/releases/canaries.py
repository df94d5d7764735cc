"""Releases whose every sealed field holds a canary of its own, brought through the review by pages alone."""

from __future__ import annotations

import io
import re
from typing import Any

from tests.cast import Cast
from tests.page import Page
from tests.releases import authoring, reviewing
from tests.releases.casting import Bench
from tests.releases.panelling import FIVE, Sitting, decision_address
from tests.releases.spying import Spy, word
from tracker import clock
from tracker.people.models import Person

LETTER = {
    part: f"On it: {word('letter' + part.replace('_', ''))}."
    for part in ("benefit", "risk", "uncertain", "why_scope", "tripwires", "more_later", "benefit_forgone")
}
FILE = f"{word('filename')}.pdf"


def upload(content: str = "filecontent") -> dict[str, Any]:
    """What goes out: a file, and a link."""
    return {
        "files": [(io.BytesIO(word(content).encode()), FILE)],
        "links": f"{word('linkname')} https://example.org/{word('linkurl')}",
        "mode": "replace",
        "keep": "y",
    }


def give(spy: Spy, case: str, content: str = "filecontent") -> None:
    sent = spy.post(f"{case}/files", upload(content), content_type="multipart/form-data")
    assert sent.status == 302, sent.text


def plan(spy: Spy, cast: Cast, **answers: Any) -> str:
    """Planned and answered by Ada, with files, somebody from outside, and a host."""
    case = authoring.plan(spy, cast.ada.person, cast.sprint, title=f"On {word('title')}")
    authoring.answer(spy, case, **answers)
    page = spy.get(f"{case}/answers")
    fields = page.form("/answers")
    for name in fields:
        if name.endswith("-text"):
            item = name.removesuffix("-text").lower()
            fields[name] = word("venue") if item == "a2" else f"In words: {word('answer' + item)}"
    assert spy.post(f"{case}/answers", fields).status == 302
    give(spy, case)
    for part, name in (("author", "outsider"), ("host", "host"), ("funder", "funder")):
        page = spy.get(f"{case}/contributors")
        added = spy.submit(
            page, f"{case}/contributors", action="/contributors", part=part, who=f"Zed {word(name)}"
        )
        assert added.status == 302, added.text
    return case


def hand_in(spy: Spy, cast: Cast, case: str) -> None:
    spy.sign_in(cast.ada.person)
    done = authoring.hand_in(spy, case)
    assert done.status == 302, done.text


def agree(spy: Spy, cast: Cast, case: str) -> None:
    """Ada signs, and passes on the word of who has no account; Mara says what she thinks."""
    spy.sign_in(cast.ada.person)
    page = spy.get(f"{case}/sign")
    signed = spy.submit(page, f"{case}/sign", agrees="yes", words=word("signoff"))
    assert signed.status == 302, signed.text
    page = spy.get(f"{case}/agreement")
    (address,) = re.findall(rf'action="({case}/agreement/\d+)"', page.html)
    passed = spy.submit(page, address, action="/agreement/", agrees="yes", words=word("passedon"))
    assert passed.status == 302, passed.text


def view(spy: Spy, mentor: Person, case: str) -> None:
    page = spy.sign_in(mentor).get(f"{case}/mentor-view")
    said = spy.submit(page, f"{case}/mentor-view", support="support", words=word("mentorview"))
    assert said.status == 302, said.text


def assess(spy: Spy, person: Person, case: str, **said: str) -> None:
    """A draft, then the filing."""
    typed = {"crux": word("draft"), "benefit": "modest", "act": "save", "draft_version": "0"}
    assert spy.sign_in(person).post(f"{case}/assess", typed).status == 302
    words = {"crux": word("crux"), "widening": word("widening"), **said}
    guesses = {"acceleration_best": "negligible", "misuse_best": "negligible"}
    filed = reviewing.file(spy, person, case, **{**guesses, **words})
    assert filed.status == 302, filed.text


def to_two(spy: Spy, cast: Cast, bench: Bench, case: str) -> None:
    """Returned once, handed in again, and with Rhea, who has a doubt, and Ravi; not with Rosa."""
    spy.sign_in(bench.cora)
    sent = spy.post(f"{case}/screening/return", {"missing": word("missing")})
    assert sent.status == 302, sent.text
    hand_in(spy, cast, case)
    reviewing.invite(spy, bench.cora, case, bench.rosa)
    declined = reviewing.take(spy, bench.rosa, case, hard="family", words=word("hardconflict"))
    assert declined.status == 302, declined.text
    reviewing.invite(spy, bench.cora, case, bench.rhea, bench.ravi)
    reviewing.take(spy, bench.rhea, case, soft="own_doubt", words=word("softconflict"))
    assert reviewing.take(spy, bench.ravi, case).status == 302
    spy.sign_in(bench.cora)
    waiver = {"person": str(bench.rhea.id), "conflict": "own_doubt", "reason": word("waiver")}
    assert spy.post(f"{case}/waivers", waiver).status == 302
    sent = spy.post(f"{case}/screening/reviewers")
    assert sent.status == 302, sent.text


def meet_conditions(spy: Spy, author: Person, reviewer: Person, case: str) -> int:
    """Every condition met with a note, the first of them sent back once; how many there were."""
    page = spy.sign_in(author).get(f"{case}/approval")
    urls = sorted(set(re.findall(rf"{case}/approval/conditions/\d+/done", page.html)))

    def note(url: str) -> None:
        page = spy.sign_in(author).get(f"{case}/approval")
        name = next(one for one in page.form(url) if one.endswith("note"))
        assert spy.submit(page, url, action=url, **{name: word("note")}).status == 302

    for url in urls:
        note(url)
        if url == urls[0]:
            back = url.replace("/done", "/open")
            page = spy.sign_in(reviewer).get(f"{case}/approval")
            name = next(one for one in page.form(back) if one.endswith("answer"))
            assert spy.submit(page, back, action=back, **{name: word("sentback")}).status == 302
            note(url)
        assert spy.sign_in(reviewer).post(url.replace("/done", "/verify")).status == 302
    return len(urls)


def amend(spy: Spy, cast: Cast, bench: Bench, case: str) -> None:
    """Other bytes, and both who approved find nothing new in them."""
    spy.sign_in(cast.ada.person)
    give(spy, case, "othercontent")
    page = spy.get(f"{case}/approval")
    asked = spy.submit(page, f"{case}/approval/amendment", action="/amendment", statement=word("statement"))
    assert asked.status == 302, asked.text
    for person in (bench.rhea, bench.ravi):
        page = spy.sign_in(person).get(f"{case}/approval")
        said = {"answer": "sure", "remark": word("remark")}
        assert spy.submit(page, f"{case}/approval/amendment/answer", action="/answer", **said).status == 302


def publish(spy: Spy, person: Person, case: str, content: str, scope: str) -> Page:
    spy.sign_in(person)
    what = {key: value for key, value in upload(content).items() if key in ("files", "links")}
    fields = {"scope": scope, "venue": "0", "url": f"https://example.org/{word('url')}", "outcome": ""}
    return spy.post(f"{case}/publish", {**fields, **what}, content_type="multipart/form-data")


def stop(spy: Spy, person: Person, case: str) -> None:
    page = spy.sign_in(person).get(f"{case}/stop")
    assert spy.submit(page, f"{case}/stop").status == 302
    page = spy.get(f"{case}/stopped")
    given = spy.submit(page, f"{case}/stopped/reasons", action="/reasons", text=word("stopreasons"))
    assert given.status == 302, given.text


def contain(spy: Spy, bench: Bench, case: str) -> None:
    """What was stopped after it was out is contained by two, with a log."""
    address = f"{case}/incidents/1"
    spy.sign_in(bench.cora).post(f"{address}/begin")
    spy.sign_in(bench.ravi).post(f"{address}/agree")
    found = spy.get(address)
    noted = spy.submit(found, f"{address}/notes", action="/notes", **{"note-text": word("incidentnote")})
    assert noted.status == 302, noted.text


def take_back(spy: Spy, bench: Bench, case: str) -> None:
    """Two of three take it back."""
    address = f"{case}/retraction"
    people = {"first": bench.pia.id, "second": bench.paul.id, "third": bench.petra.id}
    page = spy.sign_in(bench.cora).get(address)
    asked = spy.submit(page, address, action="/retraction", **people, text=word("retractionreasons"))
    assert asked.status == 302, asked.text
    for person in (bench.pia, bench.paul):
        room = spy.sign_in(person).get(f"{case}/panel").location
        spy.submit(spy.get(room), f"{room}/seat", action="/seat", none="y", take="yes")
        page = spy.get(address)
        said = {"retract": "yes", "reason": word("retractionvote")}
        voted = spy.submit(page, f"{address}/answer", action="/answer", **said)
        assert voted.status == 302, voted.text


def let_in(spy: Spy, bench: Bench, director: Person, case: str) -> None:
    page = spy.sign_in(bench.cora).get(f"{case}/people")
    sent = spy.submit(page, f"{case}/people", person=str(director.id), reason=word("needtoknow"))
    assert sent.status == 302, sent.text


def open_in_emergency(spy: Spy, who: Person, other: Person, case: str) -> None:
    page = spy.sign_in(who).get(f"{case}/opening")
    asked = spy.submit(page, f"{case}/opening", reason=word("emergency"))
    assert asked.status == 302, asked.text
    page = spy.sign_in(other).get(f"{case}/opening")
    (address,) = re.findall(rf'action="({case}/opening/\d+/agree)"', page.html)
    assert spy.post(address).status == 302


def held(spy: Spy, bench: Bench, case: str) -> Sitting:
    """A panel of five holds it, with notes, a dissent and its reply."""
    sitting = Sitting(spy, spy.session, bench, case)
    assert sitting.convene(*FIVE).status == 302
    for name in FIVE:
        assert sitting.answer(name).status == 302
        assess(spy, getattr(bench, name), case)
    assert sitting.post("paul", "notes", note=word("deliberation")).status == 302
    sitting.votes(pia="s0", paul="s0", petra="s0", pete="s0", pola="s3")
    assert sitting.post("pola", "dissents", dissent=word("dissent")).status == 302
    number = sitting.look("pia").html.split(f"{sitting.room}/dissents/")[1].split("/")[0]
    assert sitting.post("pia", f"dissents/{number}/reply", reply=word("dissentreply")).status == 302
    closed = sitting.post("pia", "close")
    assert closed.status == 302, closed.text
    for name in FIVE:
        assert sitting.post(name, "hold", verdict="hold").status == 302
    day = clock.today().replace(year=clock.today().year)
    saved = sitting.post("pia", "letter", act="save", **LETTER)
    assert saved.status == 302, saved.text
    later = day.fromordinal(day.toordinal() + 90).isoformat()
    sent = sitting.post("pia", "letter", act="send", reasons="MIS", revisit_on=later, **LETTER)
    assert sent.status == 302, sent.text
    return sitting


def appeal(spy: Spy, cast: Cast, bench: Bench, sitting: Sitting) -> str:
    """Ada appeals; Xeno reads it and upholds."""
    address = decision_address(spy.sign_in(cast.ada.person).get(sitting.case))
    filed = spy.post(f"{address}/appeal", {"ground": "conflict", "appeal": word("appeal")})
    assert filed.status == 302, filed.text
    spy.sign_in(bench.cora)
    assert spy.post(f"{address}/reader", {"reader": str(bench.xeno.id)}).status == 302
    spy.sign_in(bench.xeno)
    assert spy.post(f"{address}/reader/answer", {"none": "y", "take": "yes"}).status == 302
    spy.get(address)
    ruled = spy.post(f"{address}/ruling", {"ruling": "upheld", "reasons": word("ruling")})
    assert ruled.status == 302, ruled.text
    return address
