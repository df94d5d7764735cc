"""Programs, cohorts, phases and gates, enrolments, milestones."""
