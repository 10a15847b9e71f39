"""The credentials that a plan starts from, by kind of profile. What botocore can do is left to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from botocore import exceptions as boto
from botocore.credentials import (
    ContainerProvider,
    EnvProvider,
    InstanceMetadataProvider,
    create_credential_resolver,
)
from botocore.session import Session
from botocore.utils import InstanceMetadataFetcher

from stsui.aws import failures
from stsui.aws.call import Call
from stsui.aws.mishaps import NotAnAnswer, TooLate
from stsui.aws.process import from_process
from stsui.aws.transport import transport
from stsui.clock import Clock, in_utc
from stsui.errors import ConfigurationError, CredentialsMissing, StsuiError
from stsui.model import Credentials, Kind, Profile, Secret
from stsui.quoting import quoted

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSResponse
    from botocore.credentials import CredentialProvider

    from stsui.aws.process import Waiting
    from stsui.aws.timeouts import Timeouts

METADATA_TIMEOUT = 2
"""Seconds to wait for the instance's metadata service: it answers at once or is not there."""

_DAMAGED = (KeyError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What botocore ends in over a cache, or an answer, with something else in it than it expects."""
_FAILURES = (boto.BotoCoreError, boto.ClientError, NotAnAnswer, TooLate, OSError, ValueError, *_DAMAGED)
_PROVIDERS = {Kind.SSO: "sso", Kind.LOGIN: "login"}
_SIGN_IN = {
    Kind.SSO: "Sign in with: aws sso login --profile {name}",
    Kind.LOGIN: "Sign in with: aws login --profile {name}",
}
_SOURCES = {
    "Environment": "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and, for temporary keys, AWS_SESSION_TOKEN.",
    "Ec2InstanceMetadata": "Is this an EC2 instance with a role, and is AWS_EC2_METADATA_DISABLED unset?",
    "EcsContainer": "Is AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI set?",
}


def find(
    profile: Profile, environ: Mapping[str, str], timeouts: Timeouts, clock: Clock, waiting: Waiting
) -> Credentials:
    """`profile`'s credentials from its credential source, program or sign-in.

    CredentialsMissing says what to do when there are none, ConfigurationError when a setting is wrong.
    """
    if profile.kind is Kind.PROCESS:
        return from_process(profile, environ, waiting)
    try:
        found = _load(profile, environ, timeouts)
    except _FAILURES as error:
        raise _translated(profile, error, clock) from error
    if found is None:
        raise _missing(profile, "none are there")
    return found


def _load(profile: Profile, environ: Mapping[str, str], timeouts: Timeouts) -> Credentials | None:
    loaded: Any = _provider(profile, environ, timeouts).load()
    if loaded is None:
        return None
    key = loaded.get_frozen_credentials()
    # botocore tells the expiry nowhere else; fixed credentials have none.
    expires_at: datetime | None = getattr(loaded, "_expiry_time", None)
    return Credentials(
        key.access_key,
        Secret(key.secret_key),
        Secret(key.token) if key.token else None,
        in_utc(expires_at) if expires_at else None,
    )


def _provider(profile: Profile, environ: Mapping[str, str], timeouts: Timeouts) -> CredentialProvider:
    match profile.credential_source:
        case "Environment":
            return EnvProvider(environ=environ)
        case "Ec2InstanceMetadata":
            return InstanceMetadataProvider(_metadata_fetcher(environ))
        case "EcsContainer":
            return ContainerProvider(environ=dict(environ))
    if profile.kind not in _PROVIDERS:
        raise CredentialsMissing(
            f"Profile {profile.name} has no credentials to start from.",
            "Give it an access key, a source_profile, a credential_process or a sign-in.",
        )
    session = _session_of(profile, environ, timeouts)
    provider: CredentialProvider = create_credential_resolver(session).get_provider(_PROVIDERS[profile.kind])
    return provider


def _metadata_fetcher(environ: Mapping[str, str]) -> InstanceMetadataFetcher:
    config = {
        "ec2_metadata_service_endpoint": environ.get("AWS_EC2_METADATA_SERVICE_ENDPOINT"),
        "ec2_metadata_service_endpoint_mode": environ.get(
            "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", ""
        ).lower(),
        "ec2_metadata_v1_disabled": environ.get("AWS_EC2_METADATA_V1_DISABLED", "").lower() == "true",
    }
    return InstanceMetadataFetcher(timeout=METADATA_TIMEOUT, env=dict(environ), config=config)


def _session_of(profile: Profile, environ: Mapping[str, str], timeouts: Timeouts) -> Session:
    """A botocore session that reads the person's own AWS files, for the sign-ins it keeps in its caches."""
    session = Session(profile=profile.name)
    for variable, name in (
        ("config_file", "AWS_CONFIG_FILE"),
        ("credentials_file", "AWS_SHARED_CREDENTIALS_FILE"),
    ):
        if path := environ.get(name):
            session.set_config_variable(variable, path)
    bundle: str | None = session.get_config_variable("ca_bundle")
    hooks: Any = session.get_component("event_emitter")
    hooks.register("before-send", partial(_send, timeouts, bundle))
    return session


def _send(timeouts: Timeouts, bundle: str | None, request: AWSPreparedRequest, **_: object) -> AWSResponse:
    """Stands in for botocore's own sending, which would wait for as long as something trickles in."""
    try:
        return transport(str(request.url), bundle, timeouts).send(request)
    except boto.ReadTimeoutError as error:
        raise TooLate(str(error)) from error


def _translated(profile: Profile, error: Exception, clock: Clock) -> StsuiError:
    match error:
        case boto.UnauthorizedSSOTokenError() | boto.SSOTokenLoadError() | boto.TokenRetrievalError():
            return _missing(profile, "nobody is signed in, or the sign-in has expired")
        case boto.ClientError():
            said = quoted(str(error.response.get("Error", {}).get("Message", "")))
            return CredentialsMissing(
                f'AWS gives profile {profile.name} no credentials: "{said}"',
                "Check its account and role, and who is signed in.",
            )
        case boto.HTTPClientError() | boto.ConnectionError() | NotAnAnswer() | TooLate():
            return failures.explain(
                error, Call(f"the sign-in of {profile.name}", {}, host="AWS"), clock
            ).error
        case boto.ConfigParseError():
            path = getattr(error, "kwargs", {}).get("path", "the AWS config file")
            return ConfigurationError(
                f"Profile {profile.name} needs botocore, and that cannot read {path}.",
                "Mend the file; stsui doctor names the line.",
            )
        case boto.ProfileNotFound() | boto.InvalidConfigError() | boto.PartialCredentialsError():
            return ConfigurationError(
                f"Profile {profile.name} is not complete: {quoted(str(error)).rstrip('.')}.",
                "Mend its settings.",
            )
        case boto.MissingDependencyException():
            return ConfigurationError(
                f"Profile {profile.name} signs in by aws login, and botocore lacks a part for that here.",
                'Install it with: pip install "botocore[crt]"',
            )
    if isinstance(error, _DAMAGED):
        return _missing(profile, "what it gave cannot be read")
    return _missing(profile, quoted(str(error)).rstrip("."))


def _missing(profile: Profile, why: str) -> CredentialsMissing:
    source = profile.credential_source or f"the {profile.kind} sign-in"
    hint = _SOURCES.get(profile.credential_source or "") or _SIGN_IN[profile.kind].format(name=profile.name)
    return CredentialsMissing(f"Profile {profile.name} gets no credentials from {source}: {why}.", hint)
