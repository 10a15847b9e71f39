"""What a step's request carries."""

from __future__ import annotations

import pytest

from stsui.aws.requests import request_for
from stsui.model import Operation, Parameters, Step
from tests.aws.conftest import role_arn


def test_what_has_no_value_is_not_sent() -> None:
    step = Step(Operation.ASSUME_ROLE, "p", Parameters(role_arn=role_arn("OnCall"), policy=""))
    assert request_for(step, TokenCode=None) == {"RoleArn": role_arn("OnCall")}


def test_what_an_operation_does_not_know_is_left_out() -> None:
    parameters = Parameters(role_arn=role_arn("OnCall"), mfa_serial="serial-12", duration_seconds=900)
    step = Step(Operation.GET_SESSION_TOKEN, "p", parameters)
    assert request_for(step, TokenCode="123456") == {
        "DurationSeconds": 900,
        "SerialNumber": "serial-12",
        "TokenCode": "123456",
    }


def test_provided_contexts() -> None:
    provider = "arn:aws:iam::aws:contextProvider/IdentityCenter"
    step = Step(Operation.ASSUME_ROLE, "p", Parameters(provided_contexts=((provider, "an-assertion"),)))
    assert request_for(step) == {
        "ProvidedContexts": [{"ProviderArn": provider, "ContextAssertion": "an-assertion"}]
    }


def test_base_credentials_are_no_request() -> None:
    with pytest.raises(KeyError):
        request_for(Step(Operation.BASE_CREDENTIALS, "p"))
