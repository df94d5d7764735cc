"""The words of tables 8 to 13: what came of the cohort, and for whom."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

TABLES = {
    "levels": (
        _l("Estimated levels"),
        _l("How many scholars' estimates lie in each half point of the scale. No names, no ranks."),
    ),
    "levels_summary": (
        _l("How sure the levels are"),
        _l("What is typical of the cohort's estimates, and on how much they rest."),
    ),
    "outputs": (_l("Outputs by kind"), _l("What came of the cohort's works, each where it stands today.")),
    "outputs_per_head": (
        _l("Outputs per scholar and project"),
        _l("What is out, for each scholar in full and by their share in the work, and for each project."),
    ),
    "outputs_sealed": (
        _l("Restricted and withheld outputs"),
        _l("How many outputs are shared with named people only, or with nobody. For the coordinator alone."),
    ),
    "links": (
        _l("Public links"),
        _l("Published outputs that everybody who made them agreed to have listed here."),
    ),
    "careers": (
        _l("What scholars do after the program"),
        _l("At the end and 6 and 12 months later, with everybody who did not answer."),
    ),
    "experience": (
        _l("What scholars say of the program"),
        _l("Means of the survey at the end, with how many answered."),
    ),
    "recommend": (
        _l("Whether they would recommend it"),
        _l("Promoters, passives and detractors, and the score made of them."),
    ),
    "reviews_published": (
        _l("Reviews of the whole program"),
        _l("What the program publishes of its release reviews; nothing of one cohort."),
    ),
    "reviews_cohort": (
        _l("Reviews of this cohort"),
        _l("What became of the releases of the cohort's works. For the coordinator alone."),
    ),
    "load": (
        _l("Load per mentor"),
        _l("Scholars, forms and hours of contact, over all mentors of the cohort."),
    ),
    "load_forms": (_l("Forms of mentors"), _l("What became of the forms that mentors were asked for.")),
}
COLUMNS = {
    "submitted": _l("Submitted"),
    "accepted": _l("Accepted"),
    "published": _l("Published"),
    "out": _l("Out or on their way"),
    "not_out": _l("Not out"),
    "outputs.count": _l("All"),
    "median": _l("Median"),
    "with_any": _l("With one or more"),
    "link": _l("Link"),
    "venue": _l("Venue"),
    "months_0": _l("At the end"),
    "months_6": _l("6 months later"),
    "months_12": _l("12 months later"),
    "answered": _l("Answered"),
    "promoters": _l("Promoters (9–10)"),
    "passives": _l("Passives (7–8)"),
    "detractors": _l("Detractors (0–6)"),
    "nps": _l("Net promoter score"),
}
ROWS = {
    "levels.under_1_5": _l("below 1.5"),
    "levels.from_1_5": _l("1.5 to 2"),
    "levels.from_2_0": _l("2 to 2.5"),
    "levels.from_2_5": _l("2.5 to 3"),
    "levels.from_3_0": _l("3 to 3.5"),
    "levels.from_3_5": _l("3.5 to 4"),
    "levels.from_4_0": _l("4 to 4.5"),
    "levels.from_4_5": _l("4.5 and up"),
    "levels_summary.known": _l("Scholars with a level"),
    "levels_summary.level": _l("Level, median"),
    "levels_summary.interval_width": _l("Width of the interval, median, in points"),
    "levels_summary.early": _l("Early: levels on few people or works"),
    "outputs.paper": _l("Papers"),
    "outputs.journal": _l("in a journal"),
    "outputs.conference": _l("at a conference"),
    "outputs.workshop": _l("at a workshop"),
    "outputs.no_tier": _l("without a venue so far"),
    "outputs.preprint": _l("Preprints"),
    "outputs.post": _l("Posts"),
    "outputs.code": _l("Code"),
    "outputs.dataset": _l("Datasets"),
    "outputs.model": _l("Models"),
    "outputs.talk": _l("Talks"),
    "outputs.tool": _l("Tools"),
    "outputs.negative_result": _l("Negative results"),
    "outputs.all": _l("All kinds"),
    "outputs_per_head.per_scholar": _l("Per scholar, each output in full"),
    "outputs_per_head.per_scholar_weighted": _l("Per scholar, by their share in the work"),
    "outputs_per_head.per_project": _l("Per project"),
    "outputs_sealed.restricted": _l("Restricted: shared with named people only"),
    "outputs_sealed.withheld": _l("Withheld: shared with nobody"),
    "outputs_sealed.all": _l("Both"),
    "careers.asked": _l("Asked"),
    "careers.answered": _l("Answered"),
    "careers.no_answer": _l("Not known"),
    "reviews_published.first_day": _l("First day"),
    "reviews_published.last_day": _l("Last day"),
    "reviews_published.decided": _l("Cases decided"),
    "as_asked": _l("Cleared as asked"),
    "narrower": _l("Cleared narrower than asked"),
    "refused": _l("Refused"),
    "withdrawn": _l("Withdrawn"),
    "stopped": _l("Stopped"),
    "reviews_published.way_expedited": _l("Reviewed in the short way"),
    "reviews_published.way_formal": _l("Reviewed by a panel"),
    "reviews_published.median_days": _l("Days to the decision, median"),
    "reviews_published.median_days_expedited": _l("Days in the short way, median"),
    "reviews_published.median_days_formal": _l("Days with a panel, median"),
    "reviews_cohort.submitted": _l("Submitted"),
    "reviews_cohort.pending": _l("Still under review"),
    "reviews_cohort.days_to_judgement": _l("Working days to the last judgement, median"),
    "reviews_cohort.over_the_clock": _l("Over the clock"),
    "reviews_cohort.appeals": _l("Appeals"),
    "reviews_cohort.appeals_upheld": _l("Appeals: decision upheld"),
    "reviews_cohort.appeals_remanded": _l("Appeals: to be judged anew"),
    "reviews_cohort.appeals_waiting": _l("Appeals not decided yet"),
    "load.scholars": _l("Scholars"),
    "load.forms_asked": _l("Forms asked for"),
    "load.hours": _l("Hours of contact stated"),
    "load.hours_a_form": _l("Hours of contact per form that states some"),
    "load_forms.asked": _l("Asked for"),
    "load_forms.filed": _l("Filed"),
    "load_forms.in_time": _l("Filed in time"),
    "load_forms.late": _l("Filed late"),
    "load_forms.overdue": _l("Overdue now"),
    "load_forms.open": _l("Not due yet"),
}
NOTES = {
    "levels_drawn_together": _l(
        "Estimates are drawn towards the cohort's middle, the more the less is known of somebody; so they lie"
        " closer together than the abilities themselves."
    ),
    "levels_earlier": _l("Forms came in since the levels were made; they are not in them yet."),
    "levels_interval": _l(
        "The interval is the one that stands beside a level: it holds it with 90 % probability."
    ),
    "outputs_status_today": _l(
        "Each output stands where it is today. Out or on their way is what was submitted, accepted or"
        " published; not out is what is planned or in the making, was turned down or taken back."
    ),
    "outputs_sealed_apart": _l(
        "Restricted and withheld outputs count in full in their scholars' records; they are left out of every"
        " figure here."
    ),
    "outputs_weighted": _l(
        "By share: an output is divided among the members of its work by their shares in it. Only what came"
        " of projects counts per project."
    ),
    "sealed_counts_in_full": _l(
        "Neither is a judgement of the scholars: such work counts in full in their records."
    ),
    "links_agreed": _l(
        "The members of each work chose for themselves; so this is no sample of the whole, and its length"
        " is no measure."
    ),
    "careers_of_all_asked": _l(
        "Each column is one survey, told once it has closed. Every share is of all who were asked, so that"
        " silence is no good news."
    ),
    "experience_confidential": _l(
        "The survey is confidential: nothing is told before it has closed, and nothing that rests on fewer"
        " than five people."
    ),
    "net_promoter_score": _l(
        "Of a question from 0 to 10: the score is promoters less detractors, in points of a hundred."
    ),
    "reviews_of_program": _l(
        "Of all cohorts together, in the newest statistics that the program agreed to publish. Counts are"
        " rounded to five, small ones merged with others."
    ),
    "reviews_of_cohort": _l(
        "Every case that was submitted stands in one line of what came of it. Days are working days from"
        " submission to the last judgement; over the clock is every case in which a day of the policy passed."
    ),
    "load_all_mentors": _l(
        "Over all mentors of the cohort, also those with nothing to do. Hours are what mentors state on their"
        " forms; a mentor or form without any is left out."
    ),
    "load_forms": _l(
        "Forms in the phases that have begun. Nobody owes a form from which they were excused, or on somebody"
        " who left."
    ),
}
