"""Looks for texts that take too long: `python -m tests.denials.fuzz`.

Prints, for each text of 100 KB, the time per byte as a multiple of ordinary texts', the slowest last.
It is a report to read, no test: what a machine does meanwhile is its own business.
"""

from __future__ import annotations

import random
import sys
import time

from stsui.denials import read_denials
from stsui.denials.blobs import LABELS
from stsui.denials.forms import FORMS
from stsui.denials.phrases import REFUSALS
from stsui.denials.reason import POLICY_TYPES
from stsui.denials.sentence import ANCHORS
from tests.denials.samples import BLOB, ENCODED, because, sentence

FRAGMENTS: tuple[str, ...] = (
    '" +\n"',
    '""',
    "(Service: A; Status Code: 400; Error Code: ",
    " - belt - ERROR -",
    "2026-03-03 10:00:00 ERROR ",
    "no session policy allows the ",
    "<a b>",
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
    "12:34:56 ",
    "12:34:56 ERROR [a] b - ",
    "| a |\n",
    "| a" + " " * 90 + "|\n",
    "*a",
    "*a*\n",
    "a\n\n",
    "==> a: ",
    "==> a: b\n",
    "a\tb\t",
    "perform: (",
    "on resource: `",
    "a:B on this resource because no ",
    "Encoded authorization failure message: " + "a-" * 40 + "AA... ",
    "{code:a}",
    "%0A",
    "%20",
    "::error::a%0A",
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
    "at de_",
    "api error ",
    "API: ",
    "| aaa | bbb |\n",
    "│ aaa │     │\n",
    "::Errors::A",
    '"matchedStatements":',
    '{"x":1}"matchedStatements":',
    '{\\"allowed\\":',
    "{}",
    '"errorCode": "',
    "The provided token has expired. ",
    "error occurred (Throttling) ",
    "[{",
    "`",
    "```\n",
)
"""What hostile texts are made of: the beginnings of everything the reader looks for."""

NUMBERED: tuple[str, ...] = (
    "User: u{0} is not authorized to perform: sqs:Send{0} on resource: q{0} ",
    "u{0} is not authorized to perform: a:B{0}\n",
    "permission to call svc{0}:Op ",
    "User: arn:aws:iam::2109876543\n{0} is not authorized to perform: sqs:S\n{0} on resource: arn:aws\n:{0} ",
    "because no session policy allows the a:B{0} action ",
    "with an explicit deny in a session policy: arn:aws:iam::1:policy/p{0} ",
    "Encoded authorization failure message: aB3xYqk9{0}-\n",
    "--encoded-message aB3xYqk9{0} ",
    "API: sqs:A{0} Access Denied ",
    "An error occurred (AccessDenied) when calling the Op{0} operation: Access Denied\n",
    "An error occurred (ExpiredToken) when calling the Op{0} operation: The provided token has expired.\n",
    "AccessDeniedException: \n\tstatus code: 403, request id: 7d0c5a1e-93b2-4f6c-8d11-{0:012}\n",
    "<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>A{0:015}</RequestId></Error>",
    '{{"eventName":"A{0}","errorCode":"AccessDenied","errorMessage":"Access Denied"}},',
    '{{"allowed":false,"explicitDeny":true,"context":{{"action":"ec2:A{0}"}}}}\n',
    '{{"allowed":false,"explicitDeny":true,"context":{{"action":"ec2:A{0}"\n',
    '"errorCode": "Foo{0}", ',
    "FooBar{0}Exception: ",
    "| cell{0} |   |\n",
    "line {0}\n",
    "&#{0};",
    "\\u00{0}",
)
"""Formats of texts that never say the same twice: what was read before is of no help."""

MUTATED: tuple[str, ...] = (
    *(anchor.words for anchor in ANCHORS),
    *(anchor.example for anchor in ANCHORS),
    *(refusal.example for refusal in REFUSALS),
    *(form.example for form in FORMS),
    *(example for _, example in LABELS),
    *(f"{sentence()} {example}" for _, _, example in POLICY_TYPES),
)
"""Every form's words and examples: what texts are made of that hold nearly a refusal."""

NOISE = (
    *(
        "\\",
        '"',
        "'",
        "`",
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "*",
        "…",
        "...",
        ":",
        ",",
        "-",
        "\t",
        "\n",
        "\n\n",
    ),
    *(
        "arn:",
        "arn:aws:",
        "on resource: ",
        "│ ",
        "│",
        "\x1b[31m",
        "\x1b[0m",
        "&quot;",
        "&amp;lt;",
        '\\\\\\"',
        "\\n",
    ),
    *("\\u001b[", "<a><b>", '{"a":[', "aB3-_" * 12, "User: ", "because ", "2026-03-03 10:00:00 ", "# > | "),
)
"""What is put between and into them."""

