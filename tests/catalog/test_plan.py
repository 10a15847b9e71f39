"""Plans: which steps, with which parameters, what is refused beforehand, and whose sessions are shared."""

from __future__ import annotations

from dataclasses import Field, fields, replace

import pytest

from stsui.catalog import base_profile, session_key
from stsui.errors import ConfigurationError
from stsui.model import Kind, Operation, Parameters, Plan
from tests.catalog.conftest import KEYS, OTHER_KEYS, ROLE, Home

MFA = "arn:aws:iam::111122223333:mfa/oncall"
ROOT_MFA = "arn:aws:iam::111122223333:mfa/root-account-mfa-device"
SERIAL = f"mfa_serial = {MFA}\n"
USER = f"[profile oncall]\n{KEYS}"
BASE, SESSION, ASSUME = Operation.BASE_CREDENTIALS, Operation.GET_SESSION_TOKEN, Operation.ASSUME_ROLE
WEB = Operation.ASSUME_ROLE_WITH_WEB_IDENTITY


def role(name: str, source: str = "oncall", more: str = "") -> str:
    arn = f"arn:aws:iam::444455556666:role/team/{name}"
    return f"[profile {name}]\nrole_arn = {arn}\nsource_profile = {source}\n{more}"


def operations(plan: Plan) -> list[Operation]:
    return [step.operation for step in plan.steps]


def rules(plan: Plan) -> list[str]:
    return [problem.rule for problem in plan.problems]


# Which steps


def test_a_role_without_mfa_is_assumed_straight(home: Home) -> None:
    plan = home.write(USER + role("Admin")).plan("Admin")
    assert operations(plan) == [BASE, ASSUME]
    assert plan.steps[0].base is Kind.LONG_TERM
    assert plan.steps[1].parameters == Parameters(
        role_arn="arn:aws:iam::444455556666:role/team/Admin",
        role_session_name="stsui-kim",
        duration_seconds=3600,
    )
    assert (plan.problems, plan.notes) == ((), ())


def test_mfa_is_given_once_to_get_session_token(home: Home) -> None:
    plan = home.write(USER + role("Admin", more=SERIAL)).plan("Admin")
    assert operations(plan) == [BASE, SESSION, ASSUME]
    assert plan.steps[1].profile == "oncall"
    assert plan.steps[1].parameters == Parameters(mfa_serial=MFA, duration_seconds=43200)
    assert plan.steps[2].parameters.mfa_serial is None
    assert plan.mfa_serial == MFA


@pytest.mark.parametrize(("seconds", "direct"), [(900, False), (3600, False), (3601, True), (43200, True)])
def test_more_than_an_hour_takes_a_code_of_its_own(home: Home, seconds: int, direct: bool) -> None:
    plan = home.write(USER + role("Admin", more=f"{SERIAL}duration_seconds = {seconds}\n")).plan("Admin")
    assert plan.problems == ()
    assert operations(plan) == ([BASE, ASSUME] if direct else [BASE, SESSION, ASSUME])
    assert plan.steps[-1].parameters.duration_seconds == seconds
    assert plan.steps[-1].parameters.mfa_serial == (MFA if direct else None)
    assert bool(plan.notes) == direct


def test_a_serial_of_the_source_is_not_inherited(home: Home) -> None:
    plan = home.write(USER + SERIAL + role("Admin")).plan("Admin")
    assert operations(plan) == [BASE, ASSUME]
    assert plan.mfa_serial is None


def test_a_long_term_profile_gets_a_session_token(home: Home) -> None:
    plan = home.write(USER + SERIAL).plan("oncall")
    assert operations(plan) == [BASE, SESSION]
    assert plan.steps[1].parameters == Parameters(mfa_serial=MFA, duration_seconds=43200)


def test_a_long_term_profile_without_mfa_gets_one_too(home: Home) -> None:
    plan = home.write(USER + "duration_seconds = 900\n").plan("oncall")
    assert plan.steps[1].parameters == Parameters(duration_seconds=900)


@pytest.mark.parametrize(
    "settings",
    [
        f"{KEYS}aws_session_token = x\n",
        "credential_process = tool\n",
        "login_session = arn:aws:iam::111122223333:user/kim\n",
        "sso_account_id = 111122223333\nsso_role_name = R\nsso_start_url = u\nsso_region = eu-west-1\n",
    ],
)
def test_other_profiles_are_their_own_credentials(home: Home, settings: str) -> None:
    plan = home.write(f"[profile a]\n{settings}").plan("a")
    assert operations(plan) == [BASE]
    assert plan.problems == ()


