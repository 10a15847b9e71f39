"""A folder of small private files: 0700 and 0600, replaced whole, never through a symbolic link."""

from __future__ import annotations

import errno
import itertools
import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from stsui.clock import Clock
from stsui.errors import StoreFailed
from stsui.store.files import TEMPORARY, make_private_folder, replace, write_atomically

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
CORRUPT = ".corrupt"
"""How the names of damaged files end that were set aside."""

_ABANDONED = timedelta(hours=1)
"""A temporary file this old was left by a process that was killed while it wrote."""
_UNSETTLED = timedelta(seconds=1)
"""A folder's time of change is too coarse to tell two changes apart that are as close together as this."""
_LARGEST = 1 << 20
_numbers = itertools.count()


class ForeignFolder(StoreFailed):
    """A folder that somebody else controls: nothing may be kept in it."""


class PrivateFolder:
    """Text files by name in a folder that only its owner may enter.

    The folder is made when something is first written. Modes that let others in are mended, and told through
    `say`.
    """

    def __init__(self, path: Path, *, clock: Clock, say: Callable[[str], None]) -> None:
        self.path = path
        self._clock = clock
        self._say = say
        self._checked = False

    def read(self, name: str, largest: int = _LARGEST) -> str | None:
        """The text of a file; None where there is none. What is no file of text is given as ""."""
        self._check()
        try:
            descriptor = os.open(self.path / name, os.O_RDONLY | _NO_LINKS | _NO_WAIT | _BINARY)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            if error.errno in (errno.ELOOP, errno.EMLINK):  # a symbolic link: not ours
                return ""
            raise self._failed("read", error) from error
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return ""
            self._mend_file(descriptor, status, name)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(largest).decode("utf-8")
        except UnicodeDecodeError:
            return ""
        except OSError as error:
            raise self._failed("read", error) from error
        finally:
            os.close(descriptor)

    def write(self, name: str, text: str) -> None:
        """Put a text in place of a file's, whole or not at all."""
        self.make()
        try:
            write_atomically(self.path / name, text)
        except OSError as error:
            raise self._failed("written", error) from error

    def remove(self, name: str) -> bool:
        """Delete a file; whether there was one."""
        try:
            (self.path / name).unlink()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise self._failed("removed from", error) from error
        return True

    def set_aside(self, name: str) -> None:
        """Move a damaged file out of the way, to NAME.corrupt, so that it can be looked at."""
        try:
            replace(self.path / name, self.path / (name + CORRUPT))
        except FileNotFoundError:
            return  # another process has done it
        except OSError as error:
            raise self._failed("written", error) from error

    def scan(self, suffix: str) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """Names that end so, each with what changes whenever the file is replaced."""
        self._check()
        try:
            with os.scandir(self.path) as found:
                for entry in found:
                    if entry.name.endswith(suffix) and not entry.name.startswith("."):
                        with suppress(FileNotFoundError):
                            status = entry.stat(follow_symlinks=False)
                            yield entry.name, (status.st_mtime_ns, status.st_size, status.st_ino)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise self._failed("read", error) from error

    def stamp(self) -> int:
        """A number that is another one after a file was added, replaced or removed."""
        try:
            changed = self.path.stat().st_mtime_ns
        except OSError:
            return 0
        age = self._clock.local().timestamp() - changed / 1e9
        return changed if abs(age) > _UNSETTLED.total_seconds() else -next(_numbers) - 1

    def make(self) -> None:
        """Make the folder, with its parents, where it is not there yet."""
        try:
            make_private_folder(self.path)
        except OSError as error:
            raise self._failed("made", error) from error
        self._check()

    def _check(self) -> None:
        """Once: nobody else's folder, no symbolic link, no mode that lets others in, no leavings."""
        if self._checked:
            return
        try:
            status = self.path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            raise self._failed("read", error) from error
        if stat.S_ISLNK(status.st_mode) or not stat.S_ISDIR(status.st_mode):
            raise ForeignFolder(
                f"{self.path} is not a folder of stsui's own.", "Move it away, or set STSUI_STATE_DIR."
            )
        if sys.platform != "win32":
            self._check_owner(status)
        self._sweep()
        self._checked = True

    if sys.platform != "win32":

        def _check_owner(self, status: os.stat_result) -> None:
            above = self.path.parent.stat().st_uid
            if status.st_uid != os.getuid() or above not in (os.getuid(), 0):
                foreign = self.path if status.st_uid != os.getuid() else self.path.parent
                raise ForeignFolder(
                    f"The folder {foreign} belongs to another user.",
                    "Set STSUI_STATE_DIR to a folder of your own.",
                )
            if status.st_mode & 0o077:
                try:
                    self.path.chmod(0o700)
                except OSError as error:
                    raise self._failed("made private", error) from error
                self._say(f"The folder {self.path} could be entered by others; it is private again (0700).")

        def keep_others_out(self) -> None:
            """Mend the modes of the folder and of what lies in it, unread; nothing where there is no folder.

            Raises:
                StoreFailed: it is somebody else's, or cannot be mended.
            """
            self._check()
            mended = 0
            try:
                with os.scandir(self.path) as found:
                    for entry in found:
                        mode = entry.stat(follow_symlinks=False).st_mode
                        if stat.S_ISREG(mode) and mode & 0o077:
                            Path(entry.path).chmod(0o600)
                            mended += 1
            except (FileNotFoundError, NotADirectoryError):  # no folder, or a file that was just replaced
                pass
            except OSError as error:
                raise self._failed("made private", error) from error
            if mended:
                many = "1 file" if mended == 1 else f"{mended} files"
                self._say(f"{many} in {self.path} could be read by others; private again (0600).")

        def _mend_file(self, descriptor: int, status: os.stat_result, name: str) -> None:
            if status.st_mode & 0o077:
                os.fchmod(descriptor, 0o600)
                self._say(f"The file {self.path / name} could be read by others; it is private again (0600).")

    else:

        def keep_others_out(self) -> None:
            """Windows: the profile folder's access list keeps others out."""

        def _mend_file(self, descriptor: int, status: os.stat_result, name: str) -> None:
            """As above."""

    def _sweep(self) -> None:
        """Remove what killed writers left behind."""
        limit = (self._clock.local() - _ABANDONED).timestamp()
        with suppress(OSError), os.scandir(self.path) as found:
            for entry in found:
                if entry.name.endswith(TEMPORARY) and entry.stat(follow_symlinks=False).st_mtime < limit:
                    Path(entry.path).unlink()

    def _failed(self, doing: str, error: OSError) -> StoreFailed:
        reasons = {
            errno.ENOSPC: "the disk is full",
            errno.EDQUOT: "the disk quota is used up",
            errno.EROFS: "the disk is read-only",
            errno.EACCES: "permission is denied",
            errno.EPERM: "permission is denied",
        }
        reason = reasons.get(error.errno or 0, error.strerror or type(error).__name__)
        return StoreFailed(
            f"The folder {self.path} cannot be {doing}: {reason}.",
            "Mend it, or set STSUI_STATE_DIR to a folder that can be written.",
        )
