"""The words of tables 14 and 15: beside earlier cohorts, and what the numbers cannot say."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

TABLES = {
    "comparison": (
        _l("This cohort and earlier ones"),
        _l("The same figures for earlier cohorts of the program, newest first."),
    ),
    "limits": (
        _l("How far the answers reach"),
        _l("On how many people, forms and answers the figures rest."),
    ),
    "model": (
        _l("The model of the levels"),
        _l("Versions and settings by which the levels were made, so that they can be made again."),
    ),
}
ROWS = {
    "comparison.scholars": _l("Scholars"),
    "comparison.mentors": _l("Mentors"),
    "comparison.scholars_per_mentor": _l("Scholars per mentor"),
    "comparison.weeks": _l("Length of the phases together"),
    "comparison.completion": _l("Completed"),
    "comparison.transition": _l("Went on from training"),
    "comparison.outputs": _l("Outputs that are out or on their way"),
    "comparison.response_rate": _l("Answers to surveys"),
    "comparison.withdrew": _l("Withdrew"),
    "comparison.not_placed": _l("Not placed, for want of places"),
    "comparison.stopped": _l("Stopped, below the bar"),
    "comparison.later": _l("Repeat the phase or begin later"),
    "limits.scholars": _l("Scholars"),
    "limits.forms_filed": _l("Forms filed, of those asked for"),
    "limits.levels_early": _l("Levels that rest on few people or works"),
    "limits.response_intake": _l("Answers to the survey at the start"),
    "limits.response_self_start": _l("Answers to the first self-assessment"),
    "limits.response_self_end": _l("Answers to the second self-assessment"),
    "limits.response_contribution": _l("Contribution statements"),
    "limits.response_experience": _l("Answers to the survey at the end"),
    "limits.response_careers_0": _l("Answers on careers at the end"),
    "limits.response_careers_6": _l("Answers on careers 6 months later"),
    "limits.response_careers_12": _l("Answers on careers 12 months later"),
    "model.program_version": _l("Version of Tracker"),
    "model.model_version": _l("Version of the model"),
    "model.settings_version": _l("Version of the program's settings"),
    "model.input_hash": _l("Hash of what went in"),
    "model.bar": _l("Bar, in points of the rubric"),
    "model.k_low": _l("Shape of a work's luck, bad end"),
    "model.k_high": _l("Shape of a work's luck, good end"),
    "model.log_sd": _l("How far the shares may lie from what is expected, on a log scale"),
    "model.share_ability": _l("Expected share: how able scholars are"),
    "model.share_severity": _l("Expected share: how high or low a mentor rates everybody"),
    "model.share_fit": _l("Expected share: how one mentor sees one scholar"),
    "model.share_luck": _l("Expected share: a work's luck"),
    "model.share_error": _l("Expected share: chance in a single form"),
    "model.lot_hash_training": _l("Hash of the seed of the lot, training"),
    "model.lot_hash_research": _l("Hash of the seed of the lot, research"),
    "model.lot_hash_extension": _l("Hash of the seed of the lot, extension"),
}
NOTES = {
    "comparison_known_today": _l("Earlier cohorts are counted like this one, as they are known today."),
    "comparison_typed": _l(
        "A column with a year that staff typed is of a training gate before the program kept its cohorts"
        " here; nothing else of it was collected."
    ),
    "limits_self_report": _l("What scholars, alumni and mentors say of themselves is their own word."),
    "limits_response": _l("Who does not answer may differ from who does; the denominators say how many did."),
    "limits_no_comparison": _l(
        "Nobody was assigned by chance and no comparison group was followed: what the program changed"
        " cannot be told from what would have happened without it. A gate's no is weak evidence."
    ),
    "limits_small": _l("These are few people: intervals are wide, and one cohort is one draw."),
    "limits_judgements": _l(
        "Ratings are judgements: most of a single one is the rater, the pairing and the project's luck."
    ),
    "model_assumptions": _l(
        "One form is one observation; ability, severity, fit, luck and error add up; luck has heavier bad"
        " than good tails; what mentors did not write down is not known."
    ),
    "model_no_seed": _l(
        "Nothing in the model is drawn at random: it has no seed, and equal input gives equal numbers. The"
        " lot of a gate with limited places has one, whose hash was published before."
    ),
}
