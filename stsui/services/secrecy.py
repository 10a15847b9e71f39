"""Who else on this machine can read what should be the person's alone: mended where it is stsui's own."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from stsui.catalog.aws_files import config_file, credentials_file
from stsui.clock import Clock
from stsui.delivery import question, users
from stsui.errors import StoreFailed
from stsui.sessions import flight, seeds, spent
from stsui.store import file, keyring, locks, ready
from stsui.store.folder import PrivateFolder

OWN = (
    *(file.FOLDER, keyring.INDEX, ready.FOLDER, locks.FOLDER),
    *(flight.FOLDER, spent.FOLDER, seeds.FOLDER, users.FOLDER, question.FOLDER),
)
"""What stsui keeps in the state folder, which may hold other things: it may be any that the person names."""
_WRITE_OTHERS = stat.S_IWOTH


def mend_own(state_dir: Path, clock: Clock, say: Callable[[str], None]) -> None:
    """Close stsui's own folders and files to others; each that was open, or cannot be closed, is told."""
    for name in OWN:
        try:
            PrivateFolder(state_dir / name, clock=clock, say=say).keep_others_out()
        except StoreFailed as failure:
            say(str(failure))


def exposures(environ: Mapping[str, str], settings: Path) -> Iterator[tuple[str, str]]:
    """What others can do with the person's own files, which stsui leaves as they are; and how to end it."""
    secret, config = Path(credentials_file(environ)), Path(config_file(environ))
    if sys.platform == "win32":  # the profile folder's access list keeps others out
        return
    if (mode := _mode(secret)) & (stat.S_IRWXG | stat.S_IRWXO):
        yield (
            f"Other users of this machine can open {secret}, which holds keys (mode {mode:04o}).",
            f"chmod 600 {secret}",
        )
    for path in (secret, config, settings):
        if (mode := _mode(path)) & _WRITE_OTHERS:
            yield (
                f"Every user of this machine can change {path}, and so have commands run as you "
                f"(mode {mode:04o}).",
                f"chmod go-w {path}",
            )


def _mode(path: Path) -> int:
    """A file's mode bits, links followed; 0 where there is no regular file."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return 0
    return stat.S_IMODE(mode) if stat.S_ISREG(mode) else 0
