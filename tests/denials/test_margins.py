"""What stands before and behind every line of a paste hides nothing of the message between."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from stsui.denials import read_denials
from tests.denials.samples import BLOB, REQUEST, ROLE, because, sentence
from tests.denials.wrappers import WRAPPERS, each_line

TARGET = "arn:aws:sqs:eu-west-3:210987654321:belt-of-the-second-hall"
MESSAGE = (
    "operation error SQS: SendMessage, https response error StatusCode: 403, RequestID: "
    f"{REQUEST}, api error AccessDenied: "
    + sentence(ROLE, "sqs:SendMessage", TARGET, because("session policy", "sqs:SendMessage"))
)
ENCODED = (
    f"api error UnauthorizedOperation: You are not authorized to perform this operation. "
    f"{sentence(ROLE, 'ec2:RunInstances', TARGET)} with an explicit deny in an identity-based policy. "
    f"Encoded authorization failure message: {BLOB}"
)


def numbered(form: str) -> Callable[[str], str]:
    return lambda text: "\n".join(
        form.format(number, line) for number, line in enumerate(text.split("\n"), 8)
    )


MARGINS = {
    "cat": numbered("{:6}\t{}"),
    "less": numbered("{:7} {}"),
    "grep": numbered("{}:{}"),
    "bat": numbered("{:5} │ {}"),
    "a comment in java": each_line(lambda line: f" * {line}"),
    "a patch": each_line(lambda line: f"+{line}"),
    "level": each_line(lambda line: f"2026-03-03T10:00:00.123Z ERROR {line}"),
    "level and thread": each_line(lambda line: f"2026-03-03 10:00:00,123 WARN [belt-7] {line}"),
    "level in brackets": each_line(lambda line: f"2026-03-03 10:00:00 [ERROR] {line}"),
    "python": each_line(lambda line: f"2026-03-03 10:00:00,123 - depot.belt - ERROR - {line}"),
    "gitlab": each_line(lambda line: f"2026-03-03T10:00:00.123456Z 01O {line}"),
    "journald": each_line(lambda line: f"2026-03-03T10:00:00+0000 depot belt[44]: {line}"),
    "log4j": each_line(lambda line: f"2026-03-03 10:00:00,123 ERROR [main] c.e.Depot - {line}"),
    "lambda": each_line(lambda line: f"2026-03-03T10:00:00.123Z\t{REQUEST}\tERROR\t{line}"),
    "zap": each_line(lambda line: f"2026-03-03T10:00:00.123Z\tERROR\tbelt\t{line}"),
    "go's log": each_line(lambda line: f"2026/03/03 10:00:00 main.go:31: {line}"),
    "a log stream": each_line(
        lambda line: f"2026-03-03T10:00:00.123000+00:00 2026/03/03/[$LATEST]0a1b2c3d4e5f {line}"
    ),
    "time of day": each_line(lambda line: f"10:00:00.123 STDERR [depot] terraform: {line}"),
    "python's root": each_line(lambda line: f"ERROR:root:{line}"),
    "gh": each_line(lambda line: f"deploy\tApply\t2026-03-03T10:00:00.1234567Z {line}"),
    "syslog of 2009": each_line(lambda line: f"<34>1 2026-03-03T10:00:00.003Z depot belt 44 ID47 - {line}"),
    "npm": each_line(lambda line: f"npm ERR! {line}"),
    "make": each_line(lambda line: f"make[1]: {line}"),
    "make and a comment": each_line(lambda line: f"make[1]: # {line}"),
    "packer": each_line(lambda line: f"==> depot.belt: {line}"),
    "a patch's other side": each_line(lambda line: f"-{line}"),
    "sql": each_line(lambda line: f"-- {line}"),
    "a comment with its ends": lambda text: "/**\n" + each_line(lambda line: f" * {line}")(text) + "\n */",
    "a table's only column": each_line(lambda line: f"| {line:<90} |"),
    "box with both sides": each_line(lambda line: f"│ {line:<90} │"),
    "comment in a quotation": each_line(lambda line: f"> # {line}"),
}


@pytest.mark.parametrize("width", ["filled at 72", "cut at 80"])
@pytest.mark.parametrize("name", MARGINS)
@pytest.mark.parametrize("message", [MESSAGE, ENCODED])
def test_a_wrapped_message_with_something_before_each_line(message: str, name: str, width: str) -> None:
    (alone,) = read_denials(message)
    assert read_denials(MARGINS[name](WRAPPERS[width](message))) == [alone]


def test_lines_that_begin_with_any_numbers_keep_them() -> None:
    (denial,) = read_denials(
        sentence(
            "arn:aws:iam::2109\n87654321:user/ines", "sqs:Purge", "arn:aws:sqs:eu-west-3:\n210987654321:belt"
        )
    )
    assert (denial.principal, denial.resource) == (
        "arn:aws:iam::210987654321:user/ines",
        "arn:aws:sqs:eu-west-3:210987654321:belt",
    )


@pytest.mark.parametrize("width", range(44, 132, 8))
def test_an_opening_phrase_broken_anywhere(width: int) -> None:
    (alone,) = read_denials(ENCODED)
    filled, line = [], ""
    for word in ENCODED.split():
        if len(line) + len(word) > width:
            filled.append(line)
            line = ""
        line += f" {word}" if line else word
    assert read_denials("\n".join([*filled, line])) == [alone]


def test_a_field_of_a_spreadsheet() -> None:
    quoted = sentence(ROLE, "s3:GetObject", '"arn:aws:s3:::depot/belt"').replace('"', '""')
    (denial,) = read_denials(f'"2026-03-03","AccessDenied","{quoted} with an explicit deny","","ines"')
    assert (denial.principal, denial.resource) == (ROLE, "arn:aws:s3:::depot/belt")


def test_a_record_in_a_field_of_a_spreadsheet() -> None:
    record = f'{{"eventName": "Purge", "errorMessage": "{sentence(ROLE)}", "userAgent": ""}}'.replace(
        '"', '""'
    )
    (denial,) = read_denials(f'"7","{record}"')
    assert (denial.operation, denial.principal) == ("Purge", ROLE)


def test_an_arn_whose_line_ends_became_blanks() -> None:
    broken = sentence(
        ROLE.replace("/", "/ ", 1), on=TARGET.replace(":belt", ": belt"), why="with an explicit deny"
    )
    (denial,) = read_denials(broken)
    assert (denial.principal, denial.resource) == (ROLE, TARGET)


def test_a_name_cut_at_a_column() -> None:
    name = "loader-of-the-second-hall-behind-the-door"
    text = f"{MESSAGE.partition('User')[0]}{sentence(ROLE, 'iam:GetRole', name)}"
    for width in range(60, len(text) // 3):
        wrapped = "\n".join(text[start : start + width] for start in range(0, len(text), width))
        assert read_denials(wrapped)[0].resource == name, width


def test_what_several_refusals_begin_with_is_no_name_of_a_tool() -> None:
    text = "\n".join(f"AccessDenied: {sentence(action=f'sqs:{each}')}" for each in ("Send", "Purge", "Tag"))
    denials = read_denials(text)
    assert [(denial.action, denial.error_code) for denial in denials] == [
        ("sqs:Send", "AccessDenied"), ("sqs:Purge", "AccessDenied"), ("sqs:Tag", "AccessDenied"),
    ]  # fmt: skip
