"""The sentences of reasons that imports give."""

from __future__ import annotations

from flask_babel import gettext as _


def sentences() -> dict[str, str]:
    """Code → sentence, in the reader's language."""
    return {
        "import_not_mapped": _("Say first what the columns mean."),
        "import_not_looked": _("Look first at what the file would do."),
        "import_nothing_new": _("Nothing in this file is new or changed, so there is nothing to write."),
        "import_all_refused": _(
            "No line of this file is new or changed, so there is nothing to write. Refused lines:"
            " %(refused)s. Mend them and send the file again."
        ),
        "import_leave_out": _(
            "Refused lines: %(refused)s. Mend them and send the file again, or tick that they are left out."
        ),
        "import_whole_refused": _(
            "Refused lines: %(refused)s. Of a file of this kind no line can be left out: mend it and send it"
            " again."
        ),
        "import_other_preview": _(
            "Somebody looked at the file again since you read this. Look through the new preview first."
        ),
        "import_at_work": _("This import is being worked on. Wait until that is done, or stop it."),
        "import_applied": _("This file is in already. To change something, undo it or send a new file."),
        "import_dropped": _("This import was dropped. Send the file again."),
        "import_not_applied": _("This file was not taken in, so there is nothing to undo."),
        "import_undone": _("This import was undone already."),
        "import_built_upon": _(
            "Something builds on this import by now, so it stays. Its page says what stands in the way."
        ),
        "import_moved_on": _("This import was begun anew since, so this attempt stops."),
        "import_file_gone": _("The file is no longer kept. Send it again."),
        "import_not_yours": _("Whoever asked for this may not import here any more."),
    }
