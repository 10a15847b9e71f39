"""Themes: those that come with stsui can be read by everybody, and a bad file of one's own is explained."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from textual.color import Color
from textual.theme import Theme

from stsui.services import Services
from stsui.settings import DEFAULT_THEME
from stsui.tui.theme_file import VARIABLES, ThemeInvalid, load_theme, plain_lines
from stsui.tui.themes import read_all_themes, theme_directory, variable_defaults
from stsui.yaml_reader import Node, compose
from tests.tui.conftest import make_app, settled
from tests.tui.fakes import make_services

SHIPPED = ("contrast", "midnight", "paper", "sightline")
GROUNDS = ("background", "surface", "panel")
TEXTS = (
    "foreground",
    "state-active",
    "state-expiring",
    "state-expired",
    "state-error",
    "env-prod",
    "env-staging",
    "env-dev",
    "env-other",
    "mark",
    "favourite",
    "code",
    "primary",
    "accent",
    "success",
    "warning",
    "error",
)
GOOD = 'primary: "#2C4251"\nforeground: "#FFFFFF"\nbackground: "#000000"\n'


def shipped(name: str) -> Theme:
    return load_theme(theme_directory() / f"{name}.yaml")


def colour(theme: Theme, name: str) -> Color:
    values = {**variable_defaults(theme), **theme.to_color_system().generate()}
    return Color.parse(values[name])


def contrast(one: Color, other: Color) -> float:
    """WCAG's contrast ratio, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: Color) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def wrong(tmp_path: Path, text: str | bytes, name: str = "mine.yaml") -> list[tuple[int, str]]:
    """Lines and messages of what is wrong in a theme's file."""
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ThemeInvalid) as caught:
        load_theme(path)
    assert {problem.file for problem in caught.value.problems} == {str(path)}
    return [(problem.line, problem.message) for problem in caught.value.problems]


# ------------------------------------------------------------------ those that come with stsui


def test_all_are_found() -> None:
    themes, problems = read_all_themes(None)
    assert (tuple(sorted(theme.name for theme in themes)), problems) == (SHIPPED, [])
    assert DEFAULT_THEME in SHIPPED


@pytest.mark.parametrize(("name", "text", "ground"), product(SHIPPED, TEXTS, GROUNDS))
def test_texts_can_be_read(name: str, text: str, ground: str) -> None:
    theme = shipped(name)
    needed = 7.0 if name == "contrast" else 4.5
    assert contrast(colour(theme, text), colour(theme, ground)) >= needed


@pytest.mark.parametrize("name", SHIPPED)
def test_the_row_under_the_cursor_can_be_read(name: str) -> None:
    theme = shipped(name)
    found = contrast(colour(theme, "block-cursor-foreground"), colour(theme, "block-cursor-background"))
    assert found >= (7.0 if name == "contrast" else 4.5)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_variable_of_stsuis_own_is_set(name: str) -> None:
    assert VARIABLES.keys() <= shipped(name).variables.keys()


@pytest.mark.parametrize("name", SHIPPED)
def test_plain_lines_are_what_yaml_makes_of_them(name: str) -> None:
    text = (theme_directory() / f"{name}.yaml").read_text(encoding="utf-8")
    quick, thorough = plain_lines(text), compose(text.encode())
    assert quick is not None
    assert outline(quick) == outline(thorough)


def outline(node: Node | None) -> Any:
    assert node
    if node.kind == "mapping":
        return [(key.text, key.line, outline(value)) for key, value in node.pairs]
    return node.text, node.line, node.plain


@pytest.mark.parametrize(
    "text",
    [
        "",
        "primary: '#2C4251'",
        'primary: "#2C4251" # blue',
        'primary:   "#2C4251"',
        'primary: "\\u0023"',
        '  primary: "#2C4251"',
        "primary: #2C4251",
        'primary: "#2C4251"\nvariables:\n    mark: "#FFFFFF"',
        'primary: "#2C4251"\nvariables:\n  mark: "#FFFFFF"\ndark: true',
        "- primary",
        "primary: &anchor x",
        "\tdark: true",
    ],
)
def test_any_other_line_is_left_to_yaml(text: str) -> None:
    assert plain_lines(text) is None


