"""`tracker manifest`: files in, one line of JSON out; and whether the disk is still as it says."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import invoke

PAPER = hashlib.sha256(b"paper").hexdigest()
START = [sys.executable, "-c", "from tracker.cli import main; main()", "manifest"]


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "release"
    (place / "src").mkdir(parents=True)
    (place / "paper.pdf").write_bytes(b"paper")
    (place / "src" / "train.py").write_bytes(b"train")
    return place


@pytest.fixture
def kept(folder, tmp_path):
    """The manifest of the folder, in a file beside it."""
    file = tmp_path / "manifest.json"
    assert invoke("manifest", str(folder), "--out", str(file)).exit_code == 0
    return file


def check(kept, folder):
    return invoke("manifest", str(folder), "--check", str(kept))


def test_one_line_of_json_and_the_digest_beside_it(folder):
    done = invoke("manifest", str(folder / "paper.pdf"))
    line = '[{"kind":"text","path":"paper.pdf","sha256":"' + PAPER + '","size":5}]'
    assert (done.exit_code, done.stdout) == (0, f"{line}\n")
    assert done.stderr == f"{hashlib.sha256(line.encode()).hexdigest()}  1 file, 5 bytes\n"


def test_the_digest_is_that_of_the_file_that_out_writes(folder, kept):
    printed = invoke("manifest", str(folder))
    assert printed.stdout.encode() == kept.read_bytes() + b"\n"
    assert printed.stderr.startswith(hashlib.sha256(kept.read_bytes()).hexdigest())


def test_a_kind_can_be_said(folder):
    found = json.loads(invoke("manifest", str(folder), "--kind", "src/train.py=data").stdout)
    assert [one["kind"] for one in found] == ["text", "data"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--kind", "paper.pdf"), "--kind: “paper.pdf” is not of the form PATH=KIND"),
        (("--kind", "=text"), "--kind: “=text” is not of the form PATH=KIND"),
        (("--kind", "paper.pdf=virus"), "--kind: “virus” is none of text, code"),
        (("--kind", "paper.pdf=data", "--kind", "paper.pdf=text"), "--kind: “paper.pdf” is there twice"),
        (("--kind", "x=text"), "x: there is no such path in the manifest, so it has no kind"),
        (("--check", "m", "--out", "n"), "--check: compares only; leave --out and --kind out"),
        (("--check", "nowhere/m.json"), "--check: nowhere/m.json cannot be read: No such file or directory"),
        (("--out", "nowhere/m.json"), "cannot be written: No such file or directory"),
        (("nowhere",), "nowhere: it is not there"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(folder, options, said):
    done = invoke("manifest", str(folder), *options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


@pytest.mark.parametrize("option", ["--out", "--check"])
def test_a_manifest_does_not_lie_among_its_files(folder, option):
    done = invoke("manifest", str(folder), option, str(folder / "src" / "m.json"))
    assert done.exit_code == 2
    assert "lies in what is listed; put it elsewhere" in done.stderr
    assert not (folder / "src" / "m.json").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff", "is not UTF-8 text (byte 0)"),
        (b"[", "this is not JSON"),
        (b"[{}]", "entry 1, path: the key is missing"),
        (b"[" * 100_000, "this is nested too deeply"),
    ],
)
def test_a_file_that_is_no_manifest_is_refused(folder, kept, content, said):
    kept.write_bytes(content)
    done = check(kept, folder)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr


def test_a_disk_that_is_as_it_was_is_said_to_be(folder, kept):
    done = check(kept, folder)
    assert (done.exit_code, done.stdout) == (0, "")
    assert done.stderr == f"{hashlib.sha256(kept.read_bytes()).hexdigest()}  2 files, 10 bytes\n"


def test_one_changed_byte_is_found(folder, kept):
    (folder / "paper.pdf").write_bytes(b"papyr")
    done = check(kept, folder)
    assert (done.exit_code, done.stdout) == (1, "changed: paper.pdf\n")
    assert done.stderr == "Error: 1 changed\n"


def test_files_that_went_and_came_are_named(folder, kept):
    (folder / "paper.pdf").rename(folder / "final.pdf")
    done = check(kept, folder)
    assert (done.exit_code, done.stdout) == (1, "missing: paper.pdf\nadded: final.pdf\n")
    assert done.stderr == "Error: 1 missing, 1 added\n"


def test_kinds_that_were_said_links_and_commits_stay_what_they_are(folder, tmp_path):
    found = json.loads(invoke("manifest", str(folder), "--kind", "paper.pdf=other").stdout)
    found.append({"kind": "link", "path": "slides", "sha256": PAPER, "size": 20})
    found.append({"commit": "1" * 40, "path": ".", "tree": "2" * 40})
    file = tmp_path / "manifest.json"
    file.write_text(json.dumps(found, indent=1))
    done = check(file, folder)
    assert done.exit_code == 0
    assert "Not compared, as they are not on disk: 1 link." in done.stderr
    assert "The commit of . was not compared." in done.stderr


def test_a_work_tree_that_is_not_clean_is_named_and_brings_no_commit(folder):
    (folder / ".git").mkdir()
    done = invoke("manifest", str(folder))
    assert done.exit_code == 0
    assert "commit" not in done.stdout
    assert done.stderr.startswith("No commit for .: git is not there, or cannot read it.\n")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="reads the most memory from /proc")
def test_a_file_too_large_for_one_piece_is_hashed_in_little_memory(tmp_path):
    size = 200 * 2**20
    (tmp_path / "model.safetensors").touch()
    os.truncate(tmp_path / "model.safetensors", size)
    code = (
        "from tracker.cli import main\n"
        f"try: main(['manifest', {str(tmp_path)!r}])\n"
        "finally: print(open('/proc/self/status').read().split('VmHWM:')[1].split()[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    line, most = done.stdout.splitlines()
    assert json.loads(line)[0]["sha256"] == hashlib.sha256(bytes(size)).hexdigest()
    assert int(most) * 1024 < size / 2


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells by /proc that the file is being read")
def test_an_interrupt_leaves_no_file(tmp_path):
    large = tmp_path / "release" / "model.safetensors"
    large.parent.mkdir()
    large.touch()
    os.truncate(large, 2**40)
    out = tmp_path / "manifest.json"
    with subprocess.Popen([*START, str(large.parent), "--out", str(out)], stderr=subprocess.PIPE) as running:
        opened = Path(f"/proc/{running.pid}/fd")
        while running.poll() is None and not any(str(large) == _end(one) for one in opened.iterdir()):
            time.sleep(0.01)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate()
    assert (running.returncode, said.strip()) == (1, b"Aborted!")
    assert list(tmp_path.iterdir()) == [large.parent]


def _end(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:  # closed meanwhile
        return ""


def test_a_name_that_is_not_utf8_is_refused_where_nothing_can_print_it(tmp_path):
    (tmp_path / os.fsdecode(b"\xe9.txt")).write_bytes(b"x")
    plain = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run([*START, str(tmp_path)], capture_output=True, text=True, env=plain, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"Error: {tmp_path}/\\udce9.txt: its name is not UTF-8; rename it\n"


def test_what_out_replaces_stays_until_the_new_one_is_whole(folder, kept):
    before = kept.read_bytes()
    (folder / "loop").symlink_to("loop")
    assert invoke("manifest", str(folder), "--out", str(kept)).exit_code == 2
    assert kept.read_bytes() == before
    assert sorted(one.name for one in kept.parent.iterdir()) == ["manifest.json", "release"]


def test_it_starts_without_the_frameworks():
    code = (
        "import sys, tracker.cli.manifest\n"
        "print(sorted({'flask', 'sqlalchemy', 'pandas', 'numpy'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
