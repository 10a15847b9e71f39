"""What the start dialog is about: profiles, their plans, and the code they take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from stsui.model import Operation, Parameters, Plan, Profile
from stsui.tui.text import clean, spaced_account
from stsui.tui.widgets.rows import environment_class
from stsui.tui.wording import clock_time, counted, device_words, names_in_short, title_of


@dataclass(frozen=True, slots=True)
class StartRequest:
    """What the dialog is opened with, and opened anew with whenever a parameter is changed."""

    profiles: tuple[Profile, ...]
    plans: tuple[Plan, ...]
    """One for each profile, in the same order."""
    code_needed: bool = False
    """Whether somebody has to type a token code: one is wanted, and no session or secret is there."""
    device: str | None = None
    """The serial of the device whose code is wanted."""
    stored_totp: bool = False
    """Whether the code will be made from a secret in the keyring."""
    ready_until: datetime | None = None
    """When the MFA session that the plans start from ends, where it is there already."""
    later: frozenset[str] = frozenset()
    """The profiles that take another code than the one asked for: another device's, or one of their own."""

    @property
    def runnable(self) -> tuple[Plan, ...]:
        """The plans that break no rule, and take no code but the one asked for."""
        return tuple(plan for plan in self.plans if not plan.problems and plan.profile not in self.later)

    @property
    def environments(self) -> frozenset[str]:
        """The colours' names of the accounts' labels."""
        return frozenset(environment_class(profile.environment) for profile in self.profiles)


def code_use(plan: Plan) -> tuple[str, str] | None:
    """What a plan's token code is spent on: the device, and the profile unless the session is shared.

    Plans of one use take one code together. None for a plan that takes no code.
    """
    for step in plan.steps:
        if serial := step.parameters.mfa_serial:
            return serial, "" if step.operation is Operation.GET_SESSION_TOKEN else plan.profile
    return None


Replan = Callable[[Parameters], StartRequest]
"""The same request with changed parameters: pure, quick, no network."""


def title(request: StartRequest) -> Content:
    """What the dialog is called; where production is touched, that word comes first."""
    words = Content.styled(f"Start {title_of(request.profiles)}", "bold")
    if "prod" not in request.environments:
        return words
    label = clean(request.profiles[0].environment or "") if len(request.profiles) == 1 else "prod"
    return Content.assemble((f" {label.upper()} ", "bold reverse"), " ", words)


def frame_of(request: StartRequest) -> str:
    """The class that colours the frame; one touch of production is enough."""
    names = request.environments
    if "prod" in names:
        return "-prod"
    return f"-{min(names)}" if len(names) == 1 else ""


def subject(request: StartRequest) -> str:
    """Whom it is about: the account and Region of one profile, or how many of what."""
    if len(request.profiles) > 1:
        codes = "1 code" if request.code_needed else "no code"
        names = names_in_short([plan.profile for plan in request.runnable])
        return f"{counted(len(request.runnable), 'session')}, {codes}: {names}"
    profile = request.profiles[0]
    words = (
        clean(profile.account_name or ""),
        spaced_account(profile.account_id or ""),
        "" if "prod" in request.environments else clean(profile.environment or ""),
        clean(profile.region or ""),
    )
    return " · ".join(filter(None, words))


def needs(request: StartRequest) -> str:
    """Why nothing has to be typed, or what is left for another code; empty where there is nothing to say."""
    if request.stored_totp and request.device:
        return f"The code of {device_words(request.device)} is made from its secret in the keyring."
    if request.ready_until and not request.code_needed:
        return f"No code is needed: MFA was given, and holds till {clock_time(request.ready_until)}."
    if request.later:
        names = names_in_short(sorted(request.later))
        return f"To be started apart, with another code: {names}."
    return ""
