"""Whether STS can be reached where the profiles call it, and what its clock says.

A question signed with AWS's documented example key is refused by every STS, which is an answer: it needs no
credentials and does nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Protocol

from stsui.cli.checks import Finding, broken, ok, warning
from stsui.clock import Clock
from stsui.errors import AwsError, StsuiError, Unreachable
from stsui.model import Credentials, Endpoint, Secret

NOBODY = Credentials("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"))
SIGNATURES_REFUSED = timedelta(minutes=5)
"""From here on services refuse signatures; codes of a device fail from half a minute on."""
CODES_REFUSED = timedelta(seconds=30)
MOST_ENDPOINTS = 4


class Asker(Protocol):
    """The part of the gateway that is needed here."""

    def caller_identity(self, credentials: Credentials, endpoint: Endpoint) -> object:
        """GetCallerIdentity."""


def endpoint_findings(endpoints: Iterable[Endpoint], gateway: Asker) -> Iterator[Finding]:
    """Each place where the profiles call STS, the first few of them."""
    places = {endpoint.url or endpoint.region or "the global endpoint": endpoint for endpoint in endpoints}
    for place, endpoint in list(places.items())[:MOST_ENDPOINTS]:
        try:
            gateway.caller_identity(NOBODY, endpoint)
        except Unreachable as error:
            yield broken(
                "endpoints", f"STS at {place}: {error.message}", error.hint or "Check network and proxy."
            )
        except AwsError:
            yield ok("endpoints", f"STS at {place} answers.")
        except StsuiError as error:
            yield broken("endpoints", f"STS at {place}: {error.message}", error.hint)
        else:
            yield ok("endpoints", f"STS at {place} answers.")


def clock_findings(clock: Clock) -> Iterator[Finding]:
    """How far this machine's clock is from AWS's, once AWS has told it."""
    if not clock.measured:
        yield warning(
            "clock", "AWS has not been reached, so the clock could not be compared.", "Mend that first."
        )
        return
    off = abs(clock.skew)
    slow = "behind" if clock.skew > timedelta(0) else "ahead of"
    message = f"This machine's clock is {off.total_seconds():.0f} s {slow} AWS's."
    mend = "Set it right, by NTP if you can."
    if off >= SIGNATURES_REFUSED:
        yield broken("clock", f"{message} Requests are refused.", mend)
    elif off >= CODES_REFUSED:
        yield broken("clock", f"{message} Codes made on this machine are refused.", mend)
    elif off:
        yield warning("clock", f"{message} stsui allows for it.", mend)
    else:
        yield ok("clock", "This machine's clock agrees with AWS's.")
