"""botocore's own data files, read once a process."""

from __future__ import annotations

from functools import cache

from botocore.loaders import Loader


class StsLoader(Loader):
    """Knows STS alone: botocore searches a folder of 400 services, twice, to see whether STS is there."""

    def list_available_services(self, type_name: str) -> list[str]:
        """The one service that is ever asked for."""
        del type_name
        return ["sts"]


@cache
def loader() -> StsLoader:
    """The loader for all sessions; what it has read stays in memory (2 MB)."""
    return StsLoader()
