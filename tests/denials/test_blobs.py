"""Encoded messages: where they end, what is none, what was cut."""

from __future__ import annotations

import pytest

from stsui.denials import Kind, read_denials
from tests.denials.samples import BLOB, ENCODED, blob

LABEL = "Encoded authorization failure message: "


def message_of(text: str) -> tuple[str | None, bool | None]:
    (denial,) = read_denials(text)
    return denial.encoded_message, denial.truncated


@pytest.mark.parametrize(
    "behind",
    [
        "`",
        "</Message>",
        '"',
        "'",
        ".",
        ")",
        ",",
        " | jq -r .DecodedMessage",
        "\\n\\tstatus code: 403, request id: 1",
        " (Service: AmazonEC2; Status Code: 403)",
        "\n\nMore words.",
        "\nDELETE_FAILED\n",
        "\nDELETE_FAILED  Depot  AWS::EC2::Route",
        "\n# a comment",
        "\nHello\n",
        "\n```\n",
    ],
)
def test_ends_where_it_should(behind: str) -> None:
    assert message_of(LABEL + BLOB + behind) == (BLOB, False)


@pytest.mark.parametrize(
    "behind", ["...", "…", " ...", "... [truncated]", " [truncated]", "<snip>", " (truncated)", "****"]
)
def test_says_that_it_was_cut(behind: str) -> None:
    assert message_of(LABEL + BLOB[:40] + behind) == (BLOB[:40], True)


@pytest.mark.parametrize("message", ["-" + BLOB, "--" + BLOB, BLOB + "-", "_" + BLOB + "_"])
def test_begins_and_ends_with_any_character(message: str) -> None:
    assert message_of(f"{LABEL}{message}\n") == (message, False)


@pytest.mark.parametrize(
    "placeholder",
    [
        "--truncated--",
        "<omitted>",
        "<[redacted: value]>",
        "[REDACTED]",
        "ENCODED_MESSAGE",
        "xxxxxxxxxxxx",
        "...",
        "$MESSAGE",
    ],
)
def test_a_message_taken_out_leaves_a_refusal(placeholder: str) -> None:
    (denial,) = read_denials(ENCODED.replace(BLOB, placeholder))
    assert (denial.kind, denial.encoded_message) == (Kind.OPAQUE, None)


def test_a_label_broken_over_lines() -> None:
    assert message_of(f"Encoded authorization failure\n   message:\n   {BLOB}\n") == (BLOB, False)


def test_a_label_in_bold_and_a_fence() -> None:
    assert message_of(f"**Encoded authorization failure message:**\n```text\n{BLOB}\n```") == (BLOB, False)


def test_lines_of_one_width_and_a_word_behind() -> None:
    lines = [BLOB[start : start + 93] for start in range(0, len(BLOB), 93)]
    assert message_of("\n".join([LABEL, *lines, "DELETE_FAILED"])) == (BLOB, False)


def test_a_line_that_was_broken_at_a_hyphen() -> None:
    message = BLOB[:50] + "-" + BLOB[50:90]
    assert message_of(f"{LABEL}{message[:51]}\n{message[51:]}...") == (message, True)


def test_the_option_of_the_command_line() -> None:
    command = f"aws sts decode-authorization-message \\\n  --encoded-message '{BLOB}' | jq ."
    assert message_of(command) == (BLOB, False)


def test_a_command_without_a_message_is_nothing() -> None:
    assert read_denials("aws sts decode-authorization-message --encoded-message $MESSAGE") == []


def test_nothing_but_a_message() -> None:
    lines = "\n".join(BLOB[start : start + 76] for start in range(0, len(BLOB), 76))
    assert message_of(f"  {lines}\n") == (BLOB, False)


@pytest.mark.parametrize("text", ["a" * 100, "1" * 100, blob(40), f"two {blob(100)}"])
def test_a_bare_run_that_is_no_message(text: str) -> None:
    assert read_denials(text) == []


def test_several_messages() -> None:
    messages = [blob(300, seed) for seed in range(4)]
    text = "\n".join(
        f"Error: UnauthorizedOperation: {ENCODED.replace(BLOB, message)}" for message in messages
    )
    assert [denial.encoded_message for denial in read_denials(text)] == messages
