"""The list of what goes out: its exact bytes, what is no manifest, and what two of them differ in."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest

from tests.properties import given, st
from tracker.releases.endings import kind_of
from tracker.releases.manifest import (
    MOST_ENTRIES,
    ArtefactKind,
    BadManifest,
    Entry,
    Repository,
    compare,
    digest,
    link,
    manifest,
    parse,
)

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
TEN = "a" * 64
COMMIT, TREE = "1" * 40, "2" * 40
FIELDS = {"kind": "text", "path": "a.txt", "sha256": TEN, "size": 10}


def entry(path="a.txt", sha256=TEN, size=10, kind=ArtefactKind.TEXT):
    return Entry(path, sha256, size, kind)


def written(**fields):
    return json.dumps([{**FIELDS, **fields}])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "this is not JSON"),
        ("[NaN]", "this is not JSON"),
        (f"[{'9' * 5000}]", "this is not JSON"),
        ("[" * 200_000, "this is nested too deeply to be a manifest"),
        ("{}", "a manifest is a list of entries"),
        ("[]", "there is no file and no link in it: nothing to release"),
        ("[3]", "entry 1: an entry is an object with the keys kind, path, sha256 and size"),
        ("[[]]", "entry 1: an entry is an object with the keys kind, path, sha256 and size"),
        ("[" + "0," * MOST_ENTRIES + "0]", f"there are more than {MOST_ENTRIES} entries"),
        (written()[:-2] + ', "size": 10}]', "entry 1, size: the key stands there twice"),
        (written(note="x"), "entry 1, note: the key is not known"),
        ('[{"kind":"text","path":"a","size":1}]', "entry 1, sha256: the key is missing"),
        (written(path=7), "entry 1, path: this must be a text"),
        (written(path={}), "entry 1, path: this must be a text"),
        (written(path=""), "entry 1, path: the path is empty, or has an empty part"),
        (written(path="a//b"), "entry 1, path: the path is empty, or has an empty part"),
        (written(path="a/"), "entry 1, path: the path is empty, or has an empty part"),
        (written(path="/a"), "entry 1, path: the path must be relative"),
        (written(path="C:/a"), "entry 1, path: the path must be relative"),
        (written(path="."), "entry 1, path: the path has a part “.” or “..”"),
        (written(path="a/../b"), "entry 1, path: the path has a part “.” or “..”"),
        (written(path="a\\b"), "entry 1, path: the path has a backslash; parts are parted by /"),
        (written(path="a\nb"), "entry 1, path: the path has a control character"),
        (written(path="a\u202etxt.py"), "entry 1, path: the path has a control character"),
        (written(path="\ud800"), "entry 1, path: the path is not Unicode text"),
        (written(path="e\u0301"), "entry 1, path: the path is not in the Unicode form NFC"),
        (written(path="a" * 4097), "entry 1, path: the path is longer than 4096 bytes"),
        (written(sha256="A" * 64), "entry 1, sha256: this must be 64 digits 0-9 a-f"),
        (written(sha256="a" * 64 + "\n"), "entry 1, sha256: this must be 64 digits 0-9 a-f"),
        (written(size=-1), "entry 1, size: this must be a whole number of bytes, 0 or more"),
        (written(size=1.0), "entry 1, size: this must be a whole number of bytes, 0 or more"),
        (written(size=True), "entry 1, size: this must be a whole number of bytes, 0 or more"),
        (written(size="1"), "entry 1, size: this must be a whole number of bytes, 0 or more"),
        (written(size=2**63), "entry 1, size: this must be a whole number of bytes, 0 or more"),
        (
            written(kind="virus"),
            "entry 1, kind: “virus” is none of text, code, data, weights, media, link, other",
        ),
        (json.dumps([FIELDS, FIELDS]), "entry 2, path: the path “a.txt” is there twice"),
        (
            json.dumps([{**FIELDS, "path": "a.txt/b/c"}, FIELDS]),
            "entry 1, path: “a.txt” is a file, and cannot be a folder too",
        ),
        ('[{"commit":"x","path":".","tree":"y"}]', "entry 1, commit: this must be 40 or 64 digits 0-9 a-f"),
        (json.dumps([{"commit": COMMIT, "path": ".", "tree": TREE}]), "there is no file and no link in it"),
    ],
)
def test_what_is_no_manifest_is_refused_with_entry_and_field(text, said):
    with pytest.raises(BadManifest) as refused:
        parse(text)
    assert str(refused.value).startswith(said)


def test_a_refusal_prints_no_control_characters_and_not_all_of_a_long_text():
    with pytest.raises(BadManifest) as refused:
        parse(written(kind="\x1b[2J" + "x" * 10_000))
    assert "\x1b" not in str(refused.value)
    assert len(str(refused.value)) < 500


def test_the_bytes_are_those_of_the_specification():
    files = [
        entry("b/é.py", EMPTY, 0, ArtefactKind.CODE),
        entry('a "b".txt'),
        Repository("b", COMMIT, TREE),
    ]
    expected = (
        '[{"kind":"text","path":"a \\"b\\".txt","sha256":"' + TEN + '","size":10},'
        '{"commit":"' + COMMIT + '","path":"b","tree":"' + TREE + '"},'
        '{"kind":"code","path":"b/é.py","sha256":"' + EMPTY + '","size":0}]'
    ).encode()
    assert manifest(files).canonical == expected
    assert digest(files) == hashlib.sha256(expected).hexdigest()


def test_a_digest_that_was_once_given_never_changes():
    files = [entry("paper.pdf", EMPTY, 0), entry("weights/model.safetensors", TEN, 10, ArtefactKind.WEIGHTS)]
    assert digest(files) == "dbc93cf3f4a85b3693cfd10051c4682621f816c1e5bf1cc0bcc790c1254defb6"


def test_paths_are_in_the_order_of_their_bytes():
    paths = ["a/b", "a-b", "a", "Z", "é", "\uffee", "\U0001f600"]
    found = [one.path for one in manifest([entry(f"{path}.x") for path in paths]).entries]
    assert found == sorted(found, key=str.encode)


def test_a_link_is_its_label_and_the_hash_of_its_exact_address():
    address = "https://example.org/talk?é"
    made = link("slides", address)
    assert made.sha256 == hashlib.sha256(address.encode()).hexdigest()
    assert (made.path, made.size, made.kind) == ("slides", 27, ArtefactKind.LINK)
    assert manifest([made, entry()]).size == 10


def test_capitals_tell_two_files_apart():
    assert len(manifest([entry("readme"), entry("README")]).entries) == 2


def test_any_layout_is_read_and_the_digest_is_that_of_the_canonical_form():
    files = manifest([entry("b"), entry("a")])
    loose = json.dumps([FIELDS | {"path": "b"}, FIELDS | {"path": "a"}], indent=2, ensure_ascii=True)
    assert parse(f"\n{loose}\n") == files
    assert parse(f"\n{loose}\n").digest == files.digest


def test_a_hundred_thousand_files_are_a_manifest():
    many = manifest(entry(f"{number % 100}/{number}") for number in range(100_000))
    assert parse(many.canonical.decode()) == many


def test_what_is_new_gone_and_changed_is_told_apart():
    before = manifest([entry("same"), entry("gone"), entry("other"), Repository(".", COMMIT, TREE)])
    after = manifest([entry("same"), entry("new"), entry("other", EMPTY), Repository(".", TREE, TREE)])
    found = compare(before, after)
    assert found.added == (entry("new"),)
    assert found.removed == (entry("gone"),)
    assert found.changed == (
        (Repository(".", COMMIT, TREE), Repository(".", TREE, TREE)),
        (entry("other"), entry("other", EMPTY)),
    )
    assert found
    assert not compare(before, before)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a/paper.PDF", "text"),
        ("train.py", "code"),
        ("runs.csv", "data"),
        ("model.safetensors", "weights"),
        ("figure.png", "media"),
        ("archive.zip", "other"),
        ("py", "other"),
        ("a.py/LICENSE", "other"),
    ],
)
def test_an_ending_says_what_kind_a_file_is(name, kind):
    assert kind_of(name) == kind


NAMES = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P"], exclude_characters="/\\:."), min_size=1
)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
ENTRIES = st.builds(Entry, PATHS, HASHES, st.integers(0, 2**63 - 1), st.sampled_from(ArtefactKind))
LISTS = st.lists(ENTRIES, min_size=1, max_size=6)


def made(entries):
    """A manifest, or None of a list that is none: paths that look alike or lie within a file."""
    try:
        return manifest(entries)
    except BadManifest:
        return None


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_in_which_files_come_never_matters(entries, random):
    mixed = random.sample(entries, len(entries))
    assert made(mixed) == made(entries)


@given(LISTS)
def test_what_is_written_is_read_as_it_was(entries):
    whole = made(entries)
    if whole is not None:
        again = parse(whole.canonical.decode())
        assert again == whole
        assert again.canonical == whole.canonical


@given(ENTRIES, HASHES, st.integers(0, 2**63 - 1), st.sampled_from(ArtefactKind), PATHS)
def test_whatever_differs_gives_another_digest(one, sha256, size, kind, path):
    before = made([one])
    for other in (
        replace(one, sha256=sha256),
        replace(one, size=size),
        replace(one, kind=kind),
        replace(one, path=path),
    ):
        after = made([other])
        if before is not None and after is not None:
            assert (before.digest == after.digest) == (one == other)


@given(st.text(max_size=40))
def test_any_text_is_a_manifest_or_refused(text):
    with pytest.raises(BadManifest):
        parse(text)
