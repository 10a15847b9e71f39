"""What is checked before a command is run with somebody's credentials."""

from __future__ import annotations

from typing import TextIO

from stsui.cli.output import visible
from stsui.cli.terminal import DEVICES
from stsui.errors import ConfigurationError, Interrupted, StsuiError
from stsui.model import Operation, Session
from stsui.services import Services


class WrongAccount(StsuiError):
    """The credentials are of another account than the one that was named."""


def confirm(services: Services, profile: str, command: str) -> None:
    """Ask on the terminal, if the profile's environment is one that config.yaml wants to be asked about.

    Raises:
        ConfigurationError: there is no terminal to ask on.
        Interrupted: the answer was not yes.
    """
    known = services.catalog.profiles.get(profile)
    label = known.environment if known else None
    wanted = {each.casefold() for each in services.settings.confirm}
    if known is None or label is None or label.casefold() not in wanted:
        return
    where = " ".join(filter(None, (known.account_name, known.account_id)))
    question = f"{profile} is {label} ({where}). Run {command} with it? [y/N] "
    try:
        with (
            open(DEVICES[0], encoding="utf-8", errors="replace") as keys,  # noqa: PTH123 - a device
            open(DEVICES[1], "w", encoding="utf-8", errors="replace") as screen,  # noqa: PTH123
        ):
            answer = _answer(question, keys, screen)
    except OSError:
        raise ConfigurationError(
            f"{profile} is {label}, which config.yaml wants confirmed, and nobody can be asked.",
            "Say --yes to run the command all the same.",
        ) from None
    if answer.strip().casefold() not in ("y", "yes"):
        raise Interrupted(f"{command} was not run.")


def _answer(question: str, keys: TextIO, screen: TextIO) -> str:
    screen.write(visible(question))
    screen.flush()
    return keys.readline()


def check_account(services: Services, session: Session, account: str) -> None:
    """Refuse credentials of another account than `account`.

    Raises:
        WrongAccount: they are, or nobody knows whose they are.
    """
    profile, found = session.info.profile, session.info.account_id
    if session.info.operation is Operation.BASE_CREDENTIALS or found is None:
        # What the files say of such credentials may be wrong; AWS knows.
        found = services.gateway.caller_identity(session.credentials, services.endpoint(profile)).account_id
    if found != account:
        raise WrongAccount(
            f"{profile} gives credentials of the account {found}, not of {account}; nothing was run.",
            "Choose the profile of that account: stsui list shows them all.",
        )
