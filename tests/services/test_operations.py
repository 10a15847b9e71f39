"""Operations by name through the services: planned, judged, run, kept or not, against the practice AWS."""

from __future__ import annotations

import base64
import json
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.errors import CodeNeeded, CredentialsMissing, PlanRefused
from stsui.federation import read_jwt
from stsui.model import NO_PARAMETERS, Endpoint, IssuedToken, Operation, Parameters, Secret, Session, Step
from stsui.practice import PracticeAws
from stsui.practice.cast import OIDC_AUDIENCE, SAML_PROVIDER
from stsui.services import Services
from stsui.sessions import GivenCode, NoCodes
from tests.sessions.conftest import Hands
from tests.sessions.conftest import aws as aws
from tests.sessions.conftest import clock as clock
from tests.sessions.conftest import hands as hands

ASSUME, SESSION = Operation.ASSUME_ROLE, Operation.GET_SESSION_TOKEN
FEDERATE, ROOT = Operation.GET_FEDERATION_TOKEN, Operation.ASSUME_ROOT
SAML, WEB = Operation.ASSUME_ROLE_WITH_SAML, Operation.ASSUME_ROLE_WITH_WEB_IDENTITY
TOKEN, DELEGATED = Operation.GET_WEB_IDENTITY_TOKEN, Operation.GET_DELEGATED_ACCESS_TOKEN
DEV = "777788889999"
FEDERATED = f"arn:aws:iam::{DEV}:role/Federated"
PIPELINE = f"arn:aws:iam::{DEV}:role/Pipeline"
TASK = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"


@pytest.fixture
def services(aws: PracticeAws, clock: Clock, tmp_path: Path) -> Services:
    return Services.open({"USER": "kim", **aws.environment(tmp_path)}, clock)


def saml(
    aws: PracticeAws, role: str = FEDERATED, subject: str = "kim@example.com", **times: timedelta
) -> Secret:
    attributes = {"Role": f"{role},{SAML_PROVIDER}", "RoleSessionName": "kim"}
    return Secret(aws.provider.saml_response(attributes, subject=subject, **times))


def called(aws: PracticeAws) -> list[str]:
    return [call.operation for call in aws.calls]


def session(result: Session | IssuedToken) -> Session:
    assert isinstance(result, Session)
    return result


def rules(services: Services, *args: object, **more: object) -> list[str]:
    return [problem.rule for problem in services.operation_plan(*args, **more).problems]  # type: ignore[arg-type]


def test_a_federated_user_is_kept(aws: PracticeAws, services: Services) -> None:
    plan = services.operation_plan(FEDERATE, "oncall", Parameters(name="kim", policy="{}"))
    aws.calls.clear()
    with pytest.raises(Exception, match="policy"):
        services.run_operation(plan, NoCodes())
    plan = services.operation_plan(FEDERATE, "oncall", Parameters(name="kim"))
    first = session(services.run_operation(plan, NoCodes()))
    assert first.info.arn == "arn:aws:sts::111122223333:federated-user/kim"
    assert first.info.operation is FEDERATE
    assert session(services.run_operation(plan, NoCodes())) == first
    assert called(aws).count("GetFederationToken") == 2
    assert session(services.run_operation(plan, NoCodes(), renew=True)) != first
    assert services.manager.status("oncall") is None, "it is not the profile's own session"
    assert services.manager.forget("oncall") == 1


def test_a_role_given_to_a_key_shares_the_mfa_session(aws: PracticeAws, services: Services) -> None:
    code = GivenCode(aws.company.users["oncall"].mfa.code())
    arn = aws.company.role("payments-dev", "OnCall").arn
    plan = services.operation_plan(ASSUME, "oncall", Parameters(role_arn=arn))
    assert session(services.run_operation(plan, code)).info.mfa
    services.manager.obtain("payments-prod/OnCall", NoCodes())
    assert called(aws) == ["GetSessionToken", "AssumeRole", "AssumeRole"]


def test_the_profiles_own_session_is_one_and_the_same(aws: PracticeAws, services: Services) -> None:
    plan = services.operation_plan(SESSION, "oncall")
    with pytest.raises(CodeNeeded):
        services.run_operation(plan, NoCodes())
    given = session(services.run_operation(plan, GivenCode(aws.company.users["oncall"].mfa.code())))
    assert services.manager.obtain("oncall", NoCodes()) == given
    assert services.manager.status("oncall") == given.info


