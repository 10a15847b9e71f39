"""Messages in the cells of tables, wrapped beside other cells that are wrapped too."""

from __future__ import annotations

import textwrap
from itertools import zip_longest

import pytest

from stsui.denials import Denial, PolicyType, read_denials
from tests.denials.samples import REQUEST, ROLE, because, sentence

ON = "arn:aws:iam::210987654321:role/depot-BeltFunctionRole-1A2B3C4D5E6F"
MESSAGE = (
    f'Resource handler returned message: "{sentence(ROLE, "iam:CreateRole", ON, because("session policy"))} '
    f'(Service: Iam, Status Code: 403, Request ID: {REQUEST})" '
    "(RequestToken: 1, HandlerErrorCode: AccessDenied)"
)
CELLS = ("CREATE_FAILED", "AWS::IAM::Role", "BeltFunctionRoleWithANameThatTakesSeveralLines", MESSAGE)
HEADS = ("ResourceStatus", "ResourceType", "LogicalResourceId", "ResourceStatusReason")


def in_table(width: int, border: str, cells: tuple[str, ...] = CELLS) -> list[str]:
    """The lines of a row whose columns are `width` wide."""
    columns = [textwrap.wrap(cell, width) for cell in cells]
    lines = zip_longest(*columns, fillvalue="")
    if not border:
        return ["".join(cell.ljust(width + 4) for cell in line) for line in lines]
    return [border + border.join(f" {cell.ljust(width)} " for cell in line) + border for line in lines]


def check(denial: Denial) -> None:
    """All that the message says was read."""
    assert (denial.principal, denial.action, denial.resource) == (ROLE, "iam:CreateRole", ON)
    assert (denial.policy_type, denial.request_id) == (PolicyType.SESSION, REQUEST)
    assert denial.error_code == "AccessDenied"


@pytest.mark.parametrize("width", [22, 26, 36, 50, 80])
@pytest.mark.parametrize("border", ["|", "│", "┃"])
def test_a_row_between_borders(border: str, width: int) -> None:
    (denial,) = read_denials("\n".join(in_table(width, border)))
    check(denial)


@pytest.mark.parametrize("width", [21, 26, 36, 50, 80])
@pytest.mark.parametrize("trailing", [True, False])
def test_the_events_of_a_stack(width: int, *, trailing: bool) -> None:
    rule = "-" * 4 * (width + 4)
    started = in_table(width, "", ("CREATE_IN_PROGRESS", "AWS::IAM::Role", "Belt", "-"))
    lines = [rule, *in_table(width, "", HEADS), rule, *started, *in_table(width, ""), rule]
    (denial,) = read_denials(
        "\n".join(line if trailing else line.rstrip() for line in lines) + "\n\nError: no"
    )
    check(denial)


def test_rows_that_are_one_line_each_keep_what_stands_beside_their_message() -> None:
    rows = [
        f"| {code} | belt-{number} | {sentence(action=f'sqs:{name}')} |"
        for number, (code, name) in enumerate((("AccessDenied", "Purge"), ("AccessDeniedException", "Tag")))
    ]
    first, second = read_denials("\n".join(rows))
    assert (first.action, first.error_code) == ("sqs:Purge", "AccessDenied")
    assert (second.action, second.error_code) == ("sqs:Tag", "AccessDeniedException")


def test_a_box_with_corners() -> None:
    lines = textwrap.wrap(sentence(ROLE, why="with an explicit deny in a session policy"), 60)
    inside = [f"│ {line.ljust(60)} │" for line in lines]
    (denial,) = read_denials("\n".join(["╭" + "─" * 62 + "╮", *inside, "╰" + "─" * 62 + "╯"]))
    assert (denial.principal, denial.policy_type) == (ROLE, PolicyType.SESSION)
