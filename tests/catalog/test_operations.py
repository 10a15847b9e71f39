"""Plans of the operations called by name: their steps, what is filled in, and every rule they would break."""

from __future__ import annotations

from typing import Any

import pytest

from stsui.catalog import build_plan, session_key
from stsui.catalog.operations import operation_plan
from stsui.errors import ConfigurationError
from stsui.model import Kind, Operation, Parameters, Plan
from stsui.rules import HOUR
from tests.catalog.conftest import KEYS, OTHER_KEYS, Home
from tests.catalog.test_plan import MFA, ROOT_MFA, SERIAL, USER, role

BASE, SESSION, ASSUME = Operation.BASE_CREDENTIALS, Operation.GET_SESSION_TOKEN, Operation.ASSUME_ROLE
FEDERATE, ROOT = Operation.GET_FEDERATION_TOKEN, Operation.ASSUME_ROOT
SAML, WEB = Operation.ASSUME_ROLE_WITH_SAML, Operation.ASSUME_ROLE_WITH_WEB_IDENTITY
TOKEN, DELEGATED = Operation.GET_WEB_IDENTITY_TOKEN, Operation.GET_DELEGATED_ACCESS_TOKEN
ARN = "arn:aws:iam::444455556666:role/team/Admin"
PROVIDER = "arn:aws:iam::444455556666:saml-provider/ExampleIdP"
TASK = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"
REGION = "region = eu-west-1\n"

GOOD: dict[Operation, Parameters] = {
    ASSUME: Parameters(role_arn=ARN),
    SESSION: Parameters(),
    FEDERATE: Parameters(name="kim", policy="{}"),
    ROOT: Parameters(target_principal="777788889999", task_policy_arn=TASK),
    TOKEN: Parameters(audience=("https://example.com",)),
    DELEGATED: Parameters(),
    SAML: Parameters(role_arn=ARN, principal_arn=PROVIDER),
    WEB: Parameters(role_arn=ARN, web_identity_token_file="token"),
}
SIGNED = [ASSUME, SESSION, FEDERATE, ROOT, TOKEN, DELEGATED]


def plan(home: Home, operation: Operation, profile: str | None = "oncall", **changed: Any) -> Plan:
    from dataclasses import replace

    parameters = replace(GOOD[operation], **changed)
    return operation_plan(home.catalog(), operation, profile, parameters, home.environ)


def rules(found: Plan) -> list[str]:
    return [problem.rule for problem in found.problems]


@pytest.fixture
def user(home: Home) -> Home:
    return home.write(USER + REGION + SERIAL)


@pytest.mark.parametrize("operation", GOOD)
def test_nothing_is_wrong_with_what_is_right(user: Home, operation: Operation) -> None:
    found = plan(user, operation, "oncall" if operation in SIGNED else None)
    assert found.problems == ()
    assert found.steps[-1].operation is operation


def test_a_long_term_key_calls_by_itself(user: Home) -> None:
    for operation in (FEDERATE, ROOT, TOKEN, DELEGATED):
        steps = plan(user, operation).steps
        assert [step.operation for step in steps] == [BASE, operation]
        assert steps[0].base is Kind.LONG_TERM


@pytest.mark.parametrize(
    ("operation", "seconds"), [(FEDERATE, 12 * HOUR), (ROOT, 900), (TOKEN, 300), (SAML, HOUR), (WEB, HOUR)]
)
def test_the_usual_duration_is_filled_in(user: Home, operation: Operation, seconds: int) -> None:
    found = plan(user, operation, "oncall" if operation in SIGNED else None)
    assert found.steps[-1].parameters.duration_seconds == seconds


# AssumeRole and GetSessionToken: what a configured profile would do


@pytest.mark.parametrize("seconds", [None, 900, HOUR, HOUR + 1, 12 * HOUR])
def test_a_role_given_to_a_key_is_assumed_as_a_configured_one(home: Home, seconds: int | None) -> None:
    written = f"duration_seconds = {seconds}\n" if seconds else ""
    home.write(USER + SERIAL + role("Admin", more=SERIAL + written))
    configured = build_plan(home.catalog(), "Admin", environ=home.environ)
    given = plan(home, ASSUME, duration_seconds=seconds)
    assert [(s.operation, s.parameters) for s in given.steps] == [
        (s.operation, s.parameters) for s in configured.steps
    ]
    assert given.problems == configured.problems == ()
    assert len(given.notes) == len(configured.notes)
    if len(given.steps) == 3:
        assert session_key(given, 2) == session_key(configured, 2), "one MFA session serves both"


