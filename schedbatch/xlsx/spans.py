"""Where the elements of an XML part stand, byte by byte, so that text can be put in without writing the rest anew.

Offsets count the bytes of the part in UTF-8; :mod:`schedbatch.xlsx.package_patch` turns other encodings into it and back.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from schedbatch.xlsx.namespaces import STRICT
from schedbatch.xlsx.sheet_xml import local

_TAG = re.compile(rb"""<[^\s/>"']+(?:[^"'>]++|"[^"]*"|'[^']*')*+>""")
_ATTRIBUTE = re.compile(rb"""\s([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_X_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")

# By hand: xml.sax.saxutils brings half of the standard library's network code with it.
_IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_IN_ATTRIBUTE = {**_IN_TEXT, **str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#9;"})}

Edit = tuple[int, int, bytes]
"""From and to which byte, and what stands there instead."""


class UnpatchablePart(Exception):
    """A part is not what Excel writes, so that nothing can be put into it safely."""


@dataclass(frozen=True, slots=True)
class Node:
    """An element: where it begins and ends, and its contents between ``inner`` and ``inner_end`` (both ``end`` of an empty tag)."""

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    inner_end: int
    end: int
    children: tuple["Node", ...]
    text: str

    @property
    def is_self_closed(self) -> bool:
        """Whether the element is written ``<name/>``."""
        return self.inner == self.end

    def child(self, name: str) -> "Node | None":
        """The first child of that name."""
        return next((child for child in self.children if child.name == name), None)

    def every(self, name: str) -> Iterator["Node"]:
        """The children of that name, in order."""
        return (child for child in self.children if child.name == name)

    def walk(self) -> Iterator["Node"]:
        """The element and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Document:
    """A part and its elements; ``namespace`` is the root's, ``prefix`` what its elements bear (``x:`` or nothing)."""

    content: bytes
    root: Node
    namespace: str
    prefix: str

    @property
    def is_strict(self) -> bool:
        """Whether the document is written in the strict namespaces."""
        return self.namespace.startswith(STRICT)

    def tag(self, node: Node) -> bytes:
        """The element's start tag."""
        return self.content[node.start : node.inner]

    def raw(self, node: Node) -> bytes:
        """The whole element."""
        return self.content[node.start : node.end]

    def appended(self, node: Node, markup: bytes) -> Edit:
        """The edit that makes ``markup`` the last content of ``node``."""
        if not node.is_self_closed:
            return (node.inner_end, node.inner_end, markup)
        return (node.start, node.end, filled_tag(self.tag(node), markup))

    def edited(self, *edits: Edit) -> bytes:
        """The part with the edits made. Edits do not overlap; edits of one place keep their order."""
        pieces, position = [], 0
        for start, end, markup in sorted(edits, key=lambda edit: edit[:2]):
            pieces += [self.content[position:start], markup]
            position = end
        return b"".join([*pieces, self.content[position:]])


def tag_at(content: bytes | bytearray, start: int) -> bytes:
    """The start tag that begins at ``start``."""
    found = _TAG.match(content, start)
    if not found:
        raise UnpatchablePart("no tag where one was announced")
    return bytes(found[0])


def prefix_of(tag: bytes) -> bytes:
    """``x:`` of ``<x:c r="A1">``; nothing of ``<c>``."""
    name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
    return name[: name.find(b":") + 1]


def with_attribute(tag: bytes, name: str, value: str) -> bytes:
    """The start tag with the attribute. An attribute that the tag has is replaced; a new attribute comes last."""
    raw = name.encode()
    quoted = b'"' + quoted_text(value) + b'"'
    for found in _ATTRIBUTE.finditer(tag):
        if found[1] == raw:
            return tag[: found.start(2)] + quoted + tag[found.end(2) :]
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + b" " + raw + b"=" + quoted + tag[end:]


def filled_tag(tag: bytes, markup: bytes) -> bytes:
    """``<name/>`` as ``<name>markup</name>``."""
    name = re.split(rb"[\s/>]", tag[1:], maxsplit=1)[0]
    return tag[:-2].rstrip() + b">" + markup + b"</" + name + b">"


def quoted_text(text: str) -> bytes:
    """The text, escaped for an attribute."""
    return text.translate(_IN_ATTRIBUTE).encode()


def string_text(text: str) -> bytes:
    """The text as it stands in a string of a workbook. ECMA-376 Part 1, 22.9.2.19: ``_x0041_`` would be A."""
    return _X_ESCAPE.sub("_x005F_", text).translate(_IN_TEXT).encode()


def parse(content: bytes) -> Document:
    """The elements of a part in UTF-8, whatever its declaration says. Raises UnpatchablePart."""
    builder = _Builder(content)
    try:
        builder.run()
    except (expat.ExpatError, RecursionError) as error:
        raise UnpatchablePart(str(error)) from error
    root = builder.roots[0]
    return Document(content, root, builder.namespace, prefix_of(tag_at(content, root.start)).decode())


@dataclass(frozen=True, slots=True)
class _Open:
    """An element whose end has not come yet."""

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int
    children: list[Node]
    pieces: list[str]


_MAX_DEPTH = 200


class _Builder:
    def __init__(self, content: bytes) -> None:
        self.roots: list[Node] = []
        self.namespace = ""
        self._content = content
        self._open: list[_Open] = []
        self._parser = new_parser()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters

    def run(self) -> None:
        self._parser.Parse(self._content, True)  # noqa: FBT003 - expat takes it by position

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        start = self._parser.CurrentByteIndex
        if not self._open:
            self.namespace = name.rpartition(" ")[0]
        if len(self._open) > _MAX_DEPTH:
            raise UnpatchablePart("elements too deep in each other")
        inner = start + len(tag_at(self._content, start))
        self._open.append(_Open(local(name), {local(key): value for key, value in attributes.items()}, start, inner, [], []))

    def _end(self, _: str) -> None:
        begun = self._open.pop()
        inner_end = end = begun.inner
        if self._content[begun.inner - 2 : begun.inner] != b"/>":
            inner_end = self._parser.CurrentByteIndex
            end = self._content.index(b">", inner_end) + 1
        siblings = self._open[-1].children if self._open else self.roots
        siblings.append(
            Node(
                begun.name, begun.attributes, begun.start, begun.inner, inner_end, end, tuple(begun.children), "".join(begun.pieces)
            )
        )

    def _characters(self, text: str) -> None:
        self._open[-1].pieces.append(text)


def new_parser() -> expat.XMLParserType:
    """A parser of UTF-8 that refuses document types and keeps the text of an element together."""
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return parser


def _refuse_doctype(*_: object) -> None:
    raise UnpatchablePart("a document type")
