"""A session manager on the real catalog, the real gateway and the practice AWS."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stsui.aws import StsGateway
from stsui.catalog import read_catalog
from stsui.clock import Clock
from stsui.practice import PracticeAws
from stsui.sessions import SessionManager, open_manager
from stsui.sessions.plans import CatalogPlans
from stsui.settings import read_settings
from stsui.store import open_store


@pytest.fixture
def aws() -> Iterator[PracticeAws]:
    with PracticeAws() as practice:
        yield practice


class Desk:
    """One person's machine: files, a store, and managers as separate processes would have them."""

    def __init__(self, aws: PracticeAws, directory: Path) -> None:
        self.aws = aws
        self.environ = {"USER": "kim", **aws.environment(directory)}
        self.state_dir = Path(self.environ["STSUI_STATE_DIR"])
        self.notices: list[str] = []
        self.clock = Clock()

    def code(self, user: str = "oncall") -> str:
        """The code that the user's device shows now."""
        return self.aws.company.users[user].mfa.code()

    def operations(self) -> list[str]:
        """What was called at the practice AWS, in order."""
        return [call.operation for call in self.aws.calls]

    def manager(self, store: str = "file", clock: Clock | None = None) -> SessionManager:
        """A new manager, as another process would have it."""
        clock = clock or self.clock
        settings = read_settings(self.environ)
        catalog = read_catalog(settings, self.environ)
        return open_manager(
            CatalogPlans(lambda: catalog, self.environ),
            StsGateway(clock, self.environ),
            open_store(store, self.state_dir, clock=clock, say=self.notices.append),
            self.state_dir,
            clock=clock,
            ahead=settings.refresh.ahead,
            say=self.notices.append,
        )


@pytest.fixture
def desk(aws: PracticeAws, tmp_path: Path) -> Desk:
    return Desk(aws, tmp_path / "desk")


MakeManager = Callable[[], SessionManager]
