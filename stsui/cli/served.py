"""`stsui exec --server`: a command beside an endpoint that keeps its credentials fresh."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from pathlib import PurePath

from stsui.cli.codes import ui_codes
from stsui.cli.output import say
from stsui.delivery.serving import served, served_environment, shadowed_by, without_aws_files
from stsui.delivery.supervise import end_alike, supervise
from stsui.model import Session
from stsui.services import Services
from stsui.sessions import FirstOf, StoredTotp


def run_served(services: Services, session: Session, command: Sequence[str], region: str | None) -> int:
    """Run `command` to its end, or end by the signal that ended it; its exit code."""
    gc.enable()  # this stays for as long as the command runs
    hidden = {}
    if shadowed_by(services.catalog.profiles.get("default")):
        hidden = without_aws_files()
        say(
            "The AWS files have a default profile with credentials, which SDKs would take rather than ask "
            "the endpoint: the command does not see these files."
        )
    with served(
        session,
        services.manager,
        FirstOf([StoredTotp(services.seeds, services.clock), ui_codes(services, lasting=True)]),
        command=PurePath(command[0]).name,
        way="exec --server",
        state_dir=services.state_dir,
        clock=services.clock,
        say=say,
    ) as endpoint:
        environment = served_environment(os.environ, session, region, endpoint) | hidden
        code = supervise(command, environment, say)
    return end_alike(code)
