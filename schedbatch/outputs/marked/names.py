"""The name of a marked copy. A room of its own because reports that mark nothing ask for the name."""

import re
from pathlib import PurePath, PurePosixPath

_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|\ud800-\udfff]')
# A marked copy of a marked copy, downloaded twice, is still a copy of the workbook that was marked first.
_MARKED = re.compile(r"\.marked(?=$|[ _(.-])[^/]*$", re.IGNORECASE)
_MAX_STEM = 200
"""Bytes; most disks have room for 255."""


def file_name(input_name: str) -> PurePosixPath:
    """The marked copy's name: ``autumn.xlsx`` and ``autumn.marked (1).xlsx`` give ``autumn.marked.xlsx``."""
    name = PurePath(input_name)
    suffix = name.suffix.lower() if name.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"
    stem = _UNSAFE.sub("-", _MARKED.sub("", name.name.removesuffix(name.suffix)))
    short = stem.encode()[:_MAX_STEM].decode(errors="ignore").strip(" .") or "workbook"
    return PurePosixPath(f"{short}.marked{suffix}")


def clean_file_name(input_name: str) -> PurePosixPath:
    """The name of a marked copy without its marks: ``autumn.marked (1).xlsx`` gives ``autumn.xlsx``."""
    name = file_name(input_name)
    stem = name.name.removesuffix(f".marked{name.suffix}")
    # The schedule's own name is taken.
    return PurePosixPath(f"{stem} (corrected){name.suffix}" if stem.casefold() == "schedule" else f"{stem}{name.suffix}")


def is_clean_copy(path: PurePosixPath) -> bool:
    """Whether a file of ours in the output folder is a marked copy that came clean: people go on with that one."""
    is_workbook = len(path.parts) == 1 and path.suffix in (".xlsx", ".xlsm")
    return is_workbook and not is_marked_copy(path) and path.name != "schedule.xlsx"


def is_marked_copy(path: PurePosixPath) -> bool:
    """Whether a file of ours in the output folder is a marked copy."""
    return len(path.parts) == 1 and path.name.endswith((".marked.xlsx", ".marked.xlsm"))
