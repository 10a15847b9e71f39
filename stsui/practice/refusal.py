"""How the practice AWS says no: the codes, statuses and texts of AWS's own answers."""

from __future__ import annotations

from datetime import datetime


class Refusal(Exception):
    """An error answer. `status` below 500 is the sender's fault, from 500 on the service's."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status

    @property
    def fault(self) -> str:
        """Whose fault it is, in the query protocol's words."""
        return "Sender" if self.status < 500 else "Receiver"


def access_denied(message: str) -> Refusal:
    """AccessDenied, 403."""
    return Refusal("AccessDenied", message, 403)


def invalid_token() -> Refusal:
    """An unknown key, or a session token that does not belong to it."""
    return Refusal("InvalidClientTokenId", "The security token included in the request is invalid.", 403)


def expired_token() -> Refusal:
    """The caller's own credentials have run out."""
    return Refusal("ExpiredToken", "The security token included in the request is expired", 403)


def expired_assertion(message: str) -> Refusal:
    """A SAML assertion, a JWT or a context assertion that was handed in has run out."""
    return Refusal("ExpiredTokenException", message)


def invalid(message: str) -> Refusal:
    """ValidationError, 400."""
    return Refusal("ValidationError", message)


def constraint_text(value: object, field: str, constraint: str) -> str:
    """One broken constraint, as AWS states it."""
    shown = "null" if value is None else f"'{value}'"
    return f"Value {shown} at '{field[:1].lower()}{field[1:]}' failed to satisfy constraint: {constraint}"


def constraints(broken: list[str]) -> Refusal:
    """All the broken constraints of a request in one answer."""
    count = f"{len(broken)} validation error{'s' if len(broken) > 1 else ''}"
    return invalid(f"{count} detected: {'; '.join(broken)}")


def compact_time(moment: datetime) -> str:
    """A time as signatures state it: 20260314T120000Z."""
    return moment.strftime("%Y%m%dT%H%M%SZ")
