"""How does another department witness the log, with a folder and a key of its own?"""

from __future__ import annotations

import os
from pathlib import Path

import click
import uvicorn

from api.witness import create_witness
from projections.evidence.keys import DamagedKey, ExposedKey
from projections.evidence.notes import MalformedNote, Vkey, parse_vkey
from projections.evidence.witnessing import (
    KeyMissing,
    RecordDamaged,
    RecordMissing,
    Witness,
    open_witness,
)
from scripts.home import NotSetUp
from scripts.listening import GRACE_SECONDS, HOST, end_in_order, free_port

CONNECTIONS_MAX = 100
FILE = click.Path(dir_okay=False, path_type=Path)


class LogKeyUnreadable(NotSetUp):
    """The file of --log holds no verifier keys."""


class WitnessKeyUnusable(NotSetUp):
    """The file of the witness's key is damaged, missing, or open to others."""


class WitnessRecordUnusable(NotSetUp):
    """What the witness cosigned last is damaged or gone: it must not sign."""


@click.command()
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="the folder that remembers what was cosigned",
)
@click.option("--key", type=FILE, required=True, help="the witness's key, made on the first start")
@click.option(
    "--log",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    required=True,
    help="the verifier keys of the logs to witness, one a line",
)
@click.option("--name", help="of a key that is to be made, such as audit.example/witness")
@click.option("--new-log", is_flag=True, help="begin with a log that has no record here yet")
@click.option("--host", default=HOST, show_default=True, help="the address to listen at")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
def witness(
    state: Path, key: Path, log: Path, name: str | None, new_log: bool, host: str, port: int
) -> None:
    """Cosign a log that only grows, for another department / 见证.

    It needs no database and no home. Keep its folder: with an older copy of it or without it, it
    would sign what it must not.
    """
    opened = _opened(state, key, _logs(log), name, new_log)
    free_port(port, host)
    end_in_order()
    for origin in opened.origins:
        print(f"{origin}: {opened.last(origin)[0].size} cosigned / 已见证", flush=True)
    print(f"{opened.vkey.text}\nhttp://{host}:{port}  (Ctrl-C: stop / 停止)", flush=True)
    config = uvicorn.Config(
        create_witness(opened),
        host=host,
        port=port,
        log_level="warning",
        limit_concurrency=CONNECTIONS_MAX,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    uvicorn.Server(config).run()


def _logs(path: Path) -> tuple[Vkey, ...]:
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
        found = tuple(parse_vkey(line) for line in lines if line.strip())
        if not found or len({log.name for log in found}) != len(found):
            raise MalformedNote("no key, or two of one name")
    except (OSError, ValueError) as error:
        raise LogKeyUnreadable(
            f"{path}: {error}; it should hold the log's verifier key (notary.vkey), one a line",
            f"{path}:{error}；应为账日志公钥（notary.vkey），每行一个",
        ) from error
    return found


def _opened(
    state: Path, key: Path, logs: tuple[Vkey, ...], name: str | None, new_log: bool
) -> Witness:
    try:
        named = name or f"merit-witness/{os.urandom(6).hex()}"
        return open_witness(key, named, logs, state, new_log=new_log)
    except (DamagedKey, ExposedKey, ValueError) as error:
        raise WitnessKeyUnusable(str(error), f"见证密钥不可用：{error}") from error
    except KeyMissing as error:
        raise WitnessKeyUnusable(
            f"{error} is missing, and {state} remembers what it cosigned: put the key back from"
            " your backup, or begin anew with an empty folder and tell the bureau the new key",
            f"缺少密钥 {error}，而 {state} 内已有见证记录：请用备份恢复密钥，"
            "或另用空目录重新开始并将新公钥告知该局",
        ) from error
    except RecordMissing as error:
        raise WitnessRecordUnusable(
            f"{state} has no record of {error}: put it back from your backup; where this witness"
            " has never seen that log, add --new-log",
            f"{state} 中没有 {error} 的记录：请用备份恢复；若从未见证过该账日志，请加 --new-log",
        ) from error
    except RecordDamaged as error:
        raise WitnessRecordUnusable(
            f"the record is damaged and nothing is signed: {error}; put back the newest copy, or"
            " retire the key and begin anew",
            f"见证记录已损坏，停止签署：{error}；请恢复最新副本，或停用该密钥并重新开始",
        ) from error


COMMANDS = (witness,)
