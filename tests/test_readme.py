"""README is tested output: its tables are the code's, its samples exist, its commands are whole."""

import re

from schedbatch.domain.kinds import KINDS
from tests.readme_tables import README, ROOT, kinds_without_example, with_tables


def test_readmes_tables_are_those_of_the_code() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_tables(text) == text, "run: python -m tests.readme_tables"


def test_every_kind_of_issue_has_an_example() -> None:
    missing = kinds_without_example()
    assert missing == [], "\n".join(missing)


def test_every_kind_of_issue_stands_in_the_readme_once() -> None:
    codes = re.findall(r"^\| `([a-z-]+)` \| (?:note|warning|error) \|", README.read_text(encoding="utf-8"), re.MULTILINE)
    known = {kind.code for kind in KINDS}
    wrong = sorted(code for code in known | set(codes) if codes.count(code) != (code in known))
    told = [
        f"{code} stands {codes.count(code)} times in README's table of issues, and "
        + ("is a kind of domain/kinds.py: it must stand there once" if code in known else "is no kind of KINDS in domain/kinds.py")
        for code in wrong
    ]
    assert told == [], "\n".join([*told, "run: python -m tests.readme_tables"])


def test_files_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"(?:samples|templates|tests)/[\w./-]*\w", README.read_text(encoding="utf-8")))
    assert {name for name in named if not (ROOT / name).exists()} == set(), "correct these paths in README.md"
