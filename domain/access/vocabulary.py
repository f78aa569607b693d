"""How are a principal and a scope written?"""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

Principal = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,20}:[\x21-\x7e]{1,255}$")]
"""Who acts: `token:desk-3`, `oidc:` and the subject that the issuer names, `local:root`."""
Scope = Annotated[
    str, StringConstraints(pattern=r"^(bureau|(unit|officer):[0-9A-Za-z][0-9A-Za-z._-]{0,63})$")
]
"""Over what: `bureau`, `unit:zg` with all units below it, `officer:0012`."""
