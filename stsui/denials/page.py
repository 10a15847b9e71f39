"""A text to read, with and without its white space.

A sentence may be broken anywhere: between words, in a word, in the middle of an account id. So phrases are
looked for in `flat`, the text in lower case without any white space, where a line break cannot hide them, and
values are cut out of `text`, where words still have ends. `at` and `flat_at` lead from one to the other.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate, compress, count
from operator import add

_IS_SOLID = bytes(not chr(code).isspace() for code in range(256))
"""For each byte, whether it stands for a character that is no white space."""
_WORDS = re.compile(r"\s+")


_NARROWEST, _WIDEST = 40, 400
"""How long lines are that a terminal or an editor cut, in characters."""


def phrase(words: str) -> str:
    """`words` as they stand in `Page.flat`: phrase("not Authorized") == "notauthorized"."""
    return _WORDS.sub("", words).lower()


def _lower(text: str) -> str:
    # This letter's small form, alone among all, is longer than itself.
    return text.replace("\u0130", "i").lower()


Stretch = str | tuple[str, int]
"""A piece of a text; with the lines around it and its place among them, where it is of several lines."""


class Page:
    """A text in its two forms."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tight = "".join(text.split())
        """`flat` with its capitals."""
        self.flat = _lower(self.tight)
        self._places: dict[str, list[int]] = {}
        """Of each phrase that was looked for."""

    @cached_property
    def positions(self) -> array[int]:
        """Where each character of `flat` stands in `text`, and last, for the end, how long `text` is."""
        # White space beyond Latin-1 was made plain when the text was unwrapped.
        solid = self.text.encode("latin-1", "replace").translate(_IS_SOLID)
        positions = array("L", compress(range(len(self.text)), solid))
        positions.append(len(self.text))
        return positions

    def at(self, flat_position: int) -> int:
        """Where the character at `flat_position` of `flat` stands in `text` (its length for the end)."""
        return self.positions[flat_position]

    def flat_at(self, position: int) -> int:
        """Where the first character at or after `position` that is no white space stands in `flat`."""
        return bisect_left(self.positions, position)

    def end_before(self, flat_position: int) -> int:
        """The position in `text` just behind the character before `flat_position`."""
        return self.positions[flat_position - 1] + 1 if flat_position > 0 else 0

    def starts_word(self, flat_position: int) -> bool:
        """Whether white space, or nothing, stands before the character at `flat_position`."""
        return flat_position == 0 or self.at(flat_position) - self.at(flat_position - 1) > 1

    def is_broken_at(self, position: int) -> bool:
        """Whether the line ending at `position` was cut at a column: a neighbour is exactly as long."""
        start = self.text.rfind("\n", max(0, position - _WIDEST), position) + 1
        length = position - start
        if length < _NARROWEST:
            return False
        before = self.text.rfind("\n", max(0, start - 1 - _WIDEST), max(0, start - 1)) + 1
        end = self.text.find("\n", position + 1, position + 2 + _WIDEST)
        return start - 1 - before == length or end - position - 1 == length

    def stretch(self, start: int, end: int) -> tuple[Stretch, int]:
        """All that text[start:end] is read from, and where that begins.

        What has equal stretches is read the same.
        """
        text = self.text[start:end]
        if "\n" not in text:
            return text, start
        # Whether a line was cut at a column shows from the lines around it.
        begin = max(0, start - 2 * _WIDEST)
        return (self.text[begin : end + _WIDEST + 2], start - begin), begin

    def find_all(self, words: str) -> list[int]:
        """Every place in `flat` where `words` (already a `phrase`) stand, in order."""
        places = self._places.get(words)
        if places is None:
            before = self.flat.split(words)[:-1]
            places = list(map(add, accumulate(map(len, before)), count(0, len(words))))
            self._places[words] = places
        return places

    def has_all(self, phrases: Iterable[str]) -> bool:
        """Whether each of `phrases` stands somewhere."""
        return all(map(self.find_all, phrases))

    def find_apart(self, words: str, length: int) -> list[int]:
        """The same, where white space stands behind the first `length` characters of `words`."""
        positions = self.positions
        return [
            place
            for place in self.find_all(words)
            if positions[place + length] - positions[place + length - 1] > 1
        ]
