"""The zip that a workbook is: its parts by name, whatever their case and slashes, and how they refer to each other.

Source: ECMA-376 Part 2, 9 and 10 (names of parts know no case).
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schedbatch.xlsx.guard import open_zip, part_name
from schedbatch.xlsx.sheet_xml import Element, MalformedPart, elements

_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship: its id, its kind (the last word of its type), and the part that it leads to."""

    id: str
    kind: str
    part: str


class Package:
    """A workbook's parts, opened within the guard's limits. Raises InputUnreadable when it is made."""

    def __init__(self, content: bytes, name: str) -> None:
        self.content = content
        self._zip = open_zip(content, name)
        self._by_name = {part_name(member.filename): member for member in self._zip.infolist()}

    @property
    def members(self) -> tuple[zipfile.ZipInfo, ...]:
        """What the directory lists, in its order."""
        return tuple(self._zip.infolist())

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part_name(part) in self._by_name

    def chunks(self, part: str, size: int = _CHUNK) -> Iterator[bytes]:
        """The part's bytes, inflated piece by piece; never more than the directory says, the checksum checked at the end.

        Raises MalformedPart if there is no such part, and zipfile's and zlib's errors.
        """
        member = self._by_name.get(part_name(part))
        if member is None:
            raise MalformedPart(f"part {part} is missing")
        with self._zip.open(member) as stream:
            while chunk := stream.read(size):
                yield chunk

    def elements(self, part: str) -> Iterator[Element]:
        """Every element of a part, in the order in which they begin."""
        return elements(self.chunks(part))

    def related(self, part: str) -> tuple[Relation, ...]:
        """What ``part`` refers to within the package; blank for the package itself."""
        path = relations_part(part)
        if not self.has(path):
            return ()
        found = (element.attributes for element in self.elements(path) if element.name == "Relationship")
        return tuple(relation_of(attributes, part) for attributes in found if is_within(attributes))

    def is_whole(self) -> bool:
        """Whether every part can be inflated, and has the checksum that the directory says."""
        try:
            for part in self._by_name:
                for _ in self.chunks(part):
                    pass
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError):
            return False
        return True


def relations_part(part: str) -> str:
    """The part that lists what ``part`` refers to."""
    folder, base = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{base}.rels")


def is_within(attributes: Mapping[str, str]) -> bool:
    """Whether a relationship leads to a part of the package."""
    return attributes.get("TargetMode") != "External"


def relation_of(attributes: Mapping[str, str], part: str) -> Relation:
    """The relationship that ``part`` has by these attributes; targets start from its folder."""
    target = attributes.get("Target", "").replace("\\", "/")
    path = posixpath.normpath(posixpath.join("/", posixpath.dirname(part), target)).lstrip("/")
    return Relation(attributes.get("Id", ""), attributes.get("Type", "").rpartition("/")[2], path)