def test_a_web_identity_profile_trades_its_token_for_its_role(home: Home) -> None:
    more = "web_identity_token_file = /t\nduration_seconds = 7200\nmfa_serial = m\nexternal_id = e\n"
    plan = home.write(f"[profile ci]\n{ROLE}{more}").plan("ci")
    assert plan.problems == ()
    (step,) = plan.steps
    assert (step.operation, step.base) == (WEB, None)
    asked = step.parameters
    assert (asked.web_identity_token_file, asked.duration_seconds) == ("/t", 7200)
    assert asked.role_session_name
    assert (asked.mfa_serial, asked.external_id) == (None, None), "it takes neither"
    named = home.plan("ci", Parameters(role_session_name="build", duration_seconds=900)).steps[0].parameters
    assert (named.role_session_name, named.duration_seconds) == ("build", 900)


def test_a_role_behind_a_web_identity_is_chained(home: Home) -> None:
    settings = "web_identity_token_file = /t\nduration_seconds = 7200\n"
    plan = home.write(f"[profile ci]\n{ROLE}{settings}" + role("Admin", "ci")).plan("Admin")
    assert [(step.operation, step.profile) for step in plan.steps] == [(WEB, "ci"), (ASSUME, "Admin")]
    assert plan.problems == ()
    assert plan.steps[0].parameters.duration_seconds == 7200
    long = home.plan("Admin", Parameters(duration_seconds=7200))
    assert [problem.rule for problem in long.problems] == ["chained-duration"]


@pytest.mark.parametrize(
    ("more", "rule"),
    [("duration_seconds = 60\n", "duration"), ("role_session_name = a b\n", "session-name")],
)
def test_what_a_web_identity_profile_may_not_ask(home: Home, more: str, rule: str) -> None:
    plan = home.write(f"[profile ci]\n{ROLE}web_identity_token_file = /t\n{more}").plan("ci")
    assert [problem.rule for problem in plan.problems] == [rule]


def test_a_chain_is_assumed_role_by_role(home: Home) -> None:
    plan = home.write(USER + role("Jump", more=SERIAL) + role("Admin", "Jump")).plan("Admin")
    assert [(step.operation, step.profile) for step in plan.steps] == [
        (BASE, "oncall"),
        (SESSION, "oncall"),
        (ASSUME, "Jump"),
        (ASSUME, "Admin"),
    ]


def test_a_serial_on_a_chained_role_is_not_sent(home: Home) -> None:
    plan = home.write(USER + role("Jump") + role("Admin", "Jump", SERIAL)).plan("Admin")
    assert plan.mfa_serial is None
    assert "no MFA device" in plan.notes[0]
    assert plan.problems == ()


def test_a_serial_on_a_role_from_sso_is_not_sent(home: Home) -> None:
    sso = "[profile sso]\nsso_account_id = 1\nsso_role_name = R\nsso_start_url = u\nsso_region = eu-west-1\n"
    plan = home.write(sso + role("Admin", "sso", SERIAL)).plan("Admin")
    assert plan.mfa_serial is None
    assert "no MFA device" in plan.notes[0]


def test_a_serial_with_a_users_session_is_sent_with_the_role(home: Home) -> None:
    temporary = f"[profile session]\n{KEYS}aws_session_token = x\n"
    plan = home.write(temporary + role("Admin", "session", SERIAL)).plan("Admin")
    assert operations(plan) == [BASE, ASSUME]
    assert plan.steps[1].parameters.mfa_serial == MFA


@pytest.mark.parametrize("source", ["Ec2InstanceMetadata", "EcsContainer"])
def test_a_role_from_the_machine(home: Home, source: str) -> None:
    plan = home.write(f"[profile a]\n{ROLE}credential_source = {source}\n").plan("a")
    assert (plan.steps[0].base, plan.steps[0].profile) == (source, "a")
    assert operations(plan) == [BASE, ASSUME]
    assert plan.problems == ()


