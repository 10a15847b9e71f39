"""Where credentials come from: the same profiles work, fail and chain as in botocore, which runs beside."""

from __future__ import annotations

import pytest
from botocore.exceptions import (
    BotoCoreError,
    InfiniteLoopConfigError,
    InvalidConfigError,
    PartialCredentialsError,
)

from stsui.model import Kind, Operation
from tests.catalog.conftest import KEYS, OTHER_KEYS, ROLE, Home

KEY = "AKIAIOSFODNN7EXAMPLE"
BASE = f"[profile base]\n{KEYS}"
SSO = "sso_account_id = 111122223333\nsso_role_name = Reader\n"
SSO_SITE = "sso_start_url = https://example.awsapps.com/start\nsso_region = eu-west-1\n"


def other_role(name: str) -> str:
    return f"role_arn = arn:aws:iam::444455556666:role/{name}\n"


def source(name: str) -> str:
    return f"source_profile = {name}\n"


CHAINS = {
    "a role from keys": f"[profile a]\n{ROLE}source_profile = base\n{BASE}",
    "three roles": (
        f"[profile a]\n{other_role('A')}{source('b')}[profile b]\n{other_role('B')}{source('c')}"
        f"[profile c]\n{other_role('C')}{source('base')}{BASE}"
    ),
    "itself, with keys": f"[profile a]\n{ROLE}{source('a')}{KEYS}",
    "loop, the source has keys": (
        f"[profile a]\n{ROLE}{source('b')}[profile b]\n{other_role('B')}{source('a')}{KEYS}"
    ),
    "loop, both have keys": (
        f"[profile a]\n{ROLE}{source('b')}{OTHER_KEYS}[profile b]\n{other_role('B')}{source('a')}{KEYS}"
    ),
    "the source's own keys stop the chain": (
        f"[profile a]\n{ROLE}{source('b')}[profile b]\n{other_role('B')}{source('gone')}{KEYS}"
    ),
    "own keys are left aside": f"[profile a]\n{ROLE}{source('base')}{OTHER_KEYS}{BASE}",
    "own session keys are left aside": (
        f"[profile a]\n{ROLE}{source('base')}{OTHER_KEYS}aws_session_token = x\n{BASE}"
    ),
    "default as the source": f"[profile a]\n{ROLE}{source('default')}[default]\n{KEYS}",
    "all parameters": (
        f"[profile a]\n{ROLE}{source('base')}external_id = pegasus\nrole_session_name = kim\n"
        f"duration_seconds = 1800\n{BASE}"
    ),
    "a duration that is no number": f"[profile a]\n{ROLE}{source('base')}duration_seconds = abc\n{BASE}",
    "a duration with a sign and blanks": (
        f"[profile a]\n{ROLE}{source('base')}duration_seconds = +1_800\n{BASE}"
    ),
    "nothing is inherited": (
        f"[profile a]\n{ROLE}{source('base')}\n[profile base]\n{KEYS}external_id = no\nmfa_serial = no\n"
        "duration_seconds = 900\n[default]\nexternal_id = no\n"
    ),
    "DEFAULT gives to all": f"[DEFAULT]\nexternal_id = yes\n[profile a]\n{ROLE}{source('base')}{BASE}",
    "a middle role's own parameters": (
        f"[profile a]\n{other_role('A')}{source('b')}[profile b]\n{other_role('B')}{source('base')}"
        f"external_id = middle\nduration_seconds = 900\n{BASE}"
    ),
}


@pytest.mark.parametrize("config", CHAINS.values(), ids=CHAINS.keys())
def test_a_role_is_reached_by_the_calls_that_botocore_makes(home: Home, config: str) -> None:
    home.write(config)
    theirs = home.botocore_calls("a")
    plan = home.plan("a")
    assert plan.problems == ()
    assert plan.steps[0].access_key_id == theirs[0].access_key_id == KEY
    ours = [step.parameters for step in plan.steps if step.operation is Operation.ASSUME_ROLE]
    assert [step.role_arn for step in ours] == [call.parameters["RoleArn"] for call in theirs]
    assert [step.external_id for step in ours] == [call.parameters.get("ExternalId") for call in theirs]
    assert [step.duration_seconds for step in ours] == [
        call.parameters.get("DurationSeconds", 3600) for call in theirs
    ]


