"""Catalog -> Plan: pure, no clock, no file.

Source: generator.md.
"""

from zoneinfo import ZoneInfo

from schedbatch.domain.issues import Issue
from schedbatch.domain.model import Catalog
from schedbatch.domain.results import Plan, in_order
from schedbatch.generator.generated import generate
from schedbatch.generator.ilms import make_ilms
from schedbatch.generator.individual import with_offering_rows
from schedbatch.generator.moments import Moments


def make_plan(catalog: Catalog) -> tuple[Plan, tuple[Issue, ...]]:
    """Every offering and ILM of the catalog; held ones by id only.

    Without a time zone the plan is made in UTC, so that all mistakes are named at once; such a plan must not be released.
    """
    zone = catalog.settings.zone or ZoneInfo("UTC")
    generated, generator_issues = generate(catalog, zone)
    planned_offerings, row_issues = with_offering_rows(generated, catalog, Moments(zone))
    offerings = [planned.offering for planned in planned_offerings if not planned.is_held]
    ilms, held_ilms, ilm_issues = make_ilms(catalog, planned_offerings, zone)
    held = (*(planned.offering.id for planned in planned_offerings if planned.is_held), *held_ilms)
    plan = Plan(in_order(offerings, catalog.groups), ilms, held)
    return plan, (*generator_issues, *row_issues, *ilm_issues)
