"""Hostile and broken texts: no crash, no control character let through, no work that outgrows them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stsui.denials import Denial, explain, read_denials, rows, to_json, to_markdown
from stsui.denials.values import LONGEST
from tests.denials.fuzz import FRAGMENTS, NUMBERED, numbered, repeated
from tests.denials.samples import BLOB, ENCODED, sentence

_PIECES = st.sampled_from(
    [*FRAGMENTS, sentence(), ENCODED, BLOB, "\n", " ", "\x1b[31m", "\x00", "\ud800", "&lt;", '\\"']
)


def everything_about(denials: list[Denial]) -> str:
    return json.dumps([[to_json(each), explain(each), to_markdown(each), rows(each)] for each in denials])


@settings(max_examples=150, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=20), max_size=40).map("".join))
def test_any_mixture_is_read_without_a_crash(text: str) -> None:
    for denial in read_denials(text):
        for fact in (denial.principal, denial.action, denial.resource, denial.request_id, denial.error_code):
            assert fact is None or (fact and fact.isprintable())
    everything_about(read_denials(text)).encode("utf-8")


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3000))
def test_bytes_of_any_kind(content: bytes) -> None:
    read_denials(content.decode("latin-1"))
    read_denials(content.decode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    "noise",
    [
        "\x00",
        "\x1b[2J",
        "\x1b]0;title\x07",
        "\x1b]8;;http://evil\x1b\\",
        "\u202e",
        "\ud800",
        "\x9b31m",
        "\x07",
    ],
)
def test_escape_sequences_and_control_characters_go_no_further(noise: str) -> None:
    text = noise.join(
        ["User: arn:aws:iam::210987654321:user/in", "es is not authorized to perform: sqs:Send", "Message"]
    )
    (denial,) = read_denials(text)
    assert denial.principal is not None
    assert denial.principal.startswith("arn:aws:iam::210987654321:user/in")
    assert "\x1b" not in everything_about([denial])
    assert denial.principal.isprintable()


def test_markup_is_text() -> None:
    (denial,) = read_denials(sentence(who="arn:aws:iam::210987654321:user/[red]ines[/red]"))
    assert denial.principal == "arn:aws:iam::210987654321:user/[red]ines[/red]"


@pytest.mark.parametrize(
    "text",
    [
        "Traceback (most recent call last):\n  File \"x.py\", line 1\nKeyError: 'AccessDenied'[0]",
        "java.lang.NullPointerException: null\n\tat com.example.Depot.main(Depot.java:9)",
        "thread 'main' panicked at src/main.rs:4:5:\nindex out of bounds",
        "javax.validation.ValidationException: HV000028",
        "error TS2304: Cannot find name 'parcel'.",
        "psql: error: connection refused",
    ],
)
def test_errors_of_other_software_are_no_denials(text: str) -> None:
    assert [
        denial
        for denial in read_denials(text)
        if denial.category is None and denial.error_code != "AccessDenied"
    ] == []


def calls(text: str) -> int:
    """How many calls, of Python's and of C's functions, reading `text` takes."""
    count = 0

    def tick(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(tick)
    try:
        read_denials(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("fragment", FRAGMENTS)
def test_twice_the_text_takes_twice_the_calls(fragment: str) -> None:
    once, twice = calls(repeated(fragment, 6_000)), calls(repeated(fragment, 12_000))
    assert twice <= 2.2 * once + 400


@pytest.mark.parametrize("form", NUMBERED)
def test_twice_as_much_that_differs_takes_twice_the_calls(form: str) -> None:
    once, twice = calls(numbered(form, 6_000)), calls(numbered(form, 12_000))
    assert twice <= 2.2 * once + 400


@pytest.mark.parametrize(
    "wrap",
    [lambda text: f"User: {text} is not authorized to perform: a:B", lambda text: f"a:B on resource: {text}"],
)
def test_a_long_value_is_no_value(wrap: Callable[[str], str]) -> None:
    for denial in read_denials(wrap("x" * 50_000)):
        assert all(len(value) < 3000 for value in (denial.principal or "", denial.resource or ""))


@pytest.mark.parametrize(
    "why", ["on resource: {}", "on resource: * with an explicit deny in a session policy: {}"]
)
def test_a_value_without_an_end_is_cut(why: str) -> None:
    endless = "arn:aws:iam::210987654321:policy/" + "x" * 100_000
    (denial,) = read_denials(f"ines is not authorized to perform: sqs:Purge {why.format(endless)}")
    value = denial.policy_arn or denial.resource
    assert value is not None
    assert endless.startswith(value)
    assert len(value) <= LONGEST
