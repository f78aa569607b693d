"""How does a reading command of this machine leave its trace, before it tells anything?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click
import psycopg
from pydantic import BaseModel

from projections.traces import EVERYBODY, Told, keep_read, subjects_in
from scripts.installation import local_principal


def keep(
    conn: psycopg.Connection[Any],
    told: BaseModel | Iterable[str],
    bureau: str | None = None,
    **asked: object,
) -> None:
    """Of whom the answer tells, or the subjects themselves; raises ReadNotKept."""
    if isinstance(told, BaseModel):
        subjects = subjects_in(told.model_dump_json().encode())
    else:
        subjects = set(told)
    if not subjects:
        return
    by = local_principal()
    keep_read(
        conn,
        Told(
            actor=by.actor,
            role=by.role,
            route=click.get_current_context().command_path,
            subjects=tuple(subjects),
            bureau=bureau,
            asked={name: str(said) for name, said in asked.items() if said is not None},
            count=None if EVERYBODY in subjects else len(subjects),
        ),
    )
