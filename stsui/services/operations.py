"""STS's operations by name: plans with what their proof of identity says, and running them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from stsui import files
from stsui.catalog import default_profile_name
from stsui.catalog.operations import operation_plan
from stsui.errors import ConfigurationError
from stsui.model import IssuedToken, Operation, Parameters, Plan, Problem, Secret, Session
from stsui.parameters import PROOFS, article
from stsui.rules import OPERATIONS

if TYPE_CHECKING:
    from stsui.federation import Jwt, SamlResponse
    from stsui.services.services import Services
    from stsui.sessions import CodeSource, Progress

SAML, WEB_IDENTITY = Operation.ASSUME_ROLE_WITH_SAML, Operation.ASSUME_ROLE_WITH_WEB_IDENTITY


def plan_operation(
    services: Services,
    operation: Operation,
    profile: str | None,
    parameters: Parameters,
    proof: Secret | None,
    token_in: Callable[[str], Secret],
) -> Plan:
    """The plan of one operation, with the problems that can be seen in the proof that goes with it.

    A SAML response that offers one role alone needs no `role_arn`, and none needs a `principal_arn`.
    `token_in` gives the token in a file.
    """
    if profile is None and OPERATIONS[operation].signed:
        profile = default_profile_name(services.environ)
    problems: list[Problem] = []
    notes: list[str] = []
    now = services.clock.now()
    try:
        if operation is SAML and proof:
            parameters = _with_saml(parameters, proof, now, problems, notes)
        elif proof and operation in PROOFS:
            parameters = _with_token(operation, parameters, proof, now, problems)
    except ConfigurationError as error:
        problems.append(Problem("proof", str(error)))
    plan = operation_plan(services.catalog, operation, profile, parameters, services.environ)
    problems += _proof_problems(operation, plan, proof, now, token_in)
    told = [problem for problem in problems if problem not in plan.problems]
    return replace(plan, problems=(*plan.problems, *told), notes=(*plan.notes, *notes))


def read_token(path: str) -> Secret:
    """The web identity token in a file.

    Raises:
        ConfigurationError: it cannot be read; one sentence says why.
    """
    try:
        return Secret(files.read_token(path))
    except files.Unreadable as error:
        raise ConfigurationError(f"The web identity token file {path} {error}.") from error


def run_operation(
    services: Services,
    plan: Plan,
    codes: CodeSource,
    proof: Secret | None,
    *,
    renew: bool,
    progress: Callable[[Progress], None],
    check: Callable[[], None],
) -> Session | IssuedToken:
    """What the plan's operation gives: a session, kept or new, or GetWebIdentityToken's JWT."""
    sent = sendable(plan.steps[-1].operation, proof) if proof else None
    return services.manager.run(plan, codes, proof=sent, renew=renew, progress=progress, check=check)


def sendable(operation: Operation, proof: Secret) -> Secret:
    """The proof as AWS takes it, from what a person has: a saved page's SAML response, a token with blanks.

    Raises ConfigurationError (ProofUnreadable) when there is none in it.
    """
    if operation is SAML:
        from stsui.federation import read_saml

        return read_saml(proof.reveal()).assertion
    return Secret(proof.reveal().strip())


def _with_saml(
    parameters: Parameters, proof: Secret, now: datetime, problems: list[Problem], notes: list[str]
) -> Parameters:
    from stsui.federation import read_saml

    said = read_saml(proof.reveal())
    fitting = [role for role in said.roles if parameters.role_arn in (None, role.role_arn)]
    if parameters.role_arn is None and len(fitting) > 1:
        names = ", ".join(role.label for role in fitting)
        problems.append(
            Problem("role-arn", f"The SAML response offers {len(fitting)} roles; choose: {names}.")
        )
    elif fitting and parameters.principal_arn is None:
        parameters = replace(parameters, role_arn=fitting[0].role_arn, principal_arn=fitting[0].principal_arn)
    elif not fitting and parameters.principal_arn is None:
        which = f" {parameters.role_arn}" if parameters.role_arn else " any role"
        problems.append(Problem("saml-role", f"The SAML response does not offer{which}."))
    problems += said.problems(parameters.role_arn, parameters.principal_arn, now)
    notes += _until(said, parameters, now)
    return replace(parameters, proof=said.whose)


def _until(said: SamlResponse, parameters: Parameters, now: datetime) -> Iterator[str]:
    wanted = parameters.duration_seconds
    if wanted and said.session_ends and (said.session_ends - now).total_seconds() < wanted:
        yield f"The identity provider ends the session at {said.session_ends:%H:%M:%S} UTC at the latest."


def _with_token(
    operation: Operation, parameters: Parameters, proof: Secret, now: datetime, problems: list[Problem]
) -> Parameters:
    """A web identity token is read for its claims; OAuth providers' tokens and trade-in tokens are opaque."""
    token = proof.reveal().strip()
    if operation is WEB_IDENTITY and not parameters.provider_id:
        said = _read(token)
        problems += said.problems(now)
        return replace(parameters, proof=said.whose)
    return replace(parameters, proof=hashlib.sha256(token.encode()).hexdigest())


def _read(token: str) -> Jwt:
    from stsui.federation import read_jwt

    return read_jwt(token)


def _proof_problems(
    operation: Operation,
    plan: Plan,
    proof: Secret | None,
    now: datetime,
    token_in: Callable[[str], Secret],
) -> Iterator[Problem]:
    if operation not in PROOFS:
        return
    row, asked = PROOFS[operation], plan.steps[-1].parameters
    file = asked.web_identity_token_file if operation is WEB_IDENTITY and not proof else None
    if file:
        yield from _file_problems(file, now, token_in, opaque=bool(asked.provider_id))
    elif not proof:
        yield Problem("proof", f"{operation} needs {article(row.label)}: none is given.")
    elif operation is not SAML and (message := row.problem(proof.reveal().strip())):
        yield Problem("proof", message)


def _file_problems(
    file: str, now: datetime, token_in: Callable[[str], Secret], *, opaque: bool
) -> Iterator[Problem]:
    try:
        token = token_in(file).reveal()
    except ConfigurationError as error:
        yield Problem("token-file", str(error))
        return
    if message := PROOFS[WEB_IDENTITY].problem(token):
        yield Problem("token-file", f"{file}: {message}")
    elif not opaque:
        try:
            yield from _read(token).problems(now)
        except ConfigurationError as error:
            yield Problem("token-file", f"{file}: {error}")
