"""The desktop's clipboard, read through the tool that each system has for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from shutil import which

from stsui.errors import StsuiError

PATIENCE = 3
"""Seconds that a tool may take."""


class ClipboardUnreadable(StsuiError):
    """There is no clipboard here, or it cannot be read."""


def clipboard_tools(platform: str, environ: Mapping[str, str]) -> tuple[Sequence[str], ...]:
    """The commands that print the clipboard on a platform, the likeliest first."""
    if platform == "darwin":
        return (["pbpaste"],)
    if platform == "win32":
        return (["powershell", "-NoProfile", "-Command", "Get-Clipboard -Raw"],)
    tools: list[Sequence[str]] = []
    if environ.get("WAYLAND_DISPLAY"):
        tools.append(["wl-paste", "--no-newline"])
    if environ.get("DISPLAY"):
        tools += [["xclip", "-selection", "clipboard", "-out"], ["xsel", "--clipboard", "--output"]]
    return tuple(tools)


def read_clipboard(platform: str = sys.platform, environ: Mapping[str, str] = os.environ) -> str:
    """The text on the clipboard; blocks for up to `PATIENCE` seconds.

    Raises:
        ClipboardUnreadable: there is no tool for it, or the tool failed.
    """
    tool = next((tool for tool in clipboard_tools(platform, environ) if which(tool[0])), None)
    if tool is None:
        raise ClipboardUnreadable(
            "stsui cannot read the clipboard here.", "Paste with the terminal's own key instead."
        )
    try:
        done = subprocess.run(
            tool, capture_output=True, timeout=PATIENCE, check=True, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):  # what it printed is the clipboard: not for a message
        raise ClipboardUnreadable(
            f"{tool[0]} could not read the clipboard.", "Paste with the terminal's own key instead."
        ) from None
    return done.stdout.decode("utf-8", errors="replace")
