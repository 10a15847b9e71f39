"""The start dialog: what will happen, what it needs, what may be changed. It stays until the outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import ClassVar

from textual import events, getters, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Collapsible, Input, Static

from stsui.clock import Clock
from stsui.errors import CodeNeeded, CodeRefused, StsuiError
from stsui.model import NO_PARAMETERS, Problem, Secret
from stsui.rules import TOKEN_CODE
from stsui.tui.messages import StartConfirmed
from stsui.tui.screens.filling import Filling, commands_of
from stsui.tui.screens.start_fields import allowed_duration, common_parameters, fields_for, seen_at_once
from stsui.tui.screens.start_request import Replan, StartRequest, needs, subject, title
from stsui.tui.text import clean
from stsui.tui.widgets.bullets import Bullet, Bullets
from stsui.tui.widgets.code_input import CodeInput
from stsui.tui.widgets.field import Field
from stsui.tui.widgets.parameter_form import ParameterForm
from stsui.tui.widgets.plan_view import PlanView
from stsui.tui.widgets.progress import ProgressLine
from stsui.tui.wording import counted, device_words

PROBLEMS_SHOWN = 5
FIXED_ROWS = 4
"""The frame, the line of progress and the buttons: what is always seen, whatever scrolls."""


class StartDialog(Filling):
    """Dismisses with True once the sessions have started, with False when the person backs out.

    On confirmation it posts `StartConfirmed` and waits; whoever runs the plans calls `progress`, `refused` or
    `done`. `tick` is to be called each second.
    """

    DEFAULT_CSS = """
    StartDialog {
        align: center middle;

        & > #dialog {
            width: 84; max-width: 100%; height: auto; max-height: 100%;
            border: round $border; background: $surface; padding: 0 1;
            border-title-color: $foreground; border-subtitle-color: $text-muted;
        }
        &.-wide > #dialog { width: 96; }
        & > #dialog.-staging { border: round $env-staging; border-title-color: $env-staging; }
        & > #dialog.-dev { border: round $env-dev; border-title-color: $env-dev; }
        & > #dialog.-prod { border: heavy $env-prod; border-title-color: $env-prod; }
        & #body { height: auto; padding: 0 1; scrollbar-size-vertical: 1; }
        & #what { color: $text-muted; margin-bottom: 1; }
        & #problems { margin-top: 1; display: none; }
        & #needs { color: $text-muted; height: auto; margin-top: 1; display: none; }
        & #code { margin-top: 1; display: none; }
        & #code Input { width: 12; color: $code; text-style: bold; }
        & #code Input .input--placeholder { text-style: none; }
        & #doing { height: auto; min-height: 1; padding: 0 1; }
        & #buttons { height: 1; padding: 0 1; }
        & #start, & #cancel {
            margin-right: 2; min-width: 12; background: $panel;
            &:focus { color: $block-cursor-foreground; background: $block-cursor-background; }
        }

        &.-short {
            & #what, & ParameterField { margin-bottom: 0; }
            & #problems, & #needs, & #code, & Collapsible { margin-top: 0; }
            & Contents { padding: 0 0 0 2; }
        }
    }
    """

    HORIZONTAL_BREAKPOINTS = [(0, "-usual"), (140, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="dialog.cancel", tooltip="Close without starting anything"),
    ]

    dialog = getters.query_one("#dialog", Vertical)
    body = getters.query_one("#body", VerticalScroll)
    code = getters.query_one("#code", Field)
    doing = getters.query_one(ProgressLine)
    go = getters.query_one("#start", Button)

    def __init__(self, request: StartRequest, clock: Clock, replan: Replan | None = None) -> None:
        super().__init__()
        self._request = request
        self._clock = clock
        self._replan = replan
        self._changes = NO_PARAMETERS
        self._busy = False
        self._refusal = ""
        self._code_refusal = ""
        self._retry_at: datetime | None = None

    # ---------------------------------------------------------------- drawing

    def compose(self) -> ComposeResult:
        """Top to bottom: what will happen, what it needs, what may be changed."""
        with Vertical(id="dialog"):
            with VerticalScroll(id="body", can_focus=False):
                yield Static(id="what", markup=False)
                yield PlanView()
                yield Bullets(id="problems")
                yield Field("MFA code", input_widget=CodeInput(id="token-code"), id="code")
                yield Static(id="needs", markup=False)
                yield from self._compose_fields()
            with Container(id="doing"):
                yield ProgressLine(self._clock)
            with Horizontal(id="buttons"):
                yield Button("Start", id="start", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    def _compose_fields(self) -> ComposeResult:
        plans = self._request.plans
        if not (specs := fields_for(plans)):
            return
        seen = seen_at_once(plans[0].steps[-1].operation)
        names = ", ".join(spec.label.lower() for spec in specs[:seen])
        with Collapsible(title=f"Change before starting: {names}", id="changes"):
            yield ParameterForm(specs, seen, common_parameters(plans), plans[0] if len(plans) == 1 else None)

    def on_mount(self) -> None:
        """Fill in everything, and put the cursor where the next step is."""
        self._show()
        self._focus_next_step()

    def on_resize(self, event: events.Resize) -> None:
        """Let the middle scroll; the frame and the buttons stay, and so does what has the focus."""
        self.body.styles.max_height = max(event.size.height - FIXED_ROWS, 1)
        if self.focused:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    def _show(self) -> None:
        request = self._request
        environments = request.environments
        for name in ("prod", "staging", "dev"):
            self.dialog.set_class(
                name in environments if name == "prod" else environments == {name}, f"-{name}"
            )
        self.dialog.border_title = self._title()
        self.query_one("#what", Static).update(subject(request))
        self.query_one(PlanView).describe(request.profiles, request.plans, request.ready_until)
        for form in self._forms:
            form.show_command("\n".join(self.commands))
            for field in form.fields:
                if field.spec.parameter == "duration_seconds":
                    field.explain(allowed_duration(request.plans[0]))
        self._show_needs()
        self._show_problems()

    def _show_needs(self) -> None:
        request = self._request
        if request.runnable:  # else it stays as it was: what is typed next may be allowed again
            self.code.display = request.code_needed
        if request.device:
            self.code.explain(f"of {device_words(request.device)}")
        words = self._needs()
        line = self.query_one("#needs", Static)
        line.update(words)
        line.display = bool(words)

    def _title(self) -> Content:
        return title(self._request)

    def _needs(self) -> str:
        return needs(self._request)

    def _problems(self) -> list[tuple[str, Problem]]:
        return [(plan.profile, problem) for plan in self._request.plans for problem in plan.problems]

    def _show_problems(self) -> None:
        beside = {rule for form in self._forms for rule in form.rules}
        found = self._problems()
        apart = [(name, problem) for name, problem in found if problem.rule not in beside]
        many = len(self._request.plans) > 1
        lines = [self._refusal] * bool(self._refusal)
        lines += [f"{name}: {problem.message}" if many else problem.message for name, problem in apart]
        if len(lines) > PROBLEMS_SHOWN:
            lines[PROBLEMS_SHOWN:] = [f"and {counted(len(lines) - PROBLEMS_SHOWN, 'more problem')}"]
        self.query_one("#problems", Bullets).show([Bullet("✗", clean(line), "-problem") for line in lines])
        for form in self._forms:
            form.judge(problem for _, problem in found)
            if form.wrong:
                for fold in form.ancestors_with_self:
                    if isinstance(fold, Collapsible):
                        fold.collapsed = False
        self._show_button()

    def _show_button(self) -> None:
        runnable, asked = len(self._request.runnable), len(self._request.plans)
        self.go.label = Content(f"Start {runnable} of {asked}" if 0 < runnable < asked else "Start")
        self.go.disabled = self._busy or not runnable or self._unreadable
        self.dialog.border_subtitle = Content(self._hint())

    @property
    def _unreadable(self) -> bool:
        return any(form.unreadable for form in self._forms)

    @property
    def _forms(self) -> list[ParameterForm]:
        """The one form, where anything can be changed."""
        return list(self.query(ParameterForm))

    @property
    def commands(self) -> list[str]:
        """The `aws` commands that do the same for one profile."""
        return commands_of(self._request.plans)

    def _hint(self) -> str:
        if self._busy:
            return "esc stop waiting"
        if self._unreadable or not self._request.runnable:
            return "cannot be started, see ✗ · esc close"
        start = "type the code: it starts by itself" if self._request.code_needed else "enter start"
        return f"{start} · esc cancel"

    def _focus_next_step(self) -> None:
        if self._request.code_needed and self._request.runnable:
            self.code.input.focus()
        elif self._request.runnable:
            self.go.focus()
        else:
            self.query_one("#cancel", Button).focus()

    # ---------------------------------------------------------------- what the person does

    @on(Field.Edited)
    def take_edit(self, event: Field.Edited) -> None:
        """Plan anew with what was changed; a code only clears what was said of the one before."""
        if event.field is self.code:
            if event.field.value:
                event.field.problem, self._retry_at = "", None
            return
        for form in self._forms:
            self._changes = form.changes()
        self._refusal = ""
        if self._replan:
            self._request = self._replan(self._changes)
        self._show()

    @on(CodeInput.Refused)
    def explain_paste(self, event: CodeInput.Refused) -> None:
        """Say why nothing was put in."""
        self.code.problem = event.reason

    @on(CodeInput.Complete)
    @on(Input.Submitted)
    @on(Button.Pressed, "#start")
    def start(self) -> None:
        """Start, or say what is still missing. Six digits are all it takes."""
        if self.go.disabled:
            return
        code = self.code.value if self._request.code_needed else ""
        if self._request.code_needed and (problem := TOKEN_CODE.problem(code)):
            self.code.problem = problem if code else "Needed: the six digits that the device shows."
            self.code.input.focus()
            return
        self._wait_for(len(self._request.runnable))
        self._confirm(Secret(code) if code else None)

    def _confirm(self, code: Secret | None) -> None:
        profiles = tuple(plan.profile for plan in self._request.runnable)
        self.post_message(StartConfirmed(profiles, code, self._changes))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Close; what is under way is no longer waited for."""
        self.dismiss(False)

    def _wait_for(self, sessions: int) -> None:
        self._busy, self._refusal, self._retry_at = True, "", None
        self.code.problem = ""
        self.body.disabled = True
        self._show_problems()
        self.doing.start(f"Asking AWS for {counted(sessions, 'session')}")

    # ---------------------------------------------------------------- what came of it

    def progress(self, text: str, until: datetime | None = None) -> None:
        """Say what is being done; with `until`, count down to the moment it waits for."""
        self.doing.say(text, until)

    def refused(self, error: StsuiError, device: str | None = None) -> None:
        """Show why nothing started, and ask again; `device` where another one's code is wanted now."""
        self._busy = False
        self.body.disabled = False
        self.doing.stop()
        self.code.value = ""
        if isinstance(error, CodeRefused | CodeNeeded):
            self._ask_again(error, device or self._request.device)
        else:
            self._refusal = clean(str(error))
        self._show_problems()
        self._focus_next_step()
        place = self.query_one("#problems") if self._refusal else self.code
        self.call_after_refresh(place.scroll_visible, animate=False)

    def done(self) -> None:
        """Close: the sessions have started."""
        if self.is_current:
            self.dismiss(True)

    def _ask_again(self, error: CodeRefused | CodeNeeded, device: str | None) -> None:
        self._request = replace(self._request, code_needed=True, stored_totp=False, device=device)
        self._retry_at = error.retry_at if isinstance(error, CodeRefused) else None
        if isinstance(error, CodeNeeded):
            words = "No code could be made for this device; type the one it shows."
        else:
            words = error.message if self._retry_at else str(error)
        # Whose device it is stands beside the field.
        self._code_refusal = clean(words.replace(f" of {device}", ""))
        self._show_needs()
        self.code.problem = self._code_refusal
        self._count_down()

    def tick(self) -> None:
        """A second has gone by: count down, and see whether a session that spares the code was left."""
        self._count_down()
        if not (self._refusal and self._replan) or self._busy:
            return
        request = self._replan(self._changes)
        if request != self._request:
            self._request = request
            self._show()
            self._focus_next_step()

    def _count_down(self) -> None:
        if self._retry_at is None:
            return
        left = self._retry_at - self._clock.now()
        if left > timedelta(0):
            seconds = -int(-left.total_seconds() // 1)
            self.code.problem = f"{self._code_refusal} A new code comes in {seconds} s."
        else:
            self._retry_at = None
            self.code.problem = ""
            self.code.explain("there is a new code on the device now")
