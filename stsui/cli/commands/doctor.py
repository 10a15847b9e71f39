"""`stsui doctor`: what is wrong on this machine, and how to mend it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from stsui.cli.options import add_json

if TYPE_CHECKING:
    from stsui.cli.checks import Finding
    from stsui.model import Endpoint
    from stsui.services import Services

MARKS = {"ok": "✓ ok", "warning": "! warning", "broken": "✗ broken"}


def configure(parser: argparse.ArgumentParser) -> None:
    """--json."""
    add_json(parser)
    parser.epilog = "The exit code is 1 when something is broken."


def run(options: argparse.Namespace) -> int:
    """Print every finding; 1 when one is broken."""
    from stsui.cli.checks import Health
    from stsui.cli.output import print_json

    findings = []
    for finding in all_findings():
        findings.append(finding)
        if not options.json:
            _print(finding)
    if options.json:
        print_json([as_json(finding) for finding in findings])
    return 1 if any(finding.health is Health.BROKEN for finding in findings) else 0


def as_json(finding: Finding) -> dict[str, str]:
    """One item of `doctor --json`."""
    return {
        "check": finding.check,
        "health": finding.health.value,
        "message": finding.message,
        "mend": finding.mend,
    }


def all_findings() -> Iterator[Finding]:
    """Every check, in the order in which a person would look."""
    from stsui.cli.checks.environment import environment_findings
    from stsui.cli.checks.files import (
        exposure_findings,
        file_findings,
        folder_findings,
        mode_findings,
        profile_findings,
    )
    from stsui.cli.checks.network import clock_findings, endpoint_findings
    from stsui.services import Services
    from stsui.services.secrecy import exposures

    services = Services.open()
    catalog = services.catalog
    read = [Path(stamp.path) for stamp in catalog.files]
    yield from file_findings(read, catalog.problems)
    yield from profile_findings(catalog.profiles)
    yield from exposure_findings(exposures(os.environ, services.settings.path))
    yield from mode_findings(services.state_dir, services.clock)
    yield from folder_findings(services.state_dir)
    yield from _store_findings(services)
    yield from environment_findings(os.environ, catalog.profiles.keys(), services.clock.now())
    yield from endpoint_findings(_endpoints(services), services.gateway)
    yield from clock_findings(services.clock)


def _store_findings(services: Services) -> Iterator[Finding]:
    from stsui.cli.checks import ok, warning
    from stsui.cli.checks.keyring import keyring_findings

    notices: list[str] = []
    services.on_notice = notices.append
    services.manager.entries()
    for notice in notices:
        yield warning("store", notice, "Until then sessions are not kept from one command to the next.")
    if services.settings.store == "keyring":
        yield from keyring_findings()
    elif not notices:
        yield ok("store", f"Sessions are kept in the {services.settings.store} store.")


def _endpoints(services: Services) -> Iterator[Endpoint]:
    from stsui.model import Endpoint

    startable = [name for name, profile in services.catalog.profiles.items() if not profile.problems]
    yield from (services.endpoint(name) for name in startable)
    if not startable:
        yield Endpoint(os.environ.get("AWS_REGION"), os.environ.get("AWS_ENDPOINT_URL_STS"))


def _print(finding: Finding) -> None:
    from stsui.cli.output import visible

    print(f"{MARKS[finding.health]:<9}  {finding.check:<11}  {visible(finding.message)}")
    if finding.mend:
        print(f"{'':24}{visible(finding.mend)}")
