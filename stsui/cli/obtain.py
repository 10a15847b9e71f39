"""A session for a command: from the store, or by running the plan and asking for a code if it needs one."""

from __future__ import annotations

import argparse

from stsui.cli.codes import code_source
from stsui.cli.terminal import Countdown
from stsui.model import Session
from stsui.services import Services


def obtain(options: argparse.Namespace, services: Services | None = None, *, prompt: bool = True) -> Session:
    """A valid session for `options.profile`, by the options of `options.add_session`.

    Raises:
        StsuiError: whatever stands in the way.
    """
    services = services or Services.open()
    with Countdown(services.clock) as countdown:
        return services.manager.obtain(
            options.profile,
            code_source(options.mfa_code, services, prompt=prompt),
            min_remaining=getattr(options, "min_remaining", None),
            renew=getattr(options, "renew", False),
            progress=countdown.show,
        )
