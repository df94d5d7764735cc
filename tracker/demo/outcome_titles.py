"""What came of the invented works: outcomes with the days on which their status changed."""

from __future__ import annotations

from dataclasses import dataclass

from tracker.projects.outcome_models import OutcomeKind, OutcomeStatus, Tier

K, S = OutcomeKind, OutcomeStatus


@dataclass(frozen=True)
class Told:
    """One outcome of a work: what it says, and (day of the cohort, status) in order."""

    work: str
    kind: OutcomeKind
    title: str
    steps: tuple[tuple[int, OutcomeStatus], ...]
    venue: str = ""
    tier: Tier | None = None
    words: str = ""
    link: str = ""
    quality: int | None = None
    agreed: bool = False

    @property
    def by_hand(self) -> tuple[tuple[int, OutcomeStatus], ...]:
        """What its authors write down. That it is published they cannot say: it takes a release."""
        kept = tuple(step for step in self.steps if step[1] is not S.PUBLISHED)
        return kept or ((self.steps[0][0], S.IN_PROGRESS),)

    @property
    def out_on(self) -> int | None:
        """The day of the cohort on which its release goes out."""
        return next((day for day, status in self.steps if status is S.PUBLISHED), None)


_WORDS = "The write-up gives the baseline, the controls and what we could not rule out."
_NULL = "Three seeds and two model sizes: no difference beyond noise. The write-up says what that rules out."

# The cohort that is over; its last day is 125. Most of what scholars publish are posts.
PAST = (
    Told(
        "Graders that know when to ask",
        K.PAPER,
        "Graders that know when to ask",
        ((96, S.IN_PROGRESS), (134, S.SUBMITTED), (201, S.ACCEPTED), (262, S.PUBLISHED)),
        "Workshop on evaluating language models",
        Tier.WORKSHOP,
        _WORDS,
        "https://papers.example.org/graders-that-ask",
        4,
        agreed=True,
    ),
    Told(
        "Graders that know when to ask",
        K.CODE,
        "ask-or-grade: code and prompts",
        ((140, S.PUBLISHED),),
        link="https://code.example.org/ask-or-grade",
    ),
    Told(
        "Inoculation prompting beyond toy tasks",
        K.PREPRINT,
        "Inoculation prompting beyond toy tasks",
        ((118, S.IN_PROGRESS), (176, S.PUBLISHED)),
        words=_WORDS,
        link="https://papers.example.org/inoculation-beyond-toys",
        quality=4,
    ),
    Told(
        "Inoculation prompting beyond toy tasks",
        K.MODEL,
        "Weights of the inoculated 2B model",
        ((120, S.IN_PROGRESS), (171, S.RESTRICTED)),
        words="Shared with the two groups who asked to replicate it.",
        quality=4,
    ),
    Told(
        "A map of public incident reports",
        K.DATASET,
        "Four hundred incident reports, coded",
        ((110, S.IN_PROGRESS), (150, S.PUBLISHED)),
        words="With the coding guide and the agreement between coders.",
        link="https://data.example.org/incident-reports",
        quality=5,
        agreed=True,
    ),
    Told(
        "Probes for contradictory scratchpads",
        K.POST,
        "What a contradictory scratchpad does and does not tell",
        ((144, S.PUBLISHED),),
        "Program blog",
        words=_WORDS,
        link="https://blog.example.org/contradictory-scratchpads",
        quality=3,
    ),
    Told(
        "Probes for contradictory scratchpads",
        K.DATASET,
        "Prompts that make scratchpads contradict themselves",
        ((122, S.IN_PROGRESS), (160, S.WITHHELD)),
        words="Kept back: the prompts work on deployed systems.",
    ),
    Told(
        "Calibrated monitors under shift",
        K.NEGATIVE_RESULT,
        "Calibration does not survive the shift, and why",
        ((126, S.IN_PROGRESS), (168, S.PUBLISHED)),
        "Program blog",
        words=_NULL,
        link="https://blog.example.org/calibration-under-shift",
        quality=5,
        agreed=True,
    ),
    Told(
        "Small replications, large differences",
        K.PAPER,
        "Small replications, large differences",
        ((115, S.IN_PROGRESS), (170, S.SUBMITTED), (228, S.REJECTED), (256, S.SUBMITTED)),
        "Conference on reproducible research",
        Tier.CONFERENCE,
        _WORDS,
        quality=4,
    ),
    Told(
        "Small replications, large differences",
        K.POST,
        "Six replications in six weeks",
        ((131, S.PUBLISHED),),
        "Program blog",
        link="https://blog.example.org/six-replications",
    ),
    Told(
        "Ablation controls for a truthfulness probe",
        K.POST,
        "The control we should have run first",
        ((47, S.PUBLISHED),),
        "Program blog",
        words=_WORDS,
        link="https://blog.example.org/the-control",
        quality=4,
    ),
    Told(
        "Two baselines for jailbreak transfer",
        K.POST,
        "Two baselines that most transfer claims lack",
        ((52, S.PUBLISHED),),
        "Program blog",
        link="https://blog.example.org/two-baselines",
        quality=3,
    ),
    Told(
        "Inoculation prompts on a toy reward hack",
        K.NEGATIVE_RESULT,
        "No effect of inoculation on a toy reward hack",
        ((44, S.IN_PROGRESS), (66, S.PUBLISHED)),
        "Program blog",
        words=_NULL,
        link="https://blog.example.org/no-inoculation",
        quality=4,
    ),
    Told(
        "A small audit of public system cards",
        K.POST,
        "What system cards leave unsaid",
        ((58, S.PUBLISHED),),
        "Program blog",
        link="https://blog.example.org/system-cards",
    ),
    Told(
        "Confidence of graders on borderline answers",
        K.TALK,
        "Talk: graders on borderline answers",
        ((40, S.PLANNED), (63, S.PUBLISHED)),
        "Reading group of a university",
        link="https://talks.example.org/borderline",
    ),
    Told(
        "Scratchpads that contradict the answer",
        K.POST,
        "Scratchpads that contradict the answer",
        ((61, S.PUBLISHED),),
        "Program blog",
        link="https://blog.example.org/scratchpads",
        quality=3,
    ),
    Told(
        "Reading order effects in model graders",
        K.PAPER,
        "Reading order effects in model graders",
        ((70, S.SUBMITTED), (129, S.REJECTED)),
        "Workshop on evaluating language models",
        Tier.WORKSHOP,
    ),
    Told("Forecasting benchmark saturation", K.TOOL, "A page that tracks saturation", ((90, S.IN_PROGRESS),)),
)

