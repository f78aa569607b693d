"""Which pages are there only once somebody did something? Each by the name of its picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from tests.api.files import xlsx
from tests.console.chromium import Visit

DAY: Final = "2024-11-20"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def preview_entry(one: Visit) -> None:
    """An entry of somebody else that waits to be confirmed, perhaps a double."""
    one.open(f"/console/entries/new?item=W1&subject=officer:0044&effective_on={DAY}")
    fill(one, "recording", points="1.5", document_no="岳税党纪要〔2024〕4号", reason="专项攻坚")


def preview_correction(one: Visit) -> None:
    one.open("/console/entries/nanyue/2024/officer:0050/1")
    fill(one, "correction", points="0.8", reason="分值有误", ground="复核意见")


def fault(one: Visit) -> None:
    """A workbook of which one row of two has a fault."""
    check(one, "十一月.xlsx", row("made-1", "0044"), row("made-2", "9999"))


def checked(one: Visit) -> None:
    check(one, "十一月.xlsx", row("made-1", "0044"), row("made-2", "0056"))


ACTED: Final[dict[str, Callable[[Visit], None]]] = {
    "recording-seen": preview_entry,
    "correction-seen": preview_correction,
    "import-fault": fault,
    "import-checked": checked,
}


def fill(one: Visit, form: str, **said: str) -> None:
    """And see what it would do."""
    for name, words in said.items():
        one.page.locator(f"#{form}-{name}").fill(words)
    one.page.locator(f"#{form} button[name=seen]").last.click()
    one.page.locator(f"#{form} .foreseen").wait_for()


def row(ref: str, officer: str) -> dict[str, Any]:
    said = {"ref": ref, "kind": "bonus", "item": "W1", "points": "0.5", "effective_on": DAY}
    return {**said, "subject": f"officer:{officer}", "reason": "专项攻坚"}


def check(one: Visit, name: str, *rows: dict[str, Any]) -> None:
    one.open("/console/imports")
    data = xlsx({"entries": rows})
    one.page.locator("#workbook").set_input_files({"name": name, "mimeType": _XLSX, "buffer": data})
    one.page.locator("#year").fill("2024")
    one.page.locator("#checking button").click()
    one.page.locator("#faults, #checked").wait_for()
