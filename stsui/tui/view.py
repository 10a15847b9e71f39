"""What the screens know of one profile: put together by the app, drawn by the details pane and screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from stsui.errors import StsuiError
from stsui.model import Operation, Plan, Profile, SessionInfo, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileView:
    """A profile with its plan, its session and whatever was last said about it."""

    profile: Profile
    plan: Plan
    info: SessionInfo | None = None
    mfa: SessionInfo | None = None
    """The MFA session that the plan goes through, where there is a live one."""
    error: StsuiError | None = None
    """Why the last try failed."""
    refusals: Mapping[str, str] = field(default_factory=dict)
    """Action name to the reason why it cannot apply."""
    refresh_at: datetime | None = None
    """When the automatic refresh will renew the session."""

    @property
    def code_needed(self) -> bool:
        """Whether running the plan now asks for a token code."""
        return self.plan.mfa_serial is not None and self.mfa is None


def duration_words(seconds: int) -> str:
    """A lifetime in words: "1 h", "90 min", "45 s"."""
    if seconds % 3600 == 0:
        return f"{seconds // 3600} h"
    return f"{seconds // 60} min" if seconds % 60 == 0 else f"{seconds} s"


def step_words(step: Step) -> str:
    """What a step does and takes, in a few words."""
    given = step.parameters
    parts = []
    if step.operation is Operation.BASE_CREDENTIALS:
        parts.append(f"{step.profile}, {step.base}")
    elif given.role_arn:
        parts.append(given.role_arn.rpartition("/")[2])
    else:
        parts.append(step.profile)
    if given.mfa_serial:
        parts.append("MFA")
    if given.duration_seconds:
        parts.append(duration_words(given.duration_seconds))
    return ", ".join(parts)
