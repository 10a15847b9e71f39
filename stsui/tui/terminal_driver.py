"""Textual's driver for Linux and macOS, which takes bytes that are no text for what they are: a paste's."""

from __future__ import annotations

import os
import re
import selectors
from codecs import getincrementaldecoder

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

_AT_ONCE = 4096
"""Bytes that are read at once."""
_PATIENCE = 0.1
"""Seconds after which a lone escape is the key, and whether to end is looked at."""
_AT_ONCE_SECONDS = 0.02
"""In which what terminals put around a paste comes whole."""


_BEGINS, _ENDS = "\x1b[200~", "\x1b[201~"
"""What terminals put around a paste."""
_SEQUENCE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-Z\\^_=>()*+])?")
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]{0,64}[ -/]{0,64}|\][^\x07\x1b]{0,2048}\x1b?)?\Z")


class Pastes:
    """Takes the escape sequences out of pastes: Textual would take them, and what follows, for keys."""

    def __init__(self) -> None:
        self._pasting = False
        self._held = ""
        """The end of what came last, where a sequence may go on in what comes next."""

    @property
    def waits(self) -> bool:
        """Whether something is held back that is a key, unless more comes at once."""
        return bool(self._held) and not self._pasting

    def feed(self, text: str) -> str:
        """What may be handed on of `text`, which came from the terminal."""
        text, self._held = self._held + text, ""
        parts: list[str] = []
        while text:
            mark = _ENDS if self._pasting else _BEGINS
            before, found, text = text.partition(mark)
            if not found:
                before = self._hold(before)
            parts += [_SEQUENCE.sub("", before) if self._pasting else before, found]
            self._pasting ^= bool(found)
        return "".join(parts)

    def release(self) -> str:
        """What was held back and is no beginning of a paste, nothing having followed."""
        if self._pasting:
            return ""
        held, self._held = self._held, ""
        return held

    def _hold(self, text: str) -> str:
        """`text` up to where a sequence may go on."""
        unfinished = _UNFINISHED.search(text)
        if unfinished and (self._pasting or _BEGINS.startswith(unfinished[0])):
            self._held = unfinished[0]
            return text[: unfinished.start()]
        return text


class TerminalDriver(LinuxDriver):
    """Replaces what is no UTF-8 in what is typed or pasted, and takes no part of a paste for keys."""

    def run_input_thread(self) -> None:
        """Hand on what comes from the terminal, until the app ends."""
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        parser, pastes = XTermParser(self._debug), Pastes()
        with selectors.SelectSelector() as waiting:
            waiting.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if waiting.select(_AT_ONCE_SECONDS if pastes.waits else _PATIENCE):
                    text = pastes.feed(decode(os.read(self.fileno, _AT_ONCE)))
                else:
                    text = pastes.release()
                for event in parser.feed(text) if text else ():
                    self.process_message(event)
                for event in parser.tick():
                    self.process_message(event)
