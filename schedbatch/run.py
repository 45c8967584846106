"""The way in from Python, whatever becomes of the rooms behind it.

from datetime import UTC, datetime
from pathlib import Path
from schedbatch.run import process

report = process(Path("anatomy-labs.xlsx"), previous=None, now=datetime.now(UTC))
for offering in report.plan.offerings:
print(offering.start, offering.location, *offering.groups)
for issue in report.issues:
print(issue.severity, issue.where, issue.message)
"""

from schedbatch.jobs.run import ExitCode, Options, Outcome, process, run_workbook

__all__ = ["ExitCode", "Options", "Outcome", "process", "run_workbook"]
