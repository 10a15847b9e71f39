"""The environment variables that carry a session, and those that would shadow or contradict it.

AWS_CREDENTIAL_EXPIRATION is never set: SDKs that find it take the variables for self-renewing ones, and
nothing renews them. AWS_SESSION_EXPIRATION says the same to prompts, and SDKs do not read it.
"""

from __future__ import annotations

from collections.abc import Mapping

from stsui.delivery.credential_process import iso
from stsui.errors import ConfigurationError
from stsui.model import Session

PROFILE_VARIABLE = "STSUI_PROFILE"
"""Names the profile in a child's environment, for prompts and scripts."""

SHADOWING = (
    "AWS_PROFILE",
    "AWS_DEFAULT_PROFILE",
    "AWS_SECURITY_TOKEN",
    "AWS_CREDENTIAL_EXPIRATION",
)
"""What SDKs may heed instead of, or together with, the keys beside it: cleared in shells and children."""

OTHER_SOURCES = (
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
)
"""Other credentials, or ways to them, that a child has no business with."""

PRIVATE = ("STSUI_MFA_CODE",)
"""stsui's own input, of no use to a child and not meant for it."""

OF_A_SESSION = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_ACCOUNT_ID",
    "AWS_SESSION_EXPIRATION",
    PROFILE_VARIABLE,
)

REGION = ("AWS_REGION", "AWS_DEFAULT_REGION")

OF_AN_ENDPOINT = ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_CONTAINER_AUTHORIZATION_TOKEN")


def session_variables(session: Session, region: str | None = None) -> dict[str, str]:
    """What to set for `session`; `region` wins over the profile's. The values are secrets in plain text."""
    credentials, info = session.credentials, session.info
    region = region or info.region
    wanted = {
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key.reveal(),
        "AWS_SESSION_TOKEN": credentials.session_token.reveal() if credentials.session_token else None,
        "AWS_ACCOUNT_ID": info.account_id,
        "AWS_SESSION_EXPIRATION": iso(credentials.expires_at),
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
    }
    return {name: value for name, value in wanted.items() if value}


def child_environment(
    environ: Mapping[str, str], session: Session, region: str | None = None
) -> dict[str, str]:
    """`environ` for a child that is to use `session` and nothing else."""
    if "\0" in session.info.profile:
        raise ConfigurationError("A profile's name with a NUL character cannot be handed to a command.")
    cleared = {*SHADOWING, *OTHER_SOURCES, *OF_AN_ENDPOINT, *PRIVATE, *OF_A_SESSION}
    kept = {name: value for name, value in environ.items() if name not in cleared}
    return kept | session_variables(session, region) | {PROFILE_VARIABLE: session.info.profile}
