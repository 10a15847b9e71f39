"""A component class's text colour, as Rich wants it: blended with what is behind, and nothing but the ink."""

from __future__ import annotations

from rich.style import Style
from textual.widget import Widget


def ink(widget: Widget, component: str) -> Style:
    """The colour and weight of `component`'s text on `widget`; the background stays whatever it is."""
    whole = widget.get_component_rich_style(component)
    return Style(color=whole.color, bold=whole.bold or None)
