"""How do programs by other hands read a log that lies in a folder?"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pymerkle
import pytest
from tlog_scales.reader import TilesReader
from tlog_scales.signing import Vkey as TheirVkey

from projections.evidence.merkle import leaf_hash
from projections.evidence.notes import Vkey

Files = dict[str, bytes]
Go = Callable[..., tuple[int, str]]
"""Its words and what it is given; its exit code and what it says."""
_GO_PACKAGES: Final = Path("/usr/share/gocode")


class InMemory:
    """A backend of tlog-scales."""

    def __init__(self, files: Files) -> None:
        self.files = files

    def get(self, *path: str) -> bytes | None:
        return self.files.get("/".join(path))


def verified_by_tlog_scales(files: Files, key: Vkey) -> int:
    """Every entry of the log, by a proof that they make, against the root that is signed."""
    reader = TilesReader(InMemory(files))
    checkpoint = reader.get_checkpoint()
    checkpoint.verify(TheirVkey.from_string(key.text))
    assert reader.calculate_root_hash() == checkpoint.root_hash
    for index in range(checkpoint.size):
        leaf = leaf_hash(reader.get_entry(index))
        reader.get_inclusion_proof(index, checkpoint.size).check(leaf, checkpoint.root_hash)
    return int(checkpoint.size)


def verified_by_pymerkle(files: Files) -> int:
    """The tree that they make of the entries, against the root in the checkpoint."""
    reader = TilesReader(InMemory(files))
    checkpoint = reader.get_checkpoint()
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    tree.append_entries([reader.get_entry(index) for index in range(checkpoint.size)])
    assert tree.get_root() == checkpoint.root_hash
    return int(checkpoint.size)


def built_go(folder: Path) -> Go:
    """Go's packages, where Debian's golang-golang-x-mod-dev is installed."""
    go = shutil.which("go")
    if go is None or not (_GO_PACKAGES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip("no Go with golang.org/x/mod / 未安装 Go")
    here = Path(__file__).parent / "sumdb" / "main.go"
    settings = {"GO111MODULE": "off", "GOPATH": str(_GO_PACKAGES), "GOCACHE": str(folder / "cache")}
    build = [go, "build", "-o", str(folder / "main"), str(here)]
    subprocess.run(build, env={**os.environ, **settings}, check=True)

    def run(*words: str, given: str = "") -> tuple[int, str]:
        ran = subprocess.run(
            [folder / "main", *words], input=given, capture_output=True, text=True, check=False
        )
        return ran.returncode, ran.stdout.strip()

    return run
