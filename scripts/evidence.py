"""Where does this installation keep the notary's key, its last checkpoint and its policy?"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from projections.evidence.cosigning import Outcome, submit_once
from projections.evidence.keys import DamagedKey, ExposedKey, SigningKey
from projections.evidence.notary import Notary, NotaryElsewhere
from projections.evidence.notes import Trust
from projections.evidence.signatures import CHECKS
from projections.evidence.trust import parse_policy
from scripts.home import NotSetUp, notary_folders
from scripts.installation import NOTARY_VKEY, Installation
from scripts.sealing import Sealing
from scripts.submitting import Submitting

POLICY = "policy"


class NotaryKeyUnusable(NotSetUp):
    """The file of the notary's key is damaged, or open to others."""


class PolicyUnusable(NotSetUp):
    """The notary's policy cannot be read, or is of another log."""


def policy_of(home: Installation) -> Trust | None:
    """Which witnesses the notary submits to: `policy` in its folder, if there is one."""
    keys, state = notary_folders(home.home)
    path = state / POLICY
    if not path.exists():
        return None
    try:
        trust = parse_policy(path.read_text(encoding="utf-8"), CHECKS)
    except (OSError, ValueError) as error:
        lines = "log VKEY · witness NAME VKEY URL · group NAME 1 NAME… · quorum NAME"
        raise PolicyUnusable(
            f"{path}: {error}; its lines should be: {lines}",
            f"见证策略无法读取 {path}:{error}；各行应为：{lines}",
        ) from error
    own = notary_key(keys, home).vkey
    if trust.logs != (own,):
        raise PolicyUnusable(
            f"{path} names another log; its line should be: log {own.text}",
            f"{path} 所列并非本账日志，应为：log {own.text}",
        )
    return trust


def sealing_of(home: Installation) -> Sealing:
    """The notary beside a service; where it has a policy, its checkpoints go to the witnesses."""
    trust = policy_of(home)
    _, state = notary_folders(home.home)
    bringing = None if trust is None else Submitting(home.dsn("notary"), trust, state)
    return Sealing(notary_of(home), bringing)


def submit_now(home: Installation, trust: Trust | None) -> list[Outcome]:
    """The newest checkpoint to every witness, once."""
    _, state = notary_folders(home.home)
    return [] if trust is None else submit_once(home.dsn("notary"), trust, state)


def notary_of(home: Installation) -> Notary:
    keys, state = notary_folders(home.home)
    return Notary(home.dsn("notary"), notary_key(keys, home), state)


def notary_key(folder: Path, home: Installation) -> SigningKey:
    """The key, made once: its name is the log's, of this installation alone."""
    path = folder / "notary.key"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            made = new_key()
            try:
                made.save(path)
            except FileExistsError:
                pass
            else:
                (folder / NOTARY_VKEY).write_text(made.vkey.text + "\n", encoding="utf-8")
        return SigningKey.load(path)
    except (DamagedKey, ExposedKey) as error:
        raise NotaryKeyUnusable(str(error), f"公证密钥不可用：{error}") from error


def new_key() -> SigningKey:
    """A log's name is its key's, and never another's."""
    return SigningKey.make(f"merit-ledger/{os.urandom(6).hex()}")


def seal_now(home: Installation) -> None:
    """Seal what is not sealed yet, unless a running notary does; and have it witnessed."""
    trust = policy_of(home)
    with suppress(NotaryElsewhere), notary_of(home).leading() as leading:
        leading.seal()
    submit_now(home, trust)
