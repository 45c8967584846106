"""What ``schedbatch columns`` and ``schedbatch issues`` share: a topic explained, as wide as the terminal."""

import shutil
from collections.abc import Callable

import click

from schedbatch.jobs.reference import UnknownTopic


def explain(text_of: Callable[[str, int], str], name: str) -> None:
    """Print what ``text_of`` says of a name, as wide as the terminal."""
    try:
        click.echo(text_of(name, shutil.get_terminal_size((100, 24)).columns))
    except UnknownTopic as error:
        raise click.UsageError(str(error)) from error
