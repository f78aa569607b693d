"""Where does this installation keep the notary's key and its last checkpoint?"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from projections.evidence.keys import DamagedKey, ExposedKey, SigningKey
from projections.evidence.notary import Notary, NotaryElsewhere
from scripts.home import NotSetUp, notary_folders
from scripts.installation import Installation


class NotaryKeyUnusable(NotSetUp):
    """The file of the notary's key is damaged, or open to others."""


def notary_of(home: Installation) -> Notary:
    keys, state = notary_folders(home.home)
    return Notary(home.dsn("notary"), notary_key(keys, home), state)


def notary_key(folder: Path, home: Installation) -> SigningKey:
    """The key, made once: its name is the log's, of this installation alone."""
    path = folder / "notary.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            made = SigningKey.make(f"merit-ledger/{os.urandom(6).hex()}")
            try:
                made.save(path)
            except FileExistsError:
                pass
            else:
                (folder / "notary.vkey").write_text(made.vkey.text + "\n", encoding="utf-8")
        return SigningKey.load(path)
    except (DamagedKey, ExposedKey) as error:
        raise NotaryKeyUnusable(str(error), f"公证密钥不可用:{error}") from error


def seal_now(home: Installation) -> None:
    """Seal what is not sealed yet, unless a running notary does."""
    with suppress(NotaryElsewhere), notary_of(home).leading() as leading:
        leading.seal()