def test_a_role_from_the_environments_keys(home: Home) -> None:
    home.write(f"[profile a]\n{ROLE}credential_source = Environment\n{SERIAL}")
    assert rules(home.plan("a")) == ["environment"]
    home.environ |= {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"}
    plan = home.plan("a")
    assert (plan.steps[0].base, plan.steps[0].access_key_id) == ("Environment", "AKIAIOSFODNN7EXAMPLE")
    assert operations(plan) == [BASE, SESSION, ASSUME]


def test_temporary_keys_of_the_environment_last_an_hour(home: Home) -> None:
    home.write(f"[profile a]\n{ROLE}credential_source = Environment\nduration_seconds = 7200\n")
    home.environ |= {"AWS_ACCESS_KEY_ID": "ASIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "x"}
    home.environ["AWS_SESSION_TOKEN"] = "x"
    assert rules(home.plan("a")) == ["chained-duration"]


# What is refused beforehand


def test_a_chained_role_over_an_hour_is_refused(home: Home) -> None:
    home.write(USER + role("Jump") + role("Admin", "Jump", "duration_seconds = 3601\n"))
    assert rules(home.plan("Admin")) == ["chained-duration"]


CHAIN = """
profiles:
  Jump: {tags: {Project: Pegasus, Team: payments}, transitive_tags: [project], source_identity: kim}
  Admin: {tags: {TAG}}
"""


@pytest.mark.parametrize(("tag", "wrong"), [("team: x", []), ("PROJECT: x", ["tags"])])
def test_a_tag_that_comes_along_cannot_be_set_again(home: Home, tag: str, wrong: list[str]) -> None:
    home.write(USER + role("Jump") + role("Admin", "Jump"), settings=CHAIN.replace("TAG", tag))
    plan = home.plan("Admin")
    assert rules(plan) == wrong
    assert all('comes along from the session of "Jump"' in problem.message for problem in plan.problems)
    assert rules(home.plan("Jump")) == []


@pytest.mark.parametrize(("identity", "wrong"), [("kim", []), (None, []), ("alex", ["source-identity"])])
def test_a_source_identity_stays(home: Home, identity: str | None, wrong: list[str]) -> None:
    home.write(USER + role("Jump") + role("Admin", "Jump"), settings=CHAIN.replace("TAG", "a: b"))
    assert rules(home.plan("Admin", Parameters(source_identity=identity))) == wrong


def test_what_a_source_sets_again_is_told_as_its_own(home: Home) -> None:
    home.write(
        USER + role("Jump") + role("Admin", "Jump") + role("Last", "Admin"),
        settings=CHAIN.replace("TAG", "project: x"),
    )
    (problem,) = home.plan("Last").problems
    assert problem.message.startswith('The source profile "Admin": The tag project comes along')


def test_a_chained_role_of_an_hour_is_not(home: Home) -> None:
    home.write(USER + role("Jump") + role("Admin", "Jump", "duration_seconds = 3600\n"))
    assert home.plan("Admin").problems == ()


def test_a_middle_role_may_have_a_code_of_its_own(home: Home) -> None:
    home.write(USER + role("Jump", more=f"{SERIAL}duration_seconds = 7200\n") + role("Admin", "Jump"))
    plan = home.plan("Admin")
    assert operations(plan) == [BASE, ASSUME, ASSUME]
    assert plan.steps[1].parameters.mfa_serial == MFA


@pytest.mark.parametrize(
    "base",
    [
        f"{KEYS}aws_session_token = x\n",
        "sso_account_id = 1\nsso_role_name = R\nsso_start_url = u\nsso_region = eu-west-1\n",
        "login_session = arn:aws:iam::111122223333:user/kim\n",
    ],
)
def test_a_role_over_an_hour_from_temporary_credentials_is_refused(home: Home, base: str) -> None:
    home.write(f"[profile b]\n{base}" + role("Admin", "b", "duration_seconds = 7200\n"))
    assert rules(home.plan("Admin")) == ["chained-duration"]


def test_a_process_may_give_either_so_it_is_only_noted(home: Home) -> None:
    home.write("[profile b]\ncredential_process = tool\n" + role("Admin", "b", "duration_seconds = 7200\n"))
    plan = home.plan("Admin")
    assert plan.problems == ()
    assert "credential_process" in plan.notes[0]


@pytest.mark.parametrize("seconds", [0, 899, 43201])
def test_a_role_session_keeps_to_the_limits(home: Home, seconds: int) -> None:
    home.write(USER + role("Admin", more=f"duration_seconds = {seconds}\n"))
    assert rules(home.plan("Admin")) == ["duration"]


@pytest.mark.parametrize(
    ("seconds", "found"), [(899, ["duration"]), (900, []), (129600, []), (129601, ["duration"])]
)
def test_a_session_token_keeps_to_the_limits(home: Home, seconds: int, found: list[str]) -> None:
    home.write(f"{USER}duration_seconds = {seconds}\n")
    assert rules(home.plan("oncall")) == found


def test_the_root_user_assumes_no_roles(home: Home) -> None:
    home.write(f"[profile root]\n{KEYS}mfa_serial = {ROOT_MFA}\n" + role("Admin", "root"))
    assert rules(home.plan("Admin")) == ["root"]
    assert home.plan("root").problems == ()


def test_a_role_with_the_root_device_is_refused(home: Home) -> None:
    home.write(USER + role("Admin", more=f"mfa_serial = {ROOT_MFA}\n"))
    assert "root" in rules(home.plan("Admin"))


def test_the_root_users_session_lasts_an_hour(home: Home) -> None:
    home.write(f"[profile root]\n{KEYS}mfa_serial = {ROOT_MFA}\n")
    assert home.plan("root").steps[1].parameters.duration_seconds == 3600
    home.write(f"[profile root]\n{KEYS}mfa_serial = {ROOT_MFA}\nduration_seconds = 7200\n")
    assert rules(home.plan("root")) == ["duration"]


@pytest.mark.parametrize(
    ("setting", "rule"),
    [
        ("mfa_serial = \n", "mfa-serial"),
        (f"mfa_serial = {MFA} # mine\n", "mfa-serial"),
        ("external_id = x\n", "external-id"),
        ("role_session_name = kim at home\n", "session-name"),
        ("role_session_name = k\n", "session-name"),
        ("role_session_name = {user}-{incident}\n", "session-name"),
        ("role_session_name = {user\n", "session-name"),
        ("region = us-east-1 # Virginia\n", "region"),
        ("services = gone\n", "services"),
    ],
)
def test_every_parameters_rule_is_checked(home: Home, setting: str, rule: str) -> None:
    home.write(USER + "[profile a]\nsource_profile = oncall\n" + ROLE + setting)
    assert rules(home.plan("a")) == [rule]


def test_a_bad_arn_is_found(home: Home) -> None:
    home.write(USER + "[profile a]\nrole_arn = OnCall\nsource_profile = oncall\n")
    assert rules(home.plan("a")) == ["role-arn"]


def test_a_broken_middle_role_is_named(home: Home) -> None:
    home.write(USER + role("Jump", more="external_id = x\n") + role("Admin", "Jump"))
    (problem,) = home.plan("Admin").problems
    assert '"Jump"' in problem.message


def test_broken_keys_under_a_chain_are_told_once(home: Home) -> None:
    home.write("[profile oncall]\naws_access_key_id = x\n" + role("Jump") + role("Admin", "Jump"))
    assert rules(home.plan("Admin")) == ["partial-keys"]


def test_settings_alone_cannot_be_started(home: Home) -> None:
    home.write("[profile a]\nregion = eu-west-1\n")
    assert home.profile("a").problems == ()
    assert rules(home.plan("a")) == ["no-credentials"]


def test_a_duration_that_is_no_number_is_left_aside_and_noted(home: Home) -> None:
    plan = home.write(USER + role("Admin", more="duration_seconds = 1h\n")).plan("Admin")
    assert plan.steps[-1].parameters.duration_seconds == 3600
    assert '"1h"' in plan.notes[0]


def test_a_profile_that_does_not_exist(home: Home) -> None:
    home.write(USER)
    with pytest.raises(ConfigurationError, match=r'There is no profile "oncal"\. Did you mean oncall\?'):
        home.plan("oncal")


# Session names


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{user}", "kim"),
        ("{profile}@{host}", "pay-prod-Admin@laptop"),
        ("x{user}x", "xkimx"),
        ("kim=here", "kim=here"),
    ],
)
def test_a_session_name_may_be_a_template(home: Home, template: str, name: str) -> None:
    home.environ["HOSTNAME"] = "laptop"
    home.write(USER + role("pay/prod/Admin", more=f"role_session_name = {template}\n"))
    assert home.plan("pay/prod/Admin").steps[-1].parameters.role_session_name == name


