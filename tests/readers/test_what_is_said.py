"""What planners are told of their mistakes, word by word, each at its cell; workbook.md, "Reading rules"."""

# ruff: noqa: E501 - drawings and sentences

from pathlib import Path

from tests.drawing import said


def test_what_is_said_of_times_and_series(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Sessions
    | Session ID | Title     | Type | Groups | Strategy | Date       | Start | End   | Minutes | Days | Weeks | Until      | Every | At once | Stagger | Hours | Location | Instructors |
    | S1         | Agree     | Lab  | A      |          | 2026-09-07 | 09:00 | 10:00 | 60      |      |       |            |       |         |         |       | R1       | Abbott      |
    | S2         | Differ    | Lab  | A      |          | 2026-09-07 | 09:00 | 10:00 | 61      |      |       |            |       |         |         |       | R1       | Abbott      |
    | S3         | Backwards | Lab  | A      |          | 2026-09-07 | 09:00 | 09:00 |         |      |       |            |       |         |         |       | R1       | Abbott      |
    | S4         | Both      | Lab  | A      |          | 2026-09-07 | 09:00 |       | 60      |      | 2     | 2026-09-14 |       |         |         |       | R1       | Abbott      |
    | S5         | Early     | Lab  | A      |          | 2026-09-07 | 09:00 |       | 60      |      |       | 2026-09-06 |       |         |         |       | R1       | Abbott      |
    | S6         | Long      | Lab  | A      |          | 2026-09-07 | 09:00 |       | 60      |      |       | 2106-09-07 |       |         |         |       | R1       | Abbott      |
    | S7         | Endless   | Lab  | A      |          | 2026-09-07 | 09:00 |       | 60      | Thu  |       |            |       |         |         |       | R1       | Abbott      |
    | S8         | Endless   | Lab  | A      |          | 2026-09-07 | 09:00 |       | 60      |      |       |            | 2     |         |         |       | R1       | Abbott      |
    | S9         | No start  | Lab  | A      |          | 2026-09-07 |       |       | 60      |      |       |            |       |         |         |       | R1       | Abbott      |
    | S10        | No length | Lab  | A      |          | 2026-09-07 | 09:00 |       |         |      |       |            |       |         |         |       | R1       | Abbott      |
    | S11        | Waves     | Lab  | A      | together | 2026-09-07 | 09:00 |       | 60      |      |       |            |       | 2       | 30      |       | R1       | Abbott      |
    | S12        | Stagger   | Lab  | A      |          | 2026-09-07 | 09:00 |       | 60      |      |       |            |       |         | 30      |       | R1       | Abbott      |
    | S13        | Hours     | Lab  | A      |          | 2026-09-07 | 09:00 |       | 60      |      |       |            |       |         |         | 2     | R1       | Abbott      |
    """
    assert said(workbook) == [
        ("Sessions!I3", "From 09:00 to 10:00 are 60 minutes, but Minutes says 61."),
        ("Sessions!H4", "End 09:00 is not after Start 09:00."),
        ("Sessions!L5", "Weeks and Until are both filled in."),
        ("Sessions!L6", "Until 2026-09-06 is before Date 2026-09-07."),
        ("Sessions!L7", "From 2026-09-07 until 2106-09-07 are more than 520 weeks."),
        ("Sessions!J8", "Days names Thursday, but Date is Mon 7 Sep 2026; neither Weeks nor Until makes a series of them."),
        ("Sessions!M9", "Every makes a series, but neither Weeks nor Until says how long."),
        ("Sessions!G10", "There is a Date, but no Start."),
        ("Sessions!I11", "There is neither End nor Minutes."),
        ("Sessions!N12", "At once deals groups into waves, but the strategy makes one offering for all."),
        ("Sessions!O12", "Stagger deals groups into waves, but the strategy makes one offering for all."),
        ("Sessions!O13", "Stagger has no effect without At once."),
        ("Sessions!P14", "Hours is filled in, but ILM is not yes."),
    ]


def test_what_is_said_of_ilms(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Sessions
    | Session ID | Title     | Type | Groups | ILM | Hours | Due date   | Due time | Due prior to | Date       | Location | Weeks | Instructors | At once |
    | L          | Lecture   | Talk | A      |     |       |            |          |              | 2026-09-07 | R1       |       | Abbott      |         |
    | I1         | Twice     | ILM  | A      | yes | 2     | 2026-09-07 |          | L            |            |          |       |             |         |
    | I2         | Timed     | ILM  | A      | yes | 2     |            | 12:00    | L            |            |          |       |             |         |
    | I3         | Never     | ILM  | A      | yes | 2     |            |          |              |            |          |       |             |         |
    | I4         | No hours  | ILM  | A      | yes |       | 2026-09-07 |          |              |            |          |       |             |         |
    | I5         | At a time | ILM  | A      | yes | 2     | 2026-09-07 |          |              | 2026-09-07 |          |       |             |         |
    | I6         | Somewhere | ILM  | A      | yes | 2     | 2026-09-07 |          |              |            | R1       |       |             | 2       |
    | I7         | Nowhere   | ILM  | A      | yes | 2     | 2026-09-07 |          |              |            | none     |       |             |         |
    | I8         | Sound     | ILM  | A      | no  |       |            |          |              | 2026-09-08 | R1       |       | Abbott      |         |
    """
    assert said(workbook) == [
        ("Sessions!A2", "There is neither End nor Minutes."),
        ("Sessions!J2", "There is a Date, but no Start."),
        ("Sessions!B3", 'The ILM "Twice" has no description.'),
        ("Sessions!I3", "Due date and Due prior to are both filled in."),
        ("Sessions!B4", 'The ILM "Timed" has no description.'),
        ("Sessions!I4", "Due time and Due prior to are both filled in."),
        ("Sessions!I4", 'The ILM is due prior to "L", whose rows have errors.'),
        ("Sessions!B5", 'The ILM "Never" has no description.'),
        ("Sessions!G5", "The ILM has neither Due date nor Due prior to."),
        ("Sessions!B6", 'The ILM "No hours" has no description.'),
        ("Sessions!F6", "The ILM has no Hours."),
        ("Sessions!B7", 'The ILM "At a time" has no description.'),
        ("Sessions!J7", "Date is filled in on an ILM."),
        ("Sessions!B8", 'The ILM "Somewhere" has no description.'),
        ("Sessions!K8", "Location has no meaning for an ILM."),
        ("Sessions!N8", "At once is filled in on an ILM."),
        ("Sessions!B9", 'The ILM "Nowhere" has no description.'),
        ("Sessions!A10", "There is neither End nor Minutes."),
        ("Sessions!J10", "There is a Date, but no Start."),
    ]


def test_what_is_said_of_rows_that_contradict_each_other(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | a     |
    # Subgroups
    | Group | Subgroup |
    | A     | 01       |
    | A     | 01       |
    | B     | 02       |
    | C     | D        |
    | D     | C        |
    # Instructors
    | Instructor | Instructor groups |
    | Abbott     | Anatomists; Lab   |
    | abbott     |                   |
    | Bell       | Anatomists        |
    # Locations
    | Location |
    | R1       |
    | R1       |
    # Courses
    | Course  | First day  | Last day   |
    | Anatomy | 2026-09-07 | 2026-09-06 |
    # Closures
    | Date       | Last date  | Name     |
    | 2026-09-07 | 2026-09-06 | Founders |
    # Unavailable
    | Who or where | Date       | Last date  | Start | End   |
    | Abbott       | 2026-09-07 | 2026-09-06 |       |       |
    | Abbott       | 2026-09-07 |            | 10:00 | 09:00 |
    | Abbott       | 2026-09-07 |            |       | 00:00 |
    | R2           | 2026-09-07 |            |       |       |
    # Sessions
    | Session ID | Course  | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | Anatomy | One   | Lab  | A      | 2026-09-07 | 09:00 | 60      | R1       | Anatomists  |
    | S1         | Biology | Two   | Talk | A      | 2026-09-08 | 09:00 | 60      | R1       | Abbott      |
    | S2         | Anatomy | Three | Lab  | A      | 2026-09-08 | 11:00 | 60      | R9       | Lab         |
    """
    assert said(workbook) == [
        ("Groups!A3", 'The group "a" is there twice, the first time in Groups!A2.'),
        ("Subgroups!B3", 'The group "01" is there twice under "A", the first time in Subgroups!B2.'),
        ("Subgroups!A4", '"B" is not a known learner group.'),
        ("Subgroups!A5", '"D" lies under "C", which lies under it.'),
        ("Subgroups!A6", '"C" lies under "D", which lies under it.'),
        ("Instructors!A3", '"abbott" is there twice, the first time in Instructors!A2; that row counts.'),
        ("Locations!A3", '"R1" is there twice, the first time in Locations!A2; that row counts.'),
        ("Courses!C2", "Last day 2026-09-06 is before First day 2026-09-07."),
        ("Closures!B2", "Last date is before Date."),
        ("Unavailable!C2", "Last date is before Date."),
        ("Unavailable!E3", "End is not after Start."),
        ("Unavailable!E4", "End is not after Start."),
        ("Unavailable!A5", '"R2" is not in the sheet Instructors or Locations; it is taken as typed.'),
        ("Sessions!B3", 'Course is "Biology" here, but "Anatomy" in Sessions!B2, a row of the same session.'),
        ("Sessions!B3", '"Biology" is not in the sheet Courses; it is taken as typed.'),
        ("Sessions!C3", 'Title is "Two" here, but "One" in Sessions!C2, a row of the same session.'),
        ("Sessions!D3", 'Type is "Talk" here, but "Lab" in Sessions!D2, a row of the same session.'),
        ("Sessions!I4", '"R9" is not in the sheet Locations; it is taken as typed.'),
    ]


def test_what_is_said_of_names_of_groups(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    | B     |
    # Subgroups
    | Group | Subgroup |
    | A     | 01       |
    | A     | 02       |
    | A     | 03       |
    | B     | 01       |
    | B     | 04       |
    # Sessions
    | Session ID | Title | Type | Groups         | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | 01             | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    | S2         | One   | Lab  | A > 01..A > 05 | 2026-09-08 | 09:00 | 60      | R1       | Abbott      |
    | S3         | One   | Lab  | A > 01..05     | 2026-09-08 | 09:00 | 60      | R1       | Abbott      |
    | S4         | One   | Lab  | A > 03..01     | 2026-09-09 | 09:00 | 60      | R1       | Abbott      |
    | S5         | One   | Lab  | Z              | 2026-09-10 | 09:00 | 60      | R1       | Abbott      |
    | S6         | One   | Lab  | A > 01..03     | 2026-09-11 | 09:00 | 60      | R1       | Abbott      |
    | S7         | One   | Lab  | 04..01         | 2026-09-09 | 09:00 | 60      | R1       | Abbott      |
    """
    assert said(workbook) == [
        ("Sessions!D2", '"01" may mean "A > 01" or "B > 01".'),
        ("Sessions!D3", '"A > 01..A > 05" is not a known learner group.'),
        ("Sessions!D4", 'In "A > 01..05", "05" is not exactly one learner group.'),
        ("Sessions!D5", '"A > 03..01" is no range: "A > 01" does not come after "A > 03" in one group.'),
        ("Sessions!D6", '"Z" is not a known learner group.'),
        ("Sessions!D8", 'In "04..01", "01" is not exactly one learner group.'),
    ]


def test_what_is_said_of_rows_of_offerings(workbook: Path) -> None:
    """
    # Groups
    | Group | Cohort |
    | A     | 2030   |
    | B     | 2031   |
    # Courses
    | Course  | Cohorts |
    | Anatomy | 2030    |
    # Sessions
    | Session ID | Course  | Title    | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | Anatomy | Lab work | Lab  | A      | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    | S2         | Anatomy | Lecture  | Lab  | A      | 2026-09-07 | 11:00 | 60      | R1       | Abbott      |
    | S3         | Anatomy | Lecture  | Lab  | A      | 2026-09-07 | 12:00 | 60      | R1       | Abbott      |
    # Offerings
    | Offering ID | Session | Groups | Date       | Start | End date   | End   | Minutes | Location | Instructors |
    | X1          | S1      | A      | 2026-09-08 | 09:00 |            |       | 60      | R1       | Abbott      |
    | x1          | S1      | A      | 2026-09-09 | 09:00 |            |       | 60      | R1       | Abbott      |
    |             | S1      | A      | 2026-09-10 | 09:00 |            |       | 60      | R1       | Abbott      |
    | X2          |         | A      |            |       |            |       | 60      | R1       | Abbott      |
    | X3          | S1      | B      | 2026-09-11 | 09:00 |            |       | 60      | R1       | Abbott      |
    | X4          | Lecture | A      | 2026-09-11 | 09:00 |            |       | 60      | R1       | Abbott      |
    | X5          | S1      | A      | 2026-09-12 | 09:00 | 2026-09-11 | 10:00 |         | R1       | Abbott      |
    | X6          | S1      | A      | 2026-09-12 | 09:00 | 2026-09-13 |       | 60      | R1       | Abbott      |
    | X7          | S1      | A      | 2026-09-14 | 09:00 | 2026-09-14 | 10:00 | 45      | R1       | Abbott      |
    | X8          | S9      | A      | 2026-09-14 | 09:00 | 2026-09-14 | 10:00 |         | R1       | Abbott      |
    """
    assert said(workbook) == [
        ("Offerings!A3", 'The Offering ID "x1" is there twice, the first time in Offerings!A2; that row counts.'),
        ("Offerings!A4", "The offering has no Offering ID."),
        ("Offerings!B5", "Session is empty."),
        ("Offerings!D5", "Date is empty."),
        ("Offerings!E5", "Start is empty."),
        ("Offerings!C6", '"B" belongs to cohort "2031", the session to 2030.'),
        ("Offerings!B7", '"Lecture" is the title of several sessions: S2, S3.'),
        ("Offerings!F8", "End date 2026-09-11 is before Date 2026-09-12."),
        ("Offerings!G9", "There is an End date, but no End."),
        ("Offerings!H10", "From 09:00 to 10:00 are 60 minutes, but Minutes says 45."),
        ("Offerings!B11", '"S9" is not a known session.'),
    ]


def test_what_is_said_of_settings(workbook: Path) -> None:
    """
    # Settings
    | Setting           | Value                 |
    | Schedule ID       | a/b                   |
    | schedule id       | other                 |
    | Time zone         | Europe/Londn          |
    | Hand-offs         | canva; registrar; foo |
    | Term nam          | Autumn                |
    | Learner calendars | maybe                 |
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    """
    assert said(workbook) == [
        (
            "Settings!B2",
            'Schedule ID "a/b" cannot name a folder: at most 60 characters, none of \\ / : * ? " < > |, no dot at either end, and no name that Windows keeps for itself.',
        ),
        ("Settings!A3", "Schedule ID is set twice; the first counts."),
        ("Settings!B4", '"Europe/Londn" is not a time zone; did you mean "Europe/London"?'),
        ("Settings!B5", 'Hand-offs names "canva"; did you mean "canvas"?'),
        (
            "Settings!B5",
            'Hand-offs names "foo"; it can be registrar, canvas, elentra, google, outlook, or the name of a map that is given with --handoff. Separate several with ";".',
        ),
        ("Settings!A6", '"Term nam" is not a setting.'),
        ("Settings!B7", 'Learner calendars is "maybe", neither yes nor no.'),
        ("Sessions!B2", '"One" names no learner groups.'),
    ]


def test_what_is_said_where_settings_are_missing(workbook: Path) -> None:
    """
    # Settings
    | Setting     | Value  |
    | Schedule ID | (none) |
    | Time zone   | (none) |
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    """
    assert said(workbook) == [
        ("", 'There is no time zone. Set "Time zone" in the Settings sheet, for example Europe/London, or give --timezone.'),
        ("", 'There is no Schedule ID; "drawn" is taken from the file\'s name.'),
        ("Sessions!B2", '"One" names no learner groups.'),
    ]


def test_what_is_said_of_sheets_and_columns(workbook: Path) -> None:
    """
    # Sessions
    | Session ID | Title | Type | Date       | Start | Minutes | Location | Instructors | Strt | Name | Room |
    | S1         | One   | Lab  | 2026-09-07 | 09:00 | 60      | R1       | Abbott      | x    | y    | z    |
    # Locations
    | Building |
    | East     |
    # Learners
    | Nonsense |
    | 1        |
    # Sesions
    | Title |
    | x     |
    # Rooms
    | Room |
    | x    |
    # Places
    | x |
    """
    assert said(workbook) == [
        ("Sessions!I1", 'Column "Strt" is not a column of Sessions; did you mean "Start"?'),
        ("Sessions!J1", 'Column "Name" is not a column of Sessions.'),
        ("Sessions!K1", 'The columns "Location" and "Room" both stand for Location; what they hold adds up.'),
        ("Sessions!B2", '"One" names no learner groups.'),
        (
            "Locations!A1",
            'No row among the first 20 of "Locations" holds its headings (Location, Building, Room, Capacity, …); the sheet is not read.',
        ),
        (
            "Learners!A1",
            'No row among the first 20 of "Learners" holds its headings (Learner ID, Name, Email, Groups, …); the sheet is not read.',
        ),
        ("Sesions!A1", 'The sheet "Sesions" is not used; did you mean "Sessions"?'),
        ("Rooms!A1", 'The sheets "Locations" and "Rooms" both hold Locations; the second is not read.'),
        ("Places!A1", 'The sheet "Places" is not used.'),
    ]


def test_what_is_said_of_the_roster(workbook: Path) -> None:
    """
    # Groups
    | Group |
    | A     |
    # Subgroups
    | Group | Subgroup |
    | A     | 01       |
    | A     | 02       |
    # Learners
    | Learner ID | Name      | E-mail          | Groups | A  |
    | a1         |           | ada@example.edu | A      | 01 |
    | A1         | Ada Abara |                 |        | 02 |
    | b2         | Bo        | bo@example      | Z      | 03 |
    # Sessions
    | Session ID | Title | Type | Groups | Date       | Start | Minutes | Location | Instructors |
    | S1         | One   | Lab  | A      | 2026-09-07 | 09:00 | 60      | R1       | Abbott      |
    """
    assert said(workbook) == [
        ("Learners!A3", 'Learner a1 is in A > 01 and A > 02, which are subgroups of "A".'),
        ("Learners!C4", 'Email is "bo@example", not an e-mail address.'),
        ("Learners!D4", '"Z" is not a known learner group.'),
        ("Learners!E4", '"03" is not a subgroup of "A".'),
    ]
