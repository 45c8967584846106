"""The names by which a marked copy of the planner's workbook is known: outputs write these names, readers look for them."""

SHEET_NAMES = ("Issues", "schedbatch issues")
"""The sheet that a marked copy has more than the planner's workbook: the second where the planner has an Issues sheet."""

SHEET_MARK = "schedbatch marks"
"""Stands in the first row of that sheet, in a hidden column; the Schedule ID in the cell to its right."""

PROPERTY_START = "schedbatch "
"""So the names of all our document properties begin, those of schedule.xlsx too."""

SCHEDULE_ID_PROPERTY = "schedbatch Schedule ID"
"""The document property with the Schedule ID; not that of schedule.xlsx, which is no workbook to run."""
