"""Whether there is a keyring, and whether it opens."""

from __future__ import annotations

from collections.abc import Iterator

from stsui.cli.checks import Finding, ok, warning
from stsui.errors import StoreFailed
from stsui.store.vault import Vault, keyring_name


def keyring_findings() -> Iterator[Finding]:
    """The keyring's name, after it has been asked for something that is not in it."""
    try:
        name = keyring_name()
        Vault("stsui").read("doctor")
    except StoreFailed as error:
        lost = "Sessions are not kept from one command to the next."
        yield warning("store", f"{error.message} {lost}", error.hint)
    else:
        yield ok("store", f"Sessions are kept in the keyring ({name}).")
