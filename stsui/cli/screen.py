"""Whether there is a terminal for the UI."""

from __future__ import annotations

import os
import sys

from stsui.errors import ConfigurationError


def require_terminal() -> None:
    """Refuse to draw the UI where nobody could see it or press a key.

    Raises:
        ConfigurationError: stdin or stdout is no terminal, or one that cannot place the cursor.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigurationError(
            "The UI needs a terminal, and this is none.", "For scripts there are commands: see stsui --help."
        )
    if os.environ.get("TERM") == "dumb":
        raise ConfigurationError(
            "The UI cannot be drawn on this terminal (TERM=dumb).", "The commands work: see stsui --help."
        )
