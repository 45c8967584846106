"""The reference in the terminal: sheets, columns and settings, and every kind of issue.

A room of its own beside the corridor, since it shows tables of two floors and needs no run.
"""

import textwrap
from collections.abc import Iterable, Iterator

from schedbatch.domain.columns import SETTINGS, SHEETS
from schedbatch.domain.issues import Kind
from schedbatch.domain.kinds import KINDS
from schedbatch.domain.names import display_width
from schedbatch.domain.sheets import Column, Need, Sheet, heading_key
from schedbatch.readers.settings import SETTING_ROWS
from schedbatch.readers.spelling import did_you_mean

_MARKS = {Need.ALWAYS: "*", Need.BY_CONTEXT: "(*)", Need.NO: ""}
_LEGEND = "* required in every row; (*) required unless another row or cell says it; in brackets: other names that are read too."
_GAP = 2


class UnknownTopic(Exception):
    """What was asked about does not exist; the message says what might have been meant."""


def columns_text(name: str, width: int) -> str:
    """Every sheet with its columns, or the one called ``name``, in lines of at most ``width`` characters.

    Raises UnknownTopic.
    """
    sheets = SHEETS if not name else (_sheet_named(name),)
    return "\n\n".join((*("\n".join(_sheet_lines(sheet, width)) for sheet in sheets), "\n".join(_wrapped(_LEGEND, width))))


def _sheet_named(name: str) -> Sheet:
    for sheet in SHEETS:
        if heading_key(name) in map(heading_key, (sheet.name, *sheet.aliases)):
            return sheet
    raise UnknownTopic(f'There is no sheet "{name}"{did_you_mean(name, (sheet.name for sheet in SHEETS)) or "."}')


def _sheet_lines(sheet: Sheet, width: int) -> Iterator[str]:
    columns = SETTING_ROWS if sheet.name == SETTINGS.name else sheet.columns
    yield from _wrapped(f"{sheet.name}{_aliases(sheet.aliases)}: {sheet.help}", width)
    yield from _listed(((_heading(column), column.help) for column in columns), width)
    words = "; ".join(f"{', '.join(column.synonyms)} (for {column})" for column in columns if column.synonyms)
    if words:
        yield from _wrapped(f"Headings that are read too: {words}.", width)


def _heading(column: Column) -> str:
    return f"{column.heading}{_MARKS[column.need]}{_aliases(column.aliases)}"


def _aliases(aliases: tuple[str, ...]) -> str:
    return f" [{', '.join(aliases)}]" if aliases else ""


def issues_text(code: str, width: int) -> str:
    """Every kind of issue, gravest first, or what the one called ``code`` means and what to do. Raises UnknownTopic."""
    if code:
        kind = _kind_named(code)
        return "\n".join((f"{kind.code} ({kind.severity}): {kind.title}", *_wrapped(kind.hint, width)))
    kinds = sorted(KINDS, key=lambda kind: -kind.severity)
    return "\n".join(_listed(((kind.code, f"{kind.severity}: {kind.title}") for kind in kinds), width))


def _kind_named(code: str) -> Kind:
    for kind in KINDS:
        if kind.code == code.strip().lower():
            return kind
    raise UnknownTopic(f'There is no issue "{code}"{did_you_mean(code, (kind.code for kind in KINDS)) or "."}')


def _listed(pairs: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    """Names in a column, what they mean beside them."""
    known = list(pairs)
    longest = max(display_width(name) for name, _ in known) + _GAP
    for name, meaning in known:
        first, *rest = _wrapped(meaning, width - longest - _GAP) or [""]
        yield f"{' ' * _GAP}{name}{' ' * (longest - display_width(name))}{first}"
        yield from (" " * (longest + _GAP) + line for line in rest)


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text.replace("`", '"'), max(width, 20), break_long_words=False)
