"""`stsui`: the UI."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse


def configure(parser: argparse.ArgumentParser) -> None:
    """No options: the UI asks."""


def run(_options: argparse.Namespace) -> int:
    """Show the UI until it is left."""
    return show_ui()


def show_ui() -> int:
    """The same, where there was nothing to parse."""
    from stsui.cli.screen import require_terminal, show
    from stsui.services import Services

    require_terminal()
    return show(Services.open())
