"""What goes out, as an author gives it: uploads, lists, links; and what is refused, by its name."""

from __future__ import annotations

import io
import json
from hashlib import sha256

import pytest
import sqlalchemy as sa

from tests.releases import authoring
from tracker.releases.submission_models import ManifestVersion, StoredFile
from tracker.sealed import ReadLog, SealedText

pytestmark = pytest.mark.any_database

WORDS = b"Vermilion words of the paper"


@pytest.fixture
def case(client, cast):
    return authoring.plan(client, cast.ada.person, cast.sprint)


def give(client, case, **fields):
    return client.post(f"{case}/files", {"mode": "replace", **fields}, content_type="multipart/form-data")


def upload(content=WORDS, name="paper.pdf"):
    return [(io.BytesIO(content), name)]


def line(content=WORDS, path="paper.pdf", size=None):
    return {
        "path": path,
        "sha256": sha256(content).hexdigest(),
        "size": len(content) if size is None else size,
        "kind": "text",
    }


def versions(session):
    return session.scalars(sa.select(ManifestVersion).order_by(ManifestVersion.id)).all()


def test_two_gigabytes_are_refused_before_they_are_read_and_told_how_to_list_them(client, case, session):
    answer = client.flask.post(
        f"{case}/files",
        input_stream=io.BytesIO(b"--x"),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(2 * 2**30)},
    )
    assert answer.status_code == 413
    assert "tracker manifest" in answer.text
    assert versions(session) == []


def test_a_file_of_more_than_twenty_megabytes_is_refused_by_its_name(client, case, session):
    page = give(client, case, files=upload(bytes(20 * 2**20 + 1), "large.bin"))
    assert page.status == 422
    assert "“large.bin” has more than 20 MB" in page
    assert versions(session) == []


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ([line(path="other.pdf")], "“paper.pdf” was sent and is not in the list"),
        ([line(b"other words of the paper....", size=28)], "“paper.pdf” was sent and differs"),
        ([line(), line(b"x", "data.csv")], "“data.csv” of the list was not sent"),
    ],
)
def test_a_list_and_files_that_do_not_belong_together_are_refused_by_name(
    client, case, session, listed, said
):
    page = give(client, case, files=upload(), listed=json.dumps(listed), keep="y")
    assert page.status == 422
    assert said in page
    assert (versions(session), session.scalars(sa.select(StoredFile)).all()) == ([], [])


@pytest.mark.parametrize(
    ("listed", "said"),
    [
        ("[", "this is not JSON"),
        ("[]", "nothing to release"),
        ('[{"path": "a"}]', "entry 1, sha256: the key is missing"),
    ],
)
def test_what_is_no_list_is_refused_and_says_where(client, case, session, listed, said):
    page = give(client, case, listed=listed)
    assert page.status == 422
    assert said in page
    assert versions(session) == []


def test_a_file_is_hashed_and_not_kept_unless_its_author_says_so(client, case, session):
    assert give(client, case, files=upload(), links="mirror https://example.org/x").status == 302
    assert sha256(WORDS).hexdigest()[:12] in client.get(f"{case}/files").html
    assert session.scalars(sa.select(StoredFile)).all() == []
    assert give(client, case, files=upload(b"Vermilion, second try"), keep="y").status == 302
    page = client.get(f"{case}/files")
    (address,) = [href for href, _text in page.links if href.startswith(f"{case}/files/")]
    sent = client.get(address)
    assert sent.html == "Vermilion, second try"
    named = sent.response.headers["Content-Disposition"]
    assert "paper" not in named
    assert sent.response.headers["Cache-Control"] == "no-store"
    assert session.scalars(sa.select(ReadLog.field).where(ReadLog.field == "manifest.file")).all()
    assert all(b"ermilion" not in one.body for one in session.scalars(sa.select(SealedText)))
    assert [one.number for one in versions(session)] == [1, 2]


def test_what_changed_between_two_lists_is_said(client, case):
    give(client, case, listed=json.dumps([line(), line(b"x", "gone.csv")]))
    give(client, case, listed=json.dumps([line(b"other words"), line(b"y", "new.csv")]))
    page = client.get(f"{case}/files")
    for said in ("new: new.csv", "gone: gone.csv", "changed: paper.pdf"):
        assert said in page
    assert "new: new.csv" not in client.get(f"{case}/files?version=1")
    assert client.get(f"{case}/files?version=9").status == 404


def test_more_files_can_come_to_the_list_there_is(client, case):
    give(client, case, listed=json.dumps([line()]))
    assert give(client, case, files=upload(b"x", "data.csv"), mode="add").status == 302
    page = client.get(f"{case}/files")
    assert "paper.pdf" in page
    assert "data.csv" in page


def test_a_stored_file_of_another_release_is_not_found(client, case, cast):
    give(client, case, files=upload(), keep="y")
    page = client.get(f"{case}/files")
    (address,) = [href for href, _text in page.links if href.startswith(f"{case}/files/")]
    other = authoring.plan(client, cast.ada.person, cast.sprint)
    assert client.get(address.replace(case, other)).status == 404
    client.sign_in(cast.ben.person)
    assert client.get(address).status == 404
