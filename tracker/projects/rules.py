"""Decisions about works."""

from __future__ import annotations

from datetime import date

from tracker.reasons import Decision, no, yes


def may_create(title: str, members: int, starts_on: date | None, due_on: date | None) -> Decision:
    if not title.strip():
        return no("name_empty")
    if members == 0:
        return no("no_members")
    if starts_on and due_on and due_on < starts_on:
        return no("ends_before_start")
    return yes()
