"""Files and folders: what is wrong in them, and who else can read them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from stsui.cli.checks import Finding, broken, ok, warning
from stsui.clock import Clock
from stsui.model import FileProblem, Profile
from stsui.services.secrecy import mend_own

LEAST_FREE = 2**20


def file_findings(paths: Sequence[Path], problems: Sequence[FileProblem]) -> Iterator[Finding]:
    """Each file that configuration is read from, with everything wrong in it."""
    for problem in problems:
        where = f"{problem.file}:{problem.line}" if problem.line else problem.file
        yield broken(
            "files", f"{where}: {problem.message}", "Correct that line; stsui reads the file again at once."
        )
    spoilt = {problem.file for problem in problems}
    for path in paths:
        if str(path) in spoilt:
            continue
        yield ok(
            "files", f"{path} is read without complaint." if path.exists() else f"{path} does not exist."
        )


def profile_findings(profiles: Mapping[str, Profile]) -> Iterator[Finding]:
    """The profiles that cannot be started."""
    bad = [profile for profile in profiles.values() if profile.problems]
    for profile in bad:
        messages = " ".join(problem.message for problem in profile.problems)
        where = f"{profile.origin.file}:{profile.origin.line}"
        yield broken(
            "profiles", f"{profile.name} cannot be started: {messages}", f"It is written in {where}."
        )
    if not profiles:
        yield warning("profiles", "There are no profiles.", "aws configure writes one.")
    else:
        yield ok("profiles", f"{len(profiles) - len(bad)} of {len(profiles)} profiles can be started.")


def exposure_findings(exposures: Iterable[tuple[str, str]]) -> Iterator[Finding]:
    """What others can do with the person's own files."""
    found = [warning("secrecy", message, mend) for message, mend in exposures]
    yield from found or [ok("secrecy", "The AWS credentials file is for its owner only, if there is one.")]


def mode_findings(path: Path, clock: Clock) -> Iterator[Finding]:
    """Whether stsui's own files were open to others: those in the state folder `path` are closed at once."""
    notices: list[str] = []
    mend_own(path, clock, notices.append)
    mend = "If somebody may have read it meanwhile: stsui logout --all, and start anew."
    found = [warning("secrecy", notice, mend) for notice in notices]
    yield from found or [ok("secrecy", f"What stsui keeps in {path} is for its owner only.")]


def folder_findings(path: Path, least: int = LEAST_FREE) -> Iterator[Finding]:
    """Whether sessions and locks can be written; `least` are the bytes that should be free for them."""
    there = next((folder for folder in (path, *path.parents) if folder.exists()), path)
    if not there.is_dir():
        yield broken("state", f"{there} is not a folder, so {path} cannot be used.", "Set STSUI_STATE_DIR.")
    elif not os.access(there, os.W_OK | os.X_OK):
        yield broken(
            "state",
            f"stsui cannot write into {there}, so sessions are not kept from one command to the next.",
            "Make it writable, or name another folder with STSUI_STATE_DIR.",
        )
    elif shutil.disk_usage(there).free < least:
        yield broken("state", f"The disk that {path} is on is full.", "Make room, or set STSUI_STATE_DIR.")
    else:
        yield ok("state", f"{path} can be written.")
