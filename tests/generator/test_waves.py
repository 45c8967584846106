"""Many groups, few rooms; generator.md, "Waves"."""

from pathlib import Path

from tests.drawing import draw, ids, issues, plan

LABS = "# Groups\n| Group |\n| Labs |\n# Subgroups\n| Group | Subgroup |\n" + "\n".join(f"| Labs | {n:02d} |" for n in range(1, 39))


def _placed(workbook: Path) -> list[tuple[str, str, str | None]]:
    return [(offering.groups[0][-2:], f"{offering.start:%H:%M}", offering.location) for offering in plan(workbook).offerings]


def test_38_groups_ten_at_once_in_ten_labs(tmp_path: Path) -> None:
    rooms = "; ".join(f"Lab {number}" for number in range(1, 11))
    drawing = f"""{LABS}
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | At once | Location |
    | S          | Session | Lab  | Labs   | 2026-09-07 | 09:00 | 60      | 10      | {rooms}  |
    """
    assert _placed(draw(drawing, tmp_path / "labs.xlsx")) == [
        (f"{number + 1:02d}", f"{9 + number // 10:02d}:00", f"Lab {number % 10 + 1}") for number in range(38)
    ]


def test_a_shorter_location_list_starts_again_in_each_wave(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A |
    | B |
    | C |
    | D |
    | E |
    # Sessions
    | Session ID | Title   | Type | Groups        | Date       | Start | End   | At once | Stagger | Location |
    | S          | Session | Lab  | A; B; C; D; E | 2026-09-07 | 09:00 | 09:45 | 3       | 30      | X; Y     |
    """
    assert [
        (offering.groups[0], f"{offering.start:%H:%M}-{offering.end:%H:%M}", offering.location)
        for offering in plan(workbook).offerings
    ] == [
        ("A", "09:00-09:45", "X"),
        ("B", "09:00-09:45", "Y"),
        ("C", "09:00-09:45", "X"),
        ("D", "09:30-10:15", "X"),
        ("E", "09:30-10:15", "Y"),
    ]


def test_without_at_once_all_meet_in_one_wave_and_share_out_the_locations(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A |
    | B |
    | C |
    # Sessions
    | Session ID | Title   | Type | Groups  | Date       | Start | Minutes | Location |
    | S          | Session | Lab  | C; A; B | 2026-09-07 | 09:00 | 60      | X; Y     |
    """
    assert [(offering.groups[0], f"{offering.start:%H:%M}", offering.location) for offering in plan(workbook).offerings] == [
        ("A", "09:00", "X"),
        ("B", "09:00", "Y"),
        ("C", "09:00", "X"),
    ]


def test_every_date_is_dealt_alike_and_the_wave_is_not_part_of_the_id(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A |
    | B |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | At once | Weeks | Strategy         |
    | S          | Session | Lab  | A; B   | 2026-09-07 | 09:00 | 60      | 1       | 2     | per parent group |
    """
    assert [(offering.id, f"{offering.start:%d %H:%M}") for offering in plan(workbook).offerings] == [
        ("S/A/w1.1", "07 09:00"),
        ("S/B/w1.1", "07 10:00"),
        ("S/A/w2.1", "14 09:00"),
        ("S/B/w2.1", "14 10:00"),
    ]


def test_a_wave_on_the_next_day_is_an_error(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A |
    | B |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | At once | Stagger |
    | S          | Session | Lab  | A; B   | 2026-09-07 | 23:00 | 30      | 1       | 60      |
    """
    assert (issues(workbook), ids(workbook)) == (["wave-on-next-day Sessions!H2"], [])


def test_the_last_wave_may_run_past_midnight(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A |
    | B |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | At once | Stagger | Location | Instructors |
    | S          | Session | Lab  | A; B   | 2026-09-07 | 22:59 | 90      | 1       | 60      | X        | Abbott      |
    """
    assert (issues(workbook), [f"{offering.end:%d %H:%M}" for offering in plan(workbook).offerings]) == (
        [],
        ["08 00:29", "08 01:29"],
    )


def test_waves_and_together_exclude_each_other(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | At once | Stagger | Strategy |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | 1       | 10      | together |
    """
    assert (issues(workbook), ids(workbook)) == (["waves-with-together Sessions!H2", "waves-with-together Sessions!I2"], [])


def test_stagger_alone_is_a_warning(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A |
    # Sessions
    | Session ID | Title   | Type | Groups | Date       | Start | Minutes | Stagger | Location | Instructors |
    | S          | Session | Lab  | A      | 2026-09-07 | 09:00 | 60      | 10      | X        | Abbott      |
    """
    assert (issues(workbook), ids(workbook)) == (["stagger-unused Sessions!H2"], ["S/A/w1.1"])
