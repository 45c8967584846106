"""Damage to workbooks, as disks, cables and other programs do it: at the bytes of the file, or at those of one of its parts."""

import io
import re
import zipfile
from random import Random

_SPLICES = (
    *(
        b"<v>1e999</v>",
        b"<v>-1</v>",
        b"<v>",
        b"</v>",
        b"<c>",
        b"</c>",
        b"<row>",
        b"</row>",
        b'<row r="1048576">',
        b"<f>1+1</f>",
        b"<is>",
    ),
    *(
        b"</sheetData>",
        b"<sheetData>",
        b"<rPh>",
        b"</rPh>",
        b"<t>",
        b"</t>",
        b"<si>",
        b"]]>",
        b"<![CDATA[",
        b"<!--",
        b"-->",
        b"<?x?>",
    ),
    *(
        b"<!DOCTYPE x>",
        b"&amp;",
        b"&x;",
        b"&#0;",
        b"&#xD800;",
        b"_xD83D_",
        b"\0",
        b"\xff",
        b"\xef\xbf\xbf",
        b'" r="',
        b"' ",
        b"<mergeCell/>",
    ),
    b'<mergeCell ref="A1:XFD1048576"/>',
    b'<mergeCell ref="ZZZ1:ZZZ9999999"/>',
)
_NUMBERS = (b"-1", b"0", b"1e308", b"99999999999", b"2958466", b"NaN", b"0.99999999", b"", b"1.0", b"XFD1048576", b"9" * 5000)
_TYPES = (b"s", b"str", b"inlineStr", b"b", b"e", b"d", b"n", b"x", b"")


def damaged(workbook: bytes, random: Random) -> bytes:
    """The workbook with one to four things wrong, all in its file or all in one of its parts."""
    if random.random() < 0.4:
        return _damaged_bytes(workbook, random)
    with zipfile.ZipFile(io.BytesIO(workbook)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = random.choice(sorted(name for name in parts if name.endswith((".xml", ".rels"))))
    fault = random.choice((_damaged_bytes, _with_other_values, _with_splices, _with_other_values))
    parts[name] = fault(parts[name], random)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return buffer.getvalue()


def _damaged_bytes(content: bytes, random: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(random.randint(1, 4)):
        place, length = random.randrange(len(changed) or 1), random.choice((1, 1, 2, 8, 200))
        match random.choice(("flip", "flip", "overwrite", "insert", "delete", "truncate")):
            case "flip":
                changed[place : place + 1] = bytes(byte ^ 1 << random.randrange(8) for byte in changed[place : place + 1])
            case "overwrite":
                changed[place : place + length] = random.randbytes(length)
            case "insert":
                changed[place:place] = random.randbytes(length)
            case "delete":
                del changed[place : place + length]
            case _ if random.random() < 0.2:
                del changed[place:]
    return bytes(changed)


def _with_splices(content: bytes, random: Random) -> bytes:
    """With pieces of markup put in, mostly where a tag ends."""
    for _ in range(random.randint(1, 4)):
        places = [match.end() for match in re.finditer(b">", content)] or [0]
        place = random.choice(places) if random.random() < 0.8 else random.randrange(len(content) + 1)
        content = content[:place] + random.choice(_SPLICES) + content[place:]
    return content


def _with_other_values(content: bytes, random: Random) -> bytes:
    """With other values in attributes, and other texts between tags."""
    for _ in range(random.randint(1, 4)):
        matches = list(re.finditer(rb'(?<==")[^"]*(?=")|(?<=>)[^<>]+(?=<)', content))
        if matches:
            match = random.choice(matches)
            other = random.choice((*_NUMBERS, *_TYPES, random.choice(matches)[0]))
            content = content[: match.start()] + other + content[match.end() :]
    return content
