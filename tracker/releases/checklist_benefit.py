"""Sections B, E and F of the default checklist: benefit, availability elsewhere, reversibility."""

from __future__ import annotations

from tracker.releases.checklist_parts import (
    BLANK,
    FLAGS,
    N_,
    YES_NO,
    AnswerKind,
    Choice,
    Effect,
    EffectKind,
    Item,
    Test,
)

HAZARD = Test(FLAGS, ("C", "D"))
ANY_FLAG = Test(FLAGS, ("A", "B", "C", "D", "E", "F", "G", "H", "I", "J"))

BENEFIT = (
    Item(
        "B1",
        True,
        AnswerKind.TEXT,
        N_("Which safety problem gets easier, and for whom, once they have this?"),
        effects=(Effect((BLANK,), EffectKind.RETURN),),
    ),
    Item(
        "B2",
        True,
        AnswerKind.ONE,
        N_("Your best guess of that benefit?"),
        (
            Choice("negligible", N_("Negligible")),
            Choice("modest", N_("Modest")),
            Choice("substantial", N_("Substantial")),
            Choice("major", N_("Major")),
            Choice("cant_tell", N_("Can't tell")),
        ),
        (Effect(("negligible", "cant_tell"), EffectKind.FLAG),),
    ),
    Item(
        "B3",
        True,
        AnswerKind.YES_NO,
        N_("Would a narrower or later release keep most of it?"),
        YES_NO,
        (Effect(("yes", "unsure"), EffectKind.FLAG),),
        help=N_("If so, the reviewers say which scope they would set."),
    ),
    Item(
        "B4",
        False,
        AnswerKind.TEXT,
        N_("What is lost by waiting 3 or 6 months?"),
        effects=(Effect((BLANK,), EffectKind.RETURN),),
        shown_when=(HAZARD,),
    ),
)

AVAILABILITY = (
    Item(
        "E1",
        True,
        AnswerKind.ONE,
        N_("How available is the key content already?"),
        (
            Choice("well_known", N_("Well known")),
            Choice("obscure", N_("Printed, but obscure")),
            Choice("within_6_months", N_("Others would have it within 6 months")),
            Choice("within_2_years", N_("Others would have it within 2 years")),
            Choice("unlikely", N_("Others are unlikely to have it soon")),
        ),
        (
            Effect(("obscure", "within_2_years", "unlikely"), EffectKind.FLAG),
            Effect(("within_2_years", "unlikely"), EffectKind.EXTERNAL, (HAZARD,)),
        ),
    ),
    Item(
        "E2",
        False,
        AnswerKind.TEXT,
        N_("What shows that it is known?"),
        effects=(Effect((BLANK,), EffectKind.RETURN),),
        shown_when=(Test("E1", ("well_known", "obscure")),),
    ),
    Item(
        "E3",
        False,
        AnswerKind.YES_NO,
        N_("Put together with public work, does it supply a missing piece?"),
        YES_NO,
        (Effect(("yes", "unsure"), EffectKind.FORMAL),),
        (HAZARD,),
    ),
)

REVERSIBILITY = (
    Item(
        "F1",
        True,
        AnswerKind.ONE,
        N_("If we are wrong, can it be undone?"),
        (Choice("fully", N_("Fully")), Choice("partly", N_("Partly")), Choice("no", N_("No"))),
        (Effect(("no",), EffectKind.FORMAL, (HAZARD,)),),
    ),
    Item(
        "F2",
        False,
        AnswerKind.YES_NO,
        N_("Does it force or foreclose later choices (code, data, follow-ups)?"),
        YES_NO,
        (Effect(("yes", "unsure"), EffectKind.FLAG),),
        (ANY_FLAG,),
    ),
)
