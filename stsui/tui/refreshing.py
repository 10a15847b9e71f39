"""The automatic refresh: due sessions are renewed in the background, and a needed code is a quiet notice."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from textual import on

from stsui.tui.messages import AutoRefreshToggled
from stsui.tui.starting import Starting

if TYPE_CHECKING:
    from stsui.services import Services


class Refreshing(Starting):
    """The part of the app that renews sessions ahead of their end."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.renewing = services.settings.refresh.auto
        """Whether sessions are renewed without being asked."""
        self.code_notice = ""
        """That a code is needed to go on, for the top line."""

    def renew_due(self, now: datetime) -> None:
        """Renew what is due."""

    @on(AutoRefreshToggled)
    def toggle_auto_refresh(self) -> None:
        """Turn the automatic refresh on or off."""
        self.renewing = not self.renewing
        self.publish()
