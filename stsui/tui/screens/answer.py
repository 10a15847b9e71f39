"""The dialog in which a program that waits for a token code is answered."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from stsui.clock import Clock
from stsui.model import Secret
from stsui.rules import TOKEN_CODE
from stsui.tui.screens.modal import Modal
from stsui.tui.text import clean
from stsui.tui.widgets.code_input import CodeField, CodeInput
from stsui.tui.widgets.field import Field
from stsui.tui.widgets.push_button import PushButton
from stsui.tui.widgets.rows import environment_class
from stsui.tui.wording import device_words


class CodeWanted(NamedTuple):
    """What the dialog says of the program and of what it wants."""

    program: str
    """Its name and process id."""
    profile: str
    account: str
    """The profile's account in words; empty where it is not known."""
    environment: str | None
    """The account's label."""
    device: str
    """The serial of the device whose code it is."""
    problem: str = ""
    """Why the code given before would not do."""
    after: datetime | None = None
    """When the device shows a code that was not used yet."""


class AnswerDialog(Modal[Secret | None]):
    """Dismisses with the code as soon as six digits are there, and with None when the person declines."""

    DEFAULT_CSS = """
    AnswerDialog {
        align: center middle;

        & > #answer {
            width: 76; max-width: 100%; height: auto; max-height: 100%;
            border: round $border; background: $surface; padding: 0 2;
            border-title-color: $foreground; border-subtitle-color: $text-muted;
        }
        & > #answer.-staging { border: round $env-staging; border-title-color: $env-staging; }
        & > #answer.-dev { border: round $env-dev; border-title-color: $env-dev; }
        & > #answer.-prod { border: heavy $env-prod; border-title-color: $env-prod; }
        & #who { height: auto; margin-bottom: 1; }
        & #code { margin-bottom: 1; }
        & #buttons { height: 1; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "decline", "Decline", id="answer.decline", tooltip="Tell the program to do without"
        ),
    ]

    def __init__(self, wanted: CodeWanted, clock: Clock) -> None:
        super().__init__()
        self._wanted = wanted
        self.code = CodeField(clock)

    def compose(self) -> ComposeResult:
        """Who wants it, the field, the way out."""
        wanted = self._wanted
        with Vertical(id="answer", classes=f"-{environment_class(wanted.environment)}") as frame:
            frame.border_title = self._title()
            frame.border_subtitle = Content("type the code: it is sent by itself · esc decline")
            yield Static(self._who(), id="who", markup=False)
            yield self.code
            with Horizontal(id="buttons"):
                yield PushButton("Decline", id="decline")

    def on_mount(self) -> None:
        """Say what was wrong with the code before, and wait for digits."""
        wanted = self._wanted
        self.code.explain(f"of {device_words(wanted.device)}")
        self.code.input.focus()
        if wanted.problem:
            self.code.refuse(clean(wanted.problem), wanted.after)
        if wanted.after:
            self.set_interval(1, self.tick)

    def tick(self) -> None:
        """A second has gone by: count down to the next code."""
        self.code.count_down()

    def _title(self) -> Content:
        words = Content.styled(f"A code for {clean(self._wanted.profile)}", "bold")
        label = clean(self._wanted.environment or "")
        if environment_class(label) != "prod":
            return words
        return Content.assemble((f" {label.upper()} ", "bold reverse"), " ", words)

    def _who(self) -> str:
        wanted = self._wanted
        lines = [f"{wanted.program} waits for a session of {wanted.profile}.", wanted.account]
        return "\n".join(clean(line) for line in lines if line)

    @on(Field.Edited)
    def begin_anew(self) -> None:
        """Digits take back what was said of the code before."""
        if self.code.value:
            self.code.forgive()

    @on(CodeInput.Complete)
    @on(Input.Submitted)
    def send(self) -> None:
        """Give the code back, once it is one."""
        if problem := TOKEN_CODE.problem(self.code.value):
            self.code.problem = problem
        else:
            self.dismiss(Secret(self.code.value))

    @on(CodeInput.Refused)
    def explain_paste(self, event: CodeInput.Refused) -> None:
        """Say why nothing was put in."""
        self.code.problem = event.reason

    @on(PushButton.Pressed, "#decline")
    def action_decline(self) -> None:
        """Close without a code."""
        self.dismiss(None)
