"""Textual's driver for Linux and macOS, which takes bytes that are no text for what they are: a paste's."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_AT_ONCE = 4096
"""Bytes that are read at once."""
_PATIENCE = 0.1
"""Seconds after which a lone escape is the key, and whether to end is looked at."""


class TerminalDriver(LinuxDriver):
    """Replaces what is no UTF-8 in what is typed or pasted; Textual's own ends the app there."""

    def run_input_thread(self) -> None:
        """Hand on what comes from the terminal, until the app ends."""
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        parser = XTermParser(self._debug)
        with selectors.SelectSelector() as waiting:
            waiting.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                text = decode(os.read(self.fileno, _AT_ONCE)) if waiting.select(_PATIENCE) else ""
                for event in parser.feed(text) if text else ():
                    self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
