"""An author's way through the pages, as the tests of release review take it."""

from __future__ import annotations

import io
import re
from typing import Any

from sqlalchemy.orm import Session

from tests.page import Client, Page
from tests.releases.casting import SEAL
from tests.releases.checklists import BENIGN
from tracker.people.models import Person
from tracker.projects.models import Work
from tracker.releases import answering, contributors, manifests, unease
from tracker.releases.answer_rules import Typed, of_author
from tracker.releases.checklist_items import DEFAULT
from tracker.releases.manifest import ArtefactKind, Entry, manifest
from tracker.releases.models import Case
from tracker.releases.submission_models import Part

TEXTS = {"B1": "Auditors find hidden goals sooner.", "E2": "The library's own manual says so."}
WHERE = "the program's forum, on 1 May"
QUESTION = re.compile(r'<fieldset id="([A-Z]\w*)"[^>]*data-question')
# What the author answers in the form; people and sign-offs have pages of their own.
ELSEWHERE = ("A4", "J2", "J3")


def plan(
    client: Client,
    author: Person,
    work: Work,
    *,
    kind: str = "post",
    title: str = "Plain title",
    area: str = "Other",
) -> str:
    """Plan a release and return the address of its case."""
    client.sign_in(author)
    sent = {"kind": kind, "title": title, "area": area}
    page = client.post(f"/reviews/works/{work.id}/new", sent)
    assert page.status == 302, page.text
    found = re.search(r"/reviews/\d+", page.location)
    assert found
    return found.group()


def fields(page: Page, **answers: Any) -> dict[str, str]:
    """The form of the questions as it stands, with every asked question answered benignly or as told."""
    sent = page.form("/answers")
    for item in QUESTION.findall(page.html):
        value = answers[item] if item in answers else BENIGN[item].chosen if item in BENIGN else ()
        values = (value,) if isinstance(value, str) else value
        for one in values or ():
            if item not in ELSEWHERE and item not in TEXTS:
                sent[f"{item}--{one}" if f'name="{item}--{one}"' in page.html else item] = (
                    "y" if f'name="{item}--{one}"' in page.html else one
                )
        if f'name="{item}-text"' in page.html and not sent.get(f"{item}-text"):
            sent[f"{item}-text"] = WHERE if item == "A2" else TEXTS.get(item, "As told on the page.")
    return sent


def answer(client: Client, case: str, **answers: Any) -> Page:
    """Answer whatever is asked until nothing more follows; the last page of questions."""
    page = client.get(f"{case}/answers")
    for _round in range(4):
        before = QUESTION.findall(page.html)
        assert client.post(f"{case}/answers", fields(page, **answers)).status == 302
        page = client.get(f"{case}/answers")
        if QUESTION.findall(page.html) == before:
            break
    return page


def give_files(client: Client, case: str, **files: bytes) -> Page:
    """Give files as what goes out."""
    sent = [(io.BytesIO(content), f"{name}.pdf") for name, content in files.items()]
    return client.post(
        f"{case}/files", {"files": sent, "mode": "replace"}, content_type="multipart/form-data"
    )


def hand_in(client: Client, case: str, **changes: str) -> Page:
    """Press the button of the page that shows everything."""
    page = client.get(f"{case}/submit")
    return client.submit(page, f"{case}/submit", action="/submit", **changes)


def hand_in_anyway(client: Client, case: str) -> Page:
    """Send what the button would, where the page has none."""
    found = re.search(r'name="stamp"[^>]*value="([^"]*)"', client.get(f"{case}/submit").html)
    return client.post(f"{case}/submit", {"stamp": found.group(1) if found else ""})


def handed_in(client: Client, author: Person, work: Work, **answers: Any) -> str:
    """A release planned, answered, with a file, and handed in."""
    case = plan(client, author, work)
    answer(client, case, **answers)
    assert give_files(client, case, post=b"the words of the post").status == 302
    done = hand_in(client, case)
    assert done.status == 302, done.text
    return case


def filled(session: Session, case: Case, author: Person) -> dict[str, int]:
    """A planned release with everything its author can give before handing it in: ids for addresses."""
    own = {item.id for item in DEFAULT.items if of_author(item)}
    answering.save(
        session,
        author,
        seal=SEAL,
        key="",
        case=case,
        checklist=DEFAULT,
        typed={name: Typed(answer) for name, answer in BENIGN.items() if name in own},
        base_version=0,
    )
    listed = manifest([Entry("post.pdf", "a" * 64, 5, ArtefactKind.TEXT)])
    version = manifests.add(
        session, author, seal=SEAL, case=case, manifest=listed, files={"post.pdf": b"words"}
    )
    host = contributors.add(session, author, seal=SEAL, case=case, part=Part.HOST, name="A university")
    said = unease.say(session, author, seal=SEAL, case=case, text="The figures sell it.", private=True)
    assert host is not None
    return {
        "manifest_id": version.id,
        "position": 1,
        "host_row_id": host.id,
        "unease_id": said.id,
    }
