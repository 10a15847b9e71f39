"""Base credentials by kind of profile: from the profile itself, a program, the surroundings, a sign-in."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from stsui.aws import StsGateway
from stsui.clock import Clock
from stsui.errors import ConfigurationError, CredentialsMissing, StsuiError
from stsui.model import Credentials, Kind, Origin, Profile, Secret
from tests.aws.test_transport import Sender, body_in_drips, flood, head_in_drips, server

KEY_ID, SECRET = "AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
TEMPORARY_ID, TOKEN = "ASIAIOSFODNN7EXAMPLE", "AQoDYXdzEJr1K...o5OytwEXAMPLE="


def profile(kind: Kind, **facts: Any) -> Profile:
    return Profile(name="work", kind=kind, source="config", origin=Origin("config", 1), **facts)


def base_credentials(of: Profile, environ: Mapping[str, str] | None = None) -> Credentials:
    return StsGateway(Clock(), os.environ if environ is None else environ).base_credentials(of)


def test_keys_in_a_file_need_nothing() -> None:
    keys = Credentials(KEY_ID, Secret(SECRET))
    assert base_credentials(profile(Kind.LONG_TERM, credentials=keys)) is keys


def test_a_role_with_a_credential_source_leaves_its_own_keys_alone() -> None:
    of = profile(Kind.ROLE, credential_source="Environment", credentials=Credentials(KEY_ID, Secret(SECRET)))
    found = base_credentials(of, {"AWS_ACCESS_KEY_ID": TEMPORARY_ID, "AWS_SECRET_ACCESS_KEY": SECRET})
    assert found.access_key_id == TEMPORARY_ID


def test_settings_alone_are_no_credentials() -> None:
    with pytest.raises(CredentialsMissing, match="Profile work has no credentials"):
        base_credentials(profile(Kind.EMPTY))


# --- credential_process ---


def program(tmp_path: Path, script: str) -> Profile:
    path = tmp_path / "a program.py"
    path.write_text(script, encoding="utf-8")
    return profile(Kind.PROCESS, settings={"credential_process": f'"{sys.executable}" "{path}"'})


def printing(tmp_path: Path, **answer: object) -> Profile:
    return program(tmp_path, f"print({json.dumps(json.dumps(answer))})")


WHOLE = {"Version": 1, "AccessKeyId": TEMPORARY_ID, "SecretAccessKey": SECRET, "SessionToken": TOKEN}


def test_a_program_gives_temporary_credentials(tmp_path: Path) -> None:
    found = base_credentials(printing(tmp_path, **WHOLE, Expiration="2026-11-22T05:00:00+02:00"))
    assert found == Credentials(
        TEMPORARY_ID, Secret(SECRET), Secret(TOKEN), datetime(2026, 11, 22, 3, tzinfo=UTC)
    )


@pytest.mark.parametrize("never", ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"])
def test_credentials_that_never_end_can_be_told_in_every_zone(tmp_path: Path, never: str) -> None:
    end = base_credentials(printing(tmp_path, **WHOLE, Expiration=never)).expires_at
    assert end
    assert end.astimezone(timezone(timedelta(hours=14))).year == 9999


def test_a_program_gives_long_term_credentials(tmp_path: Path) -> None:
    found = base_credentials(printing(tmp_path, Version=1, AccessKeyId=KEY_ID, SecretAccessKey=SECRET))
    assert found == Credentials(KEY_ID, Secret(SECRET))


def test_a_program_sees_the_gateways_environment(tmp_path: Path) -> None:
    of = program(
        tmp_path,
        "import json, os\n"
        "print(json.dumps({'Version': 1, 'AccessKeyId': os.environ['KEY'], 'SecretAccessKey': 'x'}))",
    )
    assert base_credentials(of, {**os.environ, "KEY": KEY_ID}).access_key_id == KEY_ID


@pytest.mark.parametrize(
    ("script", "words"),
    [
        (f"import sys; sys.exit('{SECRET}')", "failed with exit code 1"),
        (f"print('{SECRET}')", "did not print JSON"),
        ("print('[]')", '"Version": 1'),
        ("print('{\"Version\": 2}')", '"Version": 1'),
        (f'print(\'{{"Version": 1, "SecretAccessKey": "{SECRET}"}}\')', "printed no AccessKeyId"),
        ('print(\'{"Version": 1, "AccessKeyId": "A"}\')', "printed no SecretAccessKey"),
        (f"print('''{json.dumps({**WHOLE, 'Expiration': 'tomorrow'})}''')", "no ISO 8601 time"),
        ("import sys; sys.stdout.buffer.write(bytes([255, 254]))", "did not print JSON"),
        ("print('[' * 100_000)", "did not print JSON"),
        (f"print({json.dumps(json.dumps({**WHOLE, 'SessionToken': SECRET + chr(10)}))})", "a line break"),
        (f"print({json.dumps(json.dumps({**WHOLE, 'AccessKeyId': 'A' + chr(27)}))})", "access key id"),
        ("import sys\nwhile True: sys.stdout.write('x' * 65536)", "printed more than 1 MiB"),
    ],
)
def test_a_program_that_fails_is_not_quoted(tmp_path: Path, script: str, words: str) -> None:
    with pytest.raises(CredentialsMissing) as failure:
        base_credentials(program(tmp_path, script))
    assert words in str(failure.value)
    assert "profile work" in str(failure.value)
    assert SECRET not in str(failure.value)


@pytest.mark.parametrize(
    ("command", "kind", "words"),
    [
        ("no-such-program-here --flag", CredentialsMissing, "no-such-program-here"),
        ('"unbalanced', ConfigurationError, "cannot be read"),
        ("  ", ConfigurationError, "is empty"),
        ("a\0b", CredentialsMissing, "cannot be run"),
    ],
)
def test_a_command_that_cannot_run(command: str, kind: type[StsuiError], words: str) -> None:
    with pytest.raises(kind, match=words):
        base_credentials(profile(Kind.PROCESS, settings={"credential_process": command}))


def test_a_program_that_asks_stsui_for_the_same_profile_is_stopped(tmp_path: Path) -> None:
    of = program(
        tmp_path,
        f"import sys; sys.path.insert(0, {str(Path.cwd())!r})\n"
        "import os\n"
        "from stsui.aws import StsGateway\n"
        "from stsui.clock import Clock\n"
        "from stsui.model import Kind, Origin, Profile\n"
        "again = Profile(name='work', kind=Kind.PROCESS, source='config', origin=Origin('config', 1),\n"
        "                settings={'credential_process': 'never-run'})\n"
        "try:\n"
        "    StsGateway(Clock(), os.environ).base_credentials(again)\n"
        "except Exception as error:\n"
        "    sys.exit(7 if 'asks for profile work again' in str(error) else 8)\n",
    )
    with pytest.raises(CredentialsMissing, match="exit code 7"):
        base_credentials(of)


# --- the surroundings ---


def test_the_environment() -> None:
    of = profile(Kind.ROLE, credential_source="Environment")
    environ = {"AWS_ACCESS_KEY_ID": TEMPORARY_ID, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN}
    assert base_credentials(of, environ) == Credentials(TEMPORARY_ID, Secret(SECRET), Secret(TOKEN))


@pytest.mark.parametrize("source", ["Environment", "EcsContainer", "Ec2InstanceMetadata"])
def test_surroundings_without_credentials(source: str) -> None:
    environ = {"AWS_EC2_METADATA_DISABLED": "true"}
    with pytest.raises(CredentialsMissing, match=f"Profile work gets no credentials from {source}"):
        base_credentials(profile(Kind.ROLE, credential_source=source), environ)


def test_half_an_environment() -> None:
    with pytest.raises(StsuiError, match="work"):
        base_credentials(
            profile(Kind.ROLE, credential_source="Environment"), {"AWS_ACCESS_KEY_ID": TEMPORARY_ID}
        )


@contextmanager
def serving(pages: Mapping[str, str]) -> Iterator[str]:
    """The URL of a server with these pages, by path; 404 for others. PUT answers as GET does."""

    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages.get(self.path.partition("?")[0], "").encode()
            self.send_response_only(200 if body else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_PUT = do_GET

    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def in_an_hour() -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)


def metadata(expires_at: datetime) -> str:
    return json.dumps(
        {
            "Code": "Success",
            "AccessKeyId": TEMPORARY_ID,
            "SecretAccessKey": SECRET,
            "Token": TOKEN,
            "Expiration": f"{expires_at:%Y-%m-%dT%H:%M:%SZ}",
        }
    )


def test_a_container() -> None:
    expires_at = in_an_hour()
    with serving({"/creds": metadata(expires_at)}) as url:
        environ = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{url}/creds"}
        found = base_credentials(profile(Kind.ROLE, credential_source="EcsContainer"), environ)
    assert found == Credentials(TEMPORARY_ID, Secret(SECRET), Secret(TOKEN), expires_at)


def test_an_instance() -> None:
    expires_at = in_an_hour() + timedelta(hours=5)
    folder = "/latest/meta-data/iam/security-credentials/"
    pages = {"/latest/api/token": "a-token", folder: "a-role", f"{folder}a-role": metadata(expires_at)}
    with serving(pages) as url:
        environ = {"AWS_EC2_METADATA_SERVICE_ENDPOINT": url}
        found = base_credentials(profile(Kind.ROLE, credential_source="Ec2InstanceMetadata"), environ)
    assert found == Credentials(TEMPORARY_ID, Secret(SECRET), Secret(TOKEN), expires_at)


# --- sign-ins ---

SSO = """[profile work]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-west-1
sso_account_id = 444455556666
sso_role_name = OnCall
"""


def files(tmp_path: Path, config: str) -> dict[str, str]:
    path = tmp_path / "config"
    path.write_text(config, encoding="utf-8")
    return {**os.environ, "AWS_CONFIG_FILE": str(path), "HOME": str(tmp_path)}


def test_sso_without_a_sign_in_says_how(tmp_path: Path) -> None:
    with pytest.raises(CredentialsMissing, match="aws sso login --profile work"):
        base_credentials(profile(Kind.SSO), files(tmp_path, SSO))


def test_sso_that_lacks_a_setting(tmp_path: Path) -> None:
    config = SSO.replace("sso_role_name = OnCall\n", "")
    with pytest.raises(ConfigurationError, match=r"Profile work is not complete.*sso_role_name"):
        base_credentials(profile(Kind.SSO), files(tmp_path, config))


def test_sso_in_a_file_that_botocore_cannot_read(tmp_path: Path) -> None:
    environ = files(tmp_path, SSO + "[profile broken\n")
    with pytest.raises(ConfigurationError) as failure:
        base_credentials(profile(Kind.SSO), environ)
    assert environ["AWS_CONFIG_FILE"] in failure.value.message


def test_sso_with_a_sign_in(tmp_path: Path) -> None:
    """In a process of its own: botocore settles where its cache is when it is imported."""
    expires_at = in_an_hour()
    role = {
        "accessKeyId": TEMPORARY_ID,
        "secretAccessKey": SECRET,
        "sessionToken": TOKEN,
        "expiration": int(expires_at.timestamp() * 1000),
    }
    with serving({"/federation/credentials": json.dumps({"roleCredentials": role})}) as url:
        said = signed_in(tmp_path, url)
    assert said.split() == [TEMPORARY_ID, expires_at.isoformat()]


@pytest.mark.parametrize(
    "kept",
    [
        *("", "{", "[]", "null", "{}", '{"accessToken": null, "expiresAt": null}', '{"expiresAt": {}}'),
        pytest.param("[" * 5_000, id="deep"),
    ],
)
def test_sso_with_a_damaged_sign_in_says_how(tmp_path: Path, kept: str) -> None:
    assert "Sign in with: aws sso login --profile work" in signed_in(
        tmp_path, "http://127.0.0.1:9", kept=kept
    )


def signed_in(
    tmp_path: Path, url: str, seconds: float = 20, attempts: int = 1, kept: str | None = None
) -> str:
    """What a process says that gets credentials with an SSO sign-in which is in botocore's cache.

    An answer may take so many seconds. `kept` is what stands in the cache, if not a whole sign-in.
    """
    cache = tmp_path / ".aws" / "sso" / "cache"
    cache.mkdir(parents=True)
    name = hashlib.sha1(b"https://example.awsapps.com/start", usedforsecurity=False).hexdigest()
    token = {"accessToken": "a-token", "expiresAt": f"{in_an_hour():%Y-%m-%dT%H:%M:%SZ}"}
    (cache / f"{name}.json").write_text(json.dumps(token) if kept is None else kept, encoding="utf-8")
    script = (
        "import os\n"
        "from stsui.aws import StsGateway\n"
        "from stsui.aws.timeouts import Timeouts\n"
        "from stsui.clock import Clock\n"
        "from stsui.errors import StsuiError\n"
        "from tests.aws.test_base import Kind, profile\n"
        f"gateway = StsGateway(Clock(), os.environ, Timeouts(answer={seconds}))\n"
        "try:\n"
        "    found = gateway.base_credentials(profile(Kind.SSO))\n"
        "    print(found.access_key_id, found.expires_at.isoformat())\n"
        "except StsuiError as error:\n"
        "    print(type(error).__name__, error)\n"
    )
    environ = files(tmp_path, SSO) | {"AWS_ENDPOINT_URL_SSO": url, "AWS_MAX_ATTEMPTS": str(attempts)}
    command = [sys.executable, "-c", script]
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=True).stdout


def test_sso_that_is_refused(tmp_path: Path) -> None:
    with serving({}) as url:
        said = signed_in(tmp_path, url)
    assert said.startswith("CredentialsMissing AWS gives profile work no credentials")


def test_sso_that_cannot_be_reached(tmp_path: Path) -> None:
    said = signed_in(tmp_path, "http://127.0.0.1:1")
    assert said.startswith("Unreachable")
    assert "the sign-in of work: the connection was refused" in said


@pytest.mark.parametrize("sender", [head_in_drips, body_in_drips])
def test_sso_must_answer_as_a_whole_in_time(tmp_path: Path, sender: Sender) -> None:
    """And is not asked again, which would take as long again."""
    with server(sender) as url:
        said = signed_in(tmp_path, url, seconds=0.2, attempts=5)
    assert said.startswith("Unreachable")
    assert "did not answer in time" in said


def test_sso_without_an_end_is_no_answer(tmp_path: Path) -> None:
    with server(flood) as url:
        said = signed_in(tmp_path, url, attempts=5)
    assert "something that is no answer of" in said


def test_aws_login_says_how(tmp_path: Path) -> None:
    environ = files(tmp_path, "[profile work]\nlogin_session = arn:aws:iam::111122223333:user/kim\n")
    with pytest.raises(StsuiError, match="aws login"):
        base_credentials(profile(Kind.LOGIN), environ)


def test_keys_in_a_file_cost_no_import_of_botocore() -> None:
    script = (
        "import os, sys\n"
        "from stsui.aws import StsGateway\n"
        "from stsui.aws.key_info import key_facts\n"
        "from stsui.clock import Clock\n"
        "from stsui.model import Credentials, Kind, Origin, Profile, Secret\n"
        "keys = Credentials('AKIAIOSFODNN7EXAMPLE', Secret('x'))\n"
        "of = Profile(name='p', kind=Kind.LONG_TERM, source='config', origin=Origin('c', 1),\n"
        "             credentials=keys)\n"
        "StsGateway(Clock(), os.environ).base_credentials(of)\n"
        "print({'boto3', 'botocore', 'urllib3'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
