"""What dialogs with a form have in common: texts from files and the clipboard, the aws command to copy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import events, work
from textual.binding import Binding, BindingType

from stsui.equivalent import aws_commands
from stsui.errors import StsuiError
from stsui.model import Plan
from stsui.tui.clipboard import read_clipboard
from stsui.tui.messages import NoticeShown, TextCopied
from stsui.tui.opening import read_file
from stsui.tui.screens.modal import Modal
from stsui.tui.screens.open_file import OpenFile
from stsui.tui.threads import in_daemon_thread
from stsui.tui.widgets.field import Field


def commands_of(plans: Sequence[Plan]) -> list[str]:
    """The `aws` commands that do what one sound plan does; none for several plans, or a broken one."""
    plan, *others = plans
    return [] if others or plan.problems else aws_commands(plan)


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
        Binding("ctrl+v", "paste_clipboard", "the clipboard", id="dialog.paste", priority=True,
                tooltip="Paste the desktop's clipboard, where it can be read"),
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
        if field := self._long_field():
            about = "Its text takes the place of what stands in the field."
            self.app.push_screen(OpenFile(field.example_file, about), partial(self._take_file, field))
        else:
            self.post_message(NoticeShown("Nothing here is taken from a file: unfold the rest.", "warning"))

    def action_paste_clipboard(self) -> None:
        """Paste into the field that is being edited, or else into the first one that takes a long text.

        Textual's own key would only paste what was copied in the program itself.
        """
        edited = next((field for field in self.query(Field) if field.input.has_focus), None)
        if field := edited or self._long_field():
            self._paste_into(field)

    def _long_field(self) -> Field | None:
        """The field for a long text that is being edited, or else the first one."""
        fields = [field for field in self.query(Field) if field.example_file]
        return next((field for field in fields if field.input.has_focus), next(iter(fields), None))

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

    @work(group="files", exclusive=True, exit_on_error=False, description="read the clipboard")
    async def _paste_into(self, field: Field) -> None:
        try:
            text = await in_daemon_thread(read_clipboard)
        except StsuiError as error:
            field.problem = str(error)
        else:
            if text.strip():
                field.input.post_message(events.Paste(text))
            else:
                field.problem = "There is no text on the clipboard."
        field.input.focus()
