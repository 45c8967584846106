"""How the parts of a package find each other, to be changed: content types, relationships, the workbook's list of sheets.

Source: ECMA-376 Part 2, 9 and 10; Part 1, 18.2.19.
"""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from schedbatch.xlsx.namespaces import RELATIONS, STRICT_RELATIONS
from schedbatch.xlsx.package import Relation, is_within, relation_of, relations_part
from schedbatch.xlsx.package_patch import PackagePatch
from schedbatch.xlsx.spans import Document, UnpatchablePart, quoted_text, with_attribute
from schedbatch.xlsx.workbook import Book

CONTENT_TYPES = "[Content_Types].xml"
_RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_NAMESPACE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


class RelationsPatch:
    """What a part refers to within the package; blank for the package itself."""

    def __init__(self, package: PackagePatch, part: str) -> None:
        self._package = package
        self._part = part
        self._path = relations_part(part)
        self._document = package.document(self._path) if package.has(self._path) else None
        self.found = tuple(self._read()) if self._document else ()
        self._ids = {child.attributes.get("Id", "") for child in self._document.root.children} if self._document else set()

    def _read(self) -> Iterator[Relation]:
        assert self._document  # noqa: S101 - the caller has looked
        attributes = (child.attributes for child in self._document.root.every("Relationship"))
        return (relation_of(named, self._part) for named in attributes if is_within(named))

    def first(self, kind: str) -> Relation | None:
        """The first of that kind."""
        return next((relation for relation in self.found if relation.kind == kind), None)

    def by_id(self, key: str) -> Relation | None:
        """The one with that id."""
        return next((relation for relation in self.found if relation.id == key), None)

    def free_id(self) -> str:
        """An id that no other has."""
        number = len(self._ids) + 1
        while f"rId{number}" in self._ids:
            number += 1
        return f"rId{number}"

    def add(self, key: str, kind: str, part: str) -> None:
        """Add one; ``kind`` is its whole type. The part changes at once."""
        self._ids.add(key)
        prefix = self._document.prefix if self._document else ""
        markup = f'<{prefix}Relationship Id="{key}" Type="{kind}" Target="/'.encode() + quoted_text(part) + b'"/>'
        if self._document is None:
            content = _DECLARATION + f'<Relationships xmlns="{_NAMESPACE}/relationships">'.encode() + markup + b"</Relationships>"
        else:
            content = self._document.edited(self._document.appended(self._document.root, markup))
        self._package.put_text(self._path, content)
        self._document = self._package.document(self._path)
        self.found = tuple(self._read())

    def remove(self, part: str) -> None:
        """Remove what refers to ``part``. The part changes at once."""
        assert self._document  # noqa: S101 - whoever found the part found it here
        gone = {relation.id for relation in self.found if relation.part == part}
        nodes = [node for node in self._document.root.every("Relationship") if node.attributes.get("Id") in gone]
        self._package.put_text(self._path, self._document.edited(*((node.start, node.end, b"") for node in nodes)))
        self._document = self._package.document(self._path)
        self.found = tuple(self._read())


def kinds_of(document: Document) -> str:
    """What the types of relationships begin with in a workbook that is written as ``document`` is."""
    return STRICT_RELATIONS if document.is_strict else RELATIONS


class ContentTypesPatch:
    """The content types of the parts. Changes are collected until they are put into the package."""

    def __init__(self, package: PackagePatch) -> None:
        self._package = package
        self._document = package.document(CONTENT_TYPES)
        children = self._document.root.children
        self._parts = {child.attributes["PartName"].lower() for child in children if "PartName" in child.attributes}
        self._extensions = {
            child.attributes["Extension"].lower(): child.attributes.get("ContentType", "")
            for child in children
            if "Extension" in child.attributes
        }
        self._added: list[bytes] = []

    def say(self, part: str, content_type: str) -> None:
        """State the type of a part, unless the part has a type."""
        if f"/{part}".lower() not in self._parts:
            self._parts.add(f"/{part}".lower())
            name = quoted_text(f"/{part}").decode()
            self._added.append(f'<{self._document.prefix}Override PartName="{name}" ContentType="{content_type}"/>'.encode())

    def say_by_extension(self, part: str, content_type: str) -> None:
        """State the type of a part through its extension; on its own if others with that extension are something else."""
        extension = part.rpartition(".")[2].lower()
        if extension not in self._extensions:
            self._extensions[extension] = content_type
            self._added.insert(
                0, f'<{self._document.prefix}Default Extension="{extension}" ContentType="{content_type}"/>'.encode()
            )
        elif self._extensions[extension] != content_type:
            self.say(part, content_type)

    def forget(self, part: str) -> None:
        """Say nothing of a part any more. The package changes at once."""
        nodes = (node for node in self._document.root.children if node.attributes.get("PartName", "").lower() == f"/{part}".lower())
        self._package.put_text(CONTENT_TYPES, self._document.edited(*((node.start, node.end, b"") for node in nodes)))
        self._document = self._package.document(CONTENT_TYPES)

    def put(self) -> None:
        """Put the changes into the package."""
        self.say_by_extension("x.rels", _RELS_TYPE)
        if self._added:
            edit = self._document.appended(self._document.root, b"".join(self._added))
            self._package.put_text(CONTENT_TYPES, self._document.edited(edit))


