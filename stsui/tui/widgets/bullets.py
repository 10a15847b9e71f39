"""Lines with a sign in front (a number, ✗, ·), each wrapped beside its sign instead of under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Static


class Bullet(NamedTuple):
    """One line: its sign, its text, and the class that colours it ("", "-remark" or "-problem")."""

    sign: str
    text: str
    look: str = ""


class _Line(Horizontal):
    """A sign and its text; both can change in place."""

    def __init__(self, bullet: Bullet) -> None:
        super().__init__(classes=bullet.look)
        self._sign = Static(bullet.sign, classes="bullets--sign", markup=False)
        self._text = Static(bullet.text, classes="bullets--text", markup=False)

    def compose(self) -> ComposeResult:
        yield self._sign
        yield self._text

    def show(self, bullet: Bullet) -> None:
        """Take another line's sign, text and look."""
        self.set_classes(bullet.look)
        self._sign.update(bullet.sign)
        self._text.update(bullet.text)


class Bullets(Vertical):
    """A list of such lines, redrawn in place; nothing at all when it is empty."""

    DEFAULT_CSS = """
    Bullets {
        height: auto;
        width: 100%;

        & > _Line { height: auto; width: 100%; }
        & .bullets--sign { width: 3; color: $accent; }
        & .bullets--text { width: 1fr; }
        & .-remark Static { color: $text-muted; }
        & .-problem Static { color: $state-error; }
    }
    """

    _first: Sequence[Bullet] = ()

    def compose(self) -> ComposeResult:
        """The lines that were given before there was a screen."""
        for bullet in self._first:
            yield _Line(bullet)

    def show(self, bullets: Sequence[Bullet]) -> None:
        """Show these lines in place of those before."""
        if not self.is_attached:  # not composed yet: these lines are what it is composed of
            self._first = bullets
            self.display = bool(bullets)
            return
        lines = list(self.query_children(_Line))
        for line, bullet in zip(lines, bullets, strict=False):
            line.show(bullet)
        for number, line in enumerate(lines):
            line.display = number < len(bullets)
        self.mount_all(_Line(bullet) for bullet in bullets[len(lines) :])
        self.display = bool(bullets)
