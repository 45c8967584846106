"""``schedbatch columns`` and ``schedbatch issues``: the reference in the terminal."""

from collections.abc import Callable

import click


@click.command(short_help="List the workbook's sheets and columns.")
@click.argument("sheet", required=False, default="")
def columns(sheet: str) -> None:
    """List what goes into the workbook: every sheet with its columns, or those of one SHEET."""
    from schedbatch.reference import columns_text  # noqa: PLC0415

    _explain(columns_text, sheet)


@click.command(short_help="List the kinds of issues, or explain one.")
@click.argument("code", required=False, default="")
def issues(code: str) -> None:
    """List every kind of issue, or say what to do about one CODE, such as unknown-reference."""
    from schedbatch.reference import issues_text  # noqa: PLC0415

    _explain(issues_text, code)


def _explain(explain: Callable[[str, int], str], name: str) -> None:
    import shutil  # noqa: PLC0415 - it brings every compression of the standard library with it

    from schedbatch.reference import UnknownTopic  # noqa: PLC0415

    try:
        click.echo(explain(name, shutil.get_terminal_size((100, 24)).columns))
    except UnknownTopic as error:
        raise click.UsageError(str(error)) from error
