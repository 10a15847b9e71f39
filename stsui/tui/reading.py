"""Taking up what files and the store say, off the loop, without disturbing what the person is doing."""

from __future__ import annotations

import gc
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from textual import events, on

from stsui.errors import StsuiError
from stsui.model import FileProblem, SessionInfo
from stsui.tui.first_list import listed
from stsui.tui.host import Host, Result
from stsui.tui.listing import Listing
from stsui.tui.messages import OperationFailed
from stsui.tui.threads import Standby
from stsui.tui.wording import counted

if TYPE_CHECKING:
    from concurrent.futures import Future

    from stsui.services import Services
    from stsui.services.called import Called
    from stsui.tui.widgets.practice_strip import Practice


class Kept(NamedTuple):
    """What the store holds: sessions by key, and each profile's by profile."""

    entries: Mapping[str, SessionInfo]
    sessions: Mapping[str, SessionInfo]
    called: Mapping[str, Called]
    """What operations gave, by name; its sessions are among the others."""


class Found(NamedTuple):
    """What was read: the list of profiles, the favourites among them, the store."""

    listing: Listing
    favourites: set[str]
    kept: Kept


class Reading(Host):
    """The part of the app that reads."""

    first: Future[Listing]
    """The list of the first frame."""

    def __init__(self, services: Services, practice: Practice | None = None) -> None:
        super().__init__(services, practice)
        self.other_problems: list[FileProblem] = []
        """What is wrong in themes and keys."""
        self.looking = Standby(self._look_and_tell, "stsui looks")
        """Looks at files and store each second; no worker, since making one costs more than the look."""
        self._failing = ""
        """Why the last look failed."""
        self.shown = False
        self._stamp: Hashable = None
        self._unread = False
        """Whether the first reading failed, so that all is still to be read."""

    # -------------------------------------------------------------- looking

    def look(self) -> None:
        """See, off the loop, whether files were edited or another process changed the store."""
        self.looking.ask()

    def _look_and_tell(self) -> None:
        """Look, and take up the news. What cannot be read is told once, and tried again at every look."""
        failing = ""
        told: Callable[[], object] | None = None
        try:
            told = self._look()
        except StsuiError as error:
            self._stamp, failing = None, str(error)
            told = partial(self.post_message, OperationFailed("look at the files", error))
        except Exception as error:  # noqa: BLE001 - the next look may go well
            failing = type(error).__name__
            told = partial(self.say_surprise, error)
        if told and not (failing and failing == self._failing):
            with suppress(RuntimeError):  # the loop has ended, and nobody is there to be told
                self.call_later(told)
        self._failing = failing

    def _look(self) -> Callable[[], None] | None:
        """What to take up, if anything changed."""
        if self.services.reload() or self._unread:
            return partial(self.take_all, self.read_all())
        if self.services.manager.stamp() != self._stamp:
            return partial(self._take_store, self._read_store())
        return None

    @on(events.Unmount)
    def _look_no_more(self) -> None:
        self.looking.end()

    # -------------------------------------------------------------- the catalog and the store

    def take_first(self, listing: Listing) -> None:
        """Put the list on the screen, for now without sessions."""
        self.listing, self.favourites = listing, set(listing.favourites)
        self.home.show_listing(listing)

    def read_on(self) -> None:
        """Read everything, once there is a list."""
        if self.home.listing is None:
            self.call("read the profiles", partial(self._at_first, self.first.result), self._take_late)
        else:
            self.call("read the profiles", partial(self._at_first, self.read_all), self.take_all)

    def _at_first(self, read: Callable[[], Result]) -> Result:
        """What is read before anything else was; where that fails, looking tries again.

        Garbage is then collected all the same: the screen stays.
        """
        try:
            return read()
        except BaseException:
            self._unread = True
            gc.enable()
            raise

    def _take_late(self, listing: Listing) -> None:
        self.take_first(listing)
        self.call_after_refresh(self.read_on)

    def read_all(self) -> Found:
        """The profiles as configured and the sessions in the store; reads files, so in a thread."""
        kept = self._read_store()
        called = [each.heading for each in kept.called.values()]
        listing = listed(self.services, [*self.services.catalog.profiles.headings(), *called])
        listing.prepare()  # here, and not when the first letter is typed
        return Found(listing, set(listing.favourites), kept)

    def _read_store(self) -> Kept:
        manager = self.services.manager
        self._stamp = manager.stamp()
        sessions, called = manager.statuses(), self._read_called()
        sessions = {**sessions, **{name: each.info for name, each in called.items()}} if called else sessions
        return Kept({info.key: info for info in manager.entries()}, sessions, called)

    def _read_called(self) -> Mapping[str, Called]:
        if not self.services.manager.apart():
            return {}
        from stsui.services.called import called_sessions

        return called_sessions(self.services)

    def take_all(self, found: Found) -> None:
        """Show new profiles; the cursor, the marks and the filter stay."""
        self.found, self._unread = True, False
        self.listing, self.favourites = found.listing, found.favourites
        self.entries, self.sessions, self.called = found.kept
        # 10,000 profiles are many objects that stay: no collection need look at them, neither while they are
        # read (the command line switched them off) nor at a key press.
        gc.freeze()
        gc.enable()
        self.show_all()
        if not self.shown:
            self.shown = True
            self.call_after_refresh(self.make_ready)

    def make_ready(self) -> None:
        """Do what can wait until the profiles are on the screen."""

    def show_all(self) -> None:
        """Show everything that was read."""
        self.home.table.files = [stamp.path for stamp in self.services.catalog.files]
        self.home.show_listing(self.listing)
        self.publish()
        self._show_problems()

    def _take_store(self, kept: Kept) -> None:
        before = self.called
        self.entries, self.sessions, self.called = kept
        if before.keys() != self.called.keys():
            profiles = [each for each in self.listing.profiles if each.name not in before]
            called = [each.heading for each in self.called.values()]
            self.listing = Listing([*profiles, *called], self.favourites)
            self.home.show_listing(self.listing)
        self.publish()

    def look_at_sessions(self) -> None:
        """Read the store anew, after something was done to it."""
        self.call("read the store", self._read_store, self._take_store)

    def show_favourites(self) -> None:
        """Sort the list anew with the favourites as they are now."""
        self.listing = Listing(self.listing.profiles, self.favourites)
        self.home.show_listing(self.listing)

    # -------------------------------------------------------------- status and problems

    @property
    def file_problems(self) -> list[FileProblem]:
        """Everything wrong in files: of the catalog, the settings, the themes, the keys."""
        return [*self.services.catalog.problems, *self.other_problems]

    def _show_problems(self) -> None:
        problems = self.file_problems
        files = {Path(problem.file).name for problem in problems}
        where = files.pop() if len(files) == 1 else f"{len(files)} files"
        key = self.home.key_of("problems")
        how = f": press {key} to see" if key else ""
        self.home.notice.say(f"{counted(len(problems), 'problem')} in {where}{how}" if problems else "")
