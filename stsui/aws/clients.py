"""Sending requests to STS: clients, signatures, AWS's time, retries.

One botocore session serves all threads, and one client each endpoint, so that connections are kept and
shared. A client has no credentials of its own: each call brings its caller's, and is signed with AWS's
time.
"""

from __future__ import annotations

import itertools
import os
import random
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from contextvars import ContextVar
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from botocore import UNSIGNED, xform_name
from botocore.compat import get_current_datetime
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.handlers import BUILTIN_HANDLERS, REGISTER_FIRST, REGISTER_LAST
from botocore.parsers import ResponseParserError
from botocore.session import Session

from stsui import __version__
from stsui.aws import failures
from stsui.aws.answers import Reply, lacking
from stsui.aws.call import Call, check_characters
from stsui.aws.data import loader
from stsui.aws.elsewhere import Routes
from stsui.aws.mishaps import NotAnAnswer
from stsui.aws.partitions import main_region
from stsui.aws.signing import sign
from stsui.aws.timeouts import Timeouts
from stsui.aws.transport import transport
from stsui.clock import Clock, in_utc
from stsui.model import Endpoint

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSRequest, AWSResponse
    from botocore.client import BaseClient
    from botocore.httpsession import URLLib3Session

CONNECTIONS = 64
"""Connections kept open to an endpoint: as many as are started at once."""

PAUSES = (0.2, 0.4, 0.8, 1.6)
"""Seconds between the attempts of a call that may be tried again, each varied by up to a half."""

PAUSES_BEFORE_ANOTHER = PAUSES[:1]
"""The same where another Region can be asked: it answers sooner than this one recovers."""

_SIGNED_AS = "stsui_signed_as"
_SPREAD = random.SystemRandom()
GLOBAL_REGION = "us-east-1"
"""What signatures for the global endpoint name; botocore finds none for an address of one's own."""

_UNDER_WAY: ContextVar[Call] = ContextVar("call under way")


class _NoCredentials:
    """Keeps botocore from looking for credentials of its own."""

    def load_credentials(self) -> None:
        return None


