"""Surveys of scholars: intake, self-assessment, contribution, experience, careers."""
