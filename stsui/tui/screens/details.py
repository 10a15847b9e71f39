"""The details screen: identity, plan, expiry, the equivalent commands, and the secrets when asked for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from textual import getters
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content

from stsui.equivalent import aws_commands
from stsui.model import Credentials, Secret
from stsui.tui.messages import CopyRequested, EndpointCopyRequested, RevealRequested, TextCopied
from stsui.tui.screens.modal import Modal
from stsui.tui.text import clean
from stsui.tui.view import ProfileView
from stsui.tui.widgets.description import Description, TextLine
from stsui.tui.widgets.details_pane import ProfileDescription
from stsui.tui.widgets.key_bar import KeyBar
from stsui.tui.widgets.rows import environment_class

MASK = "•" * 16


class FullDescription(ProfileDescription):
    """The description with the commands and the credentials, masked until they are given in the clear."""

    credentials: Credentials | None = None
    token: Secret | None = None
    """The endpoint's, if the session is served."""

    def reveal(self, credentials: Credentials | None, token: Secret | None) -> None:
        """Show these secrets in the clear, or mask them."""
        self.credentials, self.token, self._width = credentials, token, 0
        self.refresh(layout=True)

    def lines(self, view: ProfileView, description: Description) -> Iterator[TextLine]:
        """What the pane shows, and more."""
        yield from description.lines()
        commands = aws_commands(view.plan)
        if commands:
            yield from description.heading("The same with the AWS CLI")
            for command in commands:
                yield from description.paragraph(command, "plain")
        if view.info:
            yield from description.heading("Credentials")
            yield from self._secrets(view.info.access_key_id, description)
        if view.endpoint:
            yield from description.heading("Endpoint, for programs on this machine")
            token = self.token.reveal() if self.token else MASK
            yield from description.paragraph(f"AWS_CONTAINER_CREDENTIALS_FULL_URI={view.endpoint}", "plain")
            yield from description.paragraph(f"AWS_CONTAINER_AUTHORIZATION_TOKEN={token}", "code")

    def _secrets(self, access_key_id: str, description: Description) -> Iterator[TextLine]:
        secret = self.credentials.secret_access_key if self.credentials else None
        token = self.credentials.session_token if self.credentials else None
        yield from description.fact("key id", access_key_id)
        yield from description.fact("secret key", secret.reveal() if secret else MASK, "code")
        yield from description.fact("token", token.reveal() if token else MASK, "code")


class DetailsScreen(Modal[None]):
    """Everything about one profile. Secrets stay masked until `v`, and are gone when the screen closes."""

    BINDING_GROUP_TITLE = "Details"
    DEFAULT_CSS = """
    DetailsScreen {
        align: center middle;
        & > #details {
            width: 110; max-width: 100%; height: auto; max-height: 1fr;
            border: round $foreground 30%; background: $surface; padding: 0 2;
            border-title-style: bold;
        }
        & > KeyBar { dock: bottom; }
        & > #details.-prod { border: round $env-prod; border-title-color: $env-prod; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("v", "reveal", "show secrets", id="details.reveal", tooltip="Show or mask the secrets"),
        Binding("y", "copy", "copy credentials", id="details.copy", tooltip="Copy them for your shell"),
        Binding("e", "copy_command", "copy aws command", id="details.command",
                tooltip="Copy the equivalent aws command lines"),
        Binding("u", "copy_endpoint", "copy endpoint", id="details.endpoint",
                tooltip="Copy the lines that lead your shell to its endpoint"),
        Binding("escape", "dismiss(None)", "close", id="details.close", key_display="esc"),
        Binding("i,q", "dismiss(None)", "close", id="details.close_too", show=False),
    ]  # fmt: skip
    description = getters.query_one(FullDescription)

    def __init__(self, view: ProfileView, now: datetime) -> None:
        super().__init__()
        self._view, self._now = view, now

    @property
    def profile(self) -> str:
        """The name of the row that it is about."""
        return self._view.profile.name

    def compose(self) -> ComposeResult:
        """One scrolling text and the keys."""
        profile = self._view.profile
        with VerticalScroll(id="details") as box:
            box.border_title = Content(clean(profile.name))
            box.set_class(environment_class(profile.environment) == "prod", "-prod")
            yield FullDescription()
        yield KeyBar()

    def on_mount(self) -> None:
        """Draw it."""
        self.description.show(self._view, self._now)

    def show(self, view: ProfileView, now: datetime) -> None:
        """Take what has changed; the secrets of another session or endpoint are not those that were shown."""
        before, self._view = self._view, view
        keys = [(each.info and each.info.access_key_id, each.endpoint) for each in (before, view)]
        if keys[0] != keys[1]:
            self.reveal(None)
        self.description.show(view, now)
        self.refresh_bindings()

    def reveal(self, credentials: Credentials | None, token: Secret | None = None) -> None:
        """Show these credentials, and the endpoint's token, in the clear, or mask them."""
        self.description.reveal(credentials, token)
        if credentials:
            self.call_after_refresh(self.query_one("#details").scroll_end, animate=False)

    def action_reveal(self) -> None:
        """Ask for the secrets, or mask them again."""
        if self.description.credentials:
            self.reveal(None)
        else:
            self.post_message(RevealRequested(self._view.profile.name))

    def action_copy(self) -> None:
        """Copy the credentials for the person's shell."""
        self.post_message(CopyRequested((self._view.profile.name,)))

    def action_copy_endpoint(self) -> None:
        """Copy the lines for another shell."""
        self.post_message(EndpointCopyRequested(self._view.profile.name))

    def action_copy_command(self) -> None:
        """Copy the equivalent commands."""
        self.post_message(TextCopied("\n".join(aws_commands(self._view.plan)), "The aws command"))

    def check_action(
        self,
        action: str,
        parameters: tuple[object, ...],  # noqa: ARG002
    ) -> bool | None:
        """Without a session there is nothing to show or copy."""
        if action in ("reveal", "copy") and self._view.info is None:
            return None
        if action == "copy_endpoint" and self._view.endpoint is None:
            return None
        if action == "copy_command" and not aws_commands(self._view.plan):
            return None
        return True
