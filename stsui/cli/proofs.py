"""What a SAML response or a web identity token says, shown on stderr before it is sent anywhere."""

from __future__ import annotations

import sys
from datetime import datetime

from stsui.cli.output import table
from stsui.cli.summary import until
from stsui.delivery.credential_process import iso
from stsui.federation import SamlResponse, read_jwt
from stsui.model import Secret
from stsui.services import Services


def show_saml(services: Services, said: SamlResponse) -> dict[str, object]:
    """Show it; the same facts for a program."""
    rows = [
        ("Issuer", said.issuer),
        ("Subject", said.subject),
        ("Audience", said.audience),
        ("Session name", said.session_name),
        *(("Role", f"{role.label}  {role.role_arn}") for role in said.roles),
        ("Good until", _moment(services, said.not_on_or_after)),
        ("Session ends", _moment(services, said.session_ends)),
    ]
    _show(rows)
    return {
        "issuer": said.issuer,
        "subject": said.subject,
        "audience": said.audience,
        "session_name": said.session_name,
        "roles": [{"role_arn": role.role_arn, "principal_arn": role.principal_arn} for role in said.roles],
        "not_on_or_after": iso(said.not_on_or_after),
        "session_not_on_or_after": iso(said.session_ends),
    }


def show_token(services: Services, token: Secret) -> dict[str, object]:
    """Show its claims; the same for a program.

    Raises:
        ProofUnreadable: it is no JWT.
    """
    said = read_jwt(token.reveal())
    rows = [
        ("Issuer", said.issuer),
        ("Subject", said.subject),
        ("Audience", ", ".join(said.audience)),
        ("Issued", _moment(services, said.issued_at, ended=False)),
        ("Good until", _moment(services, said.expires_at)),
        *said.more_claims,
    ]
    _show(rows)
    return {"claims": dict(said.claims), "expires_at": iso(said.expires_at)}


def _show(rows: list[tuple[str, str]]) -> None:
    print(table([row for row in rows if row[1]]), file=sys.stderr)


def _moment(services: Services, moment: datetime | None, *, ended: bool = True) -> str:
    if moment is None:
        return ""
    return until(services, moment) if ended else f"{moment:%Y-%m-%d %H:%M:%S} UTC"
