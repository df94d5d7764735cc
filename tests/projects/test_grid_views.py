"""The pages of result grids: who finds them, taking in runs, what they say, and their files."""

from __future__ import annotations

import pytest

from tests.page import count_rows
from tests.projects.gridding import BEYOND, filled, own_grid, ready
from tests.projects.outcoming import outcome
from tracker.permissions import Role
from tracker.projects import grid_actions
from tracker.projects.grid_models import GridKind, GridRun, ResultGrid
from tracker.projects.outcome_models import OutcomeStatus

pytestmark = pytest.mark.any_database

FREE = {"title": "Size sweep", "factor_1": "size", "ordered_1": "y", "metric_1": "score",
        "better_1": "up", "measure_1": "soft"}  # fmt: skip


def new(cast, kind="free"):
    return f"/works/{cast.sprint.id}/grids/new/{kind}"


@pytest.mark.parametrize("rest", ["", "/runs", "/runs.csv"])
def test_a_grid_is_not_found_by_who_has_nothing_to_do_with_the_work(client, session, cast, rest):
    made = filled(session, cast.ada.person, cast.sprint)
    for person in (cast.ben.person, cast.outsider):
        assert client.sign_in(person).get(f"/grids/{made.id}{rest}").status == 404
        assert client.post(f"/grids/{made.id}/evidence", {"outcome": ""}).status == 404


def test_staff_read_a_grid_and_do_not_change_it(client, session, cast):
    made = filled(session, cast.ada.person, cast.sprint)
    page = client.sign_in(cast.sam).get(f"/grids/{made.id}")
    assert "Take in runs" not in page
    assert client.get(f"/grids/{made.id}/runs.csv").status == 200
    for url in (f"/grids/{made.id}/runs", new(cast)):
        assert client.get(url).status == 404
    assert client.post(f"/grids/{made.id}/runs", {"runs": BEYOND, "act": "save"}).status == 404


def test_the_evidence_of_a_sealed_outcome_is_for_the_people_of_the_work(client, session, cast):
    made = filled(session, cast.ada.person, cast.sprint)
    sealed = outcome(session, cast.ada.person, cast.sprint, status=OutcomeStatus.WITHHELD)
    grid_actions.attach(session, cast.ada.person, grid=made, outcome=sealed)
    work = f"/works/{cast.sprint.id}"
    for person in (cast.sam, cast.lea):
        client.sign_in(person)
        assert client.get(f"/grids/{made.id}").status == 404
        assert client.get(f"/grids/{made.id}/runs.csv").status == 404
        assert made.title not in client.get(work)
    for person in (cast.ada.person, cast.mara):
        client.sign_in(person)
        assert "Size sweep" in client.get(f"/grids/{made.id}")
        assert "Size sweep" in client.get(work)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"title": ""}, "This field is needed."),
        ({"factor_1": ""}, "one factor at least"),
        ({"metric_1": ""}, "one metric at least"),
        ({"factor_2": "Size"}, "“Size” stands there twice"),
        ({"factor_2": "Seed"}, "is a column of every grid already"),
        ({"factor_2": "a,b"}, "leave out commas"),
        ({"factor_2": "=1"}, "leave out commas"),
        ({"factor_2": "x" * 41}, "at most 40"),
        ({"better_1": "sideways"}, "Not a valid choice"),
    ],
)
def test_a_grid_that_cannot_be_is_refused_at_its_field(client, session, cast, change, words):
    client.sign_in(cast.ada.person)
    page = client.submit(client.get(new(cast)), new(cast), **{**FREE, **change})
    assert page.status == 200
    assert words in page
    assert count_rows(session, ResultGrid) == 0


@pytest.mark.parametrize("limit", ["-0.1", "1.5", "nan", "inf", "much"])
def test_the_limit_of_forgetting_is_an_accuracy(client, session, cast, limit):
    client.sign_in(cast.ada.person)
    page = client.post(new(cast, "unlearning"), {"title": "Suite", "forgotten_at": limit})
    assert page.status == 200
    assert count_rows(session, ResultGrid) == 0


def test_a_member_makes_a_grid_looks_at_runs_and_saves_them(client, session, cast):
    client.sign_in(cast.ada.person)
    page = client.get(f"/works/{cast.sprint.id}")
    assert new(cast) in page.html
    done = client.submit(client.get(new(cast)), new(cast), **FREE)
    runs = done.location
    page = client.submit(client.get(runs), runs, runs=BEYOND, act="look")
    assert "9 new runs" in page
    assert count_rows(session, GridRun) == 0
    done = client.submit(page, runs, act="save")
    page = client.get(done.location)
    assert "9 runs, 1 of them without a value" in page
    assert "Best mean: size 0.7, 9.10" in page
    assert "size 0.7 above 1.0 (9.10 against 5.10): beyond noise" in page
    assert "size 1.0, seed 3: failed" in page
    assert "Only size was swept." in page


