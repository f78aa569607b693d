"""Which restrictions does the demo bureau record in a year, and which of them end early?"""

from collections.abc import Mapping, Sequence

from scripts.demo.shape import Row

_RECORDED: Mapping[int, Sequence[tuple[str, str, str, str]]] = {
    2023: (
        ("officer:0089", "V3", "2023-05-22", ""),
        ("unit:f1", "V4", "2023-06-20", ""),
        ("officer:0113", "V5", "2023-07-10", "2024-01-10"),
        ("officer:0114", "V5", "2023-07-10", "2024-01-10"),
        ("officer:0100", "V2", "2023-08-14", "2024-08-14"),
    ),
    2024: (
        ("officer:0107", "V3", "2024-04-10", ""),
        ("officer:0034", "V5", "2024-05-06", ""),
        ("officer:0030", "V1", "2024-06-03", ""),
        ("unit:f3", "V4", "2024-08-15", ""),
        ("officer:0058", "V3", "2024-11-18", ""),
    ),
}
"""Subject, rule, effective day, until; the last case of 2024 is still open at the end."""

_ENDED: Mapping[int, Sequence[tuple[int, str, str]]] = {
    2023: ((1, "lifted", "2023-11-30"), (2, "rescinded", "2023-09-14")),
    2024: (
        (1, "lifted", "2024-09-20"),
        (2, "rescinded", "2024-10-08"),
        (3, "rescinded", "2024-07-12"),
    ),
}
"""Which of them, how, on which day."""


def restriction_rows(year: int) -> list[Row]:
    """The rows of the sheet of restrictions."""
    return [
        {
            "ref": f"XZ{year}-{number:02}",
            "subject": subject,
            "restriction": rule,
            "effective_on": day,
            "until": until,
        }
        for number, (subject, rule, day, until) in enumerate(_RECORDED[year], start=1)
    ]


def lift_rows(year: int) -> list[Row]:
    """The rows of the sheet of lifts."""
    return [
        {
            "ref": f"JC{year}-{number:02}",
            "restriction_ref": f"XZ{year}-{which:02}",
            "how": how,
            "effective_on": day,
        }
        for number, (which, how, day) in enumerate(_ENDED[year], start=1)
    ]
