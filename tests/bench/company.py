"""A practice AWS of a hundred roles in a process of its own: `python -m tests.bench.company folder`.

It prints its environment and a token code, takes 200 ms for each call, and ends when its input does, with the
number of calls.
"""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

from stsui.clock import Clock
from stsui.practice import PracticeAws

ROLES = 100
LATENCY = 0.2


def main(folder: Path) -> None:
    """Serve until nobody wants it any more."""
    with PracticeAws(clock=Clock()) as aws:
        environment = aws.environment(folder)
        oncall = aws.company.users["oncall"].mfa
        like = aws.company.role("payments-prod", "OnCall")
        for number in range(ROLES):
            name = f"Bench{number:03}"
            role = replace(like, name=name, arn=f"arn:aws:iam::444455556666:role/{name}")
            aws.company.roles[role.arn] = role
        with Path(environment["AWS_CONFIG_FILE"]).open("a", encoding="utf-8") as file:
            file.writelines(
                f"[profile bench-{number:03}]\nrole_arn = arn:aws:iam::444455556666:role/Bench{number:03}\n"
                f"source_profile = oncall\nmfa_serial = {oncall.serial}\n"
                for number in range(ROLES)
            )
        aws.latency = LATENCY
        print(json.dumps({"environment": environment, "code": oncall.code()}), flush=True)
        sys.stdin.read()
        print(len(aws.calls))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
