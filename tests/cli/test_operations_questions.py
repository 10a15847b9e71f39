"""The questions: who is it, whose key is it, and which operation do I need."""

from __future__ import annotations

import os

from stsui.model import Operation
from stsui.practice import Fault
from tests.e2e.conftest import stsui

from .conftest import Machine

COMPUTED = "ASIAQNZGKIQY56JQ7WML"
"""An id that holds the account 029608264753."""
ONCALL = "AKIAIOSFODNN7EXAMPLE"


class TestWhoAmI:
    def test_several_in_one_table(self, machine: Machine) -> None:
        done = machine.ok("whoami", "deploy", "payments-prod/OnCall", "--mfa-code", machine.code)
        heading, first, second = done.out.splitlines()
        assert heading.split()[:4] == ["PROFILE", "ACCOUNT", "NAME", "KIND"]
        assert "IAM user" in first
        assert "arn:aws:iam::111122223333:user/deploy" in first
        assert "payments-prod" in second
        assert "role session" in second
        assert "1:00:00" in second or "0:59:" in second

    def test_one_failure_hides_no_other(self, machine: Machine) -> None:
        done = machine.run(
            "whoami",
            "lost-source",
            "deploy",
            "release-by-hand",
            "intern",
            "--json",
            "--mfa-code",
            machine.code,
        )
        assert done.code == 1
        by_name = {answer["profile"]: answer for answer in done.json}
        assert list(by_name) == ["lost-source", "deploy", "release-by-hand", "intern"]
        assert by_name["deploy"]["arn"].endswith("user/deploy")
        assert by_name["intern"]["error"] is None
        assert "does not exist" in by_name["lost-source"]["error"]
        assert "AWS refused AssumeRole" in by_name["release-by-hand"]["error"]
        assert by_name["lost-source"] | {"profile": None, "error": None} == dict.fromkeys(by_name["deploy"])

    def test_failures_of_one_sort_have_its_exit_code(self, machine: Machine) -> None:
        done = machine.run("whoami", "lost-source", "nobody", "deploy")
        assert done.code == 2
        assert "user/deploy" in done.out
        assert done.err.count("\n") == 2
        codes = stsui("whoami", "payments-prod/OnCall", "payments-dev/OnCall", environ=os.environ, code=3)
        assert codes.stderr.count("needs a code") == 2

    def test_all_with_one_code(self, machine: Machine) -> None:
        done = machine.run("whoami", "--all", "--json", "--mfa-code", machine.code)
        answers = {answer["profile"]: answer for answer in done.json}
        assert answers["sandbox/Admin"]["account_id"] == "000011112222"
        assert answers["security-audit"]["kind"] == "role session"
        sent = [call for call in machine.aws.calls if "TokenCode" in call.parameters]
        assert {call.parameters["SerialNumber"].rpartition("/")[2] for call in sent} >= {"oncall"}
        good = [call for call in sent if call.parameters["SerialNumber"].endswith("/oncall")]
        assert len({call.operation for call in good}) <= 2

    def test_names_or_all(self, machine: Machine) -> None:
        assert "not both" in machine.refused("whoami", "deploy", "--all")

    def test_one_is_an_object(self, machine: Machine) -> None:
        said = machine.ok("whoami", "deploy", "--json").json
        assert said["kind"] == "IAM user"
        assert said["profile"] == "deploy"


class TestKeyInfo:
    def test_a_text_with_several(self, machine: Machine) -> None:
        text = f"leaked: aws_access_key_id={ONCALL}, and {COMPUTED} ({ONCALL} again)"
        done = machine.run("key-info", "--profile", "deploy", "--json", stdin=text)
        ours, strange = done.json
        assert (ours["kind"], ours["account_source"], ours["account_id"]) == (
            "long-term",
            "aws",
            "111122223333",
        )
        assert ours["ours"] == ["profile oncall"]
        assert strange["kind"] == "temporary"
        assert strange["computed_account_id"] == "029608264753"
        assert strange["ours"] == []

    def test_offline_asks_nobody(self, machine: Machine) -> None:
        out = machine.ok("key-info", "--offline", COMPUTED, ONCALL).out
        assert machine.called == []
        assert "029608264753" in out
        assert "the id itself" in out
        assert "not known" in out

    def test_a_running_session_is_ours(self, machine: Machine) -> None:
        key = machine.ok("session-token", "deploy", "--json").json["access_key_id"]
        assert machine.ok("key-info", key, "--offline", "--json").json["ours"] == [
            "session of deploy (GetSessionToken)"
        ]

    def test_where_aws_fails_the_id_still_tells(self, machine: Machine) -> None:
        machine.aws.faults.add(Fault(operation="GetAccessKeyInfo", kind="unavailable", times=50))
        done = machine.run("key-info", COMPUTED, "--profile", "deploy", "--json")
        assert done.code == 1
        assert done.json["account_source"] == "computed"
        assert done.json["error"]

    def test_a_long_term_key_asks_by_itself(self, machine: Machine) -> None:
        machine.ok("key-info", ONCALL, "--profile", "deploy")
        assert machine.called == ["GetAccessKeyInfo"]
        assert machine.aws.calls[-1].access_key_id == machine.aws.company.users["deploy"].access_key_id

    def test_a_text_without_any(self, machine: Machine) -> None:
        assert "no access key id in that" in machine.refused("key-info", stdin="nothing of the kind")


class TestOperations:
    def test_in_general(self, machine: Machine) -> None:
        said = machine.ok("operations", "--json").json
        assert {each["operation"] for each in said} == set(Operation) - {"BaseCredentials"}
        root = next(each for each in said if each["operation"] == "AssumeRoot")
        assert root["maximum_seconds"] == 900
        assert root["regional"] is True
        assert "management account" in machine.ok("operations").out

    def test_for_a_profile(self, machine: Machine) -> None:
        said = {each["operation"]: each for each in machine.ok("operations", "security-audit", "--json").json}
        assert said["AssumeRole"]["maximum_seconds"] == 3600
        assert said["GetSessionToken"]["allowed"] is False
        assert "long-term keys only" in said["GetSessionToken"]["reason"]
        out = machine.ok("operations", "security-audit").out
        assert "MAY CALL" in out
        assert machine.called == []

    def test_every_one_names_its_command(self, machine: Machine) -> None:
        for each in machine.ok("operations", "--json").json:
            assert machine.ok(each["command"], "--help").out.startswith(f"usage: stsui {each['command']}")
