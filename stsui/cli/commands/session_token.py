"""`stsui session-token`: GetSessionToken, with a code of the MFA device or without."""

from __future__ import annotations

import argparse

from stsui.cli import issuing
from stsui.model import Operation


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, and the operation's parameters."""
    issuing.add_caller(parser)
    issuing.configure(parser, Operation.GET_SESSION_TOKEN)


def run(options: argparse.Namespace) -> int:
    """Get the session and print what is known of it."""
    return issuing.call(options, Operation.GET_SESSION_TOKEN)
