"""The files of somebody who works at the practice company: AWS config, credentials, stsui's config.yaml."""

from __future__ import annotations

import os
from pathlib import Path

import yaml

from stsui.practice.cast import EXTERNAL_ID
from stsui.practice.company import Company

_FLEET_ROLES = ["OnCall", "ReadOnly", "Admin"]


def _write(path: Path, text: str) -> Path:
    """A file that only its owner can read, from its first byte on."""
    with os.fdopen(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    return path


def _sections(sections: dict[str, dict[str, object]]) -> str:
    return "\n".join(
        f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in values.items())
        for name, values in sections.items()
    )


def credentials_file(company: Company) -> str:
    """The AWS credentials file: one long-term key for each user."""
    return _sections(
        {
            user.name: {
                "aws_access_key_id": user.access_key_id,
                "aws_secret_access_key": user.secret_access_key,
            }
            for user in company.users.values()
        }
    )


def config_file(company: Company) -> str:
    """The AWS config file: a role of every sort that people write there."""
    serial = company.users["oncall"].mfa.serial
    on_call: dict[str, object] = {"source_profile": "oncall", "mfa_serial": serial, "region": "eu-west-1"}
    prod, security = "payments-prod", "security"

    def role(account: str, name: str) -> dict[str, object]:
        return {"role_arn": company.role(account, name).arn}

    return _sections(
        {
            "default": {"region": "eu-west-1"},
            "profile oncall": {"region": "eu-west-1", "mfa_serial": serial},
            "profile deploy": {"region": "eu-central-1"},
            "profile intern": {"region": "eu-west-1"},
            "profile root": {"region": "us-east-1", "mfa_serial": company.users["root"].mfa.serial},
            "profile jump": {**role("identity", "Jump"), **on_call},
            "profile security-audit": {
                **role(security, "Auditor"),
                "source_profile": "jump",
                "region": "eu-west-1",
            },
            "profile security-audit-long": {
                **role(security, "Auditor"),
                "source_profile": "jump",
                "region": "eu-west-1",
                "duration_seconds": 4 * 3600,
            },
            "profile night-shift": {
                **role(prod, "OnCall"),
                **on_call,
                "duration_seconds": 12 * 3600,
                "role_session_name": "night-shift",
            },
            "profile vendor-data": {
                **role("data-prod", "Vendor"),
                "source_profile": "oncall",
                "region": "eu-central-1",
                "external_id": EXTERNAL_ID,
            },
            "profile release": {**role(prod, "Deploy"), "source_profile": "deploy", "region": "eu-central-1"},
            "profile release-by-hand": {**role(prod, "Deploy"), **on_call},
            "profile lost-source": {**role(prod, "ReadOnly"), "source_profile": "gone"},
        }
    )


def stsui_config(company: Company) -> str:
    """stsui's config.yaml: account labels, and the same roles in every account."""
    accounts = company.accounts.values()
    fleet = {
        "source_profile": "oncall",
        "mfa_serial": company.users["oncall"].mfa.serial,
        "roles": _FLEET_ROLES,
        "accounts": {account.name: account.id for account in accounts if account.name != "identity"},
        "name": "{account}/{role}",
        "region": "eu-west-1",
    }
    document = {
        "store": "file",
        "accounts": {account.id: {"name": account.name, "env": account.env} for account in accounts},
        "fleets": [fleet],
        "profiles": {
            "payments-prod/OnCall": {"favourite": True},
            "payments-staging/OnCall": {"favourite": True},
        },
    }
    return yaml.safe_dump(document, sort_keys=False)


def write_environment(
    company: Company, url: str, federation_url: str, denial: str, directory: Path
) -> dict[str, str]:
    """Write all files into `directory` (made where missing); the variables that point at them.

    Beside them `denial.txt` holds a denial to decode.
    """
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    _write(directory / "denial.txt", f"{denial}\n")
    return {
        "AWS_CONFIG_FILE": str(_write(directory / "config", config_file(company))),
        "AWS_SHARED_CREDENTIALS_FILE": str(_write(directory / "credentials", credentials_file(company))),
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_ENDPOINT_URL_STS": url,
        "STSUI_CONFIG": str(_write(directory / "config.yaml", stsui_config(company))),
        "STSUI_STATE_DIR": str(directory / "state"),
        "STSUI_STORE": "file",
        "STSUI_FEDERATION_ENDPOINT": federation_url,
    }
