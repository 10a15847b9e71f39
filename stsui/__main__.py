"""`python -m stsui` is the command `stsui`."""

from __future__ import annotations

import sys

from stsui.cli import main

if __name__ == "__main__":
    sys.exit(main())
