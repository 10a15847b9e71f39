"""What the parts of the screen tell each other: requests go up to the app, results come back down.

A request names what the person wants; only the app knows which service does it. What is secret in a
message rides in a `Secret`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from textual.message import Message

from stsui.errors import StsuiError
from stsui.model import NO_PARAMETERS, Endpoint, IssuedToken, Operation, Parameters, Plan, Secret, Session

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel


# ------------------------------------------------------------------ requests, upward


@dataclass
class StartRequested(Message):
    """Start or refresh these profiles' sessions; a dialog opens where something must be said or asked."""

    profiles: tuple[str, ...]


@dataclass
class OperationsOpened(Message):
    """Compare STS's operations for this profile."""

    profile: str


@dataclass
class OperationChosen(Message):
    """Open the form of an operation, called with this profile's credentials."""

    operation: Operation
    profile: str


@dataclass
class OperationConfirmed(Message):
    """A form was confirmed: run its plan. The form stays open until it is told the outcome."""

    plan: Plan
    token_code: Secret | None = field(default=None, repr=False)
    proof: Secret | None = field(default=None, repr=False)
    """The SAML response or token that goes with it, as the person has it."""


@dataclass
class ResultCopied(Message):
    """Copy what an operation gave: credentials as lines for the person's shell, or the token."""

    result: Session | IssuedToken = field(repr=False)


@dataclass
class ResultConsoleRequested(Message):
    """Open the AWS console signed in with the session that an operation has just given."""

    session: Session = field(repr=False)
    endpoint: Endpoint
    """Where calls with it go."""


@dataclass
class CodeRequested(Message):
    """The person wants to enter a token code now, for the MFA session that these profiles start from."""

    profiles: tuple[str, ...]


@dataclass
class StartConfirmed(Message):
    """The start dialog was confirmed: run the plans. The dialog stays open until it is told the outcome."""

    profiles: tuple[str, ...]
    token_code: Secret | None = field(default=None, repr=False)
    changes: Parameters = NO_PARAMETERS
    """What was changed against the configured profiles; empty fields keep theirs."""


@dataclass
class ConsoleRequested(Message):
    """Open the AWS console signed in with these profiles' sessions."""

    profiles: tuple[str, ...]


@dataclass
class CopyRequested(Message):
    """Copy these profiles' credentials to the clipboard, as lines for the person's shell."""

    profiles: tuple[str, ...]


@dataclass
class ServeRequested(Message):
    """Serve these profiles' sessions to programs on this machine; no longer, if all of them are."""

    profiles: tuple[str, ...]


@dataclass
class EndpointCopyRequested(Message):
    """Copy once more the lines that lead a shell to this profile's endpoint."""

    profile: str


@dataclass
class ShellRequested(Message):
    """Suspend the screen and run a subshell with this profile's credentials."""

    profile: str


@dataclass
class DecodeOpened(Message):
    """Show the decode screen."""

    profile: str | None = None
    """The profile whose session should decode, where one is chosen."""
    about: str | None = None
    """The profile whose last failure is to be read, where AWS said no."""


@dataclass
class DecodeRequested(Message):
    """Read this text's denials, decoding blobs with a session of `profile` (None: the best there is)."""

    text: str = field(repr=False)
    profile: str | None = None
    start: bool = False
    """Whether to start a session of `profile` first, where it has none."""


@dataclass
class DetailsRequested(Message):
    """Show everything about one profile and its session."""

    profile: str


@dataclass
class RevealRequested(Message):
    """Show the secrets of this profile's session on the details screen."""

    profile: str


@dataclass
class WhoAmIRequested(Message):
    """Ask AWS who these profiles' sessions are."""

    profiles: tuple[str, ...]


@dataclass
class KeysOpened(Message):
    """Show the screen that says whose access keys a text holds."""

    profile: str | None = None
    """The profile that AWS is asked as."""


@dataclass
class KeysRequested(Message):
    """Say whose access keys this text holds, asking AWS as `profile` where it has credentials."""

    text: str = field(repr=False)
    profile: str | None = None
    start: bool = False
    """Whether to start a session of `profile` first, where it has none."""


@dataclass
class ForgetRequested(Message):
    """Forget these profiles' sessions."""

    profiles: tuple[str, ...]


@dataclass
class FavouriteToggled(Message):
    """Turn these profiles' stars on or off."""

    profiles: tuple[str, ...]


@dataclass
class AutoRefreshToggled(Message):
    """Turn the automatic refresh on or off."""


@dataclass
class ThemeCycled(Message):
    """Go to the next theme."""


@dataclass
class ProblemsOpened(Message):
    """Show what is wrong in the files."""


@dataclass
class TextCopied(Message):
    """Put a text that holds no secret on the clipboard (a denial as Markdown, a command line)."""

    text: str
    what: str
    """Its name, as in "The table as Markdown"."""


@dataclass
class NoticeShown(Message):
    """Say something quietly: why a greyed key does nothing, say."""

    text: str
    severity: SeverityLevel = "information"


# ------------------------------------------------------------------ results, downward


@dataclass
class ProgressMade(Message):
    """A plan is under way: what it is doing, and until when it waits, if it does."""

    profile: str
    text: str
    until: datetime | None = None


@dataclass
class OperationFailed(Message):
    """Something asked for could not be done."""

    doing: str
    """What was being done, as in "Could not {doing}"."""
    error: StsuiError
    profile: str | None = None
