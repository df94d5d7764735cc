"""The words of roles and of the state of an account."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from tracker.people.rules import AccountState
from tracker.permissions import Role

ROLES: dict[Role, LazyString] = {
    Role.SCHOLAR: _l("scholar"),
    Role.MENTOR: _l("mentor"),
    Role.RESEARCH_MANAGER: _l("research manager"),
    Role.STAFF: _l("staff"),
    Role.LEAD: _l("lead"),
    Role.COORDINATOR: _l("release coordinator"),
    Role.DEPUTY: _l("deputy coordinator"),
    Role.REVIEWER: _l("release reviewer"),
    Role.PANEL_MEMBER: _l("panel member"),
    Role.EXTERNAL: _l("outside reviewer"),
    Role.AUDITOR: _l("auditor"),
    Role.VIEWER: _l("viewer (funder)"),
    Role.OPERATOR: _l("operator"),
}
ACCOUNTS: dict[AccountState, LazyString] = {
    AccountState.NO_ADDRESS: _l("no address"),
    AccountState.OPEN: _l("can sign in"),
    AccountState.INVITED: _l("invited"),
    AccountState.EXPIRED: _l("invitation ran out"),
    AccountState.NOT_INVITED: _l("not invited yet"),
}
