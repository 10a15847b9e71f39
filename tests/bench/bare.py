"""The yardstick of the screens: a bare Textual app with one table."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.widgets import DataTable


class Bare(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        table.add_columns("profile", "account", "role", "state", "left", "region")
        for row in range(40):
            table.add_row(f"profile-{row:05}", "444455556666", "OnCall", "none", "-", "eu-west-1")


if __name__ == "__main__":
    Bare().run()
