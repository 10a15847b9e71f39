"""The colours of what is drawn line by line, straight from the theme's variables.

Textual's own way, component classes, matches each of them against the whole style sheet whenever a widget is
shown, resized or focused: for the sessions screen that took longer than to draw it.
"""

from __future__ import annotations

from rich.style import Style
from textual.color import Color
from textual.widget import Widget


def ink(widget: Widget, look: str) -> Style:
    """The style of a text on `widget`, whatever its background.

    `look` names a variable of the theme, thinned or bold where it is so: "env-prod", "text-muted bold",
    "foreground 40%".
    """
    return Style(color=_on(widget, look).rich_color, bold="bold" in look.split() or None)


def wash(widget: Widget, look: str) -> Style:
    """A background on that of `widget`: "primary 25%"."""
    return Style(bgcolor=_on(widget, look).rich_color)


def _on(widget: Widget, look: str) -> Color:
    """A variable's colour, blended with what is behind it; "auto" is whatever can be read there."""
    _, behind = widget.background_colors
    variable, *qualities = look.split()
    colour, *alpha = widget.app.theme_variables[variable].split()
    share = 1.0
    for percent in (*alpha, *qualities):
        if percent.endswith("%"):
            share *= float(percent[:-1]) / 100
    if colour == "auto":
        return behind + behind.get_contrast_text(share)
    return behind + Color.parse(colour).multiply_alpha(share)
