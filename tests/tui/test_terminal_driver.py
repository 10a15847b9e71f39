"""What comes from the terminal: keys are keys, and a paste is text, whatever it holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from stsui.tui.terminal_driver import Pastes

BEGIN, END = "\x1b[200~", "\x1b[201~"
COLOURED = "\x1b[36mINFO\x1b[0m the session of kim\r\n\x1b]0;depot\x07\x1b[1;31mwas refused\x1b[0m \x11"


def handed_on(pieces: list[str]) -> str:
    pastes = Pastes()
    return "".join(pastes.feed(piece) for piece in pieces) + pastes.release()


def split(text: str, places: list[int]) -> list[str]:
    ends = sorted(place % (len(text) + 1) for place in places)
    return [text[a:b] for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]


def test_a_paste_is_one_text_without_its_escape_sequences() -> None:
    happened = list(XTermParser().feed(handed_on([f"a{BEGIN}{COLOURED}{END}b"])))
    assert [type(each) for each in happened] == [events.Key, events.Paste, events.Key]
    assert [each.text for each in happened if isinstance(each, events.Paste)] == [
        "INFO the session of kim\r\nwas refused \x11"
    ]


@pytest.mark.parametrize("keys", ["\x1b", "\x1b[A", "\x1b[", "\x1b[20", "\x1bq", "\x1b[<0;3;4M", "\x1b[201~"])
def test_keys_are_handed_on_as_they_are(keys: str) -> None:
    assert handed_on([keys]) == keys
    assert handed_on([keys, "j"]) == keys + "j"


def test_a_lone_escape_is_a_key_once_nothing_follows() -> None:
    pastes = Pastes()
    assert pastes.feed("\x1b") == ""
    assert pastes.waits
    assert pastes.release() == "\x1b"
    assert not pastes.waits


def test_a_paste_goes_on_however_long_its_rest_takes() -> None:
    pastes = Pastes()
    given = pastes.feed(f"{BEGIN}belt \x1b[3") + pastes.release() + pastes.feed(f"1mfour{END}")
    assert given == f"{BEGIN}belt four{END}"


@given(st.lists(st.integers(0, 200), max_size=6))
def test_it_does_not_matter_in_which_pieces_it_comes(places: list[int]) -> None:
    text = f"a\x1b[A{BEGIN}{COLOURED}{END}b{BEGIN}{END}c"
    assert handed_on(split(text, places)) == handed_on([text])


@given(st.text(alphabet="\x1b[]0;1mAq~\x07\\\n \x11é2", max_size=60))
def test_no_paste_holds_an_escape(text: str) -> None:
    given = handed_on([BEGIN, text, END])
    assert given.startswith(BEGIN)
    assert "\x1b" not in given[len(BEGIN) :].partition(END)[0]
