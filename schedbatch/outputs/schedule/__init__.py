"""``schedule.xlsx``: what comes back to the planner."""
