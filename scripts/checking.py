"""May this be committed? The gate, in the order of what is quickest to say no."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from scripts import licences

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("domain", "projections", "api", "scripts")
FAST = "not postgres and not browser and not long"


def gates() -> list[list[str]]:
    packages = [name for name in PACKAGES if any((ROOT / name).rglob("*.py"))]
    # Beside the interpreter, for PATH may lead to another ruff.
    tools = Path(sys.executable).parent
    return [
        [f"{tools}/ruff", "format", "--check", "--quiet", "."],
        [f"{tools}/ruff", "check", "--quiet", "."],
        [f"{tools}/mypy", "--strict", *packages, "tests"],
        [f"{tools}/lint-imports"],
        [sys.executable, "-P", "-m", "pytest", "-q", "-m", FAST],
    ]


def main() -> int:
    if code := licences.main():
        return code
    for gate in gates():
        code = subprocess.run(gate, cwd=ROOT, check=False).returncode
        if code != 0:
            print(f"refused by {Path(gate[0]).name} / 未通过 {Path(gate[0]).name}", file=sys.stderr)
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
