"""Profiles with a web_identity_token_file: the operation is in the plan, its file read at every refresh."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from stsui.clock import Clock
from stsui.errors import CredentialsExpired, CredentialsMissing, PlanRefused
from stsui.federation import read_jwt
from stsui.model import Operation, Parameters, State
from stsui.practice import PracticeAws
from stsui.practice.cast import OIDC_AUDIENCE
from stsui.services import Services
from stsui.services.called import called_sessions
from stsui.sessions import NoCodes
from tests.sessions.conftest import Hands

WEB = Operation.ASSUME_ROLE_WITH_WEB_IDENTITY
PIPELINE = "arn:aws:iam::777788889999:role/Pipeline"
Write = Callable[[str], None]


@pytest.fixture
def token(tmp_path: Path) -> Path:
    return tmp_path / "token"


@pytest.fixture
def write(aws: PracticeAws, token: Path) -> Write:
    """Put somebody's token into the file."""

    def write(subject: str) -> None:
        token.write_text(aws.provider.jwt({"sub": subject, "aud": OIDC_AUDIENCE}), encoding="utf-8")

    return write


@pytest.fixture
def services(environ: dict[str, str], clock: Clock, token: Path, tmp_path: Path) -> Services:
    with (tmp_path / "config").open("a", encoding="utf-8") as config:
        config.write(
            f"\n[profile ci]\nrole_arn = {PIPELINE}\nweb_identity_token_file = {token}\n"
            "role_session_name = build-7\nduration_seconds = 1800\nregion = eu-west-1\n"
        )
    return Services.open(environ, clock)


def test_the_file_is_read_anew_at_each_refresh(aws: PracticeAws, services: Services, write: Write) -> None:
    for subject in ("one", "two"):
        write(subject)
        session = services.manager.obtain("ci", NoCodes(), renew=True)
    sent = [call for call in aws.calls if call.operation == WEB]
    assert [read_jwt(call.parameters["WebIdentityToken"]).subject for call in sent] == ["one", "two"]
    assert [call.access_key_id for call in sent] == [None, None], "such calls go unsigned"
    assert (sent[0].parameters["RoleSessionName"], sent[0].parameters["DurationSeconds"]) == ("build-7", 1800)
    info = session.info
    assert info.operation is WEB
    assert info.arn == "arn:aws:sts::777788889999:assumed-role/Pipeline/build-7"
    assert info.lifetime <= timedelta(minutes=30)
    assert info.packed_policy_size is None
    assert info.endpoint == "127.0.0.1"


def test_a_kept_session_needs_no_file(
    aws: PracticeAws, services: Services, write: Write, token: Path
) -> None:
    write("one")
    first = services.manager.obtain("ci", NoCodes())
    token.unlink()
    assert services.manager.obtain("ci", NoCodes()) == first
    assert len(aws.calls) == 1


def test_the_operation_by_name_gives_the_profiles_own_session(services: Services, write: Write) -> None:
    write("one")
    given = services.run_operation(services.operation_plan(WEB, "ci"), NoCodes())
    assert services.manager.obtain("ci", NoCodes()) == given
    assert called_sessions(services) == {}


def test_the_kept_token_that_ran_out_is_told(services: Services, write: Write, hands: Hands) -> None:
    write("one")
    hands.forward(timedelta(hours=1))
    with pytest.raises(CredentialsExpired, match="token or assertion"):
        services.manager.obtain("ci", NoCodes())


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_file_that_cannot_be_read_is_told(services: Services, token: Path, content: bytes | None) -> None:
    if content is not None:
        token.write_bytes(content)
    with pytest.raises(CredentialsMissing, match=r"web identity token .*profile ci"):
        services.manager.obtain("ci", NoCodes())


def test_what_the_rules_forbid_is_not_sent(aws: PracticeAws, services: Services, write: Write) -> None:
    write("one")
    with pytest.raises(PlanRefused, match="12 h"):
        services.manager.obtain("ci", NoCodes(), changes=Parameters(duration_seconds=50_000))
    assert aws.calls == []


def test_the_alternatives_are_asked(
    aws: PracticeAws,
    environ: dict[str, str],
    services: Services,
    clock: Clock,
    write: Write,
    unanswered: Callable[[], int],
    tmp_path: Path,
) -> None:
    write("one")
    there = f"http://localhost:{urlsplit(aws.url).port}"
    with (tmp_path / "config.yaml").open("a", encoding="utf-8") as config:
        config.write(f"regions: [{there}]\n")
    moved = Services.open(environ | {"AWS_ENDPOINT_URL_STS": f"http://127.0.0.1:{unanswered()}"}, clock)
    assert moved.settings.alternative_regions == (there,)
    assert moved.manager.obtain("ci", NoCodes()).info.endpoint == "localhost"


def test_a_role_behind_it(aws: PracticeAws, services: Services, write: Write, tmp_path: Path) -> None:
    write("one")
    role = aws.company.role("payments-dev", "ReadOnly").arn
    with (tmp_path / "config").open("a", encoding="utf-8") as config:
        config.write(f"\n[profile behind]\nrole_arn = {role}\nsource_profile = ci\n")
    plan = services.manager.plan("behind")
    assert [step.operation for step in plan.steps] == [WEB, Operation.ASSUME_ROLE]
    services.manager.obtain("ci", NoCodes())
    kept, none = services.manager.chain("behind")
    assert kept is not None
    assert kept.state(services.clock.now()) is State.ACTIVE
    assert none is None