@pytest.mark.parametrize(
    ("user", "name"),
    [
        ("kim", "stsui-kim"),
        ("DOMAIN\\Zoë B", "stsui-DOMAIN-Zo-B"),
        ("", "stsui"),
        ("x" * 99, "stsui-" + "x" * 58),
    ],
)
def test_the_default_session_name_is_safe(home: Home, user: str, name: str) -> None:
    home.environ["USER"] = user
    home.write(USER + role("Admin"))
    assert home.plan("Admin").steps[-1].parameters.role_session_name == name


# Changes


def test_changes_replace_what_is_configured(home: Home) -> None:
    home.write(USER + role("Admin", more=f"{SERIAL}external_id = pegasus\nrole_session_name = kim\n"))
    plan = home.plan("Admin", Parameters(duration_seconds=7200, role_session_name="incident-42"))
    assert plan.steps[-1].parameters == Parameters(
        role_arn="arn:aws:iam::444455556666:role/team/Admin",
        role_session_name="incident-42",
        duration_seconds=7200,
        mfa_serial=MFA,
        external_id="pegasus",
    )


def test_changes_concern_the_wanted_role_only(home: Home) -> None:
    home.write(USER + role("Jump") + role("Admin", "Jump"))
    plan = home.plan("Admin", Parameters(duration_seconds=900))
    assert [step.parameters.duration_seconds for step in plan.steps[1:]] == [3600, 900]