def test_a_mentor_keeps_grids_too(client, session, cast):
    made = own_grid(session, cast.mara, cast.sprint)
    done = client.sign_in(cast.mara).post(f"/grids/{made.id}/runs", {"runs": BEYOND, "act": "save"})
    assert done.status == 302
    assert count_rows(session, GridRun) == 9


def test_runs_that_cannot_be_used_are_named_by_line_and_column_and_nothing_is_written(client, session, cast):
    made = own_grid(session, cast.ada.person, cast.sprint)
    text = BEYOND.replace("9.1", "high").replace("0.3,2", ",2").replace("5.2", "inf")
    client.sign_in(cast.ada.person)
    for act in ("look", "save"):
        page = client.post(f"/grids/{made.id}/runs", {"runs": text, "act": act})
        assert "3 things to mend; nothing was taken in" in page
        for words in (
            "line 3, column size: the level is missing",
            "line 5, column score: “high” is not a number",
            "line 9, column score: “inf” is not a finite number",
        ):
            assert words in page
        assert page.form("/runs")["runs"] == text.strip()
    assert count_rows(session, GridRun) == 0


def test_a_file_goes_before_what_was_pasted(client, session, cast):
    import io

    made = own_grid(session, cast.ada.person, cast.sprint)
    client.sign_in(cast.ada.person)
    sent = {"runs": "", "act": "save", "file": (io.BytesIO(b"\xef\xbb\xbf" + BEYOND.encode()), "runs.csv")}
    assert client.post(f"/grids/{made.id}/runs", sent).status == 302
    assert count_rows(session, GridRun) == 9


def test_what_is_downloaded_can_be_taken_in_again_and_changes_nothing(client, session, cast):
    made = filled(session, cast.ada.person, cast.sprint)
    client.sign_in(cast.ada.person)
    text = client.get(f"/grids/{made.id}/runs.csv").html
    assert "1.0,3,failed," in text
    page = client.post(f"/grids/{made.id}/runs", {"runs": text, "act": "look"})
    assert "0 new runs, 0 corrected, 9 as they were." in page
    assert "All of these runs are kept already." in page


def test_a_grid_without_runs_says_so(client, session, cast):
    made = own_grid(session, cast.ada.person, cast.sprint)
    page = client.sign_in(cast.ada.person).get(f"/grids/{made.id}")
    assert "No runs yet." in page


def test_a_grid_in_which_all_runs_failed_shows_them(client, session, cast):
    made = filled(
        session, cast.ada.person, cast.sprint, "size,seed,status,score\n1,1,failed,\n2,1,missing,\n"
    )
    page = client.sign_in(cast.ada.person).get(f"/grids/{made.id}")
    assert "there is no best cell" in page
    assert "None of 2 runs has a value" in page
    assert "size 2, seed 1: missing" in page


def test_one_cell_and_one_run_are_drawn_and_said(client, session, cast):
    made = filled(session, cast.ada.person, cast.sprint, "size,score\n1,5\n")
    page = client.sign_in(cast.ada.person).get(f"/grids/{made.id}")
    assert "It rests on one run" in page
    assert "There is one cell only" in page


def test_runs_that_are_all_alike_are_said_to_be_and_have_no_interval(client, session, cast):
    text = "size,seed,score\n1,1,5\n1,2,5\n1,3,5\n2,1,3\n2,2,4\n3,1,2\n"
    made = filled(session, cast.ada.person, cast.sprint, text)
    page = client.sign_in(cast.ada.person).get(f"/grids/{made.id}")
    assert "Best mean: size 1, 5.00 (3 runs, all alike)." in page
    assert page.html.count(">all runs alike<") == 1
    assert page.html.count(">one run<") == 1
    assert "5.00 to 5.00" not in page.html
    assert page.html.count('<line class="whisker"') == 1  # of the cell whose runs differ


def test_the_page_says_which_direction_two_levels_were_taken_to_have(client, session, cast):
    text = "size,seed,score\n1,1,9.1\n1,2,8.8\n1,3,9.3\n2,1,6.2\n2,2,5.9\n2,3,6.4\n"
    made = filled(session, cast.ada.person, cast.sprint, text)
    page = client.sign_in(cast.ada.person).get(f"/grids/{made.id}")
    assert "Along size, 2 is expected to be better than 1." in page
    assert "size has two levels, which show no direction of their own: 2 was taken to be better" in page


