"""`stsui assume-root`: AssumeRoot, one privileged task in a member account."""

from __future__ import annotations

import argparse

from stsui.cli import issuing
from stsui.model import Operation


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, and the operation's parameters."""
    issuing.add_caller(parser)
    issuing.configure(parser, Operation.ASSUME_ROOT)


def run(options: argparse.Namespace) -> int:
    """Get the session and print what is known of it."""
    return issuing.call(options, Operation.ASSUME_ROOT)
