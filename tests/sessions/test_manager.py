"""The session manager: kept or new, one code for many roles, never stale."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stsui.clock import Clock
from stsui.errors import (
    AccessRefused,
    CodeNeeded,
    ConfigurationError,
    CredentialsMissing,
    Interrupted,
    PlanRefused,
    Unreachable,
)
from stsui.model import (
    NO_PARAMETERS,
    UNKNOWN_EXPIRY,
    Credentials,
    Operation,
    Parameters,
    Plan,
    Secret,
    Session,
    State,
)
from stsui.practice import Fault
from stsui.sessions import GivenCode, NoCodes, Progress
from stsui.store import open_store
from tests.sessions.conftest import Hands
from tests.sessions.desk import HOUR, MINUTE, Desk

ROLE = "payments-prod/OnCall"
OTHER = "payments-dev/Admin"


class TestObtaining:
    def test_a_role_is_started_with_one_code(self, desk: Desk) -> None:
        session = desk.manager().obtain(ROLE, GivenCode(desk.code()))
        info = session.info
        assert info.operation is Operation.ASSUME_ROLE
        assert info.account_id == "444455556666"
        assert info.arn
        assert info.arn.endswith("assumed-role/OnCall/stsui-kim")
        assert info.mfa
        assert not info.from_long_term
        assert info.region == "eu-west-1"
        assert info.lifetime.total_seconds() == pytest.approx(3600, abs=2)
        assert session.credentials.temporary
        assert desk.operations() == ["GetSessionToken", "AssumeRole"]

    def test_the_kept_session_is_given_to_whoever_asks(self, desk: Desk) -> None:
        session = desk.manager().obtain(ROLE, GivenCode(desk.code()))
        assert desk.manager().obtain(ROLE, NoCodes()) == session
        assert len(desk.operations()) == 2

    def test_one_code_opens_many_roles(self, desk: Desk) -> None:
        desk.manager().obtain(ROLE, GivenCode(desk.code()))
        desk.manager().obtain(OTHER, NoCodes())
        assert desk.operations() == ["GetSessionToken", "AssumeRole", "AssumeRole"]

    def test_many_roles_at_once_take_one_code(self, desk: Desk) -> None:
        manager, code = desk.manager(), GivenCode(desk.code())
        failures: list[BaseException] = []

        def start(number: int) -> None:
            try:
                manager.obtain(ROLE, code, changes=Parameters(role_session_name=f"kim-{number}"))
            except BaseException as error:  # noqa: BLE001
                failures.append(error)

        threads = [threading.Thread(target=start, args=(number,)) for number in range(40)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert failures == []
        assert sorted(desk.operations()) == ["AssumeRole"] * 40 + ["GetSessionToken"]

    def test_a_long_role_is_assumed_with_its_own_code(self, desk: Desk) -> None:
        session = desk.manager().obtain("night-shift", GivenCode(desk.code()))
        assert desk.operations() == ["AssumeRole"]
        assert session.info.from_long_term
        assert session.info.mfa
        assert session.info.lifetime > 11 * HOUR

    def test_a_chained_role(self, desk: Desk) -> None:
        session = desk.manager().obtain("security-audit", GivenCode(desk.code()))
        assert desk.operations() == ["GetSessionToken", "AssumeRole", "AssumeRole"]
        assert session.info.mfa
        assert not session.info.from_long_term

    def test_a_user_without_a_device(self, desk: Desk) -> None:
        session = desk.manager().obtain("deploy", NoCodes())
        assert session.info.operation is Operation.GET_SESSION_TOKEN
        assert not session.info.mfa
        assert session.info.from_long_term

    def test_a_plan_with_problems_is_not_run(self, desk: Desk) -> None:
        with pytest.raises(PlanRefused) as refused:
            desk.manager().obtain("security-audit-long", GivenCode(desk.code()))
        assert "1 h at most" in str(refused.value)
        assert refused.value.exit_code == 2
        assert desk.operations() == []

    def test_an_unknown_profile(self, desk: Desk) -> None:
        with pytest.raises(ConfigurationError, match="Did you mean payments-prod/OnCall"):
            desk.manager().obtain("payments-prod/Oncall", NoCodes())

    def test_no_code_is_said_before_any_call(self, desk: Desk) -> None:
        with pytest.raises(CodeNeeded) as needed:
            desk.manager().obtain(ROLE, NoCodes())
        assert needed.value.exit_code == 3
        assert ROLE in needed.value.message
        assert desk.operations() == []

    def test_changes_make_another_session(self, desk: Desk) -> None:
        manager = desk.manager()
        first = manager.obtain(ROLE, GivenCode(desk.code()))
        changes = Parameters(duration_seconds=1800)
        second = manager.obtain(ROLE, NoCodes(), changes=changes)
        assert second.info.key != first.info.key
        assert second.info.changes == changes
        assert second.info.lifetime < 31 * MINUTE
        assert manager.obtain(ROLE, NoCodes()) == first

    def test_breaking_off_leaves_nothing(self, desk: Desk) -> None:
        def stop() -> None:
            raise Interrupted("Stopped.")

        with pytest.raises(Interrupted):
            desk.manager().obtain("deploy", NoCodes(), check=stop)
        assert desk.manager().entries() == []
        assert desk.manager().obtain("deploy", NoCodes())

    def test_control_c_in_the_prompt_leaves_nothing_locked(self, desk: Desk) -> None:
        class Prompt:
            def code(self, request: object) -> str:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            desk.manager().obtain(ROLE, Prompt())
        assert desk.manager().obtain(ROLE, GivenCode(desk.code()))


class TestStaying:
    """When a kept session will do, and when not."""

    def test_a_session_that_lasts_too_short_is_renewed(self, desk: Desk, hands: Hands) -> None:
        first = desk.manager().obtain(ROLE, GivenCode(desk.code()))
        hands.forward(54 * MINUTE)
        assert desk.manager().obtain(ROLE, NoCodes()) == first
        hands.forward(2 * MINUTE)
        assert desk.manager().obtain(ROLE, NoCodes()).info.issued_at > first.info.issued_at
        assert desk.operations().count("GetSessionToken") == 1

    def test_more_time_can_be_asked_for(self, desk: Desk, hands: Hands) -> None:
        first = desk.manager().obtain(ROLE, GivenCode(desk.code()))
        hands.forward(20 * MINUTE)
        again = desk.manager().obtain(ROLE, NoCodes(), min_remaining=30 * MINUTE)
        assert again == first
        assert desk.manager().obtain(ROLE, NoCodes(), min_remaining=45 * MINUTE) != first

    def test_more_time_than_aws_gives_is_one_renewal_and_no_failure(self, desk: Desk) -> None:
        first = desk.manager().obtain(ROLE, GivenCode(desk.code()), min_remaining=2 * HOUR)
        assert desk.manager().obtain(ROLE, NoCodes(), min_remaining=2 * HOUR) != first
        assert desk.operations() == ["GetSessionToken", "AssumeRole", "AssumeRole"]

    def test_renewing_takes_no_session_from_before(self, desk: Desk) -> None:
        manager = desk.manager()
        first = manager.obtain(ROLE, GivenCode(desk.code()))
        second = manager.obtain(ROLE, NoCodes(), renew=True)
        assert second.info.access_key_id != first.info.access_key_id
        assert manager.obtain(ROLE, NoCodes()) == second

    def test_a_new_mfa_session_is_begun_though_the_kept_one_would_do(self, desk: Desk, hands: Hands) -> None:
        manager = desk.manager()
        first = manager.obtain(ROLE, GivenCode(desk.code()))
        hands.forward(timedelta(seconds=60))
        second = manager.obtain(ROLE, GivenCode(desk.code()), new_mfa=True)
        assert second.info.access_key_id != first.info.access_key_id
        assert desk.operations() == ["GetSessionToken", "AssumeRole"] * 2

    def test_a_working_session_is_served_when_it_cannot_be_renewed(self, desk: Desk, hands: Hands) -> None:
        first = desk.manager().obtain("night-shift", GivenCode(desk.code()))
        hands.forward(first.info.lifetime - 3 * MINUTE)
        assert desk.manager().obtain("night-shift", NoCodes()) == first
        with pytest.raises(CodeNeeded):
            desk.manager().obtain("night-shift", NoCodes(), min_remaining=5 * MINUTE)
        with pytest.raises(CodeNeeded):
            desk.manager().obtain("night-shift", NoCodes(), renew=True)
        hands.forward(2 * MINUTE + timedelta(seconds=1))
        with pytest.raises(CodeNeeded):
            desk.manager().obtain("night-shift", NoCodes())

    def test_a_working_session_is_served_without_a_network(self, desk: Desk, hands: Hands) -> None:
        first = desk.manager().obtain("release", NoCodes())
        hands.forward(57 * MINUTE)
        desk.aws.faults.add(Fault(kind="unavailable"))
        assert desk.manager().obtain("release", NoCodes()) == first

    def test_a_session_shorter_than_the_margin_is_not_renewed_at_each_call(self, desk: Desk) -> None:
        (desk.directory / "config.yaml").write_text("store: file\nrefresh: {ahead: 3h}\n")
        first = desk.manager().obtain("release", NoCodes())
        assert desk.manager().obtain("release", NoCodes()) == first

    def test_an_expired_mfa_session_is_had_anew(self, desk: Desk, hands: Hands) -> None:
        desk.manager().obtain(ROLE, GivenCode(desk.code()))
        hands.forward(12 * HOUR)
        with pytest.raises(CodeNeeded):
            desk.manager().obtain(ROLE, NoCodes())
        assert desk.manager().obtain(ROLE, GivenCode(desk.code()))

    def test_a_dead_mfa_session_is_replaced_once(self, desk: Desk) -> None:
        """As when the user's key was made inactive: the kept session has time left, but AWS refuses it."""
        manager = desk.manager()
        manager.obtain(ROLE, GivenCode(desk.code()))
        store = open_store("file", desk.state_dir, clock=desk.clock, say=desk.notices.append)
        mfa = next(info for info in store.entries() if info.operation is Operation.GET_SESSION_TOKEN)
        dead = Credentials("ASIAI44QH8DHBEXAMPLE", Secret("gone"), Secret("gone"), mfa.expires_at)
        store.put(Session(replace(mfa, access_key_id=dead.access_key_id), dead))
        calls = len(desk.operations())
        desk.clock.sleep(31)
        assert manager.obtain(OTHER, GivenCode(desk.code()))
        assert desk.operations()[calls:] == ["AssumeRole", "GetSessionToken", "AssumeRole"]

    def test_a_machine_whose_clock_is_wrong_keeps_its_session(self, desk: Desk, hands: Hands) -> None:
        desk.aws.clock_skew = timedelta(hours=2)
        first = desk.manager().obtain("release", NoCodes())
        assert first.info.skew_seconds == pytest.approx(7200, abs=2)
        fresh = Clock(lambda: hands.wall, lambda: hands.passed, hands.sleep)
        assert desk.manager(clock=fresh).obtain("release", NoCodes()) == first
        hands.forward(57 * MINUTE)
        fresh = Clock(lambda: hands.wall, lambda: hands.passed, hands.sleep)
        assert desk.manager(clock=fresh).obtain("release", NoCodes()) != first

    @pytest.mark.parametrize("hours", [2, -2])
    def test_the_time_is_awss_once_sessions_are_listed(self, desk: Desk, hands: Hands, hours: int) -> None:
        """For whoever shows them, before AWS has told this process its time."""
        desk.aws.clock_skew = timedelta(hours=hours)
        desk.manager().obtain("release", NoCodes())
        fresh = Clock(lambda: hands.wall, lambda: hands.passed, hands.sleep)
        listed = desk.manager(clock=fresh).statuses()["release"]
        assert fresh.skew.total_seconds() == pytest.approx(hours * 3600, abs=2)
        assert 59 * MINUTE < listed.remaining(fresh.now()) <= HOUR
        assert not fresh.measured

    def test_a_clock_set_right_since_is_believed(self, desk: Desk, hands: Hands) -> None:
        desk.aws.clock_skew = timedelta(hours=-2)
        desk.manager().obtain("release", NoCodes())
        hands.wall -= 7200
        fresh = Clock(lambda: hands.wall, lambda: hands.passed, hands.sleep)
        listed = desk.manager(clock=fresh).statuses()["release"]
        assert fresh.now() == fresh.local()
        assert 59 * MINUTE < listed.remaining(fresh.now()) <= HOUR

    def test_awss_own_word_stands_against_kept_sessions(self, desk: Desk, hands: Hands) -> None:
        desk.aws.clock_skew = timedelta(hours=2)
        desk.manager().obtain("release", NoCodes())
        fresh = Clock(lambda: hands.wall, lambda: hands.passed, hands.sleep)
        fresh.learn(fresh.local())
        assert desk.manager(clock=fresh).statuses()
        assert fresh.now() == fresh.local()


