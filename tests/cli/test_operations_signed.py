"""The commands of signed operations: what arrives at AWS, what is printed, what is refused before."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import urllib.request

import pytest

from stsui.cli.asking import OPTIONS
from stsui.federation import read_jwt
from stsui.parameters import TAKEN
from tests.e2e.conftest import stsui

from .conftest import DEV, Machine

READ_ONLY = f"arn:aws:iam::{DEV}:role/ReadOnly"
POLICY = json.dumps({"Statement": {"Effect": "Allow", "Action": "ec2:Describe*", "Resource": "*"}})
MANAGED = "arn:aws:iam::aws:policy/ReadOnlyAccess"
CONTEXT = "arn:aws:iam::aws:contextProvider/IdentityCenter"
AWS_CLI = (sys.executable, "-m", "awscli")
ASSUME = ("assume", "oncall", "--role-arn", READ_ONLY, "--no-mfa")
FEDERATE = ("federation-token", "oncall", "--name", "kim")
ROOT = ("assume-root", "management/Admin", "--target", DEV, "--task-policy", "S3UnlockBucketPolicy")
TOKEN = ("web-identity-token", "oncall", "--audience", "https://example.com")


def test_every_parameter_has_an_option() -> None:
    assert {name for fields in TAKEN.values() for name in fields} - {"web_identity_token_file"} == set(
        OPTIONS
    )


class TestAssume:
    @pytest.mark.parametrize(
        ("options", "arrives"),
        [
            (["--session-name", "night"], {"RoleSessionName": "night"}),
            (
                ["--session-name", "{ticket}-{user}-{profile}", "--ticket", "INC 7"],
                {"RoleSessionName": "INC-7-kim-oncall"},
            ),
            (["--duration", "45m"], {"DurationSeconds": 2700}),
            (["--duration", "12h"], {"DurationSeconds": 43_200}),
            (["--external-id", "https://a.example"], {"ExternalId": "https://a.example"}),
            (["--policy", POLICY], {"Policy": POLICY}),
            (["--policy-arn", MANAGED], {"PolicyArns": [{"arn": MANAGED}]}),
            (
                ["--tag", "Project=Pégase 1", "--tag", "cost:centre=", "--transitive", "Project"],
                {
                    "Tags": [{"Key": "Project", "Value": "Pégase 1"}, {"Key": "cost:centre", "Value": ""}],
                    "TransitiveTagKeys": ["Project"],
                },
            ),
            (["--source-identity", "kim"], {"SourceIdentity": "kim"}),
            (
                ["--context", f"{CONTEXT}=an-assertion="],
                {"ProvidedContexts": [{"ProviderArn": CONTEXT, "ContextAssertion": "an-assertion="}]},
            ),
            (["--min-token-size", "2048"], {"MinimumSessionTokenSize": 2048}),
        ],
    )
    def test_each_option_arrives(
        self, machine: Machine, options: list[str], arrives: dict[str, object]
    ) -> None:
        machine.ok(*ASSUME, *options)
        assert machine.called == ["AssumeRole"]
        assert machine.sent | arrives == machine.sent
        assert machine.sent["RoleArn"] == READ_ONLY

    def test_a_policy_from_a_file_and_from_stdin(self, machine: Machine) -> None:
        machine.ok(*ASSUME, "--policy", machine.file("p.json", f"\ufeff{POLICY}\n"))
        assert machine.sent["Policy"] == POLICY
        machine.ok(*ASSUME, "--policy", "-", "--session-name", "other", stdin=f"{POLICY}\n")
        assert machine.sent["Policy"] == POLICY

    def test_a_context_from_a_file(self, machine: Machine) -> None:
        file = machine.file("context", "an-assertion\n")
        machine.ok(*ASSUME, "--context", f"{CONTEXT}=@{file}")
        assert machine.sent["ProvidedContexts"][0]["ContextAssertion"] == "an-assertion"

    def test_a_code_goes_into_the_shared_session(self, machine: Machine) -> None:
        arn = machine.aws.company.role("payments-dev", "OnCall").arn
        machine.ok("assume", "oncall", "--role-arn", arn, "--mfa-code", machine.code)
        machine.ok("whoami", "payments-prod/OnCall")
        assert machine.called == ["GetSessionToken", "AssumeRole", "AssumeRole", "GetCallerIdentity"]

    def test_nobody_to_ask_for_a_code(self, machine: Machine) -> None:
        done = stsui("assume", "payments-prod/OnCall", environ=os.environ, code=3)
        assert "--mfa-code" in done.stderr
        assert machine.called == []

    def test_a_roles_profile_is_that_role_with_changes(self, machine: Machine) -> None:
        machine.ok("assume", "vendor-data", "--duration", "15m")
        assert machine.sent["ExternalId"] == "pegasus-0042"
        assert machine.sent["DurationSeconds"] == 900

    def test_the_session_is_kept(self, machine: Machine) -> None:
        first = machine.ok(*ASSUME, "--json").json
        assert machine.ok(*ASSUME, "--json").json["access_key_id"] == first["access_key_id"]
        assert machine.ok(*ASSUME, "--json", "--renew").json["access_key_id"] != first["access_key_id"]
        assert machine.called == ["AssumeRole"] * 2

    def test_the_default_profile_is_the_environments(self, machine: Machine) -> None:
        machine.monkeypatch.setenv("AWS_PROFILE", "deploy")
        machine.ok("assume", "--role-arn", machine.aws.company.role("payments-dev", "Deploy").arn)
        assert machine.aws.calls[-1].access_key_id == machine.aws.company.users["deploy"].access_key_id

    def test_the_summary_holds_no_secret(self, machine: Machine) -> None:
        done = machine.ok(*ASSUME)
        for fact in ("assumed-role/ReadOnly/stsui-kim", f"{DEV} payments-dev", "1:00:00 left", "ASIA"):
            assert fact in done.out
        exported = machine.ok(*ASSUME, "--format", "json").json
        for name in ("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
            for text in (done.out, done.err, machine.ok(*ASSUME, "--json").out):
                assert exported[name] not in text

    def test_the_json(self, machine: Machine) -> None:
        said = machine.ok(*ASSUME, "--json", "--source-identity", "kim").json
        assert said["operation"] == "AssumeRole"
        assert said["arn"] == f"arn:aws:sts::{DEV}:assumed-role/ReadOnly/stsui-kim"
        assert (said["account_id"], said["account_name"]) == (DEV, "payments-dev")
        assert said["source_identity"] == "kim"
        assert said["expires_at"].endswith("Z")
        assert said["session_token_size"] > 0
        assert said["mfa"] is False

    @pytest.mark.parametrize("form", ["env", "fish", "powershell", "cmd", "nu", "dotenv", "json", "process"])
    def test_each_format_prints_the_secrets(self, machine: Machine, form: str) -> None:
        done = machine.ok(*ASSUME, "--format", form)
        assert machine.ok(*ASSUME, "--json").json["access_key_id"] in done.out
        assert "EXAMPLEKEY" in done.out

    def test_aws_says_no(self, machine: Machine) -> None:
        arn = machine.aws.company.role("payments-prod", "Deploy").arn
        done = machine.run("assume", "oncall", "--no-mfa", "--role-arn", arn)
        assert done.code == 1
        assert done.out == ""
        assert "AWS refused AssumeRole of Deploy" in done.err

    @pytest.mark.parametrize(
        ("options", "told"),
        [
            (["--session-name", "a"], "--session-name: The session name must be 2 to 64 characters"),
            (["--session-name", "a b"], "--session-name: The session name may hold only"),
            (
                ["--session-name", "{nobody}"],
                "--session-name: The session name: {nobody} is not a placeholder",
            ),
            (["--session-name", "{ticket}"], "{ticket} stands for STSUI_TICKET"),
            (["--duration", "899"], "--duration: 14 min 59 s is asked for"),
            (["--duration", "43201"], "--duration: 12 h 1 s is asked for"),
            (["--duration", "soon"], "--duration: 'soon' is no duration"),
            (["--external-id", "x"], "--external-id: The external id must be 2"),
            (["--external-id", "x" * 1225], "--external-id: The external id must be 2 to 1,224"),
            (["--mfa-serial", "short"], "--mfa-serial: The MFA serial must be 9"),
            (["--policy", "{"], "--policy: The session policy is not valid JSON"),
            (["--policy", "[]"], "--policy: The session policy must be a JSON object"),
            (["--policy", json.dumps({"x": "y" * 2048})], "--policy: The session policy and the policy ARNs"),
            (["--policy", ""], "--policy: no file is named. It takes a file"),
            (["--policy", "no-such-file"], "--policy: there is no file no-such-file. It takes a file, - for"),
            (["--policy-arn", "ReadOnlyAccess"], "--policy-arn: A policy's ARN must be 20"),
            (
                [part for n in range(11) for part in ("--policy-arn", f"{MANAGED}{n}")],
                "--policy-arn: At most 10",
            ),
            (["--tag", "Project"], "--tag: 'Project' is not in the form KEY=VALUE"),
            (["--tag", "a=1", "--tag", "A=2"], "--tag: The tags a and A differ in case only"),
            (["--tag", f"k={'v' * 257}"], "--tag: The tag k: A tag's value must be 0 to 256"),
            ([part for n in range(51) for part in ("--tag", f"k{n}=v")], "--tag: At most 50 session tags"),
            (["--transitive", "Project"], "--transitive: The transitive tag key Project is not among"),
            (["--source-identity", "k"], "--source-identity: The source identity must be 2"),
            (["--context", "assertion"], "--context: 'assertion' is not in the form ARN=ASSERTION"),
            (["--context", f"{CONTEXT}=x"], "--context: The context assertion must be 4"),
            (["--min-token-size", "4097"], "--min-token-size: The session token's minimum size must be 0"),
            (["--min-token-size", "big"], "--min-token-size: 'big' is no number of bytes"),
            (["--role-arn", "ReadOnly"], "--role-arn: The role's ARN must be 20"),
        ],
    )
    def test_each_limit_is_told_at_its_option(self, machine: Machine, options: list[str], told: str) -> None:
        assert told in machine.refused(*ASSUME, *options)

    def test_chaining_and_root(self, machine: Machine) -> None:
        said = machine.refused("assume", "jump", "--role-arn", READ_ONLY, "--duration", "2h")
        assert "--duration: 2 h is asked for, but a role assumed with temporary credentials" in said
        assert "root user may not assume roles" in machine.refused("assume", "root", "--role-arn", READ_ONLY)

    def test_stdin_is_read_once(self, machine: Machine) -> None:
        assert "--policy and --mfa-code both" in machine.refused(*ASSUME, "--policy", "-", "--mfa-code", "-")

    def test_what_belongs_to_another_operation(self, machine: Machine) -> None:
        machine.refused("session-token", "oncall", "--policy", "{}")
        machine.refused("federation-token", "oncall", "--external-id", "ab")


class TestDryRun:
    def test_sends_nothing_and_shows_the_commands(self, machine: Machine) -> None:
        done = machine.ok("assume", "payments-prod/OnCall", "--tag", "a=b", "--dry-run", "--json")
        assert machine.called == []
        said = done.json
        assert [step["operation"] for step in said["steps"]][1:] == ["GetSessionToken", "AssumeRole"]
        assert said["problems"] == []
        first, second = said["aws_commands"]
        assert first.startswith("aws sts get-session-token ")
        assert first.endswith("--profile oncall")
        assert second.startswith("aws sts assume-role ")
        assert "--profile" not in second

    def test_problems_are_all_there_and_it_ends_with_2(self, machine: Machine) -> None:
        done = machine.run(*ASSUME, "--external-id", "x", "--duration", "13h", "--dry-run")
        assert done.code == 2
        assert "problem (external-id): --external-id: " in done.out
        assert "problem (duration): --duration: " in done.out
        assert "equivalent: aws sts assume-role " in done.out
        assert machine.called == []

    def test_notes(self, machine: Machine) -> None:
        said = machine.ok("assume", "payments-prod/OnCall", "--duration", "2h", "--dry-run").out
        assert "note: " in said
        assert "MFA code of arn:aws:iam::111122223333:mfa/oncall" in said

    def test_nothing_in_it_steers_a_terminal(self, machine: Machine) -> None:
        policy = machine.file("p", '{\n"a": "\x1b[31m\x9b"}')
        assert "\x1b" not in machine.run(*ASSUME, "--policy", policy, "--dry-run").out

    @pytest.mark.parametrize("command", [ASSUME, FEDERATE, ("session-token", "deploy"), TOKEN])
    def test_the_command_does_the_same(self, machine: Machine, command: tuple[str, ...]) -> None:
        """Run by the real AWS CLI: the same call arrives."""
        (shown,) = machine.ok(*command, "--dry-run", "--json").json["aws_commands"]
        machine.ok(*command)
        ours = machine.aws.calls[-1]
        aws, *words = shlex.split(shown)
        assert aws == "aws"
        done = subprocess.run([*AWS_CLI, *words], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        theirs = machine.aws.calls[-1]
        assert theirs.operation == ours.operation
        assert theirs.parameters == ours.parameters
        assert theirs.access_key_id == ours.access_key_id


class TestSessionToken:
    def test_with_a_code_and_without(self, machine: Machine) -> None:
        machine.ok("session-token", "oncall", "--mfa-code", machine.code, "--duration", "36h")
        assert machine.sent["SerialNumber"].endswith(":mfa/oncall")
        assert machine.sent["DurationSeconds"] == 36 * 3600
        said = machine.ok("session-token", "oncall", "--no-mfa")
        assert "SerialNumber" not in machine.sent
        assert "Cannot sign in to the console" in said.out

    def test_the_root_rules(self, machine: Machine) -> None:
        said = machine.refused("session-token", "root", "--duration", "2h")
        assert "--duration: 2 h is asked for, but the root user's GetSessionToken takes 15 min to 1 h" in said

    def test_long_term_keys_only(self, machine: Machine) -> None:
        assert "long-term keys only" in machine.refused("session-token", "payments-prod/OnCall")

    def test_is_the_profiles_own(self, machine: Machine) -> None:
        machine.ok("session-token", "deploy")
        machine.ok("whoami", "deploy")
        assert machine.called == ["GetSessionToken", "GetCallerIdentity"]


class TestFederationToken:
    def test_all_its_parameters(self, machine: Machine) -> None:
        machine.ok(*FEDERATE, "--policy", POLICY, "--policy-arn", MANAGED, "--tag", "a=b", "--duration", "1h")
        assert machine.sent == {
            "Name": "kim",
            "DurationSeconds": 3600,
            "Policy": POLICY,
            "PolicyArns": [{"arn": MANAGED}],
            "Tags": [{"Key": "a", "Value": "b"}],
        }

    def test_warns_that_it_may_do_nothing(self, machine: Machine) -> None:
        assert "a federated user may do nothing" in machine.ok(*FEDERATE).err
        assert "may do nothing" not in machine.ok(*FEDERATE, "--policy", POLICY).err

    def test_its_console_link_signs_in(self, machine: Machine) -> None:
        link = machine.ok(*FEDERATE, "--policy", POLICY, "--console").out.strip()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        with browser.open(link, timeout=30) as page:
            assert b"federated-user/kim" in page.read()
        machine.refused("session-token", "oncall", "--no-mfa", "--console")

    def test_its_name(self, machine: Machine) -> None:
        assert "--name: GetFederationToken needs a name" in machine.refused("federation-token", "oncall")
        said = machine.refused("federation-token", "oncall", "--name", "k" * 33)
        assert "--name: The federated user's name must be 2 to 32" in said


class TestAssumeRoot:
    def test_the_task_by_its_name(self, machine: Machine) -> None:
        done = machine.ok(*ROOT, "--mfa-code", machine.code, "--json")
        assert machine.called == ["GetSessionToken", "AssumeRole", "AssumeRoot"]
        task = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"
        assert machine.sent == {
            "TargetPrincipal": DEV,
            "TaskPolicyArn": {"arn": task},
            "DurationSeconds": 900,
        }
        assert done.json["account_name"] == "payments-dev"

    def test_what_cannot_be(self, machine: Machine) -> None:
        assert "--duration: 15 min 1 s" in machine.refused(*ROOT, "--duration", "901")
        assert "--task-policy: The task policy's ARN" in machine.refused(*ROOT[:-1], "Everything")
        assert "--target: AssumeRoot needs a member" in machine.refused("assume-root", "management/Admin")
        assert "root user may not call" in machine.refused("assume-root", "root", *ROOT[2:])

    def test_a_region_is_given(self, machine: Machine) -> None:
        for name in ("AWS_ENDPOINT_URL_STS",):
            machine.monkeypatch.delenv(name)
        with (machine.folder / "config").open("a") as config:
            config.write("\n[profile nowhere]\n")
        with (machine.folder / "credentials").open("a") as file:
            file.write("\n[nowhere]\naws_access_key_id=AKIAIOSFODNN7EXAMPLE\naws_secret_access_key=x\n")
        arguments = ("assume-root", "nowhere", *ROOT[2:], "--dry-run")
        assert "problem (region): AssumeRoot is not to be had at the global" in machine.run(*arguments).out
        assert "--region eu-north-1" in machine.ok(*arguments, "--region", "eu-north-1").out


class TestWebIdentityToken:
    def test_the_token_alone(self, machine: Machine) -> None:
        done = machine.ok(*TOKEN, "--format", "token", "--tag", "a=b", "--signing-algorithm", "es384")
        assert read_jwt(done.out).audience == ("https://example.com",)
        assert done.err == ""
        assert machine.sent["SigningAlgorithm"] == "ES384"
        assert machine.sent["Tags"] == [{"Key": "a", "Value": "b"}]

    def test_without_a_format_it_is_not_shown(self, machine: Machine) -> None:
        done = machine.ok(*TOKEN)
        assert "arn:aws:iam::111122223333:user/oncall" in done.out
        assert "eyJ" not in done.out
        assert "eyJ" not in machine.ok(*TOKEN, "--json").out
        said = machine.ok(*TOKEN, "--format", "json").json
        assert read_jwt(said["token"]).subject == said["subject"]

    def test_limits(self, machine: Machine) -> None:
        assert "--audience: GetWebIdentityToken needs an audience" in machine.refused(*TOKEN[:2])
        assert "--duration: 59 s is asked for" in machine.refused(*TOKEN, "--duration", "59")
        assert "--signing-algorithm: " in machine.refused(*TOKEN, "--signing-algorithm", "HS256")
        # A byte that is no UTF-8, as the system hands it over.
        assert "--audience: An audience may hold only" in machine.refused(*TOKEN, "--audience", "\udcff")
        many = [part for n in range(10) for part in ("--audience", f"a{n}")]
        assert "--audience: At most 10" in machine.refused(*TOKEN, *many)


class TestDelegatedToken:
    def test_from_stdin_and_from_a_file(self, machine: Machine) -> None:
        token = machine.aws.trade_in_token(machine.aws.company.role("payments-dev", "ReadOnly"))
        said = machine.ok("delegated-token", "oncall", "--json", stdin=f"{token}\n").json
        assert said["account_id"] == DEV
        assert machine.sent == {"TradeInToken": token}
        machine.ok("delegated-token", "oncall", "--token", machine.file("t", token), "--renew")

    def test_never_as_an_argument(self, machine: Machine) -> None:
        token = machine.aws.trade_in_token(machine.aws.company.role("payments-dev", "ReadOnly"))
        said = machine.refused("delegated-token", "oncall", "--token", token)
        assert token not in said
        assert "not taken on a command line" in said
        assert "none is given" in machine.refused("delegated-token", "oncall")
