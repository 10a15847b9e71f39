"""From botocore's exceptions to stsui's errors: what failed, why, and what to do next, in plain sentences.

Two tables say it: `refusals` for what AWS answered, `mishaps` for what went wrong on the way.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from stsui.aws import mishaps, refusals
from stsui.clock import Clock
from stsui.errors import (
    Answer,
    AwsError,
    ClockSkewed,
    CodeRefused,
    ServiceFailed,
    StsuiError,
    Unreachable,
)
from stsui.quoting import quoted
from stsui.records import record
from stsui.rules import TOKEN_CODE_PERIOD, account_of, role_name_of, words_for

if TYPE_CHECKING:
    from stsui.aws.call import Call
    from stsui.aws.mishaps import Mishap
    from stsui.aws.refusals import Refusal


@record
class Failure:
    """A failure in stsui's words, and whether the call may be sent again."""

    error: StsuiError
    cause: Exception
    again: bool = False
    clock: bool = False
    """Whether the signature's time was what AWS minded."""
    elsewhere: bool = False
    """Whether another Region may serve: this one cannot be reached or fails, and no code can be spent."""


def explain(error: Exception, call: Call, clock: Clock) -> Failure:
    """`error`, which sending `call` ended with, in stsui's words."""
    if isinstance(error, ClientError):
        return _refused(error, call, clock)
    row = mishaps.row_for(error)
    answer = Answer(call.operation, type(error).__name__, str(error), endpoint=call.host)
    spent = call.spends_a_code and row.sent
    made = _made(row, _facts(call, clock) | mishaps.facts(error), answer, clock, spent=spent)
    elsewhere = issubclass(row.error, (Unreachable, ServiceFailed)) and not spent
    return Failure(made, error, row.again and not spent, elsewhere=elsewhere)


def _refused(error: ClientError, call: Call, clock: Clock) -> Failure:
    answer = _answer(error, call)
    row, found = refusals.row_for(answer)
    facts = _facts(call, clock) | {"text": quoted(answer.text), "code": quoted(answer.code)} | found
    spent = call.spends_a_code and row.again and row.sent
    elsewhere = answer.status >= 500 and issubclass(row.error, ServiceFailed) and not spent
    made = _made(row, facts, answer, clock, spent=spent)
    return Failure(made, error, row.again and not spent, row.error is ClockSkewed, elsewhere)


def _made(
    row: Mishap | Refusal, facts: dict[str, str], answer: Answer, clock: Clock, *, spent: bool
) -> StsuiError:
    message, hint = row.message.format_map(facts), row.hint.format_map(facts)
    if spent:
        hint = f"{hint} The token code may count as used: take the next one.".lstrip()
    if issubclass(row.error, AwsError):
        return row.error(message, hint, answer=answer)
    if issubclass(row.error, CodeRefused):
        return row.error(message, hint, retry_at=next_code_at(clock.now()))
    return row.error(message, hint)


def next_code_at(now: datetime) -> datetime:
    """When a device shows its next code."""
    period = int(TOKEN_CODE_PERIOD.total_seconds())
    since = timedelta(seconds=now.timestamp() % period)
    return now - since + TOKEN_CODE_PERIOD


def _answer(error: ClientError, call: Call) -> Answer:
    said, about = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
    return Answer(
        call.operation,
        str(said.get("Code") or ""),
        str(said.get("Message") or ""),
        str(about.get("RequestId") or ""),
        int(about.get("HTTPStatusCode") or 0),
        call.host,
    )


def _facts(call: Call, clock: Clock) -> dict[str, str]:
    """What the tables' sentences may name."""
    seconds = call.fields.get("DurationSeconds")
    return {
        "operation": call.operation,
        "what": quoted(subject(call)),
        "host": quoted(call.host) or "STS",
        "key": quoted(call.caller.access_key_id) if call.caller else "none",
        "duration": words_for(seconds) if isinstance(seconds, int) else "the duration asked for",
        "serial": quoted(str(call.fields.get("SerialNumber", "the MFA device"))),
        "lacking": " (this call brought none)" if _without_mfa(call) else "",
        "off": skew_words(clock),
        "or_off": f", or this machine's clock {skew_words(clock)}" if clock.skew else "",
    }


def _without_mfa(call: Call) -> bool:
    """Whether no MFA can be in play: temporary credentials may have been had with some."""
    return "SerialNumber" not in call.fields and not (call.caller and call.caller.temporary)


def subject(call: Call) -> str:
    """The call as a sentence names it: "AssumeRole of OnCall in account 444455556666"."""
    arn = call.fields.get("RoleArn")
    if target := call.fields.get("TargetPrincipal"):
        return f"{call.operation} into account {account_of(str(target)) or target}"
    if not isinstance(arn, str):
        return str(call.operation)
    return f"{call.operation} of {role_name_of(arn)} in account {account_of(arn)}"


def skew_words(clock: Clock) -> str:
    """How far this machine's clock is off: "is 3,600 s slow"."""
    seconds = round(clock.skew.total_seconds())
    if not seconds:
        return "agrees with AWS's" if clock.measured else "may be off"
    return f"is {abs(seconds):,} s {'slow' if seconds > 0 else 'fast'}"
