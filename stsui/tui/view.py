"""What the screens know of one profile: put together by the app, drawn by the details pane and screen."""

from __future__ import annotations

from datetime import datetime

from stsui.errors import StsuiError
from stsui.model import Kind, Operation, Plan, Profile, SessionInfo, Step
from stsui.records import record
from stsui.rules import console_problem, role_name_of, words_for

CONSOLE = ("console", "console_page")
"""The actions that open the console."""
NEEDS_CREDENTIALS = frozenset({"start", "code", *CONSOLE, "copy", "shell", "serve", "who", "decode"})
"""The actions that need a session, and so a profile that can have one."""


@record(kw_only=True)
class ProfileView:
    """A profile with its plan, its session and whatever was last said about it."""

    profile: Profile
    plan: Plan
    info: SessionInfo | None = None
    mfa: SessionInfo | None = None
    """The MFA session that the plan goes through, where there is a live one."""
    device: str | None = None
    """The device whose code starting or renewing it now takes; None when it takes none."""
    error: StsuiError | None = None
    """Why the last try failed."""
    refresh_at: datetime | None = None
    """When the automatic refresh will renew the session."""
    renewing_since: datetime | None = None
    """When it began to, where that takes long."""
    renewal_waits: str = ""
    """What that waits for: "Waiting for …"."""
    endpoint: str | None = None
    """Where it is served to programs on this machine: a URL, no secret."""
    used_by: tuple[str, ...] = ()
    """The commands that have its session, in words."""
    called: bool = False
    """Whether this is no profile, but a session that an operation gave."""
    stale: str = ""
    """Why such a session cannot be refreshed; empty where it can."""

    def refusal(self, action: str) -> str | None:
        """Why an action of the sessions screen cannot apply to this profile; None when it can."""
        name, broken = self.profile.name, self.profile.problems
        if action == "serve" and self.endpoint:
            return None
        if self.called and (reason := self._refusal_of_called(action)):
            return reason
        if action in NEEDS_CREDENTIALS and broken:
            return broken[0].message
        if action in NEEDS_CREDENTIALS and self.profile.kind is Kind.EMPTY:
            return f"{name} has settings only: there are no credentials to start from."
        if action == "code" and self.plan.mfa_serial is None:
            return f"{name} needs no token code."
        if action in CONSOLE and (reason := self._without_console()):
            return reason
        if action == "stop" and self.info is None:
            return f"{name} has no session to forget."
        return None

    def _refusal_of_called(self, action: str) -> str | None:
        name = self.profile.name
        if action == "start":
            return self.stale
        if action == "serve":
            return f"{name} is not renewed by itself, so it is not served: copy it instead."
        if action == "code":
            return f"{name} takes a code when it is refreshed, if at all."
        if action == "favourite":
            return f"{name} is no profile: only those can be favourites."
        if action == "decode":
            return f"{name} is no profile: choose one to decode with."
        return None

    def _without_console(self) -> str | None:
        operation = self.info.operation if self.info else self.plan.steps[-1].operation
        if operation is Operation.GET_SESSION_TOKEN:
            return (
                f"{self.profile.name} is an MFA session (GetSessionToken), which cannot sign in to the "
                "console. Choose a role instead."
            )
        problem = console_problem(operation)
        return f"{self.profile.name}: {problem.message}" if problem else None


def step_brief(step: Step) -> str:
    """What a step takes, in a few words for a table: "OnCall, 1 h"."""
    given = step.parameters
    parts = []
    if step.operation is Operation.BASE_CREDENTIALS:
        parts.append(f"{step.profile}, {step.base}")
    elif given.role_arn:
        parts.append(role_name_of(given.role_arn) or given.role_arn)
    else:
        parts.append(step.profile)
    if given.mfa_serial:
        parts.append("MFA")
    if given.duration_seconds:
        parts.append(words_for(given.duration_seconds))
    return ", ".join(parts)
