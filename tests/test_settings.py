"""config.yaml: what it may say, and how every mistake is told with its line while the rest holds."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stsui.errors import ConfigurationError
from stsui.files import read_bounded, stamp
from stsui.model import Parameters
from stsui.settings import LARGEST_FILE, Account, Refresh, Settings, config_path, read_settings, state_dir
from stsui.templates import check_template, fill


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.yaml"


def read(file: Path, content: str | bytes) -> Settings:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_settings({"STSUI_CONFIG": str(file)})


def told(found: Settings) -> list[tuple[int, str]]:
    return [(problem.line, problem.message) for problem in found.problems]


WHOLE = """\
theme: paper
store: file
refresh: {auto: true, ahead: 10m}
accounts:
  "444455556666": {name: payments-prod, env: prod}
fleets:
  - source_profile: oncall
    mfa_serial: arn:aws:iam::111122223333:mfa/oncall
    roles: [OnCall, ReadOnly]
    accounts: {payments-prod: "444455556666", payments-dev: "777788889999"}
    name: "{account}/{role}"
profiles:
  payments-prod/OnCall:
    tags: {Project: Pegasus}
    transitive_tags: [Project]
    policy_arns: [arn:aws:iam::aws:policy/ReadOnlyAccess]
    source_identity: kim
    external_id: pegasus
    role_session_name: "{user}-{profile}"
    duration: 1h30m
    favourite: true
    env: PROD
