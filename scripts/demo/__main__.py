"""Where shall the demo bureau be written? `python -m scripts.demo FOLDER`"""

import sys
from pathlib import Path

from scripts.demo import write_demo

_USAGE = 2


def main(arguments: list[str]) -> int:
    """Write the demo into the one folder named; 2 on wrong usage."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: python -m scripts.demo FOLDER", file=sys.stderr)
        return _USAGE
    demo = write_demo(Path(arguments[0]))
    for path in (*demo.rulebooks, *demo.books.values()):
        print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