class StsClients:
    """Sends calls to STS. Safe for any number of threads."""

    def __init__(
        self, clock: Clock, timeouts: Timeouts, alternatives: Callable[[], tuple[str, ...]] = tuple
    ) -> None:
        self._clock = clock
        self._routes = Routes(clock, alternatives)
        self._timeouts = timeouts
        self._session = isolated_session()
        self._clients: dict[tuple[Endpoint, str], BaseClient] = {}
        self._lock = threading.Lock()

    def send(self, call: Call, endpoint: Endpoint, partition: str) -> Reply:
        """AWS's answer to `call`; any failure is raised as one of stsui's errors."""
        check_characters(call.caller)
        *others, last = self._routes.of(endpoint, partition)
        for each in others:
            outcome = self._send_to(call, each, partition, PAUSES_BEFORE_ANOTHER)
            if isinstance(outcome, Reply):
                self._routes.answered(endpoint, each)
                return outcome
            if not outcome.elsewhere:
                raise outcome.error from outcome.cause
        outcome = self._send_to(call, last, partition, PAUSES)
        if not isinstance(outcome, Reply):
            raise outcome.error from outcome.cause
        self._routes.answered(endpoint, last)
        return outcome

    def _send_to(
        self, call: Call, endpoint: Endpoint, partition: str, waits: tuple[float, ...]
    ) -> Reply | failures.Failure:
        """How `call` ended at one endpoint, with as many more attempts as there are `waits`."""
        pauses = iter(waits)
        for attempt in itertools.count(1):
            skew = self._clock.skew
            try:
                return self._attempt(call, self._client(endpoint, partition))
            except (BotoCoreError, ClientError, NotAnAnswer, OSError, ValueError) as error:
                failure = failures.explain(error, call, self._clock)
            if failure.clock and attempt == 1 and self._clock.skew != skew:
                continue
            pause = next(pauses, None) if failure.again else None
            if pause is None:
                return failure
            self._clock.sleep(pause * _SPREAD.uniform(0.5, 1.5))
        raise AssertionError("the attempts end by returning")

    def _attempt(self, call: Call, client: BaseClient) -> Reply:
        call.host = _host_of(client.meta.endpoint_url)
        before = _UNDER_WAY.set(call)
        try:
            answer: dict[str, Any] = getattr(client, xform_name(call.operation))(**call.fields)
        except (BotoCoreError, ClientError, OSError):
            raise
        except (ResponseParserError, ValueError, KeyError, TypeError, ArithmeticError, RuntimeError) as error:
            # The exception quotes the answer, which may hold the secrets of new credentials.
            raise NotAnAnswer(type(error).__name__) from None
        finally:
            _UNDER_WAY.reset(before)
        if missing := lacking(call.operation, answer):
            raise NotAnAnswer(f"no {missing} in the answer")
        request_id = answer.pop("ResponseMetadata", {}).get("RequestId", "")
        return Reply(answer, call.host, request_id)

    def _client(self, endpoint: Endpoint, partition: str) -> BaseClient:
        """The client for `endpoint`; making the first costs 70 ms, each further one 4 ms."""
        with self._lock:
            client = self._clients.get((endpoint, partition))
            if client is None:
                client = self._clients[endpoint, partition] = self._new_client(endpoint, partition)
            return client

    def _new_client(self, endpoint: Endpoint, partition: str) -> BaseClient:
        self._session.set_config_variable("sts_regional_endpoints", endpoint.regional_endpoints)
        client: BaseClient = self._session.create_client(
            "sts",
            region_name=endpoint.region
            or default_region(partition)
            or (GLOBAL_REGION if endpoint.url else None),
            endpoint_url=endpoint.url,
            verify=endpoint.ca_bundle,
            config=Config(
                use_fips_endpoint=endpoint.use_fips,
                use_dualstack_endpoint=endpoint.use_dualstack,
                retries={"mode": "standard", "total_max_attempts": 1},
                user_agent_extra=f"stsui/{__version__}",
            ),
        )
        hooks: Any = client.meta.events
        hooks.register("choose-signer.sts", self._leave_signing_to_us)
        hooks.register("request-created.sts", self._sign)
        http = transport(client.meta.endpoint_url, endpoint.ca_bundle, self._timeouts, CONNECTIONS)
        hooks.register("before-send.sts", partial(self._send_by, http))
        hooks.register("before-parse.sts", self._learn_time)
        return client

    def _leave_signing_to_us(
        self, signing_name: str, region_name: str, context: dict[str, Any], **_: object
    ) -> object:
        """Not called for the operations that go unsigned: botocore's own handler answers before this one."""
        context[_SIGNED_AS] = (signing_name, region_name)
        return UNSIGNED

    def _sign(self, request: AWSRequest, **_: object) -> None:
        call = _UNDER_WAY.get()
        call.host = urlsplit(str(request.url)).hostname or call.host
        if call.caller and _SIGNED_AS in request.context:
            service, region = request.context[_SIGNED_AS]
            at = get_current_datetime() + self._clock.skew
            sign(request, call.caller, service=service, region=region, at=at)

    def _send_by(self, http: URLLib3Session, request: AWSPreparedRequest, **_: object) -> AWSResponse:
        """botocore takes the answer of a handler of before-send in place of one that it would get itself."""
        _UNDER_WAY.get().sent = self._clock.local()
        return http.send(request)

    def _learn_time(self, response_dict: Mapping[str, Any], **_: object) -> None:
        """Take the time from what AWS itself answered: a proxy's own pages carry no request id."""
        headers = response_dict["headers"]
        if "x-amzn-requestid" in headers and "date" in headers:
            with suppress(ValueError):
                self._clock.learn(in_utc(parsedate_to_datetime(headers["date"])), _UNDER_WAY.get().sent)


def _host_of(url: str) -> str:
    """The host of an address that can be asked. ValueError for another: it would look like a wrong answer."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or parts.port == 0:
        raise ValueError(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]} is no web address")
    return parts.hostname or ""


def isolated_session() -> Session:
    """A botocore session that reads no AWS files, follows no AWS_PROFILE and looks for no credentials.

    A broken file, or a profile that is gone, would make botocore give up on everything; what of the files
    matters to a call comes in its `Endpoint`. Proxies, AWS_CA_BUNDLE and the like are still taken from the
    environment.
    """
    session = Session(
        session_vars={
            "profile": (None, None, None, None),
            "config_file": (None, None, os.devnull, None),
            "credentials_file": (None, None, os.devnull, None),
        },
        include_builtin_handlers=False,
    )
    _register_handlers(session.get_component("event_emitter"))
    session.register_component("credential_provider", _NoCredentials())
    session.register_component("data_loader", loader())
    return session


def _register_handlers(events: Any) -> None:
    """botocore's own handlers, without those for other services: nine in ten, 10 ms to register."""
    for event, handler, *place in BUILTIN_HANDLERS:
        service = event.split(".")[1:2]
        if event.startswith("docs.") or service not in ([], ["*"], ["sts"]):
            continue
        if place == [REGISTER_FIRST]:
            events.register_first(event, handler)
        elif place == [REGISTER_LAST]:
            events.register_last(event, handler)
        else:
            events.register(event, handler)


def default_region(partition: str) -> str | None:
    """The Region for calls that name none; None in the commercial partition, where STS is global too."""
    return None if partition == "aws" else main_region(partition)
