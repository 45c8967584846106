"""What planners are told of dates, waves, audiences and ILMs, word by word; generator.md."""

# ruff: noqa: E501 - drawings and sentences

from pathlib import Path

from tests.drawing import draw, said


def test_what_is_said_of_dates_and_waves(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | B     |
    | C     |
    # Closures
    | Date       | Last date  | Name     |
    | 2026-09-14 |            | Founders |
    | 2026-10-05 | 2026-10-31 |          |
    # Sessions
    | Session ID | Title     | Type | Groups  | Except groups | Date       | Start | Minutes | Weeks | Days     | Except dates | At once | Location | Instructors |
    | S1         | Series    | Lab  | A       |               | 2026-09-14 | 09:00 | 60      | 2     |          |              |         | R1       | Abbott      |
    | S2         | Single    | Lab  | A       |               | 2026-09-14 | 11:00 | 60      |       |          |              |         | R1       | Abbott      |
    | S3         | October   | Lab  | A       |               | 2026-09-28 | 13:00 | 60      | 6     | Tue; Thu |              |         | R1       | Abbott      |
    | S4         | Excepted  | Lab  | A       |               | 2026-09-07 | 15:00 | 60      | 2     |          | 2026-09-21   |         | R1       | Abbott      |
    | S5         | None      | Lab  | A       |               | 2026-09-07 | 17:00 | 60      | 1     |          | 2026-09-07   |         | R1       | Abbott      |
    | S6         | Nobody    | Lab  | A; B    | A; B          | 2026-09-07 | 18:00 | 60      |       |          |              |         | R1       | Abbott      |
    | S7         | Too few   | Lab  | A       | B             | 2026-09-07 | 18:00 | 60      |       |          |              |         | R1       | Abbott      |
    | S8         | Midnight  | Lab  | A; B; C |               | 2026-09-08 | 22:00 | 90      |       |          |              | 1       | R1       | Abbott      |
    | S9         | Last wave | Lab  | A; B    |               | 2026-09-09 | 22:00 | 119     |       |          |              | 1       | R1       | Abbott      |
    """
    assert said(workbook) == [
        ("Sessions!F2", "Mon 14 Sep 2026 (Founders) is a closure; it is left out of the series."),
        ("Sessions!F3", "Mon 14 Sep 2026 (Founders) is a closure; the meeting is kept."),
        (
            "Sessions!F4",
            "Left out for closures: Mon 5 Oct 2026, Tue 6 Oct 2026, Thu 8 Oct 2026, Mon 12 Oct 2026, Tue 13 Oct 2026, Thu 15 Oct 2026, Mon 19 Oct 2026, Tue 20 Oct 2026 and 4 more.",
        ),
        ("Sessions!F5", "Left out for closures: Mon 14 Sep 2026 (Founders)."),
        ("Sessions!K5", "Not among the row's dates anyway: Mon 21 Sep 2026."),
        ("Sessions!F6", "All dates of the row are left out."),
        ("Sessions!K6", "Left out: Mon 7 Sep 2026."),
        ("Sessions!E7", "Except groups takes out everything that Groups selects (A; B)."),
        ("Sessions!E8", '"B" is not among the selected groups.'),
        ("Sessions!L9", "1 of 3 groups would start on the next day, the first of them at 01:00."),
    ]


def test_what_is_said_of_ilms(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | B     |
    # Sessions
    | Session ID | Course  | Title     | Type | Groups | Except groups | ILM | Hours | Due date   | Due time | Due prior to | Date       | Start | Minutes | Location | Instructors | Status    | Description |
    | L          |         | Lecture   | Talk | A      |               |     |       |            |          |              | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |           |             |
    | C          |         | Cancelled | Talk | A      |               |     |       |            |          |              | 2026-09-08 | 09:00 | 60      | R1       | Abbott      | Cancelled |             |
    | D          |         | Draft     | Talk | A      |               |     |       |            |          |              | 2026-09-09 | 09:00 | 60      | R1       | Abbott      | Draft     |             |
    | E          |         | Error     | Talk | A      |               |     |       |            |          |              | 2026-09-10 | 09:00 | long    | R1       | Abbott      |           |             |
    | O          | Anatomy | Other     | Talk | A      |               |     |       |            |          |              | 2026-09-11 | 09:00 | 60      | R1       | Abbott      |           |             |
    | I1         |         | Itself    | ILM  | A      |               | yes | 2     |            |          | I1           |            |       |         |          |             |           | x           |
    | I2         |         | An ILM    | ILM  | A      |               | yes | 2     |            |          | I9           |            |       |         |          |             |           | x           |
    | I3         |         | Off       | ILM  | A      |               | yes | 2     |            |          | C            |            |       |         |          |             |           | x           |
    | I4         |         | Not yet   | ILM  | A      |               | yes | 2     |            |          | D            |            |       |         |          |             |           | x           |
    | I5         |         | Unread    | ILM  | A      |               | yes | 2     |            |          | E            |            |       |         |          |             |           | x           |
    | I6         |         | Elsewhere | ILM  | A      |               | yes | 2     |            |          | O            |            |       |         |          |             |           | x           |
    | I7         |         | Spring    | ILM  | A      |               | yes | 2     | 2027-03-28 | 01:30    |              |            |       |         |          |             |           | x           |
    | I8         |         | Autumn    | ILM  | A      |               | yes | 2     | 2026-10-25 | 01:30    |              |            |       |         |          |             |           | x           |
    | I9         |         | Nobody    | ILM  | A      | A             | yes | 2     | 2026-09-07 |          |              |            |       |         |          |             |           | x           |
    """
    assert said(workbook) == [
        ("Sessions!N5", 'Minutes is "long", not a number.'),
        ("Sessions!K7", 'The ILM is due prior to "I1", which is the same session.'),
        ("Sessions!K8", 'The ILM is due prior to "I9", which is an ILM itself.'),
        ("Sessions!K9", 'The ILM is due prior to "C", which is cancelled.'),
        ("Sessions!K10", 'The ILM is due prior to "D", which is a draft.'),
        ("Sessions!K11", 'The ILM is due prior to "E", whose rows have errors.'),
        ("Sessions!K12", 'The ILM is due prior to "O", which is in another course (Anatomy).'),
        ("Sessions!J13", "01:30 on Sun 28 Mar 2027 does not exist in Europe/London, where the clocks change that night."),
        ("Sessions!J14", "01:30 on Sun 25 Oct 2026 occurs twice (the first is taken) in Europe/London."),
        ("Sessions!F15", "Except groups takes out everything that Groups selects (A)."),
    ]


def test_a_row_that_would_give_more_than_a_million_offerings_is_left_out(tmp_path: Path) -> None:
    groups = "\n".join(f"| G{number} |" for number in range(288))
    drawn = draw(
        f"""
        # Groups
        | Group |
        {groups}
        # Sessions
        | Session ID | Title | Type | Groups | Date       | Start | Minutes | Weeks | Days                              | Location | Instructors |
        | S          | Talk  | Lab  | G0..G287 | 2026-09-07 | 09:00 | 60    | 520   | Mon; Tue; Wed; Thu; Fri; Sat; Sun | R1       | Abbott      |
        """,
        tmp_path / "many.xlsx",
    )
    assert said(drawn) == [("Sessions!H2", "With this row there would be more than 1,000,000 offerings; it is left out.")]
