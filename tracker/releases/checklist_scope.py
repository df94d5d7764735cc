"""Section A of the default checklist: what goes out, to whom, and who made it."""

from __future__ import annotations

from tracker.releases.checklist_parts import (
    BLANK,
    KIND,
    MANIFEST,
    N_,
    YES_NO,
    AnswerKind,
    Choice,
    Effect,
    EffectKind,
    Item,
    Test,
)

ITEMS = (
    Item(
        "A1",
        True,
        AnswerKind.MANY,
        N_("What exactly goes out? Pick the kind and list every file, link or slide."),
        (
            Choice("paper", N_("Paper")),
            Choice("preprint", N_("Preprint")),
            Choice("peer_review", N_("Submission to peer review")),
            Choice("code", N_("Code")),
            Choice("weights", N_("Weights")),
            Choice("dataset", N_("Data or an evaluation")),
            Choice("post", N_("Post")),
            Choice("talk", N_("Talk, poster or video")),
            Choice("private_draft", N_("Private draft to outsiders")),
            Choice("other", N_("Something else")),
        ),
        # Whatever was picked, and picking nothing too.
        (
            Effect(
                (
                    BLANK, "paper", "preprint", "peer_review", "code", "weights", "dataset", "post", "talk",
                    "private_draft", "other",
                ),
                EffectKind.RETURN,
                (Test(MANIFEST, ("missing",)),),
            ),
        ),
        help=N_("The list of files with their hashes is the manifest; an approval holds for it alone."),
    ),
    Item(
        "A2",
        True,
        AnswerKind.ONE,
        N_("To whom, where, and from when can it no longer be called back?"),
        (
            Choice("s1", N_("Named recipients")),
            Choice("s2", N_("The program: cohort and staff")),
            Choice("s3", N_("Gated: approved applicants under an agreement")),
            Choice("s4", N_("Public in part")),
            Choice("s5", N_("Public in full")),
        ),
        (
            Effect(("s4", "s5"), EffectKind.FLAG, (Test(KIND, ("weights",)),)),
            Effect(("s4", "s5"), EffectKind.FLAG, (Test("A5", ("weights",)),)),
        ),
        beside=N_("Venue, and the day from which it is out of your hands"),
    ),
    Item(
        "A3",
        True,
        AnswerKind.YES_NO,
        N_("Has any of this already gone out (preprint, repository, thread, talk abstract, commit history)?"),
        YES_NO,
        (Effect(("yes",), EffectKind.STOP), Effect(("unsure",), EffectKind.FLAG)),
    ),
    Item(
        "A4",
        True,
        AnswerKind.PEOPLE,
        N_("Who contributed to, mentored, funded or hosts this work?"),
        effects=(Effect((BLANK,), EffectKind.RETURN),),
        help=N_("None of them can review it."),
    ),
    Item(
        "A5",
        True,
        AnswerKind.MANY,
        N_("Tick what the bundle contains."),
        (
            Choice("weights", N_("Weights")),
            Choice("training_code", N_("Training or reinforcement-learning code")),
            Choice("scaffold", N_("An agent scaffold")),
            Choice("transcripts", N_("Raw logs or transcripts")),
            Choice("hazardous_data", N_("Hazardous data")),
            Choice("personal_data", N_("Personal data")),
            Choice("secrets", N_("Secrets")),
            Choice("evaluation_items", N_("Items of an evaluation")),
            Choice("safeguards", N_("A way around safeguards")),
            Choice("flaw", N_("A flaw in someone's system")),
            Choice("unsafe_model", N_("A deliberately unsafe model")),
            Choice("none", N_("None of these"), alone=True),
            Choice("not_sure", N_("Not sure")),
        ),
        (Effect(("not_sure",), EffectKind.FLAG),),
        help=N_("A tick opens the questions that go with it; “not sure” opens all of them."),
    ),
)  # fmt: skip
