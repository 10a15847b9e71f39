"""TOTP secrets: kept in the keyring alone, checked, and made into codes that AWS takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import keyring
import keyring.core
import pytest
from keyring.backends import fail

from stsui.clock import Clock
from stsui.errors import CodeNeeded, CodeRefused, ConfigurationError, StoreFailed
from stsui.model import Operation, Secret
from stsui.sessions import CodeRequest, StoredTotp, TotpSeeds
from stsui.store.vault import Vault
from tests.sessions.conftest import Hands
from tests.sessions.desk import Desk
from tests.store.test_keyring import MemoryKeyring

SERIAL = "arn:aws:iam::111122223333:mfa/kim"
SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def backend() -> Iterator[MemoryKeyring]:
    before, backend = keyring.core._keyring_backend, MemoryKeyring()
    keyring.set_keyring(backend)
    yield backend
    keyring.core._keyring_backend = before


@pytest.fixture
def seeds(tmp_path: Path, clock: Clock) -> TotpSeeds:
    return TotpSeeds(tmp_path, clock=clock, say=print)


class TestKeeping:
    @pytest.mark.parametrize(
        "given",
        [
            SEED,
            SEED.lower(),
            f"  {SEED[:4]} {SEED[4:]}\n",
            f"{SEED[:8]}-{SEED[8:]}",
            f"otpauth://totp/AWS:kim?secret={SEED}&issuer=AWS",
        ],
    )
    def test_takes_a_secret_in_any_form(self, seeds: TotpSeeds, given: str) -> None:
        seeds.add(SERIAL, Secret(given))
        assert Vault("stsui-totp").read(SERIAL) == SEED
        assert seeds.serials() == [SERIAL]

    @pytest.mark.parametrize(
        "given", ["", "JBSWY3DP", SEED.replace("J", "1"), "otpauth://totp/x", "otpauth://[", "é" * 32]
    )
    def test_refuses_what_is_no_secret_without_quoting_it(self, seeds: TotpSeeds, given: str) -> None:
        with pytest.raises(ConfigurationError) as refused:
            seeds.add(SERIAL, Secret(given))
        assert not given or given not in str(refused.value)
        assert seeds.serials() == []

    def test_refuses_what_is_no_serial(self, seeds: TotpSeeds) -> None:
        with pytest.raises(ConfigurationError, match="MFA serial"):
            seeds.add("kim", Secret(SEED))

    def test_removing(self, seeds: TotpSeeds, backend: MemoryKeyring) -> None:
        seeds.add(SERIAL, Secret(SEED))
        assert seeds.remove(SERIAL) is True
        assert seeds.remove(SERIAL) is False
        assert backend.secrets == {}
        assert seeds.serials() == []

    def test_no_file_holds_the_secret(self, seeds: TotpSeeds, tmp_path: Path) -> None:
        seeds.add(SERIAL, Secret(SEED))
        texts = [path.read_text() for path in tmp_path.rglob("*") if path.is_file()]
        assert texts
        assert not any(SEED in text for text in texts)

    def test_listing_reads_no_keyring(self, seeds: TotpSeeds, backend: MemoryKeyring) -> None:
        seeds.add(SERIAL, Secret(SEED))
        backend.locked = True
        assert seeds.serials() == [SERIAL]

    def test_no_keyring(self, seeds: TotpSeeds) -> None:
        keyring.set_keyring(fail.Keyring())
        with pytest.raises(StoreFailed, match="There is no keyring"):
            seeds.add(SERIAL, Secret(SEED))
        assert seeds.serials() == []

    @pytest.mark.parametrize("text", ["{", pytest.param("[" * 5_000, id="deep")])
    def test_a_damaged_list_entry_is_set_aside(self, seeds: TotpSeeds, tmp_path: Path, text: str) -> None:
        seeds.add(SERIAL, Secret(SEED))
        (path,) = (tmp_path / "totp").iterdir()
        path.write_text(text)
        assert seeds.serials() == []


class TestCodes:
    @pytest.fixture
    def totp(self, desk: Desk) -> StoredTotp:
        seeds = TotpSeeds(desk.state_dir, clock=desk.clock, say=print)
        device = desk.aws.company.users["oncall"].mfa
        seeds.add(device.serial, Secret(device.secret))
        return StoredTotp(seeds, desk.clock)

    def test_are_those_of_the_device(self, desk: Desk, totp: StoredTotp) -> None:
        assert desk.manager().obtain("payments-prod/OnCall", totp)

    def test_follow_the_time_of_aws(self, desk: Desk, totp: StoredTotp) -> None:
        """On a machine an hour slow the first answer tells the time, and the next code is right."""
        desk.aws.clock_skew = timedelta(hours=1)
        assert desk.manager().obtain("payments-prod/OnCall", totp)
        assert desk.clock.skew.total_seconds() == pytest.approx(3600, abs=2)

    def test_wait_when_one_was_used(self, desk: Desk, totp: StoredTotp, hands: Hands) -> None:
        desk.manager().obtain("payments-prod/OnCall", totp)
        desk.manager().obtain("night-shift", totp)
        assert 0 < hands.passed <= 31
        assert desk.operations() == ["GetSessionToken", "AssumeRole", "AssumeRole"]

    def test_a_wrong_secret_gives_up_after_two(self, desk: Desk, totp: StoredTotp) -> None:
        device = desk.aws.company.users["oncall"].mfa
        Vault("stsui-totp").write(device.serial, SEED)
        with pytest.raises(CodeRefused):
            desk.manager().obtain("payments-prod/OnCall", totp)
        assert desk.operations() == ["GetSessionToken", "GetSessionToken"]

    def test_a_device_without_a_secret(self, seeds: TotpSeeds, clock: Clock) -> None:
        with pytest.raises(CodeNeeded, match="nobody can be asked"):
            StoredTotp(seeds, clock).code(CodeRequest(SERIAL, "kim", Operation.GET_SESSION_TOKEN))

    def test_a_locked_keyring_is_the_reason(
        self, seeds: TotpSeeds, clock: Clock, backend: MemoryKeyring
    ) -> None:
        seeds.add(SERIAL, Secret(SEED))
        backend.locked = True
        with pytest.raises(CodeNeeded, match="The keyring is locked"):
            StoredTotp(seeds, clock).code(CodeRequest(SERIAL, "kim", Operation.GET_SESSION_TOKEN))
