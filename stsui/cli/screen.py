"""The UI on this terminal, if there is one."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from stsui.errors import ConfigurationError

if TYPE_CHECKING:
    from stsui.practice import PracticeAws
    from stsui.services import Services


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


def show(services: Services, practice: PracticeAws | None = None) -> int:
    """Show the UI until it is left; the exit code."""
    from stsui.tui.first_list import read_ahead

    first = read_ahead(services, apart=True)  # while Textual, the longest of all imports, is under way
    from stsui.tui import app

    return app.run(services, practice, first)