@dataclass(frozen=True, slots=True)
class BookPatch:
    """The workbook's own part, and its worksheets in order: name -> part."""

    part: str
    document: Document
    sheets: dict[str, str]
    relations: RelationsPatch

    @property
    def folder(self) -> str:
        """The folder of the workbook's part, in which its other parts usually stand."""
        return posixpath.dirname(self.part)


def patch_book(package: PackagePatch, book: Book) -> BookPatch:
    """The workbook's own part, to be patched. Raises UnpatchablePart."""
    document = package.document(book.part)
    sheets: dict[str, str] = {}
    for name, part in book.sheets:
        sheets.setdefault(name, part)
    if document.root.name != "workbook":
        raise UnpatchablePart(f"a workbook that is a {document.root.name}")
    return BookPatch(book.part, document, sheets, RelationsPatch(package, book.part))


def add_sheet(package: PackagePatch, book: BookPatch, name: str, part: str) -> None:
    """Make ``part`` the workbook's last sheet, so that every number by which others are known stays right."""
    document = book.document
    listed = document.root.child("sheets")
    if listed is None:
        raise UnpatchablePart("a workbook without sheets")
    key = book.relations.free_id()
    ids = [int(sheet.attributes.get("sheetId", "0")) for sheet in listed.every("sheet")]
    tag = f'<{document.prefix}sheet xmlns:r="{kinds_of(document)}" name="'.encode() + quoted_text(name)
    tag += f'" sheetId="{max(ids) + 1}" r:id="{key}"/>'.encode()
    package.put_text(book.part, document.edited(document.appended(listed, tag)))
    book.relations.add(key, f"{kinds_of(document)}/worksheet", part)


def remove_sheet(package: PackagePatch, book: BookPatch, types: ContentTypesPatch, name: str, part: str) -> None:
    """Take a sheet out of the workbook, with the names that are its own; the numbers by which other names know sheets follow."""
    document = package.document(book.part)
    listed = document.root.child("sheets")
    sheets = list(listed.every("sheet")) if listed else []
    number = next((place for place, sheet in enumerate(sheets) if sheet.attributes.get("name") == name), None)
    if number is None:
        raise UnpatchablePart(f"a workbook without a sheet {name}")
    edits = [(sheets[number].start, sheets[number].end, b"")]
    names = document.root.child("definedNames")
    for defined in names.every("definedName") if names else ():
        sheet = defined.attributes.get("localSheetId", "")
        if sheet == str(number):
            edits.append((defined.start, defined.end, b""))
        elif sheet.isdecimal() and int(sheet) > number:
            tag = document.tag(defined)
            edits.append((defined.start, defined.start + len(tag), with_attribute(tag, "localSheetId", str(int(sheet) - 1))))
    if names and all(any(edit[0] == defined.start and not edit[2] for edit in edits) for defined in names.every("definedName")):
        edits = [edit for edit in edits if not names.start <= edit[0] < names.end] + [(names.start, names.end, b"")]
    package.put_text(book.part, document.edited(*sorted(edits)))
    book.relations.remove(part)
    types.forget(part)
    package.remove(part)
    package.remove(relations_part(part))


def free_part(package: PackagePatch, pattern: str) -> str:
    """The first name of ``pattern`` (``xl/comments{}.xml``) that no part has."""
    number = 1
    while package.has(pattern.format(number)):
        number += 1
    return pattern.format(number)
