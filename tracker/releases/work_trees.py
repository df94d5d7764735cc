"""The commit of a git work tree, claimed only where every file on disk is in it as it is."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass

from tracker.releases.manifest import Repository, shown


@dataclass(frozen=True)
class Unclear:
    """A work tree that brings no commit, and why."""

    path: str
    why: str


def repository(folder: str, path: str) -> Repository | Unclear:
    """The commit and tree of a work tree that stands as `path` in the manifest.

    Files that git was told to ignore count as well: they are among what is released, and in no commit.
    """
    top = _ask(folder, "rev-parse", "--show-prefix")
    if top is None:
        return Unclear(path, "git is not there, or cannot read it")
    ids = _ask(folder, "rev-parse", "HEAD", "HEAD^{tree}")
    if top.strip() or ids is None or len(ids.split()) != 2:
        return Unclear(path, "it has no commit")
    dirty = _ask(folder, "status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--ignored")
    if dirty is None:
        return Unclear(path, "git cannot say whether everything is committed")
    if lines := [line for line in dirty.split("\0") if line]:
        others = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
        return Unclear(path, f"{shown(lines[0][3:])}{others} is not in the commit as it is on disk")
    # Those marked as assumed unchanged or left out of a sparse tree, of which status says nothing.
    tracked = _ask(folder, "ls-files", "-v", "-z")
    if tracked is None or (marked := [line for line in tracked.split("\0") if line and line[0] != "H"]):
        return Unclear(path, f"{shown(marked[0][2:]) if tracked else 'something'} is not compared by git")
    commit, tree = ids.split()
    return Repository(path, commit, tree)


def _ask(folder: str, *question: str) -> str | None:
    """What git answers, or None. It writes nothing, and starts no program that the repository names."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-c", "core.fsmonitor=false", "-C", folder, *question]
    try:
        done = subprocess.run(
            command, capture_output=True, env={**kept, "GIT_OPTIONAL_LOCKS": "0"}, check=False, timeout=600
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.decode(errors="surrogateescape") if done.returncode == 0 else None