confirm: [prod, dr]
keys: {console: o}
"""


def test_where_else_to_ask_and_whom_for_saml(file: Path) -> None:
    found = read(
        file,
        "regions: [eu-central-1, 'https://vpce-1.example.com', us-gov-west-1, ap-southeast-2]\n"
        "saml_process: idp-login --account payments\nweb_identity_process: ci-token\n",
    )
    assert found.problems == ()
    assert found.alternative_regions == (
        *("eu-central-1", "https://vpce-1.example.com", "us-gov-west-1", "ap-southeast-2"),
    )
    assert found.saml_process == "idp-login --account payments"
    assert found.web_identity_process == "ci-token"


def test_everything_that_may_be_said(file: Path) -> None:
    found = read(file, WHOLE)
    assert found.problems == ()
    assert (found.theme, found.store) == ("paper", "file")
    assert found.refresh == Refresh(auto=True, ahead=timedelta(minutes=10))
    assert found.accounts == {"444455556666": Account("payments-prod", "prod")}
    assert found.keys == {"console": "o"}
    assert found.confirm == ("prod", "dr")
    (fleet,) = found.fleets
    assert (fleet.source_profile, fleet.roles, fleet.line) == ("oncall", ("OnCall", "ReadOnly"), 7)
    assert fleet.accounts == {"payments-prod": "444455556666", "payments-dev": "777788889999"}
    override = found.profiles["payments-prod/OnCall"]
    assert (override.favourite, override.environment, override.line) == (True, "PROD", 14)
    assert override.parameters == Parameters(
        tags=(("Project", "Pegasus"),),
        transitive_tag_keys=("Project",),
        policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",),
        source_identity="kim",
        external_id="pegasus",
        role_session_name="{user}-{profile}",
        duration_seconds=5400,
    )


@pytest.mark.parametrize(
    "content", ["", "\n", "# nothing\n", "---\n", "{}", "null", "theme:\nfleets:\nprofiles:\n"]
)
def test_nothing_is_enough(file: Path, content: str) -> None:
    found = read(file, content)
    assert (found.theme, found.store, found.refresh, found.problems) == ("midnight", "keyring", Refresh(), ())


MISTAKES = {
    "unknown setting": ("stroe: file\n", 1, "Did you mean store?"),
    "unknown setting, no idea": ("zzz: 1\n", 1, "Known are theme"),
    "not a mapping": ("- a\n", 1, "should be a mapping"),
    "a text": ("hello\n", 1, "should be a mapping"),
    "twice": ("theme: a\ntheme: b\n", 2, "twice"),
    "store": ("\nstore: vault\n", 2, "keyring, file or memory"),
    "store is a list": ("store: [file]\n", 1, "should be a text"),
    "refresh": ("refresh: yes\n", 1, "should be a mapping"),
    "auto": ("refresh: {auto: maybe}\n", 1, "true or false"),
    "auto in quotes": ('refresh: {auto: "true"}\n', 1, "true or false"),
    "ahead": ("refresh:\n  ahead: soon\n", 2, "45m"),
    "account id too short": ('accounts:\n  "4444": {name: a}\n', 2, "twelve digits"),
    "account id as a number with a point": ("accounts: {4.44455556666e11: {name: a}}\n", 1, "twelve digits"),
    "account's setting": ('accounts: {"444455556666": {nmae: a}}\n', 1, "Did you mean name?"),
    "account as a text": ('accounts: {"444455556666": payments}\n', 1, "should be a mapping"),
    "fleets as a mapping": ("fleets:\n  source_profile: a\n", 2, "begin each fleet with a dash"),
    "fleet without accounts": ("fleets:\n  - {source_profile: a, roles: [b]}\n", 2, "no accounts"),
    "fleet's account id": (
        "fleets:\n  - {source_profile: a, roles: [b], accounts: {c: 12}}\n",
        2,
        '"12"',
    ),
    "fleet's name": (
        'fleets:\n  - {source_profile: a, roles: [b], accounts: {}, name: "{acount}"}\n',
        2,
        "{acount} is not a placeholder",
    ),
    "fleet's brace": (
        'fleets:\n  - {source_profile: a, roles: [b], accounts: {}, name: "{role"}\n',
        2,
        "no partner",
    ),
    "favourite": ("profiles: {a: {favourite: 3}}\n", 1, "true or false"),
    "favorite": ("profiles: {a: {favorite: true}}\n", 1, "Did you mean favourite?"),
    "tags as a list": ("profiles:\n  a:\n    tags: [b]\n", 3, "should be a mapping"),
    "tag without a value": ("profiles: {a: {tags: {b: }}}\n", 1, "nothing"),
    "duration": ("profiles: {a: {duration: 1x}}\n", 1, '"1x"'),
    "missing policy": ("profiles: {a: {session_policy: gone.json}}\n", 1, "does not exist"),
    "policy in a folder's place": ("profiles: {a: {session_policy: .}}\n", 1, "is a folder"),
    "a region": ("regions:\n  - eu-central-1\n  - Frankfurt\n", 3, "such as eu-central-1"),
    "an odd address": ("regions: ['ftp://sts.example.com']\n", 1, "begins with https://"),
    "saml_process": ("saml_process: [a]\n", 1, "should be a text"),
    "web_identity_process": ("web_identity_process: {}\n", 1, "should be a text"),
    "keys": ("keys: [o]\n", 1, "should be a mapping"),
    "confirm": ("confirm: {prod: true}\n", 1, "should be a"),
    "list as a key": ("? [a]\n: b\n", 1, "a key that is a list"),
    "syntax": ("theme: [a\nstore: file\n", 2, "not valid YAML"),
    "tab": ("refresh:\n\tauto: true\n", 2, "not valid YAML"),
    "second document": ("theme: a\n---\ntheme: b\n", 2, "second YAML document"),
    "alias without anchor": ("theme: *a\n", 1, "not valid YAML: the alias *a"),
    "too deep": ("theme: " + "[" * 50 + "]" * 50 + "\n", 1, "deep"),
}


@pytest.mark.parametrize(("content", "line", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_every_mistake_is_told_with_its_line(file: Path, content: str, line: int, words: str) -> None:
    found = told(read(file, content))
    assert [at for at, _ in found] == [line]
    assert words in found[0][1]


@pytest.mark.parametrize("content", ["theme: a\n# Zürich\n".encode("latin-1"), b"theme: a\n# \0\n"])
def test_what_is_no_text_is_told_with_its_line(file: Path, content: bytes) -> None:
    ((line, message),) = told(read(file, content))
    assert line == 2
    assert "is not text in UTF-8" in message
    assert "byte string" not in message


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\xff\xfe"])
def test_a_byte_order_mark_is_no_matter(file: Path, mark: bytes) -> None:
    encoding = "utf-16-le" if mark == b"\xff\xfe" else "utf-8"
    assert read(file, mark + "theme: paper\n".encode(encoding)).theme == "paper"


def test_the_rest_holds_beside_a_mistake(file: Path) -> None:
    found = read(file, WHOLE.replace("store: file", "store: vault").replace("ahead: 10m", "ahead: x"))
    assert [line for line, _ in told(found)] == [2, 3]
    assert (found.theme, found.store, found.refresh) == ("paper", "keyring", Refresh(auto=True))
    assert len(found.fleets) == len(found.profiles) == 1


def test_a_mistake_in_a_profile_keeps_that_profile_from_being_started(file: Path) -> None:
    found = read(file, "profiles:\n  a: {tags: [x]}\n  b: {favourite: true}\n")
    (problem,) = found.profiles["a"].problems
    assert "config.yaml, line 2" in problem.message
    assert found.profiles["b"].problems == ()


@pytest.mark.parametrize("written", ["012345678901", '"012345678901"', "0123-4567-8901", "'012345678901'"])
def test_an_account_id_is_read_as_written(file: Path, written: str) -> None:
    assert list(read(file, f"accounts: {{{written}: {{name: a}}}}\n").accounts) == ["012345678901"]


def test_values_that_yaml_would_change_are_read_as_written(file: Path) -> None:
    found = read(file, "profiles: {a: {tags: {On: yes, Version: 1.10, Date: 2026-11-22, Empty: ''}}}\n")
    assert found.problems == ()
    assert found.profiles["a"].parameters.tags == (
        *(("On", "yes"), ("Version", "1.10"), ("Date", "2026-11-22"), ("Empty", "")),
    )


def test_aliases_may_be_used(file: Path) -> None:
    found = read(file, "profiles:\n  a: &same {favourite: true}\n  b: *same\n")
    assert found.profiles["a"] == found.profiles["b"]
    assert found.problems == ()


def test_an_alias_bomb_is_refused_at_once(file: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    ((_, message),) = told(read(file, "\n".join(lines)))
    assert "aliases count each time" in message


def test_a_session_policy_is_read_beside_the_file(file: Path) -> None:
    (file.parent / "policies").mkdir()
    policy = file.parent / "policies" / "readonly.json"
    policy.write_text(' {"Version": "2012-10-17"}\n')
    found = read(file, "profiles: {a: {session_policy: policies/readonly.json}}\n")
    assert found.profiles["a"].parameters.policy == '{"Version": "2012-10-17"}'
    assert found.files == (stamp(str(file)), stamp(str(policy)))


def test_control_characters_of_the_file_are_not_repeated(file: Path) -> None:
    ((_, message),) = told(read(file, 'store: "\\e[31mred\\a"\n'))
    assert message.isprintable()


# The file itself


def test_no_file_is_no_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    found = read_settings({})
    assert found.problems == ()
    assert "stsui" in str(found.path)


def test_a_named_file_that_is_not_there_is_told(file: Path) -> None:
    ((_, message),) = told(read_settings({"STSUI_CONFIG": str(file)}))
    assert "STSUI_CONFIG" in message


def test_an_empty_variable_names_no_file() -> None:
    assert read_settings({"STSUI_CONFIG": ""}).problems == ()


def test_the_null_device_stands_for_no_file() -> None:
    assert read_settings({"STSUI_CONFIG": os.devnull}).problems == ()


def test_a_folder_is_told(tmp_path: Path) -> None:
    ((_, message),) = told(read_settings({"STSUI_CONFIG": str(tmp_path)}))
    assert "a folder" in message


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_a_pipe_does_not_hang(file: Path) -> None:
    os.mkfifo(file)
    ((_, message),) = told(read_settings({"STSUI_CONFIG": str(file)}))
    assert "a pipe" in message


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_told(file: Path) -> None:
    file.write_text("theme: a\n")
    file.chmod(0)
    ((_, message),) = told(read_settings({"STSUI_CONFIG": str(file)}))
    assert "cannot be read" in message


def test_a_huge_file_is_refused(file: Path) -> None:
    with file.open("wb") as opened:
        opened.truncate(LARGEST_FILE + 1)
    ((_, message),) = told(read_settings({"STSUI_CONFIG": str(file)}))
    assert "4 MiB" in message


def test_a_file_of_exactly_the_limit_is_read(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * 100)
    content = read_bounded(str(file), 100)
    assert content is not None
    assert len(content) == 100


# The environment


@pytest.mark.parametrize("store", ["keyring", "file", "memory"])
def test_the_environment_names_the_store(file: Path, store: str) -> None:
    file.write_text("store: memory\n")
    found = read_settings({"STSUI_CONFIG": str(file), "STSUI_STORE": store})
    assert (found.store, found.problems) == (store, ())


def test_an_unknown_store_in_the_environment_is_told(file: Path) -> None:
    file.write_text("store: memory\n")
    found = read_settings({"STSUI_CONFIG": str(file), "STSUI_STORE": "vault"})
    assert found.store == "memory"
    assert (found.problems[0].file, len(found.problems)) == ("STSUI_STORE", 1)


def test_the_folders_may_be_named() -> None:
    environ = {"STSUI_CONFIG": "~/x.yaml", "STSUI_STATE_DIR": "$HOME/state", "HOME": "/home/kim"}
    environ["USERPROFILE"] = environ["HOME"]
    assert config_path(environ).as_posix() == "/home/kim/x.yaml"
    assert state_dir(environ).as_posix() == "/home/kim/state"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells the home folder in other ways")
def test_no_home_folder_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """A user without HOME and without an entry in the password file, as containers make them."""
    import pwd

    monkeypatch.delenv("HOME")
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000_000)
    with pytest.raises(KeyError):
        pwd.getpwuid(os.getuid())
    with pytest.raises(ConfigurationError, match="Set HOME"):
        state_dir({})
    ((_, message),) = told(read_settings({}))
    assert "STSUI_CONFIG" in message


# Templates


def test_a_template_is_filled() -> None:
    assert fill("{account}/{role}", {"account": "a", "role": "{b}"}) == "a/{b}"


@pytest.mark.parametrize("template", ["{x}", "{", "}", "{}", "{role", "{{role}}", "{role.x}"])
def test_a_bad_template_is_refused(template: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        check_template(template, ["role"])


# Any text at all

_pieces = st.sampled_from(
    [
        "fleets:\n",
        "  - ",
        "source_profile: a\n",
        "profiles:\n",
        "  a: ",
        "{tags: {",
        "}}\n",
        "&x ",
        "*x ",
        "[",
        "]",
        "refresh: ",
        "!!binary ",
        "? ",
        "| \n",
        "%YAML 1.9\n",
        "---\n",
        "\t",
        "accounts: ",
        ": ",
        ", ",
        "<<: *x\n",
    ]
)


@given(st.lists(_pieces | st.text(max_size=8), max_size=20).map("".join))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_text_raises(file: Path, content: str) -> None:
    assert read(file, content.encode("utf-8", "surrogatepass")).path == file


@given(st.binary(max_size=60))
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_bytes_raise(file: Path, content: bytes) -> None:
    assert read(file, content).path == file
