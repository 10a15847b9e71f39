"""A plan in plain words: what will happen, with which device, and for how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from stsui.model import Kind, Operation, Plan, Profile, Step
from stsui.rules import OPERATIONS, account_of, duration_limits, is_root_device, role_name_of, words_for
from stsui.tui.text import at_home, clean, spaced_account

_BASES: Mapping[str, str] = {
    Kind.LONG_TERM: "Take the long-term keys of {profile}",
    Kind.TEMPORARY: "Take the temporary keys of {profile} as they stand in the file",
    Kind.PROCESS: "Run the credential process of {profile}",
    Kind.SSO: "Take the Identity Center credentials of {profile}",
    Kind.LOGIN: "Take the credentials of {profile} from aws login",
    Kind.EMPTY: "There are no credentials in {profile}",
    "Environment": "Take the credentials of the environment",
    "Ec2InstanceMetadata": "Take the credentials of this EC2 instance",
    "EcsContainer": "Take the credentials of this container",
}

_GIVEN_TEMPORARY = frozenset({Kind.TEMPORARY, Kind.SSO, Kind.LOGIN, "Ec2InstanceMetadata", "EcsContainer"})
"""Bases that are temporary credentials for certain, so that a role assumed with them is a chained one."""

Names = Mapping[str | None, str | None]
"""What accounts are called, by their ids."""
NO_NAMES: Names = {}


def base_words(step: Step) -> str:
    """Where a plan's first credentials come from."""
    words = _BASES.get(step.base or "", "Take the credentials of {profile}")
    return words.format(profile=clean(step.profile))


def session_token_words(step: Step, *, shared: bool) -> str:
    """What a GetSessionToken step does; `shared` where roles are assumed with its session afterwards."""
    mfa = step.parameters.mfa_serial
    what = "Open one MFA session" if mfa else "Open a session without MFA"
    good = f"good for {words_for(lifetime_of(step))}"
    others = "; all roles behind the same device use it" if shared and mfa else ""
    return f"{what} for {clean(step.profile)}, {good}{others}"


def role_words(step: Step, names: Names = NO_NAMES) -> str:
    """What a step does that leads into a role: by AssumeRole, or by a token in a file."""
    parameters = step.parameters
    role = clean(role_name_of(parameters.role_arn) or parameters.role_arn or "a role")
    file = parameters.web_identity_token_file
    how = f"Trade the token in {clean(at_home(file))} for" if file else "Assume"
    number = account_of(parameters.role_arn)
    account = clean(names.get(number) or "") or spaced_account(number or "")
    where = f" in {account}" if account else ""
    name = f", as {clean(parameters.role_session_name)}" if parameters.role_session_name else ""
    code = ", with a code of its own" if parameters.mfa_serial else ""
    return f"{how} {role}{where} for {words_for(lifetime_of(step))}{name}{code}"


def step_words(step: Step, plan: Plan, names: Names = NO_NAMES) -> str:
    """One step of a plan in words."""
    if step.operation is Operation.BASE_CREDENTIALS:
        return base_words(step)
    if step.operation is Operation.GET_SESSION_TOKEN:
        return session_token_words(step, shared=step is not plan.steps[-1])
    if step.operation is Operation.ASSUME_ROLE or step.parameters.web_identity_token_file:
        return role_words(step, names)
    return f"Call {step.operation} for {clean(step.profile)}"


def lifetime_of(step: Step) -> int:
    """The seconds that a step's credentials last: those asked for, else AWS's default."""
    limits = duration_limits(step.operation, root=is_root_device(step.parameters.mfa_serial))
    return step.parameters.duration_seconds or (limits.default if limits else 0)


def is_chained(plan: Plan) -> bool:
    """Whether the plan's last role is assumed with credentials that are temporary however it is asked for."""
    first, *rest = plan.steps
    given = first.operation is not Operation.BASE_CREDENTIALS or first.base in _GIVEN_TEMPORARY
    return bool(rest) and (given or any(s.operation is Operation.ASSUME_ROLE for s in rest[:-1]))


def restrictions_of(plan: Plan) -> str:
    """What the plan's result may not do, in words; empty where nothing is worth saying."""
    last = plan.steps[-1].operation if plan.steps else Operation.BASE_CREDENTIALS
    return OPERATIONS[last].restrictions if last is Operation.GET_SESSION_TOKEN else ""


def device_words(serial: str) -> str:
    """An MFA device as people know it: its name, whose account, or "the root user's device"."""
    account = spaced_account(account_of(serial) or "")
    if is_root_device(serial):
        return f"the root user's device of {account}" if account else "the root user's device"
    name = clean(serial.rsplit("/", 1)[-1])
    return f"{name} in {account}" if account else name


def clock_time(moment: datetime) -> str:
    """A moment as a time of the day: "14:03 UTC"."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"


def counted(number: int, one: str, many: str = "") -> str:
    """ "1 role", "12 roles"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def names_in_short(names: Sequence[str], at_most: int = 4) -> str:
    """Names as a list that stays readable: "a, b, c, d and 8 more"."""
    shown = ", ".join(clean(name) for name in names[:at_most])
    return f"{shown} and {len(names) - at_most} more" if len(names) > at_most else shown


def title_of(profiles: Sequence[Profile]) -> str:
    """What a dialog about these profiles is called."""
    if len(profiles) == 1:
        return clean(profiles[0].name)
    kind = "role" if all(profile.kind is Kind.ROLE for profile in profiles) else "session"
    return counted(len(profiles), kind)
