"""The ways a text gets wrapped on its way into somebody's clipboard, as functions of our own."""

from __future__ import annotations

import html
import json
import textwrap
from collections.abc import Callable


def each_line(change: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: "\n".join(change(line) for line in text.split("\n"))


def _filled(width: int, prefix: str = "", indent: str = "") -> Callable[[str], str]:
    def wrap(text: str) -> str:
        lines: list[str] = []
        for line in text.split("\n"):
            lines += textwrap.wrap(line, width, break_on_hyphens=False, subsequent_indent=indent) or [""]
        return "\n".join(prefix + line for line in lines)

    return wrap


def _cut(width: int, prefix: str = "") -> Callable[[str], str]:
    def wrap(text: str) -> str:
        pieces = [
            line[start : start + width]
            for line in text.split("\n")
            for start in range(0, len(line) or 1, width)
        ]
        return "\n".join(prefix + piece for piece in pieces)

    return wrap


WRAPPERS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
    "zero-width spaces": lambda text: text.replace(" ", " \u200b"),
    "html": html.escape,
    "html twice": lambda text: html.escape(html.escape(text)),
    "html page": lambda text: f'<pre class="x"><code>{html.escape(text)}</code></pre>',
    "json": json.dumps,
    "json in json": lambda text: json.dumps(json.dumps({"message": text})),
    "json in json in json": lambda text: json.dumps({"a": json.dumps({"b": json.dumps({"c": text})})}),
    "json of careful servers": lambda text: json.dumps(text).replace("<", "\\u003c").replace(">", "\\u003e"),
    "python's repr": repr,
    "shell's quotes": lambda text: "echo '" + text.replace("'", "'\\''") + "'",
    "markdown's fence": lambda text: f"```text\n{text}\n```",
    "quoted mail": each_line(lambda line: f"> {line}"),
    "a comment": each_line(lambda line: f"# {line}"),
    "a comment in go": each_line(lambda line: f"// {line}"),
    "indented": each_line(lambda line: f"      {line}"),
    "terraform's box": each_line(lambda line: f"│ {line}"),
    "terraform's box in colour": each_line(lambda line: f"\x1b[31m│\x1b[0m\x1b[0m \x1b[1m{line}\x1b[0m"),
    "colours that lost their escape": each_line(lambda line: f"[31m{line}[0m"),
    "docker compose": each_line(lambda line: f"web-1  | {line}"),
    "containerd": each_line(lambda line: f"2026-03-03T10:00:00.123456789Z stderr F {line}"),
    "time stamps": each_line(lambda line: f"2026-03-03T10:00:00.123Z {line}"),
    "buildkit": each_line(lambda line: f"#12 0.345 {line}"),
    "filled at 72": _filled(72),
    "filled at 100, indented": _filled(100, indent="    "),
    "filled in a box": _filled(78, prefix="│ "),
    "filled in a comment": _filled(90, prefix="# "),
    "cut at 80": _cut(80),
    "cut at 97 in a box": _cut(97, prefix="│ "),
}
