"""The services' own decisions: whose credentials, which endpoint, what is read again, what signs in."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.errors import AwsError, ConfigurationError, PlanRefused, StoreFailed
from stsui.practice import PracticeAws
from stsui.rules import OPERATIONS
from stsui.services import Services
from stsui.services.favourites import FILE as FAVOURITES
from stsui.services.identities import answer, ask
from stsui.sessions import NoCodes

READ_ONLY = "payments-dev/ReadOnly"


def keys_in_environment(aws: PracticeAws, user: str) -> dict[str, str]:
    """The variables that a user's long-term keys are given in."""
    person = aws.company.users[user]
    return {"AWS_ACCESS_KEY_ID": person.access_key_id, "AWS_SECRET_ACCESS_KEY": person.secret_access_key}


def arn(environ: Mapping[str, str], clock: Clock, profile: str | None) -> str:
    services = Services.open(environ, clock)
    return ask(services, profile, *services.caller(profile, NoCodes())).arn or ""


class TestWhoseCredentials:
    def test_a_named_profile_comes_before_the_environment(
        self, aws: PracticeAws, environ: dict[str, str], clock: Clock
    ) -> None:
        ambient = keys_in_environment(aws, "intern")
        assert arn(environ | ambient, clock, "deploy").endswith(":user/deploy")

    def test_the_environment_comes_before_the_default_profile(
        self, aws: PracticeAws, environ: dict[str, str], clock: Clock
    ) -> None:
        ambient = keys_in_environment(aws, "intern") | {"AWS_PROFILE": "deploy"}
        assert arn(environ | ambient, clock, None).endswith(":user/intern")

    def test_else_the_default_profile_is_asked(self, environ: dict[str, str], clock: Clock) -> None:
        assert arn(environ | {"AWS_PROFILE": "deploy"}, clock, None).endswith(":user/deploy")

    def test_half_a_key_in_the_environment_is_none(self, environ: dict[str, str], clock: Clock) -> None:
        half = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_PROFILE": "deploy"}
        assert arn(environ | half, clock, None).endswith(":user/deploy")


class TestEndpoints:
    @pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
    def test_the_environments_credentials_go_to_its_region(
        self, environ: dict[str, str], clock: Clock, name: str
    ) -> None:
        services = Services.open(environ | {name: "eu-north-1"}, clock)
        assert services.ambient_endpoint().region == "eu-north-1"

    @pytest.mark.parametrize(
        ("partition", "region"),
        [("aws-us-gov", "us-gov-west-1"), ("aws-cn", "cn-northwest-1"), ("aws", None)],
    )
    def test_without_a_region_calls_stay_in_the_sessions_partition(
        self, services: Services, partition: str, region: str | None, tmp_path: Path
    ) -> None:
        config = tmp_path / "config"
        config.write_text(config.read_text() + "\n[profile bare]\ncredential_process = keys\n")
        session = services.manager.obtain("deploy", NoCodes())
        moved = replace(
            session, info=replace(session.info, arn=f"arn:{partition}:iam::111122223333:user/kim")
        )
        assert services.endpoint_of("bare", moved).region == region

    def test_a_configured_region_counts(self, services: Services) -> None:
        session = services.manager.obtain("deploy", NoCodes())
        moved = replace(session, info=replace(session.info, arn="arn:aws-us-gov:iam::111122223333:user/kim"))
        assert services.endpoint_of("deploy", moved).region == services.endpoint("deploy").region is not None


class TestReload:
    def test_an_edited_file_is_taken_up(self, services: Services, tmp_path: Path) -> None:
        assert "new" not in services.catalog.profiles
        config = tmp_path / "config"
        config.write_text(config.read_text() + "\n[profile new]\nregion = eu-west-1\n")
        assert services.reload()
        assert "new" in services.catalog.profiles
        assert not services.reload()

    def test_so_are_the_settings(self, services: Services, tmp_path: Path) -> None:
        settings = tmp_path / "config.yaml"
        settings.write_text("theme: paper\n")
        assert services.reload()
        assert services.settings.theme == "paper"
        assert READ_ONLY not in services.catalog.profiles

    def test_a_plan_made_afterwards_is_of_the_new_file(self, services: Services, tmp_path: Path) -> None:
        assert services.manager.plan("release").steps[-1].parameters.duration_seconds != 1800
        config = tmp_path / "config"
        config.write_text(
            config.read_text().replace("[profile release]", "[profile release]\nduration_seconds = 1800")
        )
        services.reload()
        assert services.manager.plan("release").steps[-1].parameters.duration_seconds == 1800

    def test_a_profile_that_is_gone_is_an_error_and_nothing_else(
        self, services: Services, tmp_path: Path
    ) -> None:
        services.manager.plan("release")
        (tmp_path / "config").unlink()
        services.reload()
        with pytest.raises(ConfigurationError, match='no profile "release"'):
            services.manager.plan("release")


