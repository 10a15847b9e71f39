"""The commands that take a proof from outside: SAML responses and web identity tokens."""

from __future__ import annotations

import os
import stat
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from stsui.federation import read_jwt
from stsui.practice.cast import OIDC_AUDIENCE, SAML_PROVIDER
from tests.e2e.conftest import in_terminal, stsui

from .conftest import DEV, FEDERATED, PIPELINE, Machine

POLICY = '{"Statement": []}'
WEB = ("web-identity", "--role-arn", PIPELINE)
needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


class TestSaml:
    def test_one_role_needs_no_choice(self, machine: Machine) -> None:
        response = machine.saml()
        done = machine.ok("saml", "--duration", "2h", "--policy", POLICY, stdin=response)
        assert machine.sent == {
            "RoleArn": FEDERATED,
            "PrincipalArn": SAML_PROVIDER,
            "SAMLAssertion": response,
            "DurationSeconds": 7200,
            "Policy": POLICY,
        }
        assert machine.aws.calls[-1].access_key_id is None
        assert "assumed-role/Federated/kim" in done.out

    def test_what_it_says_is_shown_first(self, machine: Machine) -> None:
        said = machine.ok("saml", stdin=machine.saml()).err
        for fact in ("https://idp.example.com", "kim@example.com", "signin.aws", "Federated", " left"):
            assert fact in said

    def test_warns_of_a_policy_that_limits_nobody_else(self, machine: Machine) -> None:
        assert "The call is unsigned" in machine.ok("saml", "--policy", POLICY, stdin=machine.saml()).err

    @pytest.mark.parametrize("name", ["Federated", f"{DEV}/Federated", FEDERATED])
    def test_a_role_by_name_label_and_arn(self, machine: Machine, name: str) -> None:
        machine.ok("saml", machine.file("response.b64", machine.saml()), "--role", name)
        assert machine.sent["RoleArn"] == FEDERATED

    def test_a_saved_page(self, machine: Machine) -> None:
        page = f'<html><form><input name="SAMLResponse" value="{machine.saml()}"></form></html>'
        machine.ok("saml", machine.file("page.html", page))

    def test_the_configured_helper(self, machine: Machine) -> None:
        script = machine.file("idp.py", f"print({machine.saml()!r})")
        with (machine.folder / "config.yaml").open("a") as config:
            config.write(f'saml_process: \'"{sys.executable}" "{script}"\'\n')
        machine.ok("saml", "--policy", "-", stdin=POLICY)
        assert machine.sent["Policy"] == POLICY

    def test_the_session_is_a_persons(self, machine: Machine) -> None:
        first = machine.ok("saml", "--json", stdin=machine.saml()).json
        assert first["profile"] == f"{DEV}/Federated"
        again = machine.ok("saml", "--json", stdin=machine.saml()).json
        assert again["access_key_id"] == first["access_key_id"]

    def test_several_roles_want_a_choice(self, machine: Machine) -> None:
        two = machine.saml(FEDERATED, PIPELINE)
        done = machine.run("saml", "--dry-run", stdin=two)
        assert done.code == 2
        assert (
            f"--role: The SAML response offers 2 roles; choose: {DEV}/Federated, {DEV}/Pipeline" in done.out
        )
        said = machine.ok("saml", "--role", "Pipeline", "--dry-run", "--json", stdin=two).json
        assert said["steps"][-1]["role_arn"] == PIPELINE
        assert [role["role_arn"] for role in said["proof"]["roles"]] == [FEDERATED, PIPELINE]
        assert machine.called == []

    def test_nobody_to_ask_which(self, machine: Machine) -> None:
        two = machine.saml(FEDERATED, PIPELINE)
        assert "choose: " in stsui("saml", environ=os.environ, stdin=two, code=2).stderr
        assert machine.called == []

    @needs_terminal
    def test_the_terminal_is_asked_which(self, machine: Machine) -> None:
        file = machine.file("two.xml", machine.saml(FEDERATED, PIPELINE))
        with in_terminal("saml", file, environ=os.environ) as terminal:
            terminal.wait_for(f"2  {DEV}/Pipeline")
            terminal.wait_for("Which role?")
            terminal.type("3\r")
            terminal.wait_for("A number from 1 to 2.")
            terminal.type("1\r")
            assert terminal.exit_code() == 1, "the response was changed, so AWS refuses its signature"
        assert machine.sent["RoleArn"] == FEDERATED

    def test_what_aws_would_refuse(self, machine: Machine) -> None:
        attributes = {"Role": f"{FEDERATED},{SAML_PROVIDER}", "RoleSessionName": "kim"}
        old = machine.aws.provider.saml_response(attributes, lifetime=timedelta(seconds=-90))
        assert "The SAML response ran out 1 min ago" in machine.refused("saml", stdin=old)
        other = machine.aws.provider.saml_response(attributes, audience="https://other.example")
        assert "for another service" in machine.refused("saml", stdin=other)
        said = machine.refused("saml", "--role", "Admin", stdin=machine.saml())
        assert f"--role: the SAML response does not offer Admin. It offers {DEV}/Federated." in said

    @pytest.mark.parametrize(
        "junk", ["", "junk!", "<a/>", "<!DOCTYPE x [<!ENTITY y 'z'>]><Response/>", "AAAA"]
    )
    def test_junk_is_one_sentence(self, machine: Machine, junk: str) -> None:
        said = machine.refused("saml", stdin=junk)
        assert said.count("\n") == 1

    def test_megabytes(self, machine: Machine) -> None:
        assert "larger than 4 MiB" in machine.refused("saml", stdin="A" * (4 * 2**20 + 1))

    def test_never_as_an_argument(self, machine: Machine) -> None:
        response = machine.saml()
        said = machine.refused("saml", response)
        assert "not taken on a command line" in said
        assert response[:40] not in said

    def test_stdin_is_read_once(self, machine: Machine) -> None:
        assert "FILE and --policy both" in machine.refused("saml", "--policy", "-")

    @pytest.mark.skipif(sys.platform != "linux", reason="the stand-in for the clipboard's tool is xclip's")
    def test_from_the_clipboard(self, machine: Machine) -> None:
        response = machine.file("response", machine.saml())
        tool = Path(machine.file("xclip", f"#!/bin/sh\nexec cat '{response}'\n"))
        tool.chmod(stat.S_IRWXU)
        machine.monkeypatch.setenv("PATH", f"{tool.parent}{os.pathsep}{os.environ['PATH']}")
        machine.monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
        machine.monkeypatch.setenv("DISPLAY", ":0")
        machine.ok("saml", "--clipboard")
        assert machine.sent["RoleArn"] == FEDERATED
        assert "FILE and --clipboard both" in machine.refused("saml", "--clipboard", response)
        machine.monkeypatch.delenv("DISPLAY")
        done = machine.run("saml", "--clipboard")
        assert done.code == 1
        assert "cannot read the clipboard here" in done.err


