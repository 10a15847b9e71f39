"""Reads JSON that may be cut, elided or sloppy, and gives what was there up to that point."""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder

_DECODER = JSONDecoder(strict=False)
_SPACE = re.compile(r"[\s,]*")
_SCALAR = re.compile(r"[^\s,:\[\]{}\"]+")
_STRING = re.compile(r'"((?:[^"\\]++|\\.)*+)"', re.DOTALL)
_KEY = re.compile(_STRING.pattern + r"[\s,]*:[\s,]*", re.DOTALL)
_WINDOW = 16_384
"""Characters; documents are rarely longer."""
_LONGEST_SCALAR = 40
_DEEPEST = 24
"""Documents nest about ten deep; what nests deeper is none."""
_CONSTANTS = {"true": True, "false": False, "null": None}


class _Cut(Exception):
    """The text ended, or stopped being JSON."""


def read_value(text: str, start: int) -> tuple[object, int, bool]:
    """The JSON value at `start` of `text`, where it ends, and whether it is complete; what is cut is kept."""
    # An error's line is counted from where the decoder's text begins: that must not be far away.
    window = text[start : start + _WINDOW]
    try:
        value, end = _DECODER.raw_decode(window)
    except JSONDecodeError as error:
        near_the_end = error.msg.startswith("Unterminated") or error.pos > _WINDOW - _LONGEST_SCALAR
        if near_the_end and len(window) == _WINDOW:
            return _read_long(text, start)
    except RecursionError:
        pass
    else:
        return value, start + end, True
    return _read_cut(text, start)


def _read_long(text: str, start: int) -> tuple[object, int, bool]:
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (JSONDecodeError, RecursionError):
        return _read_cut(text, start)
    return value, end, True


def _read_cut(text: str, start: int) -> tuple[object, int, bool]:
    reader = _Reader(text, start)
    return reader.read(0), reader.position, False


class _Reader:
    """Reads on for as long as it can; `cut` is set where it could not."""

    def __init__(self, text: str, position: int) -> None:
        self.text = text
        self.position = position
        self.cut = False

    def read(self, depth: int) -> object:
        char = self.text[self.position : self.position + 1]
        if depth > _DEEPEST or not char:
            self.cut = True
            return None
        if char == "{":
            return self.read_object(depth)
        if char == "[":
            return self.read_array(depth)
        return self.read_string() if char == '"' else self.read_scalar()

    def read_object(self, depth: int) -> dict[str, object]:
        result: dict[str, object] = {}
        self.position += 1
        while not self.cut and not self.closed("}"):
            key = self.read_string(_KEY)
            if key is not None:
                result[key] = self.read(depth + 1)
        return result

    def read_array(self, depth: int) -> list[object]:
        result: list[object] = []
        self.position += 1
        while not self.cut and not self.closed("]"):
            value = self.read(depth + 1)
            if value is not None and value != {}:
                result.append(value)
        return result

    def closed(self, closer: str) -> bool:
        space = _SPACE.match(self.text, self.position)
        self.position = space.end() if space else self.position
        if self.text.startswith(closer, self.position):
            self.position += 1
            return True
        return False

    def read_string(self, pattern: re.Pattern[str] = _STRING) -> str | None:
        match = pattern.match(self.text, self.position)
        value = _unescaped(match[1]) if match else None
        if match is None or value is None:
            self.cut = True
            return None
        self.position = match.end()
        return value

    def read_scalar(self) -> object:
        match = _SCALAR.match(self.text, self.position)
        if match is None:
            self.cut = True
            return None
        self.position = match.end()
        if match[0] not in _CONSTANTS and not re.fullmatch(r"-?[0-9][0-9.eE+-]*", match[0]):
            self.cut = True
            return None
        return _CONSTANTS.get(match[0], match[0])


def _unescaped(text: str) -> str | None:
    """What a string stands for between whose quotes `text` is, or None if its escapes are none of JSON's."""
    if "\\" not in text:
        return text
    try:
        return str(_DECODER.decode(f'"{text}"'))
    except JSONDecodeError:
        return None
