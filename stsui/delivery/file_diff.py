"""What a change of the credentials file would change, for a person to see: without anybody's secrets."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from stsui.catalog.aws_files import WRITTEN_FROM
from stsui.delivery.credentials_file import EXPIRY, KEEP, MARK, Change
from stsui.delivery.ini_lines import Kind, Line, read_lines

_SHOWN = ("aws_access_key_id", EXPIRY, WRITTEN_FROM, KEEP, "region", "output")
"""Settings whose values are no secrets; of all others only the names are shown."""


def diff(change: Change, path: str) -> Iterator[str]:
    """The lines of a unified diff, with one line of context."""
    before, after = ([_masked(line) for line in read_lines(content)] for content in change[:2])
    return difflib.unified_diff(before, after, path, path, n=1, lineterm="")


def _masked(line: Line) -> str:
    if line.kind in (Kind.HEADER, Kind.BLANK) or line.name in _SHOWN or line.text.startswith(MARK):
        return line.text
    if line.kind is Kind.SETTING:
        return f"{line.name} = •••"
    # A comment may be a setting that somebody switched off.
    return "# •••" if line.kind is Kind.COMMENT else "•••"
