"""The words of a form's choices, as mentors, scholars and staff read them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

CONFIDENCE = {
    "low": _l("not very sure"),
    "medium": _l("fairly sure"),
    "high": _l("very sure"),
}
TREND = {
    "better": _l("better"),
    "same": _l("the same"),
    "worse": _l("worse"),
    "first": _l("this is my first"),
}
RESULT = {
    "positive": _l("positive"),
    "negative": _l("negative"),
    "inconclusive": _l("inconclusive"),
    "none_yet": _l("none yet"),
}
QUALITY = {
    "1": _l("1 – cannot be relied on"),
    "2": _l("2 – gaps that matter"),
    "3": _l("3 – sound"),
    "4": _l("4 – careful, convincing whichever way it came out"),
    "5": _l("5 – a model for others"),
}
BLAME = {
    "hard_problem": _l("the problem was hard"),
    "luck": _l("luck, or something outside"),
    "scope": _l("we changed the scope together"),
    "skill": _l("skill"),
    "effort": _l("effort"),
    "other": _l("something else"),
}
SHARE = {
    "lead": _l("lead"),
    "equal": _l("equal"),
    "supporting": _l("supporting"),
}
REVIEW_WISH = {
    "no": _l("no"),
    "unsure": _l("unsure"),
    "yes": _l("yes"),
}
CONDUCT = {
    "none": _l("nothing to report"),
    "talk_to_staff": _l("I want to talk to staff"),
}
OVERALL = {
    "1": _l("far from ready"),
    "2": _l("behind, with named gaps"),
    "3": _l("on track"),
    "4": _l("ready"),
    "5": _l("ready, and rare"),
    "cannot-say": _l("cannot say yet"),
}
RELATION = {
    "primary_mentor": _l("primary mentor"),
    "second_mentor": _l("second mentor"),
    "research_manager": _l("research manager"),
    "blind_reviewer": _l("blind reviewer"),
}
FLAG = {
    "concern": _l("raises a concern"),
    "release_review": _l("wants a release review"),
    "advice": _l("asks for advice"),
    "conduct": _l("wants to talk about conduct"),
}
CONTRADICTION = {
    "overall_far_from_criteria": _l(
        "Your Overall lies two levels or more from the middle of your criteria. Is that what you mean?"
    ),
    "low_overall_high_criteria": _l(
        "Every criterion you saw is a 4 or 5, yet the Overall is 1 or 2. Is that what you mean?"
    ),
    "blamed_but_good_work": _l(
        "You name skill or effort as the reason it went badly, and rate the work behind it 4 or 5."
        " Is that what you mean?"
    ),
    "sure_on_little_contact": _l(
        "You are very sure after less than two hours of contact. Is that what you mean?"
    ),
}
WORDS = {
    "confidence": CONFIDENCE,
    "trend": TREND,
    "result": RESULT,
    "quality": QUALITY,
    "blame": BLAME,
    "share": SHARE,
    "release_review": REVIEW_WISH,
    "conduct": CONDUCT,
    "overall": OVERALL,
    "relation": RELATION,
    "flag": FLAG,
}


def word(kind: str, value: object) -> str:
    """The words for a choice; a dash where no choice was made."""
    if value is None or value == "":
        return "–"
    return str(WORDS[kind][str(value)])