def test_a_role_without_mfa_is_assumed_straight(user: Home) -> None:
    assert [s.operation for s in plan(user, ASSUME, mfa_serial="").steps] == [BASE, ASSUME]


def test_a_role_given_to_a_role_is_chained(home: Home) -> None:
    home.write(USER + role("Jump"))
    found = plan(home, ASSUME, "Jump", duration_seconds=2 * HOUR)
    assert [s.operation for s in found.steps] == [BASE, ASSUME, ASSUME]
    assert rules(found) == ["chained-duration"]
    assert "source profile" not in found.problems[0].message


def test_a_roles_profile_alone_means_that_role(home: Home) -> None:
    home.write(USER + role("Admin"))
    changes = Parameters(duration_seconds=900, minimum_session_token_size=4096)
    found = operation_plan(home.catalog(), ASSUME, "Admin", changes, home.environ)
    assert found == build_plan(home.catalog(), "Admin", changes, home.environ)
    assert found.steps[-1].parameters.minimum_session_token_size == 4096


def test_an_odd_duration_of_the_source_is_not_the_roles(home: Home) -> None:
    home.write(f"{USER}duration_seconds = soon\n")
    assert plan(home, ASSUME).notes == ()


def test_templates_are_filled(user: Home) -> None:
    user.environ["STSUI_TICKET"] = "OPS-42"
    found = plan(user, ASSUME, role_session_name="{user}-{profile}-{ticket}")
    assert found.steps[-1].parameters.role_session_name == "kim-oncall-OPS-42"
    assert found.problems == ()
    del user.environ["STSUI_TICKET"]
    for operation in (ASSUME, WEB):
        profile = "oncall" if operation is ASSUME else None
        assert rules(plan(user, operation, profile, role_session_name="{ticket}")) == ["session-name"]


def test_a_session_token_is_the_profiles_own(user: Home) -> None:
    assert plan(user, SESSION).steps == build_plan(user.catalog(), "oncall").steps
    assert session_key(plan(user, SESSION)) == session_key(build_plan(user.catalog(), "oncall"))
    assert plan(user, SESSION, mfa_serial="").mfa_serial is None
    assert plan(user, SESSION, minimum_session_token_size=9).steps[-1].parameters == Parameters(
        mfa_serial=MFA, duration_seconds=12 * HOUR, minimum_session_token_size=9
    )


# Whose credentials may call


KINDS = {
    "a role": (role("Admin") + USER, "Admin", ["long-term-only"]),
    "a temporary key": (f"[profile t]\n{KEYS}aws_session_token = x\n", "t", ["long-term-only"]),
    "an empty one": (f"[profile e]\n{REGION}", "e", ["no-credentials"]),
    "a key": (USER, "oncall", []),
    "a process": ("[profile p]\ncredential_process = x\n", "p", []),
}


@pytest.mark.parametrize("case", KINDS)
def test_only_long_term_keys_call_get_federation_token(home: Home, case: str) -> None:
    config, profile, expected = KINDS[case]
    home.write(config)
    for operation in (FEDERATE, SESSION):
        found = plan(home, operation, profile)
        assert rules(found) == expected
        assert any("credential_process" in note for note in found.notes) == (case == "a process")


def test_a_session_of_a_role_may_call_the_others(home: Home) -> None:
    home.write(USER + role("Admin", more=REGION))
    for operation in (ROOT, TOKEN, DELEGATED):
        found = plan(home, operation, "Admin")
        assert found.problems == ()
        assert [s.operation for s in found.steps] == [BASE, ASSUME, operation]


def test_root(home: Home) -> None:
    home.write(f"[profile root]\n{OTHER_KEYS}{REGION}mfa_serial = {ROOT_MFA}\n")
    assert rules(plan(home, ASSUME, "root")) == ["root"]
    assert rules(plan(home, ROOT, "root")) == ["root"]
    assert plan(home, FEDERATE, "root").steps[-1].parameters.duration_seconds == HOUR
    assert rules(plan(home, FEDERATE, "root", duration_seconds=HOUR + 1)) == ["duration"]
    assert rules(plan(home, SESSION, "root", duration_seconds=HOUR + 1)) == ["duration"]
    assert plan(home, SESSION, "root").problems == plan(home, FEDERATE, "root").problems == ()


# What is asked for


LIMITS = {
    SESSION: (900, 36 * HOUR),
    FEDERATE: (900, 36 * HOUR),
    ROOT: (0, 900),
    TOKEN: (60, HOUR),
    SAML: (900, 12 * HOUR),
    WEB: (900, 12 * HOUR),
    ASSUME: (900, 12 * HOUR),
}


