"""Opening a sign-in link in the person's browser, if one would show on this machine's screen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from stsui.clock import Clock
from stsui.delivery.doorway import Doorway
from stsui.errors import StsuiError
from stsui.model import Secret
from stsui.sessions.codes import Progress

PATIENCE = timedelta(seconds=60)
"""How long a browser may take to ask for the link: a cold start on a slow machine."""

_TEXT_BROWSERS = ("www-browser", "links", "elinks", "lynx", "w3m")


class BrowserSilent(StsuiError):
    """A browser was started, and never asked for the link."""


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


def open_in_browser(
    link: Secret,
    environ: Mapping[str, str],
    *,
    clock: Clock,
    progress: Callable[[Progress], None],
    owns_terminal: bool = True,
    patience: timedelta = PATIENCE,
) -> str | None:
    """Open a secret link; None when a browser has it, else why there is none, in words.

    `owns_terminal` says whether a text browser may have the terminal. Blocks until the browser has asked for
    the link.

    Raises:
        BrowserSilent: a browser was started but did not ask within `patience`.
    """
    if obstacle := screen_obstacle(environ):
        return obstacle
    opens = _opener(owns_terminal=owns_terminal)
    if opens is None:
        return "No browser was found"
    if environ.get("BROWSER"):
        # The program that the person chose gets the link itself, as everything that follows BROWSER hands it
        # over: it may show it on another machine, where an address on this one leads nowhere.
        return _handed_over(opens, link.reveal())
    with Doorway(link) as doorway:
        if refusal := _handed_over(opens, doorway.address):
            return refusal
        progress(Progress("waiting for the browser", clock.now() + patience))
        if not doorway.opened(patience.total_seconds()):
            raise BrowserSilent(
                f"A browser was started, but did not ask for the link within {patience.seconds} seconds.",
                "Print the link with stsui console PROFILE --print, and open it yourself.",
            )
    return None


def _opener(*, owns_terminal: bool) -> Callable[[str], bool] | None:
    """What opens an address, and says whether it could; None where no browser is found."""
    import webbrowser

    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return None
    if owns_terminal or not isinstance(browser, webbrowser.GenericBrowser):
        return browser.open
    if browser.basename in _TEXT_BROWSERS:
        return None
    return partial(_open_apart, [browser.name, *browser.args])


def _open_apart(command: list[str], address: str) -> bool:
    """Start a browser's command with nothing of the terminal, so that it can neither draw there nor read."""
    nowhere = subprocess.DEVNULL
    subprocess.Popen(
        [word.replace("%s", address) for word in command],
        stdin=nowhere,
        stdout=nowhere,
        stderr=nowhere,
        start_new_session=True,
    )
    return True


def _handed_over(opens: Callable[[str], bool], address: str) -> str | None:
    """None when a browser took the address, else what to say."""
    try:
        taken = opens(address)
    except OSError as error:
        return f"The browser could not be started: {error.strerror}"
    return None if taken else "The browser could not be started"
