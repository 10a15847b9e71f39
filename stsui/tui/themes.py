"""Themes: one YAML file each, checked when read. The shipped ones and the user's own go through one door.

A file holds flat colour keys (`primary`, `background`, …), `dark`, and `variables` for what only stsui, or
only one widget of Textual's, colours: `state-active`, `env-prod`, `border`, …
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

import yaml
from textual.app import App
from textual.color import Color, ColorParseError
from textual.theme import Theme

from stsui.errors import ConfigurationError
from stsui.model import FileProblem

DEFAULT_THEME = "midnight"

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


def theme_directory() -> Path:
    """Where the shipped themes are: in the installed package, else in the checkout."""
    installed = Path(str(files("stsui") / "themes"))
    return installed if installed.is_dir() else Path(str(files("stsui"))).parent / "themes"


def load_theme(path: Path) -> Theme:
    """Read one theme, named after its file. Raises ThemeInvalid with every mistake, each at its line."""
    reader = _ThemeReader(path)
    theme = reader.read()
    if reader.problems or theme is None:
        raise ThemeInvalid(path, tuple(reader.problems))
    return theme


def read_themes(*directories: Path | None) -> tuple[list[Theme], list[FileProblem]]:
    """The themes of these folders (a later folder wins over a namesake), and what is wrong with the rest."""
    themes: dict[str, Theme] = {}
    problems: list[FileProblem] = []
    for path in _theme_files(directories):
        try:
            theme = load_theme(path)
        except ThemeInvalid as error:
            problems.extend(error.problems)
        else:
            themes[theme.name] = theme
    return list(themes.values()), problems


def register_themes(app: App[object], users: Path | None) -> tuple[FileProblem, ...]:
    """Give `app` the shipped themes and those in the `users` folder; returns what is wrong with any."""
    themes, problems = read_themes(theme_directory(), users)
    for theme in themes:
        app.register_theme(theme)
    return tuple(problems)


def theme_or_default(app: App[object], wanted: str) -> tuple[str, str | None]:
    """The name of the theme to use, and why it is another than the one wanted, where it is."""
    if wanted in app.available_themes:
        return wanted, None
    near = get_close_matches(wanted, app.available_themes, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    return DEFAULT_THEME, f"There is no theme called {wanted}; {DEFAULT_THEME} is used.{hint}"


def _theme_files(directories: Iterable[Path | None]) -> Iterator[Path]:
    for directory in directories:
        if directory is not None and directory.is_dir():
            yield from sorted(p for p in directory.iterdir() if p.suffix in (".yaml", ".yml"))


class _ThemeReader:
    """Walks one file's YAML nodes, so that every mistake has its line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[FileProblem] = []

    def read(self) -> Theme | None:
        """The theme; None, or one not to be used, where `problems` has anything."""
        root = self._root()
        if root is None:
            return None
        colours: dict[str, str] = {}
        variables: dict[str, str] = {}
        dark = True
        for key, value, line in self._pairs(root, "a theme"):
            if key in COLOURS:
                colours[key] = self._colour(key, value, line)
            elif key == "dark":
                dark = self._yes_or_no(key, value, line)
            elif key == "variables":
                variables = dict(self._variables(value, line))
            else:
                self._unknown(key, line, (*COLOURS, "dark", "variables"))
        for key in REQUIRED:
            if key not in colours:
                self._say(0, f'{key} is missing; a colour is expected, such as {key}: "#2C4251"')
        if self.problems:
            return None
        theme = Theme(self.path.stem, colours.pop("primary"), dark=dark, variables=variables)
        for name, colour in colours.items():
            setattr(theme, name, colour)
        return theme

    def _root(self) -> yaml.Node | None:
        try:
            root = yaml.compose(self.path.read_text(encoding="utf-8-sig"), Loader=yaml.SafeLoader)
        except OSError as error:
            self._say(0, f"cannot be read: {error.strerror or error}")
        except UnicodeDecodeError:
            self._say(0, "is not UTF-8 text")
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            self._say(mark.line + 1 if mark else 0, f"is not YAML: {error.problem or error.context}")
        except yaml.YAMLError:
            self._say(0, "is not YAML: it holds characters that YAML forbids")
        else:
            if root is not None:
                return root
            self._say(0, 'is empty; colours are expected, such as primary: "#2C4251"')
        return None

    def _pairs(self, node: yaml.Node, what: str) -> Iterator[tuple[str, yaml.Node, int]]:
        """Key, value and line of a mapping's entries."""
        if not isinstance(node, yaml.MappingNode):
            self._say(node.start_mark.line + 1, f"{what} is expected to be lines of the form key: value")
            return
        for key, value in node.value:
            yield str(key.value), value, key.start_mark.line + 1

    def _colour(self, key: str, value: yaml.Node, line: int) -> str:
        text = str(value.value) if isinstance(value, yaml.ScalarNode) else ""
        if not text:
            # An unquoted #… is a comment to YAML, so the value is empty.
            self._say(line, f'{key}: a colour is expected, in quotes, such as "#2C4251"')
            return "#000000"
        try:
            Color.parse(text)
        except ColorParseError:
            self._say(line, f'{key}: {text!r} is not a colour; expected is one such as "#2C4251"')
            return "#000000"
        return text

    def _yes_or_no(self, key: str, value: yaml.Node, line: int) -> bool:
        if isinstance(value, yaml.ScalarNode) and value.tag == "tag:yaml.org,2002:bool":
            return str(value.value).lower() in ("true", "yes", "on")
        self._say(line, f"{key}: true or false is expected")
        return True

    def _variables(self, node: yaml.Node, line: int) -> Iterator[tuple[str, str]]:
        known = known_variables()
        if isinstance(node, yaml.ScalarNode) and not node.value:
            self._say(line, "variables: lines of the form name: colour are expected below it")
            return
        for key, value, at in self._pairs(node, "variables"):
            if key not in known:
                self._unknown(f"variables.{key}", at, [f"variables.{name}" for name in known])
            elif key.endswith("-style"):
                yield key, str(value.value)
            else:
                yield key, self._colour(f"variables.{key}", value, at)

    def _unknown(self, key: str, line: int, known: Iterable[str]) -> None:
        names = list(known)
        near = get_close_matches(key, names, 1)
        hint = f"did you mean {near[0]}?" if near else f"expected are {', '.join(names[:11])}, …"
        self._say(line, f"{key} is not a key of a theme; {hint}")

    def _say(self, line: int, message: str) -> None:
        self.problems.append(FileProblem(str(self.path), line, message))


def variable_defaults(theme: Theme) -> dict[str, str]:
    """stsui's own variables for any theme at all, Textual's own included: what the app gives Textual."""
    return {name: getattr(theme, colour) or theme.primary for name, colour in VARIABLES.items()}


def known_variables() -> frozenset[str]:
    """Every variable a theme may set: stsui's own and those that Textual makes from the colours."""
    return frozenset(Theme("any", "#000000").to_color_system().generate()) | VARIABLES.keys()
