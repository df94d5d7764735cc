"""The figures of a server in Prometheus' text, for whoever watches it: how much of what, never of whom.

Labels are bounded: names of addresses as the application lists them, classes of statuses, states.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask, Response, g, request
from sqlalchemy.engine import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from tracker import clock
from tracker.jobs.models import Job, JobState, Worker
from tracker.key_settings import BadSetting
from tracker.outbox.models import Message, MessageState

if TYPE_CHECKING:
    from prometheus_client.core import GaugeMetricFamily

log = logging.getLogger(__name__)

# Seconds. A page is meant to take less than half of one; what takes ten was given up by its reader.
BUCKETS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
MAILS = (MessageState.WAITING, MessageState.FAILED, MessageState.UNSURE)
# Where the processes of one server put what they count together; prometheus_client reads it.
TOGETHER = "PROMETHEUS_MULTIPROC_DIR"


class Figures:
    """What this process counts, and where it stands for all processes of the server."""

    def __init__(self, engine: Engine) -> None:
        import prometheus_client as prometheus  # noqa: PLC0415  # only where figures are wanted

        self._engine = engine
        self._registry = prometheus.CollectorRegistry()
        self._requests = prometheus.Histogram(
            "tracker_request_seconds",
            "Seconds until a request was answered, by the name of its address and the class of its status.",
            ["endpoint", "status"],
            buckets=BUCKETS,
            registry=self._registry,
        )
        self._pool = prometheus.Gauge(
            "tracker_pool_connections",
            "Connections to the database that the web processes hold, in use or waiting to be.",
            ["state"],
            multiprocess_mode="livesum",
            registry=self._registry,
        )

    def answered(self, endpoint: str, status: int, seconds: float) -> None:
        self._requests.labels(endpoint, f"{status // 100}xx").observe(seconds)
        if isinstance(self._engine.pool, QueuePool):
            self._pool.labels("in_use").set(self._engine.pool.checkedout())
            self._pool.labels("idle").set(self._engine.pool.checkedin())

    def written(self, session: Session) -> tuple[bytes, str]:
        """(the text, its media type): all processes' where they share a folder, else this one's."""
        import prometheus_client as prometheus  # noqa: PLC0415  # as above
        from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

        registry = self._registry
        if os.environ.get(TOGETHER):
            registry = prometheus.CollectorRegistry()
            MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # theirs is untyped
        stored = prometheus.CollectorRegistry()
        stored.register(_Stored(session))
        text = prometheus.generate_latest(registry) + prometheus.generate_latest(stored)
        return text, prometheus.CONTENT_TYPE_LATEST


class _Stored:
    """What the database says, asked anew each time."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def collect(self) -> Iterator[GaugeMetricFamily]:
        from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415  # as above

        try:
            found = list(self._asked(GaugeMetricFamily))
        except SQLAlchemyError as error:
            log.warning("the figures lack those of the database: %s", " ".join(str(error).split()))
            found = []
        yield GaugeMetricFamily("tracker_database_up", "Whether the database answered.", value=bool(found))
        yield from found

    def _asked(self, family: type[GaugeMetricFamily]) -> Iterator[GaugeMetricFamily]:
        jobs = family("tracker_jobs", "Jobs by state.", labels=["state"])
        counted = self._counts(Job.state, list(JobState))
        for job_state in JobState:
            jobs.add_metric([job_state.value], counted.get(job_state, 0))
        yield jobs
        mails = family("tracker_mails", "Mails that wait, failed, or may not have arrived.", labels=["state"])
        counted = self._counts(Message.state, list(MAILS))
        for mail_state in MAILS:
            mails.add_metric([mail_state.value], counted.get(mail_state, 0))
        yield mails
        beats = list(self._session.scalars(sa.select(Worker.beat_at)))
        yield family("tracker_workers", "Workers that are in the list.", value=len(beats))
        if beats:
            age = (clock.now() - max(beats)).total_seconds()
            yield family("tracker_worker_beat_age_seconds", "Since a worker was last heard of.", value=age)

    def _counts(self, column: Any, states: list[Any]) -> dict[Any, int]:
        asked = sa.select(column, sa.func.count()).where(column.in_(states)).group_by(column)
        return dict(list(self._session.execute(asked)))


def install(app: Flask, engine: Engine) -> None:
    """Count every request of an application. Raises `BadSetting` where the library is missing."""
    if find_spec("prometheus_client") is None:
        raise BadSetting(
            "TRACKER_METRICS_TOKEN needs prometheus-client: install tracker with the extra “prod”"
        )

    made: list[Figures] = []
    first = threading.Lock()

    def figures() -> Figures:
        # Made for the first request: a worker answers none, and need not share the folder of those who do.
        with first:
            if not made:
                made.append(Figures(engine))
            return made[0]

    app.extensions["tracker_figures"] = figures

    def begin() -> None:
        g.tracker_begun = time.perf_counter()

    def end(response: Response) -> Response:
        begun = g.pop("tracker_begun", None)
        if begun is not None:
            figures().answered(request.endpoint or "none", response.status_code, time.perf_counter() - begun)
        return response

    app.before_request(begin)
    app.after_request(end)


def written(app: Flask, session: Session) -> tuple[bytes, str]:
    figures: Callable[[], Figures] = app.extensions["tracker_figures"]
    return figures().written(session)
