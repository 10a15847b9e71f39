"""The catalog as a whole: fields of profiles, fleets, overrides, endpoints, and files that change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from botocore.configprovider import ConfiguredEndpointProvider

from stsui.catalog import PLAN_VARIABLES, default_profile_name
from stsui.catalog.fleets import MOST_PROFILES
from stsui.errors import ConfigurationError
from stsui.model import Endpoint, Kind, Parameters
from tests.catalog.conftest import KEYS, OTHER_KEYS, ROLE, Home

USER = f"[profile oncall]\n{KEYS}"
FLEET = """
fleets:
  - source_profile: oncall
    mfa_serial: arn:aws:iam::111122223333:mfa/oncall
    region: eu-west-1
    duration: 45m
    external_id: pegasus
    roles: [OnCall, team/ReadOnly]
    accounts: {payments-prod: 444455556666, payments-dev: "012345678901"}
"""


def messages(home: Home) -> str:
    return "\n".join(f"{problem.line}: {problem.message}" for problem in home.catalog().problems)


# Fields


def test_a_role_tells_account_role_and_region(home: Home) -> None:
    settings = 'accounts: {"444455556666": {name: payments-prod, env: prod}}'
    home.write(
        f"# first\n[profile a]\n{ROLE}source_profile = b\nregion = eu-west-1\n[profile b]\n{KEYS}",
        "",
        settings,
    )
    profile = home.profile("a")
    assert (profile.kind, profile.source, profile.source_profile) == (Kind.ROLE, "config", "b")
    assert (profile.account_id, profile.account_name, profile.environment) == (
        "444455556666",
        "payments-prod",
        "prod",
    )
    assert (profile.role, profile.region) == ("OnCall", "eu-west-1")
    assert (profile.origin.file, profile.origin.line) == (str(home.folder / "config"), 2)


def test_other_settings_are_kept_as_written_and_secrets_are_not_among_them(home: Home) -> None:
    home.write(
        f"[profile a]\n{KEYS}aws_session_token = x\nregion = eu-west-1\ns3 =\n  a = 1\nca_bundle = /x.pem\n"
        "[profile b]\nsso_session = s\nsso_account_id = 111122223333\nsso_role_name = Reader\n"
        "[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start#/\n"
    )
    assert home.profile("a").settings == {"ca_bundle": "/x.pem"}
    assert home.profile("b").settings == {
        "sso_session": "s",
        "sso_account_id": "111122223333",
        "sso_role_name": "Reader",
        "sso_region": "eu-west-1",
        "sso_start_url": "https://example.awsapps.com/start#/",
    }
    assert (home.profile("b").account_id, home.profile("b").role) == ("111122223333", "Reader")


def test_an_users_account_is_seen_in_the_device(home: Home) -> None:
    home.write(USER + "mfa_serial = arn:aws:iam::111122223333:mfa/oncall\n")
    assert home.profile("oncall").account_id == "111122223333"


def test_profiles_come_in_the_order_of_the_files(home: Home) -> None:
    home.write("[profile b]\n[default]\n[profile a]\n", "[z]\n[a]\n", FLEET)
    assert list(home.catalog().profiles) == [
        *("b", "default", "a", "z"),
        *("payments-prod/OnCall", "payments-prod/ReadOnly", "payments-dev/OnCall", "payments-dev/ReadOnly"),
    ]
    assert home.profile("z").source == "credentials"


def test_a_secret_is_in_no_repr(home: Home) -> None:
    home.write(USER)
    assert "wJalrXUtnFEMI" not in repr(home.profile("oncall"))


# Fleets


def test_a_fleet_gives_a_profile_for_every_account_and_role(home: Home) -> None:
    home.write(USER, "", FLEET)
    profile = home.profile("payments-dev/ReadOnly")
    assert (profile.kind, profile.source, profile.source_profile) == (Kind.ROLE, "fleet", "oncall")
    assert (profile.account_id, profile.account_name, profile.role) == (
        "012345678901",
        "payments-dev",
        "ReadOnly",
    )
    assert (profile.region, profile.origin.line) == ("eu-west-1", 3)
    assert profile.parameters == Parameters(
        role_arn="arn:aws:iam::012345678901:role/team/ReadOnly",
        mfa_serial="arn:aws:iam::111122223333:mfa/oncall",
        duration_seconds=2700,
        external_id="pegasus",
    )
    assert home.plan("payments-dev/ReadOnly").problems == ()
    assert home.catalog().problems == ()


def test_a_fleet_is_named_by_its_template_and_lives_in_its_partition(home: Home) -> None:
    settings = """
