"""Polls before and after an event: anonymous answers, and whether anything moved."""
