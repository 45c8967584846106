"""Which version of the time zone rules the times of a schedule come from.

A room of its own because governments change the rules, and then an unchanged workbook gives other instants.
"""

import zoneinfo
from pathlib import Path

import tzdata

_OF_THE_SYSTEM = "system"
"""Stands for rules of an operating system that does not say which version they have."""


def zone_rules_version(zone: str) -> str:
    """Such as ``2026f``: the version of the rules from which ``zoneinfo`` takes ``zone``; blank without a zone."""
    if not zone:
        return ""
    for folder in map(Path, zoneinfo.TZPATH):
        if (folder / zone).is_file():
            return _version_of(folder)
    return str(tzdata.IANA_VERSION)


def _version_of(folder: Path) -> str:
    """The version that a folder of compiled rules names: in its first source line, or in a file of its own."""
    try:
        with (folder / "tzdata.zi").open(encoding="utf-8", errors="replace") as source:
            words = source.readline().split()
        if words[:2] == ["#", "version"] and len(words) > 2:  # noqa: PLR2004 - the mark, the word, the version
            return words[2]
    except OSError:
        pass
    try:
        return (folder / "+VERSION").read_text(encoding="utf-8", errors="replace").strip() or _OF_THE_SYSTEM
    except OSError:
        return _OF_THE_SYSTEM
