"""Amazon resource names as people paste them: masked, elided, or with a part missing."""

from __future__ import annotations

import re
from typing import NamedTuple

from stsui.denials.model import Principal, PrincipalKind

_ACCOUNT = re.compile(r"[0-9]{12}")
_REGION = re.compile(r"[a-z]{2,5}(?:-[a-z]{2,12}){1,3}-[0-9]{1,2}")
_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?")


class Arn(NamedTuple):
    """The parts of an ARN; an empty or masked Region or account is None."""

    partition: str
    service: str
    region: str | None
    account: str | None
    resource: str


def split_arn(text: str | None) -> Arn | None:
    """`text` taken apart, or None if it is no ARN. A leading "arn:" may be missing."""
    if text is None:
        return None
    body = text.partition("arn:")[2] if "arn:" in text else text
    parts = body.split(":", 4)
    if len(parts) < 5 or not parts[0].startswith("aws"):
        return None
    partition, service, region, account, resource = parts
    return Arn(
        partition,
        service,
        region if _REGION.fullmatch(region) else None,
        account if _ACCOUNT.fullmatch(account) else None,
        resource,
    )


def account_of(text: str | None) -> str | None:
    """The account in an ARN, or None."""
    arn = split_arn(text)
    return arn.account if arn else None


_ARN_KINDS = (
    # resource prefix, kind, whether a session name follows the role
    ("assumed-role/", PrincipalKind.ASSUMED_ROLE),
    ("federated-user/", PrincipalKind.FEDERATED_USER),
    ("user/", PrincipalKind.USER),
    ("role/", PrincipalKind.ROLE),
)


def read_principal(text: str) -> Principal:
    """The caller that `text` names: an ARN, a service's host name, "anonymous" or a bare name."""
    arn = split_arn(text)
    if arn is None:
        return _bare_principal(text)
    if arn.resource == "root":
        return Principal(PrincipalKind.ROOT, "root", None, arn.account, arn.partition)
    for prefix, kind in _ARN_KINDS:
        if arn.resource.startswith(prefix):
            rest = arn.resource[len(prefix) :]
            name, session = rest, None
            if kind is PrincipalKind.ASSUMED_ROLE:
                name, _, session = rest.partition("/")
            return Principal(kind, name.rpartition("/")[2], session or None, arn.account, arn.partition)
    return Principal(PrincipalKind.UNKNOWN, None, None, arn.account, arn.partition)


def _bare_principal(text: str) -> Principal:
    if text.lower() == "anonymous":
        return Principal(PrincipalKind.ANONYMOUS)
    if _SERVICE.fullmatch(text):
        return Principal(PrincipalKind.SERVICE, text)
    return Principal(PrincipalKind.UNKNOWN, text)
