"""Plans: the ordered steps from a profile to credentials, and every rule they would break."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from stsui.catalog.catalog import Catalog
from stsui.catalog.chaining import chain_problems
from stsui.catalog.environment import endpoint_of
from stsui.catalog.names import session_name
from stsui.catalog.profiles import replaced
from stsui.catalog.sources import Chain
from stsui.model import NO_PARAMETERS, Kind, Operation, Parameters, Plan, Problem, Profile, Step
from stsui.quoting import shown
from stsui.rules import HOUR, duration_limits, duration_problem, is_root_device, parameter_problems, words_for

_REGION = re.compile(r"(?![0-9]+$)(?!-)[a-zA-Z0-9-]{1,63}(?<!-)")
_ROLE_BASES = frozenset({Kind.SSO, "Ec2InstanceMetadata", "EcsContainer"})
"""Base credentials that are a role's session: it has no MFA device."""

_TEMPORARY_BASES = _ROLE_BASES | {Kind.TEMPORARY, Kind.LOGIN}
_WEB_IDENTITY = Operation.ASSUME_ROLE_WITH_WEB_IDENTITY
_NOT_FOR_USERS = ("policy", "policy_arns", "tags", "transitive_tag_keys", "source_identity")
"""Parameters that only AssumeRole takes, and that config.yaml may give to any profile."""


def build_plan(
    catalog: Catalog,
    profile_name: str,
    changes: Parameters = NO_PARAMETERS,
    environ: Mapping[str, str] | None = None,
) -> Plan:
    """The plan for a profile, with what `changes` gives put in place of what is configured.

    Without `environ`, as in the environment without any variables. Raises ConfigurationError where there is
    no such profile; everything else that is wrong is among the plan's problems.
    """
    return Planner(catalog, catalog.profile(profile_name), changes, environ or {}).plan()


def base_profile(catalog: Catalog, step: Step) -> Profile:
    """The profile of a BaseCredentials step as its credentials are to be taken from it.

    Its kind is the step's base, for a profile that is a role when named itself may be the source of another
    by its own keys; for a credential source, it has no keys.
    """
    profile = catalog.profile(step.profile)
    if isinstance(step.base, Kind):
        return replace(profile, kind=step.base, credential_source=None)
    return replace(profile, credentials=None)


