"""What the environment says to plans: the default profile, and where STS is."""

from __future__ import annotations

from collections.abc import Mapping

from stsui.catalog.aws_files import AwsFiles, endpoint_of_services
from stsui.model import Endpoint, Problem
from stsui.quoting import shown

PLAN_VARIABLES = (
    "AWS_CONFIG_FILE",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_ENDPOINT_URL",
    "AWS_ENDPOINT_URL_STS",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS",
    "AWS_USE_FIPS_ENDPOINT",
    "AWS_USE_DUALSTACK_ENDPOINT",
    "AWS_STS_REGIONAL_ENDPOINTS",
    "AWS_CA_BUNDLE",
    "AWS_ACCESS_KEY_ID",
    "STSUI_CONFIG",
    "STSUI_TICKET",
    "XDG_CONFIG_HOME",
    "HOME",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
    "USER",
    "LOGNAME",
    "USERNAME",
    "HOSTNAME",
    "COMPUTERNAME",
)
"""Every environment variable that a plan may depend on. None of them holds a secret."""


def default_profile_name(environ: Mapping[str, str]) -> str:
    """The profile meant when none is named: as the AWS CLI has it, AWS_PROFILE before AWS_DEFAULT_PROFILE."""
    return environ.get("AWS_PROFILE") or environ.get("AWS_DEFAULT_PROFILE") or "default"


def endpoint_of(
    settings: Mapping[str, str], region: str | None, files: AwsFiles, environ: Mapping[str, str]
) -> tuple[Endpoint, Problem | None]:
    """Where STS is for a profile, by the environment and then by the profile's own settings.

    The order is the AWS CLI's: for the Region AWS_REGION, AWS_DEFAULT_REGION, the profile's; for the address
    AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL, the profile's services section, its endpoint_url. A Region is not
    taken over from a source profile, nor an address.
    """

    def stated(variable: str, setting: str) -> str | None:
        return environ.get(variable) or settings.get(setting) or None

    def switch(variable: str, setting: str) -> bool | None:
        value = stated(variable, setting)
        return None if value is None else value.lower() == "true"

    ignored = switch("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "ignore_configured_endpoint_urls")
    url, problem = (None, None) if ignored else _url(settings, files, environ)
    endpoint = Endpoint(
        region=environ.get("AWS_REGION") or environ.get("AWS_DEFAULT_REGION") or region,
        url=url,
        use_fips=switch("AWS_USE_FIPS_ENDPOINT", "use_fips_endpoint"),
        use_dualstack=switch("AWS_USE_DUALSTACK_ENDPOINT", "use_dualstack_endpoint"),
        regional_endpoints=stated("AWS_STS_REGIONAL_ENDPOINTS", "sts_regional_endpoints"),
        ca_bundle=stated("AWS_CA_BUNDLE", "ca_bundle"),
    )
    return endpoint, problem


def _url(
    settings: Mapping[str, str], files: AwsFiles, environ: Mapping[str, str]
) -> tuple[str | None, Problem | None]:
    if url := environ.get("AWS_ENDPOINT_URL_STS") or environ.get("AWS_ENDPOINT_URL"):
        return url, None
    name = settings.get("services")
    if name is not None:
        section = files.services.get(name)
        if not section:
            return None, Problem(
                "services", f"The services section {shown(name)} does not exist, or is empty."
            )
        if url := endpoint_of_services(section):
            return url, None
    return settings.get("endpoint_url") or None, None
