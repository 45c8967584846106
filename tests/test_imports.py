"""import-linter holds the package to the contracts of pyproject.toml; each contract finds a deliberate breach."""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.house_tree import imports

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS = {contract["id"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
LINT = (
    sys.executable,
    "-c",
    "from importlinter.cli import lint_imports_command; lint_imports_command()",
    "--no-cache",
    "--no-logo",
)


def lint(folder: Path, *options: str) -> tuple[int, str]:
    """Exit code and report of import-linter on the package and the contracts in ``folder``."""
    environment = {**os.environ, "COLUMNS": "200", "PYTHONIOENCODING": "utf-8"}
    ended = subprocess.run(  # noqa: S603 - this Python
        [*LINT, *options], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    return ended.returncode, ended.stdout + ended.stderr


def test_the_package_keeps_every_contract() -> None:
    code, told = lint(ROOT)
    assert code == 0, told


def test_every_contract_says_what_to_do() -> None:
    silent = [
        name for name, contract in CONTRACTS.items() if not contract.get("broken_contract_guidance", "").strip().endswith(".")
    ]
    assert silent == [], "give these contracts of pyproject.toml a sentence as broken_contract_guidance: what to do about a breach"


def breached(folder: Path, contract: str, lines: dict[str, str]) -> tuple[int, str]:
    """The report on a copy of the package in which modules end with further lines."""
    shutil.copytree(ROOT / "schedbatch", folder / "schedbatch", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    for name, text in lines.items():
        with (folder / "schedbatch" / name).open("a", encoding="utf-8", newline="\n") as module:
            module.write(f"\n{text}\n")
    return lint(folder, "--contract", contract)


UPWARD = {
    "domain/names.py": ("import schedbatch.disk.paths", "schedbatch.domain.names -> schedbatch.disk.paths"),
    "disk/paths.py": ("from ..xlsx import spans", "schedbatch.disk.paths -> schedbatch.xlsx.spans"),
    "outputs/files.py": ("from schedbatch.readers.cells import *", "schedbatch.outputs.files -> schedbatch.readers.cells"),
    "rules/hours.py": ("def f():\n    import schedbatch.jobs.check as c", "schedbatch.rules.hours -> schedbatch.jobs.check"),
    "generator/plan.py": (
        "try:\n    import schedbatch.cli\nexcept ImportError: ...",
        "schedbatch.generator.plan -> schedbatch.cli",
    ),
    "watch/queue.py": ("import schedbatch.run", "schedbatch.watch.queue -> schedbatch.run"),
    "jobs/run.py": (
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from schedbatch.watch import queue",
        "schedbatch.jobs.run -> schedbatch.watch.queue",
    ),
}
"""For every floor, and in every way in which a module can import another: lines that break the contract, and what is told."""


def test_imports_that_do_not_point_down_are_told(tmp_path: Path) -> None:
    code, told = breached(tmp_path, "floors", {name: text for name, (text, _) in UPWARD.items()})
    assert (code, [line for _, line in UPWARD.values() if line not in told]) == (1, []), told


def test_a_room_without_a_floor_is_told(tmp_path: Path) -> None:
    code, told = breached(tmp_path, "floors", {"cellar.py": ""})
    assert (code, "schedbatch.cellar" in told) == (1, True), told


@pytest.mark.parametrize(("room", "here", "there"), [("domain", "issues", "names"), ("rules", "conflicts", "hours")])
def test_a_circle_is_told(room: str, here: str, there: str, tmp_path: Path) -> None:
    pairs = ((here, there), (there, here))
    code, told = breached(tmp_path, "circles", {f"{room}/{name}.py": f"import schedbatch.{room}.{other}" for name, other in pairs})
    named = any(f".{name} -> .{other}" in told for name, other in pairs)
    assert (code, f"schedbatch.{room}." in told, named) == (1, True, True), told


DOORS = [name for name, contract in CONTRACTS.items() if contract["type"] == "protected"]


@pytest.mark.parametrize("library", DOORS)
def test_a_library_outside_its_doors_is_told(library: str, tmp_path: Path) -> None:
    code, told = breached(tmp_path, library, {"xlsx/spans.py": f"def f():\n    from {library} import something"})
    assert (code, f"schedbatch.xlsx.spans -> {library}" in told) == (1, True), told


def test_every_door_is_still_needed() -> None:
    imported = {(found.target.partition(".")[0], found.module.name) for found in imports(ROOT)}
    needless = [
        f"{library}: {door}"
        for library in DOORS
        for door in CONTRACTS[library]["allowed_importers"]
        if not any(name == library and f"{module}.".startswith(f"{door}.") for name, module in imported)
    ]
    assert needless == [], "take these doors out of pyproject.toml: they do not import the library"
