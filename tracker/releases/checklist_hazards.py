"""Sections C and D of the default checklist: acceleration and misuse."""

from __future__ import annotations

from tracker.releases.checklist_benefit import HAZARD
from tracker.releases.checklist_parts import (
    N_,
    YES_NO,
    AnswerKind,
    Choice,
    Effect,
    EffectKind,
    Item,
    Test,
)

NOT_SURE = "not_sure"
# Who is unsure is asked and weighed as who sees the thing that is asked about.
SPEEDS_UP = Test("C1", ("noticeably", "clearly", "unsure"))

ACCELERATION = (
    Item(
        "C1",
        True,
        AnswerKind.ONE,
        N_(
            "Could someone building stronger models use this to train, run, scale or elicit them better or"
            " cheaper?"
        ),
        (
            Choice("no", N_("No")),
            Choice("routine", N_("In routine ways only")),
            Choice("noticeably", N_("Noticeably")),
            Choice("clearly", N_("Clearly")),
            Choice("unsure", N_("Unsure")),
        ),
        (
            Effect(("noticeably", "unsure"), EffectKind.FORMAL),
            Effect(("clearly",), EffectKind.EXTERNAL),
        ),
    ),
    Item(
        "C2",
        True,
        AnswerKind.ONE,
        N_(
            "Does it explain why a model or a way of training works, such that a new technique suggests"
            " itself (interpretability counts)?"
        ),
        (
            Choice("no", N_("No")),
            Choice("explains_known", N_("It explains what is known")),
            Choice("suggests", N_("It suggests a technique")),
            Choice("unsure", N_("Unsure")),
        ),
        (Effect(("suggests", "unsure"), EffectKind.FORMAL),),
    ),
    Item(
        "C3",
        False,
        AnswerKind.YES_NO,
        N_("Do results come from, or extrapolate to, frontier scale?"),
        YES_NO,
        (Effect(("yes", "unsure"), EffectKind.FLAG),),
        (Test("C1", ("routine", "noticeably", "clearly", "unsure")),),
    ),
    Item(
        "C4",
        True,
        AnswerKind.YES_NO,
        N_("Does it point people to a known but neglected route, or tell them what did not work?"),
        YES_NO,
        (
            Effect(("yes", "unsure"), EffectKind.FLAG),
            Effect(("yes", "unsure"), EffectKind.EXTERNAL, (SPEEDS_UP,)),
        ),
    ),
    Item(
        "C5",
        False,
        AnswerKind.ONE,
        N_("Which side gains more?"),
        (
            Choice("safety", N_("Safety")),
            Choice("even", N_("Both alike")),
            Choice("capability", N_("Capability")),
            Choice("cant_tell", N_("Can't tell")),
        ),
        (Effect(("capability",), EffectKind.FORMAL), Effect(("cant_tell",), EffectKind.FLAG)),
        (HAZARD,),
    ),
    Item(
        "C6",
        False,
        AnswerKind.YES_NO,
        N_("Does it remove refusals, evade monitors, or game evaluations?"),
        YES_NO,
        (Effect(("yes",), EffectKind.FORMAL), Effect(("unsure",), EffectKind.FLAG)),
        (Test("A5", ("safeguards", "unsafe_model", NOT_SURE)),),
    ),
)

MISUSE = (
    Item(
        "D1",
        True,
        AnswerKind.ONE,
        N_("The worst serious use by someone ill-meaning with ordinary skill, as released?"),
        (
            Choice("none", N_("None")),
            Choice("minor", N_("Minor")),
            Choice("serious", N_("Serious")),
            Choice("catastrophic", N_("Catastrophic")),
            Choice("unsure", N_("Unsure")),
        ),
        (
            Effect(("serious", "unsure"), EffectKind.FORMAL),
            Effect(("catastrophic",), EffectKind.EXTERNAL),
        ),
    ),
    Item(
        "D2",
        False,
        AnswerKind.YES_NO,
        N_("Does it cut their cost, skill or time, compared with what they have today?"),
        YES_NO,
        (
            Effect(("yes", "unsure"), EffectKind.FLAG),
            Effect(("yes",), EffectKind.EXTERNAL, (Test("D1", ("serious", "catastrophic", "unsure")),)),
        ),
        (Test("D1", ("minor", "serious", "catastrophic", "unsure")),),
    ),
    Item(
        "D3",
        False,
        AnswerKind.MANY,
        N_("Which hazardous, personal or confidential data, or secrets, are inside?"),
        (
            Choice("hazardous", N_("Hazardous data")),
            Choice("personal", N_("Personal or confidential data")),
            Choice("secret", N_("Secrets, such as keys and passwords")),
            Choice("none", N_("None of these"), alone=True),
            Choice("unsure", N_("Unsure")),
        ),
        (
            Effect(("hazardous", "unsure"), EffectKind.FORMAL),
            Effect(("personal", "secret", "unsure"), EffectKind.RETURN),
        ),
        (Test("A5", ("transcripts", "hazardous_data", "personal_data", "secrets", NOT_SURE)),),
    ),
    Item(
        "D4",
        False,
        AnswerKind.YES_NO,
        N_("Are there weights or agents trained to behave unsafely?"),
        YES_NO,
        (Effect(("yes", "unsure"), EffectKind.FORMAL),),
        (Test("A5", ("weights", "scaffold", "unsafe_model", NOT_SURE)),),
    ),
    Item(
        "D5",
        False,
        AnswerKind.YES_NO,
        N_("Would it spoil an evaluation by exposing items or answers?"),
        YES_NO,
        (
            Effect(("yes", "unsure"), EffectKind.FLAG),
            Effect(
                ("yes", "unsure"),
                EffectKind.CONDITION,
                condition=N_("The items go out in a protected form."),
            ),
        ),
        (Test("A5", ("evaluation_items", NOT_SURE)),),
    ),
)