BROKEN: dict[str, tuple[str, str, type[BotoCoreError]]] = {
    "itself, without keys": (f"[profile a]\n{ROLE}{source('a')}", "source-loop", InfiniteLoopConfigError),
    "loop of two": (
        f"[profile a]\n{ROLE}{source('b')}[profile b]\n{ROLE}{source('a')}",
        "source-loop",
        InfiniteLoopConfigError,
    ),
    "loop of two, only the wanted one has keys": (
        f"[profile a]\n{ROLE}{source('b')}{KEYS}[profile b]\n{ROLE}{source('a')}",
        "source-loop",
        InfiniteLoopConfigError,
    ),
    "loop further down": (
        f"[profile a]\n{ROLE}{source('b')}[profile b]\n{ROLE}{source('c')}[profile c]\n{ROLE}{source('b')}",
        "source-loop",
        InfiniteLoopConfigError,
    ),
    "a source that is its own": (
        f"[profile a]\n{ROLE}{source('b')}[profile b]\n{ROLE}{source('b')}",
        "source-loop",
        InfiniteLoopConfigError,
    ),
    "no source": (f"[profile a]\n{ROLE}", "no-source", PartialCredentialsError),
    "no source, but keys": (f"[profile a]\n{ROLE}{KEYS}", "no-source", PartialCredentialsError),
    "both sources": (
        f"[profile a]\n{ROLE}{source('b')}credential_source = Environment\n[profile b]\n{KEYS}",
        "two-sources",
        InvalidConfigError,
    ),
    "missing source": (f"[profile a]\n{ROLE}{source('gone')}", "source-missing", InvalidConfigError),
    "missing default": (f"[profile a]\n{ROLE}{source('default')}", "source-missing", InvalidConfigError),
    "empty source name": (f"[profile a]\n{ROLE}source_profile =\n", "source-missing", InvalidConfigError),
    "comment after the source": (
        f"[profile a]\n{ROLE}{source('b # my user')}[profile b]\n{KEYS}",
        "source-missing",
        InvalidConfigError,
    ),
    "source in another case": (
        f"[profile a]\n{ROLE}{source('B')}[profile b]\n{KEYS}",
        "source-missing",
        InvalidConfigError,
    ),
    "empty source": (
        f"[profile a]\n{ROLE}{source('b')}[profile b]\nregion = eu-west-1\n",
        "source-empty",
        InvalidConfigError,
    ),
    "source with half its keys": (
        f"[profile a]\n{ROLE}{source('b')}[profile b]\naws_access_key_id = {KEY}\n",
        "partial-keys",
        PartialCredentialsError,
    ),
    "source with the other half": (
        f"[profile a]\n{ROLE}{source('b')}[profile b]\naws_secret_access_key = x\n",
        "partial-keys",
        InvalidConfigError,
    ),
    "credential source in small letters": (
        f"[profile a]\n{ROLE}credential_source = environment\n",
        "credential-source",
        InvalidConfigError,
    ),
    "half keys": (f"[profile a]\naws_access_key_id = {KEY}\n", "partial-keys", PartialCredentialsError),
    "web identity without a role": (
        "[profile a]\nweb_identity_token_file = token\n",
        "web-identity-role",
        InvalidConfigError,
    ),
    "sso-session missing": (f"[profile a]\nsso_session = gone\n{SSO}", "sso-session", InvalidConfigError),
    "sso-session inconsistent": (
        f"[profile a]\nsso_session = s\nsso_region = us-east-1\n{SSO}[sso-session s]\n{SSO_SITE}",
        "sso-session",
        InvalidConfigError,
    ),
    "only the SSO role's name": ("[profile a]\nsso_role_name = Reader\n", "sso-settings", InvalidConfigError),
    "SSO settings shadow a process": (
        "[profile a]\nsso_account_id = 111122223333\ncredential_process = true\n",
        "sso-settings",
        InvalidConfigError,
    ),
}


@pytest.mark.parametrize(("config", "rule", "error"), BROKEN.values(), ids=BROKEN.keys())
def test_what_botocore_refuses_is_listed_with_its_problem(
    home: Home, config: str, rule: str, error: type[BotoCoreError]
) -> None:
    home.write(config)
    with pytest.raises(error):
        home.botocore_calls("a")
    assert [problem.rule for problem in home.profile("a").problems] == [rule]
    assert [problem.rule for problem in home.plan("a").problems] == [rule]


