"""Names that nobody can tell apart by looking at them: other characters of the same shape, or characters that are not seen.

Source: Unicode Technical Standard 39 (confusables), the letters that keyboards in use among planners have.
"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Written as numbers, since nobody could tell them from the Latin letters below.
_CYRILLIC = (
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u04bb\u0501\u051b\u051d\u0432\u043a\u043c\u043d"
    "\u0442\u0437\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
)
_AS_LATIN = "aeopcyxijshdqwbkmht3ABEKMHOPCTYXIJS"
_GREEK = "\u03b1\u03bf\u03b9\u03bd\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7"
_GREEK_AS_LATIN = "aoivABEZHIKMNOPTYX"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_QUOTES = "\u2018\u2019\u201b\u02bc\u02b9\u00b4`\u2032"
_SAME_SHAPE = str.maketrans(
    {
        **dict(zip(_CYRILLIC, _AS_LATIN, strict=True)),
        **dict(zip(_GREEK, _GREEK_AS_LATIN, strict=True)),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys(_QUOTES, "'"),
    }
)


@lru_cache(maxsize=4096)
def shape(text: str) -> str:
    """What is seen of a text, whatever the case: two texts of one shape cannot be told apart."""
    seen = "".join(character for character in unicodedata.normalize("NFKC", text) if unicodedata.category(character) != "Cf")
    return " ".join(seen.translate(_SAME_SHAPE).split()).casefold()


def look_alike(text: str, other: str) -> bool:
    """Whether two texts look the same, case aside."""
    return shape(text) == shape(other)


def odd_characters(text: str, names: Sequence[str]) -> str:
    """What ``text`` holds that none of ``names`` does, in words."""
    usual = set("".join(names))
    odd = sorted({character for character in text if character not in usual and character.casefold() not in usual})
    missing = sorted({character for name in names for character in name if character not in text})
    found = odd or missing
    described = " and ".join(
        f"{unicodedata.name(character, 'an unnamed character').lower()} (U+{ord(character):04X})" for character in found[:3]
    )
    return described if odd else f"other characters instead of {described}" if found else "other spaces"
