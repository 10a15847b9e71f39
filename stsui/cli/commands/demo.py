"""`stsui demo`: the UI on the built-in practice AWS. No account, no network, none of the person's files."""

from __future__ import annotations

import argparse
import sys


def configure(parser: argparse.ArgumentParser) -> None:
    """No options."""
    parser.epilog = "A small company to try things on; the code of its MFA device is on the screen."


def run(_options: argparse.Namespace) -> int:
    """Show the UI until it is left; whatever was written then goes."""
    from stsui.cli.screen import require_terminal, show

    require_terminal()
    print("Starting a practice AWS on this machine …", file=sys.stderr, flush=True)  # it takes a second
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from stsui.cli.rehearsal import rehearse

    with TemporaryDirectory(prefix="stsui-demo-") as folder, rehearse(Path(folder)) as (services, aws):
        return show(services, aws)
