"""The command `template` as it is called: exit codes, what it says, and what it writes."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from schedbatch.cli import cli
from tests.drawing import draw


def template(*arguments: str | Path) -> Result:
    """Call the command."""
    return CliRunner().invoke(cli, ["template", *map(str, arguments)])


def test_a_template_is_written_and_says_where_to_read_on(tmp_path: Path) -> None:
    path = tmp_path / "autumn 2026.xlsx"
    called = template(path)
    assert (called.exit_code, called.output) == (0, f"Written to {path}; its sheet Instructions says how to fill it in.\n")
    assert CliRunner().invoke(cli, ["check", str(path), "--strict"]).exit_code == 0


def test_a_file_that_is_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "autumn.xlsx"
    path.write_bytes(b"mine")
    called = template(path)
    assert (called.exit_code, called.stderr) == (4, f"{path} is there already and stays as it is. Choose another name.\n")
    assert path.read_bytes() == b"mine"


@pytest.mark.parametrize("name", ["autumn", "autumn.xls", "autumn.xlsm", "xlsx", ".xlsx"])
def test_a_name_that_is_no_xlsx_is_wrong_use(name: str, tmp_path: Path) -> None:
    called = template(tmp_path / name)
    assert (called.exit_code, f"{tmp_path / name} must end in .xlsx" in called.stderr.replace("\n", " ")) == (2, True)
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_workbook_that_cannot_be_read_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    called = template(tmp_path / "new.xlsx", "--from", tmp_path / "old.xlsx")
    assert (called.exit_code, called.stderr) == (
        3,
        f"{tmp_path / 'old.xlsx'}: There is no such file. Check the name and the folder.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_what_stays_behind_unread_is_said(tmp_path: Path) -> None:
    old = draw("# Groups\n| Group | Door |\n| Labs | red |", tmp_path / "old.xlsx")
    called = template(tmp_path / "new.xlsx", "--from", old)
    assert (called.exit_code, called.stderr) == (0, f'{old}: Groups!B1: Column "Door" is not a column of Groups.\n')
