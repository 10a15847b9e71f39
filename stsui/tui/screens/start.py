"""The start dialog: what will happen, what it needs, what may be changed. It stays until the outcome."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Collapsible, Input, Static

from stsui.clock import Clock
from stsui.errors import CodeNeeded, CodeRefused, StsuiError
from stsui.model import NO_PARAMETERS, Parameters, Plan, Problem, Profile, Secret
from stsui.rules import TOKEN_CODE
from stsui.tui.messages import StartConfirmed
from stsui.tui.screens.start_fields import DURATION, allowed_duration, common_parameters, fields_for
from stsui.tui.text import clean, spaced_account
from stsui.tui.widgets.bullets import Bullet, Bullets
from stsui.tui.widgets.code_input import CodeInput
from stsui.tui.widgets.field import Field, ParameterField
from stsui.tui.widgets.plan_view import PlanView
from stsui.tui.widgets.progress import ProgressLine
from stsui.tui.widgets.rows import environment_class
from stsui.tui.wording import clock_time, counted, device_words, names_in_short, title_of

PROBLEMS_SHOWN = 5
FRAME_LINES = 3
"""The dialog's border and its line of buttons."""


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What the dialog is opened with, and opened anew with whenever a parameter is changed."""

    profiles: tuple[Profile, ...]
    plans: tuple[Plan, ...]
    """One for each profile, in the same order."""
    code_needed: bool = False
    """Whether somebody has to type a token code: one is wanted, and no session or secret is there."""
    device: str | None = None
    """The serial of the device whose code is wanted."""
    stored_totp: bool = False
    """Whether the code will be made from a secret in the keyring."""
    ready_until: datetime | None = None
    """When the MFA session that the plans start from ends, where it is there already."""

    @property
    def runnable(self) -> tuple[str, ...]:
        """The profiles whose plans break no rule."""
        return tuple(plan.profile for plan in self.plans if not plan.problems)

    @property
    def codes(self) -> int:
        """How many devices have to be asked."""
        return len({plan.mfa_serial for plan in self.plans if plan.mfa_serial and not plan.problems})


Replan = Callable[[Parameters], StartRequest]
"""The same request with changed parameters: pure, quick, no network."""


class StartDialog(ModalScreen[bool]):
    """Dismisses with True once the sessions have started, with False when the person backs out.

    On confirmation it posts `StartConfirmed` and waits; whoever runs the plans calls `progress`, `refused` or
    `done`.
    """

    DEFAULT_CSS = """
    StartDialog {
        align: center middle;

        & > #dialog {
            width: 84; max-width: 96%; height: auto; max-height: 100%;
            border: round $border; background: $surface; padding: 0 1;
            border-title-style: bold; border-subtitle-color: $text-muted;
        }
        & > #dialog.-prod { border: round $env-prod; border-title-color: $env-prod; }
        & > #dialog.-staging { border: round $env-staging; border-title-color: $env-staging; }
        & > #dialog.-dev { border: round $env-dev; border-title-color: $env-dev; }
        & #body { height: auto; padding: 0 1; scrollbar-size-vertical: 1; }
        & #what { color: $text-muted; margin-bottom: 1; }
        & PlanView { margin-bottom: 1; }
        & #problems { margin-bottom: 1; display: none; }
        & #needs { color: $text-muted; height: auto; margin-bottom: 1; display: none; }
        & #code { margin-bottom: 1; }
        & #code Input { width: 12; color: $code; text-style: bold; }
        & Collapsible {
            border: none; background: transparent; padding: 0;
            & > Contents { padding: 1 0 0 2; }
            & > CollapsibleTitle { color: $text-muted; padding: 0 1 0 0; }
            & > CollapsibleTitle:focus { color: $foreground; background: $block-cursor-background; }
        }
        & #buttons {
            height: 1; margin: 0 1;
            & Button { margin-right: 2; min-width: 12; }
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="dialog.cancel", tooltip="Close without starting anything"),
    ]

    def __init__(self, request: StartRequest, clock: Clock, replan: Replan | None = None) -> None:
        super().__init__()
        self._request = request
        self._clock = clock
        self._replan = replan
        self._initial = common_parameters(request.plans)
        self._changes = NO_PARAMETERS
        self._busy = False
        self._retry_at: datetime | None = None
        self._code_refusal = ""
        self._refusal = ""

    # ---------------------------------------------------------------- drawing

    def compose(self) -> ComposeResult:
        """Top to bottom: what will happen, what it needs, what may be changed."""
        with Vertical(id="dialog") as dialog:
            dialog.border_title = Content(f"Start {title_of(self._request.profiles)}")
            with VerticalScroll(id="body", can_focus=False):
                yield Static(id="what", markup=False)
                yield PlanView()
                yield Bullets(id="problems")
                yield Field("MFA code", input_widget=CodeInput(id="token-code"), id="code")
                yield Static(id="needs", markup=False)
                if specs := fields_for(self._request.plans):
                    with Collapsible(title="Change before starting", id="changes"):
                        for spec in specs:
                            yield ParameterField(spec, self._initial, placeholder="as configured")
                yield ProgressLine(self._clock)
            with Horizontal(id="buttons"):
                yield Button("Start", variant="primary", id="start", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def on_mount(self) -> None:
        """Fill in everything, and put the cursor where the next step is."""
        self.set_interval(1, self._count_down)
        self._show()
        self._focus_next_step()

    def on_resize(self) -> None:
        """Leave the buttons on the screen, however long the text above them is."""
        self.query_one("#body").styles.max_height = max(self.size.height - FRAME_LINES, 1)

    @property
    def _code(self) -> Field:
        return self.query_one("#code", Field)

    def _show(self) -> None:
        request = self._request
        dialog = self.query_one("#dialog")
        environments = {environment_class(profile.environment) for profile in request.profiles}
        for name in ("prod", "staging", "dev"):
            dialog.set_class("prod" in environments if name == "prod" else environments == {name}, f"-{name}")
        self.query_one("#what", Static).update(_subject(request))
        self.query_one(PlanView).describe(request.profiles, request.plans, request.ready_until)
        self._show_needs()
        self._show_problems()
        for field in self.query(ParameterField):
            if field.spec is DURATION:
                field.explain(allowed_duration(request.plans[0]))

    def _show_needs(self) -> None:
        request = self._request
        self._code.display = request.code_needed
        if request.device:
            self._code.explain(f"of {device_words(request.device)}")
        words = ""
        if request.stored_totp and request.device:
            words = f"The code of {device_words(request.device)} will be made from its secret in the keyring."
        elif request.ready_until and request.device and not request.code_needed:
            words = f"No code is needed: MFA was given, till {clock_time(request.ready_until)}."
        needs = self.query_one("#needs", Static)
        needs.update(words)
        needs.display = bool(words)

    def _show_problems(self) -> None:
        beside = {rule for field in self.query(ParameterField) for rule in field.spec.rules}
        found = [(plan.profile, problem) for plan in self._request.plans for problem in plan.problems]
        apart = [(name, problem) for name, problem in found if problem.rule not in beside]
        many = len(self._request.plans) > 1
        texts = [self._refusal] * bool(self._refusal)
        texts += [f"{name}: {problem.message}" if many else problem.message for name, problem in apart]
        if len(texts) > PROBLEMS_SHOWN:
            texts[PROBLEMS_SHOWN:] = [f"and {counted(len(texts) - PROBLEMS_SHOWN, 'more problem')}"]
        self.query_one("#problems", Bullets).show([Bullet("✗", clean(t), "-problem") for t in texts])
        self._judge_fields([problem for _, problem in found])
        self._show_button()

    def _judge_fields(self, problems: list[Problem]) -> None:
        for field in self.query(ParameterField):
            try:
                field.change()
            except ValueError as error:
                field.problem = str(error)
            else:
                field.judge(problems)
            if field.problem:
                self.query_one("#changes", Collapsible).collapsed = False

    def _show_button(self) -> None:
        runnable, asked = len(self._request.runnable), len(self._request.plans)
        start = self.query_one("#start", Button)
        start.label = Content(f"Start {runnable} of {asked}" if 0 < runnable < asked else "Start")
        start.disabled = self._busy or not runnable or self._unreadable
        self.query_one("#dialog").border_subtitle = Content(self._hint())

    @property
    def _unreadable(self) -> bool:
        return any(field.problem and not self._belongs_to_plan(field) for field in self.query(ParameterField))

    def _belongs_to_plan(self, field: ParameterField) -> bool:
        try:
            field.change()
        except ValueError:
            return False
        return True

    def _hint(self) -> str:
        if self._busy:
            return "esc stop waiting"
        if not self._request.runnable:
            return "cannot be started · esc close"
        start = "type the code, it starts by itself" if self._request.code_needed else "enter start"
        return f"{start} · esc cancel"

    def _focus_next_step(self) -> None:
        if self._request.code_needed and self._request.runnable:
            self._code.input.focus()
        elif self._request.runnable:
            self.query_one("#start", Button).focus()
        else:
            self.query_one("#cancel", Button).focus()

    # ---------------------------------------------------------------- what the person does

    @on(Field.Edited)
    def take_edit(self, event: Field.Edited) -> None:
        """Plan anew with what was changed; a code only clears what was said of the one before."""
        if not isinstance(event.field, ParameterField):
            if event.field.value:
                event.field.problem = ""
                self._retry_at = None
            return
        changes: dict[str, Any] = {}
        for field in self.query(ParameterField):
            try:
                changes |= field.change()
            except ValueError:
                continue
        self._changes = Parameters(**changes)
        if self._replan:
            self._request = self._replan(self._changes)
        self._refusal = ""
        self._show()

    @on(CodeInput.Complete)
    def start_with_code(self) -> None:
        """Six digits are all it takes."""
        self._confirm()

    @on(CodeInput.Refused)
    def explain_paste(self, event: CodeInput.Refused) -> None:
        """Say why nothing was put in."""
        self._code.problem = event.reason

    @on(Input.Submitted)
    @on(Button.Pressed, "#start")
    def start(self) -> None:
        """Start, or say what is still missing."""
        self._confirm()

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Close; what is under way is no longer waited for."""
        self.dismiss(False)

    def _confirm(self) -> None:
        if self.query_one("#start", Button).disabled:
            return
        code = self._code.value if self._request.code_needed else ""
        if self._request.code_needed and (problem := TOKEN_CODE.problem(code)):
            self._code.problem = (
                problem if code else "The code is needed: the six digits that the device shows."
            )
            self._code.input.focus()
            return
        self._run()
        token = Secret(code) if code else None
        self.post_message(StartConfirmed(self._request.runnable, token, self._changes))

    def _run(self) -> None:
        self._busy, self._refusal, self._retry_at = True, "", None
        self._code.problem = ""
        self.query_one("#body").disabled = True
        self._show_problems()
        sessions = counted(len(self._request.runnable), "session")
        self.query_one(ProgressLine).start(f"Asking AWS for {sessions}")

    # ---------------------------------------------------------------- what came of it

    def progress(self, text: str, until: datetime | None = None) -> None:
        """Say what is being done; with `until`, count down to the moment it waits for."""
        self.query_one(ProgressLine).say(text, until)

    def refused(self, error: StsuiError, device: str | None = None) -> None:
        """Show why nothing started, and ask again; `device` where another one's code is wanted now."""
        self._busy = False
        self.query_one("#body").disabled = False
        self.query_one(ProgressLine).stop()
        if isinstance(error, CodeRefused | CodeNeeded):
            self._ask_again(error, device)
        else:
            self._refusal = clean(str(error))
        self._code.input.value = ""
        self._show_problems()
        self._focus_next_step()

    def done(self) -> None:
        """Close: the sessions have started."""
        if self.is_current:
            self.dismiss(True)

    def _ask_again(self, error: StsuiError, device: str | None) -> None:
        self._request = replace(
            self._request, code_needed=True, stored_totp=False, device=device or self._request.device
        )
        self._show_needs()
        self._retry_at = error.retry_at if isinstance(error, CodeRefused) else None
        self._code_refusal = clean(str(error))
        self._code.problem = self._code_refusal
        self._count_down()

    def _count_down(self) -> None:
        if self._retry_at is None:
            return
        left = self._retry_at - self._clock.now()
        if left <= timedelta(0):
            self._retry_at = None
            self._code.problem = ""
            self._code.explain("a new code is on the device now")
        else:
            seconds = -int(-left.total_seconds() // 1)
            self._code.problem = f"{self._code_refusal} A new code comes in {seconds} s."


def _subject(request: StartRequest) -> Content:
    """Whom it is about: the account and environment of one profile, or how many of what."""
    if len(request.profiles) > 1:
        codes = f", {counted(request.codes, 'code')}" if request.code_needed else ", no code"
        sessions = counted(len(request.runnable), "session")
        return Content(f"{sessions}{codes}: {names_in_short(request.runnable)}")
    profile = request.profiles[0]
    words = [
        clean(profile.environment or "").upper(),
        clean(profile.account_name or ""),
        spaced_account(profile.account_id or ""),
        clean(profile.region or ""),
    ]
    return Content("  ".join(filter(None, words)))