def test_saml(aws: PracticeAws, services: Services) -> None:
    proof = saml(aws)
    plan = services.operation_plan(SAML, None, NO_PARAMETERS, proof)
    assert plan.problems == ()
    asked = plan.steps[-1].parameters
    assert (asked.role_arn, asked.principal_arn) == (FEDERATED, SAML_PROVIDER)
    first = session(services.run_operation(plan, NoCodes(), proof=proof))
    assert first.info.profile == f"{DEV}/Federated"
    assert first.info.from_long_term, "the console's duration may be chosen"
    assert aws.calls[-1].access_key_id is None
    again = services.operation_plan(SAML, None, NO_PARAMETERS, saml(aws))
    assert session(services.run_operation(again, NoCodes(), proof=proof)) == first
    other = services.operation_plan(SAML, None, NO_PARAMETERS, saml(aws, subject="root@example.com"))
    assert services.session_key(other) != services.session_key(plan), "another person has another session"
    stored = "".join(
        path.read_text(errors="replace") for path in services.state_dir.rglob("*") if path.is_file()
    )
    assert proof.reveal() not in stored


def test_a_saved_page_is_sent_as_the_response_in_it(aws: PracticeAws, services: Services) -> None:
    page = Secret(f'<form><input name="SAMLResponse" value="{saml(aws).reveal()}"></form>')
    plan = services.operation_plan(SAML, None, NO_PARAMETERS, page)
    assert session(services.run_operation(plan, NoCodes(), proof=page)).info.account_id == DEV


def test_saml_that_aws_would_refuse(aws: PracticeAws, services: Services, hands: Hands) -> None:
    proof = saml(aws)
    assert rules(services, SAML, None, Parameters(role_arn=PIPELINE), proof) == ["principal-arn", "saml-role"]
    assert rules(services, SAML, None, NO_PARAMETERS, Secret("junk!")) == [
        "role-arn",
        "principal-arn",
        "proof",
    ]
    assert rules(services, SAML, None, Parameters(role_arn=FEDERATED, principal_arn=SAML_PROVIDER)) == [
        "proof"
    ]
    notes = services.operation_plan(
        SAML, None, Parameters(duration_seconds=43_200), saml(aws, session=timedelta(hours=1))
    ).notes
    assert "ends the session at" in notes[0]
    hands.forward(timedelta(minutes=6))
    assert rules(services, SAML, None, NO_PARAMETERS, proof) == ["saml-expired"]
    plan = services.operation_plan(SAML, None, NO_PARAMETERS, proof)
    with pytest.raises(PlanRefused, match="ran out 1 min ago"):
        services.run_operation(plan, NoCodes(), proof=proof)
    assert aws.calls == []


def test_a_choice_of_roles_is_the_persons(aws: PracticeAws, services: Services) -> None:
    # The mint escapes what it is given, so the second role is let in by hand.
    two = saml(aws, f"{FEDERATED},{SAML_PROVIDER}</AttributeValue><AttributeValue>{PIPELINE}").reveal()
    text = base64.b64decode(two).decode().replace("&lt;", "<").replace("&gt;", ">")
    plan = services.operation_plan(SAML, None, NO_PARAMETERS, Secret(text))
    assert any(f"choose: {DEV}/Federated, {DEV}/Pipeline" in problem.message for problem in plan.problems)
    assert rules(services, SAML, None, Parameters(role_arn=PIPELINE), Secret(text)) == []


def test_web_identity(aws: PracticeAws, services: Services, hands: Hands, tmp_path: Path) -> None:
    proof = Secret(f"\n{aws.provider.jwt({'sub': 'repo:payments', 'aud': OIDC_AUDIENCE})}\n")
    plan = services.operation_plan(WEB, None, Parameters(role_arn=PIPELINE), proof)
    assert plan.problems == ()
    assert session(services.run_operation(plan, NoCodes(), proof=proof)).info.arn == (
        f"arn:aws:sts::{DEV}:assumed-role/Pipeline/stsui-kim"
    )
    file = tmp_path / "token"
    asked = Parameters(role_arn=PIPELINE, web_identity_token_file=str(file))
    assert rules(services, WEB, None, asked) == ["token-file"]
    for text in ("no.token", "a.b", f"{proof.reveal()}{'a' * 20_000}", f"{proof.reveal()} x", "\0" * 99):
        file.write_text(text, encoding="utf-8")
        assert rules(services, WEB, None, asked) == ["token-file"]
    called_before = called(aws)
    with pytest.raises(CredentialsMissing, match=r"holds no token: .* may hold only"):
        services.gateway.issue(Step(WEB, "pod", asked), None, Endpoint())
    assert called(aws) == called_before, "nothing was sent"
    file.write_text(proof.reveal(), encoding="utf-8")
    plan = services.operation_plan(WEB, None, asked)
    assert plan.problems == ()
    assert session(services.run_operation(plan, NoCodes())).info.account_id == DEV
    hands.forward(timedelta(minutes=6))
    assert rules(services, WEB, None, Parameters(role_arn=PIPELINE), proof) == ["token-expired"]
    assert rules(services, WEB, None, asked) == ["token-expired"]
    assert rules(services, WEB, None, Parameters(role_arn=PIPELINE)) == ["proof"]
    opaque = Parameters(role_arn=PIPELINE, provider_id="www.amazon.com")
    assert rules(services, WEB, None, opaque, Secret("Atza|opaque")) == []


