"""Every way stsui can fail, as one tree. A message is one plain sentence; a hint says what to do next.

StsuiError                      exit code 1
├── ConfigurationError          2   a file, a profile or an option is wrong
│   └── PlanRefused             2   STS's rules forbid the plan; nothing was sent
├── CodeNeeded                  3   an MFA code is needed and nobody can be asked
├── CodeRefused                 1   a token code that is wrong, or was used before
├── CredentialsMissing          1   the base credentials could not be had
├── StoreFailed                 1   the keyring or a file of the store does not work
├── Interrupted               130   the person stopped it
└── AwsError                    1   AWS, or the way to it
    ├── AccessRefused               AWS said no
    ├── CredentialsExpired          the caller's credentials have run out or are not valid (any more)
    ├── ClockSkewed                 the signature's time is not AWS's time
    ├── RequestInvalid              AWS found the request itself wrong
    ├── Throttled                   too many calls
    ├── ServiceFailed               AWS answered 5xx
    └── Unreachable                 no answer: no route, no name, time-out, a broken connection
"""

from __future__ import annotations

from datetime import datetime

from stsui.records import record


class StsuiError(Exception):
    """One plain sentence in `message`, and in `hint` what to do next (may be empty)."""

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __rich__(self) -> str:
        """Shown without a traceback's locals, which may hold secrets."""
        return str(self).replace("[", "\\[")


class ConfigurationError(StsuiError):
    """A file, a profile or an option is wrong."""

    exit_code = 2


class PlanRefused(ConfigurationError):
    """STS's rules, or the configuration, forbid the plan; nothing was sent."""


class CodeNeeded(StsuiError):
    """An MFA code is needed and nobody can be asked."""

    exit_code = 3


class CodeRefused(StsuiError):
    """AWS refused a token code, or stsui kept back one that was used before."""

    def __init__(self, message: str, hint: str = "", *, retry_at: datetime | None = None) -> None:
        super().__init__(message, hint)
        self.retry_at = retry_at
        """When the next code can be had (AWS's time), where waiting helps."""


class CredentialsMissing(StsuiError):
    """The base credentials that a plan starts from could not be had."""


class StoreFailed(StsuiError):
    """The keyring or a file of the store does not work."""


class Interrupted(StsuiError):
    """The person stopped it."""

    exit_code = 130


@record
class Answer:
    """What AWS said, for those who want the details."""

    operation: str
    code: str = ""
    text: str = ""
    """AWS's own words: untrusted text."""
    request_id: str = ""
    status: int = 0
    endpoint: str = ""


class AwsError(StsuiError):
    """AWS, or the way to it, failed."""

    def __init__(self, message: str, hint: str = "", *, answer: Answer | None = None) -> None:
        super().__init__(message, hint)
        self.answer = answer


class AccessRefused(AwsError):
    """AWS said no: no policy allows it, or one denies it."""


class CredentialsExpired(AwsError):
    """The caller's credentials have run out or are not valid (any more)."""


class ClockSkewed(AwsError):
    """The signature's time is not AWS's time."""


class RequestInvalid(AwsError):
    """AWS found the request itself wrong."""


class Throttled(AwsError):
    """Too many calls."""


class ServiceFailed(AwsError):
    """AWS answered with a failure of its own."""


class Unreachable(AwsError):
    """No answer: no route, no such name, a time-out or a broken connection."""
