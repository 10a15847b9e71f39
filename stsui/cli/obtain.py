"""A session for a command: from the store, or by running the plan and asking for a code if it needs one."""

from __future__ import annotations

import argparse

from stsui.cli.codes import code_source
from stsui.cli.opening import open_services
from stsui.cli.terminal import ProgressLine
from stsui.model import Session
from stsui.services import Services


def obtain(options: argparse.Namespace, *, prompt: bool = True, services: Services | None = None) -> Session:
    """A valid session for `options.profile`, by the options that `add_session` gave.

    Raises:
        StsuiError: whatever stands in the way.
    """
    services = services or open_services()
    with ProgressLine(services.clock) as line:
        return services.manager.obtain(
            options.profile,
            code_source(options.mfa_code, services, prompt=prompt),
            min_remaining=options.min_remaining,
            renew=options.renew,
            progress=line.show,
        )
