"""The planner's blank workbook: `schedbatch template`."""
