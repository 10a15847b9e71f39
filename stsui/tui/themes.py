"""The themes there are: those that come with stsui and the person's own, by one door.

The chosen one is read before the first frame, all others after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from textual.app import App
from textual.theme import Theme

from stsui.model import FileProblem
from stsui.quoting import did_you_mean, shown
from stsui.settings import DEFAULT_THEME
from stsui.tui.theme_file import VARIABLES, ThemeInvalid, load_theme

SUFFIXES = (".yaml", ".yml")


def theme_directory() -> Path:
    """Where the themes that come with stsui are: in the installed package, else in the checkout."""
    package = Path(__file__).parents[1]
    installed = package / "themes"
    return installed if installed.is_dir() else package.parent / "themes"


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


def read_all_themes(users: Path | None) -> tuple[list[Theme], list[FileProblem]]:
    """The themes that come with stsui and those in the `users` folder, and what is wrong with any."""
    return read_themes(theme_directory(), users)


def use_theme(app: App[object], wanted: str, users: Path | None) -> None:
    """Read and use the one theme that is wanted, else the default, before the app runs.

    The theme is read alone: the first frame needs no other.
    Why it is another than the one wanted is said by `theme_problem`, once all have been read.
    """
    for name, directory in ((wanted, users), (wanted, theme_directory()), (DEFAULT_THEME, theme_directory())):
        if theme := _named(name, directory):
            app.register_theme(theme)
            _begin_with(app, theme)
            return
        if name in app.available_themes:
            app.theme = name
            return


def _begin_with(app: App[object], theme: Theme) -> None:
    """Make it the theme of the first frame: to change to it would parse and draw everything twice."""
    app.set_reactive(App.theme, theme.name)
    for name, holds in (
        (f"-theme-{theme.name}", True),
        ("-dark-mode", theme.dark),
        ("-light-mode", not theme.dark),
    ):
        app.set_class(holds, name, update=False)
    app.stylesheet.set_variables(app.get_css_variables())


def theme_problem(app: App[object], wanted: str) -> str | None:
    """Why the theme in use is another than the one wanted; None where it is that one."""
    if wanted in app.available_themes:
        return None
    hint = did_you_mean(wanted, list(app.available_themes))
    return f"There is no theme {shown(wanted)}; {app.theme} is used. {hint}".rstrip()


def variable_defaults(theme: Theme) -> dict[str, str]:
    """stsui's own variables for any theme at all, Textual's own included: what the app gives Textual."""
    return {name: getattr(theme, colour) or theme.primary for name, colour in VARIABLES.items()}


def _named(name: str, directory: Path | None) -> Theme | None:
    """The theme of that name in a folder, if it is there and good."""
    for path in _theme_files([directory]):
        if path.stem == name:
            try:
                return load_theme(path)
            except ThemeInvalid:  # told when all themes are read
                return None
    return None


def _theme_files(directories: Iterable[Path | None]) -> Iterator[Path]:
    for directory in directories:
        if directory is not None and directory.is_dir():
            yield from sorted(path for path in directory.iterdir() if path.suffix in SUFFIXES)
