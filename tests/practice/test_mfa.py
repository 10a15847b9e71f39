"""MFA: right, wrong, used and foreign codes, on GetSessionToken and on AssumeRole itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from .conftest import refusal

WRONG = "MultiFactorAuthentication failed with invalid MFA one time pass code. "


@pytest.fixture
def device(aws):
    return aws.company.users["oncall"].mfa


@pytest.fixture
def role(aws):
    return {"RoleArn": aws.company.role("payments-prod", "OnCall").arn, "RoleSessionName": "kim"}


def test_a_code_opens_a_role_that_wants_one(aws, on_call, role, mfa, client_of):
    answer = on_call.assume_role(**role, **mfa())
    assert answer["AssumedRoleUser"]["Arn"] == "arn:aws:sts::444455556666:assumed-role/OnCall/kim"
    who = client_of(answer["Credentials"]).get_caller_identity()
    assert who["Arn"] == answer["AssumedRoleUser"]["Arn"]
    assert who["UserId"] == answer["AssumedRoleUser"]["AssumedRoleId"]


def test_one_code_opens_many_roles_through_get_session_token(aws, on_call, role, mfa, client_of):
    client = client_of(on_call.get_session_token(**mfa())["Credentials"])
    for account in ("payments-prod", "payments-dev", "data-prod"):
        arn = aws.company.role(account, "Admin").arn
        assert client.assume_role(RoleArn=arn, RoleSessionName="kim")["Credentials"]


def test_a_session_without_mfa_does_not_open_it(on_call, role, client_of):
    client = client_of(on_call.get_session_token()["Credentials"])
    status, code, message = refusal(client.assume_role, **role)
    assert (status, code) == (403, "AccessDenied")
    assert message.endswith("because no role trust policy allows the sts:AssumeRole action")


def test_a_chained_role_does_not_count_as_mfa(aws, on_call, role, mfa, client_of):
    jump = on_call.assume_role(
        RoleArn=aws.company.role("identity", "Jump").arn, RoleSessionName="kim", **mfa()
    )
    assert refusal(client_of(jump["Credentials"]).assume_role, **role)[1] == "AccessDenied"


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_neighbouring_windows_pass(aws, on_call, device, seconds):
    code = device.code(aws.now() + timedelta(seconds=seconds))
    assert on_call.get_session_token(SerialNumber=device.serial, TokenCode=code)["Credentials"]


@pytest.mark.parametrize("seconds", [-90, 90])
def test_codes_of_other_times_do_not(aws, on_call, device, seconds):
    code = device.code(aws.now() + timedelta(seconds=seconds))
    answer = refusal(on_call.get_session_token, SerialNumber=device.serial, TokenCode=code)
    assert answer == (403, "AccessDenied", WRONG)


def test_a_code_is_taken_once_for_all_operations(on_call, device, role, hands):
    given = {"SerialNumber": device.serial, "TokenCode": device.code()}
    on_call.get_session_token(**given)
    assert refusal(on_call.get_session_token, **given) == (403, "AccessDenied", WRONG)
    assert refusal(on_call.assume_role, **role, **given) == (403, "AccessDenied", WRONG)
    hands.forward(seconds=30)
    assert on_call.assume_role(**role, **given | {"TokenCode": device.code()})["Credentials"]


def test_a_code_is_used_up_even_when_the_role_refuses(aws, on_call, mfa):
    given = mfa()
    deploy = {"RoleArn": aws.company.role("payments-prod", "Deploy").arn, "RoleSessionName": "kim"}
    assert "explicit deny" in refusal(on_call.assume_role, **deploy, **given)[2]
    assert refusal(on_call.get_session_token, **given)[2] == WRONG


def test_a_request_that_is_invalid_uses_no_code(on_call, role, mfa):
    given = mfa()
    assert refusal(on_call.assume_role, **role, **given, DurationSeconds=1)[1] == "ValidationError"
    assert on_call.assume_role(**role, **given)["Credentials"]


@pytest.mark.parametrize(
    "serial",
    ["arn:aws:iam::111122223333:mfa/nobody", "arn:aws:iam::111122223333:mfa/root-account-mfa-device"],
)
def test_a_device_that_is_not_the_callers(on_call, device, serial):
    status, code, message = refusal(on_call.get_session_token, SerialNumber=serial, TokenCode=device.code())
    assert (status, code) == (403, "AccessDenied")
    assert message.startswith("MultiFactorAuthentication failed, unable to validate MFA code.")


@pytest.mark.parametrize("code", ["12345", "1234567", "12a456", ""])
def test_a_code_of_the_wrong_form(on_call, device, code):
    status, error, message = refusal(on_call.get_session_token, SerialNumber=device.serial, TokenCode=code)
    assert (status, error) == (400, "ValidationError")
    assert f"Value '{code}' at 'tokenCode' failed to satisfy constraint" in message


@pytest.mark.parametrize("left_out", ["SerialNumber", "TokenCode"])
def test_half_of_the_pair(on_call, mfa, left_out):
    given = mfa()
    del given[left_out]
    assert "must provide both" in refusal(on_call.get_session_token, **given)[2]


def test_root_has_a_device_too(aws, client_of):
    device = aws.company.users["root"].mfa
    answer = client_of("root").get_session_token(SerialNumber=device.serial, TokenCode=device.code())
    assert answer["Credentials"]["AccessKeyId"].startswith("ASIA")


def test_whoever_has_no_device_says_so(aws):
    with pytest.raises(LookupError, match="deploy has no MFA device"):
        _ = aws.company.users["deploy"].mfa
