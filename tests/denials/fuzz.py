"""Looks for texts that take too long: `python -m tests.denials.fuzz`.

Prints, for each text of 100 KB, the time per byte as a multiple of an ordinary log's, the slowest last.
It is a report to read, no test: what a machine does meanwhile is its own business.
"""

from __future__ import annotations

import random
import sys
import time

from stsui.denials import read_denials
from tests.denials.samples import BLOB, ENCODED, because, sentence

FRAGMENTS: tuple[str, ...] = (
    " ",
    "\n",
    " \n",
    "\t",
    "\\",
    "\\ ",
    '\\"',
    '"',
    "'",
    "&",
    "&amp;",
    "&lt;",
    "\x1b[",
    "\x1b]",
    "\x1b[1;2;",
    "[1;",
    "<",
    "<span ",
    "{",
    "}",
    '{"a":',
    '{"allowed":',
    '{"explicitDeny":1}',
    '"DecodedMessage":"',
    "[a] ",
    "# ",
    "│ ",
    "a |",
    "a" * 60 + " ",
    "x",
    "Aa",
    "A",
    "code: '",
    "request id: ",
    "request",
    "RequestId=",
    "AccessDenied ",
    "AccessDenied: Access Denied\n",
    "Exception: ",
    "LimitExceeded",
    "because no ",
    "because no session policy ",
    "because public ",
    "because block",
    "with an explicit deny in a ",
    "with an explicit deny in a session policy: arn:aws:iam::1:\n",
    "User: ",
    "User: x is not ",
    "not authorized to perform ",
    "not authorized to perform: ",
    "is not authorized to perform: s3:Put on resource: ",
    "on resource: ",
    "API: a:B ",
    "You are not authorized to perform this operation. ",
    "operation error ",
    "operation error S3: ",
    "when calling the ",
    "error occurred (",
    "Encoded authorization failure message: ",
    "--encoded-message ",
    "aB3-\n",
    "aB3_",
    "arn:aws:iam::123:\n",
    "arn:aws:",
    "permission to call ",
    "2026-03-03T10:00:00Z ",
    "权",
    "\U0001f600",
    "\ud800",
    "\x00",
    "İ",
    '__type":"',
    "de_",
)
"""What hostile texts are made of: the beginnings of everything the reader looks for."""

_SIZE = 100_000


def repeated(fragment: str, size: int = _SIZE) -> str:
    """`fragment` over and over, `size` characters long."""
    return (fragment * (size // len(fragment) + 1))[:size]


def mixed(seed: int, size: int = _SIZE) -> str:
    """A few fragments in a random order, over and over."""
    chance = random.Random(seed)
    few = chance.sample(FRAGMENTS, chance.randint(2, 5))
    return repeated("".join(chance.choice(few) for _ in range(chance.randint(2, 40))), size)


def ordinary(size: int = _SIZE) -> str:
    """A log with a refusal in it now and then."""
    lines = []
    length = number = 0
    while length < size:
        line = f"INFO  [worker-{number % 8}] depot.Orders : parcel {number * 7} sent"
        if number % 40 == 39:
            line = f"ERROR AccessDenied: {sentence(why=because('session policy'))} x{number}"
        if number % 200 == 199:
            line = f"ERROR UnauthorizedOperation: {ENCODED.replace(BLOB, BLOB[number % 300 :])}"
        line = f"2026-03-03T10:{number % 60:02}:11.123Z {line}\n"
        lines.append(line)
        length += len(line)
        number += 1
    return "".join(lines)


def seconds_per_byte(text: str) -> float:
    """The best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        read_denials(text)
        best = min(best, time.process_time() - start)
    return best / len(text)


def main(rounds: int) -> None:
    """Prints the report for every fragment and `rounds` mixtures."""
    megabyte = seconds_per_byte(ordinary(1_000_000))
    usual = max(seconds_per_byte(ordinary()), megabyte)
    print(f"1 MB of ordinary log: {megabyte * 1e9:.0f} ms")
    texts = {repr(fragment): repeated(fragment) for fragment in FRAGMENTS}
    texts |= {f"mixture {seed}": mixed(seed) for seed in range(rounds)}
    figures = sorted((seconds_per_byte(text) / usual, name) for name, text in texts.items())
    for ratio, name in figures[-25:]:
        print(f"{ratio:6.2f} x  {name}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
