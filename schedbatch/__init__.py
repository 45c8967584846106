"""schedbatch: a planner's workbook in; a schedule, calendars and hand-offs out."""

__version__ = "0.2.0"
