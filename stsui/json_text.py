"""JSON that others wrote, and that may be broken in any way."""

from __future__ import annotations

from typing import Any


def parse_json(text: str | bytes) -> Any:
    """What a JSON text says. Raises ValueError for whatever is none, nesting beyond all measure included."""
    from json import loads

    try:
        return loads(text)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
