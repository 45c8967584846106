"""A package with some parts changed: what is not changed keeps its packed bytes as they are.

Source: PKWARE, APPNOTE.TXT 4.3; ECMA-376 Part 2 (names of parts know no case).
"""

import codecs
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from schedbatch.xlsx.guard import part_name
from schedbatch.xlsx.package import Package
from schedbatch.xlsx.sheet_xml import MalformedPart
from schedbatch.xlsx.spans import Document, UnpatchablePart, parse

_CHUNK = 256 * 1024
_LEVEL = 6
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name; parts of ours say nothing about when they were made."""

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_VERSION = 20
_UTF8_NAME = 0x800
_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_BOMS = ((codecs.BOM_UTF8, ""), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Packed:
    """A part as it will stand in the zip."""

    content: bytes
    method: int
    crc: int
    size: int


class PackagePatch:
    """A workbook's parts and what is to change in them; changes are kept until the package is assembled."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._changed: dict[str, Packed] = {}
        self._new: dict[str, str] = {}
        self._removed: set[str] = set()

    def remove(self, part: str) -> None:
        """Leave the part out; nothing happens if there is none."""
        self._removed.add(part_name(part))

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part_name(part) not in self._removed and self._has(part)

    def _has(self, part: str) -> bool:
        return self._package.has(part) or part_name(part) in self._new

    def names(self) -> tuple[str, ...]:
        """The parts' names."""
        return (*(member.filename for member in self._package.members), *self._new.values())

    def read(self, part: str) -> bytes:
        """The part with all changes so far. Raises UnpatchablePart if there is none, or if it cannot be unpacked."""
        changed = self._changed.get(part_name(part))
        if changed:
            return zlib.decompress(changed.content, -zlib.MAX_WBITS)
        return b"".join(self.chunks(part))

    def chunks(self, part: str) -> Iterator[bytes]:
        """The part without our changes, piece by piece."""
        try:
            yield from self._package.chunks(part, _CHUNK)
        except (MalformedPart, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise UnpatchablePart(f"part {part} is missing, or cannot be unpacked") from error

    def chunks_in_utf8(self, part: str) -> Iterator[bytes]:
        """The same in UTF-8, whatever the part's encoding."""
        chunks = self.chunks(part)
        head = next(chunks, b"")
        yield from in_utf8(chain((head,), chunks), encoding_of(head))

    def document(self, part: str) -> Document:
        """The part's elements. Raises UnpatchablePart."""
        content = self.read(part)
        return parse(_to_utf8(content, encoding_of(content[:_CHUNK])))

    def put_text(self, part: str, content: bytes) -> None:
        """Give the part (new or not) this text, which is UTF-8; one that was written in another encoding stays in it."""
        encoding = encoding_of(self.read(part)[:_CHUNK]) if self.has(part) else ""
        self.put(part, [_from_utf8(content, encoding)])

    def text(self, part: str) -> bytes:
        """The part in UTF-8."""
        content = self.read(part)
        return _to_utf8(content, encoding_of(content[:_CHUNK]))

    def put(self, part: str, chunks: Iterable[bytes]) -> None:
        """Give the part, new or not, this content."""
        self.put_packed(part, packed(chunks))

    def put_packed(self, part: str, content: Packed) -> None:
        """The same, of content that is packed already."""
        self._changed[part_name(part)] = content
        if not self._package.has(part):
            self._new.setdefault(part_name(part), part)

    def assemble(self) -> bytes:
        """The package with its changes: parts in their order, new ones last."""
        new = (_new_member(name) for name in self._new.values())
        body, directory, position = [], [], 0
        for member in (*self._package.members, *new):
            if part_name(member.filename) in self._removed:
                continue
            content = self._changed.get(part_name(member.filename)) or self._as_it_was(member)
            local, central = _headers(member, content, position)
            body += [local, content.content]
            directory.append(central)
            position += len(local) + len(content.content)
        tail = b"".join(directory)
        end = _END.pack(b"PK\x05\x06", 0, 0, len(directory), len(directory), len(tail), position, 0)
        return b"".join([*body, tail, end])

    def _as_it_was(self, member: zipfile.ZipInfo) -> Packed:
        source = self._package.content
        if source[member.header_offset : member.header_offset + 4] != b"PK\x03\x04":
            raise UnpatchablePart(f"part {member.filename} is not where the directory says")
        name_length, extra_length = struct.unpack_from("<2H", source, member.header_offset + 26)
        start = member.header_offset + _LOCAL.size + name_length + extra_length
        return Packed(source[start : start + member.compress_size], member.compress_type, member.CRC, member.file_size)


def packed(chunks: Iterable[bytes]) -> Packed:
    """The chunks of a part, packed as they come."""
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
    pieces, crc, size = [], 0, 0
    for chunk in chunks:
        crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        pieces.append(packer.compress(chunk))
    pieces.append(packer.flush())
    return Packed(b"".join(pieces), zipfile.ZIP_DEFLATED, crc, size)


def _new_member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _EPOCH)
    member.create_system = 0
    return member


def _headers(member: zipfile.ZipInfo, part: Packed, position: int) -> tuple[bytes, bytes]:
    """The header before the part and its line in the directory; sizes stand in both, so no data descriptor follows."""
    name, flags = _encoded_name(member)
    year, month, day, hour, minute, second = member.date_time
    date, time = (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2
    common = (_VERSION, flags, part.method, time, date, part.crc, len(part.content), part.size, len(name))
    local = _LOCAL.pack(b"PK\x03\x04", *common, 0) + name
    made_by = _VERSION | member.create_system << 8
    central = _CENTRAL.pack(b"PK\x01\x02", made_by, *common, 0, 0, 0, member.internal_attr, member.external_attr, position)
    return local, central + name


def _encoded_name(member: zipfile.ZipInfo) -> tuple[bytes, int]:
    """The name's bytes as they were; zipfile reads a name without the flag as cp437, which has a letter for every byte."""
    if member.flag_bits & _UTF8_NAME:
        return member.orig_filename.encode(), _UTF8_NAME
    return member.orig_filename.encode("cp437"), 0


def encoding_of(head: bytes) -> str:
    """The codec of a part that begins with ``head``; blank for UTF-8. Raises UnpatchablePart if nobody knows it."""
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return codec
    if head[1:2] == b"\0" or head[:1] == b"\0":
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    declared = _DECLARATION.match(head)
    try:
        codec = codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError as error:
        raise UnpatchablePart("an unknown encoding") from error
    return "" if codec == "utf-8" else codec


def _to_utf8(content: bytes, encoding: str) -> bytes:
    return b"".join(in_utf8([content], encoding)) if encoding else content


def _from_utf8(content: bytes, encoding: str) -> bytes:
    return b"".join(out_of_utf8([content], encoding)) if encoding else content


def in_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The text of ``chunks``, which are in that encoding (blank: UTF-8), as UTF-8."""
    if not encoding:
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeError as error:
        raise UnpatchablePart("not in the encoding that it declares") from error


def out_of_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The way back; characters that the encoding lacks become references."""
    for chunk in chunks:
        yield chunk.decode().encode(encoding, "xmlcharrefreplace") if encoding else chunk
