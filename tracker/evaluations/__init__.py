"""Rubrics, assignments, the mentor's form, its drafts and its history."""
