"""A session's state for prompts and status lines, which ask all day: nothing is imported that can wait."""

from __future__ import annotations

import json
import time

from stsui.remaining import SHAPES, countdown, state_word
from stsui.store.ready import glance

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROFILE = "STSUI_PROFILE"
EXPIRATION = "AWS_SESSION_EXPIRATION"
DEFAULT_FORMAT = "{shape} {profile} {left}"
FIELDS = ("profile", "state", "shape", "left", "minutes", "expires_at", "account_id")
"""What a format may name in braces."""
_UNKNOWN_LIFETIME = 3600.0


def quick(words: Sequence[str], environ: Mapping[str, str]) -> tuple[str, int] | None:
    """The text and the exit code for a command line after `status`; None where that takes more."""
    profile, template, as_json = None, DEFAULT_FORMAT, False
    rest = iter(words)
    for word in rest:
        if word == "--json":
            as_json = True
        elif word == "--format":
            template = next(rest, "{")
        elif word.startswith("-") or profile is not None:
            return None
        else:
            profile = word
    profile = profile or environ.get(PROFILE)
    if not profile or unknown_field(template) is not None:
        return None
    status = of_this_shell(profile, environ) or _kept(profile, environ)
    return None if status is None else (shown(status, template, as_json=as_json), exit_code(status))


def of_this_shell(profile: str, environ: Mapping[str, str]) -> dict[str, object] | None:
    """The state of the keys in the environment, where stsui put them there for this profile.

    The store may have a newer session by now; this shell's keys end when they end.
    """
    end = environ.get(EXPIRATION)
    if not end or environ.get(PROFILE) != profile or not environ.get("AWS_ACCESS_KEY_ID"):
        return None
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(end).timestamp()
    except (ValueError, OverflowError):
        return None
    return described(profile, moment, moment - time.time(), _UNKNOWN_LIFETIME, environ.get("AWS_ACCOUNT_ID"))


def described(
    profile: str, ends: float, left: float, lifetime: float, account_id: str | None
) -> dict[str, object]:
    """What is shown of a session that ends at `ends` (Unix seconds), `left` seconds from now."""
    return {
        "profile": profile,
        "account_id": account_id,
        "state": state_word(left, lifetime),
        "expires_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ends)),
        "seconds_left": max(int(left), 0),
    }


def without_session(profile: str, account_id: str | None) -> dict[str, object]:
    """What is shown of a profile that has no session."""
    return {
        "profile": profile,
        "account_id": account_id,
        "state": "none",
        "expires_at": None,
        "seconds_left": None,
    }


def exit_code(status: Mapping[str, object]) -> int:
    """0 while the session can be used, expiring or not; 1 when there is none or it has expired."""
    return 0 if status["state"] in ("active", "expiring") else 1


def unknown_field(template: str) -> str | None:
    """The first brace of a format, with what follows it, that names nothing; None if all do."""
    for part in template.split("{")[1:]:
        name, brace, _ = part.partition("}")
        if not brace or name not in FIELDS:
            return "{" + name + brace
    return None


def shown(status: Mapping[str, object], template: str, *, as_json: bool) -> str:
    """The line to print, with its end."""
    if as_json:
        return json.dumps(status) + "\n"
    left, state = status["seconds_left"], str(status["state"])
    running = isinstance(left, int) and left > 0
    values = {
        **{name: str(value or "") for name, value in status.items()},
        "shape": SHAPES[state],
        "left": countdown(left) if running and isinstance(left, int) else "" if state == "none" else state,
        "minutes": str(-(-left // 60)) if isinstance(left, int) else "",
    }
    first, *parts = template.split("{")
    pieces = [first]
    for part in parts:
        name, _, text = part.partition("}")
        pieces += [_harmless(values[name]), text]
    return "".join(pieces).strip() + "\n"


def _kept(profile: str, environ: Mapping[str, str]) -> dict[str, object] | None:
    found = glance(profile, environ)
    if found is None:
        return None
    info, left = found
    return described(profile, info["expires_at"] / 1e6, left, info["lifetime"], info["account_id"])


def _harmless(text: str) -> str:
    """A profile's name is somebody's text: nothing in it is to steer the terminal."""
    return text if text.isprintable() else ascii(text)[1:-1]
