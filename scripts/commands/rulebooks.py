"""How does one check, publish and print a rulebook on the command line?"""

from __future__ import annotations

import json
from pathlib import Path

import click

from domain.registers.commands import PublishRulebook
from domain.rulebook import json_schema, read_edition
from domain.rulebook.print import print_edition
from domain.rulebook.written import write_edition
from projections.bureaus import edition_above
from projections.evidence.plain_files import read_file
from projections.moments import known_position
from projections.records import the_bureau
from projections.rulebooks import get_edition
from scripts.commands.scores import BUREAU, Digits
from scripts.installation import installation, local_principal

FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group()
def rulebook() -> None:
    """Rulebooks / 规则."""


@rulebook.command()
@FILE
@click.option("--bureau", type=BUREAU, help="whose it is: held against the rules of those above")
def check(file: Path, bureau: str | None) -> None:
    """Every fault of a document, by its place / 检查规则文件."""
    source = read_file(file, followed=True)
    edition = read_edition(source)
    if bureau is not None:
        with installation() as home, home.reading() as conn:
            read_edition(source, edition_above(conn, bureau, known_position(conn)))
    print(f"{edition.ref}: no fault / 未发现错误")


@rulebook.command()
@FILE
@click.option("--bureau", type=BUREAU, required=True)
def publish(file: Path, bureau: str) -> None:
    """Publish an edition, immutable from then on / 发布规则."""
    source = read_file(file, followed=True)
    edition = read_edition(source)
    command = PublishRulebook(bureau=bureau, document=source.decode())
    with installation() as home, home.ledger() as ledger:
        receipt = ledger.handle(command, local_principal())
        home.catch_up()
    known = "" if receipt.facts else " (already published / 此前已发布)"
    print(f"{edition.ref} · position {receipt.position}{known}")


@rulebook.command()
def schema() -> None:
    """The JSON Schema of a document / 规则文件的 JSON Schema."""
    print(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@rulebook.command("print")
@FILE
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def print_(file: Path, language: str) -> None:
    """A document as people read it / 打印规则."""
    print(print_edition(read_edition(read_file(file, followed=True)), language))


@rulebook.command()
@click.option("--bureau", type=BUREAU, help="may be left out where there is one")
@click.option("--version", type=Digits(1), help="default: the last one published")
def show(bureau: str | None, version: int | None) -> None:
    """A published edition as YAML, to start a candidate from / 导出已发布的规则."""
    with installation() as home, home.reading() as conn:
        known = known_position(conn)
        edition = get_edition(conn, the_bureau(conn, known, bureau), version, known)
    print(write_edition(edition), end="")


COMMANDS = (rulebook,)
