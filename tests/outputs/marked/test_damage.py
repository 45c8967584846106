"""Whatever a part holds: a copy or none, never a traceback; and where there is a copy, all else in it is whole."""

from hypothesis import given
from hypothesis import strategies as st

from schedbatch.domain import kinds
from schedbatch.domain.issues import CellRef, Issue
from schedbatch.outputs.marked import copy
from schedbatch.xlsx.workbook import WorkbookFile
from tests.outputs.marked.workbooks import rich, unzipped, zipped
from tests.outputs.reports import report

_MEMBERS = unzipped(rich())
_FOUND = report(found=tuple(Issue(kinds.UNKNOWN_REFERENCE, "Bad.", CellRef("Sessions", row, 3)) for row in (2, 3, 9)))
_JUNK = (
    *(b"", b"<", b"<a/>", b"\xff\xfe", b"\x00", b"<!DOCTYPE a><a/>", b"<?xml version='1.0' encoding='klingon'?><a/>"),
    *(b"<a>" * 2_000, b"<comments><authors/></comments>", b"<worksheet><sheetData><row r='x'/></sheetData></worksheet>"),
)


@st.composite
def _damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A part and what it holds instead: junk, or its own bytes with a piece cut out or written over."""
    part = draw(st.sampled_from(sorted(_MEMBERS)))
    content = _MEMBERS[part]
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, min(len(content), start + 60)))
    piece = draw(st.sampled_from([b"", b'"', b"<", b">", b"/>", b"9999999999", b"-1", b"x:", b"\x80"]))
    return part, draw(st.sampled_from([*_JUNK, content[:start], *[content[:start] + piece + content[end:]] * 20]))


@given(_damaged())
def test_a_damaged_part_never_ends_in_a_traceback(damaged: tuple[str, bytes]) -> None:
    part, content = damaged
    made = copy.render(_FOUND, WorkbookFile(zipped(_MEMBERS | {part: content}), "made.xlsx"))
    untouched = [name for name in _MEMBERS if name != part and (name.endswith((".png", ".bin")) or "/charts/" in name)]
    for artifact in made:
        after = unzipped(artifact.content)
        assert [after[name] for name in untouched] == [_MEMBERS[name] for name in untouched]


def test_some_damage_leaves_a_copy_and_some_does_not() -> None:
    damaged = {part: zipped(_MEMBERS | {part: b"<"}) for part in ("xl/styles.xml", "docProps/core.xml")}
    made = {part: len(copy.render(_FOUND, WorkbookFile(content, "made.xlsx"))) for part, content in damaged.items()}
    assert made == {"xl/styles.xml": 0, "docProps/core.xml": 1}
