"""`stsui assume`: AssumeRole, with everything that it takes."""

from __future__ import annotations

import argparse

from stsui.cli import issuing
from stsui.model import Operation


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, and AssumeRole's parameters."""
    issuing.add_caller(parser)
    issuing.configure(parser, Operation.ASSUME_ROLE)
    parser.epilog = (
        "A role's profile without --role-arn: that role, with the options in place of what is configured. "
        f"With\n--role-arn: that role, with PROFILE's credentials.\n\n{parser.epilog}"
    )


def run(options: argparse.Namespace) -> int:
    """Assume the role and print what came of it."""
    return issuing.call(options, Operation.ASSUME_ROLE)
