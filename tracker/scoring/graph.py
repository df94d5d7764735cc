"""Who can be compared with whom: what the forms and results of a cohort connect.

Two levels are comparable on evidence only if a chain of forms or shared results leads from one scholar to
the other. Where none does, the difference rests on the prior alone, and is marked so.

References
----------
.. [1] S. R. Searle, G. Casella, C. E. McCulloch, "Variance Components", Wiley 1992,
   doi:10.1002/9780470316856.
"""

from __future__ import annotations

import numpy as np
import scipy
from numpy.typing import NDArray

from tracker.scoring.ratings import Ints, Outcomes, Ratings

# A mentor without any form is in no component.
NOWHERE = -1


def components(ratings: Ratings, outcomes: Outcomes) -> tuple[Ints, Ints]:
    """Connected components of the scholar–mentor–work graph.

    A form connects its scholar, mentor and work; a scored result connects its work with the whole team.
    A share in a work without a scored result connects nobody, since nothing was said about it. A scholar
    without form or scored result is a component of their own.

    Returns
    -------
    scholars : (n_scholars,) int
        Labels from 0 in the order of the first scholar of each component.
    mentors : (n_mentors,) int
        The same labels; `NOWHERE` (-1) for a mentor without a form.
    """
    first_mentor = ratings.n_scholars
    first_work = first_mentor + ratings.n_mentors
    size = first_work + max(ratings.n_works, len(outcomes.shares))
    team = [(scholar, int(work)) for work in outcomes.work for scholar in outcomes.shares[int(work)]]
    members = np.array(team, dtype=np.int64).reshape(-1, 2)
    starts = np.concatenate([ratings.scholar, ratings.scholar, members[:, 0]])
    ends = np.concatenate(
        [first_mentor + ratings.mentor, first_work + ratings.work, first_work + members[:, 1]]
    )
    edges = scipy.sparse.coo_array((np.ones(len(starts)), (starts, ends)), shape=(size, size))
    found = scipy.sparse.csgraph.connected_components(edges, directed=False)[1]
    first_seen = np.unique(found[:first_mentor], return_index=True)
    label = np.full(size, NOWHERE, dtype=np.int64)
    label[first_seen[0][np.argsort(first_seen[1])]] = np.arange(len(first_seen[0]))
    return label[found[:first_mentor]], label[found[first_mentor:first_work]]


def can_tell(ratings: Ratings) -> NDArray[np.bool_]:
    """Whether a mentor's severity can be told apart from the levels of the scholars they rated.

    It can if another mentor rated at least one of these scholars too. Forms tell differences between
    severities only through scholars that two mentors have in common, directly or along a chain; a mentor
    whom any chain leads to shares the first scholar of that chain with somebody, so the rule says exactly
    that the mentor is not alone in their component of the scholar–mentor graph. Alone in it, a harsh
    mentor with good scholars and a mild one with weak scholars file the same forms, however many they
    are, and the estimate is the prior's guess. A work in common does not help: its luck is shared, the
    people on it are not the same.

    Returns
    -------
    (n_mentors,) bool
        False also for a mentor without a form.
    """
    pairs = np.unique(ratings.scholar * ratings.n_mentors + ratings.mentor)
    scholar, mentor = np.divmod(pairs, ratings.n_mentors)
    shared = np.bincount(scholar, minlength=ratings.n_scholars) > 1
    told = np.zeros(ratings.n_mentors, dtype=np.bool_)
    told[mentor[shared[scholar]]] = True
    return told
