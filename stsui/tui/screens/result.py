"""What an operation gave: its facts, and the secret itself, masked until it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from textual import events, getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from stsui.model import IssuedToken, Plan, Session
from stsui.rules import console_problem
from stsui.tui.messages import NoticeShown, ResultConsoleRequested, ResultCopied
from stsui.tui.screens.modal import Modal
from stsui.tui.screens.operation_facts import result_facts
from stsui.tui.widgets.key_bar import KeyBar
from stsui.tui.widgets.lines import Lines, Page, TextLine

MASK = "•" * 16

RESULT_BINDINGS: list[BindingType] = [
    Binding("y", "copy", "copy", id="result.copy", tooltip="Copy it: lines for your shell, or the token"),
    Binding("c", "console", "console", id="result.console", tooltip="Open the AWS console, signed in"),
    Binding("v", "reveal", "show secrets", id="result.reveal", tooltip="Show or mask the secrets"),
    Binding("escape", "dismiss(None)", "close", id="result.close", key_display="esc"),
    Binding("q,enter", "dismiss(None)", "close", id="result.close_too", show=False),
]  # fmt: skip


class ResultScreen(Modal[None]):
    """Facts, and secrets masked until `v`. They are gone from here when it closes."""

    BINDING_GROUP_TITLE = "Result"
    DEFAULT_CSS = """
    ResultScreen {
        align: center middle;
        & > #result {
            width: 96; max-width: 100%; height: auto; max-height: 1fr;
            border: round $state-active; background: $surface; padding: 0 2;
            border-title-style: bold;
        }
        & > KeyBar { dock: bottom; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = RESULT_BINDINGS

    lines = getters.query_one(Lines)

    def __init__(self, plan: Plan, result: Session | IssuedToken, now: datetime) -> None:
        super().__init__()
        self._operation, self._endpoint = plan.steps[-1].operation, plan.endpoint
        self._result, self._now = result, now
        self._revealed = False

    def compose(self) -> ComposeResult:
        """One scrolling text and the keys."""
        with VerticalScroll(id="result") as box:
            box.border_title = Content(f"✓ {self._operation}")
            yield Lines(self._page)
        yield KeyBar()

    def _page(self, page: Page) -> Iterator[TextLine]:
        for label, value in result_facts(self._result, self._operation, self._now):
            yield from page.fact(label, value)
        yield from page.heading("Secret")
        for label, secret in self._secrets():
            yield from page.fact(label, secret if self._revealed else MASK, "code")
        if isinstance(self._result, IssuedToken):
            yield ()
            yield from page.paragraph("It is kept nowhere: copy it now, or ask for another one.", "label")

    def _secrets(self) -> Iterator[tuple[str, str]]:
        if isinstance(self._result, IssuedToken):
            yield "token", self._result.token.reveal()
            return
        credentials = self._result.credentials
        yield "secret key", credentials.secret_access_key.reveal()
        if credentials.session_token:
            yield "token", credentials.session_token.reveal()

    def action_reveal(self) -> None:
        """Show the secrets, or mask them again."""
        self._revealed = not self._revealed
        self.lines.show(self._page)

    def action_console(self) -> None:
        """Sign in to the console with it."""
        if isinstance(self._result, Session):
            self.post_message(ResultConsoleRequested(self._result, self._endpoint))

    @property
    def without_console(self) -> str:
        """Why it cannot sign in to the console; empty where it can."""
        if isinstance(self._result, IssuedToken):
            return "This token is for services that are not AWS: it opens no console."
        problem = console_problem(self._operation)
        return problem.message if problem else ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Grey what AWS does not allow."""
        return None if action == "console" and self.without_console else True

    def on_key(self, event: events.Key) -> None:
        """Say why a greyed key does nothing."""
        active = self.active_bindings.get(event.key)
        if active and not active.enabled and active.binding.action == "console":
            event.stop()
            self.post_message(NoticeShown(self.without_console, "warning"))

    def action_copy(self) -> None:
        """Copy what was given."""
        self.post_message(ResultCopied(self._result))
