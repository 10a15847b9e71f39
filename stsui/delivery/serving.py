"""A session served to a command or to shells: kept fresh, at an endpoint of its own, and known to the UI."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from stsui.clock import Clock
from stsui.delivery.endpoint import CredentialsEndpoint
from stsui.delivery.environment import OTHER_SOURCES, SHADOWING, child_environment
from stsui.delivery.keeping import KeptSession
from stsui.delivery.shells import Format, lines_text
from stsui.delivery.users import Use, recorded
from stsui.errors import StsuiError
from stsui.model import Kind, Profile, Session
from stsui.sessions import CodeSource, SessionManager

_FIXED = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_SESSION_EXPIRATION",
)
"""What SDKs would take rather than ask the endpoint, and an end that is not the command's."""


@contextmanager
def served(
    session: Session,
    manager: SessionManager,
    codes: CodeSource,
    *,
    command: str,
    way: str,
    state_dir: Path,
    clock: Clock,
    say: Callable[[str], None],
    advice: str = "",
) -> Iterator[CredentialsEndpoint]:
    """An endpoint for `session` and those that follow it, for as long as the `with` block runs.

    `command` and `way` ("exec --server") are shown to the person. `say` is told what does not work, with
    `advice` where a token code is needed.
    """
    with recorded(state_dir, clock=clock, say=say) as record:

        def changed(session: Session) -> None:
            until = session.credentials.expires_at
            record.update(Use(session.info.profile, command, os.getpid(), way, until))

        changed(session)
        kept = KeptSession(session, manager, codes, clock, say=say, changed=changed, advice=advice)
        with kept, _endpoint(kept, say) as endpoint:
            yield endpoint


def _endpoint(kept: KeptSession, say: Callable[[str], None]) -> CredentialsEndpoint:
    try:
        return CredentialsEndpoint(kept.answer, say)
    except OSError as error:
        raise StsuiError(
            f"This machine gives no address to serve {kept.profile} at: {error.strerror or error}."
        ) from error


def served_environment(
    environ: Mapping[str, str], session: Session, region: str | None, endpoint: CredentialsEndpoint
) -> dict[str, str]:
    """`environ` for a command that is to use the endpoint and nothing else."""
    child = child_environment(environ, session, region)
    return {name: value for name, value in child.items() if name not in _FIXED} | endpoint.variables()


def served_lines(
    session: Session, endpoint: CredentialsEndpoint, form: Format, hidden: Mapping[str, str]
) -> str:
    """What makes a shell use the endpoint and nothing else, in the form `form`. Holds the token.

    `hidden` is what is to be set as well, as in `without_aws_files`.
    """
    variables = {**served_environment({}, session, None, endpoint), **hidden}
    others = [name for name in (*_FIXED, *SHADOWING, *OTHER_SOURCES) if name not in variables]
    return lines_text(variables, others, form)


def shadowed_by(default: Profile | None) -> bool:
    """Whether SDKs would take the default profile's credentials rather than ask an endpoint."""
    return default is not None and default.kind is not Kind.EMPTY


def without_aws_files() -> dict[str, str]:
    """The variables that keep a command from reading the AWS files."""
    return {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
