"""Keeping written sections fresh: newer keys go where `stsui write --keep` was asked to put them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stsui.errors import StsuiError
from stsui.tui.refreshing import Refreshing

if TYPE_CHECKING:
    from stsui.services import Services
    from stsui.tui.widgets.practice_strip import Practice


class Writing(Refreshing):
    """The part of the app that puts renewed sessions into the AWS credentials file, where it was asked to."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__(services, practice)
        self._writing = False
        self._written_for: object = None
        """The sessions that the file was last brought up to; nothing, after it could not be."""
        self._unwritten = ""

    def look(self) -> None:
        """Look at files and store, and write what is newer than before."""
        super().look()
        if self.shown and not self._writing and self.sessions is not self._written_for:
            self._writing = True
            self.call("keep the credentials file fresh", self._write, self._wrote)

    def _write(self) -> object:
        """Bring the file up to the sessions there are; what it was brought up to. In a thread.

        Whatever is wrong with the file is said once, and tried again at every look.
        """
        from stsui.delivery.credentials_file import CredentialsFile, credentials_file
        from stsui.store.locks import FOLDER, SessionLocks

        services, sessions = self.services, self.sessions
        locks = SessionLocks(services.state_dir / FOLDER, clock=services.clock, say=services.on_notice)
        try:
            CredentialsFile(credentials_file(services.environ), locks).renew(services.manager.cached)
        except StsuiError as error:
            if str(error) != self._unwritten:
                self._unwritten = str(error)
                services.on_notice(f"Sections that are to be kept fresh are not: {error}")
            return None
        self._unwritten = ""
        return sessions

    def _wrote(self, sessions: object) -> None:
        self._writing, self._written_for = False, sessions
