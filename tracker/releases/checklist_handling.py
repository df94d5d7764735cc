"""Sections G to J of the default checklist: framing, staging, coordination, sign-offs."""

from __future__ import annotations

from tracker.releases.checklist_benefit import ANY_FLAG, HAZARD
from tracker.releases.checklist_hazards import NOT_SURE, SPEEDS_UP
from tracker.releases.checklist_parts import (
    BLANK,
    FILLED,
    KIND,
    N_,
    SCOPE,
    YES_NO,
    AnswerKind,
    Asked,
    Choice,
    Effect,
    EffectKind,
    Item,
    Test,
)

PUBLIC = Test(SCOPE, ("s4", "s5"))

FRAMING = (
    Item(
        "G1",
        False,
        AnswerKind.MANY,
        N_("Who will really read it first?"),
        (
            Choice("safety", N_("People who work on safety")),
            Choice("ml", N_("Machine-learning people at large")),
            Choice("press", N_("Press and the public")),
            Choice("policy", N_("People who make policy")),
            Choice("other", N_("Others")),
        ),
        (Effect(("ml", "press"), EffectKind.FLAG, (SPEEDS_UP,)),),
        (PUBLIC,),
    ),
    Item(
        "G2",
        True,
        AnswerKind.YES_NO,
        N_("Do title, abstract, figures or demo sell the risky part?"),
        YES_NO,
        (
            Effect(("yes", "unsure"), EffectKind.FLAG),
            Effect(
                ("yes", "unsure"),
                EffectKind.CONDITION,
                condition=N_("Title, abstract, figures and demo are rewritten."),
            ),
        ),
    ),
    Item(
        "G3",
        False,
        AnswerKind.YES_NO,
        N_("Are limits and intended use stated?"),
        YES_NO,
        (Effect(("no", "unsure"), EffectKind.RETURN),),
        (Test(KIND, ("paper", "preprint", "peer_review", "post", "dataset")),),
    ),
)

STAGING = (
    Item(
        "H1",
        True,
        AnswerKind.MANY,
        N_("Which of these will you use?"),
        (
            Choice("cut_detail", N_("Cut detail of the method")),
            Choice("hold_code", N_("Hold the code back")),
            Choice("smaller_model", N_("A smaller model")),
            Choice("gate", N_("A gate")),
            Choice("delay", N_("A delay")),
            Choice("stages", N_("Stages")),
            Choice("canary", N_("A canary string")),
            Choice("licence", N_("A licence")),
            Choice("contact", N_("Contact for access")),
            Choice("none", N_("None of these"), alone=True),
        ),
        (Effect(("none",), EffectKind.FLAG, (ANY_FLAG,)),),
    ),
    Item(
        "H2",
        False,
        AnswerKind.TEXT,
        N_("On which days do stages follow, and what would stop the next one?"),
        effects=(
            Effect((BLANK,), EffectKind.RETURN),
            Effect(
                (FILLED,), EffectKind.CONDITION, condition=N_("The stages are kept, with what stops them.")
            ),
        ),
        shown_when=(PUBLIC, ANY_FLAG),
    ),
    Item(
        "H3",
        False,
        AnswerKind.TEXT,
        N_("Who admits people, on what test, and who logs and revokes access?"),
        effects=(
            Effect((BLANK,), EffectKind.RETURN),
            Effect((FILLED,), EffectKind.CONDITION, condition=N_("The gate is kept as described.")),
        ),
        shown_when=(Test(SCOPE, ("s3",)),),
    ),
)

COORDINATION = (
    Item(
        "I1",
        False,
        AnswerKind.YES_NO,
        N_("Does it expose a flaw in someone's live model, system or test?"),
        YES_NO,
        (Effect(("yes", "unsure"), EffectKind.FLAG),),
        (Test("A5", ("flaw", "safeguards", NOT_SURE)),),
    ),
    Item(
        "I2",
        False,
        AnswerKind.ONE,
        N_("Have they been told, and with what date?"),
        (
            Choice("told", N_("Told, with a date")),
            Choice("not_yet", N_("Not yet")),
            Choice("unreachable", N_("They cannot be reached")),
        ),
        (
            Effect(
                ("not_yet",), EffectKind.CONDITION, condition=N_("Whoever is affected is told, with a date.")
            ),
        ),
        (Test("I1", ("yes", "unsure")),),
        beside=N_("The date, or how you tried to reach them"),
    ),
    Item(
        "I3",
        True,
        AnswerKind.YES_NO,
        N_("Does a host, employer, lab, funder, ethics board or law need its own clearance?"),
        YES_NO,
        (
            Effect(("yes",), EffectKind.CONDITION, condition=N_("The outside clearance is there.")),
            Effect(("unsure",), EffectKind.FLAG),
        ),
    ),
    Item(
        "I4",
        False,
        AnswerKind.YES_NO,
        N_("Could others with the same result be reached first, to move together?"),
        YES_NO,
        (Effect(("yes", "unsure"), EffectKind.FLAG),),
        (HAZARD,),
    ),
)

SIGN_OFFS = (
    Item(
        "J1",
        True,
        AnswerKind.ONE,
        N_("Is anyone on the project uneasy?"),
        (*YES_NO[:3], Choice("private", N_("I would rather say it to the coordinator alone"))),
        (Effect(("yes", "unsure"), EffectKind.FORMAL), Effect(("private",), EffectKind.PRIVATE)),
        help=N_("You may answer privately: then the coordinator alone reads it."),
    ),
    Item(
        "J2",
        True,
        AnswerKind.SIGN,
        N_("Does each contributor agree to this release at this scope?"),
        (
            Choice("agreed", N_("Agrees")),
            Choice("pending", N_("Not yet said")),
            Choice("no", N_("Does not agree")),
        ),
        (Effect(("no",), EffectKind.BLOCK), Effect(("pending",), EffectKind.WAIT)),
        asked=Asked.CONTRIBUTORS,
    ),
    Item(
        "J3",
        False,
        AnswerKind.ONE,
        N_("What is the mentor's view?"),
        (
            Choice("support", N_("Support")),
            Choice("narrower", N_("A narrower scope")),
            Choice("oppose", N_("Oppose")),
            Choice("dont_know", N_("Don't know")),
        ),
        (Effect(("oppose", "dont_know"), EffectKind.FORMAL),),
        help=N_("Information, not a vote. Silence is no yes: reviewers see “none”."),
        asked=Asked.MENTOR,
    ),
    Item(
        "J4",
        True,
        AnswerKind.YES_NO,
        N_("I listed everything and will resubmit if anything changes."),
        YES_NO[:3],
        (Effect(("no", "unsure"), EffectKind.RETURN),),
    ),
)

NEWS = Item(
    "N1",
    True,
    AnswerKind.TEXT,
    N_("What is new, compared with what was published?"),
    effects=(Effect((BLANK,), EffectKind.RETURN),),
)
