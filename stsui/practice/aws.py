"""The practice AWS: a company, STS over it, and the HTTP server in front."""

from __future__ import annotations

import secrets
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from botocore.loaders import Loader

from stsui.clock import Clock
from stsui.model import Operation
from stsui.practice import delegation, denials, ec2, sts
from stsui.practice.authority import IDENTITY_POLICY
from stsui.practice.blobs import Blobs
from stsui.practice.callers import Caller, KeyRing
from stsui.practice.cast import ISSUER, build_company
from stsui.practice.company import Company, Entropy, Role
from stsui.practice.faults import Faults, suffer
from stsui.practice.files import write_environment
from stsui.practice.http import HttpServer
from stsui.practice.messages import Request, Response
from stsui.practice.realm import Realm, ServerTime
from stsui.practice.refusal import Refusal
from stsui.practice.signin import SignIn
from stsui.practice.tokens import TokenMint
from stsui.practice.wire import operation_model, read_parameters, write_answer, write_refusal
from stsui.records import record
from stsui.rules import HOUR

OWN_ISSUER = "https://sts.practice.example.com"


@cache
def known_regions() -> frozenset[str]:
    """The Regions of all partitions, as botocore lists them."""
    partitions = Loader().load_data("partitions")["partitions"]
    return frozenset(region for partition in partitions for region in partition["regions"])


@record
class Call:
    """A call that arrived, whatever became of it. `parameters` are in boto3's form."""

    operation: str
    parameters: Mapping[str, Any] = field(repr=False)
    access_key_id: str | None
    at: datetime
    """The practice AWS's own time."""


