"""The comments of a sheet: ours are put in, taken out or renewed; the planner's stay, and ours stand below them.

A threaded comment has a plain one beside it, for programs that know no threads: that one is extended, the thread stays.
Source: ECMA-376 Part 1, 18.7; [MS-XLSX] 2.1.34 (threaded comments).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from schedbatch.outputs.marked.marks import AUTHOR, Mark, lines_of, own_words
from schedbatch.xlsx.namespaces import main_namespace
from schedbatch.xlsx.spans import Document, Edit, Node, UnpatchablePart, string_text

_CHARACTERS = 22
"""In a line of the box that Excel gives a comment."""


def empty(*, is_strict: bool) -> bytes:
    """The comments of a sheet that has none."""
    namespace = main_namespace(is_strict=is_strict)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{namespace}"><authors></authors><commentList></commentList></comments>'
    ).encode()


@dataclass(frozen=True, slots=True)
class Commented:
    """A comments part with our marks: cells that have no comment any more, and by how many lines those of others have grown."""

    content: bytes
    emptied: frozenset[str]
    grown: Mapping[str, int]


def mark_comments(document: Document, marks: Mapping[str, Mark]) -> Commented:
    """Renew our words in the comments of a sheet, whose ``marks`` go by the cell's address. Raises UnpatchablePart."""
    found = document.root.child("commentList")
    authors = document.root.child("authors")
    if found is None or authors is None:
        raise UnpatchablePart("comments without a list")
    names = [author.text for author in authors.every("author")]
    own = names.index(AUTHOR) if AUTHOR in names else len(names)
    edits: list[Edit] = []
    grown: dict[str, int] = {}
    emptied: set[str] = set()
    for comment in found.every("comment"):
        address = comment.attributes.get("ref", "")
        growth, comment_edits = _renewed(document, comment, marks.get(address))
        edits += comment_edits
        if growth is None:
            emptied.add(address)
        else:
            grown[address] = growth
    missing = [mark for address, mark in marks.items() if address not in grown]
    if missing and AUTHOR not in names:
        edits.append(document.appended(authors, _tag(document, "author", AUTHOR.encode())))
    if missing:
        edits.append(document.appended(found, b"".join(_new_comment(document, mark, own) for mark in missing)))
    return Commented(
        document.edited(*edits), frozenset(emptied - set(marks)), {cell: lines for cell, lines in grown.items() if lines}
    )


def _renewed(document: Document, comment: Node, mark: Mark | None) -> tuple[int | None, list[Edit]]:
    """By how many lines the comment grows (``None``: it goes), and the edits that bring it up to date."""
    text = comment.child("text")
    pieces = [node for node in text.walk() if node.name == "t"] if text else []
    whole = "".join(piece.text for piece in pieces)
    ours = own_words(whole)
    if text is None or (ours is None and mark is None):
        return 0, []
    left = whole[: ours[0]] + whole[ours[1] :] if ours else whole
    if ours and not left.strip():
        # A comment that is ours alone is written anew, be it that the cell is still bad.
        return None, [(comment.start, comment.end, b"")]
    edits = _without(document, text, pieces, ours) if ours else []
    if mark:
        runs = _runs(document, mark, "\n\n" if left.strip() else "")
        edits += _as_run(document, text)
        last = next((child for child in text.children if child.name in ("rPh", "phoneticPr")), None)
        edits.append((last.start, last.start, runs) if last else document.appended(text, runs))
    before, after = whole[slice(*ours)] if ours else "", mark.comment if mark else ""
    return lines_of(after, _CHARACTERS) - lines_of(before.lstrip("\n"), _CHARACTERS), edits


def _without(document: Document, text: Node, pieces: list[Node], ours: tuple[int, int]) -> list[Edit]:
    """The edits that take our words out of the comment's runs."""
    edits: list[Edit] = []
    position = 0
    runs = {piece.start: run for run in text.every("r") for piece in run.every("t")}
    for piece in pieces:
        start, end = (max(0, min(place - position, len(piece.text))) for place in ours)
        position += len(piece.text)
        if start == end:
            continue
        left = piece.text[:start] + piece.text[end:]
        run = runs.get(piece.start)
        if left or run is None:
            edits.append((piece.start, piece.end, _tag(document, "t", string_text(left), ' xml:space="preserve"')))
        else:
            edits.append((run.start, run.end, b""))
    return edits


def _as_run(document: Document, text: Node) -> list[Edit]:
    """A plain text becomes a run, so that other runs may follow."""
    prefix = document.prefix.encode()
    return [
        edit
        for plain in text.every("t")
        for edit in ((plain.start, plain.start, b"<%sr>" % prefix), (plain.end, plain.end, b"</%sr>" % prefix))
    ]


def _new_comment(document: Document, mark: Mark, author: int) -> bytes:
    attributes = f' ref="{mark.where.address}" authorId="{author}"'
    return _tag(document, "comment", _tag(document, "text", _runs(document, mark, "")), attributes)


def _runs(document: Document, mark: Mark, before: str) -> bytes:
    """The words of ours, the first line bold."""
    first, _, rest = mark.comment.partition("\n")
    return _run(document, before + first + "\n", "<b/>") + _run(document, rest, "")


def _run(document: Document, text: str, looks: str) -> bytes:
    font = f'{looks}<sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/>'.replace("<", f"<{document.prefix}")
    shown = _tag(document, "t", string_text(text), ' xml:space="preserve"')
    return _tag(document, "r", _tag(document, "rPr", font.encode()) + shown)


def _tag(document: Document, name: str, content: bytes, attributes: str = "") -> bytes:
    name = document.prefix + name
    return f"<{name}{attributes}>".encode() + content + f"</{name}>".encode()
