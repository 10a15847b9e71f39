"""What the doctor sees, check by check."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stsui.cli.checks import Finding, Health
from stsui.cli.checks.environment import environment_findings
from stsui.cli.checks.files import (
    exposure_findings,
    file_findings,
    folder_findings,
    mode_findings,
    profile_findings,
)
from stsui.cli.checks.keyring import keyring_findings
from stsui.cli.checks.network import MOST_ENDPOINTS, clock_findings, endpoint_findings
from stsui.clock import Clock
from stsui.errors import ConfigurationError, CredentialsExpired, StsuiError, Unreachable
from stsui.model import Credentials, Endpoint, FileProblem, Kind, Origin, Problem, Profile

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)
BROKEN, WARNING, OK = Health.BROKEN, Health.WARNING, Health.OK


def health(findings: Iterable[Finding]) -> list[Health]:
    found = list(findings)
    assert all(finding.mend for finding in found if finding.health is not OK)
    return [finding.health for finding in found]


KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "hush-key"}
SESSION = {**KEYS, "AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE", "AWS_SESSION_TOKEN": "hush-token"}


class TestEnvironment:
    @pytest.mark.parametrize(
        ("environ", "expected", "word"),
        [
            ({}, [OK], "No stale"),
            (KEYS, [OK], "No stale"),
            (SESSION, [OK], "No stale"),
            ({"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}, [BROKEN], "AWS_SECRET_ACCESS_KEY"),
            ({"AWS_SECRET_ACCESS_KEY": "x"}, [BROKEN], "without AWS_ACCESS_KEY_ID"),
            (KEYS | {"AWS_PROFILE": "known"}, [WARNING], "AWS_PROFILE (known)"),
            (SESSION | {"AWS_SESSION_TOKEN": ""}, [BROKEN], "temporary"),
            (KEYS | {"AWS_SESSION_TOKEN": "t"}, [BROKEN], "long-term"),
            (SESSION | {"AWS_SECURITY_TOKEN": "old"}, [BROKEN], "AWS_SECURITY_TOKEN"),
            (SESSION | {"AWS_SECURITY_TOKEN": "hush-token"}, [OK], "No stale"),
            ({"AWS_CREDENTIAL_EXPIRATION": "2026-03-14T11:59:59Z"}, [BROKEN], "past"),
            ({"AWS_CREDENTIAL_EXPIRATION": "2026-03-14T12:00:01Z"}, [OK], "No stale"),
            ({"AWS_CREDENTIAL_EXPIRATION": "2026-03-14T12:00:01"}, [BROKEN], "no date"),
            ({"AWS_CREDENTIAL_EXPIRATION": "soon"}, [BROKEN], "no date"),
            ({"AWS_PROFILE": "gone"}, [BROKEN], "gone"),
            ({"AWS_PROFILE": "known", "AWS_DEFAULT_PROFILE": "other"}, [WARNING], "differ"),
            ({"STSUI_MFA_CODE": "123456"}, [WARNING], "works once"),
        ],
    )
    def test_each_trap(self, environ: dict[str, str], expected: list[Health], word: str) -> None:
        findings = list(environment_findings(environ, {"known", "other"}, NOON))
        assert health(findings) == expected
        assert word in findings[0].message

    def test_no_value_of_a_secret_is_told(self) -> None:
        environ = SESSION | {"AWS_SECURITY_TOKEN": "hush-old", "STSUI_MFA_CODE": "271828"}
        told = " ".join(f"{each.message} {each.mend}" for each in environment_findings(environ, (), NOON))
        assert not any(value in told for value in ("hush", "271828"))


class TestFiles:
    def test_problems_come_with_file_and_line(self, tmp_path: Path) -> None:
        config = tmp_path / "config"
        findings = list(
            file_findings([config, tmp_path / "none"], [FileProblem(str(config), 3, "Bad line.")])
        )
        assert health(findings) == [BROKEN, OK]
        assert findings[0].message == f"{config}:3: Bad line."

    def test_profiles_that_cannot_start(self) -> None:
        def profile(name: str, *problems: Problem) -> Profile:
            return Profile(
                name=name, kind=Kind.ROLE, source="config", origin=Origin("config", 7), problems=problems
            )

        profiles = {"good": profile("good"), "bad": profile("bad", Problem("source", "No source."))}
        findings = list(profile_findings(profiles))
        assert health(findings) == [BROKEN, OK]
        assert "config:7" in findings[0].mend
        assert health(profile_findings({})) == [WARNING]

    @pytest.mark.skipif(os.name == "nt", reason="modes are POSIX's")
    def test_stsuis_own_files_are_closed_at_once(self, tmp_path: Path) -> None:
        assert health(mode_findings(tmp_path, Clock())) == [OK]
        folder = tmp_path / "ready"
        folder.mkdir(mode=0o777)
        folder.chmod(0o777)
        (finding,) = mode_findings(tmp_path, Clock())
        assert (finding.health, "0700" in finding.message) == (WARNING, True)
        assert health(mode_findings(tmp_path, Clock())) == [OK]

    def test_the_persons_own_are_told(self) -> None:
        assert health(exposure_findings([("Others can open it.", "chmod 600 it")])) == [WARNING]
        assert health(exposure_findings([])) == [OK]

    def test_a_file_in_the_folders_place(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        assert health(folder_findings(tmp_path / "file" / "state")) == [BROKEN]
        assert health(folder_findings(tmp_path / "state" / "stsui")) == [OK]

    def test_a_full_disk(self, tmp_path: Path) -> None:
        (finding,) = folder_findings(tmp_path / "state", least=2**80)
        assert finding.health is BROKEN
        assert "is full" in finding.message


class Answering:
    """A gateway that fails in one way."""

    def __init__(self, error: StsuiError | None) -> None:
        self.error = error
        self.asked: list[Endpoint] = []

    def caller_identity(self, credentials: Credentials, endpoint: Endpoint) -> object:
        self.asked.append(endpoint)
        if self.error:
            raise self.error
        return None


class TestNetwork:
    @pytest.mark.parametrize(
        ("error", "expected"),
        [
            (None, OK),
            (CredentialsExpired("no such key"), OK),
            (Unreachable("no route"), BROKEN),
            (ConfigurationError("bad URL", "Correct it."), BROKEN),
        ],
    )
    def test_a_refusal_is_an_answer(self, error: StsuiError | None, expected: Health) -> None:
        assert health(endpoint_findings([Endpoint("eu-west-1")], Answering(error))) == [expected]

    def test_each_place_is_asked_once_and_not_too_many(self) -> None:
        gateway = Answering(None)
        regions = [Endpoint("eu-west-1"), Endpoint("eu-west-1"), *(Endpoint(f"r-{n}") for n in range(9))]
        assert len(list(endpoint_findings(regions, gateway))) == MOST_ENDPOINTS
        assert len(gateway.asked) == MOST_ENDPOINTS

    @pytest.mark.parametrize(
        ("ahead", "expected", "word"),
        [
            (timedelta(0), OK, "agrees"),
            (timedelta(seconds=10), WARNING, "10 s behind"),
            (timedelta(seconds=-45), BROKEN, "45 s ahead of"),
            (timedelta(hours=1), BROKEN, "Requests are refused"),
        ],
    )
    def test_the_clock(self, ahead: timedelta, expected: Health, word: str) -> None:
        clock = Clock(read=NOON.timestamp)
        clock.learn(NOON + ahead)
        (finding,) = clock_findings(clock)
        assert finding.health is expected
        assert word in finding.message

    def test_a_clock_that_nobody_compared(self) -> None:
        assert health(clock_findings(Clock(read=NOON.timestamp))) == [WARNING]


class TestKeyring:
    def test_that_is_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        import keyring
        from keyring.backends.null import Keyring

        monkeypatch.setattr(keyring.core, "_keyring_backend", Keyring())  # type: ignore[no-untyped-call]
        (finding,) = keyring_findings()
        assert finding.health is WARNING
        assert "store: file" in finding.mend
