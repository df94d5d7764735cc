"""What the invented scholars write in surveys: tracks, goals, what they did, what could be better."""

from __future__ import annotations

TRACKS = (
    "Interpretability of small models",
    "Evaluations of dangerous capabilities",
    "Scalable oversight",
    "Robustness to distribution shift",
    "Model organisms of misalignment",
    "Unlearning",
    "Compute governance",
)

GOALS = (
    "Finish one experiment end to end that somebody outside the stream can repeat.",
    "Write a first paper section without being asked for it.",
    "Learn to drop a question within two days instead of two weeks.",
    "Run my own weekly planning and ask for help before Thursday.",
    "Get one clean null published as carefully as a hit.",
    "Build a benchmark that two other teams use.",
    "Be able to say what would change my mind before the run, every time.",
    "Know by the end whether I want to do this for ten years.",
)

LATER_GOALS = (
    "Take the write-up to a workshop, with the code.",
    "Lead a project of two in the research phase.",
    "Repeat the main result on a second model family.",
    "Keep the weekly note; it changed how I work.",
    "Spend a fifth of the time on related work, before and not after.",
    "Bring a mentor a proposal each week, not a question.",
)

PARTS = (
    "I wrote the data pipeline and ran the sweeps; we planned them together.",
    "I had the idea for the control and wrote most of the text.",
    "I joined in week three and took over the evaluation harness.",
    "We split it by model: the larger one was mine, with its plots.",
    "I did the theory part and checked the proof; the code is my partner's.",
)

# Of a work of one's own.
ALONE = (
    "I ran the sweeps and wrote the text; my mentor helped me choose the question.",
    "I wrote the harness in the first two weeks, and spent the rest on the control that mattered.",
    "I took over the data of an earlier cohort, cleaned it, and repeated their main result first.",
    "I did the theory part and then, slower than planned, the experiment.",
)

BETTER = (
    "Compute was scarce in the last two weeks, when everybody needed it at once.",
    "Say earlier how the sprint is judged; we learned it from the other team.",
    "More time between the end of training and the start of research.",
    "Research management was the best part. Meet weekly, not every other week.",
    "The talks on Fridays were too long for what they gave.",
    "I would have liked one session on how to write a related-work section.",
    "Pairing people for the sprint by time zone would have saved us a week.",
    "The reading list was good, but nobody had told me which three to begin with.",
    "Let us see one finished project of an earlier cohort at the start.",
)

NOTES = (
    "",
    "",
    "I would be glad to talk to the next cohort.",
    "Started in spring, on what came of my project.",
)
