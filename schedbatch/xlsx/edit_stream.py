"""Bytes that stream by and are changed on their way, at places that become known as they come."""

from collections.abc import Iterable, Iterator

from schedbatch.xlsx.spans import Edit, tag_at


class EditStream:
    """The bytes that were fed and not yet given out, and the edits in them. Places count from the first byte of the stream.

    While ``hold`` is set, no byte from ``hold`` on is given out: an edit may still begin there.
    """

    def __init__(self) -> None:
        self.hold: int | None = None
        self.has_changed = False
        self._buffer = bytearray()
        self._base = 0
        self._edits: list[Edit] = []

    def feed(self, chunk: bytes) -> None:
        """Take in what comes next."""
        self._buffer += chunk

    def edit(self, start: int, end: int, markup: bytes) -> None:
        """Replace the bytes from ``start`` to ``end``. Edits do not overlap; edits of one place keep their order."""
        self.has_changed = True
        self._edits.append((start, end, markup))

    def tag(self, start: int) -> bytes:
        """The start tag that begins there."""
        return tag_at(self._buffer, start - self._base)

    def after_tag(self, start: int) -> int:
        """Where the end tag that begins there ends."""
        return self._buffer.index(b">", start - self._base) + 1 + self._base

    def ready(self, safe: int) -> bytes:
        """The bytes before ``safe``, edited. No later edit may begin before ``safe``."""
        safe = max(self._base, safe if self.hold is None else min(safe, self.hold))
        done = sorted((edit for edit in self._edits if edit[1] <= safe), key=lambda edit: edit[:2])
        self._edits = [edit for edit in self._edits if edit[1] > safe]
        if self._edits:
            safe = min(safe, *(edit[0] for edit in self._edits))
        pieces, position = [], self._base
        for start, end, markup in done:
            pieces += [self._between(position, start), markup]
            position = end
        pieces.append(self._between(position, safe))
        del self._buffer[: safe - self._base]
        self._base = safe
        return b"".join(pieces)

    def rest(self) -> bytes:
        """The remaining bytes, at the end of the stream."""
        self.hold = None
        return self.ready(self._base + len(self._buffer))

    def _between(self, start: int, end: int) -> bytes:
        return bytes(self._buffer[start - self._base : end - self._base])


def whole_tags(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks, none of which ends within a tag."""
    kept = b""
    for chunk in chunks:
        found = kept + chunk
        end = max(0, found.rfind(b"<"))
        kept = found[end:]
        yield found[:end]
    yield kept
