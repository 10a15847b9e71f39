"""The practice AWS made ready for `stsui demo`: files of its own, and sessions in every state."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from stsui.clock import Clock
from stsui.model import Parameters
from stsui.practice import PracticeAws
from stsui.rules import TOKEN_CODE_PERIOD
from stsui.services import Services
from stsui.sessions import CodeRequest

LOOPBACK = "127.0.0.1,localhost"
SHORTEST = Parameters(duration_seconds=900)
SETTINGS = "refresh: {ahead: 2m}\n"
"""The session that is about to expire is seen to, and renewed after a minute."""
HISTORY = (
    (timedelta(hours=2), "payments-staging/OnCall", Parameters()),
    (timedelta(minutes=12), "checkout-dev/Admin", SHORTEST),
    (timedelta(0), "payments-prod/OnCall", Parameters()),
    (timedelta(0), "checkout-prod/ReadOnly", Parameters()),
)
"""How long ago which session was begun: one has expired, one is about to, two are fresh."""


class PastTime:
    """What both sides' clocks read: it can be put back, so that something can have happened before."""

    def __init__(self) -> None:
        self.ago = timedelta(0)

    def __call__(self) -> float:
        """Unix seconds."""
        return time.time() - self.ago.total_seconds()


class DeviceCodes:
    """Reads the code off the practice company's own MFA devices."""

    def __init__(self, aws: PracticeAws) -> None:
        self._aws = aws

    def code(self, request: CodeRequest) -> str:
        """What the device shows now, or once the code before is spent."""
        devices = [user.mfa_device for user in self._aws.company.users.values() if user.mfa_device]
        device = next(device for device in devices if device.serial == request.serial)
        return device.code(self._aws.now() + (TOKEN_CODE_PERIOD if request.after else timedelta(0)))


@contextmanager
def rehearse(directory: Path) -> Iterator[tuple[Services, PracticeAws]]:
    """The services and the practice AWS they talk to; all files are in `directory`."""
    past = PastTime()
    with PracticeAws(Clock(read=past)) as aws:
        enter_practice(aws.environment(directory))
        services = Services.open(clock=Clock(read=past))
        for past.ago, profile, changes in HISTORY:
            services.manager.obtain(profile, DeviceCodes(aws), changes=changes, renew=True)
        yield services, aws


def enter_practice(variables: dict[str, str]) -> None:
    """Make this process, and the shells it starts, know the practice AWS alone."""
    for name in [name for name in os.environ if name.startswith(("AWS_", "STSUI_"))]:
        del os.environ[name]
    os.environ.update(variables, NO_PROXY=LOOPBACK, no_proxy=LOOPBACK)
    with Path(variables["STSUI_CONFIG"]).open("a", encoding="utf-8") as settings:
        settings.write(SETTINGS)
