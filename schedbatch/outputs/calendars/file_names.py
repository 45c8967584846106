"""File names from names: safe on Windows and SMB, stable, unique, at most 100 characters.

A name never depends on which other names there are: whatever had to be changed in it is made up for by a short hash.
"""

import hashlib
import re

from schedbatch.domain.names import PATH_SEPARATOR, fold

MAX_CHARACTERS = 100

_SEPARATOR = " -- "
_UNSAFE = re.compile('[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\\\\/:*?"<>|]|--')
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
_TAKEN_ENDINGS = re.compile(r"( \(whole branch\)| \d{4}-\d{2}| ~[0-9a-f]+|\.changes)$")
"""Endings that we give: a name of its own that has one must not meet ours."""
_HASH_CHARACTERS = 8
_FOR_SUFFIXES = 24
"""Room for `` (whole branch)``, a month and ``.ics``."""


def safe_name(name: str) -> str:
    """``Anatomy Labs > 07`` -> ``Anatomy Labs -- 07``; ``A/B`` -> ``A-B ~1f0c…``, where the hash stands for the change."""
    parts = name.split(PATH_SEPARATOR)
    cleaned = [_UNSAFE.sub("-", part).strip(" .") for part in parts]
    safe = _SEPARATOR.join(cleaned)
    limit = MAX_CHARACTERS - _FOR_SUFFIXES - _HASH_CHARACTERS - 2
    is_reserved = safe.split(".", 1)[0].strip().casefold() in _RESERVED
    is_ours_alone = not is_reserved and not _TAKEN_ENDINGS.search(safe.casefold())
    if cleaned == parts and all(cleaned) and len(safe) <= limit and len(safe.encode()) <= 2 * limit and is_ours_alone:
        return safe
    digest = hashlib.sha256(fold(name).encode("utf-8", "surrogatepass")).hexdigest()[:_HASH_CHARACTERS]
    short = safe[:limit]
    while len(short.encode()) > 2 * limit:
        short = short[:-1]
    return f"{short.strip(' .') or 'unnamed'} ~{digest}" if not is_reserved else f"_{short} ~{digest}"
