"""The practice AWS: a company, STS over it, and the HTTP server in front."""

from __future__ import annotations

import secrets
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from botocore.loaders import Loader

from stsui.clock import Clock
from stsui.model import Operation
from stsui.practice import sts
from stsui.practice.blobs import Blobs
from stsui.practice.callers import KeyRing
from stsui.practice.cast import build_company
from stsui.practice.company import Company, Entropy
from stsui.practice.faults import Faults, suffer
from stsui.practice.files import write_environment
from stsui.practice.http import HttpServer
from stsui.practice.messages import Request, Response
from stsui.practice.realm import Realm, ServerTime
from stsui.practice.refusal import Refusal
from stsui.practice.wire import operation_model, read_parameters, write_answer, write_refusal


@cache
def known_regions() -> frozenset[str]:
    """The Regions of all partitions, as botocore lists them."""
    partitions = Loader().load_data("partitions")["partitions"]
    return frozenset(region for partition in partitions for region in partition["regions"])


@dataclass(frozen=True, slots=True)
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
        self._realm = Realm(company, KeyRing(company, entropy), self._time, Blobs(entropy))
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

    def environment(self, directory: Path) -> dict[str, str]:
        """Write the company's AWS files and stsui's config into `directory`; the variables that name them."""
        return write_environment(self.company, self.url, self.federation_url, directory)

    def _answer(self, request: Request) -> Response:
        return self._finish(self._sts(request))

    def _finish(self, response: Response) -> Response:
        date = format_datetime(self.now().replace(microsecond=0), usegmt=True)
        return Response(
            response.status, response.body, response.content_type, {**response.headers, "Date": date}
        )

    def _sts(self, request: Request) -> Response:
        request_id = str(uuid.UUID(bytes=self._entropy(16), version=4))
        headers = {"x-amzn-RequestId": request_id}
        form = request.form
        name = form.get("Action", "")
        try:
            self._record(name, form, request)
            self._closing.wait(self.latency)
            if fault := self.faults.take(name):
                return suffer(fault, self._closing)
            operation_model(name)
            now = datetime.fromtimestamp(self._signing_time(), UTC) + self.clock_skew
            result = sts.answer(self._realm, Operation(name), request, known_regions(), now)
        except Refusal as refusal:
            return Response(refusal.status, write_refusal(refusal, request_id), headers=headers)
        return Response(200, write_answer(name, result, request_id), headers=headers)

    def _record(self, name: str, form: dict[str, str], request: Request) -> None:
        try:
            parameters = read_parameters(operation_model(name), form)
        except Refusal:
            parameters = {key: value for key, value in form.items() if key not in ("Action", "Version")}
        credential = request.headers.get("authorization", "").partition("Credential=")[2]
        self.calls.append(Call(name, parameters, credential.partition("/")[0] or None, self.now()))
