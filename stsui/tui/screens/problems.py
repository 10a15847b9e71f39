"""What is wrong in the files that profiles, settings, themes and keys were read from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.console import Group
from rich.padding import Padding
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from stsui.model import FileProblem
from stsui.tui.screens.modal import Modal
from stsui.tui.text import at_home, clean


class ProblemsScreen(Modal[None]):
    """A list of problems, each with its file and line; everything else was loaded."""

    DEFAULT_CSS = """
    ProblemsScreen {
        align: center middle;
        & > VerticalScroll {
            width: 92; max-width: 96%; height: auto; max-height: 90%;
            border: round $warning; background: $surface; padding: 0 2; scrollbar-size-vertical: 1;
            border-title-style: bold; border-subtitle-color: $text-muted;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,p", "dismiss(None)", "Close", id="problems.close"),
    ]

    def __init__(self, problems: Sequence[FileProblem]) -> None:
        super().__init__()
        self._problems = problems

    def compose(self) -> ComposeResult:
        """One scrolling text."""
        with VerticalScroll() as box:
            box.border_title = "Problems in files"
            box.border_subtitle = "everything else is loaded · esc close"
            yield Static(Group(*map(_described, self._problems)))


def _described(problem: FileProblem) -> Padding:
    place = f"{at_home(problem.file)}, line {problem.line}" if problem.line else at_home(problem.file)
    return Padding(Group(Text(clean(place), "bold"), Text(clean(problem.message))), (0, 0, 1, 0))
