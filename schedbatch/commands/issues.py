"""``schedbatch issues``: the kinds of issues."""

import click

from schedbatch.commands.explaining import explain
from schedbatch.jobs.reference import issues_text


@click.command()
@click.argument("code", required=False, default="")
def issues(code: str) -> None:
    """List every kind of issue, or say what to do about one CODE, such as unknown-reference."""
    explain(issues_text, code)