def test_the_chosen_theme_is_read_without_pyyaml() -> None:
    script = (
        "import sys; from stsui.tui.themes import theme_directory, load_theme;"
        "print(load_theme(theme_directory() / 'midnight.yaml').name, 'yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["midnight", "False"]


# ------------------------------------------------------------------ a person's own


def test_one_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "mine.yml"
    path.write_text(GOOD + "dark: no\nvariables: {mark: red, link-style: bold underline}\n")
    theme = load_theme(path)
    assert (theme.name, theme.primary, theme.dark) == ("mine", "#2C4251", False)
    assert theme.variables == {"mark": "red", "link-style": "bold underline"}
    assert variable_defaults(theme)["env-prod"] == theme.primary


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (GOOD + 'acent: "#FFFFFF"\n', 4, ("acent", "Did you mean accent?")),
        (GOOD + 'accent: "#FFFFF"\n', 4, ("accent", "#FFFFF", "a colour in quotes")),
        (GOOD + "accent: #FFFFFF\n", 4, ("accent is empty", "in quotes")),
        (GOOD + "accent: [red]\n", 4, ("accent", "a text", "a list")),
        (GOOD + "dark: maybe\n", 4, ("dark", "true or false")),
        (GOOD + "variables: red\n", 4, ("variables", "mapping")),
        (GOOD + 'variables:\n  mrak: "red"\n', 5, ("mrak", "Did you mean mark?")),
        (GOOD + 'variables:\n  mark: "wine"\n', 5, ("mark", "wine", "a colour")),
        (GOOD + 'variables:\n  link-style: "loud"\n', 5, ("link-style", "loud", "bold")),
        (GOOD + 'primary: "red"\n', 4, ("primary", "twice")),
        ('primary: "red"\nforeground: "white"\n', 0, ("background is missing",)),
        ("- red\n", 1, ("mapping", "a list")),
        ('primary: "red\n', 2, ("not valid YAML",)),
        ("", 0, ("empty",)),
        (b'primary: "\xff"\n', 1, ("UTF-8",)),
        pytest.param("x" * (2**20 + 1), 0, ("larger than 1 MiB",), id="large"),
    ],
)
def test_a_mistake_is_told_with_its_line(
    tmp_path: Path, text: str | bytes, line: int, words: tuple[str, ...]
) -> None:
    told = wrong(tmp_path, text)
    at, message = told[0]
    assert at == line, told
    assert all(word in message for word in words), told


def test_every_mistake_is_told(tmp_path: Path) -> None:
    told = wrong(tmp_path, 'primary: "rod"\nforeground: 7\nbackgrund: "black"\n')
    assert [line for line, _ in told] == [3, 1, 2, 0]


def test_a_folder_in_a_files_place(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").mkdir()
    with pytest.raises(ThemeInvalid, match=r"mine\.yaml"):
        load_theme(tmp_path / "mine.yaml")


def test_a_bad_file_hides_no_good_one(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "bad.yaml").write_text("primary: 7\n")
    (tmp_path / "paper.yaml").write_text(GOOD)
    (tmp_path / "notes.txt").write_text("not a theme")
    themes, problems = read_all_themes(tmp_path)
    assert {theme.name for theme in themes} == {*SHIPPED, "good"}
    assert {problem.file for problem in problems} == {str(tmp_path / "bad.yaml")}
    assert next(theme for theme in themes if theme.name == "paper").primary == "#2C4251"


# ------------------------------------------------------------------ in the app


def run_with(settings: str, files: dict[str, str]) -> tuple[str, list[str]]:
    """The theme that is used, and the problems told, with these settings and theme files."""
    folder = Path.home() / "themes"
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    app = make_app(make_services(Path.home(), settings=settings))

    async def run() -> None:
        async with app.run_test() as pilot:
            await settled(pilot)
            await settled(pilot)

    asyncio.run(run())
    return app.theme, [problem.message for problem in app.file_problems]


def test_the_theme_of_the_settings() -> None:
    assert run_with("theme: paper\n", {}) == ("paper", [])


def test_a_theme_of_ones_own_in_the_settings() -> None:
    assert run_with("theme: mine\n", {"mine.yaml": GOOD}) == ("mine", [])


def test_a_theme_of_textuals() -> None:
    assert run_with("theme: nord\n", {}) == ("nord", [])


def test_a_theme_that_is_not_there() -> None:
    theme, told = run_with("theme: papre\n", {})
    assert theme == DEFAULT_THEME
    assert told == ['There is no theme "papre"; midnight is used. Did you mean paper?']


def test_a_theme_that_is_broken() -> None:
    theme, told = run_with("theme: mine\n", {"mine.yaml": GOOD + 'accent: "wine"\n'})
    assert theme == DEFAULT_THEME
    assert len(told) == 2
    assert "accent" in told[0]
    assert "mine" in told[1]


def test_t_goes_round(services: Services) -> None:
    app = make_app(services)

    async def run() -> list[str]:
        async with app.run_test() as pilot:
            await settled(pilot)
            await settled(pilot)
            seen = []
            for _ in range(len(SHIPPED)):
                await pilot.press("t")
                await settled(pilot)
                seen.append(app.theme)
            return seen

    assert asyncio.run(run()) == ["paper", "sightline", "contrast", "midnight"]
