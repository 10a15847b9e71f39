"""Sessions that operations called by name gave: found in the store, named, used, refreshed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.errors import CredentialsExpired
from stsui.federation import read_jwt
from stsui.model import NO_PARAMETERS, Kind, Operation, Parameters, Secret, Session
from stsui.practice import PracticeAws
from stsui.practice.cast import OIDC_AUDIENCE, SAML_PROVIDER
from stsui.services import Services
from stsui.services.called import Called, called_session, called_sessions, plan_again
from stsui.sessions import CodeSource, GivenCode, NoCodes, Progress
from tests.sessions.conftest import Hands

ASSUME, SESSION = Operation.ASSUME_ROLE, Operation.GET_SESSION_TOKEN
FEDERATE, ROOT = Operation.GET_FEDERATION_TOKEN, Operation.ASSUME_ROOT
SAML, WEB = Operation.ASSUME_ROLE_WITH_SAML, Operation.ASSUME_ROLE_WITH_WEB_IDENTITY
DEV = "777788889999"
FEDERATED = f"arn:aws:iam::{DEV}:role/Federated"
PIPELINE = f"arn:aws:iam::{DEV}:role/Pipeline"
TASK = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"


def untold(progress: Progress) -> None:
    """Nobody wants to know."""


def unchecked() -> None:
    """Nobody will break it off."""


def call(
    services: Services,
    operation: Operation,
    profile: str | None,
    asked: Parameters = NO_PARAMETERS,
    *,
    codes: CodeSource | None = None,
    proof: Secret | None = None,
) -> Session:
    plan = services.operation_plan(operation, profile, asked, proof)
    given = services.run_operation(plan, codes or NoCodes(), proof=proof)
    assert isinstance(given, Session)
    return given


def again(services: Services, called: Called, *, renew: bool = True) -> Session:
    return called_session(services, called, NoCodes(), renew=renew, progress=untold, check=unchecked)


@pytest.fixture
def codes(aws: PracticeAws) -> CodeSource:
    return GivenCode(aws.company.users["oncall"].mfa.code())


def test_each_is_named_after_who_called_for_whom_and_what(
    aws: PracticeAws, services: Services, codes: CodeSource
) -> None:
    call(services, FEDERATE, "oncall", Parameters(name="kim"))
    call(
        services,
        ROOT,
        "management/Admin",
        Parameters(target_principal=DEV, task_policy_arn=TASK),
        codes=codes,
    )
    role = aws.company.role("payments-dev", "OnCall").arn
    call(services, ASSUME, "oncall", Parameters(role_arn=role))
    found = called_sessions(services)
    assert {name: called.caller for name, called in found.items()} == {
        "oncall · kim · GetFederationToken": "oncall",
        f"management/Admin · {DEV} · AssumeRoot": "management/Admin",
        "oncall · OnCall · AssumeRole": "oncall",
    }
    assert all(called.info.profile == called.plan.profile == name for name, called in found.items())
    heading = found["oncall · OnCall · AssumeRole"].heading
    assert (heading.account_id, heading.account_name) == ("111122223333", "identity"), "beside its caller"
    assert heading.environment == "dev", "in its own account's colour"
    profile = found["oncall · OnCall · AssumeRole"].profile
    assert (profile.account_id, profile.account_name) == (DEV, "payments-dev")


def test_profiles_own_sessions_and_steps_on_the_way_are_none(services: Services, codes: CodeSource) -> None:
    call(services, SESSION, "oncall", codes=codes)
    call(services, ASSUME, "payments-dev/ReadOnly")
    services.manager.obtain("payments-prod/OnCall", NoCodes(), changes=Parameters(duration_seconds=1800))
    services.manager.obtain("payments-prod/OnCall", NoCodes(), changes=Parameters(duration_seconds=900))
    assert called_sessions(services) == {}


def test_another_process_finds_them(services: Services, environ: dict[str, str], clock: Clock) -> None:
    given = call(services, FEDERATE, "oncall", Parameters(name="kim", tags=(("team", "pay"),)))
    other = Services.open(environ, clock)
    (called,) = called_sessions(other).values()
    assert called.info.access_key_id == given.info.access_key_id
    assert again(other, called, renew=False).credentials == given.credentials
    newer = again(other, called)
    assert newer.credentials != given.credentials
    assert newer.info.profile == called.name
    assert called_sessions(services)[called.name].info.access_key_id == newer.info.access_key_id


def test_that_no_code_was_wanted_is_remembered(services: Services) -> None:
    role = f"arn:aws:iam::{DEV}:role/ReadOnly"
    call(services, ASSUME, "oncall", Parameters(role_arn=role, mfa_serial=""))
    (called,) = called_sessions(services).values()
    assert [step.operation for step in called.plan.steps] == [Operation.BASE_CREDENTIALS, ASSUME]


def test_of_two_alike_each_has_its_own_name(services: Services) -> None:
    call(services, FEDERATE, "oncall", Parameters(name="kim"))
    call(services, FEDERATE, "oncall", Parameters(name="kim", duration_seconds=900))
    first, second = sorted(called_sessions(services))
    assert first == "oncall · kim · GetFederationToken"
    assert second.startswith(f"{first} (")


def test_what_came_with_an_assertion_cannot_be_refreshed(
    aws: PracticeAws, services: Services, hands: Hands
) -> None:
    attributes = {"Role": f"{FEDERATED},{SAML_PROVIDER}", "RoleSessionName": "kim"}
    proof = Secret(aws.provider.saml_response(attributes))
    given = call(services, SAML, None, proof=proof)
    (called,) = called_sessions(services).values()
    assert called.name == f"{DEV}/Federated · AssumeRoleWithSAML"
    assert called.caller is None
    assert called.heading.account_name == "payments-dev"
    assert called.profile.kind is Kind.TEMPORARY
    assert again(services, called, renew=False).credentials == given.credentials
    with pytest.raises(CredentialsExpired, match="is kept nowhere"):
        again(services, called)
    hands.forward(timedelta(hours=1))
    with pytest.raises(CredentialsExpired):
        again(services, called, renew=False)


def test_a_token_file_is_read_again(aws: PracticeAws, services: Services, tmp_path: Path) -> None:
    file = tmp_path / "token"

    def write(subject: str) -> None:
        file.write_text(aws.provider.jwt({"sub": subject, "aud": OIDC_AUDIENCE}), encoding="utf-8")

    write("one")
    call(services, WEB, "deploy", Parameters(role_arn=PIPELINE, web_identity_token_file=str(file)))
    (called,) = called_sessions(services).values()
    assert called.stale == ""
    write("two")
    again(services, called)
    sent = [read_jwt(each.parameters["WebIdentityToken"]).subject for each in aws.calls]
    assert sent == ["one", "two"]


def test_changes_are_made_to_what_was_asked_for(services: Services) -> None:
    call(services, FEDERATE, "oncall", Parameters(name="kim", duration_seconds=900))
    (called,) = called_sessions(services).values()
    plan = plan_again(services, called, Parameters(duration_seconds=1800))
    assert plan.steps[-1].parameters.name == "kim"
    assert plan.steps[-1].parameters.duration_seconds == 1800
    assert plan.profile == called.name


def test_a_caller_that_is_configured_no_more_takes_them_off_the_list(
    services: Services, tmp_path: Path
) -> None:
    call(services, FEDERATE, "oncall", Parameters(name="kim"))
    assert called_sessions(services)
    (tmp_path / "config").write_text("", encoding="utf-8")
    (tmp_path / "credentials").write_text("", encoding="utf-8")
    assert services.reload()
    assert called_sessions(services) == {}


def test_forgotten_apart_from_their_callers_own(services: Services, codes: CodeSource) -> None:
    given = call(services, FEDERATE, "oncall", Parameters(name="kim"))
    services.manager.obtain("oncall", codes)
    assert services.manager.forget("oncall", but={given.info.key}) == 1
    assert services.manager.drop(given.info.key)
    assert not services.manager.drop(given.info.key)
    assert services.manager.entries() == []
