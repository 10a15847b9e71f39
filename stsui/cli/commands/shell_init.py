"""`stsui shell-init`: the shell function behind `stsui use`."""

from __future__ import annotations

import argparse
import sys

from stsui.delivery.shell_init import SCRIPTS


def configure(parser: argparse.ArgumentParser) -> None:
    """The shell."""
    parser.add_argument("shell", metavar="SHELL", choices=list(SCRIPTS), help=", ".join(SCRIPTS))
    parser.epilog = (
        'In ~/.bashrc or ~/.zshrc: eval "$(stsui shell-init bash)" (or zsh); in config.fish: '
        "stsui shell-init fish | source"
    )


def run(options: argparse.Namespace) -> int:
    """Print the function."""
    sys.stdout.write(SCRIPTS[options.shell])
    return 0
