"""A workbook's bytes -> what is known of it before anybody asks about earlier runs."""

import hashlib
from dataclasses import dataclass

from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan
from schedbatch.generator.plan import make_plan
from schedbatch.readers.catalog import build_catalog
from schedbatch.readers.workbook import read_workbook_bytes
from schedbatch.stages.options import Options


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a workbook holds and gives by itself; ``sheets`` are its sheets' names in order."""

    name: str
    sha256: str
    sheets: tuple[str, ...]
    catalog: Catalog
    plan: Plan
    issues: tuple[Issue, ...]


def gather(content: bytes, name: str, options: Options) -> Gathered:
    """Read the workbook and generate its plan. Raises InputUnreadable."""
    raw = read_workbook_bytes(content, name, max_rows=options.max_rows)
    catalog, catalog_issues = build_catalog(raw, options.timezone)
    plan, plan_issues = make_plan(catalog)
    sheets = tuple(sheet.name for sheet in raw.sheets)
    return Gathered(name, hashlib.sha256(content).hexdigest(), sheets, catalog, plan, (*catalog_issues, *plan_issues))
