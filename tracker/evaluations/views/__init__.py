"""Pages of evaluations: the mentor's form, filed forms, rubric, assignments."""

from __future__ import annotations

from flask import Blueprint

blueprints: tuple[Blueprint, ...] = ()
