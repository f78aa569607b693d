"""Which wheels does a machine without a network need? Those that are pinned, by their hash."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from scripts.environment import requirements
from scripts.home import NotSetUp

GROUPS = ("pip", "run")


class WheelsNotHad(NotSetUp):
    """pip could not download what is pinned."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--dev", is_flag=True, help="what the tests need as well")
@click.option("--python-version", metavar="3.12", default="", help="of the other machine")
@click.option("--platform", multiple=True, metavar="TAG", help="manylinux_2_28_x86_64 …")
def main(folder: Path, *, dev: bool, python_version: str, platform: tuple[str, ...]) -> None:
    """Fill FOLDER with wheels, for MERIT_WHEELS=FOLDER scripts/serve elsewhere / 离线安装包."""
    folder.mkdir(parents=True, exist_ok=True)
    other = [f"--python-version={python_version}"] if python_version else []
    other += [f"--platform={tag}" for tag in platform]
    for group in (*GROUPS, *["dev"][:dev]):
        done = subprocess.run(command(folder, group, other), check=False)
        if done.returncode:
            print(
                WheelsNotHad(
                    "pip could not download the pinned packages, see above",
                    "pip 未能下载锁定的软件包，详见上文",
                ),
                file=sys.stderr,
            )
            sys.exit(1)
    print(f"{len(list(folder.glob('*.whl')))} wheels / 个安装包: {folder}")


def command(folder: Path, group: str, other: list[str]) -> list[str]:
    pip = [sys.executable, "-I", "-m", "pip", "download", "-qq", "--disable-pip-version-check"]
    pins = ["--require-hashes", "--no-deps", "--only-binary=:all:", "-r", str(requirements(group))]
    return [*pip, *other, *pins, "-d", str(folder)]


if __name__ == "__main__":
    main()
