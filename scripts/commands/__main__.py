"""How is `merit` run from a clone? `python -m scripts.commands`."""

from scripts.commands import main

main()
