from schedbatch.domain.handoff import READY_MADE
from schedbatch.outputs.handoff.render import PURPOSES
from tests.outputs.handoff.reading import files
from tests.outputs.reports import offering, report


def test_each_hand_off_gives_its_files_and_the_readme_comes_last() -> None:
    assert [*files(report((offering(),)), *READY_MADE)] == [
        "registrar.csv",
        "canvas/sections.csv",
        "canvas/timetable_events.json",
        "elentra-draft.csv",
        "google.csv",
        "outlook.csv",
        "README.txt",
    ]


def test_a_hand_off_named_twice_is_made_once() -> None:
    assert [*files(report(), "google", "Registrar", "registrar")] == ["google.csv", "registrar.csv", "README.txt"]


def test_no_hand_off_needs_no_readme() -> None:
    assert files(report()) == {}


def test_the_readme_says_in_ten_lines_what_each_file_is_for_whichever_are_made() -> None:
    content = files(report((offering(),)), *READY_MADE)["README.txt"]
    assert content == files(report((offering(),)), "google")["README.txt"]
    lines = content.decode().splitlines()
    assert len(lines) == 10
    assert [line.partition(":")[0] for line in lines[1:6]] == [file for file, _ in PURPOSES.values()]
    assert lines[0] == (
        "Hand-offs of the schedule Example University, Autumn 2026, anatomy-labs, made by schedbatch; "
        "times are those of America/New_York. If present:"
    )


def test_every_ready_made_hand_off_says_what_it_is_for() -> None:
    assert tuple(PURPOSES) == READY_MADE
