"""What the demo's people say of releases: answers, assessments, letters. Invented, like everything here."""

from __future__ import annotations

from dataclasses import replace

from tracker.projects.outcome_models import OutcomeKind
from tracker.releases.checklist_parts import Answer
from tracker.releases.parts import (
    Availability,
    Benefit,
    Direction,
    Harm,
    ReasonCode,
    ReleaseKind,
    Reversibility,
    Scope,
    Sureness,
)
from tracker.releases.review_rules import Said
from tracker.releases.voting_rules import LetterPart

KINDS = {
    OutcomeKind.PAPER: ReleaseKind.PAPER,
    OutcomeKind.PREPRINT: ReleaseKind.PREPRINT,
    OutcomeKind.POST: ReleaseKind.POST,
    OutcomeKind.CODE: ReleaseKind.CODE,
    OutcomeKind.DATASET: ReleaseKind.DATASET,
    OutcomeKind.TALK: ReleaseKind.TALK,
    OutcomeKind.NEGATIVE_RESULT: ReleaseKind.POST,
}


def _answer(value: str, text: str = "") -> Answer:
    return Answer((value,), text)


# What a harmless release answers; what a question that is not asked holds does not count.
HARMLESS: dict[str, Answer] = {
    "A2": _answer("s5", "The program's blog, and the forum where others in the field read."),
    "A3": _answer("no"),
    "A5": _answer("none"),
    "B1": Answer(text="Whoever audits a model of this size can skip a control that we show to be needless."),
    "B2": _answer("modest"),
    "B3": _answer("no"),
    "C1": _answer("no"),
    "C2": _answer("no"),
    "C4": _answer("no"),
    "D1": _answer("none"),
    "E1": _answer("well_known"),
    "E2": Answer(text="The method is in the second chapter of the library's own manual."),
    "F1": _answer("fully"),
    "G1": _answer("safety"),
    "G2": _answer("no"),
    "G3": _answer("yes"),
    "H1": _answer("licence"),
    "I3": _answer("no"),
    "J1": _answer("no"),
    "J4": _answer("yes"),
}
# What a release answers that could help somebody train or evade: the panel decides about it.
WORRYING: dict[str, Answer] = {
    **HARMLESS,
    "B2": _answer("substantial"),
    "B3": _answer("yes"),
    "B4": Answer(text="Two groups plan the same run this winter; waiting half a year costs them that."),
    "C1": _answer("noticeably"),
    "C2": _answer("suggests"),
    "C3": _answer("no"),
    "C5": _answer("even"),
    "D1": _answer("minor"),
    "D2": _answer("no"),
    "E1": _answer("within_6_months"),
    "E3": _answer("no"),
    "F1": _answer("partly"),
    "F2": _answer("yes"),
    "H1": _answer("cut_detail"),
    "H2": Answer(text="The write-up first, the training code half a year later unless a tripwire is met."),
    "H3": Answer(text="The program's staff admit groups that audit models, and log who was given it."),
    "I4": _answer("no"),
}

CLEAR = Said(
    benefit=Benefit.MODEST,
    acceleration_worst=Harm.NEGLIGIBLE,
    misuse_worst=Harm.NEGLIGIBLE,
    acceleration_sureness=Sureness.HIGH,
    misuse_sureness=Sureness.HIGH,
    direction=Direction.SAFETY,
    availability=Availability.WELL_KNOWN,
    reversibility=Reversibility.FULLY,
    widest=Scope.S5,
    crux="I would think otherwise if the code trained anything; it only reads activations.",
)
CAREFUL = Said(
    benefit=Benefit.SUBSTANTIAL,
    acceleration_best=Harm.MODEST,
    acceleration_worst=Harm.SERIOUS,
    misuse_best=Harm.NEGLIGIBLE,
    misuse_worst=Harm.MODEST,
    acceleration_sureness=Sureness.MEDIUM,
    misuse_sureness=Sureness.HIGH,
    direction=Direction.EVEN,
    availability=Availability.WITHIN_SIX_MONTHS,
    reversibility=Reversibility.PARTLY,
    widest=Scope.S3,
    crux="How far the training recipe carries over to larger models; the ablation stops at 2B.",
    widening="A run at a larger size that shows the effect fade.",
    reason_codes=frozenset({ReasonCode.ACCELERATION}),
)
# What five members file about one release: near each other, and each in their own words.
MINDS = (
    CAREFUL,
    replace(
        CAREFUL,
        benefit=Benefit.MAJOR,
        widest=Scope.S4,
        acceleration_sureness=Sureness.LOW,
        crux="Whether those who audit would find it without us. Two groups I know are a month away.",
        widening="Nothing more than a cut appendix.",
    ),
    replace(
        CAREFUL,
        acceleration_worst=Harm.MODEST,
        direction=Direction.SAFETY,
        crux="The schedule in table 2: with it the rest follows, without it nothing does.",
        widening="The write-up without table 2.",
    ),
    replace(
        CAREFUL,
        misuse_best=Harm.MODEST,
        misuse_worst=Harm.SERIOUS,
        widest=Scope.S2,
        reversibility=Reversibility.NO,
        crux="Once the checkpoints are out, nobody can take them back, and they are small enough to run.",
        reason_codes=frozenset({ReasonCode.ACCELERATION, ReasonCode.MISUSE}),
        widening="Only the text.",
    ),
    replace(
        CAREFUL,
        benefit=Benefit.MODEST,
        widest=Scope.S1,
        crux="How much of the benefit stays if two labs get it first. I think most of it.",
        widening="A report of those two labs that a detector works.",
    ),
)

LETTER = {
    LetterPart.BENEFIT: "Auditors get a test that finds quiet drift before it shows in behaviour.",
    LetterPart.RISK: "The recipe that makes the drift is, step by step, a recipe for hiding it.",
    LetterPart.UNCERTAIN: "Whether it works on models larger than those tried. Two of us think it does.",
    LetterPart.WHY_SCOPE: "Without the recipe nobody could check the test; a gate was not ready.",
    LetterPart.TRIPWIRES: "The recipe appears elsewhere; a detector is published that catches it.",
    LetterPart.MORE_LATER: "A gate with a named person who admits, or a detector beside it.",
    LetterPart.BENEFIT_FORGONE: "Groups that audit models wait up to half a year for the test.",
}
DISSENT = (
    "The test is worth more than the recipe costs: drift of this kind is described in two papers already."
)
REPLY = "Both describe it and neither gives the schedule. With the schedule anybody makes it in a day."
CONDITION = "The maintainers of the tool that is named in section 3 have been told."
STOPPED = "The appendix names a deployed system that answers the way we describe."
