"""`stsui`: the UI."""

from __future__ import annotations

import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """No options: the UI asks."""


def run(_options: argparse.Namespace) -> int:
    """Show the UI until it is left."""
    from stsui.cli.screen import require_terminal, show
    from stsui.services import Services

    require_terminal()
    return show(Services.open())
