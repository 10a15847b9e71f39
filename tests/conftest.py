"""What every test shares: an environment without the developer's own AWS settings."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from hypothesis import HealthCheck, settings

from stsui.clock import Clock
from stsui.practice import PracticeAws

# A machine may stand still for as long as it likes: no example is too slow. A run tells of a change to the
# program, so its examples are those of the run before; --hypothesis-profile=random looks for others.
settings.register_profile("random", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("random"), derandomize=True)
settings.load_profile("same")

# The hundreds of processes that tests start share what the first of them compiles.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

OWN_PREFIXES = ("AWS_", "STSUI_")
OWN_NAMES = {"NO_COLOR", "FORCE_COLOR", "TEXTUAL_THEME", "BROWSER", "COLORTERM"}
PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
"""In either case; through one of these nobody reaches the practice AWS."""


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test sees, or touches, the AWS settings and the home folder of whoever runs it."""
    for name in list(os.environ):
        if name.startswith(OWN_PREFIXES) or name in OWN_NAMES or name.lower() in PROXIES:
            monkeypatch.delenv(name)
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USER", "kim")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture
def unanswered() -> Iterator[Callable[[], int]]:
    """Makes ports at which nobody listens, nor can begin to before the test has ended."""
    with ExitStack() as kept:

        def make() -> int:
            bound = kept.enter_context(socket.socket())
            bound.bind(("127.0.0.1", 0))
            return int(bound.getsockname()[1])

        yield make


@pytest.fixture
def standing_aws() -> Iterator[PracticeAws]:
    """The practice AWS, whose time stands: its codes stay good however long many processes take to start."""
    now = time.time()
    with PracticeAws(Clock(read=lambda: now)) as practice:
        yield practice
