"""Roles' sessions that the AWS CLI keeps in its own cache: read, never written.

The CLI names a file after what it sent to AssumeRole, so only a profile that is assumed with nothing else,
and straight from its source, can be found there. What is damaged, somebody else's or over is passed by.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from stsui.clock import Clock, in_utc
from stsui.files import Unreadable, read_bounded
from stsui.json_text import parse_json
from stsui.model import Credentials, Kind, Operation, Parameters, Plan, Profile, Secret, Session, SessionInfo

_LARGEST = 2**18
_LONGEST = timedelta(hours=12)


def cache_folder(environ: Mapping[str, str]) -> Path | None:
    """Where the AWS CLI has its cache; None without a home."""
    home = environ.get("USERPROFILE" if sys.platform == "win32" else "HOME")
    return Path(home, ".aws", "cli", "cache") if home else None


class AwsCliCache:
    """The AWS CLI's cache folder."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self._folder = folder
        self._clock = clock

    def session(self, profile: Profile, plan: Plan, key: str) -> Session | None:
        """The session that the CLI keeps for a profile, as stsui's own of that key; None if there is none."""
        role = profile.parameters.role_arn
        if role is None or not _plain(profile, plan):
            return None
        document = self._document(_file_name(profile.parameters))
        try:
            return self._session(document, profile, plan, key)
        except (KeyError, TypeError, ValueError, AttributeError):
            return None

    def _document(self, name: str) -> Any:
        path = self._folder / name
        try:
            if not _own(path):
                return None
            return parse_json(read_bounded(str(path), _LARGEST) or b"")
        except (OSError, ValueError, Unreadable):
            return None

    def _session(self, document: Any, profile: Profile, plan: Plan, key: str) -> Session | None:
        keys, arn = document["Credentials"], document["AssumedRoleUser"]["Arn"]
        end = _moment(keys["Expiration"])
        now = self._clock.now()
        texts = [keys[name] for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")]
        if not now < end <= now + _LONGEST or not all(isinstance(text, str) and text for text in texts):
            return None
        account, role = _account_and_role(arn)
        if (account, role) != (profile.account_id, profile.role):
            return None
        lifetime = timedelta(seconds=profile.parameters.duration_seconds or 3600)
        info = SessionInfo(
            key=key,
            profile=profile.name,
            operation=Operation.ASSUME_ROLE,
            issued_at=min(now, end - lifetime),
            expires_at=end,
            access_key_id=texts[0],
            arn=arn,
            account_id=account,
            user_id=str(document["AssumedRoleUser"]["AssumedRoleId"]),
            mfa=profile.parameters.mfa_serial is not None,
            from_long_term=plan.steps[0].base is Kind.LONG_TERM,
            region=plan.endpoint.region,
            skew_seconds=self._clock.skew.total_seconds(),
        )
        return Session(info, Credentials(texts[0], Secret(texts[1]), Secret(texts[2]), end))


def _moment(text: str) -> datetime:
    """The CLI has written the time zone as Z, as an offset and as its name."""
    moment = datetime.fromisoformat(text.removesuffix("UTC") + ("Z" if text.endswith("UTC") else ""))
    if moment.tzinfo is None:
        raise ValueError(text)
    return in_utc(moment)


def _plain(profile: Profile, plan: Plan) -> bool:
    """Whether the CLI would send all that the plan does, straight from the source's own credentials."""
    roles = [step for step in plan.steps if step.operation is Operation.ASSUME_ROLE]
    sent = _sent(profile.parameters)
    return (
        profile.kind is Kind.ROLE
        and profile.source != "fleet"
        and len(roles) == 1
        and plan.steps[-1] is roles[0]
        and profile.parameters == sent
    )


def _sent(parameters: Parameters) -> Parameters:
    """Those parameters that a profile of the AWS config can have."""
    return Parameters(
        role_arn=parameters.role_arn,
        role_session_name=parameters.role_session_name,
        external_id=parameters.external_id,
        mfa_serial=parameters.mfa_serial,
        duration_seconds=parameters.duration_seconds,
    )


def _file_name(parameters: Parameters) -> str:
    """The name as the CLI makes it: a digest of the request, without a session name that it made up."""
    request = {
        "RoleArn": parameters.role_arn,
        "RoleSessionName": parameters.role_session_name,
        "ExternalId": parameters.external_id,
        "SerialNumber": parameters.mfa_serial,
        "DurationSeconds": parameters.duration_seconds,
    }
    text = json.dumps({name: value for name, value in request.items() if value is not None}, sort_keys=True)
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest() + ".json"


def _account_and_role(arn: str) -> tuple[str, str]:
    """From arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION."""
    _, _, service, _, account, resource = arn.split(":", 5)
    kind, role, _ = resource.split("/", 2)
    if (service, kind) != ("sts", "assumed-role"):
        raise ValueError(arn)
    return account, role


def _own(path: Path) -> bool:
    """Whether a file is this user's and nobody else may write to it."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        return False
    return sys.platform == "win32" or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