def test_a_session_token_takes_no_policy(home: Home) -> None:
    home.write(USER)
    assert rules(home.plan("oncall", Parameters(policy="{}"))) == ["not-a-role"]


# Keys


def test_one_mfa_session_serves_all_roles_of_a_source_and_device(home: Home) -> None:
    home.write(USER + SERIAL + role("A", more=SERIAL) + role("B", more=SERIAL) + role("C", "A"))
    keys = {name: session_key(home.plan(name), 2) for name in ("oncall", "A", "B", "C")}
    assert len(set(keys.values())) == 1
    assert session_key(home.plan("oncall")) == keys["oncall"]
    assert session_key(home.plan("C"), 3) == session_key(home.plan("A"))


KEY_CHANGES = {
    "role_arn": Parameters(role_arn="arn:aws:iam::444455556666:role/Other"),
    "session name": Parameters(role_session_name="other"),
    "duration": Parameters(duration_seconds=1800),
    "mfa": Parameters(mfa_serial=MFA),
    "external id": Parameters(external_id="pegasus"),
    "policy": Parameters(policy="{}"),
    "policy ARNs": Parameters(policy_arns=("arn:aws:iam::aws:policy/ReadOnlyAccess",)),
    "tags": Parameters(tags=(("Project", "Pegasus"),)),
    "transitive tags": Parameters(tags=(("Project", "Pegasus"),), transitive_tag_keys=("Project",)),
    "source identity": Parameters(source_identity="kim"),
    "contexts": Parameters(provided_contexts=(("arn:aws:iam::aws:contextProvider/IdentityCenter", "x"),)),
}


@pytest.mark.parametrize("field", fields(Parameters), ids=lambda field: field.name)
def test_every_field_of_a_step_makes_another_key(home: Home, field: Field[object]) -> None:
    home.write(USER + role("Admin"))
    plan = home.plan("Admin")
    *before, last = plan.steps
    other = replace(last.parameters, **{field.name: ("other",) if field.default == () else "other"})
    changed = replace(plan, steps=(*before, replace(last, parameters=other)))
    assert session_key(changed) != session_key(plan)


def test_every_parameter_makes_another_key(home: Home) -> None:
    home.write(USER + role("Admin"))
    keys = [session_key(home.plan("Admin", changes)) for changes in (Parameters(), *KEY_CHANGES.values())]
    assert len(set(keys)) == len(KEY_CHANGES) + 1


def test_another_base_makes_another_key(home: Home) -> None:
    found = []
    for base in (KEYS, OTHER_KEYS, "credential_process = a\n", "credential_process = b\n"):
        home.write(f"[profile oncall]\n{base}" + role("Admin"))
        found.append(session_key(home.plan("Admin")))
    assert len(set(found)) == 4


def test_the_key_is_the_same_from_one_run_to_the_next(home: Home) -> None:
    home.write(USER + role("Admin"))
    assert session_key(home.plan("Admin")) == session_key(home.plan("Admin"))
    assert len(session_key(home.plan("Admin"))) == 64


def test_the_address_is_in_the_key_and_the_region_is_not(home: Home) -> None:
    home.write(USER + role("Admin"))
    plan = home.plan("Admin")
    elsewhere = replace(plan, endpoint=replace(plan.endpoint, url="http://127.0.0.1:4566"))
    far = replace(plan, endpoint=replace(plan.endpoint, region="ap-southeast-2"))
    assert session_key(elsewhere) != session_key(plan) == session_key(far)


# Base credentials


def test_a_role_with_keys_of_its_own_serves_as_a_user(home: Home) -> None:
    home.write(role("Admin", "both") + f"[profile both]\n{ROLE}source_profile = gone\n{KEYS}")
    plan = home.plan("Admin")
    base = base_profile(home.catalog(), plan.steps[0])
    assert (base.kind, base.name) == (Kind.LONG_TERM, "both")
    assert base.credentials is not None


def test_a_credential_source_is_taken_before_the_profiles_own_keys(home: Home) -> None:
    home.write(f"[profile a]\n{ROLE}credential_source = EcsContainer\n{KEYS}")
    base = base_profile(home.catalog(), home.plan("a").steps[0])
    assert (base.credential_source, base.credentials) == ("EcsContainer", None)