def test_keys_must_come_from_one_file(home: Home) -> None:
    home.write("[profile a]\naws_secret_access_key = x\n", f"[a]\naws_access_key_id = {KEY}\n")
    with pytest.raises(PartialCredentialsError):
        home.botocore("a").get_credentials()
    (problem,) = home.profile("a").problems
    assert "same file" in problem.message


def test_a_secret_without_its_key_id_is_a_problem(home: Home) -> None:
    home.write("[profile a]\naws_secret_access_key = x\n")
    assert [problem.rule for problem in home.profile("a").problems] == ["partial-keys"]


def test_a_temporary_key_without_its_token_is_a_problem(home: Home) -> None:
    home.write("[profile a]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\n")
    assert [problem.rule for problem in home.profile("a").problems] == ["partial-keys"]


def test_two_profiles_that_only_fail_when_named_first(home: Home) -> None:
    """From a the loop ends at b's keys; from b it comes back to b."""
    home.write(f"[profile a]\n{ROLE}{source('b')}[profile b]\n{ROLE}{source('a')}{KEYS}")
    assert home.profile("a").problems == ()
    assert [problem.rule for problem in home.profile("b").problems] == ["source-loop"]
    assert home.botocore_calls("a")
    with pytest.raises(InfiniteLoopConfigError):
        home.botocore_calls("b")


def test_a_loop_is_told_step_by_step(home: Home) -> None:
    home.write(f"[profile a]\n{ROLE}{source('b')}[profile b]\n{ROLE}{source('a')}")
    (problem,) = home.profile("a").problems
    assert '"a" → "b" → "a"' in problem.message


def test_problems_are_told_without_the_profile_being_made(home: Home) -> None:
    home.write(f"[profile a]\n{ROLE}{source('gone')}[profile b]\n{KEYS}")
    profiles = home.catalog().profiles
    for name in ("a", "b"):
        told = profiles.problems(name)
        assert told == profiles[name].problems == profiles.problems(name)
    with pytest.raises(KeyError):
        profiles.problems("gone")


def test_a_misspelt_source_is_guessed(home: Home) -> None:
    home.write(f"[profile a]\n{ROLE}{source('oncal')}[profile oncall]\n{KEYS}")
    (problem,) = home.profile("a").problems
    assert "Did you mean oncall?" in problem.message


SHARED = "shared-credentials-file"
KINDS: dict[str, tuple[str, str, Kind, str | None]] = {
    "keys in config": (f"[profile a]\n{KEYS}", "", Kind.LONG_TERM, "config-file"),
    "keys in credentials": ("", f"[a]\n{KEYS}", Kind.LONG_TERM, SHARED),
    "keys in both": (f"[profile a]\n{OTHER_KEYS}", f"[a]\n{KEYS}", Kind.LONG_TERM, SHARED),
    "session token": ("", f"[a]\n{KEYS}aws_session_token = x\n", Kind.TEMPORARY, SHARED),
    "security token": ("", f"[a]\n{KEYS}aws_security_token = x\n", Kind.TEMPORARY, SHARED),
    "token in the other file": (
        "[profile a]\naws_session_token = x\n",
        f"[a]\n{KEYS}",
        Kind.LONG_TERM,
        SHARED,
    ),
    "empty token": ("", f"[a]\n{KEYS}aws_session_token =\n", Kind.LONG_TERM, SHARED),
    "process": (
        "[profile a]\nPROCESS\n",
        "",
        Kind.PROCESS,
        "custom-process",
    ),
    "keys in credentials before a process": (
        "[profile a]\ncredential_process = false\n",
        f"[a]\n{KEYS}",
        Kind.LONG_TERM,
        SHARED,
    ),
    "a process before keys in config": (
        f"[profile a]\nPROCESS\n{KEYS}",
        "",
        Kind.PROCESS,
        "custom-process",
    ),
    "SSO": (f"[profile a]\n{SSO}{SSO_SITE}", "", Kind.SSO, "sso"),
    "SSO by session": (
        f"[profile a]\nsso_session = s\n{SSO}[sso-session s]\n{SSO_SITE}",
        "",
        Kind.SSO,
        "sso",
    ),
    "SSO before keys": (f"[profile a]\n{SSO}{SSO_SITE}", f"[a]\n{KEYS}", Kind.SSO, "sso"),
    "web identity": (
        f"[profile a]\n{ROLE}web_identity_token_file = token\n",
        "",
        Kind.WEB_IDENTITY,
        "assume-role-with-web-identity",
    ),
    "web identity before a source": (
        f"[profile a]\n{ROLE}web_identity_token_file = token\nsource_profile = gone\n",
        "",
        Kind.WEB_IDENTITY,
        "assume-role-with-web-identity",
    ),
    "role": (f"[profile a]\n{ROLE}{source('b')}[profile b]\n{KEYS}", "", Kind.ROLE, "assume-role"),
    "role before SSO": (
        f"[profile a]\n{ROLE}{source('b')}{SSO}{SSO_SITE}[profile b]\n{KEYS}",
        "",
        Kind.ROLE,
        "assume-role",
    ),
    "role by the credentials file": ("", f"[a]\n{ROLE}{source('b')}[b]\n{KEYS}", Kind.ROLE, "assume-role"),
    "settings only": ("[profile a]\nregion = eu-west-1\n", "", Kind.EMPTY, None),
}


