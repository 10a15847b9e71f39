"""What stands in place of the table's rows when there are none, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence

from stsui.tui.listing import Listing
from stsui.tui.text import at_home, clean

ADVICE = """No profiles yet. To try it with no account:  stsui demo

stsui looked in
{files}

Write a profile into the AWS config, for example

  [profile payments]
  role_arn = arn:aws:iam::444455556666:role/OnCall
  source_profile = default
  mfa_serial = arn:aws:iam::111122223333:mfa/you

and default's access key into the credentials file
(aws configure does that). It appears here at once."""


def empty_text(listing: Listing | None, typed: str, files: Sequence[str]) -> str:
    """Why there is nothing to show; empty where there is."""
    if listing is None:
        return "Reading the profiles…"
    if listing.matches:
        return ""
    if listing.profiles:
        return f"No profile matches “{clean(typed)}”.\n\nesc clears the filter"
    return ADVICE.format(files="\n".join(f"  {clean(at_home(file))}" for file in files))
