"""What stands in place of the table when it has nothing to show, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Static

from stsui.tui.listing import Listing
from stsui.tui.text import clean

ADVICE = """No profiles yet.

stsui looked in
{files}

Write a profile into the AWS config, for example

  [profile payments]
  role_arn = arn:aws:iam::444455556666:role/OnCall
  source_profile = default
  mfa_serial = arn:aws:iam::111122223333:mfa/you

It appears here as soon as the file is saved.
To try stsui first, with no account:  stsui demo"""


class EmptyState(Static):
    """Shown instead of the table while that is empty."""

    DEFAULT_CSS = """
    EmptyState {
        width: 1fr;
        height: 1fr;
        padding: 1 3;
        display: none;
        color: $text-muted;
    }
    """

    def __init__(self) -> None:
        super().__init__("", markup=False)
        self.files: Sequence[str] = ()
        self._text = ""

    def show(self, listing: Listing, typed: str) -> None:
        """Say why the table is empty, or make room for it."""
        text = self._advice(listing, typed)
        if text != self._text:
            self._text = text
            self.display = bool(text)
            self.update(text)

    def _advice(self, listing: Listing, typed: str) -> str:
        if listing.matches:
            return ""
        if listing.profiles:
            return f"No profile matches “{clean(typed)}”.\n\nescape clears the filter"
        return ADVICE.format(files="\n".join(f"  {clean(file)}" for file in self.files))
