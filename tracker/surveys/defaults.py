"""The questions that ship with the program, and the days that are proposed for asking them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.surveys.questions import Kind, Question, Slot, Sort

INTAKE = (
    Question(
        "education",
        Kind.ONE,
        "What is the highest degree you hold or are working towards?",
        options=(
            ("school", "school-leaving certificate"),
            ("bachelor", "bachelor's degree"),
            ("master", "master's degree"),
            ("doctorate", "doctorate"),
            ("other", "something else"),
        ),
    ),
    Question(
        "prior-role",
        Kind.ONE,
        "What did you mainly do before the program?",
        options=(
            ("student", "studied"),
            ("research", "worked in research"),
            ("engineering", "worked in engineering"),
            ("other-work", "other work"),
            ("none", "none of these"),
        ),
    ),
    Question(
        "plans",
        Kind.SEVERAL,
        "What would you have done without this program?",
        hint="Choose all that were real options.",
        options=(
            ("degree", "gone on with a degree"),
            ("doctorate", "begun a doctorate"),
            ("safety-job", "a job in AI safety"),
            ("other-job", "another job"),
            ("other-program", "another program like this one"),
            ("own", "research on my own"),
            ("unknown", "I do not know"),
        ),
    ),
    Question("track", Kind.TEXT, "Which track or topic do you come for?", hint="A few words."),
)

CONTRIBUTION = (
    Question(
        "part",
        Kind.ONE,
        "Your part in this work",
        options=(("lead", "I led it"), ("equal", "equal shares"), ("supporting", "I supported it")),
        needed=True,
    ),
    Question(
        "percent",
        Kind.PERCENT,
        "Your share in percent",
        hint="A whole number from 1 to 100. Leave it empty if you would only guess.",
    ),
    Question("words", Kind.TEXT, "What you did, in your words", hint="Two or three sentences."),
    Question(
        "roles",
        Kind.SEVERAL,
        "Your roles in it",
        hint="The terms of CRediT, which journals ask for. Choose those that fit, or none.",
        options=(
            ("conceptualization", "conceptualization"),
            ("methodology", "methodology"),
            ("software", "software"),
            ("validation", "validation"),
            ("formal_analysis", "formal analysis"),
            ("investigation", "investigation"),
            ("resources", "resources"),
            ("data_curation", "data curation"),
            ("writing_draft", "writing: first draft"),
            ("writing_review", "writing: review and editing"),
            ("visualization", "visualization"),
            ("supervision", "supervision"),
            ("project_administration", "project administration"),
            ("funding_acquisition", "funding acquisition"),
        ),
    ),
)

EXPERIENCE = (
    Question(
        "recommend",
        Kind.LEVEL,
        "Would you recommend this program to a friend in your field?",
        low=0,
        high=10,
        anchors=((0, "not at all"), (10, "without reserve")),
    ),
    Question(
        "mentorship",
        Kind.LEVEL,
        "How useful was your mentorship?",
        anchors=((1, "of no use"), (3, "useful"), (5, "could not have been better")),
    ),
    Question(
        "management",
        Kind.LEVEL,
        "How useful was research management?",
        anchors=((1, "of no use"), (3, "useful"), (5, "could not have been better")),
    ),
    Question("better", Kind.TEXT, "What could be better?"),
)

CAREERS = (
    Question(
        "status",
        Kind.ONE,
        "What do you do now?",
        options=(
            ("safety-full", "AI safety, full-time"),
            ("safety-part", "AI safety, part-time"),
            ("phd", "a PhD"),
            ("independent", "independent research"),
            ("other", "something else"),
            ("seeking", "looking for the next thing"),
            ("unsaid", "I prefer not to say"),
        ),
        needed=True,
    ),
    Question("note", Kind.TEXT, "Anything you want your program to know?", hint="Leave it empty if not."),
)

FIXED = {
    Sort.INTAKE: INTAKE,
    Sort.CONTRIBUTION: CONTRIBUTION,
    Sort.EXPERIENCE: EXPERIENCE,
    Sort.CAREERS: CAREERS,
}
GOAL = Question(
    "goal", Kind.TEXT, "Your goal, in your words", hint="What you want to be able to do, or to have done."
)


@dataclass(frozen=True)
class CriterionRead:
    """A criterion of the program's rubric, as far as a survey asks about it."""

    slug: str
    name: str
    anchors: tuple[tuple[int, str], ...]


def questions(sort: Sort, rubric: Sequence[CriterionRead]) -> tuple[Question, ...]:
    """What a program asks; a self-assessment asks of the criteria that mentors rate."""
    if sort is not Sort.SELF:
        return FIXED[sort]
    rated = (
        Question(f"criterion-{one.slug}", Kind.LEVEL, one.name, anchors=one.anchors, unsure=True)
        for one in rubric
    )
    return (*rated, GOAL)


@dataclass(frozen=True)
class Days:
    """The first and the last day on which a survey is answered."""

    opens_on: date
    closes_on: date


def days(slot: Slot, training: Days, last_day: date) -> Days:
    """The days that are proposed for a slot, from those of training and the last day of the cohort."""

    def from_to(day: date, first: int, last: int) -> Days:
        return Days(day + timedelta(days=first), day + timedelta(days=last))

    return {
        Slot.INTAKE: from_to(training.opens_on, -7, 13),
        Slot.SELF_START: from_to(training.opens_on, 0, 6),
        Slot.SELF_END: from_to(training.closes_on, -6, 3),
        Slot.CONTRIBUTION: from_to(last_day, -13, 0),
        Slot.EXPERIENCE: from_to(last_day, -6, 14),
        Slot.CAREERS_0: from_to(last_day, 1, 28),
        Slot.CAREERS_6: from_to(last_day, 183, 211),
        Slot.CAREERS_12: from_to(last_day, 365, 393),
    }[slot]
