"""The command `stsui`. What SDKs call again and again is answered here, before anything else is imported."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line `argv` (without the program's name) and return the exit code."""
    # A command is over before collecting garbage could pay; the UI, which stays, turns it on again.
    gc.disable()
    arguments = sys.argv[1:] if argv is None else list(argv)
    try:
        if len(arguments) == 2 and arguments[0] == "credential-process":
            from stsui.store.ready import answer

            if (ready := answer(arguments[1], os.environ)) and _printed(ready):
                return 0
        if arguments[:1] == ["status"]:
            from stsui.delivery.status import quick

            if (found := quick(arguments[1:], os.environ)) and _printed(found[0]):
                return found[1]
        from stsui.cli.dispatch import run

        return run(arguments)
    except KeyboardInterrupt:
        return 130


def _printed(text: str) -> bool:
    """Whether stdout took it. If not (closed, or of another encoding), the long way says what is wrong."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (AttributeError, OSError, ValueError):
        return False
    return True
