"""iCalendar content lines, written fast: values escaped, lines folded.

``icalendar`` is the oracle in the tests. Source: RFC 5545, 3.1 and 3.3.11; calendars.md, "Bytes".
"""

import re
from urllib.parse import quote

CRLF = b"\r\n"
MAX_OCTETS = 75

_LEADING_BITS, _WITHIN_CHARACTER = 0xC0, 0x80
"""How UTF-8 marks all octets of a character but its first."""

_UNSEEN = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f;,\\\\\ud800-\udfff]")
_BACKSLASH = ord("\\")
_SPECIAL = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon, comma and newline escaped, control characters out, half surrogate pairs replaced."""
    if not _ODD.search(text):
        return text
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _LONE_SURROGATES.sub("\ufffd", _UNSEEN.sub("", lines)).translate(_SPECIAL)


def folded(line: str) -> bytes:
    """The line with its CRLF, in pieces of at most 75 octets; never cut inside a character or behind a backslash."""
    octets = line.encode("utf-8")
    if len(octets) <= MAX_OCTETS:
        return octets + CRLF
    pieces = []
    start, room = 0, MAX_OCTETS
    while len(octets) - start > room:
        end = start + room
        if octets[end - 1] == _BACKSLASH or octets[end] & _LEADING_BITS == _WITHIN_CHARACTER:
            end = _cut(octets, start, end)
        pieces.append(octets[start:end])
        start, room = end, MAX_OCTETS - 1  # the blank that begins a continuation counts
    pieces.append(octets[start:])
    return b"\r\n ".join(pieces) + CRLF


def _cut(octets: bytes, start: int, end: int) -> int:
    """The last place up to ``end`` at which a line may be cut."""
    while octets[end] & _LEADING_BITS == _WITHIN_CHARACTER:
        end -= 1
    # A run of backslashes could be an escape and its character: step before the whole run, unless there is nothing else.
    before = end
    while before > start and octets[before - 1] == _BACKSLASH:
        before -= 1
    return before if before > start else end - (end - start) % 2


def text_line(name: str, text: str) -> bytes:
    """A property with a TEXT value; nothing at all for a blank text."""
    if _ODD.search(text):
        # Escaping makes a line feed something to see, so the bare text is asked.
        text = escaped(text) if _UNSEEN.sub("", text).strip() else ""
    return folded(f"{name}:{text}") if text.strip() else b""


def uri_line(name: str, address: str) -> bytes:
    """A property with a URI value, in ASCII; nothing for a blank address."""
    encoded = _LONE_SURROGATES.sub("", address).strip()
    return folded(f"{name}:{quote(encoded, safe='%:/?#[]@!$&()*+,;=~-._')}") if encoded else b""
