"""What a sheet says, in one short digest: the same after another program has saved it, sorted it or moved its columns.

A room of its own because it is written with schedule.xlsx (outputs) and compared when that comes back (readers).
"""

import hashlib
from collections.abc import Iterable, Sequence
from functools import lru_cache

from schedbatch.domain.names import clean

_BYTES = 8
_REMEMBERED = 65_536
"""So many cells are read once: most columns have few different ones."""
_ALL = 1 << (8 * _BYTES)


def number_text(value: float) -> str:
    """A number in the one form that is compared: six digits survive every program."""
    return f"{value:.6g}"


@lru_cache(maxsize=_REMEMBERED)
def _part(heading: str, text: str) -> str:
    cleaned = clean(text)
    return f"{heading}\x1f{cleaned}" if cleaned else ""


def sheet_print(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """The digest of the cells under ``headings``, texts row by row; neither order nor blanks count."""
    order = sorted(range(len(headings)), key=lambda index: headings[index])
    total = 0
    for row in rows:
        parts = [part for index in order if (part := _part(headings[index], row[index]))]
        if line := "\x1e".join(parts):
            digest = hashlib.blake2b(line.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest()
            total = (total + int.from_bytes(digest, "big")) % _ALL
    return f"{total:x}"


def pool_print(texts: Iterable[str]) -> str:
    """The digest of a sheet without columns: which texts stand in it, wherever."""
    return sheet_print(("",), ((text,) for text in texts))
