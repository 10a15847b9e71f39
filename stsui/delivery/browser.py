"""Opening a link in the person's browser, if there is one that would show on this machine's screen."""

from __future__ import annotations

import sys
from collections.abc import Mapping


def screen_obstacle(environ: Mapping[str, str]) -> str | None:
    """Why no browser should be started here, in words; None when one may be.

    Without a screen Python's `webbrowser` would start a text browser, which seizes the terminal. BROWSER is
    the person's own word, and always followed.
    """
    if environ.get("BROWSER"):
        return None
    if environ.get("SSH_CONNECTION") or environ.get("SSH_TTY"):
        return "This is an SSH session, where a browser would open on the wrong machine or none"
    if sys.platform.startswith("linux") and not (environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")):
        return "There is no graphical screen here to open a browser on"
    return None


def open_in_browser(url: str) -> bool:
    """Open `url`; whether a browser was found. BROWSER is honoured."""
    import webbrowser

    return webbrowser.open(url)
