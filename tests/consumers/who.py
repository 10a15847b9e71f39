"""Prints the access key id that boto3 signed with: at first, and again for each line on stdin. One client."""

from __future__ import annotations

import re
import sys
from typing import Any

import boto3


def main() -> None:
    """Ask AWS, and ask again."""
    signed: list[str] = []

    def note(request: Any, **_: object) -> None:
        found = re.search(r"Credential=(\w+)", str(request.headers["Authorization"]))
        assert found
        signed.append(found[1])

    sts = boto3.Session(region_name="eu-west-1").client("sts")
    sts.meta.events.register("before-send.sts", note)
    while True:
        sts.get_caller_identity()
        print(signed[-1], flush=True)
        if not sys.stdin.readline():
            return


if __name__ == "__main__":
    main()