@pytest.mark.parametrize(("config", "credentials", "kind", "method"), KINDS.values(), ids=KINDS.keys())
def test_the_kind_follows_botocores_order(
    home: Home, config: str, credentials: str, kind: Kind, method: str | None
) -> None:
    home.write(config.replace("PROCESS", home.credential_process()), credentials)
    found = home.botocore("a").get_credentials()
    assert (found.method if found else None) == method
    profile = home.profile("a")
    assert (profile.kind, profile.problems) == (kind, ())
    if profile.kind in (Kind.LONG_TERM, Kind.TEMPORARY):
        assert profile.credentials is not None
        assert profile.credentials.access_key_id == found.access_key == KEY
        assert profile.credentials.temporary == bool(found.token)


def test_login_comes_after_credentials_and_before_a_process(home: Home) -> None:
    home.write("[profile a]\nlogin_session = arn:aws:iam::111122223333:user/kim\ncredential_process = x\n")
    assert home.profile("a").kind is Kind.LOGIN


@pytest.mark.parametrize(
    ("base", "kind"),
    [
        (SSO + SSO_SITE, Kind.SSO),
        ("credential_process = tool\n", Kind.PROCESS),
        ("login_session = arn:aws:iam::111122223333:user/kim\n", Kind.LOGIN),
        (KEYS + "aws_session_token = x\n", Kind.TEMPORARY),
    ],
)
def test_any_kind_of_profile_can_be_a_source(home: Home, base: str, kind: Kind) -> None:
    home.write(f"[profile a]\n{ROLE}{source('b')}[profile b]\n{base}")
    plan = home.plan("a")
    assert plan.problems == ()
    assert [step.operation for step in plan.steps] == [Operation.BASE_CREDENTIALS, Operation.ASSUME_ROLE]
    assert (plan.steps[0].profile, plan.steps[0].base) == ("b", kind)


LOOPS = {
    "itself": "[profile a]\ncredential_process = stsui credential-process a\n",
    "itself, with options": "[profile a]\ncredential_process = /opt/stsui credential-process --debug a\n",
    "itself, as a module": "[profile a]\ncredential_process = python3 -m stsui credential-process a\n",
    "another that asks back": (
        "[profile a]\ncredential_process = stsui credential-process b\n"
        "[profile b]\ncredential_process = stsui credential-process a\n"
    ),
}


@pytest.mark.parametrize("config", LOOPS.values(), ids=LOOPS.keys())
def test_a_profile_that_asks_stsui_for_itself_is_refused(home: Home, config: str) -> None:
    home.write(config)
    assert [problem.rule for problem in home.plan("a").problems] == ["process-loop"]


@pytest.mark.parametrize(
    "command", ["stsui credential-process role", "stsui export a", "tool credential-process a", 'stsui "a']
)
def test_a_profile_that_asks_for_another_is_fine(home: Home, command: str) -> None:
    home.write(f"[profile a]\ncredential_process = {command}\n[profile role]\n{ROLE}{source('base')}{BASE}")
    assert home.plan("a").problems == ()
