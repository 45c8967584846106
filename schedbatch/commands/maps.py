"""``--handoff FILE`` and ``SCHEDBATCH_HANDOFF``: hand-offs of one's own."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from schedbatch.domain.handoff import HandoffMap, HandoffMaps
from schedbatch.domain.names import fold
from schedbatch.readers.handoff_map import read_map

VARIABLE = "SCHEDBATCH_HANDOFF"

Command = TypeVar("Command", bound=Callable[..., Any])


def handoff_option(command: Command) -> Command:
    """Give the command the option ``--handoff``, as ``handoff``: a tuple of paths."""
    return click.option(
        "--handoff",
        metavar="FILE",
        multiple=True,
        type=click.Path(path_type=Path),
        help=f"A map of your own hand-off, which is made too; may be given several times. {VARIABLE} lists maps that are made "
        "where the workbook names them.",
    )(command)


def load_maps(given: Iterable[Path]) -> "HandoffMaps":
    """The maps that are ``given`` and those that the environment lists. Raises UsageError for whatever is wrong with them."""
    asked_for = tuple(given)
    listed = (Path(text) for text in os.environ.get(VARIABLE, "").split(os.pathsep) if text.strip())
    known: dict[str, tuple[HandoffMap, Path]] = {}
    faults: list[str] = []
    for path in dict.fromkeys(path.resolve() for path in (*asked_for, *listed)):
        found, wrong = read_map(path)
        faults.extend(wrong)
        if found and (other := known.setdefault(fold(found.name), (found, path)))[1] != path:
            faults.append(f'{other[1]} and {path} are both called "{found.name}"; give one of them another name.')
    if faults:
        raise click.UsageError("\n".join(faults))
    wanted = {path.resolve() for path in asked_for}
    maps = list(known.values())
    return HandoffMaps(
        tuple(handoff_map for handoff_map, _ in maps), tuple(handoff_map.name for handoff_map, path in maps if path in wanted)
    )
