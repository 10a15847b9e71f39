"""HTTP for one endpoint, as botocore does it, with limits on a whole answer.

botocore's read timeout is for each read, and it reads whatever is sent: a server that trickles, or never
comes to an end, would hold a call for ever. Here every answer, from its first byte to its last, has its time
and its size.
"""

from __future__ import annotations

import io
import os
import time
from functools import partial
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any

from botocore.awsrequest import (
    AWSHTTPConnection,
    AWSHTTPConnectionPool,
    AWSHTTPSConnection,
    AWSHTTPSConnectionPool,
    AWSResponse,
)
from botocore.exceptions import HTTPClientError
from botocore.httpsession import URLLib3Session
from botocore.utils import get_environ_proxies

from stsui.aws.mishaps import NotAnAnswer
from stsui.aws.timeouts import Timeouts

if TYPE_CHECKING:
    import socket

    from botocore.awsrequest import AWSPreparedRequest, AWSRequest


def transport(url: str, ca_bundle: str | None, timeouts: Timeouts, connections: int = 1) -> URLLib3Session:
    """Sends requests to `url` through the environment's proxies, with the given CA bundle or its own.

    Late answers end in botocore's ReadTimeoutError, oversized ones in NotAnAnswer.
    """
    bundle = ca_bundle or os.environ.get("AWS_CA_BUNDLE") or os.environ.get("REQUESTS_CA_BUNDLE")
    return _LimitedSession(timeouts, bundle or True, get_environ_proxies(url), connections)


class _LimitedSession(URLLib3Session):
    _pool_classes_by_scheme: dict[str, Any]

    def __init__(
        self, timeouts: Timeouts, verify: str | bool, proxies: dict[str, str], connections: int
    ) -> None:
        options: dict[str, Any] = {
            "verify": verify,
            "proxies": proxies,
            "timeout": (timeouts.connect, timeouts.read),
            "max_pool_connections": connections,
        }
        super().__init__(**options)
        # Of the pools' arguments, those they do not know go to each new connection.
        self._pool_classes_by_scheme.update(
            http=partial(_HttpPool, limits=timeouts), https=partial(_HttpsPool, limits=timeouts)
        )

    def send(self, request: AWSRequest | AWSPreparedRequest) -> AWSResponse:
        try:
            return super().send(request)
        except HTTPClientError as error:
            inner = error.kwargs.get("error")
            if isinstance(inner, NotAnAnswer):
                raise inner from None
            raise


class _HttpConnection(AWSHTTPConnection):
    def __init__(self, *options: Any, limits: Timeouts, **more: Any) -> None:
        _limit(self, limits)
        super().__init__(*options, **more)


class _HttpsConnection(AWSHTTPSConnection):
    def __init__(self, *options: Any, limits: Timeouts, **more: Any) -> None:
        _limit(self, limits)
        super().__init__(*options, **more)


def _limit(connection: Any, limits: Timeouts) -> None:
    """Have a connection's answers read within the limits. botocore notes the class as it starts."""
    connection.response_class = partial(_LimitedResponse, limits=limits)


class _HttpPool(AWSHTTPConnectionPool):
    ConnectionCls = _HttpConnection


class _HttpsPool(AWSHTTPSConnectionPool):
    ConnectionCls = _HttpsConnection


class _LimitedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *options: Any, limits: Timeouts, **more: Any) -> None:
        super().__init__(sock, *options, **more)
        self.fp = io.BufferedReader(_LimitedReader(self.fp, sock, limits))


class _LimitedReader(io.RawIOBase):
    """What comes from a socket, until it is too late or too much."""

    def __init__(self, source: io.BufferedReader, sock: socket.socket, limits: Timeouts) -> None:
        self._source = source
        self._sock = sock
        self._each_read = limits.read
        self._end = time.monotonic() + limits.answer
        self._room = limits.largest

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._source.fileno()

    def readinto(self, buffer: Any) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("the answer did not end in time")
        self._sock.settimeout(min(left, self._each_read))
        count = self._source.readinto1(buffer)
        self._room -= count
        if self._room < 0:
            raise NotAnAnswer("more was sent than an answer can be")
        return count

    def close(self) -> None:
        self._source.close()
        super().close()
