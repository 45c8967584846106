"""Words by which planners say that a place, a person or a time is not known yet.

A room of its own because readers, rules, calendars and hours share the words. Source: workbook.md, "To be announced".
"""

import re
from functools import lru_cache

from schedbatch.domain.names import fold_once

_WORDS = re.compile(
    r"(?:tba|tbc|tbd)\b.*|t\.b\.[acd]\.?|\?+|staff|various|to be (?:announced|confirmed|decided|determined)", re.DOTALL
)

_LONGEST = 255
"""Characters, as many as a location may have."""


@lru_cache(maxsize=65_536)
def is_to_be_announced(text: str) -> bool:
    """Whether ``text`` says that somebody will be told later. A name that the workbook defines is that name all the same."""
    return len(text) <= _LONGEST and _WORDS.fullmatch(fold_once(text)) is not None
