"""The names of the languages that a workbook's parts are written in: the transitional ones, which Excel writes, and the strict.

Source: ECMA-376 Part 1, annex A; Part 4, annex A.
"""

STRICT = "http://purl.oclc.org/ooxml/"
"""What all strict names begin with."""
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/"
STRICT_OFFICE = f"{STRICT}officeDocument/"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = f"{STRICT}spreadsheetml/main"
RELATIONS = f"{OFFICE}relationships"
STRICT_RELATIONS = f"{STRICT_OFFICE}relationships"


def main_namespace(*, is_strict: bool) -> str:
    """The name of the language of sheets, styles and comments."""
    return STRICT_MAIN if is_strict else MAIN
