"""Content lines, with icalendar as the oracle; RFC 5545, 3.1 and 3.3.11."""

import re

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schedbatch.outputs.calendars.ical_lines import escaped, folded, text_line, uri_line

TEXTS = st.text(st.characters(codec="utf-8"), max_size=400)


def _cleaned(text: str) -> str:
    """What remains of a text: no control characters but line feeds."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return re.sub("[\x00-\x09\x0b-\x1f\x7f-\x9f]", "", lines)


def _read_back(line: bytes) -> str:
    return str(icalendar.Event.from_ical(b"BEGIN:VEVENT\r\n" + line + b"END:VEVENT\r\n").get("SUMMARY", ""))


@given(TEXTS)
@example("\r")
@example("\x00 \n")
@example("\\" * 200)
@example("a" + "\\" * 200)
@example("é" * 100)
@example("\U0001f9e0" * 60)
@example("x;y,z\\n" * 30)
@settings(deadline=None, max_examples=100)
def test_icalendar_reads_the_text_back(text: str) -> None:
    line = text_line("SUMMARY", text)
    wanted = _cleaned(text)
    assert _read_back(line) == (wanted if wanted.strip() else "")


@given(TEXTS)
@example("\\" * 300)
@example("x" * 67 + "\\;" * 100)
@settings(deadline=None, max_examples=100)
def test_lines_are_short_and_never_cut_within_a_character_or_an_escape(text: str) -> None:
    pieces = folded("X-TEXT:" + escaped(text)).split(b"\r\n")
    assert pieces[-1] == b""
    assert [piece for piece in pieces if len(piece) > 75] == []
    for piece in pieces[:-2]:
        piece.decode("utf-8")
        # An even number of backslashes at the end are whole escapes.
        assert (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 0


def _cut_by_the_rule(line: str) -> bytes:
    """The slow, obvious twin: each piece as long as may be, and shorter by whatever belongs to what comes next."""
    pieces, rest, room = [], line.encode(), 75
    while len(rest) > room:
        end = room
        while rest[end] & 0xC0 == 0x80:
            end -= 1
        before = len(rest[:end].rstrip(b"\\"))
        end = before or end - end % 2
        pieces.append(rest[:end])
        rest, room = rest[end:], 74
    return b"\r\n ".join((*pieces, rest)) + b"\r\n"


@given(TEXTS | st.text("ab\\é", max_size=400))
@example("\\" * 300)
@example("x" * 74 + "\\" * 3 + "x" * 80)
@example("x" * 74 + "é" * 80)
@settings(deadline=None, max_examples=100)
def test_lines_are_cut_where_the_rule_says(text: str) -> None:
    assert folded(escaped(text)) == _cut_by_the_rule(escaped(text))


@given(TEXTS | st.text(" \t\r\n;,\\a\x00\ud800", max_size=20))
@settings(deadline=None, max_examples=200)
def test_each_character_is_escaped_by_itself_but_for_line_ends(text: str) -> None:
    special = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\ud800": "\ufffd"}
    wanted = "".join(special.get(character, character) for character in _cleaned(text))
    assert escaped(text) == wanted
    assert text_line("X", text) == (folded(f"X:{wanted}") if _cleaned(text).strip() else b"")


_PRINTED = st.characters(codec="utf-8", exclude_categories=["Cc"])
_VISIBLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Zl", "Zp"])
FILLED = st.builds("{}{}{}".format, st.text(_PRINTED, max_size=150), _VISIBLE, st.text(_PRINTED, max_size=150))


@given(FILLED)
@settings(deadline=None, max_examples=100)
def test_unfolded_it_is_the_line_that_icalendar_writes(text: str) -> None:
    component = icalendar.Event()
    component.add("SUMMARY", text)
    oracle = component.to_ical().replace(b"\r\n ", b"").split(b"\r\n")[1]
    assert text_line("SUMMARY", text).replace(b"\r\n ", b"") == oracle + b"\r\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a, b; c\\d\ne", b"X:a\\, b\\; c\\\\d\\ne\r\n"),
        ("tab\there", b"X:tab here\r\n"),
        ("bell\x07", b"X:bell\r\n"),
        ("half \ud800 pair", "X:half \ufffd pair\r\n".encode()),
        ("  ", b""),
        ("", b""),
    ],
)
def test_text_lines(text: str, line: bytes) -> None:
    assert text_line("X", text) == line


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("https://example.edu/a?b=c&d=%20#e", b"URL:https://example.edu/a?b=c&d=%20#e\r\n"),
        ('https://example.edu/é "', b"URL:https://example.edu/%C3%A9%20%22\r\n"),
        ("", b""),
    ],
)
def test_addresses_are_ascii(address: str, line: bytes) -> None:
    assert uri_line("URL", address) == line
