"""Home per role, cohort board, where a scholar stands."""

from __future__ import annotations

from flask import Blueprint

bp = Blueprint("overview", __name__)
