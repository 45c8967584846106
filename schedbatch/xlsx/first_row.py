"""The first row of a sheet's part, without reading further."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from schedbatch.xlsx.sheet_xml import local
from schedbatch.xlsx.spans import UnpatchablePart, new_parser


@dataclass(frozen=True, slots=True)
class WrittenCell:
    """A cell's type (the attribute ``t``) and what is written in it: a text, or a number that stands for one."""

    kind: str
    text: str


class _FirstRowRead(Exception):
    pass


def first_row(chunks: Iterable[bytes]) -> list[WrittenCell]:
    """The cells of the first row of a part in UTF-8. Raises UnpatchablePart."""
    cells: list[WrittenCell] = []
    kind, pieces = [""], list[str]()
    parser = new_parser()

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if local(name) == "c":
            kind[0] = attributes.get("t", "n")
            pieces.clear()

    def end(name: str) -> None:
        if local(name) == "c":
            cells.append(WrittenCell(kind[0], "".join(pieces).strip()))
        elif local(name) in ("row", "sheetData"):
            raise _FirstRowRead

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, pieces.append
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position
    except _FirstRowRead:
        pass
    except expat.ExpatError as error:
        raise UnpatchablePart(str(error)) from error
    return cells
