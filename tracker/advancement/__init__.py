"""Concerns and support plans: what a scholar is told in writing, in time, and the help that comes with it."""
