"""Forms about a program's closed days."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from tracker.web.forms import Form, day, line


class Closed(Form):
    """Days on which a program does not work."""

    first = day(_l("First day"))
    last = day(_l("Last day, if it is more than one"), required=False)
    name = line(_l("What for, such as winter break"))
