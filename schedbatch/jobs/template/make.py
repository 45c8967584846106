"""The command's corridor: examples or an earlier workbook -> a template -> a file that was not there before.

From Python::

    from pathlib import Path
    from schedbatch.jobs.template.make import write_template

    write_template(Path("autumn.xlsx"), source=None)
"""

from importlib import resources
from pathlib import Path

from schedbatch.disk.replacing import write_new
from schedbatch.domain.columns import SESSION_TYPES, SETTINGS
from schedbatch.jobs.template.carried import carry_over
from schedbatch.jobs.template.describe import describe
from schedbatch.jobs.template.examples import EXAMPLE_SETTINGS, EXAMPLES, TYPE_ROWS

NAME = "schedbatch-template.xlsx"


def write_template(path: Path, source: Path | None) -> tuple[str, ...]:
    """Write a blank workbook to ``path``, with what lasts of the workbook ``source`` if there is one.

    Gives a sentence for each thing of ``source`` that could not be carried over. Raises InputUnreadable, and
    OutputNotWritable for whatever keeps a new file from being made, a file that is there already above all.
    """
    content, left_out = (_committed(), ()) if source is None else _from_workbook(source)
    write_new(path, content)
    return left_out


def build_template() -> bytes:
    """The template with its examples, made anew: what is committed as ``templates/schedbatch-template.xlsx``."""
    from schedbatch.outputs.template.sheets import make_template  # noqa: PLC0415 - XlsxWriter is not needed to copy the committed file

    rows = {**EXAMPLES, SESSION_TYPES: TYPE_ROWS}
    return make_template(describe(EXAMPLE_SETTINGS, rows, {SETTINGS, *EXAMPLES}))


def _committed() -> bytes:
    """The committed template: within the installed package, or beside it where the source tree itself is run."""
    installed = resources.files("schedbatch").joinpath("templates", NAME)
    return installed.read_bytes() if installed.is_file() else (Path(__file__).parents[3] / "templates" / NAME).read_bytes()


def _from_workbook(source: Path) -> tuple[bytes, tuple[str, ...]]:
    from schedbatch.outputs.template.sheets import make_template  # noqa: PLC0415

    carried = carry_over(source)
    # An empty sheet of session types would forbid every type.
    rows = {**carried.rows, SESSION_TYPES: carried.rows.get(SESSION_TYPES) or TYPE_ROWS}
    return make_template(describe(carried.settings, rows, frozenset())), carried.left_out
