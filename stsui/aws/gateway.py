"""STS as the rest of stsui sees it: base credentials, new credentials, and the questions STS answers.

botocore is imported when the first call is made: it costs 160 ms.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from stsui.aws.answers import Identity, Issued
from stsui.aws.requests import request_for
from stsui.clock import Clock
from stsui.model import Credentials, Endpoint, Operation, Secret, Step
from stsui.rules import account_of, partition_of

if TYPE_CHECKING:
    from stsui.aws.answers import Reply
    from stsui.aws.calls import StsClients, Timeouts

ANYWHERE = Endpoint()


class StsGateway:
    """Calls STS. Safe for any number of threads; every failure is one of stsui's errors.

    `environ` is the environment that base credentials are looked for in; proxies and CA bundles are taken
    from the process's own.
    """

    def __init__(self, clock: Clock, environ: Mapping[str, str], timeouts: Timeouts | None = None) -> None:
        self._clock = clock
        self._environ = environ
        self._timeouts = timeouts
        self._made: StsClients | None = None
        self._lock = threading.Lock()

    def issue(
        self, step: Step, credentials: Credentials | None, endpoint: Endpoint, token_code: str | None = None
    ) -> Issued:
        """The temporary credentials that `step`'s operation gives to the holder of `credentials`.

        `token_code` goes with a step that has an MFA serial. CodeRefused when AWS does not take it, AwsError
        for whatever else goes wrong.
        """
        partition = partition_of(step.parameters.role_arn or step.parameters.mfa_serial)
        reply = self._send(
            step.operation, request_for(step, TokenCode=token_code), credentials, endpoint, partition
        )
        return self._issued(reply)

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
        from stsui.aws.calls import Call

        return self._clients().send(Call(operation, fields, credentials), endpoint, partition)

    def _clients(self) -> StsClients:
        from stsui.aws.calls import StsClients, Timeouts

        with self._lock:
            if self._made is None:
                self._made = StsClients(self._clock, self._timeouts or Timeouts())
            return self._made

    def _issued(self, reply: Reply) -> Issued:
        fields = reply.fields
        who: Mapping[str, Any] = fields.get("AssumedRoleUser") or fields.get("FederatedUser") or {}
        arn = who.get("Arn")
        return Issued(
            credentials=_credentials(fields["Credentials"]),
            issued_at=self._clock.now(),
            endpoint_host=reply.host,
            arn=arn,
            account_id=account_of(arn),
            user_id=who.get("AssumedRoleId") or who.get("FederatedUserId"),
            source_identity=fields.get("SourceIdentity"),
            packed_policy_size=fields.get("PackedPolicySize"),
            session_token_size=fields.get("SessionTokenSize"),
            session_token_utilization=fields.get("SessionTokenUtilization"),
        )


def _credentials(given: Mapping[str, Any]) -> Credentials:
    expires_at: datetime = given["Expiration"]
    return Credentials(
        given["AccessKeyId"],
        Secret(given["SecretAccessKey"]),
        Secret(given["SessionToken"]),
        expires_at.astimezone(UTC),
    )
