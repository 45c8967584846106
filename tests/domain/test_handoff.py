"""The hand-offs that need no map."""

from schedbatch.domain.handoff import ReadyMade


def test_a_hand_off_puts_its_file_or_its_folder_in_place() -> None:
    assert {hand_off.key: hand_off.place for hand_off in ReadyMade} == {
        "registrar": "registrar.csv",
        "canvas": "canvas/",
        "elentra": "elentra-draft.csv",
        "google": "google.csv",
        "outlook": "outlook.csv",
    }