class TestNeverStale:
    def start(self, desk: Desk, profile: str) -> Session:
        desk.clock.sleep(31)
        return desk.manager().obtain(profile, GivenCode(desk.code()))

    def test_an_edited_duration(self, desk: Desk) -> None:
        first = self.start(desk, "night-shift")
        desk.edit("config", "duration_seconds = 43200", "duration_seconds = 7200")
        second = self.start(desk, "night-shift")
        assert second.info.lifetime < 3 * HOUR
        assert first.info.key != second.info.key

    def test_an_edited_role(self, desk: Desk) -> None:
        self.start(desk, "jump")
        desk.edit("config", ":role/Jump", ":role/ReadOnly")
        assert "jump" not in desk.manager().statuses()

    def test_an_added_tag(self, desk: Desk) -> None:
        self.start(desk, ROLE)
        text = "profiles:\n  payments-prod/OnCall:\n    tags: {Project: Pegasus}\n"
        desk.edit("config.yaml", "profiles:\n  payments-prod/OnCall:\n", text)
        assert ROLE not in desk.manager().statuses()
        assert desk.manager().cached(ROLE) is None

    def test_another_key_of_the_user(self, desk: Desk) -> None:
        self.start(desk, "deploy")
        key = desk.aws.company.users["deploy"].access_key_id
        desk.edit("credentials", key, "AKIAJ55RH9EICEXAMPLE")
        assert "deploy" not in desk.manager().statuses()


