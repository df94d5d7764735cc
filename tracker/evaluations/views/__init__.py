"""Pages of evaluations: the mentor's form, filed forms, rubric, assignments."""

from __future__ import annotations

from flask import Blueprint

from tracker.evaluations.views import assignments, filed, form, rubrics, setup

blueprints: tuple[Blueprint, ...] = (form.bp, filed.bp, rubrics.bp, assignments.bp, setup.bp)
