"""The yardsticks of the screens: bare Textual apps."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import DataTable, Input


class Bare(App[None]):
    """One table of forty rows."""

    def compose(self) -> ComposeResult:
        yield DataTable()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("profile", "account", "role", "state", "left", "region")
        for row in range(40):
            table.add_row(f"profile-{row:05}", "444455556666", "OnCall", "none", "-", "eu-west-1")


class WithInput(App[None]):
    """The yardstick of a key press: an input, and an empty table, which no key makes Textual paint anew."""

    def compose(self) -> ComposeResult:
        yield Input(placeholder="profile-00000")
        yield DataTable()


class BareModal(ModalScreen[None]):
    """The yardstick of a form: a modal with as many inputs."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self._inputs = inputs

    def compose(self) -> ComposeResult:
        for _ in range(self._inputs):
            yield Input()


if __name__ == "__main__":
    (WithInput if sys.argv[1:] == ["input"] else Bare)().run()
