"""Is every file of a bundle the one that its manifest names?

Nobody signs the manifest: it finds damage to what no signature covers, and is never all that
speaks for a fact. Who took the bundle away and when is what the exporter says.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from projections.evidence.offline.certificates import Doubt

MANIFEST_NAME: Final = "manifest.json"
BESIDE: Final = ("README.txt", "verify.py")
"""What every bundle holds besides its evidence."""
_BUNDLE: Final = "bundle.1"
_EXPORTED: Final = ("exported_by", "exported_at")


def manifest_of(folder: Path, said: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """What the bundle is of, and the SHA-256 of each of its files."""
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    return {"form": _BUNDLE, **said, "files": digests}


def manifest_text(manifest: dict[str, Any]) -> str:
    """With a digest of all the rest, for who exported it stands nowhere else."""
    rest = {name: part for name, part in manifest.items() if name != "digest"}
    hashed = hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()
    said = rest | {"digest": f"sha256:{hashed}"}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def check_manifest(folder: Path, said: dict[str, Any], names: Iterable[str]) -> list[str]:
    """Raises Doubt; the files of the folder that are no part of the bundle."""
    there = (folder / MANIFEST_NAME).read_bytes()
    told = json.loads(there.decode())
    exported = {name: str(told[name]) for name in _EXPORTED}
    manifest = manifest_of(folder, exported | said, (*names, *BESIDE))
    if there != manifest_text(manifest).encode():
        for name, digest in manifest["files"].items():
            if told["files"].get(name) != digest:
                raise Doubt(f"{name} is not the file that {MANIFEST_NAME} names")
        raise Doubt(f"{MANIFEST_NAME} says otherwise than the files beside it")
    own = {MANIFEST_NAME, *manifest["files"]}
    paths = (path for path in folder.rglob("*") if not path.is_dir())
    return sorted({path.relative_to(folder).as_posix() for path in paths} - own)
