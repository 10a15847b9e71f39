"""Plans for STS's operations called by name: the steps to the caller's credentials, then the call itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from stsui.catalog.catalog import Catalog
from stsui.catalog.names import session_name
from stsui.catalog.plan import Planner, build_plan
from stsui.catalog.profiles import replaced
from stsui.comparison import call_problem, caller_of
from stsui.model import NO_PARAMETERS, Kind, Operation, Origin, Parameters, Plan, Problem, Profile, Step
from stsui.parameters import TAKEN, request_problems
from stsui.rules import (
    HOUR,
    OPERATIONS,
    account_of,
    duration_limits,
    duration_problem,
    role_name_of,
    words_for,
)

SIGNING_ALGORITHM = "RS256"
"""What a web identity token is signed with where nothing is said: every service can check it."""


def operation_plan(
    catalog: Catalog,
    operation: Operation,
    profile_name: str | None,
    parameters: Parameters = NO_PARAMETERS,
    environ: Mapping[str, str] | None = None,
) -> Plan:
    """The steps that end in `operation`, called with `profile_name`'s credentials. Pure.

    For AssumeRole a role's profile and no `role_arn` mean that role, with `parameters` in place of what is
    configured; with a `role_arn`, any profile is the source. Where an MFA serial is not given, the profile's
    own is used; an empty one means none. The unsigned operations need no profile: one that is given lends its
    Region, and a web identity profile its role and token file.

    Raises ConfigurationError where there is no such profile, ValueError for an operation that issues nothing;
    every rule that would be broken is among the plan's problems.
    """
    if operation not in TAKEN:
        raise ValueError(f"{operation} issues nothing, so it has no plan")
    profile = catalog.profile(profile_name) if profile_name is not None else None
    if (
        operation is Operation.ASSUME_ROLE
        and profile
        and profile.kind is Kind.ROLE
        and not parameters.role_arn
    ):
        plan = build_plan(catalog, profile.name, parameters, environ)
        given = tuple(each for each in request_problems(operation, parameters) if each.rule == "not-taken")
        return replace(plan, problems=(*plan.problems, *given))
    if OPERATIONS[operation].signed:
        if profile is None:
            raise ValueError(f"{operation} is signed: somebody has to call it")
        return _Signed(catalog, operation, profile, parameters, environ or {}).plan()
    return _Unsigned(catalog, operation, profile, parameters, environ or {}).plan()


class _OperationPlanner(Planner):
    """What signed and unsigned calls have in common."""

    def __init__(
        self,
        catalog: Catalog,
        operation: Operation,
        profile: Profile,
        parameters: Parameters,
        environ: Mapping[str, str],
    ) -> None:
        super().__init__(catalog, profile, NO_PARAMETERS, environ)
        self._operation = operation
        self._asked = self._parameters = parameters

    def plan(self) -> Plan:
        plan = replace(super().plan(), asked=self._asked)
        if not OPERATIONS[self._operation].regional or plan.endpoint.url:
            return plan
        if plan.endpoint.region is None:
            message = (
                f"{self._operation} is not to be had at the global endpoint: give a Region "
                "(--region, AWS_REGION, or the profile's)."
            )
            return replace(plan, problems=(*plan.problems, Problem("region", message)))
        return replace(plan, endpoint=replace(plan.endpoint, regional_endpoints="regional"))

    def _final(self, *, root: bool = False) -> Step:
        """The call itself, with what has a default filled in."""
        asked = self._parameters
        limits = duration_limits(self._operation, root=root)
        if asked.duration_seconds is None and limits:
            asked = replace(asked, duration_seconds=limits.default)
        if self._operation is Operation.GET_WEB_IDENTITY_TOKEN and not asked.signing_algorithm:
            asked = replace(asked, signing_algorithm=SIGNING_ALGORITHM)
        self._add(request_problems(self._operation, asked))
        seconds = asked.duration_seconds
        if seconds is not None and (problem := duration_problem(self._operation, seconds, root=root)):
            self._add([problem])
        return Step(self._operation, self._profile.name, asked)


class _Signed(_OperationPlanner):
    """A call that somebody's credentials sign."""

    def _steps(self) -> Iterator[Step]:
        caller = list(self._caller())
        yield from caller
        base = caller[0]
        serial = self._serial()
        root = self._root(base, serial)
        who = replace(caller_of(Plan(profile=self._profile.name, steps=tuple(caller))), root=root)
        problem = call_problem(self._operation, who)
        if problem and not (problem.rule == "root" and self._operation is Operation.ASSUME_ROLE):
            self._add([problem])  # `_assume` itself tells of root
        elif OPERATIONS[self._operation].long_term_only and who.long_term is None:
            self._notes.append(_IF_LONG_TERM.format(operation=self._operation))
        if self._operation is Operation.ASSUME_ROLE:
            yield from self._assume_given(base, serial, chained=len(caller) > 1)
        elif self._operation is Operation.GET_SESSION_TOKEN:
            yield self._own_session(serial)
        else:
            yield self._checked(self._final(root=root), caller)

    def _caller(self) -> Iterator[Step]:
        """The steps to the credentials that call; a long-term key calls by itself."""
        if self._profile.kind is Kind.ROLE:
            yield from self._role_steps()
            return
        yield self._base(self._profile, self._profile.kind)

    def _serial(self) -> str | None:
        """The device for the call: the one given, else the profile's own; an empty one means none."""
        given = self._parameters.mfa_serial
        own = None if self._profile.kind is Kind.ROLE else self._profile.parameters.mfa_serial
        return (own if given is None else given) or None

    def _assume_given(self, base: Step, serial: str | None, *, chained: bool) -> Iterator[Step]:
        asked = replace(self._parameters, mfa_serial=serial)
        if asked.duration_seconds is None:
            asked = replace(asked, duration_seconds=HOUR)
        # The session's name may be a template still: what it gives is looked at below.
        self._add(request_problems(self._operation, replace(asked, role_session_name="stsui")))
        # From here on the role is what is planned, and problems are its own, not those of a source.
        self._profile = replace(self._profile, kind=Kind.ROLE, parameters=asked)
        yield from self._assume(self._profile, base, chained=chained)

    def _own_session(self, serial: str | None) -> Step:
        asked = self._parameters
        self._add(request_problems(self._operation, replace(asked, mfa_serial=serial)))
        duration = asked.duration_seconds
        if duration is None:
            duration = self._profile.parameters.duration_seconds
        step = self._session_token(self._profile.name, serial, duration)
        size = asked.minimum_session_token_size
        return replace(step, parameters=replace(step.parameters, minimum_session_token_size=size))

    def _checked(self, step: Step, caller: list[Step]) -> Step:
        asked, before = step.parameters, caller[-1].parameters.duration_seconds
        if self._operation is Operation.GET_FEDERATION_TOKEN and not (asked.policy or asked.policy_arns):
            self._notes.append(_MAY_DO_NOTHING)
        wanted = asked.duration_seconds or 0
        if self._operation is Operation.GET_WEB_IDENTITY_TOKEN and before and before < wanted:
            message = (
                f"The token is asked for {words_for(wanted)}, but it cannot outlast the session that asks "
                f"for it, which lasts {words_for(before)}."
            )
            self._add([Problem("duration-escalation", message)])
        return step


