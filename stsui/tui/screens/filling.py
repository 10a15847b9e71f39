"""What dialogs with a form have in common: a text from a file, and the aws command to copy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from stsui.equivalent import aws_command
from stsui.errors import StsuiError
from stsui.model import Plan
from stsui.tui.messages import NoticeShown, TextCopied
from stsui.tui.opening import read_file
from stsui.tui.screens.modal import Modal
from stsui.tui.screens.open_file import OpenFile
from stsui.tui.threads import in_daemon_thread
from stsui.tui.widgets.field import Field


def commands_of(plans: Sequence[Plan]) -> list[str]:
    """The `aws` commands that do what one sound plan does; none for several plans, or a broken one."""
    plan, *others = plans
    commands = [aws_command(step, plan.endpoint) for step in plan.steps]
    return [] if others or plan.problems else [command for command in commands if command]


class Filling(Modal[bool]):
    """A dialog in which a form is filled."""

    DEFAULT_CSS = """
    Filling {
        & Fold, & ParameterField { margin-top: 1; }
        & .fold--contents { height: auto; padding-left: 2; }
        & ParameterField > Input { max-width: 40; }
        & #command { height: auto; color: $text-muted; margin-top: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+o", "open_file", "a file", id="dialog.file", tooltip="Take this text from a file"),
        Binding("ctrl+g", "copy_command", "copy aws command", id="dialog.command",
                tooltip="Copy the aws command that does the same"),
    ]  # fmt: skip

    @property
    def commands(self) -> list[str]:
        """The `aws` commands that do the same; none while there is nothing sound to do."""
        return []

    def action_copy_command(self) -> None:
        """Copy the commands, where there are any."""
        if commands := self.commands:
            self.post_message(TextCopied("\n".join(commands), "The aws command"))
        else:
            self.post_message(NoticeShown("There is no aws command for this yet.", "warning"))

    def action_open_file(self) -> None:
        """Ask for a file, for the long text that is being edited or else the first one."""
        fields = [field for field in self.query(Field) if field.example_file]
        fields.sort(key=lambda field: not field.input.has_focus)
        if not fields:
            self.post_message(NoticeShown("Nothing here is taken from a file: unfold the rest.", "warning"))
            return
        about = "Its text takes the place of what stands in the field."
        self.app.push_screen(OpenFile(fields[0].example_file, about), partial(self._take_file, fields[0]))

    def _take_file(self, field: Field, path: str | None) -> None:
        if path:
            self._read_into(field, path)

    @work(group="files", exclusive=True, exit_on_error=False, description="read a file")
    async def _read_into(self, field: Field, path: str) -> None:
        try:
            text = await in_daemon_thread(partial(read_file, path))
        except StsuiError as error:
            field.problem = str(error)
        else:
            field.take(text)
        field.input.focus()
