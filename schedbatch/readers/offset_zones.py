"""IANA names that are offsets from UTC and no places: their clocks never change, whatever the season.

A room of its own because such names are valid, and nearly never meant. Source: workbook.md, "Settings" (Time zone).
"""

_MEANT = {
    "GMT": "Europe/London",
    "GMT0": "Europe/London",
    "GMT+0": "Europe/London",
    "GMT-0": "Europe/London",
    "Greenwich": "Europe/London",
    "EST": "America/New_York",
    "MST": "America/Denver",
    "HST": "Pacific/Honolulu",
    "UCT": "",
    "UTC": "",
    "Universal": "",
    "Zulu": "",
    "Factory": "",
}
"""The place that is probably meant; blank where no place is more probable than others."""


def is_offset(name: str) -> bool:
    """Whether the IANA name is an offset."""
    return name in _MEANT or name.startswith("Etc/")


def place_meant(name: str) -> str:
    """The place that is probably meant by an offset, or a blank text."""
    return _MEANT.get(name.removeprefix("Etc/"), "")
