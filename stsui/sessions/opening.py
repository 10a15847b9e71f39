"""Putting a session manager together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from stsui.clock import Clock
from stsui.model import Plan, Session
from stsui.sessions.flight import Flights
from stsui.sessions.manager import SessionManager, nothing_lent
from stsui.sessions.mfa import CodeDesk
from stsui.sessions.ports import Gateway, Grounds, Plans
from stsui.sessions.spent import SpentCodes
from stsui.store import ready
from stsui.store.base import Store
from stsui.store.locks import FOLDER, SessionLocks


def open_manager(
    plans: Plans,
    gateway: Gateway,
    store: Store,
    state_dir: Path | None,
    *,
    clock: Clock,
    ahead: timedelta,
    say: Callable[[str], None],
    lend: Callable[[Plan, str], Session | None] = nothing_lent,
) -> SessionManager:
    """A session manager whose locks and small files are in `state_dir`.

    Without a folder nothing is written, and other processes are not known of. `say` is told, once each, what
    does not work as it should. `lend` may know other tools' sessions.
    """
    locks = SessionLocks(state_dir / FOLDER if state_dir else None, clock=clock, say=say)
    # A store in memory gives other processes nothing to wait for; a device's codes are theirs all the same.
    shared = None if store.name == "memory" else state_dir
    flights = Flights(
        shared, locks if shared else SessionLocks(None, clock=clock, say=say), clock=clock, say=say
    )
    desk = CodeDesk(SpentCodes(state_dir, locks, clock=clock, say=say), clock)

    def remember(profile: str, grounds: Grounds, key: str) -> None:
        if state_dir:
            ready.remember(
                state_dir,
                profile,
                store=store.name,
                key=key,
                margin=ahead.total_seconds(),
                files=grounds.files,
                environment=grounds.environment,
            )

    return SessionManager(
        plans,
        gateway,
        store,
        clock,
        flights=flights,
        desk=desk,
        ahead=ahead,
        remember=remember,
        lend=lend,
    )
