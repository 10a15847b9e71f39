"""STS as the rest of stsui sees it: base credentials, new credentials, and the questions STS answers.

botocore is imported when the first call is made: it costs 160 ms.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from stsui.aws.answers import Identity, Issued
from stsui.aws.requests import PROOF_FIELDS, request_for
from stsui.aws.timeouts import TIMEOUTS, Timeouts
from stsui.clock import Clock, in_utc
from stsui.errors import CredentialsMissing
from stsui.files import Unreadable, read_token
from stsui.limits import WEB_IDENTITY_TOKEN
from stsui.model import Credentials, Endpoint, IssuedToken, Operation, Parameters, Profile, Secret, Step
from stsui.rules import account_of, partition_of

if TYPE_CHECKING:
    from stsui.aws.answers import Reply
    from stsui.aws.clients import StsClients

ANYWHERE = Endpoint()


def _nowhere_else() -> tuple[str, ...]:
    return ()


def _patiently(text: str) -> None:
    """Wait for as long as it takes, and tell nobody."""


class StsGateway:
    """Calls STS. Safe for any number of threads; every failure is one of stsui's errors.

    `environ` is the environment that base credentials are looked for in; proxies and CA bundles are taken
    from the process's own. `alternatives` gives the Regions, or STS addresses, to turn to, in order, where an
    endpoint cannot be reached or fails.
    """

    def __init__(
        self,
        clock: Clock,
        environ: Mapping[str, str],
        timeouts: Timeouts = TIMEOUTS,
        alternatives: Callable[[], tuple[str, ...]] = _nowhere_else,
    ) -> None:
        self._clock = clock
        self._environ = environ
        self._timeouts = timeouts
        self._alternatives = alternatives
        self._made: StsClients | None = None
        self._lock = threading.Lock()

    def base_credentials(self, profile: Profile, waiting: Callable[[str], None] = _patiently) -> Credentials:
        """The credentials that `profile`'s plan starts from.

        While a program is waited for, `waiting` is told so again and again: it may raise to break that off.
        CredentialsMissing when there are none, with what to do; ConfigurationError when a setting is wrong.
        """
        if profile.credentials and not profile.credential_source:
            return profile.credentials
        from stsui.aws import base

        return base.find(profile, self._environ, self._timeouts, self._clock, waiting)

    def issue(
        self,
        step: Step,
        credentials: Credentials | None,
        endpoint: Endpoint,
        token_code: str | None = None,
        proof: Secret | None = None,
    ) -> Issued:
        """The temporary credentials that `step`'s operation gives to the holder of `credentials`.

        `token_code` goes with a step that has an MFA serial; `proof` is the SAML response, web identity token
        or trade-in token of the operations that take one (a web identity token may be in the step's file
        instead). CodeRefused when AWS does not take the code, AwsError for whatever else goes wrong.
        """
        given = {"TokenCode": token_code}
        if step.operation in PROOF_FIELDS:
            given[PROOF_FIELDS[step.operation]] = _proof(step, proof)
        reply = self._send(
            step.operation, request_for(step, **given), credentials, endpoint, _partition(step.parameters)
        )
        return self._issued(reply, step)

    def web_identity_token(self, step: Step, credentials: Credentials, endpoint: Endpoint) -> IssuedToken:
        """The JWT about the caller that GetWebIdentityToken makes."""
        reply = self._send(step.operation, request_for(step), credentials, endpoint)
        return IssuedToken(
            token=Secret(reply.fields["WebIdentityToken"]),
            expires_at=in_utc(reply.fields["Expiration"]),
            issued_at=self._clock.now(),
            endpoint=reply.host,
        )

    def caller_identity(self, credentials: Credentials, endpoint: Endpoint = ANYWHERE) -> Identity:
        """Who `credentials` act for. Needs no permission."""
        fields = self._send(Operation.GET_CALLER_IDENTITY, {}, credentials, endpoint).fields
        return Identity(fields["Account"], fields["Arn"], fields["UserId"])

    def decode(self, encoded: str, credentials: Credentials, endpoint: Endpoint = ANYWHERE) -> str:
        """The JSON document that an encoded authorization message holds; white space in it is left out."""
        fields: dict[str, object] = {"EncodedMessage": "".join(encoded.split())}
        reply = self._send(Operation.DECODE_AUTHORIZATION_MESSAGE, fields, credentials, endpoint)
        return str(reply.fields["DecodedMessage"])

    def access_key_info(self, key_id: str, credentials: Credentials, endpoint: Endpoint = ANYWHERE) -> str:
        """The account that an access key belongs to, whatever the key's state."""
        reply = self._send(Operation.GET_ACCESS_KEY_INFO, {"AccessKeyId": key_id}, credentials, endpoint)
        return str(reply.fields["Account"])

    def _send(
        self,
        operation: Operation,
        fields: Mapping[str, object],
        credentials: Credentials | None,
        endpoint: Endpoint,
        partition: str = "aws",
    ) -> Reply:
        from stsui.aws.call import Call

        return self._clients().send(Call(operation, fields, credentials), endpoint, partition)

    def _clients(self) -> StsClients:
        from stsui.aws.clients import StsClients

        with self._lock:
            if self._made is None:
                self._made = StsClients(self._clock, self._timeouts, self._alternatives)
            return self._made

    def _issued(self, reply: Reply, step: Step) -> Issued:
        fields = reply.fields
        who: Mapping[str, Any] = fields.get("AssumedRoleUser") or fields.get("FederatedUser") or {}
        arn = who.get("Arn") or fields.get("AssumedPrincipal")
        target = step.parameters.target_principal
        return Issued(
            credentials=_credentials(fields["Credentials"]),
            issued_at=self._clock.now(),
            endpoint_host=reply.host,
            arn=arn,
            account_id=account_of(arn) or account_of(target) or target,
            user_id=who.get("AssumedRoleId") or who.get("FederatedUserId"),
            source_identity=fields.get("SourceIdentity"),
            packed_policy_size=fields.get("PackedPolicySize"),
            session_token_size=fields.get("SessionTokenSize"),
            session_token_utilization=fields.get("SessionTokenUtilization"),
        )


def _partition(parameters: Parameters) -> str:
    """Where a request belongs: its ARNs say it."""
    said = (
        parameters.role_arn,
        parameters.mfa_serial,
        parameters.principal_arn,
        parameters.target_principal,
        parameters.task_policy_arn,
    )
    return partition_of(next((arn for arn in said if arn and arn.startswith("arn:")), None))


def _proof(step: Step, proof: Secret | None) -> str:
    if proof is None and (file := step.parameters.web_identity_token_file):
        return _token_in_file(file, step.profile)
    if not proof:
        raise CredentialsMissing(f"{step.operation} needs the assertion or token itself, and none was given.")
    return proof.reveal()


def _token_in_file(file: str, profile: str) -> str:
    """The web identity token, read anew each time: whoever writes the file renews it."""
    hint = "Check web_identity_token_file, and what writes that file."
    try:
        token = read_token(file)
    except Unreadable as error:
        raise CredentialsMissing(
            f"The web identity token file of profile {profile}, {file}, {error}.", hint
        ) from None
    if message := WEB_IDENTITY_TOKEN.problem(token):
        raise CredentialsMissing(f"The file {file} of profile {profile} holds no token: {message}", hint)
    return token


def _credentials(given: Mapping[str, Any]) -> Credentials:
    return Credentials(
        given["AccessKeyId"],
        Secret(given["SecretAccessKey"]),
        Secret(given["SessionToken"]),
        in_utc(given["Expiration"]),
    )
