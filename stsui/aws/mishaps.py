"""What can go wrong on the way to AWS and back, in a person's words. The first row that fits holds."""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator

from botocore import exceptions as boto

from stsui.errors import AwsError, ConfigurationError, RequestInvalid, ServiceFailed, StsuiError, Unreachable
from stsui.quoting import quoted
from stsui.records import record


@record(kw_only=True)
class Mishap:
    """A row: which exceptions it is for, and what is said instead of them.

    `message` and `hint` are formatted with the facts of the call (see `failures`), `reason` and `proxy`.
    """

    kinds: tuple[type[Exception], ...]
    error: type[StsuiError]
    message: str
    hint: str = ""
    sent: bool = False
    """Whether AWS may have received the request, and taken the token code."""
    again: bool = False


_NETWORK = "Check the network, the VPN and the proxy settings."


class NotAnAnswer(Exception):
    """An answer that can be read, but lacks what the operation gives."""


class TooLate(Exception):
    """No answer in time, for callers that botocore would have ask again, and wait as long again."""


MISHAPS = (
    Mishap(
        kinds=(boto.SSLError,),
        error=Unreachable,
        message="The certificate of {host} could not be trusted, so {what} was not sent.",
        hint="Behind a proxy that inspects traffic, name its certificate in AWS_CA_BUNDLE or ca_bundle.",
    ),
    Mishap(
        kinds=(boto.ProxyConnectionError,),
        error=Unreachable,
        message="The proxy {proxy} did not let {what} through to {host}.",
        hint="Check HTTPS_PROXY (HTTP_PROXY for an http:// address) and NO_PROXY.",
    ),
    Mishap(
        kinds=(boto.ConnectTimeoutError,),
        error=Unreachable,
        message="{host} could not be reached for {what}: nothing answers there.",
        hint=_NETWORK,
    ),
    Mishap(
        kinds=(boto.EndpointConnectionError,),
        error=Unreachable,
        message="{host} could not be reached for {what}: {reason}.",
        hint=_NETWORK,
    ),
    Mishap(
        kinds=(boto.ReadTimeoutError, TooLate),
        error=Unreachable,
        message="{host} took {what} but did not answer in time.",
        hint="Try again, or in another Region.",
        sent=True,
    ),
    Mishap(
        kinds=(boto.ConnectionClosedError, boto.IncompleteReadError, boto.ResponseStreamingError),
        error=Unreachable,
        message="The connection to {host} broke before {what} was answered.",
        hint="Try again. " + _NETWORK,
        sent=True,
        again=True,
    ),
    Mishap(
        kinds=(NotAnAnswer,),
        error=ServiceFailed,
        message="{host} answered {what} with something that is no answer of STS's.",
        hint="Is it the page of a proxy or of a wireless network's sign-in? Check the endpoint's URL, too.",
        sent=True,
    ),
    Mishap(
        kinds=(boto.ParamValidationError,),
        error=RequestInvalid,
        message="The request for {what} is not one STS takes: {reason}.",
        hint="Check the profile's settings.",
    ),
    Mishap(
        kinds=(boto.InvalidRegionError, boto.NoRegionError, boto.UnknownRegionError),
        error=ConfigurationError,
        message="The Region for {what} is not one that AWS could have: {reason}.",
        hint="Check the profile's region.",
    ),
    Mishap(
        kinds=(boto.UnknownEndpointError, boto.EndpointProviderError, boto.EndpointVariantError),
        error=ConfigurationError,
        message="There is no STS endpoint for {what} as configured: {reason}.",
        hint="Check region, use_fips_endpoint and use_dualstack_endpoint.",
    ),
    Mishap(
        kinds=(boto.InvalidSTSRegionalEndpointsConfigError,),
        error=ConfigurationError,
        message="sts_regional_endpoints must be legacy or regional.",
        hint="Mend it in the AWS config file or in AWS_STS_REGIONAL_ENDPOINTS.",
    ),
    Mishap(
        kinds=(boto.HTTPClientError, OSError),
        error=Unreachable,
        message="{what} could not be sent to {host}: {reason}.",
        hint="Check the proxy settings, AWS_CA_BUNDLE and the endpoint's URL.",
    ),
    Mishap(
        kinds=(ValueError,),
        error=ConfigurationError,
        message="{what} cannot be sent: {reason}.",
        hint="Check endpoint_url, AWS_ENDPOINT_URL_STS and AWS_ENDPOINT_URL.",
    ),
    Mishap(
        kinds=(Exception,),
        error=AwsError,
        message="{what} failed: {reason}.",
    ),
)

_ERRNO_WORDS = {
    errno.ECONNREFUSED: "the connection was refused",
    errno.ENETUNREACH: "there is no route to it",
    errno.EHOSTUNREACH: "there is no route to it",
    errno.ENETDOWN: "the network is down",
}


def row_for(error: Exception) -> Mishap:
    """The row for an exception."""
    return next(row for row in MISHAPS if isinstance(error, row.kinds))


def facts(error: Exception) -> dict[str, str]:
    """What an exception itself tells for the sentences."""
    kept = getattr(error, "kwargs", {})
    return {
        "reason": quoted(_connection_words(error) or _own_words(error)).rstrip("."),
        "proxy": quoted(str(kept.get("proxy_url", ""))),
    }


def _own_words(error: Exception) -> str:
    report = getattr(error, "kwargs", {}).get("report") or getattr(error, "kwargs", {}).get("error")
    return str(report or error) or type(error).__name__


def _connection_words(error: Exception) -> str:
    if not isinstance(error, boto.EndpointConnectionError):
        return ""
    for each in _chain(error):
        if isinstance(each, socket.gaierror):
            return "its name could not be resolved"
        if isinstance(each, OSError) and each.errno in _ERRNO_WORDS:
            return _ERRNO_WORDS[each.errno]
    return "no connection could be made"


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """An exception and all that led to it."""
    while error is not None:
        yield error
        inner = getattr(error, "kwargs", {}).get("error")
        error = inner if isinstance(inner, BaseException) else error.__cause__ or error.__context__
