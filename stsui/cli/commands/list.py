"""`stsui list`: every profile with what is known of it and of its session."""

from __future__ import annotations

import argparse
from datetime import datetime

from stsui.cli.options import add_json
from stsui.delivery.credential_process import iso
from stsui.model import Profile, SessionInfo, State, hours_minutes_seconds
from stsui.remaining import SHAPES

HEADINGS = ("PROFILE", "ACCOUNT", "NAME", "ROLE", "KIND", "REGION", "STATE", "LEFT")
WIDEST = 48
"""Cells of a column: one name of 300 characters is not to push all states off the screen."""


def configure(parser: argparse.ArgumentParser) -> None:
    """--json."""
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print the list; what is wrong in the files goes to stderr."""
    from stsui.cli.opening import open_services
    from stsui.cli.output import print_json, say, table
    from stsui.cli.problems import say_file_problems

    services = open_services()
    say_file_problems(services)
    from stsui.sessions.runner import time_for

    statuses, clock = services.manager.statuses(), services.clock
    listed = []
    for profile in services.catalog.profiles.values():
        info = statuses.get(profile.name)
        listed.append((profile, info, time_for(info, clock) if info else clock.now()))
    if options.json:
        print_json([as_json(*each) for each in listed])
    elif listed:
        print(table([_row(*each) for each in listed], HEADINGS, widest=WIDEST))
    else:
        say(
            "There are no profiles yet. aws configure writes one; stsui demo shows what stsui does with some."
        )
    return 0


def state_of(profile: Profile, info: SessionInfo | None, now: datetime) -> State:
    """The state of a profile's session; a profile that cannot be started is in error."""
    if info is not None and (state := info.state(now)) is not State.EXPIRED:
        return state
    if profile.problems:
        return State.ERROR
    return State.EXPIRED if info is not None else State.NONE


def as_json(profile: Profile, info: SessionInfo | None, now: datetime) -> dict[str, str | None]:
    """One item of `list --json`."""
    return {
        "profile": profile.name,
        "account_id": profile.account_id or (info.account_id if info else None),
        "account_name": profile.account_name,
        "role": profile.role,
        "kind": profile.kind.value,
        "source": profile.source,
        "region": profile.region,
        "state": state_of(profile, info, now).value,
        "expires_at": iso(info.expires_at) if info else None,
    }


def _row(profile: Profile, info: SessionInfo | None, now: datetime) -> tuple[str, ...]:
    state = state_of(profile, info, now)
    live = info is not None and state in (State.ACTIVE, State.EXPIRING)
    left = hours_minutes_seconds(info.remaining(now)) if info and live else ""
    why = profile.problems[0].message if state is State.ERROR else ""
    return (
        profile.name,
        profile.account_id or (info.account_id if info else None) or "",
        profile.account_name or "",
        profile.role or "",
        profile.kind.value,
        profile.region or "",
        f"{SHAPES[state]} {state.value}",
        left or why,
    )
