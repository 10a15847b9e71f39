"""A request and a response, apart from the sockets they travel through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, urlsplit

from stsui.records import record


@dataclass(frozen=True)
class Request:
    """An HTTP request; header names are in lower case."""

    method: str
    target: str
    """Path and query as sent."""
    headers: Mapping[str, str]
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        """The path without the query."""
        return urlsplit(self.target).path or "/"

    @cached_property
    def query(self) -> list[tuple[str, str]]:
        """The query's parameters, decoded."""
        return parse_qsl(urlsplit(self.target).query, keep_blank_values=True)

    @cached_property
    def form(self) -> dict[str, str]:
        """The parameters of the query and of a form in the body."""
        body = self.body.decode("utf-8", "replace")
        return dict(self.query) | dict(parse_qsl(body, keep_blank_values=True))


@record
class Response:
    """An HTTP response."""

    status: int
    body: bytes
    content_type: str = "text/xml"
    headers: Mapping[str, str] = field(default_factory=dict)
