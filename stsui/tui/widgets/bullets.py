"""Lines with a sign in front (a number, ✗, ·), each wrapped beside its sign instead of under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from stsui.tui.text import fit
from stsui.tui.widgets.description import wrapped
from stsui.tui.widgets.lines import Lines, Page, TextLine

SIGN = 3
"""Cells for a sign and the gap beside it."""
LOOKS: Mapping[str, tuple[str, str]] = {
    "remark": ("text-muted bold", "text-muted"),
    "problem": ("state-error bold", "state-error"),
    "active": ("state-active bold", "foreground"),
    "expiring": ("state-expiring bold", "foreground"),
    "expired": ("state-expired bold", "foreground"),
    "error": ("state-error bold", "foreground"),
}
"""The inks of a sign and its text."""


class Bullet(NamedTuple):
    """One line: its sign, its text, and its look, one of LOOKS where it is no usual one."""

    sign: str
    text: str
    look: str = ""


class Bullets(Lines):
    """A list of such lines."""

    def __init__(
        self,
        bullets: Sequence[Bullet] = (),
        *,
        sign: int = SIGN,
        ink: str = "accent",
        id: str | None = None,  # noqa: A002 - Textual's own name for it
    ) -> None:
        """`sign` is the width of the signs in cells, `ink` their colour where a line's look sets no other."""
        self.bullets = bullets
        self._sign, self._ink = sign, ink
        super().__init__(self._wrapped, id=id)

    def _wrapped(self, page: Page) -> Iterator[TextLine]:
        return bullet_lines(page, self.bullets, self._sign, self._ink)


def bullet_lines(
    page: Page, bullets: Iterable[Bullet], sign: int = SIGN, ink: str = "accent"
) -> Iterator[TextLine]:
    """Bullets wrapped for a page."""
    for bullet in bullets:
        before, after = LOOKS.get(bullet.look, (ink, "foreground"))
        for number, line in enumerate(wrapped(bullet.text, page.width - sign)):
            yield ((fit("" if number else bullet.sign, sign), before), (line, after))
