"""What is said to a command line before any command runs."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from stsui import __version__
from stsui.cli import main
from stsui.cli.commands import COMMANDS, decode
from stsui.cli.commands import exec as exec_command
from stsui.cli.dispatch import reported
from stsui.cli.options import duration
from stsui.cli.parser import build_parser

SHOWN = [name for name, command in COMMANDS.items() if not command.hidden]


class TestUsage:
    def test_the_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--version"]) == 0
        assert capsys.readouterr().out == f"stsui {__version__}\n"

    @pytest.mark.parametrize("arguments", [["--help"], ["--help", "list"], ["--debug", "--help", "list"]])
    def test_help_names_every_command(self, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
        assert main(arguments) == 0
        text = capsys.readouterr().out
        assert all(f"    {name}" in text for name in SHOWN)
        assert "__complete" not in text

    @pytest.mark.parametrize("name", SHOWN)
    def test_every_command_has_help(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main([name, "--help"]) == 0
        assert capsys.readouterr().out.startswith(f"usage: stsui {name}")

    def test_a_wrong_command_is_one_sentence_with_the_nearest(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["exprot", "x"]) == 2
        assert capsys.readouterr().err == "stsui: There is no command exprot. Did you mean export?\n"

    @pytest.mark.parametrize(
        "arguments",
        [
            ["list", "--no-such-option"],
            ["plan"],
            ["export", "p", "--format", "csh"],
            ["exec", "p", "--min-remaining", "soon"],
            ["logout"],
            ["logout", "p", "--all"],
            ["key-info", "not-a-key"],
            ["completion", "tcsh"],
            ["decode", "--json", "--markdown", "x"],
            ["--bogus"],
        ],
    )
    def test_a_wrong_use_is_one_sentence_and_2(
        self, arguments: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(arguments) == 2
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("stsui: ")
        assert captured.err.count("\n") == 1

    @pytest.mark.parametrize(
        ("arguments", "place"),
        [
            (["list", "--renew"], "stsui list"),
            (["--nothing"], "stsui"),
            (["mfa", "list", "--nothing"], "stsui mfa"),
        ],
    )
    def test_an_unknown_option_leads_to_the_commands_own_help(
        self, arguments: list[str], place: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(arguments) == 2
        assert f"See {place} --help." in capsys.readouterr().err

    def test_an_escape_sequence_in_an_argument_is_shown_not_sent(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        main(["\x1b]0;owned\x07"])
        assert "\\x1b]0;owned\\x07" in capsys.readouterr().err


class TestFailures:
    def test_a_surprise_is_one_sentence(self, capsys: pytest.CaptureFixture[str]) -> None:
        def surprise() -> int:
            raise RuntimeError("the roof is on fire")

        assert reported(surprise, debug=False) == 1
        error = capsys.readouterr().err
        assert error.startswith("stsui: This should not have happened: RuntimeError: the roof is on fire.")
        assert "Traceback" not in error

    def test_debug_adds_the_traceback(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["plan", "nobody", "--debug"]) == 2
        error = capsys.readouterr().err
        assert error.startswith('stsui: There is no profile "nobody".')
        assert "Traceback" in error

    def test_debug_may_come_first(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--debug", "plan", "nobody"]) == 2
        assert "Traceback" in capsys.readouterr().err

    def test_an_interrupt_is_130_without_a_word(self, capsys: pytest.CaptureFixture[str]) -> None:
        def interrupted() -> int:
            raise KeyboardInterrupt

        assert reported(interrupted, debug=False) == 130
        assert capsys.readouterr().err == ""

    def test_a_text_without_an_error_says_what_was_looked_for(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["decode", "All parcels were delivered."]) == 1
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "Looked for: messages of denials, error codes" in shown.err

    @pytest.mark.skipif(sys.platform == "win32", reason="closed descriptors are a shell's doing")
    def test_closed_streams_are_like_empty_ones(self) -> None:
        for closed, code in (("<&-", 2), (">&-", 0), ("2>&-", 0)):
            command = f'exec "{sys.executable}" -m stsui decode --json "Throttling: Rate exceeded" {closed}'
            if closed == "<&-":
                command = f'exec "{sys.executable}" -m stsui decode {closed}'
            done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60)
            assert done.returncode == code, done.stderr
            assert "Traceback" not in done.stderr

    def test_a_reader_that_goes_away_is_no_traceback(self) -> None:
        script = "import sys; from stsui.cli import main; sys.exit(main(['completion', 'bash']))"
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer) as gone:
            done = subprocess.run(
                [sys.executable, "-c", script], stdout=gone, stderr=subprocess.PIPE, timeout=60
            )
        assert (done.returncode, done.stderr) == (1, b"")


class TestExecsSplit:
    def test_the_command_keeps_its_own_options(self) -> None:
        own, rest = exec_command.split(["exec", "p", "--renew", "--", "aws", "--debug", "--", "-x"])
        assert own == ["exec", "p", "--renew"]
        assert rest == ["aws", "--debug", "--", "-x"]

    def test_a_simple_command_needs_no_dashes(self) -> None:
        options = build_parser({"exec": exec_command}).parse_args(["exec", "--renew", "p", "aws", "s3"])
        assert options.profile == "p"
        assert options.words == ["aws", "s3"]
        assert options.renew


class TestDecodesSplit:
    @pytest.mark.parametrize(
        ("arguments", "options", "words"),
        [
            (["-9xBlob_with-dashes", "--json"], ["--json"], ["-9xBlob_with-dashes"]),
            (["--json", "--9xBlob"], ["--json"], ["--9xBlob"]),
            (["-hBlobThatLooksLikeHelp"], [], ["-hBlobThatLooksLikeHelp"]),
            (["-h"], ["-h"], []),
            (["-"], [], ["-"]),
            (["--profile", "-odd", "x"], ["--profile", "-odd"], ["x"]),
            (["--profile=a b", "x"], ["--profile=a b"], ["x"]),
            (["--", "--json"], [], ["--json"]),
            (
                ["User:", "arn:x", "is", "not", "authorized"],
                [],
                ["User:", "arn:x", "is", "not", "authorized"],
            ),
            (["decode"], [], ["decode"]),
            (["--jsno", "x"], ["--jsno"], ["x"]),
        ],
    )
    def test_tells_options_from_text(
        self, arguments: list[str], options: list[str], words: list[str]
    ) -> None:
        assert decode.split(["decode", *arguments]) == (["decode", *options], words)


class TestDurations:
    @pytest.mark.parametrize(
        ("text", "seconds"),
        [
            ("45m", 2700),
            ("1h30m", 5400),
            ("90s", 90),
            ("90", 90),
            ("1H", 3600),
            ("2 h 5 min", 7500),
            ("0", 0),
        ],
    )
    def test_are_read_as_people_write_them(self, text: str, seconds: int) -> None:
        assert duration(text) == timedelta(seconds=seconds)

    @pytest.mark.parametrize("text", ["", "soon", "-5m", "1.5h", "h", "5m5h", "٤٥", "9" * 40 + "h", "inf"])
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(argparse.ArgumentTypeError):
            duration(text)
