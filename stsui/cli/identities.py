"""Who several profiles are: asked side by side, one's failure hiding no other's answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from stsui.cli.codes import code_source
from stsui.cli.summary import account_name
from stsui.cli.terminal import ProgressLine
from stsui.delivery.credential_process import iso
from stsui.errors import CodeNeeded, StsuiError
from stsui.model import Credentials, Endpoint
from stsui.services import Services
from stsui.sessions import CodeSource, NoCodes

AT_ONCE = 8
_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "root": "root user",
        "user": "IAM user",
        "assumed-role": "role session",
        "federated-user": "federated user",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What AWS says of one profile's credentials, or why it could not be asked."""

    profile: str | None
    """None where nobody was named, and the environment's credentials were asked about."""
    account_id: str | None = None
    account_name: str | None = None
    arn: str | None = None
    user_id: str | None = None
    access_key_id: str | None = None
    expires_at: datetime | None = None
    error: StsuiError | None = None

    @property
    def kind(self) -> str | None:
        """What sort of principal it is, in words."""
        return principal_kind(self.arn) if self.arn else None

    def as_json(self) -> dict[str, str | None]:
        """The answer as `whoami --json` prints it."""
        return {
            "profile": self.profile,
            "account_id": self.account_id,
            "account_name": self.account_name,
            "kind": self.kind,
            "arn": self.arn,
            "user_id": self.user_id,
            "access_key_id": self.access_key_id,
            "expires_at": iso(self.expires_at),
            "error": str(self.error) if self.error else None,
        }


def principal_kind(arn: str) -> str:
    """What sort of principal an ARN names: "IAM user", "role session", …"""
    resource = arn.split(":", 5)[-1].partition("/")[0]
    return _KINDS.get(resource, resource)


def ask(services: Services, profile: str | None, credentials: Credentials, endpoint: Endpoint) -> Answer:
    """Ask AWS whose the credentials are.

    Raises:
        StsuiError: it could not be asked, or refused them.
    """
    identity = services.gateway.caller_identity(credentials, endpoint)
    return Answer(
        profile=profile,
        account_id=identity.account_id,
        account_name=account_name(services, identity.account_id),
        arn=identity.arn,
        user_id=identity.user_id,
        access_key_id=credentials.access_key_id,
        expires_at=credentials.expires_at,
    )


def ask_all(services: Services, profiles: Sequence[str], code_option: str | None) -> list[Answer]:
    """An answer for each profile, in order.

    Those that need a code come first, one after the other, so that a code is typed once for all that share a
    device; the others are asked side by side.
    """
    answers = dict(_with_codes(services, profiles, code_source(code_option, services)))
    rest = [profile for profile in profiles if profile not in answers]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers |= zip(rest, pool.map(lambda name: _answer(services, name, NoCodes()), rest), strict=True)
    return [answers[profile] for profile in profiles]


def _with_codes(
    services: Services, profiles: Sequence[str], codes: CodeSource
) -> Iterator[tuple[str, Answer]]:
    unknown: set[str] = set()
    for profile in dict.fromkeys(profiles):
        serial = _serial(services, profile)
        if serial is None:
            continue
        answer = _answer(services, profile, NoCodes() if serial in unknown else codes)
        if isinstance(answer.error, CodeNeeded):
            unknown.add(serial)  # whoever had none for one profile is not asked again for the next
        yield profile, answer


def _serial(services: Services, profile: str) -> str | None:
    """The device whose code the profile needs now; None for none, and where it cannot be started."""
    try:
        request = services.manager.code_request(profile)
        return request.serial if request and not services.manager.plan(profile).problems else None
    except StsuiError:
        return None  # the answer itself tells why


def _answer(services: Services, profile: str, codes: CodeSource) -> Answer:
    try:
        with ProgressLine(services.clock) as line:
            return ask(services, profile, *services.caller(profile, codes, line.show))
    except StsuiError as error:
        return Answer(profile=profile, error=error)
