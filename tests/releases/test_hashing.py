"""Files on disk as a manifest: what cannot be read exactly is refused by its name."""

from __future__ import annotations

import hashlib
import os
import subprocess
import unicodedata

import pytest

from tracker.releases.hashing import PIECE, BadFile, hash_paths
from tracker.releases.manifest import ArtefactKind, Repository


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "release"
    (place / "src").mkdir(parents=True)
    (place / "paper.pdf").write_bytes(b"paper")
    (place / "src" / "train.py").write_bytes(b"train")
    return place


def refusal(*paths, **options):
    with pytest.raises(BadFile) as refused:
        hash_paths(paths, **options)
    return str(refused.value)


def git(place, *words):
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "commit.gpgsign=false")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", *who, *words], cwd=place, check=True, capture_output=True, text=True, env=kept
    )
    return done.stdout.strip()


def commit(place):
    git(place, "init", "-q")
    git(place, "add", ".")
    git(place, "commit", "-q", "-m", "First")
    return Repository(".", git(place, "rev-parse", "HEAD"), git(place, "rev-parse", "HEAD^{tree}"))


def test_what_is_not_there_is_refused(folder):
    assert refusal(folder / "slides.pdf") == f"{folder}/slides.pdf: it is not there"
    assert refusal(folder / "paper.pdf" / "x") == f"{folder}/paper.pdf/x: it is not there"


def test_folders_without_a_file_are_refused(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    assert refusal(tmp_path) == f"{tmp_path}: there is no file in it: nothing to release"


@pytest.mark.parametrize("target", ["paper.pdf", "src", "..", "loop", "nowhere"])
def test_a_symbolic_link_is_never_followed(folder, target):
    (folder / "loop").symlink_to(target)
    said = f"{folder}/loop: it is a symbolic link; give the file itself"
    assert refusal(folder) == said
    assert refusal(folder / "loop") == said
    assert refusal(f"{folder}/loop/") == said


def test_a_pipe_is_refused_and_not_waited_for(folder):
    os.mkfifo(folder / "pipe")
    assert refusal(folder) == f"{folder}/pipe: it is neither a file nor a folder"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_what_may_not_be_read_is_refused(folder):
    (folder / "paper.pdf").chmod(0)
    assert refusal(folder) == f"{folder}/paper.pdf: it cannot be read: permission denied"


def test_a_name_that_is_not_utf8_is_refused_and_printed_as_escapes(folder):
    (folder / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"x")
    assert refusal(folder) == rf"{folder}/caf\udce9.txt: its name is not UTF-8; rename it"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("a\x1b[2J.txt", r"a\x1b[2J.txt: the path has a control character"),
        ("a\\b", "a\\b: the path has a backslash; parts are parted by /"),
    ],
)
def test_a_name_that_no_manifest_holds_is_refused(folder, name, said):
    (folder / name).write_bytes(b"x")
    assert refusal(folder) == f"{folder}/{said}"


def test_names_that_look_alike_are_refused(folder):
    for form in ("NFC", "NFD"):
        (folder / unicodedata.normalize(form, "é.txt")).write_bytes(b"x")
    assert refusal(folder).startswith("é.txt: two files would stand as this path")


def test_the_same_path_from_two_folders_is_refused(folder, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(b"other")
    assert refusal(folder, tmp_path / "paper.pdf").startswith("paper.pdf: two files would stand as this")


@pytest.mark.parametrize(
    "disturb",
    [
        lambda file: file.write_bytes(file.read_bytes() + b"x"),
        lambda file: os.truncate(file, 3),
        lambda file: os.utime(file, (1, 1)),
        lambda file: (
            file.with_name("new").write_bytes(file.read_bytes()),
            file.with_name("new").replace(file),
        ),
    ],
    ids=["longer", "shorter", "written", "replaced"],
)
def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path, disturb):
    file = tmp_path / "log.txt"
    file.write_bytes(bytes(3 * PIECE))
    said = refusal(file, told=lambda done, total: disturb(file))
    assert said == f"{file}: it changed while it was read; try again when nothing writes to it"


