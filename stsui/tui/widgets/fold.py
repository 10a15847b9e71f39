"""A line that stands for what is folded away below it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Static


class Fold(Static, can_focus=True):
    """Enter or a click unfolds what it stands for, and folds it again. That is made when first unfolded."""

    DEFAULT_CSS = """
    Fold {
        width: auto; height: auto; padding: 0 1 0 0; color: $text-muted; pointer: pointer;
        &:hover { background: $block-hover-background; color: $foreground; }
        &:focus {
            color: $block-cursor-foreground; background: $block-cursor-background;
            text-style: $block-cursor-text-style;
        }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "unfold", "Unfold", show=False)]
    ALLOW_SELECT = False

    collapsed: reactive[bool] = reactive(True, init=False)
    """Whether it is folded."""

    @dataclass
    class Unfolded(Message):
        """What was folded away can be seen."""

        fold: Fold

        @property
        def control(self) -> Fold:
            """The fold itself."""
            return self.fold

    def __init__(
        self,
        title: str,
        make: Callable[[], Widget],
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        """`make` makes what is folded away; it is mounted below."""
        self._title, self._make = title, make
        self._contents: Widget | None = None
        super().__init__(f"▶ {title}", id=id, markup=False)

    async def watch_collapsed(self, collapsed: bool) -> None:
        """Show what is folded away, or hide it."""
        self.update(f"{'▶' if collapsed else '▼'} {self._title}")
        if self._contents is None:
            contents = self._contents = self._make()
            contents.add_class("fold--contents")
            assert isinstance(self.parent, Widget)
            await self.parent.mount(contents, after=self)
        self._contents.display = not collapsed
        if not collapsed:
            self.post_message(self.Unfolded(self))
            # Laid out once, the contents may need a scroll bar, which takes a column of them: then once more.
            self.call_after_refresh(self.call_after_refresh, self.scroll_visible, animate=False, top=True)

    def action_unfold(self) -> None:
        """Unfold, or fold again."""
        self.collapsed = not self.collapsed

    def on_click(self) -> None:
        """Do the same with the mouse."""
        self.action_unfold()
