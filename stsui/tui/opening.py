"""A text from a file that the person names."""

from __future__ import annotations

import os

from stsui.errors import ConfigurationError
from stsui.files import Unreadable, as_text, expand, read_bounded

LARGEST = 16 * 2**20
"""Bytes of a file that is read."""


def read_file(path: str) -> str:
    """The text in a file; blocks.

    Raises:
        ConfigurationError: there is no such file, or it cannot be read.
    """
    try:
        content = read_bounded(expand(path, os.environ), LARGEST)
    except Unreadable as error:
        raise ConfigurationError(f"The file {path} {error}.") from error
    if content is None:
        raise ConfigurationError(f"There is no file {path}.")
    return as_text(content)
