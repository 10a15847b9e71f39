"""What the forms and options say of parameters that will not do."""

from __future__ import annotations

import pytest

from stsui.limits import tag_problems
from stsui.parameters import RULES


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        (("Project", "Project"), "The tag Project is there twice."),
        (
            ("Project", "project"),
            "The tags Project and project differ in case only; AWS sees one key.",
        ),
    ],
)
def test_keys_that_aws_takes_for_one_are_told_apart(keys: tuple[str, ...], said: str) -> None:
    assert [problem.message for problem in tag_problems(tuple((key, "x") for key in keys), ())] == [said]


@pytest.mark.parametrize("text", ["many", "-1", "1.5", "٣", "9" * 5_000, ""])
def test_what_is_no_number_of_bytes_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="is no number of bytes") as failure:
        RULES["minimum_session_token_size"].read(text)
    assert len(str(failure.value)) < 80
