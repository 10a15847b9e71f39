"""The yardsticks of the screens: bare Textual apps."""

from __future__ import annotations

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
    """The yardstick of a key press: the same table, and an input above it."""

    def compose(self) -> ComposeResult:
        yield Input()
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
    Bare().run()
