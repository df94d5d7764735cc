"""Tracker: where research-training programs keep evaluations, gates, outcomes and release reviews.

This module imports nothing, so that the pure packages below it load without the web framework.
"""
