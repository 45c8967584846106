"""Document properties that people set, read from their part.

Source: ECMA-376 Part 1, 22.3 (custom properties).
"""

from schedbatch.xlsx.sheet_xml import Attributes, Chunks, MalformedPart, local, parse


def properties_from(chunks: Chunks, start: str) -> dict[str, str]:
    """Those properties whose name begins with ``start``, by name; none if the part is broken."""
    reader = _PropertyReader(start)
    try:
        parse(chunks, reader)
    except MalformedPart:
        return {}
    return {name: "".join(pieces).strip() for name, pieces in reader.found.items()}


class _PropertyReader:
    def __init__(self, start: str) -> None:
        self.depth = 0
        self._start = start
        self.found: dict[str, list[str]] = {}
        self._pieces: list[str] | None = None

    def start(self, name: str, attributes: Attributes, /) -> None:
        self.depth += 1
        if local(name) == "property":
            name = attributes.get("name", "")
            self._pieces = self.found.setdefault(name, []) if name.startswith(self._start) else None

    def end(self, name: str, /) -> None:
        self.depth -= 1
        if local(name) == "property":
            self._pieces = None

    def characters(self, text: str, /) -> None:
        if self._pieces is not None:
            self._pieces.append(text)
