"""Scores the reader against a labelled corpus: `python -m stsui.denials.score CORPUS`.

A corpus has one JSON object a line: "id", "kind", "text", "expected" (field to value), "accept" (field to
values that are right too). Prints how many labelled fields are right, field by field, and what is wrong.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from stsui.denials import read_denials, to_json

_KINDS = {"opaque_denial": "opaque"}
_INNER = "also_plain"
_UNSCORED = frozenset(("accept",))


def main(arguments: list[str]) -> int:
    """Prints the score of the corpus named in `arguments`; the exit code is 2 if there is none."""
    if len(arguments) != 1:
        print("usage: python -m stsui.denials.score CORPUS.jsonl", file=sys.stderr)
        return 2
    try:
        items = [
            json.loads(line) for line in Path(arguments[0]).read_text(encoding="utf-8").splitlines() if line
        ]
    except (OSError, ValueError) as error:
        print(f"{arguments[0]} cannot be read as a corpus: {error}", file=sys.stderr)
        return 2
    print("\n".join(report(items)))
    return 0


def report(items: list[dict[str, Any]]) -> list[str]:
    """The score of `items` as lines of text."""
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: list[str] = []
    started = time.perf_counter()
    for item in items:
        faults = []
        for field, is_right, got, want in _scored(item):
            asked[field] += 1
            right[field] += is_right
            if not is_right:
                faults.append(f"    {field}: got {got!r}, expected {want!r}")
        if faults:
            wrong += [f"  {item['id']} ({item['kind']}, {item.get('form')})", *faults]
    spent = time.perf_counter() - started
    lines = [f"{field:16} {right[field]:5} of {asked[field]:5}" for field in sorted(asked)]
    total, good = sum(asked.values()), sum(right.values())
    share = 100 * good / total if total else 0.0
    lines.append(f"{'all fields':16} {good:5} of {total:5}  {share:.2f} %  in {1000 * spent:.0f} ms")
    return [*lines, *(["wrong:", *wrong] if wrong else [])]


def _scored(item: dict[str, Any]) -> list[tuple[str, bool, object, object]]:
    """(field, whether it is right, what was read, what was expected) for each label of `item`."""
    found = read_denials(item["text"])
    first: dict[str, Any] = {}
    if found:
        first = to_json(found[0]) | {"reason": found[0].reason, "reason_action": found[0].reason_action}
    expected = {name: value for name, value in item["expected"].items() if name not in _UNSCORED}
    accept = item.get("accept") or item["expected"].get("accept") or {}
    labels = {name: value for name, value in expected.items() if name != _INNER}
    labels.update(expected.get(_INNER) or {})
    kind = _KINDS.get(item["kind"], item["kind"])
    scored = [("kind", first.get("kind") == kind, first.get("kind"), kind)]
    for name, want in labels.items():
        got = first.get(name)
        good = got == want or got in accept.get(name, ())
        scored.append((name, good, got, want))
    return scored


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
