"""The dialog in which a program that waits for a token code is answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, NamedTuple

from textual import getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Static

from stsui.clock import Clock
from stsui.model import Secret
from stsui.rules import TOKEN_CODE
from stsui.tui.text import clean
from stsui.tui.widgets.code_input import CodeInput
from stsui.tui.widgets.field import Field
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


class AnswerDialog(ModalScreen[Secret | None]):
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
        & #code Input { width: 12; color: $code; text-style: bold; }
        & #code Input .input--placeholder { text-style: none; }
        & #buttons { height: 1; }
        & #decline {
            min-width: 12; background: $panel;
            &:focus { color: $block-cursor-foreground; background: $block-cursor-background; }
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "escape", "decline", "Decline", id="answer.decline", tooltip="Tell the program to do without"
        ),
    ]

    code = getters.query_one("#code", Field)

    def __init__(self, wanted: CodeWanted, clock: Clock) -> None:
        super().__init__()
        self._wanted = wanted
        self._clock = clock

    def compose(self) -> ComposeResult:
        """Who wants it, the field, the way out."""
        wanted = self._wanted
        with Vertical(id="answer"):
            yield Static(self._who(), id="who", markup=False)
            yield Field(
                "MFA code",
                input_widget=CodeInput(id="token-code"),
                allowed=f"of {device_words(wanted.device)}",
                id="code",
            )
            with Horizontal(id="buttons"):
                yield Button("Decline", id="decline", compact=True)

    def on_mount(self) -> None:
        """Say what was wrong with the code before, and wait for digits."""
        wanted = self._wanted
        frame = self.query_one("#answer", Vertical)
        frame.set_class(True, f"-{environment_class(wanted.environment)}")
        frame.border_title = self._title()
        frame.border_subtitle = Content("type the code: it is sent by itself · esc decline")
        self.code.problem = clean(wanted.problem)
        self.code.input.focus()
        if wanted.after:
            self.tick()
            self.set_interval(1, self.tick)

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

    @on(Button.Pressed, "#decline")
    def action_decline(self) -> None:
        """Close without a code."""
        self.dismiss(None)

    def tick(self) -> None:
        """Say how long the device still shows the code that was used."""
        wanted = self._wanted
        left = wanted.after - self._clock.now() if wanted.after else timedelta(0)
        if left > timedelta(0):
            seconds = -int(-left.total_seconds() // 1)
            self.code.problem = clean(f"{wanted.problem} A new code comes in {seconds} s.".strip())
        elif self.code.problem:
            self.code.problem = ""
            self.code.explain(f"there is a new code on {device_words(wanted.device)} now")
