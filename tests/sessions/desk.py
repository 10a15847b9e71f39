"""One person's machine in front of the practice AWS."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from stsui.aws import StsGateway
from stsui.catalog import read_catalog
from stsui.clock import Clock
from stsui.errors import CodeNeeded
from stsui.sessions import CodeRequest, SessionManager, open_manager
from stsui.sessions.plans import CatalogPlans
from stsui.settings import read_settings
from stsui.store import open_store

# The tests' processes have no practice AWS of their own, and start in half the time without.
if TYPE_CHECKING:
    from stsui.practice import PracticeAws


def manager_for(
    environ: Mapping[str, str], clock: Clock, notices: list[str], store: str = "file"
) -> SessionManager:
    """A session manager as a process of its own would have it."""
    settings = read_settings(environ)
    catalog = read_catalog(settings, environ)
    state_dir = Path(environ["STSUI_STATE_DIR"])
    return open_manager(
        CatalogPlans(lambda: catalog, environ),
        StsGateway(clock, environ),
        open_store(store, state_dir, clock=clock, say=notices.append),
        state_dir,
        clock=clock,
        ahead=settings.refresh.ahead,
        say=notices.append,
    )


class Desk:
    """Files, a state folder, and managers over them."""

    def __init__(self, aws: PracticeAws, directory: Path, clock: Clock) -> None:
        self.aws = aws
        self.directory = directory
        self.environ = {"USER": "kim", **aws.environment(directory)}
        self.state_dir = Path(self.environ["STSUI_STATE_DIR"])
        self.notices: list[str] = []
        self.clock = clock

    def code(self, user: str = "oncall") -> str:
        """The code that the user's device shows now."""
        return self.aws.company.users[user].mfa.code()

    def operations(self) -> list[str]:
        """What was called at the practice AWS, in order."""
        return [call.operation for call in self.aws.calls]

    def manager(self, store: str = "file", clock: Clock | None = None) -> SessionManager:
        """A new manager, as another process would have it."""
        return manager_for(self.environ, clock or self.clock, self.notices, store)

    def configure(self, section: str) -> None:
        """Add a section to the AWS config."""
        with (self.directory / "config").open("a", encoding="utf-8") as file:
            file.write(f"\n{section}\n")

    def edit(self, name: str, old: str, new: str) -> None:
        """Change one of the files."""
        path = self.directory / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")


class Typed:
    """A person who types these codes, one after another, and then gives up."""

    def __init__(self, *codes: str) -> None:
        self.codes = list(codes)
        self.requests: list[CodeRequest] = []

    def code(self, request: CodeRequest) -> str:
        self.requests.append(request)
        if not self.codes:
            raise CodeNeeded("Nobody types any more.")
        return self.codes.pop(0)


HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