# The main cohort: something of the mini-projects by the gate, papers on their way in research.
MAIN = (
    Told(
        "Activation patching on a sentence nobody needs",
        K.NEGATIVE_RESULT,
        "Nothing to patch: a control that stayed flat",
        ((52, S.PUBLISHED),),
        "Program blog",
        words=_NULL,
        link="https://blog.example.org/nothing-to-patch",
        quality=4,
    ),
    Told(
        "Where refusal first shows in the residual stream",
        K.POST,
        "Where refusal first shows",
        ((44, S.IN_PROGRESS), (64, S.PUBLISHED)),
        "Program blog",
        words=_WORDS,
        link="https://blog.example.org/where-refusal-shows",
        quality=4,
        agreed=True,
    ),
    Told(
        "Do refusal directions survive 4-bit quantisation?",
        K.PREPRINT,
        "Refusal directions under quantisation",
        ((71, S.IN_PROGRESS), (104, S.PUBLISHED)),
        words=_WORDS,
        link="https://papers.example.org/refusal-quantisation",
        quality=4,
    ),
    Told(
        "Monitors that read only tool calls",
        K.POST,
        "How far tool calls alone get a monitor",
        ((86, S.PUBLISHED),),
        "Program blog",
        link="https://blog.example.org/tool-calls",
        quality=3,
    ),
    Told(
        "A negative control for activation patching",
        K.CODE,
        "flat-control: code for the negative control",
        ((88, S.PUBLISHED),),
        link="https://code.example.org/flat-control",
    ),
    Told(
        "Auditing a reward model with minimal pairs",
        K.DATASET,
        "Fifty minimal pairs, with labels",
        ((93, S.PUBLISHED),),
        link="https://data.example.org/minimal-pairs",
        quality=4,
    ),
    Told(
        "Collusion between instances: a negative result",
        K.NEGATIVE_RESULT,
        "Two instances that do not collude",
        ((112, S.PLANNED), (129, S.IN_PROGRESS), (180, S.PUBLISHED)),
        words=_NULL,
    ),
    Told(
        "Debate with asymmetric evidence",
        K.PAPER,
        "Debate with asymmetric evidence",
        ((103, S.PLANNED), (126, S.SUBMITTED), (186, S.ACCEPTED)),
        "Conference on oversight",
        Tier.CONFERENCE,
    ),
    Told(
        "Steering vectors across languages",
        K.PAPER,
        "Steering vectors across languages",
        ((108, S.IN_PROGRESS), (172, S.SUBMITTED)),
        "Journal of machine learning notes",
        Tier.JOURNAL,
    ),
)
