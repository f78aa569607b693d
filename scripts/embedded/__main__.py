"""How is the supervisor started? `python -m scripts.embedded HOME [--fast]`, by `running`."""

import sys
from pathlib import Path

from scripts.embedded.supervisor import main

sys.exit(main(Path(sys.argv[1]), fast="--fast" in sys.argv[2:]))