class TestBases:
    def test_a_temporary_key_is_given_on_and_not_kept(self, desk: Desk) -> None:
        section = (
            "[profile pasted]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\n"
            "aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\naws_session_token = token"
        )
        desk.configure(section)
        session = desk.manager().obtain("pasted", NoCodes())
        assert session.info.operation is Operation.BASE_CREDENTIALS
        assert session.info.expires_at == UNKNOWN_EXPIRY
        assert session.credentials.expires_at is None
        assert session.info.state(desk.clock.now()) is State.ACTIVE
        assert desk.manager().entries() == []

    def process(self, desk: Desk, expiration: str | None) -> Path:
        answer = {
            "Version": 1,
            "AccessKeyId": "ASIAIOSFODNN7EXAMPLE",
            "SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "SessionToken": "token",
        } | ({"Expiration": expiration} if expiration else {})
        runs = desk.directory / "runs"
        script = desk.directory / "helper.py"
        script.write_text(f"open({str(runs)!r}, 'a').write('x')\nprint({json.dumps(answer)!r})\n")
        desk.configure(f"[profile helped]\ncredential_process = {sys.executable} {script}")
        return runs

    def test_a_process_with_an_expiry_is_run_once(self, desk: Desk) -> None:
        runs = self.process(desk, (desk.clock.now() + HOUR).strftime("%Y-%m-%dT%H:%M:%SZ"))
        session = desk.manager().obtain("helped", NoCodes())
        assert desk.manager().obtain("helped", NoCodes()) == session
        assert runs.read_text() == "x"
        assert session.info.lifetime.total_seconds() == pytest.approx(3600, abs=5)

    def test_a_process_without_an_expiry_is_run_each_time(self, desk: Desk) -> None:
        runs = self.process(desk, None)
        desk.manager().obtain("helped", NoCodes())
        desk.manager().obtain("helped", NoCodes())
        assert runs.read_text() == "xx"

    def test_a_process_that_fails(self, desk: Desk) -> None:
        desk.configure(f"[profile broken]\ncredential_process = {sys.executable} -c 'raise SystemExit(1)'")
        with pytest.raises(CredentialsMissing):
            desk.manager().obtain("broken", NoCodes())


