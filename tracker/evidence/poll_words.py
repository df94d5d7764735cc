"""A poll's shift in one sentence that says no more than is known."""

from __future__ import annotations

from math import ceil, floor, log10

from tracker.evidence.poll_answers import about_n
from tracker.evidence.poll_result import Basis, OptionShift, Shift

# What answers to a motion are called where supporting and opposing it are meant.
SUPPORT = frozenset({"pro", "for", "yes", "agree", "support", "in favour", "in favor", "approve", "aye"})
# Of fewer answers nobody asks how many it takes.
FEWEST_WORTH_SAYING = 10
OPPOSE = frozenset({"con", "contra", "against", "no", "disagree", "oppose", "opposed", "reject", "nay"})


def sentence(found: Shift) -> str:
    """What moved, how much of it rounding and chance could be, and where the majority stands."""
    parts = [_movement(found), _rounding(found), _chance(found), _pairs(found), _attrition(found)]
    parts.append(_majority(found))
    said = "; ".join(part for part in parts if part)
    return f"{said[0].upper()}{said[1:]}."


def willing_sentence(found: Shift) -> str | None:
    """The stated willingness beside what moved; None if nobody asked."""
    if found.willing is None:
        return None
    decimals = 1 if found.basis is Basis.SHARES else 0
    willing = _share(found.willing, decimals)
    if found.moved_exact:
        return f"{willing} could change their mind; {_share(found.moved, decimals)} did."
    # What is at least so may only be rounded down.
    moved = _share(floor(round(found.moved * 10 ** (2 + decimals), 6)) / 10 ** (2 + decimals), decimals)
    if moved == "0 %":
        return f"{willing} could change their mind; nothing here shows that anybody did."
    return f"{willing} could change their mind; at least {moved} did."


def points(value: float, decimals: int) -> str:
    """A part of 1 in percentage points, as it is printed."""
    text = f"{100 * value:.{decimals}f}"
    text = f"{0:.{decimals}f}" if float(text) == 0 else text
    return text.replace("-", "−")


def _movement(found: Shift) -> str:
    one = found.options[found.main]
    among = f" among the {found.n_pre:,} who answered twice" if found.basis is Basis.PAIRED else ""
    if not one.change:
        return f"no option gained or lost{among}"
    size = points(abs(one.change), _decimals(found))
    noun = "point" if size == "1" else "points"
    largest = "" if len(found.options) == 2 else f", the largest of {len(found.options)} changes"
    return f"{one.name} {'gained' if one.change > 0 else 'lost'} {size} {noun}{among}{largest}"


def _rounding(found: Shift) -> str:
    if not found.half:
        return ""
    one, decimals = found.options[found.main], _decimals(found)
    low, high = one.rounding_low, one.rounding_high
    if one.change < 0:
        low, high = -high, -low
    return f"{points(low, decimals)} to {points(high, decimals)} after rounding"


def _chance(found: Shift) -> str:
    one = found.options[found.main]
    if found.basis is Basis.SHARES:
        if found.n_needed is None or found.n_needed < FEWEST_WORTH_SAYING:
            return ""
        fewer = f"with fewer than about {_about(found.n_needed)} answers in each poll"
        return f"{fewer} this is within the 95 % margin"
    if _whole(found):
        return "the whole group answered, so there is no margin"
    if found.outside is None:
        return ""
    of = "" if found.basis is Basis.PAIRED else f"with {_answers(found)} "
    if found.group_size is not None:
        of = f"for the group of {found.group_size:,} {of}"
    if found.outside:
        return f"{of}this is outside the 95 % margin"
    within = f"{of}this is within the 95 % margin"
    # A plain 95 % interval may leave 0 out where one change of several, or rounding, could still explain it.
    if not _leaves_out_zero(one):
        return within
    if len(found.options) > 2:
        within = f"{within} for the largest of {len(found.options)} changes"
    within = f"{within}, with rounding counted in" if found.half else within
    return within if found.exact_p is None else f"{within}, by Fisher's exact test ({p_value(found.exact_p)})"


