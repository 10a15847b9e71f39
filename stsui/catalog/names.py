"""The name of a role's session."""

from __future__ import annotations

import re
from collections.abc import Mapping

from stsui.rules import ROLE_SESSION_NAME
from stsui.templates import check_template, fill

DEFAULT = "stsui-{user}"
PLACEHOLDERS = ("user", "host", "profile", "ticket")
TICKET = "STSUI_TICKET"
"""The variable that {ticket} is taken from."""
_UNSAFE = re.compile(r"[^\w+=,.@-]+", re.ASCII)


def session_name(template: str | None, profile: str, environ: Mapping[str, str]) -> str:
    """The session name a template gives, fit for AWS. Raises ValueError for a placeholder without a value.

    A name without placeholders is kept as it is, right or wrong.
    """
    template = DEFAULT if template is None else template
    if not set("{}") & set(template):
        return template
    check_template(template, PLACEHOLDERS)
    if "{ticket}" in template and not environ.get(TICKET):
        raise ValueError(f"{{ticket}} stands for {TICKET}, which is not set.")
    values = {"user": _user(environ), "profile": profile, "host": "", "ticket": environ.get(TICKET, "")}
    if "{host}" in template:
        values["host"] = environ.get("HOSTNAME") or environ.get("COMPUTERNAME") or _host()
    name = fill(template, {key: _UNSAFE.sub("-", value).strip("-") for key, value in values.items()})
    return name.rstrip("-")[: ROLE_SESSION_NAME.maximum]


def _host() -> str:
    import platform

    return platform.node()


def _user(environ: Mapping[str, str]) -> str:
    return next((environ[name] for name in ("USER", "LOGNAME", "USERNAME") if environ.get(name)), "")
