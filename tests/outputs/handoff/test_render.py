from schedbatch.domain.handoff import READY_MADE, ReadyMade
from schedbatch.domain.names import fold
from schedbatch.outputs.handoff.table import HAND_OFFS
from tests.outputs.handoff.reading import files
from tests.outputs.reports import offering, report


def test_each_hand_off_gives_the_files_that_it_announces_and_the_readme_comes_last() -> None:
    announced = [file for ready_made in ReadyMade for file in ready_made.files]
    assert [*files(report((offering(),)), *READY_MADE)] == [*announced, "README.txt"]


def test_a_hand_off_named_twice_is_made_once() -> None:
    assert [*files(report(), "google", "Registrar", "registrar")] == ["google.csv", "registrar.csv", "README.txt"]


def test_no_hand_off_needs_no_readme() -> None:
    assert files(report()) == {}


def test_the_readme_says_what_each_file_is_for_whichever_are_made() -> None:
    content = files(report((offering(),)), *READY_MADE)["README.txt"]
    assert content == files(report((offering(),)), "google")["README.txt"]
    lines = content.decode().splitlines()
    assert lines[0] == (
        "Hand-offs of the schedule Example University, Autumn 2026, anatomy-labs, made by schedbatch; "
        "times are those of America/New_York. If present:"
    )
    assert lines[1:3] == [
        "registrar.csv: for the registrar: a row for each weekly meeting pattern; also a sheet of schedule.xlsx.",
        "canvas/: for Canvas: sections.csv for an SIS import; timetable_events.json, a call of the calendar API for each section.",
    ]
    assert [line.partition(":")[0] for line in lines[1:-4]] == [ready_made.place for ready_made in ReadyMade]


def test_the_names_of_hand_offs_are_those_that_workbooks_have_always_used() -> None:
    assert READY_MADE[:5] == ("registrar", "canvas", "elentra", "google", "outlook")


def test_every_hand_off_has_one_entry_in_both_tables_in_one_order() -> None:
    made = tuple(hand_off.what for hand_off in HAND_OFFS)
    lacking = [ready_made.key for ready_made in ReadyMade if ready_made not in made]
    assert not lacking, f"outputs/handoff/table.py does not say how {lacking} of domain/handoff.py are made: add a HandOff for each"
    assert made == tuple(ReadyMade), "bring HAND_OFFS in outputs/handoff/table.py into the order of ReadyMade, each once"


def test_the_place_of_a_hand_off_and_its_name_belong_to_it_alone() -> None:
    places = [ready_made.place for ready_made in ReadyMade]
    shared = [ready_made.key for ready_made in ReadyMade if places.count(ready_made.place) > 1]
    assert not shared, f"{shared} write to one place: give each a file or a folder of its own in domain/handoff.py"
    strayed = [
        hand_off.key
        for hand_off in ReadyMade
        if hand_off.place.endswith("/") and not all(file.startswith(hand_off.place) for file in hand_off.files)
    ]
    assert not strayed, f"{strayed} write beside their folders: put all their files into one"
    spelt = [ready_made.key for ready_made in ReadyMade if ready_made.key != fold(ready_made.key)]
    assert not spelt, f"write the keys {spelt} in domain/handoff.py in small letters: names are compared without case"