class TestListing:
    def test_statuses_are_those_of_started_profiles(self, desk: Desk) -> None:
        manager = desk.manager()
        assert manager.statuses() == {}
        session = manager.obtain(ROLE, GivenCode(desk.code()))
        assert manager.status(ROLE) == session.info
        assert desk.manager().statuses()[ROLE] == session.info
        assert manager.status(OTHER) is None

    def test_a_shared_mfa_session_is_the_users_own_too(self, desk: Desk) -> None:
        """The user's profile names the same device, so what the role's plan got on the way is its session."""
        manager = desk.manager()
        manager.obtain(ROLE, GivenCode(desk.code()))
        assert manager.statuses()["oncall"].operation is Operation.GET_SESSION_TOKEN

    def test_the_session_begun_last_counts(self, desk: Desk, hands: Hands) -> None:
        manager = desk.manager()
        manager.obtain(ROLE, GivenCode(desk.code()))
        hands.forward(MINUTE)
        changed = manager.obtain(ROLE, NoCodes(), changes=Parameters(duration_seconds=900))
        assert manager.status(ROLE) == changed.info
        assert manager.cached(ROLE) == changed
        hands.forward(16 * MINUTE)
        status = manager.status(ROLE)
        assert status
        assert status.changes == Parameters()

    def test_an_expired_session_is_told_for_a_day(self, desk: Desk, hands: Hands) -> None:
        manager = desk.manager()
        manager.obtain("release", NoCodes())
        hands.forward(2 * HOUR)
        status = manager.status("release")
        assert status
        assert status.state(desk.clock.now()) is State.EXPIRED
        assert manager.cached("release") is None
        hands.forward(30 * HOUR)
        manager.obtain("deploy", NoCodes())
        assert [info.profile for info in manager.entries()] == ["deploy"]

    def test_what_code_would_be_asked_for(self, desk: Desk) -> None:
        manager = desk.manager()
        request = manager.code_request(ROLE)
        assert request
        assert request.serial == desk.aws.company.users["oncall"].mfa.serial
        assert request.operation is Operation.GET_SESSION_TOKEN
        manager.obtain(ROLE, GivenCode(desk.code()))
        assert manager.code_request(ROLE) is None
        assert manager.code_request(OTHER) is None
        long = manager.code_request("night-shift")
        assert long
        assert long.operation is Operation.ASSUME_ROLE
        assert manager.code_request("deploy") is None

    def test_the_chain_shows_each_steps_session(self, desk: Desk) -> None:
        manager = desk.manager()
        assert manager.chain("security-audit") == [None] * 4
        session = manager.obtain("security-audit", GivenCode(desk.code()))
        chain = manager.chain("security-audit")
        operations = [info.operation for info in chain[1:] if info]
        assert chain[0] is None
        assert operations == ["GetSessionToken", "AssumeRole", "AssumeRole"]
        assert chain[3] == session.info

    def test_forgetting_a_profile_leaves_the_others(self, desk: Desk) -> None:
        manager = desk.manager()
        manager.obtain(ROLE, GivenCode(desk.code()))
        manager.obtain(OTHER, NoCodes())
        assert manager.forget(ROLE) == 1
        assert manager.forget(ROLE) == 0
        assert manager.status(ROLE) is None
        assert manager.status(OTHER)
        assert manager.forget_all() == 2
        assert manager.entries() == []

    def test_ten_thousand_profiles_without_sessions_cost_no_plan(self, desk: Desk) -> None:
        accounts = ", ".join(f'"a{number}": "{number:012}"' for number in range(10_000))
        fleet = f"- {{source_profile: deploy, roles: [ReadOnly], accounts: {{{accounts}}}}}"
        (desk.directory / "config.yaml").write_text(f"fleets:\n{fleet}\n")
        manager = desk.manager()
        planned: list[str] = []
        make_plan = manager._plans.plan

        def noted(profile: str, changes: Parameters = NO_PARAMETERS) -> Plan:
            planned.append(profile)
            return make_plan(profile, changes)

        manager._plans.plan = noted  # type: ignore[method-assign]
        manager.obtain("deploy", NoCodes())
        planned.clear()
        assert list(manager.statuses()) == ["deploy"]
        manager.statuses()
        assert planned == ["deploy"]


