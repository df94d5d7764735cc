"""Whether files that were sent, and a list that came with them, belong together; the list they make. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.reasons import Decision, no, yes
from tracker.releases.manifest import ArtefactKind, Entry, Item, Manifest, Repository, manifest

MOST_FILE = 20 * 2**20
# All files of one request together; what is larger is listed by the command, where it lies.
MOST_SENT = 5 * MOST_FILE


def may_bundle(listed: Manifest | None, sent: Sequence[Entry], *, keep: bool) -> Decision:
    """Whether these files can be taken, with the list that was given beside them.

    A list says what its author means to release. A file that is not in it, or is another than it says, is
    a mistake in one of the two, and only the author knows in which.
    """
    paths = [one.path for one in sent]
    for one in sent:
        if paths.count(one.path) > 1:
            return no("bundle_twice", path=one.path)
        if one.size > MOST_FILE:
            return no("bundle_too_large", path=one.path, most=MOST_FILE // 2**20)
    if listed is None:
        return yes()
    known = {one.path: one for one in listed.entries}
    for one in sent:
        if one.path not in known:
            return no("bundle_not_listed", path=one.path)
        if (known[one.path].sha256, known[one.path].size) != (one.sha256, one.size):
            return no("bundle_differs", path=one.path)
    left = [path for path, one in known.items() if path not in paths and one.kind is not ArtefactKind.LINK]
    if keep and left:
        return no("bundle_not_sent", path=left[0], count=len(left))
    return yes()


def bundle(
    before: Manifest | None, listed: Manifest | None, sent: Sequence[Entry], others: Sequence[Item]
) -> Manifest:
    """The list of everything that was given, over what stood `before`, where that is kept.

    Raises `BadManifest`. A commit of before goes with the first change of the files, which it would deny.
    """
    given: dict[tuple[type[Item], str], Item] = {}
    kept = before.entries if before and (listed or sent) else before.items if before else ()
    for one in (*kept, *(listed.items if listed else sent), *others):
        given[(Repository if isinstance(one, Repository) else Entry, one.path)] = one
    return manifest(given.values())
