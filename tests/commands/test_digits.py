"""Are the numbers of a command line written in plain digits, as over HTTP?"""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from scripts.commands.scores import YEAR, Digits


@click.command()
@click.option("--year", type=YEAR)
@click.option("--position", type=Digits(0))
def asked(year: int | None, position: int | None) -> None:
    click.echo(f"{year} {position}")


@pytest.mark.parametrize(
    "said", ["2_024", "２０２４", "+2024", " 2024", "2024.0", "0x7e8", "", "٢٠٢٤"]
)
@pytest.mark.parametrize("option", ["--year", "--position"])
def test_a_number_that_is_not_plain_digits_is_wrong_usage(option: str, said: str) -> None:
    assert CliRunner().invoke(asked, [option, said]).exit_code == 2


def test_plain_digits_within_the_range_are_taken() -> None:
    assert CliRunner().invoke(asked, ["--year", "2024", "--position", "7"]).output == "2024 7\n"
    assert CliRunner().invoke(asked, ["--year", "1989"]).exit_code == 2