class TestTrouble:
    def test_a_refusal_names_what_was_refused(self, desk: Desk) -> None:
        with pytest.raises(AccessRefused):
            desk.manager().obtain("release-by-hand", GivenCode(desk.code()))
        assert desk.manager().status("release-by-hand") is None

    def test_no_route(self, desk: Desk) -> None:
        desk.environ["AWS_ENDPOINT_URL_STS"] = "http://127.0.0.1:1"
        with pytest.raises(Unreachable):
            desk.manager().obtain("deploy", NoCodes())

    def test_a_damaged_entry_is_had_anew(self, desk: Desk) -> None:
        first = desk.manager().obtain("deploy", NoCodes())
        path = desk.state_dir / "sessions" / f"{first.info.key}.json"
        path.write_text(path.read_text()[:-20])
        second = desk.manager().obtain("deploy", NoCodes())
        assert second.info.access_key_id != first.info.access_key_id
        assert path.with_name(path.name + ".corrupt").exists()

    def test_a_state_folder_that_cannot_be_written_is_said_and_worked_without(self, desk: Desk) -> None:
        desk.state_dir.write_text("in the way")
        manager = desk.manager()
        session = manager.obtain("deploy", NoCodes())
        assert manager.obtain("deploy", NoCodes()) == session
        assert manager.status("deploy") == session.info
        assert [notice for notice in desk.notices if "kept by this process alone" in notice]
        assert len(desk.notices) == len(set(desk.notices)) <= 2

    def test_waiting_for_another_is_told(self, desk: Desk) -> None:
        """While one thread is at the prompt, another that wants the same session hears of it."""
        manager, told = desk.manager(), threading.Event()
        seen: list[Progress] = []

        class Prompt:
            def code(self, request: object) -> str:
                second.start()
                assert told.wait(30)
                return desk.code()

        def hear(progress: Progress) -> None:
            seen.append(progress)
            told.set()

        second = threading.Thread(target=manager.obtain, args=(ROLE, NoCodes()), kwargs={"progress": hear})
        manager.obtain(ROLE, Prompt())
        second.join()
        assert [each.text for each in seen] == [
            "Another stsui is getting the session of payments-prod/OnCall",
            "",
        ]
        assert desk.operations() == ["GetSessionToken", "AssumeRole"]

    def test_a_store_in_memory_shares_nothing(self, desk: Desk) -> None:
        manager = desk.manager("memory")
        session = manager.obtain("deploy", NoCodes())
        assert manager.obtain("deploy", NoCodes()) == session
        assert desk.manager("memory").entries() == []
        assert not list(desk.state_dir.glob("sessions/*"))
