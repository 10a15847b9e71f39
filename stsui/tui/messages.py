"""What the parts of the screen tell each other: requests go up to the app, results come back down.

A request names what the person wants; only the app knows which service does it. What is secret in a
message rides in a `Secret`. No message shows its fields when it is printed, and none is like another: what
dataclasses would write for that would be compiled before the first frame, for every one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from textual.message import Message

from stsui.errors import StsuiError
from stsui.model import NO_PARAMETERS, Endpoint, IssuedToken, Operation, Parameters, Plan, Secret, Session

if TYPE_CHECKING:
    from textual.notifications import SeverityLevel

    from stsui.tui.console_page import ConsolePage


# ------------------------------------------------------------------ requests, upward


@dataclass(eq=False, repr=False)
class StartRequested(Message):
    """Start or refresh these profiles' sessions; a dialog opens where something must be said or asked."""

    profiles: tuple[str, ...]


@dataclass(eq=False, repr=False)
class OperationsOpened(Message):
    """Compare STS's operations for this profile."""

    profile: str


@dataclass(eq=False, repr=False)
class OperationChosen(Message):
    """Open the form of an operation, called with this profile's credentials."""

    operation: Operation
    profile: str


@dataclass(eq=False, repr=False)
class OperationConfirmed(Message):
    """A form was confirmed: run its plan. The form stays open until it is told the outcome."""

    plan: Plan
    token_code: Secret | None = None
    proof: Secret | None = None
    """The SAML response or token that goes with it, as the person has it."""


@dataclass(eq=False, repr=False)
class ProofRequested(Message):
    """Have the configured helper command supply the open form's proof."""


@dataclass(eq=False, repr=False)
class ResultCopied(Message):
    """Copy what an operation gave: credentials as lines for the person's shell, or the token."""

    result: Session | IssuedToken


@dataclass(eq=False, repr=False)
class ResultConsoleRequested(Message):
    """Open the AWS console signed in with the session that an operation has just given."""

    session: Session
    endpoint: Endpoint
    """Where calls with it go."""


@dataclass(eq=False, repr=False)
class CodeRequested(Message):
    """The person wants to enter a token code now, for the MFA session that these profiles start from."""

    profiles: tuple[str, ...]


@dataclass(eq=False, repr=False)
class StartConfirmed(Message):
    """The start dialog was confirmed: run the plans. The dialog stays open until it is told the outcome."""

    profiles: tuple[str, ...]
    token_code: Secret | None = None
    changes: Parameters = NO_PARAMETERS
    """What was changed against the configured profiles; empty fields keep theirs."""


@dataclass(eq=False, repr=False)
class StopRequested(Message):
    """Stop what is under way for these profiles, or a helper that goes by the name of its setting."""

    names: tuple[str, ...]


@dataclass(eq=False, repr=False)
class ConsoleRequested(Message):
    """Open the AWS console signed in with these profiles' sessions."""

    profiles: tuple[str, ...]
    page: ConsolePage | None = None
    """Where to land; None leaves it to the profile."""


@dataclass(eq=False, repr=False)
class ConsolePageAsked(Message):
    """Ask at which service and in which Region the console of these profiles is to open."""

    profiles: tuple[str, ...]


@dataclass(eq=False, repr=False)
class CopyRequested(Message):
    """Copy these profiles' credentials to the clipboard, as lines for the person's shell."""

    profiles: tuple[str, ...]


@dataclass(eq=False, repr=False)
class ServeRequested(Message):
    """Serve these profiles' sessions to programs on this machine; no longer, if all of them are."""

    profiles: tuple[str, ...]


@dataclass(eq=False, repr=False)
class EndpointCopyRequested(Message):
    """Copy once more the lines that lead a shell to this profile's endpoint."""

    profile: str


@dataclass(eq=False, repr=False)
class ShellRequested(Message):
    """Suspend the screen and run a subshell with this profile's credentials."""

    profile: str


@dataclass(eq=False, repr=False)
class DecodeOpened(Message):
    """Show the decode screen."""

    profile: str | None = None
    """The profile whose session should decode, where one is chosen."""
    about: str | None = None
    """The profile whose last failure is to be read, where AWS said no."""


@dataclass(eq=False, repr=False)
class DecodeRequested(Message):
    """Read this text's denials, decoding blobs with a session of `profile` (None: the best there is)."""

    text: str
    profile: str | None = None
    start: bool = False
    """Whether to start a session of `profile` first, where it has none."""


@dataclass(eq=False, repr=False)
class DetailsRequested(Message):
    """Show everything about one profile and its session."""

    profile: str


@dataclass(eq=False, repr=False)
class RevealRequested(Message):
    """Show the secrets of this profile's session on the details screen."""

    profile: str


@dataclass(eq=False, repr=False)
class WhoAmIRequested(Message):
    """Ask AWS who these profiles' sessions are."""

    profiles: tuple[str, ...]


@dataclass(eq=False, repr=False)
class KeysOpened(Message):
    """Show the screen that says whose access keys a text holds."""

    profile: str | None = None
    """The profile that AWS is asked as."""


@dataclass(eq=False, repr=False)
class KeysRequested(Message):
    """Say whose access keys this text holds, asking AWS as `profile` where it has credentials."""

    text: str
    profile: str | None = None
    start: bool = False
    """Whether to start a session of `profile` first, where it has none."""


@dataclass(eq=False, repr=False)
class ForgetRequested(Message):
    """Forget these profiles' sessions."""

    profiles: tuple[str, ...]


@dataclass(eq=False, repr=False)
class FavouriteToggled(Message):
    """Turn these profiles' stars on or off."""

    profiles: tuple[str, ...]


@dataclass(eq=False, repr=False)
class AutoRefreshToggled(Message):
    """Turn the automatic refresh on or off."""


@dataclass(eq=False, repr=False)
class ThemeCycled(Message):
    """Go to another theme."""

    name: str = ""
    """Which; empty for the next."""


@dataclass(eq=False, repr=False)
class ProblemsOpened(Message):
    """Show what is wrong in the files."""


@dataclass(eq=False, repr=False)
class TextCopied(Message):
    """Put a text that holds no secret on the clipboard (a denial as Markdown, a command line)."""

    text: str
    what: str
    """Its name, as in "The table as Markdown"."""


@dataclass(eq=False, repr=False)
class NoticeShown(Message):
    """Say something quietly: why a greyed key does nothing, say."""

    text: str
    severity: SeverityLevel = "information"


# ------------------------------------------------------------------ results, downward


@dataclass(eq=False, repr=False)
class ProgressMade(Message):
    """A plan is under way: what it waits for, and until when, if that is known."""

    profile: str
    text: str
    """Empty when there is nothing more to wait for but AWS."""
    until: datetime | None = None


@dataclass(eq=False, repr=False)
class OperationFailed(Message):
    """Something asked for could not be done."""

    doing: str
    """What was being done, as in "Could not {doing}"."""
    error: StsuiError
    profile: str | None = None