class Planner:
    """Makes the plan of one profile; collects problems and notes on the way."""

    def __init__(
        self, catalog: Catalog, profile: Profile, changes: Parameters, environ: Mapping[str, str]
    ) -> None:
        self._catalog = catalog
        self._profile = profile
        self._changes = changes
        self._environ = environ
        self._problems: list[Problem] = list(profile.problems)
        self._notes: list[str] = []

    def plan(self) -> Plan:
        """The plan, with every rule that it would break."""
        endpoint, problem = endpoint_of(
            self._profile.settings, self._profile.region, self._catalog.aws_files, self._environ
        )
        self._add([problem] if problem else _region_problems(endpoint.region))
        steps = tuple(self._steps())
        for name, broken in chain_problems(steps):
            self._add([broken], self._catalog.profiles[name] if name != self._profile.name else None)
        return Plan(
            profile=self._profile.name,
            steps=steps,
            problems=tuple(self._problems),
            notes=tuple(self._notes),
            endpoint=endpoint,
            asked=self._changes,
        )

    def _steps(self) -> Iterator[Step]:
        return self._role_steps() if self._profile.kind is Kind.ROLE else self._own_steps()

    def _add(self, problems: Iterable[Problem], of: Profile | None = None) -> None:
        for problem in problems:
            if of is not None and of is not self._profile:
                problem = Problem(problem.rule, f"The source profile {shown(of.name)}: {problem.message}")
            if problem not in self._problems:
                self._problems.append(problem)

    # Profiles that are no role: their own credentials, and for an access key the session made of it.

    def _own_steps(self) -> Iterator[Step]:
        profile = self._profile
        yield self._base(profile, profile.kind)
        if profile.kind is Kind.WEB_IDENTITY:
            return
        parameters = replaced(profile.parameters, self._changes)
        self._add(_not_taken(profile, parameters))
        if profile.kind is Kind.EMPTY and not profile.problems:
            message = f"The profile {shown(profile.name)} has no keys, role or sign-in to start from."
            self._add([Problem("no-credentials", message)])
        if profile.kind is Kind.LONG_TERM:
            yield self._session_token(profile.name, parameters.mfa_serial, parameters.duration_seconds)
            self._note_odd_duration(profile)

    def _session_token(self, profile: str, mfa_serial: str | None, duration: int | None) -> Step:
        root = is_root_device(mfa_serial)
        limits = duration_limits(Operation.GET_SESSION_TOKEN, root=root)
        if duration is None and limits:
            duration = limits.default
        parameters = Parameters(mfa_serial=mfa_serial, duration_seconds=duration)
        self._add(parameter_problems(parameters))
        if problem := duration_problem(Operation.GET_SESSION_TOKEN, duration or 0, root=root):
            self._add([problem])
        return Step(Operation.GET_SESSION_TOKEN, profile, parameters)

    # Roles: the base credentials, then every role of the chain, the wanted one last.

    def _role_steps(self) -> Iterator[Step]:
        chain = self._catalog.chain(self._profile.name)
        roles = [self._catalog.profiles[name] for name in reversed(chain.roles)]
        base = self._chain_base(chain)
        yield base
        for place, role in enumerate(roles):
            if not chain.problem:  # else theirs are the same, told from another start
                self._add((each for each in role.problems if each not in self._profile.problems), role)
            yield from self._assume(role, base, chained=place > 0)

    def _chain_base(self, chain: Chain) -> Step:
        if chain.base is not None:
            return self._base(self._catalog.profiles[chain.base], self._catalog.base_kind(chain.base))
        owner = self._catalog.profiles[chain.roles[-1]]
        return self._base(owner, chain.credential_source or Kind.EMPTY)

    def _assume(self, role: Profile, base: Step, *, chained: bool) -> Iterator[Step]:
        """The steps of one role; `chained` when another role's session calls."""
        parameters = self._role_parameters(role)
        duration, serial = parameters.duration_seconds or 0, parameters.mfa_serial
        long_term = not chained and self._long_term(base)
        in_role = chained or base.operation is _WEB_IDENTITY or base.base in _ROLE_BASES
        temporary = in_role or base.base in _TEMPORARY_BASES or (base.base == "Environment" and not long_term)
        if problem := duration_problem(Operation.ASSUME_ROLE, duration, chained=temporary):
            self._add([problem], role)
        elif base.base is Kind.PROCESS and duration > HOUR:
            self._notes.append(_IF_TEMPORARY.format(duration=words_for(duration)))
        self._add(parameter_problems(parameters), role)
        if not chained and self._root(base, serial):
            self._add([_ROOT_MAY_NOT])
        if serial and in_role:
            self._notes.append(_NO_DEVICE.format(role=shown(role.name)))
            parameters = replace(parameters, mfa_serial=None)
        elif serial and long_term and duration <= HOUR:
            yield self._session_token(base.profile, serial, None)
            parameters = replace(parameters, mfa_serial=None)
        elif serial and long_term:
            self._notes.append(_OWN_CODE.format(role=shown(role.name), duration=words_for(duration)))
        yield Step(Operation.ASSUME_ROLE, role.name, parameters)

    def _role_parameters(self, role: Profile) -> Parameters:
        changes = self._changes if role is self._profile else NO_PARAMETERS
        parameters = replaced(role.parameters, changes)
        if changes.duration_seconds is None:
            self._note_odd_duration(role)
        name = parameters.role_session_name
        try:
            name = session_name(name, role.name, self._environ)
        except ValueError as error:
            self._add([Problem("session-name", f"The session name: {error}")], role)
            name = None
        duration = HOUR if parameters.duration_seconds is None else parameters.duration_seconds
        # An empty serial among the changes means that no code is to be sent, whatever is configured.
        serial = None if changes.mfa_serial == "" else parameters.mfa_serial
        return replace(parameters, role_session_name=name, duration_seconds=duration, mfa_serial=serial)

    def _root(self, base: Step, serial: str | None) -> bool:
        source = (
            self._catalog.profiles[base.profile].parameters.mfa_serial
            if base.base is Kind.LONG_TERM
            else None
        )
        return is_root_device(serial) or is_root_device(source)

    def _note_odd_duration(self, profile: Profile) -> None:
        written = self._catalog.aws_files.entries[profile.name].values.get("duration_seconds")
        if written is not None and profile.parameters.duration_seconds is None:
            self._notes.append(_ODD_DURATION.format(written=shown(written), profile=shown(profile.name)))

    # Base credentials

    def _base(self, profile: Profile, base: Kind | str) -> Step:
        if base == "Environment":
            return self._environment_base(profile)
        if base is Kind.WEB_IDENTITY:
            return self._web_identity(profile)
        static = base in (Kind.LONG_TERM, Kind.TEMPORARY) and profile.credentials
        return Step(
            Operation.BASE_CREDENTIALS,
            profile.name,
            base=base,
            access_key_id=static.access_key_id if static else None,
            fingerprint=None if static else _fingerprint(profile),
        )

    def _web_identity(self, profile: Profile) -> Step:
        """The role that a token in a file is traded for: the call is unsigned, so nothing comes before it."""
        from stsui.parameters import request_problems  # few profiles are of this kind

        file = profile.settings.get("web_identity_token_file")
        asked = replace(
            self._role_parameters(profile), web_identity_token_file=file, mfa_serial=None, external_id=None
        )
        if asked.role_arn:  # else the profile's own problems tell it
            self._add(request_problems(_WEB_IDENTITY, asked), profile)
        if problem := duration_problem(_WEB_IDENTITY, asked.duration_seconds or 0):
            self._add([problem], profile)
        return Step(_WEB_IDENTITY, profile.name, asked)

    def _environment_base(self, profile: Profile) -> Step:
        key = self._environ.get("AWS_ACCESS_KEY_ID")
        if not key or not self._environ.get("AWS_SECRET_ACCESS_KEY"):
            message = (
                f"The profile {shown(profile.name)} starts from the environment's credentials, but "
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not both set."
            )
            self._add([Problem("environment", message)])
        return Step(Operation.BASE_CREDENTIALS, profile.name, base="Environment", access_key_id=key)

    def _long_term(self, base: Step) -> bool:
        if base.base == "Environment":
            token = self._environ.get("AWS_SECURITY_TOKEN") or self._environ.get("AWS_SESSION_TOKEN")
            return not token and not (base.access_key_id or "").startswith("ASIA")
        return base.base is Kind.LONG_TERM


