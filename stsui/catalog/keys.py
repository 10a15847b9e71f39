"""The store's key of a session: a hash of everything its plan says."""

from __future__ import annotations

import hashlib
import json

from stsui.model import PARAMETER_NAMES, Plan, Step


def session_key(plan: Plan, upto: int | None = None) -> str:
    """SHA-256, in hex, over every parameter of the plan's steps (the first `upto` of them) and the endpoint.

    Two plans share the key, and so the session, of the steps that they share. The Region is not in it: a
    session is good in all of them.
    """
    said = {"version": 1, "endpoint": plan.endpoint.url, "steps": [_step(step) for step in plan.steps[:upto]]}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _step(step: Step) -> dict[str, object]:
    return {
        "operation": step.operation,
        "profile": step.profile,
        "base": step.base,
        "access_key_id": step.access_key_id,
        "fingerprint": step.fingerprint,
        "parameters": {name: getattr(step.parameters, name) for name in PARAMETER_NAMES},
    }
