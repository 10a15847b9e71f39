"""One request to AWS, as it is made and as errors speak of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from stsui.errors import ConfigurationError
from stsui.model import Credentials


class Call:
    """One request: what is asked, in whose name, and the host that was asked."""

    def __init__(
        self,
        operation: str,
        fields: Mapping[str, object],
        caller: Credentials | None = None,
        host: str = "",
    ) -> None:
        self.operation = operation
        """As a sentence names it: one of STS's operations, or the console's sign-in."""
        self.fields = fields
        self.caller = caller
        self.host = host
        self.sent: datetime | None = None
        """When it was sent last, by this machine's clock."""

    @property
    def spends_a_code(self) -> bool:
        """Whether AWS may have taken the token code even if no answer came: it must not be sent again."""
        return "TokenCode" in self.fields


def check_characters(credentials: Credentials | None) -> None:
    """Refuse keys that cannot stand in a header: the error would come later, and quote them."""
    if credentials is None:
        return
    token = credentials.session_token.reveal() if credentials.session_token else ""
    for name, text in (
        ("access key id", credentials.access_key_id),
        ("secret access key", credentials.secret_access_key.reveal()),
        ("session token", token),
    ):
        if not (text.isascii() and text.isprintable()) or " " in text:
            raise ConfigurationError(
                f"The {name} holds a character that none has: a blank, a line break or one beyond ASCII.",
                "Copy it again.",
            )