def test_a_file_that_vanishes_while_it_is_read_is_refused(tmp_path):
    file = tmp_path / "log.txt"
    file.write_bytes(b"x")
    assert refusal(file, told=lambda done, total: file.unlink()) == f"{file}: it is not there"


def test_a_kind_is_given_to_files_that_are_there(folder):
    assert refusal(folder, kinds={"x": ArtefactKind.TEXT}).startswith("x: there is no such path")
    assert refusal(folder, kinds={"paper.pdf": ArtefactKind.LINK}) == "paper.pdf: a file is no link"
    made = hash_paths([folder], {"paper.pdf": ArtefactKind.DATA}).manifest
    assert [entry.kind for entry in made.entries] == ["data", "code"]


def test_a_folder_stands_by_what_is_in_it_and_a_file_by_its_name(folder, tmp_path):
    (tmp_path / "empty.txt").touch()
    made = hash_paths([folder, tmp_path / "empty.txt"]).manifest
    assert [(one.path, one.size, one.sha256) for one in made.entries] == [
        ("empty.txt", 0, hashlib.sha256().hexdigest()),
        ("paper.pdf", 5, hashlib.sha256(b"paper").hexdigest()),
        ("src/train.py", 5, hashlib.sha256(b"train").hexdigest()),
    ]
    assert made.repositories == ()


def test_a_file_longer_than_a_piece_is_read_whole_and_told_of(tmp_path):
    content = bytes(range(256)) * (PIECE // 100)
    (tmp_path / "a.bin").write_bytes(content)
    told = []
    made = hash_paths([tmp_path], told=lambda *figures: told.append(figures)).manifest
    assert made.entries[0].sha256 == hashlib.sha256(content).hexdigest()
    assert told == [(PIECE, len(content)), (2 * PIECE, len(content)), (len(content), len(content))]


def test_a_clean_work_tree_brings_its_commit_and_not_what_git_keeps(folder):
    expected = commit(folder)
    made = hash_paths([folder])
    assert made.manifest.repositories == (expected,)
    assert [entry.path for entry in made.manifest.entries] == ["paper.pdf", "src/train.py"]
    assert made.unclear == ()


def test_a_work_tree_in_a_folder_stands_under_its_path(folder):
    expected = commit(folder)
    assert hash_paths([folder.parent]).manifest.repositories == (
        Repository("release", expected.commit, expected.tree),
    )


@pytest.mark.parametrize(
    ("disturb", "said"),
    [
        (lambda place: (place / "paper.pdf").write_bytes(b"other"), "paper.pdf is not in the commit"),
        (lambda place: (place / "new.txt").write_bytes(b""), "new.txt is not in the commit"),
        (lambda place: (place / "paper.pdf").unlink(), "paper.pdf is not in the commit"),
        (
            lambda place: (
                (place / ".git" / "info" / "exclude").write_text("*.pt\n"),
                (place / "w.pt").write_bytes(b"w"),
            ),
            "w.pt is not in the commit",
        ),
        (
            lambda place: (
                git(place, "update-index", "--assume-unchanged", "paper.pdf"),
                (place / "paper.pdf").write_bytes(b"other"),
            ),
            "paper.pdf is not compared by git",
        ),
    ],
    ids=["changed", "new", "gone", "ignored", "assumed"],
)
def test_no_commit_is_claimed_for_files_that_are_not_in_it(folder, disturb, said):
    commit(folder)
    disturb(folder)
    made = hash_paths([folder])
    assert made.manifest.repositories == ()
    assert [one.path for one in made.unclear] == ["."]
    assert made.unclear[0].why.startswith(said)


def test_a_work_tree_without_a_commit_or_broken_brings_none(folder):
    (folder / ".git").mkdir()
    assert hash_paths([folder]).unclear[0].why == "git is not there, or cannot read it"
    git(folder, "init", "-q")
    assert hash_paths([folder]).unclear[0].why == "it has no commit"
