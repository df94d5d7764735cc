"""gunicorn's settings for Tracker: gunicorn --config docs/deploy/gunicorn.conf.py tracker.wsgi:app"""

import os
import shutil
from pathlib import Path

bind = os.environ.get("TRACKER_WEB_BIND", "127.0.0.1:8000")
# Two processes for each processor; threads wait for the database while another one works.
workers = int(os.environ.get("TRACKER_WEB_WORKERS", "2"))
worker_class = "gthread"
threads = 4
# Seconds: a page under way when the server is stopped is answered; one that hangs is not waited for longer.
graceful_timeout = 30
timeout = 60
keepalive = 5
# Nobody changes the server while it runs but systemd.
control_socket_disable = True
errorlog = "-"

FIGURES = os.environ.get("PROMETHEUS_MULTIPROC_DIR")


def on_starting(_server):
    """Begin the figures of all processes anew; those of a run before would be counted again."""
    if FIGURES:
        shutil.rmtree(FIGURES, ignore_errors=True)
        Path(FIGURES).mkdir(parents=True, mode=0o700)


def child_exit(_server, worker):
    """Leave out what a process that ended had in its pool."""
    if FIGURES:
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
