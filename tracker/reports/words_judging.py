"""The words of tables 1 to 7: who came, what became of them, and how they were judged."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

# Table → its heading inside its section, and what it says.
TABLES = {
    "headline": (
        _l("At a glance"),
        _l("The cohort in a few lines; the tables below break each of them down."),
    ),
    "funnel": (
        _l("From application to the end of research"),
        _l("How many people took each step, and what became of those who did not take the next one."),
    ),
    "make_up": (
        _l("Who the scholars are"),
        _l("What scholars said of themselves in the survey at the start."),
    ),
    "transition": (
        _l("Decisions at the gates"),
        _l("What came of each gate, from what, and how early those knew who did not go on."),
    ),
    "notice": (
        _l("Days of notice"),
        _l("How long before the end of their phase those knew who were kept from going on, at all gates."),
    ),
    "evidence_base": (
        _l("What the judgements rest on"),
        _l("How many forms were filed, by how many people on each scholar, and how punctually."),
    ),
    "ratings": (
        _l("Ratings by criterion"),
        _l("How often mentors gave each level from 1 to 5, by phase and criterion."),
    ),
    "self_ratings": (
        _l("How scholars see themselves"),
        _l("The same scholars at the start and at the end. Self-ratings enter no score."),
    ),
    "mentors_trend": (
        _l("What mentors say of progress"),
        _l("Whether work went better, the same or worse than in the mentor's form before."),
    ),
}
COLUMNS = {
    "value": _l("Figure"),
    "count": _l("Number"),
    "share": _l("Share"),
    "forms": _l("Forms"),
    "filed": _l("Filed"),
    "late": _l("Filed late"),
    "overdue": _l("Overdue now"),
    "people_per_scholar": _l("People per scholar, median"),
    "three_people": _l("Scholars rated by three people or more"),
    "minutes": _l("Minutes per form, median"),
    "n": _l("n"),
    "level_1": _l("1"),
    "level_2": _l("2"),
    "level_3": _l("3"),
    "level_4": _l("4"),
    "level_5": _l("5"),
    "mean": _l("Mean"),
    "top_two": _l("At 4 or 5"),
    "not_seen": _l("Not seen"),
    "reliability": _l("Reliability"),
    "paired": _l("Answered both times"),
    "before": _l("Mean at the start"),
    "after": _l("Mean at the end"),
    "change": _l("Mean change"),
    "compared": _l("Forms that compare"),
    "better": _l("Better"),
    "same": _l("The same"),
    "worse": _l("Worse"),
    "first": _l("First forms, which compare with none"),
    "training_continue_by_default": _l("Training, continue by default"),
    "training_capacity_limited": _l("Training, limited places"),
    "research_continue_by_default": _l("Research, continue by default"),
    "research_capacity_limited": _l("Research, limited places"),
    "extension_continue_by_default": _l("Extension, continue by default"),
    "extension_capacity_limited": _l("Extension, limited places"),
}
ROWS = {
    "headline.scholars": _l("Scholars"),
    "headline.mentors": _l("Mentors"),
    "headline.scholars_per_mentor": _l("Scholars per mentor"),
    "headline.weeks": _l("Length of the phases together"),
    "headline.weeks_training": _l("Length of training"),
    "headline.weeks_research": _l("Length of research"),
    "headline.weeks_extension": _l("Length of the extension"),
    "headline.completion": _l("Completed"),
    "headline.transition": _l("Went on from training"),
    "headline.outputs": _l("Outputs that are out or on their way"),
    "headline.cost_per_scholar": _l("Cost per scholar"),
    "headline.response_rate": _l("Answers to surveys"),
    "funnel.applied": _l("Applied"),
    "funnel.accepted": _l("Accepted"),
    "funnel.started": _l("Started training"),
    "funnel.finished_training": _l("Finished training"),
    "funnel.transitioned": _l("Went on from training"),
    "funnel.into_research": _l("Started research"),
    "funnel.finished_research": _l("Finished research"),
    "funnel.extended": _l("Were extended"),
    "funnel.completed": _l("Completed the program"),
    "funnel.withdrew": _l("Withdrew"),
    "funnel.not_placed": _l("Not placed, for want of places"),
    "funnel.stopped": _l("Stopped, below the bar"),
    "funnel.later": _l("Repeat the phase or begin later"),
    "funnel.here": _l("Still under way"),
    "make_up.respondents": _l("Answered the survey"),
    "make_up.not_sure": _l("Not sure"),
    "make_up.other_tracks": _l("Anything else"),
    "transition.places": _l("Places"),
    "transition.notice_promised": _l("Notice promised"),
    "transition.people": _l("Took part"),
    "transition.by_default": _l("Decided by default"),
    "transition.continued": _l("Went on"),
    "transition.stopped": _l("Stopped"),
    "transition.not_placed": _l("Not placed"),
    "transition.later": _l("Repeat or deferred"),
    "transition.withdrew": _l("Withdrew"),
    "transition.undecided": _l("Not decided yet"),
    "transition.put_off": _l("Put off: the phase was extended first"),
    "transition.concerns": _l("Concerns opened"),
    "transition.concerns_met": _l("Concerns closed: targets met"),
    "transition.concerns_withdrawn": _l("Concerns closed: taken back"),
    "transition.concerns_decided": _l("Concerns open until the gate was decided"),
    "transition.concerns_open": _l("Concerns still open"),
    "transition.concerns_led_to_stop": _l("Concerns that led to a stop"),
    "transition.notice_median": _l("Days of notice, median"),
    "transition.told_21_days": _l("Told at least 21 days before"),
    "transition.told_as_promised": _l("Told as early as promised"),
    "transition.overrides": _l("Decided against a check"),
    "transition.override_reasons": _l("Who did so, and why"),
    "transition.undone": _l("Decisions that an appeal undid"),
    "transition.appeals": _l("Appeals"),
    "transition.appeals_upheld": _l("Appeals: decision upheld"),
    "transition.appeals_sent_back": _l("Appeals: sent back to a new panel"),
    "transition.appeals_waiting": _l("Appeals not decided yet"),
    "notice.after_the_end": _l("After the end"),
    "notice.days_0_6": _l("0–6 days"),
    "notice.days_7_13": _l("7–13 days"),
    "notice.days_14_20": _l("14–20 days"),
    "notice.days_21_27": _l("21–27 days"),
    "notice.days_28_more": _l("28 days or more"),
    "notice.unknown": _l("Told nothing yet"),
    "overall_answer": _l("Overall"),
    "training": _l("Training"),
    "research": _l("Research"),
    "extension": _l("Extension"),
    "all": _l("All phases"),
}
NOTES = {
    "headline_shares": _l(
        "Completed is of those who started the last phase that all take; went on is of those who started"
        " training; answers are to every survey of the cohort that has closed."
    ),
    "funnel_shares": _l(
        "Each share is of an earlier step: accepted of those who applied; started of those accepted; finished"
        " training and went on of those who started; started research of those who went on; finished research"
        " of those who started it; extended of those who finished it. What became of people is of all"
        " scholars of the cohort."
    ),
    "make_up_shares": _l(
        "Shares are of those who answered the question. Where several answers could be chosen, they add up to"
        " more than all."
    ),
    "transition_notice": _l(
        "Notice counts for those who were kept from going on without having asked for it: the days between"
        " the day they were told of what the decision rests on and the last day of their phase. Whoever was"
        " told nothing was not told in time. Days after the end of the phase are negative."
    ),
    "transition_overrides": _l(
        "Decisions against a check and concerns are counted with those that were undone or closed since."
    ),
    "evidence_base": _l(
        "Forms are all that were filed or brought in from elsewhere. Filed and overdue are of those that were"
        " asked for, late of those filed. People are raters who gave an Overall; scholars whom nobody rated"
        " count with none. Minutes run from opening a form to filing it."
    ),
    "ratings": _l(
        "The n of a row gave a level. Not seen, and for the Overall “cannot say yet”, is of all who were"
        " asked. Forms of one person on one scholar count singly."
    ),
    "reliability": _l(
        "Reliability is of the levels made of the Overall, from 0 to 1: how far new evidence of the same"
        " amount would show the same differences between scholars. Its interval is the model's own."
    ),
    "self_ratings": _l(
        "Only scholars who answered both times are in the means; the change stands with its 95 % interval."
        " Self-ratings and what mentors say are never put together."
    ),
    "mentors_trend": _l("Shares are of the forms that compare with an earlier one of the same mentor."),
}
