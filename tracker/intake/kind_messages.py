"""The sentences for what a kind has to say of a line."""

from __future__ import annotations

from flask_babel import gettext as _

from tracker.evidence.grid_files import PROBLEMS


def sentences() -> dict[str, str]:
    """The sentences of all kinds by code."""
    return {**_cells(), **_people(), **_cohort(), **_milestones(), **_polls(), **_works(), **_runs()}


def _cells() -> dict[str, str]:
    # gettext is called with literals, so that the message extraction finds them.
    return {
        "email": _("“%(given)s” is not an e-mail address"),
        "whole": _("“%(given)s” is not a whole number from %(least)d to %(most)d"),
        "number": _("“%(given)s” is not a number from %(least)s to %(most)s"),
        "line_twice": _("line %(first)d says otherwise of the same"),
        "list_quote": _("a quote is opened in the list and never closed"),
        "list_long": _("the cell lists more than %(most)d"),
    }


def _people() -> dict[str, str]:
    return {
        "no_key": _("an e-mail address or an id is needed to tell who it is"),
        "name_needed": _("nobody is known by this; a new person needs a name"),
        "role_needed": _("it is not said which role they get"),
        "cohort_unknown": _("the program has no cohort “%(value)s”"),
        "cohort_needed": _("a scholar belongs to a cohort; name it in the file, or choose one for the file"),
        "two_people": _("the address and the id are not of one person, in the roles of the line"),
        "person_twice": _("line %(first)d says otherwise of the same person"),
        "person_beyond_you": _(
            "they hold a role that you may not give, so somebody who may has to change this"
        ),
        "email_differs": _("they are known with another address, which only they can change"),
        "email_theirs": _("they are known without an address, and only they can add one"),
        "name_kept": _("they are known as “%(name)s”; only they can change their name"),
        "role_kept": _("they hold the role already, with other days than the file says; those stay"),
        "alike_known": _("somebody called “%(name)s” is here already; is it the same person?"),
        "alike_line": _("line %(line)d has “%(name)s”; is it the same person?"),
    }


def _cohort() -> dict[str, str]:
    return {
        "scholar_unknown": _("the cohort has no scholar “%(value)s”; take in its people first"),
        "person_unknown": _(
            "nobody with a role in the cohort is known as “%(value)s”; take in its people first"
        ),
        "name_of_several": _("several people are called “%(value)s”; use an address or an id"),
        "scholar_needed": _("it is not said of which scholar"),
    }


def _milestones() -> dict[str, str]:
    return {
        "phase_needed": _("it is not clear in which phase “%(title)s” is due; name the phase"),
        "milestone_due": _("it is due on %(due_on)s here, and a file moves no due day"),
        "milestone_unknown": _("the cohort has no milestone “%(title)s”; a new one needs a due day"),
        "day_in_no_phase": _("no phase of the cohort runs on %(day)s"),
        "forecast_needed": _("there is no forecast on the line that this could belong to"),
    }


def _polls() -> dict[str, str]:
    return {
        "percentage": _("“%(given)s” is not a percentage from 0 to 100"),
        "poll_line": _("line %(line)d of the same poll cannot be taken, and a poll comes whole"),
        "poll_mixed": _("the poll has counts and percentages; give one of both"),
        "poll_counted": _("the numbers of answers follow from the counts; leave them out"),
        "poll_scale_counts": _("of a scale the answers are needed as counts"),
        "poll_scale_levels": _("the levels of a scale are 1 to %(most)d, in this order"),
        "poll_group_small": _("more people answered than were asked"),
        "poll_asked_here": _("a poll with this question was asked here"),
        "poll_stands": _(
            "a poll with this question is here and says otherwise; what is closed never changes"
        ),
    }


def _works() -> dict[str, str]:
    return {
        "work_unknown": _("the cohort has no project “%(title)s”"),
        "work_new_phase": _("“%(title)s” is new; name the phase in which it is made"),
        "due_needed": _("this is no mentor of the project, but asked for a form; say when it is due"),
        "work_of_several": _("several projects are called “%(title)s”; name the phase"),
        "web_address": _("“%(given)s” is not a web address such as https://example.org"),
        "outcome_restricted": _(
            "what is restricted or withheld is never taken in from a file; add it on its page"
        ),
        "outcome_beside_sealed": _(
            "the project has outcomes of this kind under restriction, so those of a file are not taken;"
            " its people can add more on its page"
        ),
        "status_passed": _("it is further here, and stays at “%(status)s”"),
        "status_day_kept": _("it stands so since %(day)s here, and a file corrects no day"),
    }


def _runs() -> dict[str, str]:
    # The sentences of grid files are marked for extraction where they stand.
    said = {f"run_{code}": _(sentence) for code, sentence in PROBLEMS.items()}
    return {
        **said,
        "run_beside": _("line %(line)d of the same grid cannot be taken, and its runs come together"),
        "grid_unknown": _("none of your projects here has such a result grid"),
        "grid_of_several": _("several result grids are meant; name project and grid"),
        "grid_column": _("the grid “%(title)s” has no such column"),
    }
