"""What stands below the empty paste area: what can be pasted, and what becomes of it."""

from __future__ import annotations

from collections.abc import Iterator

from stsui.tui.widgets.lines import Page, TextLine

CAN_BE_PASTED = (
    ("message", "An error occurred (AccessDenied) when calling … is not authorized to perform: …"),
    ("encoded", "… Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abc…"),
    ("screenful", "Terraform, CDK, CloudFormation, packer, a stack trace, kubectl events"),
    ("JSON, XML", "a CloudTrail record, an API's answer, a document that was decoded before"),
)


def hint_page(page: Page) -> Iterator[TextLine]:
    """The kinds of text, and where they go."""
    yield (("What can be pasted", "heading"),)
    for label, what in CAN_BE_PASTED:
        yield from page.fact(label, what)
    yield ()
    yield from page.paragraph(
        "Any number at once, wrapped, quoted, coloured or escaped. It is read as soon as it is pasted, "
        "and stays on this machine; only encoded messages are sent, to AWS, to be decoded.",
        "label",
    )