class TestWebIdentity:
    def test_from_stdin(self, machine: Machine) -> None:
        token = machine.jwt()
        machine.ok(*WEB, "--token", "-", "--session-name", "build", "--duration", "15m", stdin=f"{token}\n")
        assert machine.sent == {
            "RoleArn": PIPELINE,
            "RoleSessionName": "build",
            "WebIdentityToken": token,
            "DurationSeconds": 900,
        }
        assert machine.aws.calls[-1].access_key_id is None

    def test_the_claims_are_shown_first(self, machine: Machine) -> None:
        said = machine.ok(*WEB, "--token", machine.file("token", machine.jwt())).err
        for fact in ("https://idp.example.com", "repo:payments", OIDC_AUDIENCE, "ref", "main", " left"):
            assert fact in said
        assert "eyJ" not in said

    def test_the_file_is_read_anew(self, machine: Machine) -> None:
        file = machine.file("token", machine.jwt("one"))
        machine.ok(*WEB, "--token", file)
        machine.file("token", machine.jwt("two"))
        machine.ok(*WEB, "--token", file)
        machine.ok(*WEB, "--token", file, "--renew")
        sent = [read_jwt(call.parameters["WebIdentityToken"]).subject for call in machine.aws.calls]
        assert sent == ["one", "two"]

    def test_from_a_process(self, machine: Machine) -> None:
        script = machine.file("helper.py", f"print({machine.jwt()!r})")
        machine.ok(*WEB, "--token-process", f'"{sys.executable}" "{script}"')
        done = machine.run(*WEB, "--token-process", "no-such-program-anywhere")
        assert done.code == 1
        assert "--token-process cannot be run" in done.err

    def test_from_the_configured_process(self, machine: Machine) -> None:
        script = machine.file("helper.py", f"print({machine.jwt()!r})")
        with (machine.folder / "config.yaml").open("a") as config:
            config.write(f'web_identity_process: \'"{sys.executable}" "{script}"\'\n')
        assert "repo:payments" in machine.ok(*WEB).err
        machine.ok(*WEB, "--token", machine.file("token", machine.jwt("a file goes before")))
        assert read_jwt(machine.sent["WebIdentityToken"]).subject == "a file goes before"

    def test_as_pods_have_it(self, machine: Machine) -> None:
        machine.monkeypatch.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", machine.file("token", machine.jwt()))
        machine.monkeypatch.setenv("AWS_ROLE_ARN", PIPELINE)
        machine.ok("web-identity")
        assert machine.sent["RoleArn"] == PIPELINE

    def test_a_profiles_own(self, machine: Machine) -> None:
        file = machine.file("token", machine.jwt())
        with (machine.folder / "config").open("a") as config:
            config.write(f"\n[profile pod]\nrole_arn={PIPELINE}\nweb_identity_token_file={file}\n")
        done = machine.ok("web-identity", "pod", "--duration", "15m")
        assert machine.sent["DurationSeconds"] == 900
        assert "repo:payments" in done.err

    def test_an_oauth_providers_token_is_opaque(self, machine: Machine) -> None:
        arguments = (*WEB, "--token", "-", "--provider-id", "www.amazon.com", "--dry-run", "--json")
        said = machine.ok(*arguments, stdin="Atza|opaque").json
        assert said["proof"] is None
        assert "--provider-id www.amazon.com" in said["aws_commands"][0]

    def test_what_aws_would_refuse(self, machine: Machine) -> None:
        old = machine.aws.provider.jwt({"sub": "x", "aud": OIDC_AUDIENCE}, timedelta(seconds=-90))
        assert "ran out 1 min ago" in machine.refused(*WEB, "--token", "-", stdin=old)
        assert "ran out 1 min ago" in machine.refused(*WEB, "--token", machine.file("token", old))
        assert "is it cut off?" in machine.refused(*WEB, "--token", "-", stdin=old.rpartition(".")[0])
        assert "none is given" in machine.refused(*WEB)
        assert "--role-arn: " in machine.refused("web-identity", "--token", "-", stdin=machine.jwt())

    def test_never_as_an_argument(self, machine: Machine) -> None:
        token = machine.jwt()
        said = machine.refused(*WEB, "--token", token)
        assert "not taken on a command line" in said
        assert token[:40] not in said

    def test_a_dry_run_sends_nothing_and_says_the_claims(self, machine: Machine) -> None:
        said = machine.ok(*WEB, "--token", "-", "--dry-run", "--json", stdin=machine.jwt()).json
        assert said["proof"]["claims"]["sub"] == "repo:payments"
        assert "file://token.jwt" in said["aws_commands"][0]
        assert machine.called == []
