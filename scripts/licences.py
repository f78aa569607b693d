"""Under which licences is what we install, and is each one allowed?"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_OPERATORS = re.compile(r"\s+(?:AND|OR|WITH)\s+|[()]")
_CLASSIFIER = "License :: "


def licences_of(package: Distribution) -> set[str]:
    """As the package tells it: the SPDX expression, else the classifiers, else the free text."""
    told = package.metadata
    for expression in told.get_all("License-Expression") or ():
        return {part.strip() for part in _OPERATORS.split(expression) if part.strip()}
    classified = {
        line.rsplit(" :: ", 1)[-1]
        for line in told.get_all("Classifier") or ()
        if line.startswith(_CLASSIFIER) and not line.endswith("OSI Approved")
    }
    free = [*(told.get_all("License") or ()), "none told"]
    return classified or {free[0].split("\n", 1)[0].strip()[:80]}


def faults(packages: Iterable[Distribution], allowed: set[str]) -> list[str]:
    """Each package under a licence that is not allowed."""
    found = {
        f"{package.metadata['Name']} {package.version}: {', '.join(sorted(strange))}"
        for package in packages
        if (strange := licences_of(package) - allowed)
    }
    return sorted(found)


def served(name: str) -> bool:
    """Whether it is installed where the service runs, and not for the tests alone."""
    pins = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    return re.search(rf"^{re.escape(name)}==", pins, re.MULTILINE) is not None


def main() -> int:
    """0 where every licence is allowed."""
    rules = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["merit"]["licences"]
    excused = {name for name in rules["tests-only"] if not served(name)}
    packages = [one for one in distributions() if one.metadata["Name"].lower() not in excused]
    found = faults(packages, set(rules["allowed"]))
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        print(
            "look each licence up, then allow it in [tool.merit.licences] or leave the package / "
            "请核实许可证后加入 [tool.merit.licences]，或弃用该软件包",
            file=sys.stderr,
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
