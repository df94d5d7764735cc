"""What the invented mentors write: a thing to keep and a thing to change for each criterion, and the rest."""

from __future__ import annotations

KEEP: dict[str, tuple[str, ...]] = {
    "problem-choice": (
        "You dropped the second question after two days of evidence; that saved you both a week.",
        "You could say in one sentence what would change if the answer were no.",
        "You came with three questions, ranked, and a reason for each rank.",
        "The question you picked is small enough to finish and still worth an answer.",
        "You looked for who had tried this before you started, and wrote down why they stopped.",
        "Asking what a skeptic would want to see first shaped the whole plan for the better.",
        "You saw that the benchmark measured something else, and changed the question, not the story.",
        "You keep a list of questions you are not working on; please go on doing that.",
    ),
    "execution": (
        "You had the dumb baseline running on day two, before anything clever.",
        "The experiment ran end to end on a tiny model first, so the big run worked at once.",
        "Your scripts can be started by anybody from the README; two others already did.",
        "You found the off-by-one in the token positions alone and told us how.",
        "Fast loops: a question on Monday, a plot on Tuesday, a better question on Wednesday.",
        "You cut the sweep from forty runs to six and lost nothing.",
        "The logging you added in week one paid for itself when the seeds disagreed.",
        "You kept the code simple when it would have been easy to build a framework.",
    ),
    "rigor": (
        "You shuffled the labels as a control without being asked, and it changed the conclusion.",
        "You reported the null as carefully as the hit, with the same plot and the same scale.",
        "Intervals on every number, and the number of seeds beside them.",
        "You tried to break your own result for two days before showing it to us.",
        "You wrote down the prediction before the run; that made the surprise worth something.",
        "The held-out set was really held out, and you could show it.",
        "You named the two limits that matter and left out the ten that do not.",
        "You checked the grader by hand on fifty items and reported where it was wrong.",
    ),
    "communication": (
        "Your weekly note separates what you saw from what you think it means. Please keep that.",
        "The talk had one claim, and everybody could repeat it afterwards.",
        "A person from another stream read the write-up and asked the right question; it is clear.",
        "Figure two can be read without the text. That is rare.",
        "You say ‘I do not know yet’ early, and then what would settle it.",
        "You answered every comment on the draft, also those you disagreed with.",
        "The summary at the top of the document tells a busy reader what to do next.",
        "You explained the method to your partner's side of the room, not to me. Very good.",
    ),
    "independence": (
        "You planned the week yourself and asked for help on the one thing that blocked you.",
        "You pivoted on Thursday without waiting for our Monday meeting, and told us why.",
        "You paired with the other team when their set-up broke; both projects gained.",
        "You set a date to stop and then stopped.",
        "You make the people around you better: two of them mentioned it on their own.",
        "When the cluster was down you used the days for the related work instead of waiting.",
        "You bring a proposal to each meeting rather than a question, and take a no well.",
        "You asked early. An hour with the library's author was worth more than a week of guessing.",
    ),
}