def test_levels_that_go_neither_way_are_not_said_to_get_better(client, session, cast):
    made = filled(session, cast.ada.person, cast.sprint, "size,score\n1,1\n2,2\n3,1\n")
    page = client.sign_in(cast.ada.person).get(f"/grids/{made.id}")
    assert "Along size the levels go neither way on the whole; 3 is expected to be better than 1." in page
    assert "results get better from" not in page.html


def test_a_suite_of_runs_that_are_all_alike_tells_nothing_before_the_fifth(client, session, cast):
    made = grid_actions.make_grid(
        session, cast.ada.person, work=cast.sprint, title="Suite", kind=GridKind.UNLEARNING
    )
    head = "method,granularity,entanglement,seed,forget_accuracy,retain_accuracy\n"
    row = "ours,single isolated fact,self-contained,{},0,0.9\n"
    client.sign_in(cast.ada.person)
    for seeds, words in (
        (range(1, 5), "ours of single isolated facts nobody can tell yet."),
        (range(5, 6), "ours forgets single isolated facts."),
    ):
        text = head + "".join(row.format(seed) for seed in seeds)
        grid_actions.take_in(session, cast.ada.person, grid=made, text=text)
        page = client.get(f"/grids/{made.id}")
        assert words in page
        assert "runs, all alike)" in page
        assert '<line class="whisker"' not in page.html


def test_the_suite_says_which_facts_a_method_forgets_and_which_not(client, session, cast):
    made = ready(session, cast.ada.person, cast.sprint, GridKind.UNLEARNING)
    page = client.sign_in(cast.mara).get(f"/grids/{made.id}")
    assert (
        "gradient ascent forgets single isolated facts and small clusters, but not contained universes."
        in page
    )
    assert "forgets small clusters only where they are self-contained" in page
    assert page.html.count('<svg class="grid"') == 2 + 3  # two entanglements, three trade-offs
    assert "Forgetting against retaining" in client.get(f"/grids/{made.id}?metric=retain_accuracy")


def test_the_injection_sweep_says_where_a_reversal_stands_and_that_metrics_disagree(client, session, cast):
    made = ready(session, cast.ada.person, cast.sprint, GridKind.INJECTION)
    page = client.sign_in(cast.ada.person).get(f"/grids/{made.id}")
    assert "fraction 0.7 above 1.0 (19.2 against 11.2) at weight 8: beyond noise" in page
    assert "It stands at 1 of 3 places where both levels were run." in page
    assert "word_count and similarity agree (Spearman 0.90, 74 runs)" in page
    assert "name different best cells" in page


@pytest.mark.parametrize("kind", ["unlearning", "injection"])
def test_each_ready_made_kind_has_an_example_to_download(client, cast, kind):
    page = client.sign_in(cast.ada.person).get(f"/grids/examples/{kind}.csv")
    assert page.response.headers["Content-Disposition"] == f'attachment; filename="{kind}.csv"'
    assert "seed,status" in page.html.splitlines()[0]


def test_an_outcome_of_another_work_is_no_choice(client, session, cast, make):
    made = filled(session, cast.ada.person, cast.sprint)
    theirs = outcome(session, cast.ben.person, make.work(cast.ben))
    own = outcome(session, cast.ada.person, cast.sprint)
    client.sign_in(cast.ada.person)
    client.post(f"/grids/{made.id}/evidence", {"outcome": str(theirs.id)})
    assert session.get(ResultGrid, made.id).outcome_id is None
    client.post(f"/grids/{made.id}/evidence", {"outcome": str(own.id)})
    assert f"Evidence of “{own.title}”" in client.get(f"/grids/{made.id}")
    client.post(f"/grids/{made.id}/evidence", {"outcome": ""})
    assert session.get(ResultGrid, made.id).outcome_id is None


def test_a_page_with_many_grids_takes_no_more_statements(client, session, cast):
    for number in range(2):
        own_grid(session, cast.ada.person, cast.sprint, f"Sweep {number}")
    client.sign_in(cast.ada.person)
    url = f"/works/{cast.sprint.id}"
    with client.counting() as two:
        client.get(url)
    for number in range(2, 6):
        own_grid(session, cast.ada.person, cast.sprint, f"Sweep {number}")
    with client.counting() as six:
        client.get(url)
    assert len(two) == len(six)


def test_a_research_manager_reads_a_grid(client, session, cast, make):
    made = filled(session, cast.ada.person, cast.sprint)
    manager = make.role(make.person(), Role.RESEARCH_MANAGER, cast.cohort)
    assert client.sign_in(manager).get(f"/grids/{made.id}").status == 200