class PracticeAws:
    """A real server on loopback that behaves as AWS STS does; a context manager.

    `clock` gives its time. `signing_time` is the time (Unix seconds) that signatures are compared with: boto3
    signs with the machine's own time, whatever the clock of a test says. `entropy` makes keys and ids.
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        signing_time: Callable[[], float] = time.time,
        entropy: Entropy = secrets.token_bytes,
    ) -> None:
        self._time = ServerTime(clock or Clock())
        self._signing_time = signing_time
        self._entropy = entropy
        company = build_company(self._time.now, entropy)
        self._realm = Realm(
            company,
            KeyRing(company, entropy),
            self._time,
            Blobs(entropy),
            provider=TokenMint(ISSUER, entropy, self._time.now),
            own_tokens=TokenMint(OWN_ISSUER, entropy, self._time.now),
        )
        self._sign_in = SignIn(self._realm)
        self._closing = threading.Event()
        self.calls: list[Call] = []
        """Every call that arrived, in order."""
        self.faults = Faults()
        self.latency = 0.0
        """Seconds that every call takes."""
        self._server = HttpServer(self._answer)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving; calls that are under way are broken off."""
        self._closing.set()
        self._server.close()

    @property
    def url(self) -> str:
        """STS's endpoint URL."""
        return self._server.url

    @property
    def federation_url(self) -> str:
        """The sign-in federation endpoint's URL."""
        return f"{self.url}/federation"

    @property
    def company(self) -> Company:
        """Who and what there is."""
        return self._realm.company

    @property
    def clock_skew(self) -> timedelta:
        """How far the practice AWS's own clock is ahead of the machine's."""
        return self._time.skew

    @clock_skew.setter
    def clock_skew(self, skew: timedelta) -> None:
        self._time.skew = skew

    def now(self) -> datetime:
        """The practice AWS's own time, UTC."""
        return self._time.now()

    def caller(self, access_key_id: str) -> Caller:
        """Whom a key speaks for, with its session's tags, policies and expiry; LookupError for no key."""
        key = self._realm.keys.look_up(access_key_id)
        if key is None:
            raise LookupError(f"the practice AWS has no key {access_key_id}")
        return key.caller

    def environment(self, directory: Path) -> dict[str, str]:
        """Write the company's AWS files, stsui's config and a `denial.txt`; the variables that name them."""
        denial = self.sample_denials()[0]
        return write_environment(self.company, self.url, self.federation_url, denial, directory)

    @property
    def provider(self) -> TokenMint:
        """The company's identity provider: makes the SAML responses and JWTs that STS takes."""
        return self._realm.provider

    @property
    def own_tokens(self) -> TokenMint:
        """STS's own mint: reads what GetWebIdentityToken made."""
        return self._realm.own_tokens

    def mint_denial(
        self,
        *,
        principal: str,
        action: str,
        resource: str,
        explicit: bool = False,
        policy_type: str = IDENTITY_POLICY,
        conditions: Mapping[str, tuple[str, ...]] | None = None,
    ) -> str:
        """An encoded message that the principal's account can decode; see denials.mint_denial."""
        return denials.mint_denial(
            self._realm,
            principal=principal,
            action=action,
            resource=resource,
            explicit=explicit,
            policy_type=policy_type,
            conditions=conditions,
        )

    def sample_denials(self) -> list[str]:
        """Denials as people paste them: the first is encoded, the others are sentences."""
        return denials.sample_denials(self._realm)

    def trade_in_token(
        self, role: Role, *, seconds: int = HOUR, lifetime: timedelta = timedelta(minutes=5)
    ) -> str:
        """A token that GetDelegatedAccessToken exchanges for a session of the role."""
        return delegation.trade_in_token(self._realm, role.arn, seconds=seconds, lifetime=lifetime)

    def _answer(self, request: Request) -> Response:
        response = self._route(request)
        date = format_datetime(self.now().replace(microsecond=0), usegmt=True)
        return replace(response, headers={**response.headers, "Date": date})

    def _route(self, request: Request) -> Response:
        if request.path == "/console":
            return self._sign_in.console(request)
        if request.path == "/federation":
            return self._attempt(request, self._federation, lambda refusal, _: self._sign_in.refused(refusal))
        if request.form.get("Version") == ec2.VERSION:
            return self._attempt(request, self._ec2, _xml(ec2.write_refusal))
        return self._attempt(request, self._sts, _xml(write_refusal))

    def _attempt(
        self,
        request: Request,
        succeed: Callable[[Request, str], Response],
        refuse: Callable[[Refusal, str], Response],
    ) -> Response:
        """Record a call, let it take its time and meet its fault, then answer it."""
        request_id = str(uuid.UUID(bytes=self._entropy(16), version=4))
        operation = request.form.get("Action", "")
        try:
            self._record(operation, request)
            self._closing.wait(self.latency)
            fault = self.faults.take(operation)
            response = suffer(fault, self._closing) if fault else succeed(request, request_id)
        except Refusal as refusal:
            response = refuse(refusal, request_id)
        return replace(response, headers={**response.headers, "x-amzn-RequestId": request_id})

    def _signed_now(self) -> datetime:
        return datetime.fromtimestamp(self._signing_time(), UTC) + self.clock_skew

    def _sts(self, request: Request, request_id: str) -> Response:
        name = request.form.get("Action", "")
        operation_model(name)
        result = sts.answer(self._realm, Operation(name), request, known_regions(), self._signed_now())
        return Response(200, write_answer(name, result, request_id))

    def _ec2(self, request: Request, request_id: str) -> Response:
        body = ec2.answer(self._realm, request, request_id, known_regions(), self._signed_now())
        return Response(200, body)

    def _federation(self, request: Request, request_id: str) -> Response:
        del request_id
        return self._sign_in.federation(request)

    def _record(self, operation: str, request: Request) -> None:
        credential = request.headers.get("authorization", "").partition("Credential=")[2]
        key_id = credential.partition("/")[0] or None
        self.calls.append(Call(operation, _parameters(operation, request), key_id, self.now()))


def _parameters(operation: str, request: Request) -> dict[str, Any]:
    """In boto3's form where that can be had, else as they came; sign-in's secrets are left out."""
    try:
        return read_parameters(operation_model(operation), request.form)
    except Refusal:
        hidden = {"Action", "Version", "Session", "SigninToken"}
        return {name: value for name, value in request.form.items() if name not in hidden}


def _xml(write: Callable[[Refusal, str], bytes]) -> Callable[[Refusal, str], Response]:
    return lambda refusal, request_id: Response(refusal.status, write(refusal, request_id))