CHANGE: dict[str, tuple[str, ...]] = {
    "problem-choice": (
        "Write down, before you start, which result would make you stop.",
        "The question is still three questions; pick the one that you could answer by Friday.",
        "Say why it matters to somebody outside our group, in two sentences, at the top.",
        "Spend a day on related work before the next project; half of this was known.",
        "Choose the question from what is uncertain, not from what the code can do already.",
        "Ask which decision your result would change; I could not tell from the plan.",
        "Drop the second half. The first half alone would make a good note.",
        "Talk to one likely reader before you settle on the next question.",
    ),
    "execution": (
        "Start with the smallest model that could show the effect; the long runs cost you a week.",
        "Commit and push daily, so that your partner can build on what you have.",
        "Write one test for the data loader; two of the three bugs were there.",
        "Time-box debugging to half a day, then ask.",
        "Plot the raw outputs before the averages. The surprise was visible in the first ten.",
        "Keep one configuration file per run; we could not tell which numbers came from which.",
        "Get a first, ugly result by the middle of the week, and polish later.",
        "Several runs did not test the claim. Write the claim above the script, then the script.",
    ),
    "rigor": (
        "Add the baseline with shuffled labels before the next meeting.",
        "Report the spread over seeds; one seed is an anecdote.",
        "The threshold was chosen on the test set. Split again and rerun, even if it hurts.",
        "Say how many things you tried before this one worked.",
        "Check twenty of the grader's verdicts by hand; I found three that were wrong.",
        "Compare with always answering the most common class. I think it comes close.",
        "Write the limits as you find them; they were hard to reconstruct at the end.",
        "A control for prompt length is missing, and it is the first thing a reviewer will ask.",
    ),
    "communication": (
        "Put the claim in the first line and the evidence right below; I had to look for both.",
        "Mark in the note which sentences are measured and which are hoped.",
        "Label the axes with units and say how many samples each point has.",
        "Shorter weekly notes, please: what was planned, what happened, what is next.",
        "Let somebody outside the project read the draft before it comes to me.",
        "In meetings, say the conclusion first; we ran out of time before it twice.",
        "Define the three abbreviations, or drop them.",
        "Tell us about a bad week in that week. We can help, and it does not count against you.",
    ),
    "independence": (
        "Ask earlier when stuck; two days alone with the cluster is one and a half too long.",
        "Bring a plan for the week to our Monday meeting, even a rough one.",
        "Decide small things yourself and tell me afterwards; I trust you with them.",
        "Between meetings you waited for me. Keep a list of what you can do without an answer.",
        "When a path closes, propose the next one before you write to me.",
        "Share the driving with your partner: you each have strengths the other has not seen yet.",
        "Take the lead on one part, from the question to the write-up.",
        "Say no to one of the side projects; three at once slow all of them.",
    ),
}

NOTES = (
    "Had a family emergency in the second week; please weigh the hours with that in mind.",
    "Would thrive with a mentor who does more theory. Happy to talk.",
    "The pair works well, but one speaks for both in meetings. I will watch it.",
    "I saw little of the code myself; the second mentor knows more.",
    "Considering an offer elsewhere and asked me about the dates of the decision.",
    "Very quiet in the group, very good alone with me. Do not read the meetings too much.",
    "Compute was late by nine days; that is ours, not theirs.",
    "I may be rating on the strict side; compare with the reviewer.",
    "Could take a larger question in research than the one proposed.",
    "Asked for feedback twice without being prompted.",
)

# What a scholar answers, by the criterion that the advice was about.
REPLIES: dict[str, tuple[str, ...]] = {
    "problem-choice": (
        "Thank you, that is fair. I will write the stopping rule into the plan before the next run.",
        "This helps. The narrower question was my first plan too; I will go back to it.",
    ),
    "execution": (
        "Thanks! One fact to add: for nine days there was no cluster, which is why the runs are few.",
        "Noted, and already changed: the small model runs first now, and every run has its own file.",
    ),
    "rigor": (
        "Agreed. The check is running now; I will send the numbers whichever way they come out.",
        "Thank you. One correction: there were three seeds, and the write-up shows only the first.",
    ),
    "communication": (
        "Thank you. The draft has the claim in its first line now.",
        "I had not seen that the claim and the evidence stood so far apart. Changed in the draft.",
    ),
    "independence": (
        "I agree. Could we keep a short slot on Thursdays, so that I ask before two days are gone?",
        "Thank you. I read the plan differently and would like to talk about the second point.",
    ),
}

# Typed so far: sentences that stop where somebody was called away.
HALF_TYPED = (
    "You split the data before looking at it, and",
    "The control run was your own idea. Next",
    "Clear weekly notes; I would like to see",
    "Good instinct for what to leave ou",
    "Faster loops than a month ago, especially wh",
)

CONDUCT_NOTE = (
    "Nothing urgent, but the tone in the shared channel towards another scholar was sharp twice."
    " I would rather that staff talk to both before I do."
)
CONCERN_NOTE = (
    "Two plans in a row were not begun. I would like to offer a weekly hour, and say so in writing."
)
ADVICE_NOTE = "I cannot tell whether this is the project or the set-up. Please advise what to look at."
