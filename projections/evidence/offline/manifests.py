"""Is every file of a bundle the one that its manifest names?

Nobody signs the manifest: it finds damage to what no signature covers, and is never all that
speaks for a fact.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from projections.evidence.offline.certificates import Doubt
from projections.evidence.plain_files import blocks_of, read_file

MANIFEST_NAME: Final = "manifest.json"
BESIDE: Final = ("README.txt", "verify.py")
"""What every bundle holds besides its evidence."""
_BUNDLE: Final = "bundle.1"


def manifest_of(folder: Path, said: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Who exported what and when, the SHA-256 of each file, and that of all this."""
    digests = {name: _digest(folder / name) for name in names}
    manifest = {"form": _BUNDLE, **said, "files": digests}
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {**manifest, "digest": "sha256:" + hashlib.sha256(text.encode()).hexdigest()}


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    for block in blocks_of(path):
        found.update(block)
    return found.hexdigest()


def manifest_text(manifest: dict[str, Any]) -> str:
    return json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def check_manifest(folder: Path, said: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Who exported it and when, and what lies there that is no part of it; raises Doubt."""
    there = read_file(folder / MANIFEST_NAME)
    told = json.loads(there.decode())
    exported = {name: str(told[name]) for name in ("exported_at", "exported_by")}
    manifest = manifest_of(folder, said | exported, (*names, *BESIDE))
    if there != manifest_text(manifest).encode():
        for name, digest in manifest["files"].items():
            if told["files"].get(name) != digest:
                raise Doubt(f"{name} is not the file that {MANIFEST_NAME} names")
        raise Doubt(f"{MANIFEST_NAME} says otherwise than the files beside it")
    own = {MANIFEST_NAME, *manifest["files"]}
    paths = (path for path in folder.rglob("*") if not path.is_dir())
    others = sorted({path.relative_to(folder).as_posix() for path in paths} - own)
    return [
        "packed: by {exported_by}, {exported_at}, as its unsigned manifest says".format(**exported),
        *(f"NOT part of the bundle 不属于本材料包: {name}" for name in others),
    ]
