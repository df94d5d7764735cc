"""Every kind through the pages: its template is sent, its columns are known, its preview has a verdict."""

from __future__ import annotations

import pytest

from tests.intake.test_import_views import HOME, newest, sent
from tests.projects.gridding import own_grid
from tracker.intake import all_kinds
from tracker.permissions import Role

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize("kind", [kind.name for kind in all_kinds.KINDS])
def test_the_template_of_every_kind_is_understood(client, session, cast, make, kind):
    make.role(cast.lea, Role.MENTOR, cast.cohort)
    lea = client.sign_in(cast.lea)
    template = lea.get(f"{HOME}/templates/{kind}.csv")
    header, example = template.html.encode().split(b"\r\n")[:2]
    sent(lea, header + b"\r\n" + (example if example.strip(b",") else example + b"x") + b"\r\n", kind=kind)
    url = f"{HOME}/{newest(session).id}/columns"
    page = lea.get(url)
    chosen = {name: value for name, value in page.form().items() if name.startswith("column_") and value}
    assert len(chosen) == header.count(b",") + 1
    page = lea.submit(page, url)
    preview = lea.get(page.location)
    assert "1 line: " in preview
    assert newest(session).counts["lines"] == 1


def test_runs_go_into_the_grids_of_ones_own_work_on_the_pages_too(client, session, cast, make):
    make.role(cast.ada.person, Role.STAFF, cast.cohort)
    own_grid(session, cast.ada.person, cast.sprint)
    ada = client.sign_in(cast.ada.person)
    sent(ada, b"Size,seed,score\n0.3,1,2.5\n", kind="runs")
    url = f"{HOME}/{newest(session).id}/columns"
    page = ada.get(url)
    chosen = [page.form()[f"column_{at}"] for at in range(3)]
    assert chosen == ["level:size", "seed", "value:score"]
    assert "1 line: 1 new" in ada.get(ada.submit(page, url).location)
