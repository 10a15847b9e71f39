"""The shipped themes can be read by everybody, and a mistake in one's own is told with its line."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from stsui.tui.theme_file import VARIABLES, ThemeInvalid, load_theme
from stsui.tui.themes import read_all_themes, read_themes, theme_directory, variable_defaults

SHIPPED = ("contrast", "midnight", "paper", "sightline")
STATES = ("state-active", "state-expiring", "state-expired", "state-error")
BACKGROUNDS = ("background", "surface", "panel")
TEXTS = ("foreground", "primary", "secondary", "accent", "success", "warning", "error")
INKS = tuple(name for name in VARIABLES if not name.startswith("bar-"))

GOOD = """\
dark: false
primary: "#2C4251"
foreground: "#222222"
background: "#F5F1E9"
variables:
  state-active: "#226137"
"""

# Machado, Oliveira and Fernandes' matrices at full severity, on linear RGB.
COLOUR_BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


def shipped(name: str) -> Theme:
    return load_theme(theme_directory() / f"{name}.yaml")


def colours(theme: Theme) -> dict[str, str]:
    return {**variable_defaults(theme), **theme.to_color_system().generate(), **theme.variables}


def linear(colour: str) -> tuple[float, float, float]:
    def channel(value: float) -> float:
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (channel(part) for part in Color.parse(colour).normalized)
    return red, green, blue


def contrast(text: str, background: str) -> float:
    """WCAG's contrast ratio."""
    light, dark = sorted(
        (0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (linear(text), linear(background))), reverse=True
    )
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: tuple[float, float, float]) -> tuple[float, float, float]:
    """CIELAB of linear RGB, D65."""
    r, g, b = (min(max(part, 0.0), 1.0) for part in rgb)
    x = (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    z = (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("background", BACKGROUNDS)
def test_every_text_can_be_read(name: str, background: str) -> None:
    theme = shipped(name)
    found = colours(theme)
    least = 7 if name == "contrast" else 4.5
    poor = {
        ink: round(ratio, 2)
        for ink in (*TEXTS, *INKS)
        if (ratio := contrast(found[ink], found[background])) < least
    }
    assert not poor


@pytest.mark.parametrize("name", SHIPPED)
def test_the_cursor_line_can_be_read(name: str) -> None:
    found = colours(shipped(name))
    assert contrast(found["block-cursor-foreground"], found["block-cursor-background"]) >= 4.5
    assert contrast(found["foreground"], found["block-cursor-blurred-background"]) >= 4.5


@pytest.mark.parametrize("name", SHIPPED)
def test_every_theme_sets_every_variable_of_stsui(name: str) -> None:
    assert not VARIABLES.keys() - shipped(name).variables.keys()


@pytest.mark.parametrize("sight", COLOUR_BLINDNESS)
def test_states_are_told_apart_by_every_kind_of_sight(sight: str) -> None:
    found = colours(shipped("sightline"))
    matrix = COLOUR_BLINDNESS[sight]

    def seen(colour: str) -> tuple[float, float, float]:
        rgb = linear(colour)
        red, green, blue = (sum(k * part for k, part in zip(row, rgb, strict=True)) for row in matrix)
        return lab((red, green, blue))

    for one, other in combinations(STATES, 2):
        distance = math.dist(seen(found[one]), seen(found[other]))
        assert distance > 25, f"{one} and {other} are {distance:.1f} apart"


def test_a_good_theme_is_named_after_its_file(tmp_path: Path) -> None:
    path = tmp_path / "dawn.yaml"
    path.write_text(GOOD, encoding="utf-8")
    theme = load_theme(path)
    assert (theme.name, theme.dark, theme.variables["state-active"]) == ("dawn", False, "#226137")


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (('"#2C4251"', '"#2C42"+'), None, ""),
        (('"#2C4251"', "bluish"), 2, "primary"),
        (('"#2C4251"', "#2C4251"), 2, "in quotes"),
        (("dark: false", "dark: perhaps"), 1, "true or false"),
        (("foreground", "foregroud"), 3, "foreground"),
        (("state-active", "state-activ"), 6, "state-active"),
        (('primary: "#2C4251"\n', ""), 0, "primary"),
        ((GOOD, ""), 0, "empty"),
        ((GOOD, "- a\n- list\n"), 1, "key: value"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_expected(
    tmp_path: Path, change: tuple[str, str], line: int | None, said: str
) -> None:
    path = tmp_path / "dawn.yaml"
    path.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(ThemeInvalid) as refusal:
        load_theme(path)
    problem = refusal.value.problems[0]
    assert problem.file == str(path)
    assert said in problem.message
    if line is not None:
        assert problem.line == line
    assert "dawn.yaml" in refusal.value.message


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "dawn.yaml"
    path.write_text(GOOD.replace('"#2C4251"', "bluish").replace("dark: false", "dark: 1"), encoding="utf-8")
    with pytest.raises(ThemeInvalid) as refusal:
        load_theme(path)
    assert sorted(problem.line for problem in refusal.value.problems if problem.line) == [1, 2]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dawn.yaml"
    path.write_bytes(b"primary: \x81\x82\n")
    with pytest.raises(ThemeInvalid, match="UTF-8"):
        load_theme(path)


def test_a_bad_file_hides_no_good_one(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("primary: bluish\n", encoding="utf-8")
    (tmp_path / "dawn.yaml").write_text(GOOD, encoding="utf-8")
    themes, problems = read_all_themes(tmp_path)
    assert {theme.name for theme in themes} == {*SHIPPED, "dawn"}
    assert {Path(problem.file).name for problem in problems} == {"bad.yaml"}


def test_ones_own_theme_wins_over_a_namesake(tmp_path: Path) -> None:
    (tmp_path / "midnight.yaml").write_text(GOOD, encoding="utf-8")
    themes, _ = read_themes(theme_directory(), tmp_path)
    assert next(theme for theme in themes if theme.name == "midnight").primary == "#2C4251"
