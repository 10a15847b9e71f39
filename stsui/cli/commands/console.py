"""`stsui console`: the AWS console, signed in as a profile's session."""

from __future__ import annotations

import argparse
import os

from stsui.cli.options import add_code, add_profile, duration


def configure(parser: argparse.ArgumentParser) -> None:
    """PROFILE, where to land, and whether to print only."""
    add_profile(parser)
    add_code(parser)
    parser.add_argument("--service", help="land on this service's page: ec2, s3, cloudwatch, …")
    parser.add_argument("--region", help="land in this Region instead of the profile's")
    parser.add_argument("--destination", metavar="URL", help="land on this page instead of a service's")
    parser.add_argument(
        "--duration", metavar="TIME", type=duration, help="length of the console session, where AWS allows it"
    )
    parser.add_argument(
        "--print", action="store_true", help="print the link (a secret for 15 minutes) instead of opening it"
    )


def run(options: argparse.Namespace) -> int:
    """Open the link, or print it."""
    from stsui.cli.codes import code_source
    from stsui.cli.opening import open_services
    from stsui.cli.output import say
    from stsui.cli.terminal import ProgressLine
    from stsui.delivery.browser import open_in_browser

    services = open_services()
    with ProgressLine(services.clock) as line:
        link = services.sign_in(
            options.profile,
            code_source(options.mfa_code, services),
            service=options.service,
            region=options.region,
            destination=options.destination,
            duration=options.duration,
            progress=line.show,
        )
    for note in link.notes:
        say(note)
    if options.print:
        print(link.url.reveal())
        return 0
    with ProgressLine(services.clock) as line:
        obstacle = open_in_browser(link.url, os.environ, clock=services.clock, progress=line.show)
    if obstacle:
        say(f"{obstacle}. Open this link yourself; it is good for 15 minutes:")
        print(link.url.reveal())
        return 0
    say(f"The console of {options.profile} opens in the browser.")
    return 0
