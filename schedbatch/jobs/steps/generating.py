"""The bytes of a workbook -> its catalog and its plan, without anything from earlier runs."""

from collections.abc import Sequence
from dataclasses import dataclass

from schedbatch.domain.edits import AddedRow
from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan
from schedbatch.generator.plan import make_plan
from schedbatch.jobs.steps.options import Options
from schedbatch.readers.catalog import build_catalog
from schedbatch.readers.edited_copy import added_sheet
from schedbatch.xlsx.raw import RawWorkbook
from schedbatch.xlsx.workbook import WorkbookFile

ADDED_SHEET = "schedule.xlsx: Offerings (added)"
"""The name of the sheet of rows that were added by hand; no workbook can have a sheet of this name."""


@dataclass(frozen=True, slots=True)
class GeneratedWorkbook:
    """A workbook with its catalog and its plan, and with the rows that were added to its Offerings by hand."""

    name: str
    sha256: str
    raw: RawWorkbook
    catalog: Catalog
    plan: Plan
    issues: tuple[Issue, ...]
    is_as_released: bool = False
    """The plan is one that was released: hand edits and held rows are in it already."""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The workbook's sheets by name, in order."""
        return tuple(sheet.name for sheet in self.raw.sheets)


def generate(workbook: WorkbookFile, options: Options) -> GeneratedWorkbook:
    """Read the workbook and generate its plan. Raises InputUnreadable."""
    raw = workbook.read(max_rows=options.max_rows)
    return _generated(raw, workbook.sha256, options, ())


def with_added(generated: GeneratedWorkbook, options: Options, added: Sequence[AddedRow]) -> GeneratedWorkbook:
    """The same workbook with rows added by hand."""
    return _generated(generated.raw, generated.sha256, options, added) if added else generated


def _generated(raw: RawWorkbook, sha256: str, options: Options, added: Sequence[AddedRow]) -> GeneratedWorkbook:
    catalog, catalog_issues = build_catalog(raw, options.timezone, added_sheet(added, ADDED_SHEET), options.maps.names)
    plan, plan_issues = make_plan(catalog)
    return GeneratedWorkbook(raw.name, sha256, raw, catalog, plan, (*catalog_issues, *plan_issues))
