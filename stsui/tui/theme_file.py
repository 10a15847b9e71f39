"""One theme's file: read with its lines, checked whole, made into a theme of Textual's.

A file holds flat colour keys (`primary`, `background`, …), `dark`, and `variables` for what only stsui, or
only one widget of Textual's, colours: `state-active`, `env-prod`, `border`, …
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from textual.color import Color, ColorParseError
from textual.css.constants import VALID_STYLE_FLAGS
from textual.theme import Theme

from stsui.errors import ConfigurationError
from stsui.files import Unreadable, read_bounded
from stsui.model import FileProblem
from stsui.quoting import did_you_mean, shown
from stsui.yaml_reader import Malformed, Node, YamlReader, compose

COLOURS = (
    "primary",
    "secondary",
    "accent",
    "success",
    "warning",
    "error",
    "foreground",
    "background",
    "surface",
    "panel",
    "boost",
)
REQUIRED = ("primary", "foreground", "background")
KEYS = (*COLOURS, "dark", "variables")
LARGEST = 2**20
A_COLOUR = 'a colour in quotes, such as "#2C4251"'

VARIABLES: Mapping[str, str] = {
    "state-active": "success",
    "state-expiring": "warning",
    "state-expired": "secondary",
    "state-error": "error",
    "env-prod": "error",
    "env-staging": "warning",
    "env-dev": "secondary",
    "env-other": "primary",
    "bar-fill": "secondary",
    "bar-rest": "panel",
    "mark": "accent",
    "favourite": "accent",
    "code": "secondary",
}
"""stsui's own variables, each with the colour of the theme that stands in where a theme does not set it."""


class ThemeInvalid(ConfigurationError):
    """A theme file that cannot be used; every mistake in it is in `problems`."""

    def __init__(self, path: Path, problems: tuple[FileProblem, ...]) -> None:
        first = problems[0]
        place = f"{path.name}, line {first.line}" if first.line else path.name
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"The theme cannot be used: {place}: {first.message}{more}")
        self.problems = problems


def load_theme(path: Path) -> Theme:
    """Read one theme, named after its file. Raises ThemeInvalid with every mistake, each at its line."""
    reader = _ThemeReader(path)
    theme = reader.read()
    if reader.problems or theme is None:
        raise ThemeInvalid(path, tuple(reader.problems))
    return theme


def known_variables() -> frozenset[str]:
    """Every variable a theme may set: stsui's own and those that Textual makes from the colours."""
    return frozenset(Theme("any", "#000000").to_color_system().generate()) | VARIABLES.keys()


_PLAIN_LINE = re.compile(r'([a-z][a-z0-9-]*): (?:"([^"\\]+)"|(true|false))')
_NESTED = "\nvariables:\n"

_Pairs = tuple[tuple[Node, Node], ...]


def plain_lines(text: str) -> Node | None:
    """A text of nothing but plain lines, as YAML has it; None for any other, which takes YAML's own parser.

    The themes that come with stsui are so written: to import PyYAML would take longer than to draw a frame.
    """
    head, nested, tail = text.partition(_NESTED)
    top = _plain_pairs(head, 1)
    if not nested or not top:
        return Node(1, "mapping", pairs=top) if top else None
    line = head.count("\n") + 2
    if (below := _plain_pairs(tail, line + 1, indent="  ")) is None:
        return None
    variables = Node(line, "text", "variables", plain=True), Node(line + 1, "mapping", pairs=below)
    return Node(1, "mapping", pairs=(*top, variables))


def _plain_pairs(text: str, first: int, indent: str = "") -> _Pairs | None:
    """The keys and values of lines such as `primary: "#2C4251"`; None where one is of another form."""
    pairs: list[tuple[Node, Node]] = []
    for number, line in enumerate(text.split("\n"), first):
        if not line.strip() or line.startswith("#"):
            continue
        found = _PLAIN_LINE.fullmatch(line.removeprefix(indent)) if line.startswith(indent) else None
        if not found:
            return None
        key, quoted, bare = found.groups()
        value = Node(number, "text", quoted or bare, plain=not quoted)
        pairs.append((Node(number, "text", key, plain=True), value))
    return tuple(pairs)


class _ThemeReader:
    """Asks a file's nodes for what a theme needs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._yaml = YamlReader(str(path))

    @property
    def problems(self) -> list[FileProblem]:
        """What is wrong so far."""
        return self._yaml.problems

    def read(self) -> Theme | None:
        """The theme; None, or one not to be used, where `problems` has anything."""
        root = self._root()
        if root is None:
            return None
        found = self._known(root, "The theme", KEYS)
        colours = {key: self._colour(node, key) for key, node in found.items() if key in COLOURS}
        for key in (key for key in REQUIRED if key not in found):
            self._yaml.report(0, f"{key} is missing: {A_COLOUR} was expected.")
        dark = self._yaml.boolean(found["dark"], "dark") if "dark" in found else True
        variables = self._variables(found["variables"]) if "variables" in found else {}
        if self.problems:
            return None
        return Theme(self._path.stem, **colours, dark=bool(dark), variables=variables)  # type: ignore[arg-type]

    def _root(self) -> Node | None:
        try:
            content = read_bounded(str(self._path), LARGEST)
            root = _nodes(content or b"")
        except Unreadable as error:
            self._yaml.report(0, f"The file {error}.")
        except Malformed as error:
            self._yaml.report(error.line, f"The file is {error.message}.")
        else:
            if root is None:
                self._yaml.report(0, 'The file is empty: colours were expected, such as primary: "#2C4251".')
            return root
        return None

    def _known(self, node: Node, what: str, known: tuple[str, ...]) -> dict[str, Node]:
        """A mapping's values; keys of another name are reported."""
        found = self._yaml.mapping(node, what)
        for key in [key for key in found if key not in known]:
            hint = did_you_mean(key, known) or f"Known are {', '.join(known[:13])}."
            self._yaml.report(found.pop(key).line, f"{what} has no key {shown(key)}. {hint}")
        return found

    def _colour(self, node: Node, key: str) -> str:
        if node.empty:  # an unquoted #… is a comment to YAML
            self._yaml.report(node.line, f"{key} is empty: {A_COLOUR} was expected.")
            return ""
        return self._yaml.convert(node, key, _checked_colour, A_COLOUR) or ""

    def _variables(self, node: Node) -> dict[str, str]:
        values: dict[str, str] = {}
        for name, value in self._known(node, "variables", tuple(sorted(known_variables()))).items():
            if name.endswith("-style"):
                values[name] = self._yaml.convert(value, name, _checked_style, "a style such as bold") or ""
            else:
                values[name] = self._colour(value, name)
        return values


def _nodes(content: bytes) -> Node | None:
    try:
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Malformed(line, "not UTF-8 text; save it as UTF-8") from None
    return plain_lines(text) or compose(content)


def _checked_colour(text: str) -> str:
    try:
        Color.parse(text)
    except ColorParseError as error:
        raise ValueError(text) from error
    return text


def _checked_style(text: str) -> str:
    if not set(text.split()) <= VALID_STYLE_FLAGS:
        raise ValueError(text)
    return text
