"""``schedbatch columns``: the workbook's sheets and columns."""

import click

from schedbatch.commands.explaining import explain
from schedbatch.jobs.reference import columns_text


@click.command()
@click.argument("sheet", required=False, default="")
def columns(sheet: str) -> None:
    """List what goes into the workbook: every sheet with its columns, or those of one SHEET."""
    explain(columns_text, sheet)
