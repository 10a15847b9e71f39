"""The practice AWS, and ways to ask it for things through the gateway."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from stsui.aws import Issued, StsGateway
from stsui.aws.timeouts import TIMEOUTS, Timeouts
from stsui.clock import Clock
from stsui.model import Credentials, Endpoint, Operation, Parameters, Secret, Step
from stsui.practice import Fault, PracticeAws

IDENTITY = "111122223333"
PAYMENTS_PROD = "444455556666"
IMPATIENT = Timeouts(read=0.2)
"""For answers that never come."""


def role_arn(name: str, account_id: str = PAYMENTS_PROD) -> str:
    return f"arn:aws:iam::{account_id}:role/{name}"


@dataclass
class Desk:
    """The practice AWS and a gateway to it; its clock's waits are kept in a list instead of being slept."""

    aws: PracticeAws
    pauses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Clock(sleep=self.pauses.append)
        self.gateway = self.gateway_to()
        self.endpoint = Endpoint(region="eu-west-1", url=self.aws.url)

    def gateway_to(self, *alternatives: str, timeouts: Timeouts = TIMEOUTS) -> StsGateway:
        """A gateway that knows other endpoints."""
        return StsGateway(self.clock, os.environ, timeouts, lambda: alternatives)

    def trouble(self, kind: str, times: int | None = None) -> None:
        """Let the next calls meet this fault; what hangs is not waited for long."""
        self.aws.faults.add(Fault(kind=kind, times=times))
        if kind == "hang":
            self.gateway = self.gateway_to(timeouts=IMPATIENT)

    def keys(self, user: str = "oncall") -> Credentials:
        person = self.aws.company.users[user]
        return Credentials(person.access_key_id, Secret(person.secret_access_key))

    def code(self, user: str = "oncall") -> str:
        return self.aws.company.users[user].mfa.code()

    def serial(self, user: str = "oncall") -> str:
        return self.aws.company.users[user].mfa.serial

    def assume(
        self,
        role: str = "ReadOnly",
        credentials: Credentials | None = None,
        *,
        code: str | None = None,
        account_id: str = PAYMENTS_PROD,
        **parameters: Any,
    ) -> Issued:
        asked = Parameters(role_arn=role_arn(role, account_id), role_session_name="kim", **parameters)
        step = Step(Operation.ASSUME_ROLE, "p", asked)
        return self.gateway.issue(step, credentials or self.keys(), self.endpoint, code)

    def session_token(self, user: str = "oncall", *, mfa: bool = True, **parameters: Any) -> Issued:
        serial, code = (self.serial(user), self.code(user)) if mfa else (None, None)
        step = Step(Operation.GET_SESSION_TOKEN, "p", Parameters(mfa_serial=serial, **parameters))
        return self.gateway.issue(step, self.keys(user), self.endpoint, code)


@pytest.fixture
def aws() -> Iterator[PracticeAws]:
    with PracticeAws() as running:
        yield running


@pytest.fixture
def desk(aws: PracticeAws) -> Desk:
    return Desk(aws)


@contextmanager
def answering(status: int, body: bytes) -> Iterator[str]:
    """The URL of a server that is not AWS's: it gives everybody the same answer, dated long ago."""

    class Same(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response_only(status)
            self.send_header("Date", "Sat, 01 Jan 2000 00:00:00 GMT")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Same) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        serving.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        serving.join()
