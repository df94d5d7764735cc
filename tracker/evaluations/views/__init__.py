"""Pages of evaluations: the mentor's form, filed forms, rubric, assignments."""

from __future__ import annotations

from flask import Blueprint

from tracker.evaluations.views import filed, form

blueprints: tuple[Blueprint, ...] = (form.bp, filed.bp)