fleets:
  - {source_profile: oncall, roles: A, accounts: {x: 444455556666}, name: "{role}@{account_id}",
     partition: aws-cn}
"""
    home.write(USER, "", settings)
    assert home.profile("A@444455556666").parameters.role_arn == "arn:aws-cn:iam::444455556666:role/A"


def test_a_fleet_without_its_source_is_listed_with_the_problem(home: Home) -> None:
    home.write("", "", FLEET)
    assert [problem.rule for problem in home.profile("payments-dev/OnCall").problems] == ["source-missing"]


def test_the_aws_config_wins_over_a_fleet(home: Home) -> None:
    home.write(USER + "[profile payments-prod/OnCall]\nregion = us-east-1\n", "", FLEET)
    assert home.profile("payments-prod/OnCall").region == "us-east-1"
    assert '3: The fleet\'s profile "payments-prod/OnCall" is there already' in messages(home)


def test_an_entry_that_shows_a_fleets_profile_to_other_tools_does_not_hide_it(home: Home) -> None:
    name = "payments-prod/OnCall"
    home.write(USER + f"[profile {name}]\ncredential_process = stsui credential-process {name}\n", "", FLEET)
    assert (home.profile(name).kind, home.profile(name).problems) == (Kind.ROLE, ())
    assert home.catalog().problems == ()


def test_a_session_that_stsui_wrote_under_a_profiles_name_does_not_become_the_profile(home: Home) -> None:
    home.write(
        credentials=f"[oncall]\n{KEYS}[prod]\n{OTHER_KEYS}aws_session_token = x\nx_stsui_profile = prod\n"
        f"[copy]\n{OTHER_KEYS}aws_session_token = x\nx_stsui_profile = prod\n",
        config=f"[profile prod]\n{ROLE}source_profile = oncall\n",
    )
    profiles = home.catalog().profiles
    assert profiles["prod"].kind is Kind.ROLE
    assert profiles["prod"].credentials is None
    assert profiles["copy"].kind is Kind.TEMPORARY


def test_a_fleet_beyond_reason_is_left_out(home: Home) -> None:
    roles = ", ".join(f"r{number}" for number in range(300))
    accounts = ", ".join(f"a{number}: {number:012d}" for number in range(MOST_PROFILES // 300 + 1))
    home.write(
        USER, "", f"fleets:\n  - {{source_profile: oncall, roles: [{roles}], accounts: {{{accounts}}}}}\n"
    )
    assert len(home.catalog().profiles) == 1
    assert "2: The fleets give more than 50,000 profiles" in messages(home)


# What config.yaml says of single profiles


def test_config_yaml_adds_what_the_aws_config_cannot_say(home: Home) -> None:
    (home.folder / "policies").mkdir()
    (home.folder / "policies" / "readonly.json").write_text('{"Version": "2012-10-17"}\n')
    settings = FLEET + (
        "profiles:\n  payments-prod/OnCall: {tags: {Project: Pegasus, Cost: 42}, transitive_tags: [Project],"
        " session_policy: policies/readonly.json, favourite: true, env: PROD, duration: 1h}\n"
    )
    home.write(USER, "", settings)
    profile = home.profile("payments-prod/OnCall")
    assert (profile.favourite, profile.environment, profile.problems) == (True, "PROD", ())
    assert profile.parameters.tags == (("Project", "Pegasus"), ("Cost", "42"))
    assert profile.parameters.transitive_tag_keys == ("Project",)
    assert profile.parameters.policy == '{"Version": "2012-10-17"}'
    assert profile.parameters.duration_seconds == 3600
    assert profile.parameters.external_id == "pegasus"
    assert home.plan("payments-prod/OnCall").problems == ()


def test_a_profile_is_not_started_without_its_session_policy(home: Home) -> None:
    home.write(USER, "", FLEET + "profiles:\n  payments-prod/OnCall: {session_policy: gone.json}\n")
    (problem,) = home.profile("payments-prod/OnCall").problems
    assert "gone.json" in problem.message
    assert home.plan("payments-prod/OnCall").problems == (problem,)


def test_a_role_chained_from_such_a_profile_is_not_started_either(home: Home) -> None:
    home.write(
        USER + f"[profile a]\n{ROLE}source_profile = payments-prod/OnCall\n",
        "",
        FLEET + "profiles:\n  payments-prod/OnCall: {session_policy: gone.json}\n",
    )
    (problem,) = home.plan("a").problems
    assert "payments-prod/OnCall" in problem.message


def test_settings_of_no_profile_are_reported(home: Home) -> None:
    home.write(USER, "", "profiles:\n  oncal: {favourite: true}\n")
    assert messages(home) == '2: profiles: there is no profile "oncal". Did you mean oncall?'


# Endpoints

STS_SERVICES = "[services s]\nsts =\n  endpoint_url = http://services/\ns3 =\n  endpoint_url = http://s3/\n"
URLS: dict[str, tuple[str, dict[str, str]]] = {
    "nothing": (f"[profile a]\n{KEYS}", {}),
    "the profile's": (f"[profile a]\n{KEYS}endpoint_url = http://profile/\n", {}),
    "services": (f"[profile a]\n{KEYS}endpoint_url = http://profile/\nservices = s\n{STS_SERVICES}", {}),
    "services for others": (
        f"[profile a]\n{KEYS}endpoint_url = http://profile/\nservices = s\n[services s]\ns3 =\n  a = x\n",
        {},
    ),
    "environment": (
        f"[profile a]\n{KEYS}endpoint_url = http://profile/\nservices = s\n{STS_SERVICES}",
        {"AWS_ENDPOINT_URL": "http://environment/"},
    ),
    "environment for sts": (
        f"[profile a]\n{KEYS}services = gone\n",
        {"AWS_ENDPOINT_URL": "http://environment/", "AWS_ENDPOINT_URL_STS": "http://sts/"},
    ),
    "environment for others": (f"[profile a]\n{KEYS}", {"AWS_ENDPOINT_URL_S3": "http://s3/"}),
    "empty in the environment": (f"[profile a]\n{KEYS}endpoint_url = http://p/\n", {"AWS_ENDPOINT_URL": ""}),
}


@pytest.mark.parametrize(("config", "variables"), URLS.values(), ids=URLS.keys())
def test_the_address_of_sts_is_botocores(home: Home, config: str, variables: dict[str, str]) -> None:
    home.write(config)
    home.environ |= variables
    session = home.botocore("a")
    theirs = ConfiguredEndpointProvider(session.full_config, session.get_scoped_config(), "sts", variables)
    assert home.plan("a").endpoint.url == theirs.provide()


@pytest.mark.parametrize("variable", [True, False])
def test_configured_addresses_can_be_ignored(home: Home, variable: bool) -> None:
    own = "" if variable else "ignore_configured_endpoint_urls = true\n"
    home.write(f"[profile a]\n{KEYS}endpoint_url = http://profile/\n{own}")
    if variable:
        home.environ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "TRUE"
    assert home.plan("a").endpoint.url is None


def test_the_region_is_the_environments_then_the_profiles(home: Home) -> None:
    home.write(f"[profile a]\n{KEYS}region = eu-west-1\n[default]\nregion = eu-north-1\n")
    assert home.plan("a").endpoint.region == "eu-west-1"
    home.environ["AWS_DEFAULT_REGION"] = "us-east-2"
    assert home.plan("a").endpoint.region == "us-east-2"
    home.environ["AWS_REGION"] = "us-west-2"
    assert home.plan("a").endpoint.region == "us-west-2"


def test_no_region_is_taken_from_source_or_default(home: Home) -> None:
    home.write(
        f"{USER}region = eu-west-1\n[profile a]\n{ROLE}source_profile = oncall\n"
        "[default]\nregion = eu-north-1\n"
    )
    assert home.plan("a").endpoint.region is None


def test_the_other_facts_of_the_endpoint(home: Home) -> None:
    home.write(
        f"[profile a]\n{KEYS}use_fips_endpoint = true\nuse_dualstack_endpoint = no\nca_bundle = /own.pem\n"
        "sts_regional_endpoints = legacy\n"
    )
    assert home.plan("a").endpoint == Endpoint(
        use_fips=True, use_dualstack=False, regional_endpoints="legacy", ca_bundle="/own.pem"
    )
    home.environ |= {
        "AWS_USE_FIPS_ENDPOINT": "false",
        "AWS_USE_DUALSTACK_ENDPOINT": "True",
        "AWS_CA_BUNDLE": "/environment.pem",
        "AWS_STS_REGIONAL_ENDPOINTS": "regional",
    }
    assert home.plan("a").endpoint == Endpoint(
        use_fips=False, use_dualstack=True, regional_endpoints="regional", ca_bundle="/environment.pem"
    )


@pytest.mark.parametrize(
    ("variables", "name"),
    [
        ({}, "default"),
        ({"AWS_PROFILE": "a"}, "a"),
        ({"AWS_DEFAULT_PROFILE": "b"}, "b"),
        ({"AWS_PROFILE": "a", "AWS_DEFAULT_PROFILE": "b"}, "a"),
        ({"AWS_PROFILE": "", "AWS_DEFAULT_PROFILE": "b"}, "b"),
    ],
)
def test_the_default_profile_is_the_clis(variables: dict[str, str], name: str) -> None:
    assert default_profile_name(variables) == name


def test_no_secret_is_among_the_variables_that_plans_hang_on() -> None:
    assert not [name for name in PLAN_VARIABLES if "SECRET" in name or "TOKEN" in name]


# Change


def test_an_untouched_catalog_has_not_changed(home: Home) -> None:
    home.write(USER, "", FLEET + "profiles: {payments-prod/OnCall: {session_policy: p.json}}\n")
    assert not home.catalog().changed()
    assert [Path(stamp.path).name for stamp in home.catalog().files] == [
        *("config", "credentials", "config.yaml", "p.json"),
    ]


@pytest.mark.parametrize("name", ["config", "credentials", "config.yaml", "p.json"])
def test_a_file_that_comes_changes_or_goes_is_noticed(home: Home, name: str) -> None:
    file, settings = home.folder / name, "profiles: {oncall: {session_policy: p.json}}\n"
    home.write(USER, "", settings)
    if name == "p.json":
        before = home.catalog()
        file.write_text("{}")
        assert before.changed()
    before = home.catalog()
    file.write_text(file.read_text() + " \n")
    assert before.changed()
    before = home.catalog()
    file.unlink()
    assert before.changed()


def test_a_file_replaced_by_one_of_the_same_size_and_time_is_noticed(home: Home) -> None:
    home.write(USER)
    before, file = home.catalog(), home.folder / "config"
    times = file.stat()
    other = home.folder / "other"
    other.write_text(USER)
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    other.replace(file)
    assert before.changed()


def test_a_heading_says_the_same_as_its_profile(home: Home) -> None:
    home.write(
        config="[profile source]\n[profile role]\nrole_arn = arn:aws:iam::444455556666:role/path/OnCall\n"
        "source_profile = source\nregion = eu-west-1\n[profile portal]\nsso_account_id = 777788889999\n"
        "sso_role_name = ReadOnly\n",
        settings="accounts: {'444455556666': {name: payments-prod, env: prod}}\n"
        "profiles: {role: {favourite: true}}\n",
    )

    profiles = home.catalog().profiles

    for heading in profiles.headings():
        profile = profiles[heading.name]
        assert heading._asdict() == {name: getattr(profile, name) for name in heading._fields}
    assert [heading.name for heading in profiles.headings()] == list(profiles)


class TestNoSuchProfile:
    def test_the_file_that_could_not_be_read_is_named(self, home: Home) -> None:
        home.write()
        (home.folder / "config").unlink()
        (home.folder / "config").mkdir()
        with pytest.raises(ConfigurationError, match="is a folder") as refused:
            home.catalog().profile("payments")
        assert str(home.folder / "config") in refused.value.hint

    def test_the_nearest_name_is_told(self, home: Home) -> None:
        home.write(USER)
        with pytest.raises(ConfigurationError, match="Did you mean oncall"):
            home.catalog().profile("oncal")

    def test_else_the_list_is(self, home: Home) -> None:
        with pytest.raises(ConfigurationError, match="stsui list"):
            home.catalog().profile("payments")

    def test_a_source_whose_file_could_not_be_read_says_so(self, home: Home) -> None:
        home.write(f"[profile source]\nregion = eu-west-1\n[profile a]\n{ROLE}source_profile = source\n")
        (home.folder / "credentials").unlink()
        (home.folder / "credentials").mkdir()
        (problem,) = home.plan("a").problems
        assert problem.rule == "source-empty"
        assert f"{home.folder / 'credentials'}: The file is a folder" in problem.message
