"""The least that anybody could do: read the input with calamine, zip the same sheets at the same level, write the same files.

Prints the wall and processor seconds of that work alone; loading the finished files into memory is not counted.
"""

import io
import json
import sys
import time
import zipfile
from pathlib import Path

from schedbatch.xlsx.filling import LEVEL


def main(workbook: Path, released: Path, scratch: Path) -> None:
    """``released`` is what schedbatch has written for ``workbook``; the same bytes go to ``scratch``."""
    import python_calamine  # noqa: PLC0415 - its import is no part of the work

    parts = _parts(released / "schedule.xlsx")
    files = {
        path.relative_to(released): path.read_bytes() for path in sorted((released / "calendars").rglob("*")) if path.is_file()
    }
    wall, processor = time.perf_counter(), time.process_time()
    book = python_calamine.CalamineWorkbook.from_path(str(workbook))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()
    _zip(parts, scratch / "schedule.xlsx")
    for relative, content in files.items():
        path = scratch / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    print(json.dumps({"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}))


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def _zip(parts: dict[str, bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    path.write_bytes(target.getvalue())


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