@pytest.mark.parametrize("operation", LIMITS)
def test_durations_at_their_edges(user: Home, operation: Operation) -> None:
    profile = "oncall" if operation in SIGNED else None
    low, high = LIMITS[operation]
    for seconds, broken in ((low - 1, True), (low, False), (high, False), (high + 1, True)):
        found = rules(plan(user, operation, profile, duration_seconds=seconds))
        assert found == ["duration"] * broken, seconds


MISSING = {
    (FEDERATE, "name", "name"),
    (ROOT, "target_principal", "target-principal"),
    (ROOT, "task_policy_arn", "task-policy"),
    (SAML, "role_arn", "role-arn"),
    (SAML, "principal_arn", "principal-arn"),
    (WEB, "role_arn", "role-arn"),
    (ASSUME, "role_arn", "role-arn"),
}


@pytest.mark.parametrize(("operation", "field", "rule"), sorted(MISSING))
def test_what_it_cannot_do_without(user: Home, operation: Operation, field: str, rule: str) -> None:
    found = plan(user, operation, "oncall" if operation in SIGNED else None, **{field: None})
    assert rules(found) == [rule]
    assert "needs" in found.problems[0].message


def test_an_audience_is_needed(user: Home) -> None:
    assert rules(plan(user, TOKEN, audience=())) == ["audience"]


def test_what_an_operation_does_not_take(user: Home) -> None:
    assert rules(plan(user, SESSION, policy="{}", external_id="pegasus")) == ["not-taken", "not-taken"]
    assert rules(plan(user, SAML, None, tags=(("a", "b"),))) == ["not-taken"]
    assert rules(plan(user, ASSUME, audience=("x",))) == ["not-taken"]


def test_a_federated_user_without_a_policy_may_do_nothing(user: Home) -> None:
    assert any("may do nothing" in note for note in plan(user, FEDERATE, policy=None).notes)
    arns = ("arn:aws:iam::aws:policy/ReadOnlyAccess",)
    assert plan(user, FEDERATE, policy=None, policy_arns=arns).notes == ()


def test_a_policy_on_an_unsigned_call_limits_only_the_caller(user: Home) -> None:
    assert any("unsigned" in note for note in plan(user, SAML, None, policy="{}").notes)


def test_a_token_cannot_outlast_the_session_that_asks(home: Home) -> None:
    home.write(USER + role("Admin", more=f"{REGION}duration_seconds = 900\n"))
    assert rules(plan(home, TOKEN, "Admin", duration_seconds=901)) == ["duration-escalation"]
    assert rules(plan(home, TOKEN, "Admin", duration_seconds=900)) == []


# Where


@pytest.mark.parametrize("operation", [ROOT, TOKEN])
def test_what_the_global_endpoint_does_not_have(home: Home, operation: Operation) -> None:
    home.write(USER)
    assert rules(plan(home, operation)) == ["region"]
    home.environ["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:1"
    assert rules(plan(home, operation)) == []
    del home.environ["AWS_ENDPOINT_URL_STS"]
    home.write(f"{USER}region = us-east-1\nsts_regional_endpoints = legacy\n")
    assert plan(home, operation).endpoint.regional_endpoints == "regional"


def test_unsigned_calls_are_named_after_the_role_or_the_profile(home: Home) -> None:
    home.write(USER + REGION)
    assert plan(home, SAML, None).profile == "444455556666/Admin"
    lent = plan(home, SAML, "oncall")
    assert (lent.profile, lent.endpoint.region) == ("oncall", "eu-west-1")
    assert [s.operation for s in lent.steps] == [SAML]


def test_a_web_identity_profile_lends_its_role_and_file(home: Home) -> None:
    home.write(f"[profile ci]\nrole_arn = {ARN}\nweb_identity_token_file = /t\nduration_seconds = 1800\n")
    found = operation_plan(home.catalog(), WEB, "ci", Parameters(role_session_name="me"), home.environ)
    assert found.problems == ()
    assert found.steps[-1].parameters == Parameters(
        role_arn=ARN, web_identity_token_file="/t", duration_seconds=1800, role_session_name="me"
    )


def test_no_such_profile_and_no_such_plan(home: Home) -> None:
    with pytest.raises(ConfigurationError, match="no profile"):
        plan(home, FEDERATE, "gone")
    with pytest.raises(ValueError, match="signed"):
        plan(home, FEDERATE, None)
    with pytest.raises(ValueError, match="issues nothing"):
        operation_plan(home.catalog(), Operation.GET_CALLER_IDENTITY, "oncall")
