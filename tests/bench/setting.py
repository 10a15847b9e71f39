"""What is measured on: many profiles, many live sessions, and the environments that point there."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from stsui.clock import Clock
from stsui.model import Credentials, Operation, Secret, Session, SessionInfo
from stsui.services import Services
from stsui.store import open_store

SOURCE = """[profile source]
region = eu-west-1

"""
CREDENTIALS = """[source]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
"""


def profile_name(number: int) -> str:
    """The name of the n-th of many profiles."""
    return f"account-{number // 4:04}/role-{number:05}"


def write_profiles(folder: Path, count: int) -> dict[str, str]:
    """A config of that many roles, and the environment in which stsui reads it."""
    rows = [
        f"[profile {profile_name(number)}]\n"
        f"role_arn = arn:aws:iam::{100000000000 + number // 4}:role/role-{number:05}\n"
        "source_profile = source\nregion = eu-west-1\n\n"
        for number in range(count)
    ]
    (folder / "config").write_text(SOURCE + "".join(rows), encoding="utf-8")
    (folder / "credentials").write_text(CREDENTIALS, encoding="utf-8")
    (folder / "credentials").chmod(0o600)
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "USER": "kim",
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "STSUI_CONFIG": os.devnull,
        "STSUI_STATE_DIR": str(folder / "state"),
        "STSUI_STORE": "file",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def keep_sessions(environ: dict[str, str], profiles: list[str], lifetime: timedelta) -> None:
    """Live sessions of these profiles in the file store, as if each had just been started."""
    services = Services.open(environ)
    clock = Clock()
    store = open_store(environ["STSUI_STORE"], services.state_dir, clock=clock, say=print)
    now = clock.now()
    for number, profile in enumerate(profiles):
        plan = services.manager.plan(profile)
        info = SessionInfo(
            key=services.session_key(plan),
            profile=profile,
            operation=Operation.ASSUME_ROLE,
            issued_at=now,
            expires_at=now + lifetime + timedelta(seconds=number % 600),
            access_key_id=f"ASIA{number:09}EXAMPLE",
            account_id=services.catalog.profiles[profile].account_id,
        )
        credentials = Credentials(
            info.access_key_id,
            Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
            Secret("x" * 400),
            info.expires_at,
        )
        store.put(Session(info, credentials))
