"""`stsui`: the UI."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """No options: the UI asks."""


def run(_options: argparse.Namespace) -> int:
    """Show the UI until it is left."""
    from stsui.cli.screen import require_terminal
    from stsui.services import Services
    from stsui.tui import app

    require_terminal()
    return app.run(Services.open())
