"""The practice AWS with a clock that the test turns, and boto3 clients that show AWS's raw answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from stsui.clock import Clock
from stsui.practice import PracticeAws

RAW = Config(retries={"total_max_attempts": 1}, parameter_validation=False, read_timeout=10)


class Hands:
    """The hands of a clock, which move when told to. Signatures go by the machine's time, as boto3 does."""

    def __init__(self) -> None:
        self.seconds = datetime(2026, 3, 14, 12, 0, 5, 250_000, tzinfo=UTC).timestamp()

    def __call__(self) -> float:
        return self.seconds

    def forward(self, **by: float) -> None:
        self.seconds += timedelta(**by).total_seconds()


@cache
def boto() -> botocore.session.Session:
    return botocore.session.Session()


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def aws(hands: Hands) -> Iterator[PracticeAws]:
    with PracticeAws(Clock(read=hands), entropy=Random(1).randbytes) as practice:
        yield practice


Keys = Mapping[str, str]
ClientOf = Callable[..., Any]


@pytest.fixture
def client_of(aws: PracticeAws) -> Iterator[ClientOf]:
    """A client for a user's name, for an answer's Credentials, or for neither (unsigned)."""
    made: list[Any] = []

    def make(
        who: str | Keys | None, *, service: str = "sts", region: str = "eu-west-1", **config: Any
    ) -> Any:
        client = boto().create_client(
            service,
            region_name=region,
            endpoint_url=aws.url,
            config=RAW.merge(Config(**config)),
            **keys_of(aws, who),
        )
        made.append(client)
        return client

    yield make
    for client in made:
        client.close()


def keys_of(aws: PracticeAws, who: str | Keys | None) -> dict[str, str]:
    if who is None:
        return {"aws_access_key_id": "AKIAIOSFODNN7EXAMPLE", "aws_secret_access_key": "none"}
    if isinstance(who, str):
        user = aws.company.users[who]
        return {"aws_access_key_id": user.access_key_id, "aws_secret_access_key": user.secret_access_key}
    return {
        "aws_access_key_id": who["AccessKeyId"],
        "aws_secret_access_key": who["SecretAccessKey"],
        "aws_session_token": who["SessionToken"],
    }


def refusal(call: Callable[..., Any], /, **parameters: Any) -> tuple[int, str, str]:
    """Status, code and message of a call that must fail."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    answer = caught.value.response
    return (
        answer["ResponseMetadata"]["HTTPStatusCode"],
        answer["Error"]["Code"],
        answer["Error"]["Message"],
    )


@pytest.fixture
def on_call(client_of: ClientOf) -> Any:
    return client_of("oncall")


@pytest.fixture
def mfa(aws: PracticeAws, hands: Hands) -> Callable[[], dict[str, str]]:
    """SerialNumber and an unused TokenCode of oncall's device."""

    def parameters() -> dict[str, str]:
        hands.forward(seconds=30)
        device = aws.company.users["oncall"].mfa
        return {"SerialNumber": device.serial, "TokenCode": device.code()}

    return parameters
