"""What does each command of several bureaus look like, filled in?"""

from __future__ import annotations

from typing import Final

from fastapi.openapi.models import Example

from api.illustrations import example
from domain.bureaus import commands as bureaus
from domain.vocabulary import Value

OF_BUREAUS: Final[dict[type[Value], dict[str, Example]]] = {
    bureaus.PlaceBureau: example(
        "上级局 / below the city bureau",
        {"bureau": "nanyue", "above": "hengyang", "from": "2024-01-01"},
    ),
    bureaus.ReleaseOfficer: example(
        "调出 / released to another bureau",
        {
            "bureau": "nanyue",
            "officer": "0012",
            "to": "zhuhui",
            "on": "2024-07-01",
            "document_no": "衡税人〔2024〕31号",
        },
    ),
    bureaus.WithdrawRelease: example(
        "撤回调出 / he stays", {"bureau": "nanyue", "officer": "0012"}
    ),
    bureaus.ReceiveOfficer: example(
        "调入 / received",
        {
            "bureau": "nanyue",
            "officer": "0012",
            "unit": "zg",
            "post_level": "staff",
            "take_marks": True,
        },
    ),
}
