"""A report made by hand, with every kind of cell, hostile words and numbers that may reach nobody."""

from __future__ import annotations

import hashlib
import io
import sys
import zipfile
from datetime import UTC, date, datetime

from flask import Flask

from tracker.extensions import babel
from tracker.reports import formats
from tracker.reports.editions import Edition, Format
from tracker.reports.numbers import (
    Absent,
    Amount,
    Count,
    Measure,
    Report,
    Row,
    Share,
    Table,
    Unit,
    View,
    Why,
    Words,
)

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
# Stand in the report's counts but in no cell, as a suppressed number does.
SECRET = 48613
EVIL = '=HYPERLINK("http://evil.example") #panic("x") <b>&\x07\u202e'

COUNTS = {
    "funnel.applied": 214,
    "funnel.accepted": 24,
    "funnel.stopped": SECRET,
    "level_1": 0,
    "level_2": 7,
    "level_3": 32,
    "level_4": 37,
    "level_5": 4,
    "seen": 80,
    "top": 41,
}

TABLES = (
    Table(
        1,
        "headline",
        ("value",),
        (
            Row("scholars", (Count("funnel.accepted"),)),
            Row("scholars_per_mentor", (Amount(3.0, Unit.RATIO),)),
            Row("weeks", (Amount(15.0, Unit.WEEKS),)),
            Row("transition", (Share("funnel.accepted", "funnel.applied"),), changed=True),
            Row("cost_per_scholar", (Absent(Why.NOT_COLLECTED),)),
        ),
        notes=("headline_shares",),
    ),
    Table(
        2,
        "funnel",
        ("count", "share"),
        (
            Row("applied", (Count("funnel.applied"), Absent(Why.NONE))),
            Row("accepted", (Count("funnel.accepted"), Share("funnel.accepted", "funnel.applied"))),
            Row("stopped", (Absent(Why.SUPPRESSED), Absent(Why.SUPPRESSED))),
        ),
        notes=("suppressed",),
    ),
    Table(
        6,
        "ratings",
        ("n", "level_1", "level_2", "level_3", "level_4", "level_5", "mean", "top_two", "not_seen"),
        (
            Row(
                "training.rigor",
                (
                    Count("seen"),
                    *(Count(f"level_{level}") for level in range(1, 6)),
                    Measure(3.475, "seen", Unit.POINTS, sd=0.71, low=3.32, high=3.63),
                    Share("top", "seen"),
                    Absent(Why.NONE),
                ),
                label=EVIL,
            ),
        ),
    ),
    Table(7, "self_ratings", ("paired",), (), why_empty=Why.NOT_YET),
    Table(
        9,
        "links",
        ("link", "venue"),
        (
            Row(
                "paper.1_0",
                (
                    Words("Read it", link="https://example.org/a", public=True),
                    Words("A venue, 李 and 😀", public=True),
                ),
                label="A title",
            ),
            Row(
                "paper.2_0",
                (Words("@SUM(1)", link="javascript:alert(1)", public=True), Absent(Why.NOT_COLLECTED)),
                label="-2",
            ),
            Row("paper.3_0", (Words(EVIL), Absent(Why.STAFF)), label="Third"),
        ),
        notes=("links_agreed",),
    ),
    Table(
        13,
        "load",
        ("median",),
        (Row("hours", (Measure(61.8, "seen", Unit.HOURS, low=36.9, high=110.1, spread="iqr"),)),),
    ),
)


def edition(view: View = View.FUNDER, tables: tuple[Table, ...] = TABLES) -> Edition:
    report = Report(
        program="north",
        cohort="winter",
        cohort_name="Winter & <co>",
        as_of=date(2026, 3, 1),
        made_at=AT,
        tables=tables,
        counts=COUNTS,
        relations=(),
        public=frozenset(),
        settings={"model_version": "1", "bar": 2.0},
    )
    return Edition(report, view, "North Program", "Sam Staff", AT, "Europe/London", snapshot=3)


def made(kind: Format, edition: Edition) -> bytes:
    """The file; within an application context."""
    return formats.write(edition, kind)


def files(content: bytes) -> dict[str, bytes]:
    """What stands in a zip, such as the files of CSV or the parts of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def hashes(app: Flask) -> dict[str, str]:
    """Of the files of all formats."""
    with app.app_context():
        return {kind.value: hashlib.sha256(made(kind, edition())).hexdigest() for kind in Format}


if __name__ == "__main__":  # a second process, to compare with
    bare = Flask("tracker", root_path=sys.argv[1], template_folder=sys.argv[2])
    bare.jinja_env.trim_blocks = bare.jinja_env.lstrip_blocks = True
    babel.init_app(bare)
    sys.stdout.write("\n".join(f"{kind} {found}" for kind, found in hashes(bare).items()))
