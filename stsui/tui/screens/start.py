"""The start dialog: what will happen, what it needs, what may be changed. It stays until the outcome."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Input

from stsui.clock import Clock
from stsui.errors import CodeNeeded, CodeRefused, StsuiError
from stsui.model import NO_PARAMETERS, Problem, Secret
from stsui.rules import TOKEN_CODE
from stsui.tui.messages import StartConfirmed, StopRequested
from stsui.tui.screens.filling import Filling, commands_of
from stsui.tui.screens.start_fields import allowed_duration, common_parameters, fields_for, seen_at_once
from stsui.tui.screens.start_request import Replan, StartRequest, frame_of, needs, subject, title
from stsui.tui.text import clean
from stsui.tui.widgets.code_input import CodeField, CodeInput
from stsui.tui.widgets.field import Field
from stsui.tui.widgets.fold import Fold
from stsui.tui.widgets.parameter_form import ParameterForm
from stsui.tui.widgets.plan_view import PlanView, Told, steps_of
from stsui.tui.widgets.progress import ProgressLine
from stsui.tui.widgets.push_button import PushButton
from stsui.tui.wording import counted, device_words

PROBLEMS_SHOWN = 5
WIDE, SHORT = 140, 20
"""The width from which the dialog is wider, and the height below which it leaves no lines blank."""
HINTED = 54
"""The width from which the frame's lower edge says what typing the code does."""
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
        & #code { margin-top: 1; }
        & ProgressLine { min-height: 1; padding: 0 1; &.-idle { display: block; } }
        & #buttons { height: 1; padding: 0 1; margin-top: 1; &.-under-progress { margin-top: 0; } }

        &.-short { & #code, & Fold, & ParameterField { margin-top: 0; } }
    }
    """

    AUTO_FOCUS = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", id="dialog.cancel", tooltip="Close without starting anything"),
    ]

    def __init__(self, request: StartRequest, clock: Clock, replan: Replan | None = None) -> None:
        super().__init__()
        self._request = request
        self._replan = replan
        self._changes = NO_PARAMETERS
        self._busy = self._dense = False
        self._refusal = ""
        self._form: ParameterForm | None = None
        """The fields, once they are unfolded."""
        self._beside: frozenset[str] = frozenset()
        """The words of problems that are said beside a folded field, which is unfolded then."""

        self.plan = PlanView(self._told())
        self.code = CodeField(clock)
        self.code.display = False
        self.dialog = Vertical(id="dialog", classes=frame_of(request))
        self.body = VerticalScroll(id="body", can_focus=False)
        self.doing = ProgressLine(clock)
        self.go = PushButton("Start", id="start")
        self.cancel = PushButton("Cancel", id="cancel")

    # ---------------------------------------------------------------- drawing

    def compose(self) -> ComposeResult:
        """Top to bottom: what will happen, what it needs, what may be changed."""
        self._fit(self.app.size)
        self._show()
        self.dialog.border_title = self._title()
        with self.dialog:
            with self.body:
                yield self.plan
                if self.code.display:
                    yield self.code
                yield from self._compose_fields()
            with Horizontal(id="buttons"):
                yield self.go
                yield self.cancel

    def _compose_fields(self) -> ComposeResult:
        plans = self._request.plans
        if not (specs := fields_for(plans)):
            return
        seen = specs[: seen_at_once(plans[0].steps[-1].operation, configured=True)]
        self._beside = frozenset(rule for spec in seen for rule in spec.rules)
        names = ", ".join(spec.label.lower() for spec in seen)
        yield Fold(f"Change before starting: {names}", self._make_form, id="changes")

    def _make_form(self) -> Widget:
        plans = self._request.plans
        seen = seen_at_once(plans[0].steps[-1].operation, configured=True)
        only = plans[0] if len(plans) == 1 else None
        self._form = ParameterForm(fields_for(plans), seen, common_parameters(plans), only)
        return Vertical(*self._form.widgets)

    def on_mount(self) -> None:
        """Say what belongs beside fields, and put the cursor where the next step is."""
        self._show()
        self._focus_next_step()

    def on_resize(self, event: events.Resize) -> None:
        """Let the middle scroll; the frame and the buttons stay, and so does what has the focus."""
        self._fit(event.size)
        if self.focused:
            self.call_after_refresh(self.focused.scroll_visible, animate=False)

    def _fit(self, size: Size) -> None:
        self._dense = size.height < SHORT
        self.set_class(size.width >= WIDE, "-wide")
        self.set_class(self._dense, "-short")
        self.body.styles.max_height = max(size.height - FIXED_ROWS, 1)
        self.plan.tell(self._told(), dense=self._dense)

    def _show(self) -> None:
        if form := self._form:
            form.show_command("\n".join(self.commands))
            for field in form.fields:
                if field.spec.parameter == "duration_seconds":
                    field.explain(allowed_duration(self._request.plans[0]))
            form.judge(problem for _, problem in self._problems())
        self._ask_for_code()
        self._show_state()

    def _ask_for_code(self) -> None:
        request = self._request
        if request.runnable:  # else it stays as it was: what is typed next may be allowed again
            if request.code_needed and self.body.is_attached and not self.code.is_attached:
                self.body.mount(self.code, after=self.plan)
            if self.code.display != request.code_needed:
                self.code.display = request.code_needed
        if request.device:
            self.code.explain(f"of {device_words(request.device)}")

    def _title(self) -> Content:
        return title(self._request)

    def _needs(self) -> str:
        return needs(self._request)

    def _problems(self) -> list[tuple[str, Problem]]:
        return [(plan.profile, problem) for plan in self._request.plans for problem in plan.problems]

    def _told(self) -> Told:
        request = self._request
        steps = steps_of(request.profiles, request.plans, request.ready_until)
        return Told(subject(request), steps, self._needs(), self._apart())

    def _apart(self) -> list[str]:
        """The problems that are not said beside a field."""
        beside = self._beside.union(self._form.rules if self._form else ())
        apart = [(name, problem) for name, problem in self._problems() if problem.rule not in beside]
        many = len(self._request.plans) > 1
        lines = [self._refusal] * bool(self._refusal)
        lines += [f"{name}: {problem.message}" if many else problem.message for name, problem in apart]
        if len(lines) > PROBLEMS_SHOWN:
            lines[PROBLEMS_SHOWN:] = [f"and {counted(len(lines) - PROBLEMS_SHOWN, 'more problem')}"]
        return lines

    def _show_state(self) -> None:
        """Say what will happen and what forbids it, and whether it can be started."""
        self.plan.tell(self._told(), dense=self._dense)
        if self._beside.intersection(problem.rule for _, problem in self._problems()):
            self.query_one("#changes", Fold).collapsed = False
        runnable, asked = len(self._request.runnable), len(self._request.plans)
        self.go.label = f"Start {runnable} of {asked}" if 0 < runnable < asked else "Start"
        self.go.disabled = self._busy or not runnable or self._unreadable
        self.dialog.border_subtitle = Content(self._hint())

    @property
    def _unreadable(self) -> bool:
        return self._form is not None and self._form.unreadable

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
        return f"{start} · esc cancel" if self.app.size.width >= HINTED else "esc cancel"

    def _focus_next_step(self) -> None:
        if self._request.code_needed and self._request.runnable:
            self.code.input.focus()
        elif self._request.runnable:
            self.go.focus()
        else:
            self.cancel.focus()

    # ---------------------------------------------------------------- what the person does

    @on(Fold.Unfolded)
    def fill_in_unfolded(self) -> None:
        """Say beside the fields that can be seen now what belongs there."""
        self._show()

    @on(Field.Edited)
    def take_edit(self, event: Field.Edited) -> None:
        """Plan anew with what was changed; a code only clears what was said of the one before."""
        if event.field is self.code:
            if event.field.value:
                self.code.forgive()
            return
        if self._form:
            self._changes = self._form.changes()
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
    @on(PushButton.Pressed, "#start")
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

    @on(PushButton.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Close, and stop what is under way."""
        if self._busy:
            self.app.post_message(StopRequested(tuple(plan.profile for plan in self._request.runnable)))
        self.dismiss(False)

    def _wait_for(self, sessions: int) -> None:
        self._busy, self._refusal = True, ""
        self.set_focus(None)  # else it went on to Cancel, and one enter too many would stop the start
        self.code.forgive()
        self.body.disabled = True
        self._show_state()
        self.show_progress(f"Asking AWS for {counted(sessions, 'session')}")

    def show_progress(self, words: str) -> None:
        """Say what is being waited for, above the buttons."""
        if not self.doing.is_attached:
            self.dialog.mount(self.doing, before="#buttons")
            self.query_one("#buttons").add_class("-under-progress")
        self.doing.start(words)

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
        self._show_state()
        self._focus_next_step()
        self.call_after_refresh(self._scroll_to_refusal)

    def _scroll_to_refusal(self) -> None:
        """Bring its words into view: they stand at the end of the plan, or beside the code."""
        if self._refusal:
            self.body.scroll_to(y=self.plan.virtual_region.bottom - self.body.size.height, animate=False)
        else:
            self.code.scroll_visible(animate=False)

    def done(self) -> None:
        """Close: the sessions have started."""
        if self.is_current:
            self.dismiss(True)

    def _ask_again(self, error: CodeRefused | CodeNeeded, device: str | None) -> None:
        self._request = replace(self._request, code_needed=True, stored_totp=False, device=device)
        retry_at = error.retry_at if isinstance(error, CodeRefused) else None
        if isinstance(error, CodeNeeded):
            words = "No code could be made for this device; type the one it shows."
        else:
            words = error.message if retry_at else str(error)
        self._ask_for_code()
        # Whose device it is stands beside the field.
        self.code.refuse(clean(words.replace(f" of {device}", "")), retry_at)

    def tick(self) -> None:
        """A second has gone by: count down, and see whether a session that spares the code was left."""
        self.code.count_down()
        if not (self._refusal and self._replan) or self._busy:
            return
        request = self._replan(self._changes)
        if request != self._request:
            self._request = request
            self._show()
            self._focus_next_step()
