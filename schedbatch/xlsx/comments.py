"""The comments of a sheet: our words are put in, taken out or renewed. Others' words stay, and ours stand below them.

A threaded comment has a plain one beside it, for programs that know no threads: that one is extended, the thread stays.
Source: ECMA-376 Part 1, 18.7; [MS-XLSX] 2.1.34 (threaded comments).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schedbatch.domain.issues import CellRef
from schedbatch.xlsx.namespaces import main_namespace
from schedbatch.xlsx.spans import Document, Edit, Node, UnpatchablePart, string_text

_CHARACTERS = 22
"""In a line of the box that Excel gives a comment."""


def lines_of(text: str, characters: int) -> int:
    """The number of lines that a comment's text takes where ``characters`` go into a line; 0 for a blank text."""
    return sum(1 + len(line) // characters for line in text.split("\n")) if text else 0


def empty(*, is_strict: bool) -> bytes:
    """The comments of a sheet that has none."""
    namespace = main_namespace(is_strict=is_strict)
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<comments xmlns="{namespace}"><authors></authors><commentList></commentList></comments>'
    ).encode()


@dataclass(frozen=True, slots=True)
class CellComment:
    """A cell and what our comment on the cell says."""

    where: CellRef
    text: str


FindOwn = Callable[[str], tuple[int, int] | None]
"""Gives the start and end of our words in a comment's text; ``None`` if the text has none of our words."""


@dataclass(frozen=True, slots=True)
class Commented:
    """A comments part with our words in it.

    ``emptied`` are the addresses of cells that have lost their comment. ``grown`` tells by how many lines each comment that
    others began has grown.
    """

    content: bytes
    emptied: frozenset[str]
    grown: Mapping[str, int]


def renew_comments(document: Document, own: Mapping[str, CellComment], author: str, find_own: FindOwn) -> Commented:
    """Renew the words that ``author`` has in a sheet's comments. ``own`` comments go by the cell's address.

    Raises UnpatchablePart.
    """
    found = document.root.child("commentList")
    authors = document.root.child("authors")
    if found is None or authors is None:
        raise UnpatchablePart("comments without a list")
    names = [author.text for author in authors.every("author")]
    author_number = names.index(author) if author in names else len(names)
    edits: list[Edit] = []
    grown: dict[str, int] = {}
    emptied: set[str] = set()
    for node in found.every("comment"):
        address = node.attributes.get("ref", "")
        growth, comment_edits = _renewed(document, node, own.get(address), find_own)
        edits += comment_edits
        if growth is None:
            emptied.add(address)
        else:
            grown[address] = growth
    missing = [comment for address, comment in own.items() if address not in grown]
    if missing and author not in names:
        edits.append(document.appended(authors, _tag(document, "author", author.encode())))
    if missing:
        new = b"".join(_new_comment(document, comment, author_number) for comment in missing)
        edits.append(document.appended(found, new))
    return Commented(
        document.edited(*edits), frozenset(emptied - set(own)), {cell: lines for cell, lines in grown.items() if lines}
    )


def _renewed(document: Document, node: Node, comment: CellComment | None, find_own: FindOwn) -> tuple[int | None, list[Edit]]:
    """By how many lines the comment grows (``None``: the comment is taken out), and the edits that renew the comment."""
    text = node.child("text")
    pieces = [node for node in text.walk() if node.name == "t"] if text else []
    whole = "".join(piece.text for piece in pieces)
    ours = find_own(whole)
    if text is None or (ours is None and comment is None):
        return 0, []
    left = whole[: ours[0]] + whole[ours[1] :] if ours else whole
    if ours and not left.strip():
        # A comment with our words alone is taken out; where the cell still has a comment, a new one is written.
        return None, [(node.start, node.end, b"")]
    edits = _without(document, text, pieces, ours) if ours else []
    if comment:
        runs = _runs(document, comment, "\n\n" if left.strip() else "")
        edits += _as_run(document, text)
        last = next((child for child in text.children if child.name in ("rPh", "phoneticPr")), None)
        edits.append((last.start, last.start, runs) if last else document.appended(text, runs))
    before, after = whole[slice(*ours)] if ours else "", comment.text if comment else ""
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


def _new_comment(document: Document, comment: CellComment, author_number: int) -> bytes:
    attributes = f' ref="{comment.where.address}" authorId="{author_number}"'
    return _tag(document, "comment", _tag(document, "text", _runs(document, comment, "")), attributes)


def _runs(document: Document, comment: CellComment, before: str) -> bytes:
    """The runs of our words, the first line bold."""
    first, _, rest = comment.text.partition("\n")
    return _run(document, before + first + "\n", "<b/>") + _run(document, rest, "")


def _run(document: Document, text: str, looks: str) -> bytes:
    font = f'{looks}<sz val="9"/><color indexed="81"/><rFont val="Tahoma"/><family val="2"/>'.replace("<", f"<{document.prefix}")
    shown = _tag(document, "t", string_text(text), ' xml:space="preserve"')
    return _tag(document, "r", _tag(document, "rPr", font.encode()) + shown)


def _tag(document: Document, name: str, content: bytes, attributes: str = "") -> bytes:
    name = document.prefix + name
    return f"<{name}{attributes}>".encode() + content + f"</{name}>".encode()
