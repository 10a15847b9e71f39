"""The decode screen: what is pasted is read, shown, compared, decoded with a session, and kept nowhere."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest
from textual.widgets import Input

from stsui.denials import read_denials, to_markdown
from stsui.errors import AccessRefused, Answer, ConfigurationError
from stsui.model import Credentials, Endpoint
from stsui.services import Services
from stsui.sessions import GivenCode
from stsui.tui.clipboard import ClipboardUnreadable, clipboard_tools, read_clipboard
from stsui.tui.messages import DecodeRequested
from stsui.tui.opening import read_file
from stsui.tui.screens.choose_profile import ChooseProfile
from stsui.tui.screens.decode import DecodeScreen
from stsui.tui.screens.start import StartDialog
from stsui.tui.widgets import paste_area
from stsui.tui.widgets.practice_strip import Practice
from tests.tui.conftest import make_app, settled
from tests.tui.decoding import decoding, notices, paste, press
from tests.tui.denial_texts import (
    BLOB,
    ENCODED,
    EXPIRED,
    EXPLICIT,
    HOSTILE,
    IMPLICIT,
    SEVERAL,
    document,
)
from tests.tui.fakes import CODE, ScriptedGateway, StandingClock


class DecodingGateway(ScriptedGateway):
    """Opens every encoded message with one document."""

    def decode(self, encoded: str, credentials: Credentials, endpoint: Endpoint) -> str:
        return document()


def with_decoding(services: Services) -> Services:
    services.gateway = DecodingGateway(services.clock)  # type: ignore[assignment]
    return services


# ------------------------------------------------------------------ reading


async def test_a_paste_is_read_at_once(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, IMPLICIT)
        assert "no policy allows it (identity-based policy)" in screen.results.plain
        assert "role OnCall, session kim" in screen.results.plain
        assert "4444-5555-6666 payments-prod" in screen.results.plain
        assert '"Effect": "Allow"' in screen.results.plain


async def test_what_is_typed_is_read_with_a_key(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        screen.area.text = EXPLICIT
        await press(pilot, "ctrl+r")
        assert screen.results.plain.startswith("✗ explicit deny (service control policy)")
        assert "Allow" not in screen.results.plain


async def test_several_denials_are_listed_and_each_can_be_shown(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, SEVERAL)
        assert [denial.full_action for denial in screen.results.denials] == [
            "dynamodb:CreateTable",
            "s3:ListAllMyBuckets",
            "ec2:RunInstances",
        ]
        await press(pilot, "down")
        assert "s3:ListAllMyBuckets" in screen.results.plain
        await press(pilot, "down")
        assert screen.results.plain.startswith("? could not be decoded")


async def test_what_is_no_denial_is_said_to_be_none(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, EXPIRED)
        assert screen.results.plain.startswith("– not a denial")


async def test_nothing_found_leaves_the_paste_and_says_so(services: Services) -> None:
    async with decoding(services) as (app, pilot, screen):
        await paste(pilot, "The weather is fine today.")
        assert screen.area.has_focus
        assert screen.area.whole == "The weather is fine today."
        assert "No error of AWS's was found" in notices(app)


async def test_markup_and_escapes_are_shown_as_text(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, HOSTILE)
        assert "[bold]ledger[/bold]" in screen.results.plain
        assert "\x1b" not in screen.results.plain


async def test_a_long_paste_is_read_whole_though_not_shown_whole(services: Services) -> None:
    text = "nothing to see\n" * 20_000 + EXPLICIT
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, text)
        assert screen.results.plain.startswith("✗ explicit deny")
        await press(pilot, "e")
        assert len(screen.area.text) == paste_area.MOST_SHOWN
        assert screen.area.whole == text
        await press(pilot, "ctrl+l")
        assert not screen.area.read_only


async def test_the_sample_is_there_in_practice_only(services: Services) -> None:
    async with decoding(services, Practice("oncall", lambda: CODE, EXPLICIT)) as (_, pilot, screen):
        await press(pilot, "ctrl+s")
        assert screen.results.plain.startswith("✗ explicit deny")


async def test_without_practice_there_is_no_sample(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        await press(pilot, "ctrl+s")
        assert not screen.area.whole
        assert screen.check_action("sample", ()) is False


async def test_files_are_read_and_missing_ones_told_of(services: Services, tmp_path: Path) -> None:
    log = tmp_path / "terraform.log"
    log.write_bytes(b"\xff\xfe" + EXPLICIT.encode("utf-16-le"))
    async with decoding(services) as (app, pilot, screen):
        await press(pilot, "ctrl+o")
        app.screen.query_one(Input).value = str(tmp_path / "none.log")
        await press(pilot, "enter")
        assert "There is no file" in notices(app)
        await press(pilot, "ctrl+o")
        app.screen.query_one(Input).value = str(log)
        await press(pilot, "enter")
        await settled(pilot)
        assert screen.results.plain.startswith("✗ explicit deny")


def test_a_folder_is_no_file_to_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="is a folder"):
        read_file(str(tmp_path))


async def test_nothing_pasted_is_written_anywhere(services: Services) -> None:
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, EXPLICIT)
        assert screen.results.denials
    written = [path for path in Path.home().rglob("*") if path.is_file()]
    assert written
    assert not [path for path in written if b"dynamodb:CreateTable" in path.read_bytes()]
    assert "dynamodb" not in repr(DecodeRequested(EXPLICIT))


# ------------------------------------------------------------------ taking it away


async def test_copies_the_denial_as_markdown(services: Services) -> None:
    async with decoding(services) as (app, pilot, _):
        await paste(pilot, EXPLICIT)
        await press(pilot, "y")
        assert app.clipboard == to_markdown(read_denials(EXPLICIT)[0])


async def test_copies_the_line_that_decodes(services: Services) -> None:
    async with decoding(services) as (app, pilot, screen):
        await paste(pilot, ENCODED)
        assert BLOB not in screen.results.plain
        await press(pilot, "a")
        assert app.clipboard.startswith("aws sts decode-authorization-message ")
        assert app.clipboard.endswith(f"--encoded-message={BLOB}")


async def test_a_greyed_key_says_why(services: Services) -> None:
    async with decoding(services) as (app, pilot, _):
        await paste(pilot, EXPLICIT)
        await press(pilot, "a", "w")
        assert app.clipboard == ""
        assert "nothing in this one that waits to be decoded" in notices(app)
        assert "nothing in this one that a session could decode" in notices(app)


# ------------------------------------------------------------------ decoding


async def test_decodes_with_the_live_session_of_the_account(services: Services) -> None:
    with_decoding(services).manager.obtain("payments-prod/OnCall", GivenCode(CODE))
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, ENCODED)
        assert "✗ deny OnlyInEurope" in screen.results.plain
        assert "m5.24xlarge" in screen.results.plain


async def test_without_a_session_one_is_started_and_then_decodes(services: Services) -> None:
    async with decoding(with_decoding(services)) as (app, pilot, screen):
        await paste(pilot, ENCODED)
        assert "no live session of account 444455556666" in " ".join(screen.results.plain.split())
        await press(pilot, "w")
        assert isinstance(app.screen, ChooseProfile)
        await press(pilot, *"prod/onc", "enter")
        assert isinstance(app.screen, StartDialog)
        await press(pilot, *CODE)
        await settled(pilot)
        assert app.screen is screen
        assert screen.profile == "payments-prod/OnCall"
        assert "✗ deny OnlyInEurope" in screen.results.plain
        assert len(screen.results.denials) == 1


async def test_an_expired_session_of_ones_own_is_told_and_refreshed(services: Services) -> None:
    services.manager.obtain("payments-prod/OnCall", GivenCode(CODE))
    info = services.manager.statuses()["payments-prod/OnCall"]
    clock = services.clock
    assert isinstance(clock, StandingClock)
    clock.advance(info.lifetime.total_seconds() + 4 * 60)
    async with decoding(services) as (_, pilot, screen):
        await paste(pilot, f"$ aws s3 ls --profile payments-prod/OnCall\n{EXPIRED}")
        shown = " ".join(screen.results.plain.split())
        assert "Your session for payments-prod/OnCall expired 4 min ago. Press s for a new one." in shown
        await press(pilot, "s")
        assert services.manager.statuses()["payments-prod/OnCall"].remaining(clock.now())
        await press(pilot, "r")
        assert "is good for another 1 h" in " ".join(screen.results.plain.split())


async def test_an_error_about_no_session_of_ones_own_refreshes_none(services: Services) -> None:
    async with decoding(services) as (app, pilot, screen):
        await paste(pilot, EXPIRED)
        await press(pilot, "s")
        assert app.screen is screen
        assert "not about a session of yours" in notices(app)


async def test_the_profiles_of_the_denials_account_come_first(services: Services) -> None:
    async with decoding(services) as (app, pilot, _):
        await paste(pilot, ENCODED)
        await press(pilot, "w")
        assert isinstance(app.screen, ChooseProfile)
        names = [option.id for option in app.screen.options.options]
        roles = [f"profile payments-prod/{role}" for role in ("OnCall", "Deploy", "ReadOnly")]
        assert names[0] == "best"
        assert set(names[1:5]) == {"profile payments-admin", *roles}


async def test_a_refused_profiles_denial_is_read_from_its_row(services: Services) -> None:
    gateway = services.gateway
    assert isinstance(gateway, ScriptedGateway)
    gateway.refusals["OnCall"] = AccessRefused("No.", answer=Answer("AssumeRole", "AccessDenied", EXPLICIT))
    app = make_app(services)
    async with app.run_test(size=(100, 40)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", *CODE)
        await press(pilot, "escape", "d")
        await settled(pilot)
        assert isinstance(app.screen, DecodeScreen)
        assert app.screen.results.plain.startswith("✗ explicit deny")


# ------------------------------------------------------------------ the clipboard


@pytest.mark.parametrize(
    ("platform", "environ", "programs"),
    [
        ("darwin", {}, ["pbpaste"]),
        ("win32", {}, ["powershell"]),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, ["wl-paste"]),
        ("linux", {"DISPLAY": ":0"}, ["xclip", "xsel"]),
        ("linux", {}, []),
    ],
)
def test_each_system_has_its_tool(platform: str, environ: dict[str, str], programs: list[str]) -> None:
    assert [tool[0] for tool in clipboard_tools(platform, environ)] == programs


def test_no_clipboard_is_said_in_a_sentence() -> None:
    with pytest.raises(ClipboardUnreadable, match="cannot read the clipboard here"):
        read_clipboard("linux", {})


@pytest.mark.skipif(sys.platform == "win32", reason="the stand-in for xclip is a shell script")
@pytest.mark.parametrize(
    ("script", "text"), [("printf 'a denial'", "a denial"), ("echo secret; exit 1", None)]
)
def test_reads_what_the_tool_prints(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str, text: str | None
) -> None:
    tool = tmp_path / "xclip"
    tool.write_text(f"#!/bin/sh\n{script}\n")
    tool.chmod(stat.S_IRWXU)
    monkeypatch.setenv("PATH", str(tmp_path))
    if text is None:
        with pytest.raises(ClipboardUnreadable) as caught:
            read_clipboard("linux", {"DISPLAY": ":0"})
        assert "secret" not in str(caught.value)
    else:
        assert read_clipboard("linux", {"DISPLAY": ":0"}) == text