_SIZE = 100_000
_PAGE = 20
"""Lines of one sort."""


def repeated(fragment: str, size: int = _SIZE) -> str:
    """`fragment` over and over, `size` characters long."""
    return (fragment * (size // len(fragment) + 1))[:size]


def numbered(form: str, size: int = _SIZE) -> str:
    """`form` over and over, each time with the next number, `size` characters long."""
    return "".join(map(form.format, range(size // len(form.format(0)) + 1)))[:size]


def mixed(seed: int, size: int = _SIZE) -> str:
    """A few fragments in a random order, over and over."""
    chance = random.Random(seed)
    few = chance.sample(FRAGMENTS, chance.randint(2, 5))
    return repeated("".join(chance.choice(few) for _ in range(chance.randint(2, 40))), size)


def mutated(seed: int, size: int = _SIZE) -> str:
    """A few forms, cut, doubled and filled with noise, over and over in changing order."""
    chance = random.Random(seed)
    few = [_mutate(chance, chance.choice(MUTATED)) for _ in range(chance.randint(1, 4))]
    between = chance.sample(NOISE, 3)
    pieces: list[str] = []
    length = 0
    while length < size:
        pieces += (chance.choice(few), chance.choice(between) * chance.randint(0, 3))
        length += len(pieces[-1]) + len(pieces[-2])
    return "".join(pieces)[:size]


def _mutate(chance: random.Random, text: str) -> str:
    for _ in range(chance.randint(0, 4)):
        at, end = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
        change = chance.choice(("cut", "double", "insert", "keep"))
        if change == "cut":
            text = text[:at] + text[end:]
        elif change == "double":
            text = text[:end] + text[at:]
        elif change == "insert":
            text = text[:at] + chance.choice(NOISE) * chance.randint(1, 5) + text[at:]
        else:
            text = text[: max(at, 4)]
    return text or "User: "


ORDINARY: tuple[str, ...] = (
    "2026-03-03T10:{second:02}:11.123Z INFO  [worker-4] depot.Orders : parcel {number} sent",
    '10.0.3.7 - - [03/Mar/2026:10:00:{second:02} +0000] "GET /parcels/{number} HTTP/1.1" 200',
    '{{"time":"10:{second:02}:11","level":"info","message":"parcel {number} sent","belt":4}}',
    "When a belt stops, the {number} parcels on it wait, and nobody at the depot has to do anything.",
    "    parcel_{number} = depot.parcels[{number}].sent_to(belt, after=timedelta(minutes={second}))",
)
"""How the lines of ordinary texts read: a program's log, a web server's, one of objects, prose, a source."""


def ordinary(size: int = _SIZE) -> str:
    """A page of each sort of text by turns, with a refusal now and then."""
    lines = []
    length = number = 0
    while length < size:
        line = ORDINARY[number // _PAGE % len(ORDINARY)].format(number=number, second=number % 60)
        if number % 40 == 39:
            line = f"ERROR AccessDenied: {sentence(why=because('session policy'))} x{number}"
        if number % 200 == 199:
            line = f"ERROR UnauthorizedOperation: {ENCODED.replace(BLOB, BLOB[number % 300 :])}"
        lines.append(line + "\n")
        length += len(line) + 1
        number += 1
    return "".join(lines)


def seconds(text: str) -> float:
    """The processor time of one reading."""
    start = time.process_time()
    read_denials(text)
    return time.process_time() - start


def ratio(text: str, yardstick: str, rounds: int = 3) -> float:
    """How much longer a character of `text` takes than one of `yardstick`, both read by turns.

    The least of each counts: what else the machine does only ever adds.
    """
    times = [(seconds(text), seconds(yardstick)) for _ in range(rounds)]
    return (min(own for own, _ in times) / len(text)) / (min(other for _, other in times) / len(yardstick))


def main(rounds: int) -> None:
    """Prints the report for every fragment and format, and for `rounds` mixtures and mutations."""
    megabyte, usual = ordinary(1_000_000), ordinary()
    print(f"1 MB of ordinary texts: {min(seconds(megabyte) for _ in range(5)) * 1e3:.0f} ms")
    texts = {repr(fragment): repeated(fragment) for fragment in FRAGMENTS}
    texts |= {repr(form): numbered(form) for form in NUMBERED}
    texts |= {f"mixture {seed}": mixed(seed) for seed in range(rounds)}
    texts |= {f"mutation {seed}": mutated(seed) for seed in range(rounds)}
    figures = sorted((ratio(text, usual), name) for name, text in texts.items())
    worst = [(ratio(texts[name], usual, rounds=9), name) for _, name in figures[-25:]]
    for figure, name in sorted(worst):
        print(f"{figure:6.2f} x  {name}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
