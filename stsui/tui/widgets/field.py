"""A form's field: a label, an input, and a note below it that says what is allowed, or what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input, TextArea

from stsui.model import Parameters, Plan, Problem
from stsui.tui.text import clean, width_of
from stsui.tui.widgets.description import wrapped
from stsui.tui.widgets.entry import MOST, LineEntry, Refused, too_much

INDENT = 14
"""Cells to the left of an input, for the label and a gap."""


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """One parameter of a request as a field: how it is shown, read and checked."""

    parameter: str
    """The attribute of `Parameters`."""
    label: str
    show: Callable[[Parameters], str]
    """The parameter as the text that a person would type."""
    read: Callable[[str], Any]
    """The parameter's value in a typed text; raises ValueError with a sentence where there is none."""
    allowed: str = ""
    """What may be typed, in words."""
    default: Callable[[Plan], str] = lambda _: ""
    """What AWS takes where nothing is typed, in words."""
    needs: str = ""
    """The parameter without which this one means nothing."""
    rules: frozenset[str] = field(default_factory=frozenset)
    """The names of the rules whose problems belong beside this field."""


class Field(Widget):
    """One labelled input. `problem` takes the place of the words on what is allowed.

    Label and words are drawn by the field itself: with widgets of their own a form opens half as fast.
    """

    DEFAULT_CSS = """
    Field {
        layout: vertical; overflow: hidden; width: 100%; height: auto; color: $text-muted;
        &.-wrong { color: $state-error; }
        &.-greyed { color: $text-disabled; }

        & > Input {
            margin-left: 14; height: 1; width: 1fr; border: none; padding: 0; background: $panel;
            &:focus { border: none; background: $panel; background-tint: $foreground 8%; }
        }
        & > TextArea {
            margin-left: 14; height: 6; width: 1fr; border: none; padding: 0; background: $panel;
            scrollbar-size: 1 1;
            &:focus { border: none; background: $panel; background-tint: $foreground 8%; }
            & .text-area--cursor-line { background: transparent; }
        }
    }
    """
    ALLOW_SELECT = False

    example_file: ClassVar[str] = ""
    """What a file may be called that the text is taken from; empty where it is none to come from a file."""
    problem: reactive[str] = reactive("", init=False)
    """What is wrong with the text, as a sentence; empty when nothing is."""

    @dataclass
    class Edited(Message):
        """The text was changed by the person."""

        field: Field

        @property
        def control(self) -> Field:
            """The field itself."""
            return self.field

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        allowed: str = "",
        placeholder: str = "",
        input_widget: Input | TextArea | None = None,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        super().__init__(id=id)
        self._label = label
        self.allowed = allowed
        self.input = input_widget or LineEntry(value or None, placeholder=placeholder, validate_on=())
        self._told = self.value
        self._note = allowed

    def compose(self) -> ComposeResult:
        """The input; the rest is drawn around it."""
        yield self.input

    @property
    def value(self) -> str:
        """What was typed, without blanks around it."""
        return (self.input.text if isinstance(self.input, TextArea) else self.input.value).strip()

    @value.setter
    def value(self, text: str) -> None:
        if isinstance(self.input, TextArea):
            self.input.load_text(text)
        else:
            self.input.value = text

    def take(self, text: str) -> None:
        """Hold this text, from a file, instead of what was typed."""
        if len(text) > MOST:
            self.problem = too_much(len(text))
        else:
            self.value = text

    @on(Refused)
    def explain_refusal(self, event: Refused) -> None:
        """Say why a paste was not put in."""
        event.stop()
        self.problem = event.reason

    def explain(self, allowed: str) -> None:
        """Change the words on what is allowed."""
        self.allowed = allowed
        if not self.problem:
            self._say(allowed)

    def watch_problem(self, problem: str) -> None:
        """Show what is wrong, or what is allowed again."""
        self.set_class(bool(problem), "-wrong")
        self._say(f"✗ {clean(problem)}" if problem else self.allowed)
        if problem and self.input.has_focus:
            self.call_after_refresh(self.scroll_visible, animate=False)

    def on_descendant_focus(self) -> None:
        """Bring the words below the input into view as well."""
        self.call_after_refresh(self.scroll_visible, animate=False)

    def forbid(self, why: str) -> None:
        """Grey the field, and say why; an empty `why` gives it back."""
        self.input.disabled = bool(why)
        self.set_class(bool(why), "-greyed")
        if not self.problem:
            self._say(why or self.allowed)

    # ---------------------------------------------------------------- drawing

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """The input and the words below it, or the label where that is higher."""
        label, note = self._wrapped(width)
        rows = self.input.styles.height
        return max(len(label), (int(rows.value) if rows else 1) + len(note))

    def render_line(self, y: int) -> Strip:
        """A line of the label, and of the words below the input."""
        width, style = self.size.width, self.rich_style
        label, note = self._wrapped(width)
        below = y - self.input.outer_size.height
        name = label[y] if y < len(label) else ""
        words = note[below] if 0 <= below < len(note) else ""
        ground = Style(bgcolor=style.bgcolor)
        gap = Segment(" " * (INDENT - width_of(name)), ground)
        return Strip([Segment(name, style), gap, Segment(words, style)]).adjust_cell_length(width, ground)

    def _wrapped(self, width: int) -> tuple[list[str], list[str]]:
        return list(wrapped(self._label, INDENT - 1)), list(wrapped(self._note, width - INDENT))

    def _say(self, text: str) -> None:
        if text != self._note:
            self._note = text
            self.refresh(layout=True)

    @on(Input.Changed)
    @on(TextArea.Changed)
    def tell(self, event: Input.Changed | TextArea.Changed) -> None:
        """Pass a change on as this field's; inputs tell what they begin with as one, too."""
        event.stop()
        if self.value != self._told:
            self._told = self.value
            self.post_message(self.Edited(self))


class ParameterField(Field):
    """A field for one parameter of a request, made from its `FieldSpec`."""

    def __init__(
        self,
        spec: FieldSpec,
        parameters: Parameters,
        *,
        placeholder: str = "",
        input_widget: Input | TextArea | None = None,
    ) -> None:
        self.spec = spec
        self.unreadable = False
        """Whether the text means nothing for this parameter."""
        self.initial = spec.show(parameters)
        super().__init__(
            spec.label,
            self.initial,
            allowed=spec.allowed,
            placeholder=placeholder,
            input_widget=input_widget,
            id=f"field-{spec.parameter.replace('_', '-')}",
        )

    def change(self) -> dict[str, Any]:
        """What was changed, as arguments for `Parameters`; raises ValueError where it is unreadable."""
        if self.value in ("", self.initial):
            return {}
        return {self.spec.parameter: self.spec.read(self.value)}

    def judge(self, problems: Iterable[Problem]) -> None:
        """Show why the text cannot be read, else the first of a plan's problems that belongs here."""
        try:
            self.change()
        except ValueError as error:
            self.unreadable, self.problem = True, str(error)
        else:
            self.unreadable = False
            self.problem = next((p.message for p in problems if p.rule in self.spec.rules), "")
