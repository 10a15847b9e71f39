"""Every operation and each of its parameters at the practice AWS: what arrives, what comes back."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from stsui.errors import AccessRefused, CredentialsExpired, CredentialsMissing, StsuiError
from stsui.federation import read_jwt
from stsui.model import Credentials, Operation, Secret
from stsui.parameters import PROOFS, TAKEN
from stsui.practice.cast import OIDC_AUDIENCE
from stsui.rules import OPERATIONS
from tests.aws.conftest import Desk
from tests.aws.operations import CHANGES, DEV, GOOD, Requests, role

TOKEN = Operation.GET_WEB_IDENTITY_TOKEN
WEB = Operation.ASSUME_ROLE_WITH_WEB_IDENTITY


@pytest.fixture
def requests(desk: Desk) -> Requests:
    return Requests(desk.aws)


def caller(desk: Desk, operation: Operation) -> Credentials | None:
    if not OPERATIONS[operation].signed:
        return None
    if operation is Operation.ASSUME_ROOT:
        code = desk.code()
        return desk.assume(
            "Admin", code=code, mfa_serial=desk.serial(), account_id="999999999999"
        ).credentials
    return desk.keys()


CASES = [
    (operation, name)
    for operation, fields in TAKEN.items()
    for name in ("", *fields)
    if name not in ("mfa_serial", "web_identity_token_file")
]


@pytest.mark.parametrize(("operation", "name"), CASES)
def test_each_parameter_arrives(desk: Desk, requests: Requests, operation: Operation, name: str) -> None:
    changed, arrives = CHANGES[name] if name else ({}, {})
    step = requests.step(operation, **changed)
    credentials, proof = caller(desk, operation), requests.proof(operation)
    if operation is TOKEN:
        assert credentials
        desk.gateway.web_identity_token(step, credentials, desk.endpoint)
    else:
        desk.gateway.issue(step, credentials, desk.endpoint, None, proof)
    call = desk.aws.calls[-1]
    assert call.operation == operation
    assert call.access_key_id == (credentials.access_key_id if credentials else None)
    for wire, value in arrives.items():
        assert call.parameters[wire] == value


def test_there_is_a_case_for_every_parameter_of_every_operation() -> None:
    assert set(GOOD) == set(TAKEN)
    assert {name for fields in TAKEN.values() for name in fields} - {
        *("mfa_serial", "web_identity_token_file")
    } == set(CHANGES)


@pytest.mark.parametrize("operation", [each for each in GOOD if each is not TOKEN])
def test_what_comes_back(desk: Desk, requests: Requests, operation: Operation) -> None:
    issued = desk.gateway.issue(
        requests.step(operation), caller(desk, operation), desk.endpoint, None, requests.proof(operation)
    )
    assert issued.credentials.temporary
    assert issued.credentials.expires_at
    assert issued.credentials.expires_at > desk.clock.now()
    assert issued.endpoint_host == "127.0.0.1"
    who = desk.gateway.caller_identity(issued.credentials, desk.endpoint)
    assert issued.account_id in (who.account_id, None)
    assert issued.arn in (who.arn, None)
    if operation is not Operation.GET_SESSION_TOKEN:
        assert issued.account_id == ("111122223333" if operation is Operation.GET_FEDERATION_TOKEN else DEV)
    if operation is not Operation.GET_DELEGATED_ACCESS_TOKEN:
        assert issued.session_token_size
        assert issued.session_token_utilization is not None


def test_sizes_and_source_identity_are_told(desk: Desk, requests: Requests) -> None:
    step = requests.step(
        Operation.ASSUME_ROLE, source_identity="kim", minimum_session_token_size=2048, tags=(("a", "b"),)
    )
    issued = desk.gateway.issue(step, desk.keys(), desk.endpoint)
    assert issued.session_token_size
    assert issued.session_token_size >= 2048
    assert issued.session_token_utilization
    assert issued.session_token_utilization >= 50
    assert issued.source_identity == "kim"
    assert issued.packed_policy_size


def test_a_jwt_for_another_service(desk: Desk, requests: Requests) -> None:
    step = requests.step(TOKEN, duration_seconds=60)
    given = desk.gateway.web_identity_token(step, desk.keys(), desk.endpoint)
    said = read_jwt(given.token.reveal())
    assert said.audience == ("https://example.com",)
    assert said.subject.endswith("user/oncall")
    assert timedelta(0) < given.expires_at - desk.clock.now() <= timedelta(seconds=60)
    assert given.endpoint == "127.0.0.1"
    assert given.token.reveal() not in repr(given)


def test_a_token_file_is_read_at_each_call(desk: Desk, requests: Requests, tmp_path: Path) -> None:
    file = tmp_path / "token"
    step = requests.step(WEB, web_identity_token_file=str(file))
    for subject in ("one", "two"):
        file.write_text(
            desk.aws.provider.jwt({"sub": subject, "aud": OIDC_AUDIENCE}) + "\n", encoding="utf-8"
        )
        desk.gateway.issue(step, None, desk.endpoint)
    sent = [read_jwt(call.parameters["WebIdentityToken"]).subject for call in desk.aws.calls]
    assert sent == ["one", "two"]


def no_file(path: Path) -> None:
    """Nothing is there."""


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (no_file, "does not exist"),
        (Path.mkdir, "a folder"),
        (Path.touch, "is empty"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "not text"),
        (lambda path: path.write_text("x" * 2_000_000), "larger"),
        pytest.param(
            lambda path: os.mkfifo(path),
            "a pipe",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders"),
        ),
    ],
)
def test_a_token_file_that_cannot_be_read(
    desk: Desk, requests: Requests, tmp_path: Path, make: Callable[[Path], object], words: str
) -> None:
    file = tmp_path / "token"
    make(file)
    with pytest.raises(CredentialsMissing, match=words) as said:
        desk.gateway.issue(requests.step(WEB, web_identity_token_file=str(file)), None, desk.endpoint)
    assert str(file) in str(said.value)


@pytest.mark.parametrize("operation", PROOFS)
def test_nothing_is_sent_without_the_proof(desk: Desk, requests: Requests, operation: Operation) -> None:
    with pytest.raises(CredentialsMissing, match=operation):
        desk.gateway.issue(requests.step(operation), caller(desk, operation), desk.endpoint)
    assert desk.aws.calls == []


# What AWS refuses, in a person's words


def refused(desk: Desk, requests: Requests, operation: Operation, proof: str) -> StsuiError:
    step, credentials = requests.step(operation), caller(desk, operation)
    with pytest.raises(StsuiError) as caught:
        desk.gateway.issue(step, credentials, desk.endpoint, None, Secret(proof))
    return caught.value


def test_expired_proofs(desk: Desk, requests: Requests) -> None:
    ago = timedelta(seconds=-1)
    saml = desk.aws.provider.saml_response(
        {"Role": f"{role('Federated')},{GOOD[Operation.ASSUME_ROLE_WITH_SAML].principal_arn}"}, lifetime=ago
    )
    jwt = desk.aws.provider.jwt({"sub": "x", "aud": OIDC_AUDIENCE}, ago)
    trade = desk.aws.trade_in_token(desk.aws.company.role("payments-dev", "ReadOnly"), lifetime=ago)
    for operation, proof in (
        (Operation.ASSUME_ROLE_WITH_SAML, saml),
        (WEB, jwt),
        (Operation.GET_DELEGATED_ACCESS_TOKEN, trade),
    ):
        error = refused(desk, requests, operation, proof)
        assert isinstance(error, CredentialsExpired)
        assert proof not in str(error)


def test_proofs_that_are_none(desk: Desk, requests: Requests) -> None:
    for operation in PROOFS:
        error = refused(desk, requests, operation, "no such thing")
        assert isinstance(error, AccessRefused)
        assert "does not accept" in error.message


def test_assume_root_from_a_member_account(desk: Desk, requests: Requests) -> None:
    with pytest.raises(AccessRefused, match=f"AssumeRoot into account {DEV}") as caught:
        desk.gateway.issue(requests.step(Operation.ASSUME_ROOT), desk.keys(), desk.endpoint)
    assert "management account" in caught.value.hint


def test_a_token_where_outbound_federation_is_off(desk: Desk, requests: Requests) -> None:
    session = desk.assume("ReadOnly").credentials
    with pytest.raises(AccessRefused, match="outbound federation is switched off"):
        desk.gateway.web_identity_token(requests.step(TOKEN), session, desk.endpoint)


def test_a_session_token_may_not_ask_for_a_jwt(desk: Desk, requests: Requests) -> None:
    session = desk.session_token(duration_seconds=900).credentials
    with pytest.raises(AccessRefused, match="GetWebIdentityToken"):
        desk.gateway.web_identity_token(requests.step(TOKEN), session, desk.endpoint)