def test_one_callers_failure_is_its_own_answer(services: Services) -> None:
    found = answer(services, "deploy", lambda: services.caller("deploy", NoCodes()))
    assert (found.arn or "").endswith(":user/deploy")
    refused = answer(services, "lost-source", lambda: services.caller("lost-source", NoCodes()))
    assert isinstance(refused.error, ConfigurationError)
    assert (refused.profile, refused.arn) == ("lost-source", None)


def test_operations_are_compared_as_a_profile_may_call_them(services: Services) -> None:
    for_a_user, for_root = (
        {row.operation: row for row in services.comparison(name)} for name in ("deploy", "root")
    )
    assert for_a_user.keys() == for_root.keys() == set(OPERATIONS)
    assert for_a_user != for_root


class TestFavourites:
    def test_a_choice_outlives_the_process(
        self, services: Services, environ: dict[str, str], clock: Clock
    ) -> None:
        profile = services.catalog.profiles["release"]
        assert not services.favourite(profile)
        services.favourites.choose("release", True)
        assert Services.open(environ, clock).favourite(profile)

    def test_it_outweighs_the_settings(self, services: Services) -> None:
        profile = services.catalog.profiles["payments-prod/OnCall"]
        assert services.favourite(profile)
        services.favourites.choose(profile.name, False)
        assert not services.favourite(profile)

    @pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", pytest.param(b"[" * 5_000, id="deep")])
    def test_a_damaged_file_of_them_costs_only_them(
        self, services: Services, environ: dict[str, str], clock: Clock, content: bytes
    ) -> None:
        services.favourites.choose("a", False)
        (services.state_dir / FAVOURITES).write_bytes(content)
        assert Services.open(environ, clock).favourites.choice("a", configured=True)

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
    def test_a_pipe_in_their_place_hangs_nobody(
        self, services: Services, environ: dict[str, str], clock: Clock
    ) -> None:
        services.state_dir.mkdir()
        os.mkfifo(services.state_dir / FAVOURITES)
        assert Services.open(environ, clock).favourites.choice("a", configured=True)

    def test_two_processes_keep_each_others_choices(
        self, services: Services, environ: dict[str, str], clock: Clock
    ) -> None:
        other = Services.open(environ, clock)
        assert services.favourites.choice("a", configured=False) is False
        other.favourites.choose("a", True)
        services.favourites.choose("b", True)
        third = Services.open(environ, clock).favourites
        assert third.choice("a", configured=False)
        assert third.choice("b", configured=False)

    @pytest.mark.parametrize("damage", ["", "[1]", "{", '{"a": "yes"}', "\ud800"])
    def test_a_damaged_file_loses_nothing_but_stars(
        self, services: Services, environ: dict[str, str], clock: Clock, damage: str
    ) -> None:
        services.favourites.choose("b", True)
        (services.state_dir / "favourites.json").write_bytes(damage.encode("utf-8", "surrogatepass"))
        again = Services.open(environ, clock).favourites
        assert not again.choice("a", configured=False)
        again.choose("a", True)
        assert Services.open(environ, clock).favourites.choice("a", configured=False)

    def test_where_nothing_can_be_saved_the_choice_holds_for_the_run(
        self, environ: dict[str, str], clock: Clock, tmp_path: Path
    ) -> None:
        (tmp_path / "in-the-way").write_text("")
        services = Services.open(environ | {"STSUI_STATE_DIR": str(tmp_path / "in-the-way" / "state")}, clock)
        with pytest.raises(StoreFailed, match="could not be saved"):
            services.favourites.choose("release", True)
        assert services.favourites.choice("release", configured=False)


class TestSigningIn:
    def test_a_session_that_cannot_is_refused_before_anything_is_sent(
        self, services: Services, aws: PracticeAws
    ) -> None:
        with pytest.raises(PlanRefused, match="oncall: AWS takes no GetSessionToken credentials") as refused:
            services.sign_in("oncall", NoCodes())
        assert "Use a profile that assumes a role" in str(refused.value)
        assert aws.calls == []

    def test_the_profiles_ca_bundle_is_used(
        self, environ: dict[str, str], clock: Clock, tmp_path: Path
    ) -> None:
        config = tmp_path / "config"
        bundle = tmp_path / "no-such-bundle.pem"
        config.write_text(
            config.read_text().replace("[profile release]", f"[profile release]\nca_bundle = {bundle}")
        )
        https = {"STSUI_FEDERATION_ENDPOINT": environ["STSUI_FEDERATION_ENDPOINT"].replace("http:", "https:")}
        with pytest.raises(AwsError) as failed:
            Services.open(environ | https, clock).sign_in("release", NoCodes())
        assert "ca_bundle" in str(failed.value)
