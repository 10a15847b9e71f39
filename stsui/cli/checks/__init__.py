"""What `stsui doctor` looks at. Each check yields findings, and each finding says how to mend it."""

from __future__ import annotations

from enum import StrEnum

from stsui.records import record


class Health(StrEnum):
    """How bad a finding is."""

    OK = "ok"
    WARNING = "warning"
    """Works, but will surprise somebody."""
    BROKEN = "broken"


@record
class Finding:
    """One thing that was looked at: what it is, how it is, and what to do about it."""

    check: str
    health: Health
    message: str
    mend: str = ""


def ok(check: str, message: str) -> Finding:
    """All is well."""
    return Finding(check, Health.OK, message)


def warning(check: str, message: str, mend: str) -> Finding:
    """Something to know."""
    return Finding(check, Health.WARNING, message, mend)


def broken(check: str, message: str, mend: str) -> Finding:
    """Something to mend."""
    return Finding(check, Health.BROKEN, message, mend)
