"""Names with placeholders in braces, such as "{account}/{role}"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def check_template(template: str, known: Iterable[str]) -> None:
    """Raise ValueError, its message a sentence, if a template has unknown placeholders or stray braces."""
    names = tuple(known)
    allowed = ", ".join(f"{{{name}}}" for name in names)
    for name in _PLACEHOLDER.findall(template):
        if name not in names:
            raise ValueError(f"{{{name[:40]}}} is not a placeholder here; {allowed} are.")
    if set("{}") & set(_PLACEHOLDER.sub("", template)):
        raise ValueError(f"A brace has no partner; placeholders are {allowed}.")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its placeholders replaced. Raises ValueError as `check_template` does."""
    check_template(template, values)
    return _PLACEHOLDER.sub(lambda found: values[found[1]], template)