class _Unsigned(_OperationPlanner):
    """A call that a proof of identity from outside stands for."""

    def __init__(
        self,
        catalog: Catalog,
        operation: Operation,
        profile: Profile | None,
        parameters: Parameters,
        environ: Mapping[str, str],
    ) -> None:
        if profile and profile.kind is Kind.WEB_IDENTITY and operation is not Operation.ASSUME_ROLE_WITH_SAML:
            file = profile.settings.get("web_identity_token_file")
            own = replace(profile.parameters, web_identity_token_file=file, mfa_serial=None, external_id=None)
            parameters = replaced(own, parameters)
        arn = parameters.role_arn
        label = profile.name if profile else f"{account_of(arn)}/{role_name_of(arn)}"
        region = profile.region if profile else None
        settings = profile.settings if profile else {}
        nobody = Profile(
            name=label, kind=Kind.EMPTY, source="", origin=Origin("", 0), region=region, settings=settings
        )
        super().__init__(catalog, operation, nobody, parameters, environ)

    def _steps(self) -> Iterator[Step]:
        if self._operation is Operation.ASSUME_ROLE_WITH_WEB_IDENTITY:
            self._name_session()
        step = self._final()
        if step.parameters.policy or step.parameters.policy_arns:
            self._notes.append(_UNSIGNED_POLICY)
        yield step

    def _name_session(self) -> None:
        given = self._parameters.role_session_name
        try:
            name = session_name(given, self._profile.name, self._environ)
        except ValueError as error:
            self._add([Problem("session-name", f"The session name: {error}")])
            name = "stsui"
        self._parameters = replace(self._parameters, role_session_name=name)


_IF_LONG_TERM = "{operation} takes long-term keys only: it works if the credential_process gives some."
_MAY_DO_NOTHING = (
    "Without a session policy a federated user may do nothing, but for what resource policies allow it by "
    "name."
)
_UNSIGNED_POLICY = (
    "The call is unsigned: whoever holds the assertion or token can make it without the session policy, "
    "which therefore limits nobody but you."
)