_ROOT_MAY_NOT = Problem(
    "root",
    "The root user may not assume roles; use an IAM user's key, or sign in as root with GetSessionToken.",
)
_OWN_CODE = (
    "{role} asks for {duration}, so it is assumed straight from the long-term key with a code of its own: "
    "with the shared MFA session AWS allows 1 h at most."
)
_NO_DEVICE = (
    "The mfa_serial of {role} is not sent: it is assumed with a role's session, which has no MFA device."
)
_IF_TEMPORARY = (
    "{duration} is asked for; AWS allows 1 h if the credential_process gives temporary credentials."
)
_ODD_DURATION = (
    "duration_seconds of {profile} should be a number, not {written}; it is left aside, as the AWS tools do."
)


def _not_taken(profile: Profile, parameters: Parameters) -> Iterator[Problem]:
    given = [name for name in _NOT_FOR_USERS if getattr(parameters, name)]
    if given:
        words = ", ".join(name.replace("_", " ") for name in given)
        yield Problem(
            "not-a-role", f"The profile {shown(profile.name)} assumes no role, so it cannot be given {words}."
        )


def _region_problems(region: str | None) -> Iterator[Problem]:
    if region is not None and not _REGION.fullmatch(region):
        yield Problem(
            "region",
            f"{shown(region)} is not the name of a Region. (A comment must stand on a line of its own; "
            "after a value it becomes part of it.)",
        )


def _fingerprint(profile: Profile) -> str:
    """Whose credentials they are, as far as the settings say it; a digest, for a command may hold secrets."""
    names = ("credential_process", "login_session", "aws_account_id")
    said = [
        f"{name}={value}"
        for name, value in sorted(profile.settings.items())
        if name in names or name.startswith("sso_")
    ]
    role = (profile.parameters.role_arn, profile.parameters.role_session_name)
    return hashlib.sha256(repr((said, role)).encode()).hexdigest()
