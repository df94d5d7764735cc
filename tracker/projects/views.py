"""Pages of projects."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("projects", __name__)
