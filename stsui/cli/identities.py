"""Who several profiles are: asked side by side, one's failure hiding no other's answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from stsui.answers import IdentityAnswer
from stsui.cli.codes import code_source
from stsui.cli.terminal import ProgressLine
from stsui.errors import CodeNeeded, Interrupted, StsuiError
from stsui.services import Services
from stsui.services.identities import answer
from stsui.sessions import CodeSource, NoCodes

AT_ONCE = 8


def _unchecked() -> None:
    """Ctrl-C reaches whoever waits here."""


def ask_all(services: Services, profiles: Sequence[str], code_option: str | None) -> list[IdentityAnswer]:
    """An answer for each profile, in order.

    Those that need a code come first, one after the other, so that a code is typed once for all that share a
    device; the others are asked side by side.
    """
    answers = dict(_with_codes(services, profiles, code_source(code_option, services)))
    rest = [profile for profile in profiles if profile not in answers]
    ended = Event()

    def check() -> None:
        if ended.is_set():
            raise Interrupted("The command was stopped.")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            found = pool.map(lambda name: _answer(services, name, NoCodes(), check), rest)
            answers |= zip(rest, found, strict=True)
        finally:
            ended.set()  # Ctrl-C does not reach the threads, nor the programs that they wait for
    return [answers[profile] for profile in profiles]


def _with_codes(
    services: Services, profiles: Sequence[str], codes: CodeSource
) -> Iterator[tuple[str, IdentityAnswer]]:
    unknown: set[str] = set()
    for profile in dict.fromkeys(profiles):
        serial = _serial(services, profile)
        if serial is None:
            continue
        given = _answer(services, profile, NoCodes() if serial in unknown else codes)
        if isinstance(given.error, CodeNeeded):
            unknown.add(serial)  # whoever had none for one profile is not asked again for the next
        yield profile, given


def _serial(services: Services, profile: str) -> str | None:
    """The device whose code the profile needs now; None for none, and where it cannot be started."""
    try:
        request = services.manager.code_request(profile)
        return request.serial if request and not services.manager.plan(profile).problems else None
    except StsuiError:
        return None  # the answer itself tells why


def _answer(
    services: Services, profile: str, codes: CodeSource, check: Callable[[], None] = _unchecked
) -> IdentityAnswer:
    with ProgressLine(services.clock) as line:
        return answer(services, profile, lambda: services.caller(profile, codes, line.show, check))
