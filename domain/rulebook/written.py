"""How is an edition written out as the YAML that it could be published from?"""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from domain.rulebook.edition import Edition

_WHOLE: Final = re.compile(r"-?\d+", re.ASCII)
_DECIMAL: Final = re.compile(r"-?\d+\.\d+", re.ASCII)
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
WIDTH: Final = 120


class _Writer(yaml.SafeDumper):
    """Numbers and dates as people write them: without quotes, every digit kept."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)


def _text(writer: _Writer, text: str) -> yaml.ScalarNode:
    for kind, form in (("int", _WHOLE), ("float", _DECIMAL), ("timestamp", _DATE)):
        if form.fullmatch(text):
            return writer.represent_scalar(f"tag:yaml.org,2002:{kind}", text)
    return writer.represent_scalar("tag:yaml.org,2002:str", text)


_Writer.add_representer(str, _text)


def write_edition(edition: Edition) -> str:
    """The document, one line for each group, item, category and rule."""
    document: dict[str, Any] = edition.model_dump(mode="json", exclude_none=True)
    lines = []
    for key, part in document.items():
        if isinstance(part, list) and part and isinstance(part[0], dict):
            lines.append(f"{key}:\n")
            lines.extend(f"  - {_flow(one)}" for one in part)
        elif key == "components":
            lines.append(f"{key}:\n")
            lines.extend(f"  {_flow_key(name)}: {_flow(one)}" for name, one in part.items())
        else:
            lines.append(f"{key}: {_flow(part)}")
    return "".join(lines)


def _flow_key(name: str) -> str:
    return _flow(name).removesuffix("\n")


def _flow(part: Any) -> str:
    """On one line, however long."""
    text = yaml.dump(
        part,
        Dumper=_Writer,
        default_flow_style=True,
        sort_keys=False,
        allow_unicode=True,
        width=10**9,
    )
    return text.removesuffix("...\n").rstrip("\n") + "\n"