def test_a_web_identity_session_is_renewed_from_its_file(
    aws: PracticeAws, services: Services, hands: Hands, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    asked = Parameters(role_arn=PIPELINE, web_identity_token_file=str(file))
    for subject in ("one", "two"):
        file.write_text(aws.provider.jwt({"sub": subject, "aud": OIDC_AUDIENCE}), encoding="utf-8")
        services.run_operation(services.operation_plan(WEB, None, asked), NoCodes())
        hands.forward(timedelta(minutes=59))
    sent = [read_jwt(call.parameters["WebIdentityToken"]).subject for call in aws.calls]
    assert sent == ["one", "two"]


def test_assume_root(aws: PracticeAws, services: Services) -> None:
    code = GivenCode(aws.company.users["oncall"].mfa.code())
    asked = Parameters(target_principal=DEV, task_policy_arn=TASK)
    plan = services.operation_plan(ROOT, "management/Admin", asked)
    given = session(services.run_operation(plan, code))
    assert called(aws) == ["GetSessionToken", "AssumeRole", "AssumeRoot"]
    assert given.info.account_id == DEV
    assert given.info.lifetime <= timedelta(minutes=15)
    assert rules(services, ROOT, "root", asked) == ["root"]


def test_a_jwt_is_not_kept(aws: PracticeAws, services: Services) -> None:
    asked = Parameters(audience=("https://example.com",))
    plan = services.operation_plan(TOKEN, "oncall", asked)
    first, second = (services.run_operation(plan, NoCodes()) for _ in range(2))
    assert isinstance(first, IssuedToken)
    assert isinstance(second, IssuedToken)
    assert called(aws) == ["GetWebIdentityToken"] * 2
    assert services.manager.entries() == []


def test_a_delegated_token(aws: PracticeAws, services: Services) -> None:
    proof = Secret(aws.trade_in_token(aws.company.role("payments-dev", "ReadOnly")))
    plan = services.operation_plan(DELEGATED, "oncall", NO_PARAMETERS, proof)
    given = session(services.run_operation(plan, NoCodes(), proof=proof))
    assert given.info.account_id == DEV
    assert rules(services, DELEGATED, "oncall") == ["proof"]


def test_what_only_a_process_knows_is_seen_before_the_call(
    aws: PracticeAws, services: Services, tmp_path: Path
) -> None:
    script = tmp_path / "p.py"
    keys = {"AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x", "SessionToken": "t"}
    script.write_text(f"print({json.dumps({'Version': 1, **keys})!r})")
    with (tmp_path / "config").open("a") as config:
        config.write(f'\n[profile tool]\ncredential_process = "{sys.executable}" "{script}"\n')
    services.reload()
    plan = services.operation_plan(FEDERATE, "tool", Parameters(name="kim"))
    with pytest.raises(PlanRefused, match="long-term keys only"):
        services.run_operation(plan, NoCodes())
    assert aws.calls == []


def patiently(text: str) -> None:
    """Go on waiting."""


def test_helpers_print_proofs(services: Services, tmp_path: Path) -> None:
    script = tmp_path / "idp.py"
    script.write_text("print('PHNhbWw+')")
    printed = services.helper_output("saml_process", f'"{sys.executable}" "{script}"', patiently)
    assert printed.reveal().strip() == "PHNhbWw+"
    with pytest.raises(CredentialsMissing, match="saml_process cannot be run"):
        services.helper_output("saml_process", "no-such-program-anywhere", patiently)


def test_the_comparison_is_the_callers(services: Services) -> None:
    rows = {row.operation: row for row in services.comparison("oncall")}
    assert set(rows) == set(Operation) - {Operation.BASE_CREDENTIALS}
    assert all(row.allowed for row in rows.values())
    assert rows[FEDERATE].durations
    assert rows[FEDERATE].durations.maximum == 36 * 3600
    role = {row.operation: row for row in services.comparison("security-audit")}
    assert [op for op, row in role.items() if not row.allowed] == [FEDERATE, SESSION]
    assert "long-term" in role[SESSION].reason
    assert role[ASSUME].durations
    assert role[ASSUME].durations.maximum == 3600
    root = {row.operation: row for row in services.comparison("root")}
    assert [op for op, row in root.items() if not row.allowed] == [ASSUME, ROOT]
    assert root[SESSION].durations
    assert root[SESSION].durations.maximum == 3600
    nobody = {row.operation: row for row in services.comparison("default")}
    assert [op for op, row in nobody.items() if row.allowed] == [SAML, WEB]