def _pairs(found: Shift) -> str:
    if found.basis is not Basis.PAIRED or found.n_pre is None:
        return ""
    changed = round(found.moved * found.n_pre)
    if not changed:
        return f"nobody of {found.n_pre:,} changed their answer"
    return f"{changed:,} of {found.n_pre:,} changed their answer"


def p_value(p: float) -> str:
    """A p-value as it is printed."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}" if p < 0.01 else f"p = {p:.2f}"


def _attrition(found: Shift) -> str:
    if found.attrition is None:
        return ""
    low, high = found.attrition.bounds[found.main]
    unit = 10 ** (2 + _decimals(found))
    low, high = floor(round(low * unit, 6)) / unit, ceil(round(high * unit, 6)) / unit
    ends = f"{points(low, _decimals(found))} and {points(high, _decimals(found))} points"
    missing = f"whatever the {about_n(found.attrition.missing)} missing afterwards would be"
    return f"{missing}, the change of {found.options[found.main].name} lies between {ends}"


def _majority(found: Shift) -> str:
    before, after = _holder(found, before=True), _holder(found, before=False)
    if after is not None and after is before:
        return f"a majority still {_verb(found, after)}"
    # What chance alone may have turned is told of those who answered, never of everybody.
    of = "" if found.outside or _whole(found) else "among those who answered "
    if after is not None and before is not None:
        return f"{of}the majority has changed: it now {_verb(found, after)}"
    if after is not None:
        return f"{of}a majority now {_verb(found, after)}, where there was none before"
    if before is not None:
        return f"{of}the majority that {_past(found, before)} before is gone"
    return "no option has a clear majority" if found.half else "no option has a majority"


def _whole(found: Shift) -> bool:
    return found.group_size is not None and found.n_pre == found.n_post == found.group_size


def _holder(found: Shift, *, before: bool) -> OptionShift | None:
    """The option that more than half chose, whichever way its share was rounded."""
    half = found.half / 2
    for option in found.options:
        if round((option.pre if before else option.post) - half, 12) > 0.5:
            return option
    return None


def _verb(found: Shift, option: OptionShift) -> str:
    side = _side(found, option)
    if side is None:
        return f"chooses {option.name}"
    return "supports" if side else "opposes"


def _past(found: Shift, option: OptionShift) -> str:
    side = _side(found, option)
    if side is None:
        return f"chose {option.name}"
    return "supported" if side else "opposed"


def _side(found: Shift, option: OptionShift) -> bool | None:
    """Whether an option supports a motion; None where the options are not about supporting one."""
    names = {one.name.strip().lower() for one in found.options}
    if not names & SUPPORT or not names & OPPOSE:
        return None
    name = option.name.strip().lower()
    return True if name in SUPPORT else False if name in OPPOSE else None


def _answers(found: Shift) -> str:
    before, after = found.n_pre or 0, found.n_post or 0
    return f"{about_n(before)} in each poll" if before == after else f"{before:,} and {about_n(after)}"


def _leaves_out_zero(one: OptionShift) -> bool:
    return (one.change_low or 0.0) > 0 or (one.change_high or 0.0) < 0


def _decimals(found: Shift) -> int:
    """As many decimals as tell the change, and what rounding may hide of it, as they are."""
    one = found.options[found.main]
    if not found.half:
        return next((places for places in range(6) if not one.change or round(100 * one.change, places)), 6)
    told = (one.change, one.rounding_low, one.rounding_high)
    exact = (places for places in range(6) if all(abs(100 * x - round(100 * x, places)) < 1e-7 for x in told))
    return next(exact, 6)


def _about(n: int) -> str:
    """A number to three digits."""
    if n < 1000:
        return str(n)
    digits = floor(log10(n)) - 2
    return f"{round(n / 10**digits) * 10**digits:,}"


def _share(value: float, decimals: int) -> str:
    text = f"{100 * value:.{decimals}f}".removesuffix(".0")
    return f"{text} %"
